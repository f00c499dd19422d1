"""The proposal of hour classes: the week as a map, each class's level, and what taking it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from scenarios.problems import CaseError
from scenarios.words import keep
from ui import theme
from ui.baseline.commitments.week_map import WeekMap
from ui.baseline.page_frame import Card, PlainTable
from ui.session import Session
from whatif_app.formatting import amount, month_label, share

if TYPE_CHECKING:
    from whatif_app.costs.case.hours import HourClasses
    from whatif_app.costs.case.hours_fit import HoursFit

_OFFSETS = range(-12, 15)


class HoursCard(Card):
    """Shows which hours of the week are alike, and puts them into the case when asked."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self._fit: HoursFit | None = None
        self.set_title(self.tr("Hours of the week"))
        self.count, self.offset = QComboBox(), QComboBox()
        for classes in (2, 3, 4):
            self.count.addItem(self.tr("{n} classes").format(n=classes), classes)
        self.count.setCurrentIndex(1)
        self.count.setAccessibleName(self.tr("How many classes"))
        for hours in _OFFSETS:
            sign = "" if hours == 0 else f" {'+' if hours > 0 else '−'}{abs(hours)}"
            self.offset.addItem(f"UTC{sign}", hours)
        self.offset.setCurrentIndex(_OFFSETS.index(0))
        self.offset.setAccessibleName(self.tr("Clock"))
        self.offset.setToolTip(
            self.tr("Exports are in UTC; another clock names the classes, and changes no figure")
        )
        self.take = QPushButton(self.tr("Take into the case"))
        self.take.setProperty("kind", "primary")
        self.take.clicked.connect(self._take)
        for control in (self.count, self.offset, self.take):
            self.head.addWidget(control)
        self.count.currentIndexChanged.connect(self.refresh)
        self.offset.currentIndexChanged.connect(self.refresh)
        self._lay_out()
        theme.changes().changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        self.said, self.week = QLabel(), WeekMap()
        self.said.setWordWrap(True)
        self.table = PlainTable(
            (self.tr("Class"), self.tr("Hours a week"), self.tr("Level")), numeric=(1, 2)
        )
        self.table.setAccessibleName(self.tr("Classes of hours"))
        self._beside = QWidget()
        row = QHBoxLayout(self._beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        row.addWidget(self.week, 3)
        right = QVBoxLayout()
        right.addWidget(self.table)
        right.addStretch(1)
        row.addLayout(right, 2)
        self.column.addWidget(self._beside)
        self.column.addWidget(self.said)

    def refresh(self) -> None:
        """Propose anew from the open project."""
        case, ledger = self._session.case, self._session.ledger
        self._fit = None
        if case is None or ledger is None or ledger.adjusted is None or ledger.grouping is None:
            self._show_unknown(self.tr("No cost export is behind this case."))
            return
        # numpy and the engine need not be there before a document is.
        from whatif_app.costs.case.hours import HourClasses, propose_hours
        from whatif_app.costs.case.hours_fit import fitted

        found = propose_hours(
            ledger.adjusted,
            ledger.grouping,
            case.tables["workloads"].names,
            classes=int(self.count.currentData()),
            utc_offset=int(self.offset.currentData()),
        )
        if not isinstance(found, HourClasses):
            self._show_unknown(found.why)
            return
        try:
            self._fit = fitted(case, found.edits(case))
        except CaseError as error:
            self._show(found)
            self.said.setText("\n".join(str(problem) for problem in error.problems))
            return
        self._show(found)
        self.said.setText(" ".join(self._sentences(found, self._fit)))

    def _show_unknown(self, why: str) -> None:
        self._beside.hide()
        for control in (self.count, self.offset, self.take):
            control.hide()
        self.set_title(self.tr("Hours of the week"))
        self.said.setText(why)

    def _show(self, found: HourClasses) -> None:
        self._beside.show()
        for control in (self.count, self.offset, self.take):
            control.show()
        is_new = self._fit is not None and bool(self._fit.edits)
        self.take.setEnabled(is_new)
        taken = self._fit is not None and not is_new
        self.take.setText(self.tr("In the case") if taken else self.tr("Take into the case"))
        self.set_title(
            self.tr("Hours of the week"),
            self.tr("{month}, demand that a commitment may cover").format(
                month=month_label(found.month)
            ),
        )
        self.week.show_week(found.class_of.tolist(), found.names, int(self.offset.currentData()))
        rows = zip(found.names, found.hours, found.total_shape, strict=True)
        self.table.set_rows(
            [[name, str(hours), f"{amount(level)} ×"] for name, hours, level in rows]
        )
        for position in range(len(found.names)):
            self.table.item(position, 0).setData(
                Qt.ItemDataRole.DecorationRole, self.week.colour_of(position)
            )
        self.table.fit(4)

    def _sentences(self, found: HourClasses, fit: HoursFit) -> list[str]:
        said = [
            self.tr("The classes hold {share} of the variation between hours.").format(
                share=share(found.explained, 0)
            )
        ]
        if fit.edits and abs(fit.share) < 0.00005:
            said.append(self.tr("Month 0 costs what it did."))
        elif fit.edits:
            sign = "+" if fit.share > 0 else ""
            said.append(
                self.tr("Taken up, month 0 costs {change} against before.").format(
                    change=sign + share(fit.share, 2)
                )
            )
        if fit.joined:
            said.append(
                self.tr(
                    "What idles of {names} then follows from the hours, instead of being a row "
                    "of its own."
                ).format(names=", ".join(fit.joined[:4]))
            )
        if found.flat:
            shown = ", ".join(found.flat[:6]) + (" …" if len(found.flat) > 6 else "")
            said.append(
                self.tr("Without hours of their own, and so flat: {names}.").format(names=shown)
            )
        return said

    def _take(self) -> None:
        if self._fit is None:
            return
        from whatif_app.commands import SetCells

        if self._session.do(
            SetCells(keep(lambda: self.tr("Take hour classes from the export")), self._fit.edits)
        ):
            self._session.notice.emit(
                self.tr("The case has hour classes now; undo takes them back."), "good"
            )

    def _dress(self) -> None:
        self.said.setFont(theme.font())
        self.said.setProperty("tone", "secondary")
