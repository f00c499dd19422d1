"""The actual costs of the open document, added up once for everyone who shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.case import Case
    from ui.session import Session
    from whatif_app.actuals import ActualCosts
    from whatif_app.ledger import Ledger


class _Latest:
    """What the ledger asked for last comes to: charts ask at every edit of the case."""

    def __init__(self) -> None:
        self._ledger: Ledger | None = None
        self._rates: dict[str, float] = {}
        self._costs: ActualCosts | None = None

    def of(self, ledger: Ledger, case: Case) -> ActualCosts | None:
        """The actual costs that a ledger holds, converted at a case's rates."""
        # numpy and the costs' own modules need not be there before a document is.
        from whatif_app.actuals import actual_costs, rates_of

        rates = rates_of(ledger, case)
        if ledger is not self._ledger or rates != self._rates:
            self._costs = actual_costs(ledger, rates)
            self._ledger, self._rates = ledger, rates
        return self._costs


_latest = _Latest()


def actual_costs_of(session: Session) -> ActualCosts | None:
    """What was really spent by what the open document keeps; None where it does not say."""
    document = session.document
    return None if document is None else _latest.of(document.ledger, document.case)
