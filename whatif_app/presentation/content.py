"""What a page says: its title, sentences, figures and table, worked out from the results.

A window shows it on a screen and a deck writes it on a slide; neither words anything itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from scenarios.address import Address
from scenarios.rates import currency_of
from scenarios.words import say, say_count
from whatif_app.cell_text import cell_text
from whatif_app.edit_text import formula_text
from whatif_app.explain.stays import turning_title
from whatif_app.formatting import NOTHING
from whatif_app.presentation import evidence, figures, titles
from whatif_app.presentation.figures import Fact, Table
from whatif_app.presentation.pages import CHARTS, Page, PageKind
from whatif_app.presentation.subject import Subject
from whatif_app.wording import (
    headline_sentence,
    outcome_sentence,
    reason_sentences,
    verdict_sentence,
)


@dataclass(frozen=True, slots=True)
class Lever:
    """A cell in the spotlight.

    Attributes:
        scenario: whose cell it is; "" for the base.
        value, base: as the tables show them.
        formula: by which it is computed, as the reader writes it; "" for a number of its own,
            which can be moved.
    """

    address: str
    scenario: str
    name: str
    value: str
    base: str
    help: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that one page says.

    Attributes:
        title: the point of the page, in a sentence.
        verdict: "Go", "No-go" or "No change" where the page gives one; "" elsewhere.
        series: names of the scenarios that its chart draws, in order.
        problem: why the page cannot show what it was made for, and what to do; else "".
    """

    title: str
    subtitle: str = ""
    verdict: str = ""
    sentences: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    series: tuple[str, ...] = ()
    lever: Lever | None = None
    problem: str = ""


def content_of(page: Page, subject: Subject) -> Content:
    """What a page says of the case as it is now."""
    made = _MAKERS[page.kind](page, subject)
    problem = made.problem or _missing_scenarios(page, subject)
    return replace(made, title=page.title or made.title, problem=problem)


def _missing_scenarios(page: Page, subject: Subject) -> str:
    gone = [name for name in page.scenarios if name not in subject.results]
    if not gone:
        return ""
    return say_count(
        "“{names}” is no longer a scenario of this project. Choose others for this page.",
        "“{names}” are no longer scenarios of this project. Choose others for this page.",
        len(gone),
        names="”, “".join(gone),
    )


def _verdict(page: Page, subject: Subject) -> Content:
    here = subject.here
    if not subject.selected:
        said = (headline_sentence(here),)
        return Content(
            titles.base(), sentences=_some(*said), facts=figures.key_facts(subject), verdict=""
        )
    reasons = reason_sentences(here) or [outcome_sentence(here, subject.hurdle)]
    return Content(
        titles.verdict(here),
        verdict=here.kpis.verdict,
        sentences=_some(headline_sentence(here), *reasons),
        facts=figures.key_facts(subject),
    )


def _chart(page: Page, subject: Subject) -> Content:
    series = tuple(subject.shown(page.scenarios))
    return Content(titles.OF_CHART[page.kind](subject), series=series)


def _side_by_side(page: Page, subject: Subject) -> Content:
    shown = subject.shown(page.scenarios)
    return Content(
        titles.side_by_side(shown),
        subtitle=say("Each against its reference, at the same volume."),
        table=figures.side_by_side(subject, shown),
        series=tuple(shown),
    )


def _lever(page: Page, subject: Subject) -> Content:
    if not page.lever:
        problem = say("No lever is chosen for this page yet. Choose one under Present, Pages.")
        return Content(say("A lever"), problem=problem)
    lever = lever_of(page.lever, subject)
    if lever is None:
        said = say("“{address}” is no longer in the project.", address=page.lever)
        more = say("Choose another lever for this page under Present, Pages.")
        return Content(page.lever, problem=f"{said} {more}")
    return Content(
        lever.name,
        subtitle=lever.help,
        verdict=subject.here.kpis.verdict if subject.selected else "",
        sentences=_some(verdict_sentence(subject.here, subject.hurdle) if subject.selected else ""),
        facts=figures.key_facts(subject)[:3],
        series=tuple(subject.shown(page.scenarios)),
        lever=lever,
    )


def lever_of(address: str, subject: Subject) -> Lever | None:
    """A cell in the spotlight; None where there is no such cell."""
    case = subject.case
    try:
        at = Address.parse(address)
    except ValueError:
        return None
    if not case.has_cell(at):
        return None
    field = at.declaration
    currency, start = currency_of(case.view(), at), str(case.project["start_month"])
    value = case.value(at, subject.selected or None)
    formula = case.formula(at, subject.selected or None)
    base = cell_text(field, case.base_value(at), currency, start)
    if base == NOTHING:
        base = say(field.blank) if field.blank else say("none")
    label = say(field.label)
    return Lever(
        address=address,
        scenario=subject.selected,
        name=say("{field} of {row}", field=label, row=at.row) if at.row else label,
        value=cell_text(field, value, currency, start),
        base=base,
        help=say(field.help),
        formula="" if formula is None else formula_text(formula),
    )


def _turning_points(page: Page, subject: Subject) -> Content:
    if not subject.selected:
        return Content(titles.base(), problem=say("Select a scenario to see what would turn it."))
    kpis = subject.here.kpis
    if kpis.verdict == "No change":
        return Content(titles.verdict(subject.here), verdict=kpis.verdict)
    # What turns it takes some seconds to find: `scenarios.questions.turning_points` tells it.
    return Content(f"{turning_title(kpis.verdict)} …", subject.selected, verdict=kpis.verdict)


def _baseline(page: Page, subject: Subject) -> Content:
    baseline = subject.baseline
    if baseline is None:
        problem = say("This case was made by hand: no export is behind it.")
        return Content(say("Baseline"), problem=problem)
    return Content(
        evidence.baseline_title(baseline, subject.ledger),
        subtitle=evidence.baseline_source(baseline),
        facts=evidence.baseline_facts(baseline, subject.ledger),
        sentences=tuple(baseline.reconciliation.notes[:3]),
    )


def _actuals(page: Page, subject: Subject) -> Content:
    found = evidence.variance_to_date(subject)
    if found is None:
        problem = say("No complete month of the forecast is in the project's exports yet.")
        return Content(say("Actuals against forecast"), problem=problem)
    return Content(found.title, facts=found.facts, series=_some(subject.selected))


def _text(page: Page, subject: Subject) -> Content:
    lines = tuple(line.strip() for line in page.text.splitlines() if line.strip())
    if lines:
        return Content("", sentences=lines)
    return Content("", problem=say("This page has no text yet. Write it under Present, Pages."))


def _some(*sentences: str) -> tuple[str, ...]:
    return tuple(sentence for sentence in sentences if sentence)


_MAKERS: Mapping[PageKind, Callable[[Page, Subject], Content]] = {
    PageKind.VERDICT: _verdict,
    PageKind.SIDE_BY_SIDE: _side_by_side,
    PageKind.LEVER: _lever,
    PageKind.TURNING_POINTS: _turning_points,
    PageKind.BASELINE: _baseline,
    PageKind.TEXT: _text,
    **dict.fromkeys(CHARTS, _chart),
    PageKind.ACTUALS: _actuals,
}
