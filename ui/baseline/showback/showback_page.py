"""The Showback page: shared costs split among teams, and each team's statement to the cent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from scenarios.words import spoken
from ui import file_dialogs, theme
from ui.baseline.page_frame import PageFrame
from ui.baseline.showback.choices import ShowbackChoices
from ui.baseline.showback.edits import ShowbackEdits
from ui.baseline.showback.even_card import EvenCard, PeanutButter
from ui.baseline.showback.key_dialog import KeyDialog
from ui.baseline.showback.keys_card import KeysCard
from ui.baseline.showback.split_form import Offer
from ui.baseline.showback.splits_card import SplitsCard
from ui.baseline.showback.statement_card import StatementCard
from ui.baseline.showback.team_card import TeamCard
from ui.session import Session
from whatif_app.errors import UserError
from whatif_app.formatting import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whatif_app.costs.baseline import Baseline
    from whatif_app.ledger import Ledger
    from whatif_app.ownership.allocation_key import AllocationKey
    from whatif_app.ownership.bill import Bill
    from whatif_app.ownership.sharing import Split
    from whatif_app.ownership.statement import Statement

#: Teams that a preview of a split tells of.
_MOST_TOLD = 5


class ShowbackPage(PageFrame):
    """The statement of a month, the splits behind it, and what they do to whom."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(
            self.tr("Showback"),
            self.tr(
                "What each team costs: its own, and its share of what is shared. All teams and "
                "what nobody owns are the bill, to the cent."
            ),
        )
        self._session = session
        self.edits = ShowbackEdits(session)
        self.statement: Statement | None = None
        self._bill: Bill | None = None
        self._team = ""
        self.choices = ShowbackChoices(session)
        self.splits, self.keys = SplitsCard(self.edits), KeysCard()
        self.teams, self.team = StatementCard(), TeamCard()
        self.warning, self.even = PeanutButter(), EvenCard()
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons.addWidget(self.choices)
        self.load = self.add_button(self.tr("Load allocation key…"))
        self.load.setToolTip(self.tr("Weights to split shared cost by, from OpenCost or a table"))
        self.export = self.add_button(self.tr("Export showback…"), kind="primary")
        for card in (self.warning, self.splits, self.teams, self.team, self.even, self.keys):
            self.cards.addWidget(card)
        self.cards.addStretch(1)
        self.teams.column.addWidget(self.notes)
        self._connect()
        self.refresh()

    def show_now(self) -> None:
        """Make the statement anew."""
        ledger = self._session.ledger
        baseline = ledger.baseline if ledger is not None else None
        is_there = ledger is not None and baseline is not None and bool(baseline.months)
        for part in (self.choices, self.load, self.export):
            part.setVisible(is_there)
        if ledger is None or baseline is None or not baseline.months:
            self.statement = self._bill = None
            self.show_empty(self._why_empty(), asks_export=ledger is not None)
            return
        self.show_empty("")
        self.choices.offer(baseline, ledger.ownership, ledger.sharing.level)
        self._make(baseline, ledger)

    def load_key(self) -> None:
        """Ask for a file of weights, and for what it is to count."""
        path = file_dialogs.ask_allocation_key(self, self._folder())
        if path is not None:
            self.read_key(path)

    def read_key(self, path: Path) -> bool:
        """Make a key of a file; where it cannot be read, say why."""
        from whatif_app.ownership.key_reader import read_key_file

        try:
            file = read_key_file(path)
        except UserError as error:
            self._session.notice.emit(str(error), "error")
            return False
        dialog = KeyDialog(self._names(), file=file, whose=self._whose, parent=self)
        return self._take_key(dialog)

    def name_key(self, name: str) -> bool:
        """Say whose the names of a key are."""
        key = self.edits.sharing.key(name)
        if key is None:
            return False
        return self._take_key(KeyDialog(self._names(), key=key, parent=self))

    def export_statement(self) -> None:
        """Ask where to, and write the workbook of the statement shown."""
        if self.statement is None or self._bill is None:
            return
        months = " ".join(dict.fromkeys((self.statement.months[0], self.statement.months[-1])))
        suggestion = Path(self._folder(), self.tr("Showback {months}.xlsx").format(months=months))
        path = file_dialogs.ask_workbook(self, suggestion)
        if path is None:
            return
        from whatif_app.ownership.even_split import against_even
        from whatif_app.ownership.statement_workbook import write_statement

        sharing = self.edits.sharing
        against = against_even(self._bill.pieces(sharing), sharing)
        try:
            write_statement(path, self.statement, sharing, against)
        except UserError as error:
            self._session.notice.emit(str(error), "error")
            return
        said = self.tr("Wrote {name}: {n} teams, reconciling to the bill to the cent.")
        n = sum(bool(team.team) for team in self.statement.teams)
        self._session.notice.emit(said.format(name=path.name, n=n), "good")

    def _take_key(self, dialog: KeyDialog) -> bool:
        accepted = dialog.exec() == KeyDialog.DialogCode.Accepted
        key = dialog.key
        dialog.deleteLater()
        return accepted and key is not None and self.edits.keep_key(key)

    # What is shown

    def _make(self, baseline: Baseline, ledger: Ledger) -> None:
        from whatif_app.ownership.bill import bill_before, bill_of
        from whatif_app.ownership.even_split import against_even, peanut_butter
        from whatif_app.ownership.statement import statement_of

        sharing, ownership = ledger.sharing, ledger.ownership
        bill = bill_of(
            baseline,
            ownership,
            self.choices.months,
            level=sharing.level,
            currency=self.choices.currency.currentData(),
        )
        before = bill_before(bill, ownership)
        made = statement_of(bill, sharing, before=before, usage=ledger.usage)
        self._bill, self.statement = bill, made
        pieces = bill.pieces(sharing)
        self.warning.show_spreads(peanut_butter(pieces, sharing), made.currency)
        self.splits.show_splits(sharing.splits, made)
        self.teams.show_statement(made, self._team or None)
        self.even.show_against(
            against_even(pieces, sharing) if sharing.splits else (), made.currency
        )
        self.keys.show_keys(sharing.keys)
        notes = [*map(spoken, made.notes), *self._decided(ledger, made)]
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))

    def _decided(self, ledger: Ledger, made: Statement) -> list[str]:
        """That decisions on the bill's quality change the case, and not what is shown back."""
        if ledger.baseline is None or "adjustments" not in ledger.parts:
            return []
        from whatif_app.quality.adjusting import adjusted

        carried = adjusted(ledger.baseline, ledger.adjustments)
        taken = sum(
            (each.billed if each.amortized is None else each.amortized) or Decimal(0)
            for each in carried.taken
            if each.currency == made.currency and each.month in made.months
        )
        if not taken:
            return []
        said = self.tr(
            "This is the bill as it came. What is left out or smoothed on Data quality changes the "
            "case, which is {amount} {way} here."
        )
        way = self.tr("lower") if taken > 0 else self.tr("higher")
        return [said.format(amount=money(abs(float(taken)), made.currency, exact=True), way=way)]

    def _show_team(self, name: str) -> None:
        if self.statement is None:
            return
        self._team = name
        ledger = self._session.ledger
        units = [history.name for history in ledger.usage] if ledger is not None else []
        self.team.show_team(self.statement.team(name), self.statement.currency, units)

    def _whose(self, key: AllocationKey) -> AllocationKey:
        ledger = self._session.ledger
        if ledger is None or self._bill is None:
            return key
        return self._bill.whose(key, ledger.ownership)

    def _names(self) -> tuple[str, ...]:
        """Everyone with cost, the most costly first."""
        if self.statement is None:
            return ()
        return tuple(team.team for team in self.statement.teams if team.team)

    def _offer_for(self, position: int | None) -> Offer:
        """What a split may name; `position` is that of the one being changed."""
        from whatif_app.ownership.line_values import dimensions

        assert self._bill is not None
        sharing = self.edits.sharing
        others = (split.name for at, split in enumerate(sharing.splits) if at != position)
        return Offer(
            teams=self._names(),
            dimensions=dimensions(self._bill.baseline),
            keys=[key.name for key in sharing.keys],
            taken=tuple(others),
            values=self._values,
            preview=lambda split: self._preview(split, position),
        )

    def _values(self, dimension: str) -> Sequence[str]:
        from whatif_app.ownership.pieces import shareable

        if self._bill is None:
            return ()
        lines = [each.line for each in self._bill.lines]
        return shareable(self._bill.baseline, dimension, lines)

    def _preview(self, split: Split, position: int | None) -> str:
        """What a split would give to whom, in words."""
        if self._bill is None or self.statement is None:
            return ""
        from whatif_app.ownership.statement_report import plain_name

        splits = list(self.edits.sharing.splits)
        at = len(splits) if position is None else position
        splits[at : at + 1] = [split]
        sharing = self.edits.sharing.with_splits(splits)
        divisions = self._bill.divisions(sharing)
        given: dict[str, Decimal] = {}
        for share in (share for division in divisions for share in division.shares):
            if share.split == at:
                name = plain_name(share.team)
                given[name] = given.get(name, Decimal(0)) + share.amount
        currency = self.statement.currency
        if not given:
            notes = dict.fromkeys(spoken(note) for division in divisions for note in division.notes)
            return " ".join(notes) or self.tr("It shares nothing of this bill.")
        ranked = sorted(given, key=lambda team: -given[team])
        told = [f"{t} {money(float(given[t]), currency, exact=True)}" for t in ranked[:_MOST_TOLD]]
        more = len(ranked) - _MOST_TOLD
        taken = sum(given.values())
        return self.tr("{amount}: {teams}").format(
            amount=money(float(taken), currency, exact=True),
            teams=", ".join(told) + (self.tr(" and {n} more").format(n=more) if more > 0 else ""),
        )

    def _why_empty(self) -> str:
        if self._session.ledger is None:
            return self.tr("Open a project to see what each team costs.")
        return self.tr(
            "No cost export is behind this case, so there is no bill to show back.\n\n"
            "Add an export, and say on Ownership whose the cost is. Here shared cost is "
            "then split: evenly, by own cost, or by weights such as requested CPU from OpenCost; "
            "and each team gets a statement that adds up to the bill to the cent."
        )

    def _folder(self) -> str:
        document = self._session.document
        path = document.path if document is not None else None
        return str(path.parent if path is not None else Path.home())

    def _connect(self) -> None:
        session = self._session
        for signal in (session.document_replaced, session.ledger_changed):
            signal.connect(self.refresh)
        session.document_replaced.connect(self.splits.form.hide)
        self.choices.changed.connect(self.refresh)
        self.choices.level_chosen.connect(self.edits.set_level)
        self.export.clicked.connect(self.export_statement)
        self.teams.selected.connect(self._show_team)
        self.team.unit_chosen.connect(lambda unit: self.edits.set_unit(self._team, unit))
        self.load.clicked.connect(self.load_key)
        self.keys.names_asked.connect(self.name_key)
        self.keys.delete_asked.connect(self.edits.delete_key)
        self.warning.mend_asked.connect(self.edits.split_by_use)
        self.splits.offer = self._offer_for
        self.splits.form_opened.connect(self._bring_form)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def _bring_form(self) -> None:
        # Only once the layout has made room for it.
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.splits.form))

    def _dress(self) -> None:
        self.notes.setFont(theme.font(theme.SMALL_PX))
        self.notes.setProperty("tone", "secondary")
