"""The data-quality page: whether the baseline can be trusted, and what to do where it cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from scenarios.words import keep, spoken
from ui import icons, theme
from ui.baseline.page_frame import PageFrame
from ui.baseline.quality.cards import AreaCard, Sentences
from ui.baseline.quality.finding import FindingRow
from ui.baseline.quality.series import series_of
from ui.quality_findings import quality_report_of
from ui.session import Session
from ui.spin_box import SpinBox
from whatif_app.formatting import money, month_label, with_symbol

if TYPE_CHECKING:
    from whatif_app.ledger import Ledger
    from whatif_app.quality.adjustments import Adjustments
    from whatif_app.quality.finding import Area
    from whatif_app.quality.report import QualityReport

#: Of an area, so many findings are shown until all are asked for.
_FIRST = 8
_LEAST_PERCENT, _MOST_PERCENT, _STEP = 10, 50, 5
_MOST_MONEY = 1_000_000
_ICON = 20


class QualityPage(PageFrame):
    """A verdict, and below it every finding with its effect, its picture and its switch."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(
            self.tr("Data quality"),
            self.tr(
                "What stands out in the bill. Decisions change what the case is built on, never "
                "the bill."
            ),
        )
        self._session = session
        self._all_shown: set[Area] = set()
        self.area_cards: list[AreaCard] = []
        self.report: QualityReport | None = None
        self._add_threshold()
        self._add_verdict()
        self._middle = QVBoxLayout()
        self._middle.setSpacing(12)
        self.cards.addLayout(self._middle)
        self.in_order = Sentences("done", "gain")
        self.not_judged = Sentences("info", "secondary")
        self._in_order_card = self.add_card(self.tr("In order"))
        self._in_order_card.column.addWidget(self.in_order)
        self._not_judged_card = self.add_card(self.tr("Not judged"))
        self._not_judged_card.column.addWidget(self.not_judged)
        self.cards.addStretch(1)
        session.document_replaced.connect(self._start_anew)
        session.ledger_changed.connect(self.refresh)
        theme.changes().changed.connect(self._dress)
        self._dress()
        self.refresh()

    def _add_threshold(self) -> None:
        self.threshold = _spin(_LEAST_PERCENT, _MOST_PERCENT, _STEP)
        self.threshold.setSuffix(" %")
        self.threshold.setAccessibleName(self.tr("How far off a cost counts as an anomaly"))
        self.threshold.setToolTip(
            self.tr(
                "A service-day or service-month further off its own baseline counts as an anomaly, "
                "if it also stands out of the service's noise"
            )
        )
        self.least = _spin(0, _MOST_MONEY, 10)
        self.least.setAccessibleName(self.tr("The least difference in money that counts"))
        self.least.setToolTip(
            self.tr(
                "Smaller differences do not count, nor do those below 0.1 % of what everything "
                "costs in the month"
            )
        )
        self._threshold_labels = (QLabel(self.tr("Off by more than")), QLabel(self.tr("and")))
        for label, spin in zip(self._threshold_labels, (self.threshold, self.least), strict=True):
            label.setProperty("tone", "secondary")
            label.setBuddy(spin)
            self.buttons.addWidget(label)
            self.buttons.addWidget(spin)
            spin.valueChanged.connect(self._set_thresholds)

    def _add_verdict(self) -> None:
        card = QFrame()
        card.setProperty("card", "true")
        self._verdict_icon, self.verdict, self.effect = QLabel(), QLabel(), QLabel()
        self.effect.setWordWrap(True)
        self.effect.setProperty("tone", "secondary")
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(10)
        row.addWidget(self._verdict_icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.verdict)
        words.addWidget(self.effect)
        row.addLayout(words, 1)
        self.cards.addWidget(card)

    def show_now(self) -> None:
        """Look at the baseline anew."""
        self.report = quality_report_of(self._session)
        has_some = self.report is not None
        for part in (*self._threshold_labels, self.threshold, self.least):
            part.setVisible(has_some)
        if self.report is None:
            self.show_empty(
                self.tr(
                    "No export is behind this case, so there is no bill to look at. Add one: this "
                    "page then shows what in it is off, incomplete or not yours."
                ),
                asks_export=self._session.ledger is not None,
            )
            return
        self.show_empty("")
        self._show_report(self.report)

    def _start_anew(self) -> None:
        self._all_shown.clear()
        self.refresh()

    def _show_report(self, report: QualityReport) -> None:
        from whatif_app.quality.finding import Area

        self.verdict.setText(report.verdict)
        self.effect.setText(self._effect_of_decisions(report))
        areas = [area for area in Area if report.of(area)]
        if [card.area for card in self.area_cards] != areas:
            self._rebuild(areas)
        for card in self.area_cards:
            self._fill(card, report)
        self.in_order.show_sentences(report.in_order)
        self._in_order_card.setVisible(bool(report.in_order))
        self.not_judged.show_sentences(report.not_judged)
        self._not_judged_card.setVisible(bool(report.not_judged))
        self._show_thresholds(self._adjustments())
        self._dress()

    def _show_thresholds(self, adjustments: Adjustments) -> None:
        percent = round(100 * adjustments.share)
        with QSignalBlocker(self.threshold), QSignalBlocker(self.least):
            # A file may hold another share than the page offers.
            self.threshold.setRange(min(_LEAST_PERCENT, percent), max(_MOST_PERCENT, percent))
            self.threshold.setValue(percent)
            before, _, after = with_symbol("0", self._currency()).partition("0")
            self.least.setPrefix(before)
            self.least.setSuffix(after)
            self.least.setValue(round(adjustments.least))

    def _rebuild(self, areas: list[Area]) -> None:
        for card in self.area_cards:
            self._middle.removeWidget(card)
            card.deleteLater()
        self.area_cards = []
        for area in areas:
            card = AreaCard(area)
            card.row_made.connect(self._connect_row)
            card.all_asked.connect(self._show_all)
            self._middle.addWidget(card)
            self.area_cards.append(card)

    def _fill(self, card: AreaCard, report: QualityReport) -> None:
        ledger = self._session.ledger
        if ledger is None or ledger.baseline is None:
            return
        findings = report.of(card.area)
        shown = findings if card.area in self._all_shown else findings[:_FIRST]
        limits = ledger.adjustments.thresholds
        baseline = ledger.baseline
        card.show_findings(
            [(finding, series_of(finding, report, baseline, limits)) for finding in shown],
            len(findings),
        )

    def _effect_of_decisions(self, report: QualityReport) -> str:
        """What the month of the case costs with and without the decisions made."""
        said = []
        changed = report.adjusted_by
        for (currency, month), cost in report.costs.items():
            if month != report.month or (currency, month) not in changed:
                continue
            after = cost + changed[currency, month]
            said.append(
                self.tr("{month} costs {raw} on the bill, and {after} with your decisions.").format(
                    month=month_label(month),
                    raw=money(float(cost), currency, exact=True),
                    after=money(float(after), currency, exact=True),
                )
            )
        others = {month for _, month in changed} - {report.month}
        if others:
            listed = ", ".join(month_label(month) for month in sorted(others)[:6])
            more = f" +{len(others) - 6}" if len(others) > 6 else ""
            also = self.tr("They also change {months}.")
            only = self.tr("Your decisions change {months}.")
            said.append((also if said else only).format(months=listed + more))
        decided = any(finding.decision is not None for finding in report.findings)
        if said:
            return " ".join(said)
        if decided:
            return self.tr("What was decided changes no month: the baseline is the bill.")
        return self.tr("Nothing is left out or smoothed: the baseline is the bill.")

    # Deciding

    def _connect_row(self, row: FindingRow) -> None:
        row.chosen.connect(lambda value, row=row: self._choose(row, value))
        row.reason_given.connect(lambda reason, row=row: self._give_reason(row, reason))
        row.reset_asked.connect(lambda row=row: self._reset(row))

    def _choose(self, row: FindingRow, value: str) -> None:
        from whatif_app.quality.adjustments import Choice

        finding = row.finding
        if finding is None:
            return
        reason = finding.decision.reason if finding.decision is not None else ""
        choice = Choice(value)

        def label() -> str:
            words = {
                Choice.KEEP: self.tr("Keep “{title}”"),
                Choice.LEAVE_OUT: self.tr("Leave out “{title}”"),
                Choice.SMOOTH: self.tr("Smooth “{title}”"),
            }
            return words[choice].format(title=spoken(finding.title))

        made = self._adjustments().with_decision(finding.decided(choice, reason))
        self._set(keep(label), made)

    def _give_reason(self, row: FindingRow, reason: str) -> None:
        finding = row.finding
        if finding is None or finding.decision is None:
            return
        label = keep(
            lambda: self.tr("Give the reason for “{title}”").format(title=spoken(finding.title))
        )
        self._set(
            label, self._adjustments().with_decision(replace(finding.decision, reason=reason))
        )

    def _reset(self, row: FindingRow) -> None:
        finding = row.finding
        if finding is None or finding.subject is None:
            return
        label = keep(
            lambda: self.tr("Leave “{title}” undecided").format(title=spoken(finding.title))
        )
        self._set(label, self._adjustments().without(finding.subject))

    def _set_thresholds(self) -> None:
        adjustments = self._adjustments()
        percent, least = self.threshold.value(), float(self.least.value())
        # What a file holds finer than the page shows stays, unless it is what was changed.
        if least == round(adjustments.least):
            least = adjustments.least
        made = adjustments.with_thresholds(percent / 100, least)
        label = keep(
            lambda: self.tr(
                "Count costs more than {percent} % and {least} off as anomalies"
            ).format(percent=percent, least=money(least, self._currency()))
        )
        self._set(label, made, merge_key="quality/threshold")

    def _currency(self) -> str:
        case = self._session.case
        return str(case.view().project("currency")) if case is not None else ""

    def _adjustments(self) -> Adjustments:
        ledger = self._session.ledger
        if ledger is None:
            raise RuntimeError("decisions are made about an open project")
        return ledger.adjustments

    def _set(self, label: str, made: Adjustments, merge_key: str = "") -> None:
        """Make the decision, and let the case follow in the same step."""
        from whatif_app.commands import SetPart
        from whatif_app.rebasing import following

        ledger, case = self._session.ledger, self._session.case
        if ledger is None or case is None or made == ledger.adjustments:
            return
        after = following(case, ledger, _with(ledger, made))
        if not self._session.do(SetPart(label, "adjustments", made, after.edits, merge_key)):
            self.refresh()
            return
        if after.edits or after.kept:
            self._session.notice.emit(" ".join([f"{spoken(label)}.", *after.in_words()]), "undo")

    def _show_all(self, area: Area) -> None:
        self._all_shown.add(area)
        if self.report is not None:
            self._show_report(self.report)

    def _dress(self) -> None:
        colours = theme.current()
        waits = self.report is not None and self.report.to_look_at > 0
        name, ink = ("warning", colours.warn) if waits else ("done", colours.gain)
        self._verdict_icon.setPixmap(icons.pixmap(name, ink, _ICON, self.devicePixelRatioF()))
        self.verdict.setFont(theme.font(theme.LEAD_PX, QFont.Weight.DemiBold))
        self.effect.setFont(theme.font())
        for part in (*self._threshold_labels, self.threshold, self.least):
            part.setFont(theme.font())


def _with(ledger: Ledger, made: Adjustments) -> Ledger:
    return ledger.with_part("adjustments", made)


def _spin(least: int, most: int, step: int) -> QSpinBox:
    """A number that counts once it is typed to its end, and with each step."""
    spin = SpinBox()
    spin.setRange(least, most)
    spin.setSingleStep(step)
    spin.setKeyboardTracking(False)
    spin.setGroupSeparatorShown(True)
    return spin
