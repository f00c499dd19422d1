"""The actual costs of the open document, added up once for everyone who shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.session import Session
    from whatif_app.actuals import ActualCosts
    from whatif_app.ledger import Ledger


class _Latest:
    """What the ledger asked for last comes to: charts ask at every edit of the case."""

    def __init__(self) -> None:
        self._ledger: Ledger | None = None
        self._costs: ActualCosts | None = None

    def of(self, ledger: Ledger) -> ActualCosts | None:
        """The actual costs that a ledger holds."""
        if ledger is not self._ledger:
            # numpy and the costs' own modules need not be there before a document is.
            from whatif_app.actuals import actual_costs

            self._costs = actual_costs(ledger)
            self._ledger = ledger
        return self._costs


_latest = _Latest()


def actual_costs_of(session: Session) -> ActualCosts | None:
    """What was really spent by what the open document keeps; None where it does not say."""
    return None if session.document is None else _latest.of(session.document.ledger)
