"""What a history proposes for a unit of the case, and the buttons that take it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QWidget

from ui import theme
from ui.baseline.page_frame import Card
from ui.session import Session
from whatif_app.formatting import amount, month_label, month_names, quantity, share
from whatif_app.volumes.history import UsageHistory
from whatif_app.volumes.proposal import Proposal
from whatif_app.volumes.taking import new_unit, take_into_unit


class UsageProposalCard(Card):
    """Growth, season and volume as figures, and where they may go."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self._history: UsageHistory | None = None
        self._proposal: Proposal | str = ""
        self.set_title(self.tr("Proposal for the case"))
        self.figures = QLabel()
        self.figures.setTextFormat(Qt.TextFormat.RichText)
        self.season = QLabel()
        self.notes = QLabel()
        for label in (self.figures, self.season, self.notes):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.unit, self.parent_unit = QComboBox(), QComboBox()
        self._take_row = QWidget()
        self.take = self._button(self.tr("Take into unit"), self._take)
        self.add = self._button(self.tr("Add as a new unit"), self._add)
        self._lay_out()
        theme.changes().changed.connect(self._dress)
        self._dress()

    def _button(self, text: str, do: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(do)
        return button

    def _lay_out(self) -> None:
        rows = QGridLayout(self._take_row)
        rows.setContentsMargins(0, 4, 0, 0)
        rows.setHorizontalSpacing(8)
        into, under = QLabel(self.tr("Existing &unit")), QLabel(self.tr("New unit, part &of"))
        into.setBuddy(self.unit)
        under.setBuddy(self.parent_unit)
        for row, parts in enumerate(
            ((into, self.unit, self.take), (under, self.parent_unit, self.add))
        ):
            for column, part in enumerate(parts):
                rows.addWidget(part, row, column)
        for box in (self.unit, self.parent_unit):
            box.setMinimumWidth(220)
        rows.setColumnStretch(3, 1)
        for part in (self.figures, self.season, self.notes, self._take_row):
            self.column.addWidget(part)

    def show_proposal(self, history: UsageHistory, proposal: Proposal | str) -> None:
        """Show what a history proposes, or why it proposes nothing."""
        self._history, self._proposal = history, proposal
        is_proposed = isinstance(proposal, Proposal)
        # Of a table that may wrap, Qt takes a height that is not the one it needs.
        self.figures.setWordWrap(not is_proposed)
        self._take_row.setVisible(is_proposed)
        self.season.setVisible(is_proposed)
        if isinstance(proposal, Proposal):
            self.figures.setText(self._figures(proposal))
            self.season.setText(self._season(proposal))
            self.notes.setText("\n".join(proposal.notes))
            self._fill_units(history)
        else:
            self.figures.setText(proposal)
            self.notes.setText("")
        self.notes.setVisible(bool(self.notes.text()))

    def _figures(self, proposal: Proposal) -> str:
        how = self.tr("as counted") if proposal.is_counted else self.tr("as fitted")
        quiet = theme.current().secondary
        fit = "" if proposal.r_squared is None else f"R² {amount(proposal.r_squared, 3)}, "
        shown = (
            (self.tr("Growth"), self.tr("{g} a month").format(g=share(proposal.growth, 2))),
            (
                self.tr("Volume in {month}").format(month=month_label(proposal.start_month)),
                f"{quantity(proposal.volume)} {how}",
            ),
            (
                self.tr("Fit"),
                self.tr("{fit}mean error {error}, {n} months").format(
                    fit=fit, error=share(proposal.mape), n=len(proposal.used)
                ),
            ),
        )
        cells = "".join(
            f'<td style="padding-right: 24px"><span style="color: {quiet}">{title}</span><br>'
            f"<b>{value}</b></td>"
            for title, value in shown
        )
        return f"<table><tr>{cells}</tr></table>"

    def _season(self, proposal: Proposal) -> str:
        if proposal.season is None:
            return self.tr("Season: not proposed; the unit’s own stays as it is.")
        factors = zip(month_names(), proposal.season, strict=True)
        listed = "   ".join(f"{name} {amount(factor)}" for name, factor in factors)
        return self.tr("Season: {factors}").format(factors=listed)

    def _fill_units(self, history: UsageHistory) -> None:
        case = self._session.case
        names = list(case.tables["units"]) if case is not None else []
        chosen, parent = self.unit.currentText(), self.parent_unit.currentData()
        self.unit.clear()
        self.unit.addItems(names)
        # The unit of the same name is what is meant, unless another was chosen before.
        same = [name for name in names if name.casefold() == history.name.casefold()]
        wanted = same[0] if same else chosen
        self.unit.setCurrentIndex(max(self.unit.findText(wanted), 0))
        self.parent_unit.clear()
        self.parent_unit.addItem(self.tr("No other unit"), None)
        for name in names:
            self.parent_unit.addItem(name, name)
        self.parent_unit.setCurrentIndex(max(self.parent_unit.findData(parent), 0))
        self.take.setEnabled(bool(names))
        self.unit.setEnabled(bool(names))

    def _take(self) -> None:
        unit = self.unit.currentText()
        if not isinstance(self._proposal, Proposal) or not unit:
            return
        if self._session.do(take_into_unit(self._proposal, unit)):
            said = self.tr("Unit “{unit}” now grows as its history does.").format(unit=unit)
            self._session.notice.emit(said, "good")

    def _add(self) -> None:
        case, history, proposal = self._session.case, self._history, self._proposal
        if case is None or history is None or not isinstance(proposal, Proposal):
            return
        command = new_unit(case, history, proposal, self.parent_unit.currentData())
        if self._session.do(command):
            said = self.tr("Unit “{unit}” added. Choose it as the unit of what grows with it.")
            name = str(self._session.case.tables["units"].names[-1]) if self._session.case else ""
            self._session.notice.emit(said.format(unit=name), "undo")
            self._fill_units(history)

    def _dress(self) -> None:
        self.figures.setFont(theme.font(theme.CARD_PX))
        for label in (self.season, self.notes):
            label.setFont(theme.font(theme.SMALL_PX))
            label.setProperty("tone", "secondary")
        if self._history is not None:
            self.show_proposal(self._history, self._proposal)
