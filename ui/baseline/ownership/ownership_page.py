"""The Ownership page: whose the cost is, by which rule, and what is nobody's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QWidget

from scenarios.words import say, within
from ui import theme
from ui.baseline.ownership.compliance_card import ComplianceCard
from ui.baseline.ownership.edits import OwnershipEdits
from ui.baseline.ownership.file_card import OwnershipFileCard
from ui.baseline.ownership.files import OwnershipFiles
from ui.baseline.ownership.owners_card import OwnersCard
from ui.baseline.ownership.rules_card import RulesCard
from ui.baseline.ownership.unallocated_card import UnallocatedCard
from ui.baseline.page_frame import PageFrame
from ui.session import Session
from whatif_app.formatting import month_label
from whatif_app.ownership.rules import LEVELS

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.ownership.assignment import Assignment
    from whatif_app.ownership.ownership import Ownership

_STATE = "ownership_page"
_GAP = 12


class OwnershipPage(PageFrame):
    """Owners beside what has none, then the rules that say so, then the tags behind them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(
            self.tr("Ownership"),
            self.tr(
                "Whose the cost is: by technical tag first, then by account, then by rules of "
                "your own. What no rule finds is unallocated."
            ),
        )
        self._session = session
        self.edits = OwnershipEdits(session)
        self.files = OwnershipFiles(self, session, self.edits)
        self.assignment: Assignment | None = None
        self.level, self.month, self.currency = QComboBox(), QComboBox(), QComboBox()
        self.file, self.rules = OwnershipFileCard(), RulesCard(self.edits)
        self.unallocated, self.owners = UnallocatedCard(), OwnersCard()
        self.compliance = ComplianceCard()
        self._add_choices()
        self._place_cards()
        self._connect()
        self.refresh()

    def show_now(self) -> None:
        """Assign anew."""
        ledger = self._session.ledger
        baseline = ledger.baseline if ledger is not None else None
        for box in (self.level, self.month):
            box.setVisible(baseline is not None)
        if ledger is None or baseline is None:
            self.assignment = None
            self.currency.hide()
            self.show_empty(self._why_empty(), asks_export=ledger is not None)
            return
        self.show_empty("")
        self._offer(baseline, ledger.ownership)
        self._assign(baseline, ledger.ownership)

    def _assign(self, baseline: Baseline, ownership: Ownership) -> None:
        from whatif_app.ownership.assignment import assign
        from whatif_app.ownership.compliance import WHAT_IS_TAGGABLE, comply
        from whatif_app.ownership.line_values import TAG, dimensions

        level = str(self.level.currentData())
        assignment = assign(
            baseline,
            ownership,
            level,
            month=self.month.currentData(),
            currency=self.currency.currentData(),
        )
        self.assignment = assignment
        self.file.show_ownership(ownership, self.files.read_of(ownership.fingerprint))
        self.rules.show_rules(baseline, ownership, assignment)
        self.unallocated.show_assignment(assignment, bool(ownership.services))
        self.owners.show_assignment(assignment, say(LEVELS[level]))
        keys = [each.removeprefix(TAG) for each in dimensions(baseline) if each.startswith(TAG)]
        compliance = comply(baseline, ownership, assignment)
        note = say(WHAT_IS_TAGGABLE)
        self.compliance.show_compliance(compliance, keys, note)

    def _offer(self, baseline: Baseline, ownership: Ownership) -> None:
        """Fill the choices above the cards, keeping what is chosen where it still exists."""
        from whatif_app.ownership.assignment import first_level, main_currency

        chosen = self._chosen()
        level = chosen.get("level") or first_level(baseline, ownership)
        _choose(self.level, level)
        self.month.clear()
        self.month.addItem(self.tr("All months"), None)
        for month in baseline.months:
            self.month.addItem(month_label(month), month)
        _choose(self.month, chosen.get("month"))
        self.currency.clear()
        for currency in baseline.currencies:
            self.currency.addItem(currency, currency)
        case = self._session.case
        own = str(case.view().project("currency")) if case is not None else ""
        usual = own if own in baseline.currencies else main_currency(baseline)
        _choose(self.currency, chosen.get("currency") or usual)
        self.currency.setVisible(len(baseline.currencies) > 1)

    def _chosen(self) -> dict[str, str | None]:
        document = self._session.document
        stored = document.view_state.get(_STATE) if document is not None else None
        return stored if isinstance(stored, dict) else {}

    def _choice_changed(self) -> None:
        if self._session.document is not None:
            self._session.document.view_state[_STATE] = {
                "level": self.level.currentData(),
                "month": self.month.currentData(),
                "currency": self.currency.currentData(),
            }
        self.refresh()

    def _aim(self, text: str) -> None:
        problem = self.edits.aim(text)
        if problem:
            self._session.notice.emit(problem, "warn")
        self.refresh()

    def _why_empty(self) -> str:
        return self.tr(
            "No export is behind this case yet, so there is no cost to give an owner.\n\n"
            "Add one, and keep the tags that say what a resource is "
            "(ServiceID, env). Then load an ownership file here, one row a service: this page "
            "shows who owns what, and what nobody does."
        )

    def _add_choices(self) -> None:
        for key, words in LEVELS.items():
            level = say(words)
            self.level.addItem(self.tr("By {level}").format(level=within(level)), key)
        for box, name in (
            (self.level, self.tr("What an owner is")),
            (self.month, self.tr("Month")),
            (self.currency, self.tr("Currency")),
        ):
            box.setAccessibleName(name)
            box.setToolTip(name)
            # Months come and go with exports; the first one shown may be the shortest.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.activated.connect(self._choice_changed)
            self.buttons.addWidget(box)

    def _place_cards(self) -> None:
        self.cards.addWidget(self.file)
        self.add_beside(self.owners, self.unallocated)
        self.cards.addWidget(self.rules)
        self.cards.addWidget(self.compliance)
        self.cards.addStretch(1)

    def _connect(self) -> None:
        self.files.began.connect(lambda: self._set_busy(True))
        self.files.ended.connect(lambda: self._set_busy(False))
        self.files.read_again.connect(self.refresh)
        self.file.load_asked.connect(self.files.load)
        self.file.begin_asked.connect(lambda: self._with_assignment(self.files.begin))
        self.unallocated.rule_asked.connect(self.rules.begin_rule)
        # The form has its place once it is laid out.
        self.rules.form_opened.connect(lambda: QTimer.singleShot(0, self._show_form))
        self.unallocated.target_asked.connect(self._aim)
        self.compliance.required.connect(self.edits.require)
        self.compliance.released.connect(self.edits.release)
        self.compliance.list_asked.connect(
            lambda: self._with_assignment(self.files.export_untagged)
        )
        self._session.document_replaced.connect(self._start_anew)
        self._session.ledger_changed.connect(self.refresh)
        theme.changes().changed.connect(self.refresh)

    def _with_assignment(self, act: Callable[[Assignment], None]) -> None:
        if self.assignment is not None:
            act(self.assignment)

    def _set_busy(self, is_busy: bool) -> None:
        """One file at a time."""
        for button in (self.file.load, self.file.begin, self.compliance.export):
            button.setEnabled(not is_busy)

    def _show_form(self) -> None:
        self._scroll.ensureWidgetVisible(self.rules.form)

    def _start_anew(self) -> None:
        self.rules.close_form()
        self.refresh()


def _choose(box: QComboBox, key: object) -> None:
    box.setCurrentIndex(max(box.findData(key), 0))
