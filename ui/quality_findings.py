"""What stands out in the open document's bill, looked for once for everyone who shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.session import Session
    from whatif_app.costs.baseline import Baseline
    from whatif_app.quality.anomalies import AnomalyFindings
    from whatif_app.quality.anomaly import Thresholds
    from whatif_app.quality.report import QualityReport


class _Latest:
    """The anomalies found last: finding them takes longest, and no decision changes them."""

    def __init__(self) -> None:
        self._exports: tuple[Baseline, ...] = ()
        self._limits: Thresholds | None = None
        self._anomalies: AnomalyFindings | None = None

    def of(self, session: Session) -> QualityReport | None:
        """The report of a session's ledger; None where it has no bill."""
        # The checks and numpy need not be there before a document is.
        from whatif_app.quality.report import quality_report

        ledger = session.ledger
        if ledger is None or ledger.baseline is None:
            return None
        limits = ledger.adjustments.thresholds
        is_known = ledger.exports is self._exports and limits == self._limits
        report = quality_report(ledger, session.case, self._anomalies if is_known else None)
        if report is not None:
            self._exports, self._limits = ledger.exports, limits
            self._anomalies = report.anomalies
        return report


_latest = _Latest()


def quality_report_of(session: Session) -> QualityReport | None:
    """What stands out in the bill behind the open document; None where there is none."""
    return _latest.of(session)
