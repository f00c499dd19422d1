"""The pages that a project begins with: the point first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from whatif_app.presentation.pages import Page, PageKind, Presentation
from whatif_app.presentation.subject import Subject, levers_of

_COMPARED = 2


def presentation_of(subject: Subject) -> Presentation:
    """The pages that were chosen; where none ever were, those that the case suggests."""
    return subject.ledger.presentation or Presentation(tuple(default_pages(subject)))


def default_pages(subject: Subject) -> Iterator[Page]:
    """The pages that a case suggests; only those that have something to say."""
    case = subject.case
    yield Page(PageKind.VERDICT)
    if len(case.scenarios) >= _COMPARED:
        yield Page(PageKind.SIDE_BY_SIDE)
    yield Page(PageKind.CUMULATIVE)
    if case.tables["units"]:
        yield Page(PageKind.UNIT_COST)
    yield Page(PageKind.PURCHASE)
    if any(cells.get("price") for cells in case.tables["units"].values()):
        yield Page(PageKind.MARGIN)
    lever = _first_lever(subject)
    if lever:
        yield Page(PageKind.LEVER, lever=lever)
    if case.scenarios:
        yield Page(PageKind.TURNING_POINTS)
    if subject.ledger.exports:
        yield Page(PageKind.BASELINE)
    if _has_actuals(subject):
        yield Page(PageKind.ACTUALS)


def _first_lever(subject: Subject) -> str:
    """The first number that the scenario looked at changes; else that any scenario does."""
    for name in (subject.selected, *subject.case.scenario_names):
        for address in levers_of(subject.case, name):
            return address
    return ""


def _has_actuals(subject: Subject) -> bool:
    costs, results = subject.actual_costs, subject.here
    return costs is not None and bool(costs.within(results.start_month, results.horizon).months)
