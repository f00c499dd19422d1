"""Commitments that the export shows, how the case holds them, and the hours that they run in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from ui import theme
from ui.baseline.commitments.hours_card import HoursCard
from ui.baseline.page_frame import PageFrame, PlainTable
from ui.session import Session
from whatif_app.formatting import NOTHING, money, month_label, share

if TYPE_CHECKING:
    from whatif_app.costs.case.existing import ExistingCommitment
    from whatif_app.costs.case.starting_case import Calibration, StartingCase


class CommitmentsPage(PageFrame):
    """What is already bought, until when, and how well it is used; and the week's hours."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(
            self.tr("Commitments and hours"),
            self.tr(
                "Savings Plans, reservations and committed use found in the export, as the case "
                "begins with them; and the hours in which they run."
            ),
        )
        self._session = session
        self._make_table()
        self.hours = HoursCard(session)
        self.cards.addWidget(self.hours)
        self.cards.addStretch(1)
        for signal in (session.document_replaced, session.ledger_changed, session.case_changed):
            signal.connect(self.refresh)
        theme.changes().changed.connect(self._dress)
        self._dress()
        self.refresh()

    def _make_table(self) -> None:
        self._found = self.add_card()
        self.table = PlainTable(
            (
                self.tr("Commitment"),
                self.tr("Scope"),
                self.tr("Ends"),
                self.tr("An hour"),
                self.tr("Used"),
                self.tr("Unused"),
                self.tr("Utilization"),
                self.tr("Discount"),
                self.tr("In the case"),
            ),
            numeric=(3, 4, 5, 6, 7),
        )
        self.table.setAccessibleName(self.tr("Commitments in the export"))
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self._found.column.addWidget(self.table)
        self._found.column.addWidget(self.notes)

    def show_now(self) -> None:
        """Read anew."""
        case, ledger = self._session.case, self._session.ledger
        made = None
        if case is not None and ledger is not None:
            # Reading what an export shows needs numpy, which the window's start does not.
            from whatif_app.rebasing import started

            made = started(ledger)
        if case is None or made is None:
            is_bare = ledger is not None and not ledger.exports
            self.show_empty(self._why_empty(is_bare=is_bare), asks_export=is_bare)
            return
        from whatif_app.costs.case.existing import existing_commitments

        self.show_empty("")
        self._show(made, existing_commitments(made, case))
        self.hours.refresh()

    def _why_empty(self, *, is_bare: bool) -> str:
        if not is_bare:
            return self.tr(
                "The project does not say which part of its bills is which workload of the case."
                "\n\nChoose Match workloads on Exports to see the commitments found in them."
            )
        return self.tr(
            "No cost export is behind this case.\n\nAdd one that tells commitments (AWS CUR, "
            "FOCUS, Azure amortized cost): what is bought, until when, and how much of it idles "
            "is then listed here."
        )

    def _show(self, made: StartingCase, found: tuple[ExistingCommitment, ...]) -> None:
        month = month_label(made.calibration.month)
        self._found.set_title(
            self.tr("Found in the export"), self.tr("{month}, amortized").format(month=month)
        )
        self.table.set_rows([self._cells(each) for each in found])
        self.table.fit(14)
        self.table.setVisible(bool(found))
        first = (
            self.tr("The export shows no commitment in {month}.").format(month=month)
            if not found
            else ""
        )
        notes = [first, *made.notes, self._calibrated(made.calibration)]
        self.notes.setText("\n".join(note for note in notes if note))

    def _cells(self, each: ExistingCommitment) -> list[str]:
        in_case = {
            True: self.tr("renewed"),
            False: self.tr("lapses"),
            None: self.tr("not in it"),
        }
        return [
            each.name,
            self.tr("all that is eligible") if each.scope == "*" else each.scope or NOTHING,
            self.tr("not told") if each.ends is None else month_label(each.ends),
            money(each.hourly, each.currency, exact=True),
            money(each.used, each.currency, exact=True),
            money(each.unused, each.currency, exact=True),
            share(each.utilization),
            share(each.discount),
            in_case[each.renews],
        ]

    def _calibrated(self, calibration: Calibration) -> str:
        fit = self.tr("Month 0 of the case as imported costs {case}, the export {export}: {off}.")
        off = (
            self.tr("the same")
            if abs(calibration.difference) < 0.005
            else self.tr("{share} apart").format(share=share(calibration.share, 2))
        )
        return fit.format(
            case=money(calibration.case, calibration.currency, exact=True),
            export=money(calibration.export, calibration.currency, exact=True),
            off=off,
        )

    def _dress(self) -> None:
        self.notes.setFont(theme.font(theme.SMALL_PX))
        self.notes.setProperty("tone", "secondary")
