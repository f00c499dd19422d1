"""What a session looks at, as pages speak of it and as charts draw it."""

from __future__ import annotations

from dataclasses import replace

from ui.actual_costs import actual_costs_of
from ui.charts.picture import Shown, shown_by
from ui.session import Session
from whatif_app.presentation.pages import Page
from whatif_app.presentation.subject import Subject


def subject_of(session: Session) -> Subject | None:
    """What there is to present; None where nothing is open or nothing is computed."""
    here, case, ledger = session.selected_results, session.case, session.ledger
    if here is None or case is None or ledger is None:
        return None
    return Subject(
        case=case,
        results=session.results,
        visible=tuple(session.visible),
        selected=session.selected if session.selected in session.results else "",
        here=here,
        ledger=ledger,
        actual_costs=actual_costs_of(session),
    )


def drawn_on(page: Page, session: Session) -> Shown | None:
    """What the chart of a page draws: the scenarios that it names, and the one looked at."""
    shown = shown_by(session)
    if shown is None or not page.scenarios:
        return shown
    named = {name: session.results[name] for name in page.scenarios if name in session.results}
    return replace(shown, results=named)
