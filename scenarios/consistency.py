"""Whether the cells of a case fit together: links, alternatives, sums, positive volumes.

Every check sees one view of the case: the base, and each scenario that
overrides a column the check reads.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from scenarios.case import Case, CaseView, Scenario
from scenarios.cells import Value, is_currency_code, shown
from scenarios.months import is_calendar_month, offset_of
from scenarios.problems import Problem, suggestion
from scenarios.schema import PROJECT, TABLES, Field, Kind
from scenarios.words import figure, say

#: The mean of a workload's shape over the week may miss 1 by so much.
SHAPE_TOLERANCE = 1e-6

Columns = frozenset[tuple[str, str]]
Check = Callable[[CaseView], Iterator[Problem]]


def consistency_problems(case: Case) -> list[Problem]:
    """Every way in which the cells of a case do not fit together."""
    base = case.view()
    problems = [problem for _, check in _CHECKS for problem in check(base)]
    problems += _reference_problems(case)
    # What is wrong in the base is said once, not for each scenario.
    known = {(problem.address, problem.what) for problem in problems}
    for scenario in case.scenarios:
        for problem in _problems_of(CaseView(case, scenario.given)):
            if (problem.address, problem.what) not in known:
                problems.append(replace(problem, scenario=scenario.name))
    # What is wrong in a scenario is not said again of a run that takes its cells.
    wrong = {problem.address for problem in problems}
    for scenario in case.scenarios:
        for problem in _reference_run(case, scenario):
            if problem.address not in wrong:
                problems.append(replace(problem, scenario=scenario.name))
    return problems


def _problems_of(view: CaseView) -> Iterator[Problem]:
    for columns, check in _CHECKS:
        if columns & view.overridden_columns:
            yield from check(view)


def _reference_run(case: Case, scenario: Scenario) -> Iterator[Problem]:
    """What does not fit in the reference's levers with this scenario's volumes."""
    chosen = scenario.set.get("project/reference", case.project.get("reference"))
    if chosen is not None and chosen not in case.scenario_names:
        return  # reported as such
    name, given = case.reference_of(scenario.given)
    view = CaseView(case, given)
    against = say(
        "in the reference run (levers of {name}, volumes of this scenario)", name=shown(name)
    )
    for problem in (*view.problems, *_problems_of(view)):
        yield replace(problem, what=f"{problem.what.rstrip('.')} {against}.")


def _reference_problems(case: Case) -> list[Problem]:
    problems = []
    places: list[tuple[str | None, Value]] = [(None, case.project.get("reference"))]
    places += [(s.name, s.set.get("project/reference")) for s in case.scenarios]
    for scenario, name in places:
        if name is not None and name not in case.scenario_names:
            what = say("{name} is not a scenario.", name=shown(name))
            valid = suggestion(str(name), case.scenario_names)
            problems.append(Problem("project/reference", what, valid, scenario))
    return problems


def _links(view: CaseView) -> Iterator[Problem]:
    for table, field in _LINKS:
        names = view.case.tables[field.table].index
        if table == PROJECT.name:
            linked: list[tuple[str, Value]] = [(f"project/{field.name}", view.project(field.name))]
        else:
            column = view.column(table, field.name)
            rows = view.names(table)
            linked = [
                (f"{table}/{row}/{field.name}", name)
                for row, name in zip(rows, column, strict=True)
            ]
        for address, name in linked:
            if isinstance(name, str) and name not in names:
                what = say("{name} is not a row of {table}.", name=shown(name), table=field.table)
                yield Problem(address, what, suggestion(name, names))


def _parents(view: CaseView) -> Iterator[Problem]:
    names = view.names("units")
    parent_of = dict(zip(names, view.column("units", "parent"), strict=True))
    for name in names:
        seen = {name}
        above = parent_of.get(name)
        while isinstance(above, str) and above in parent_of and above not in seen:
            seen.add(above)
            above = parent_of[above]
        if above == name:
            yield Problem(
                f"units/{name}/parent",
                say("makes the unit its own ancestor."),
                say("A parent is a unit further up; leave the topmost one empty."),
            )


def _sizes(view: CaseView) -> Iterator[Problem]:
    columns = (view.column("commitments", "commit"), view.column("commitments", "coverage"))
    for row, commit, coverage in zip(view.names("commitments"), *columns, strict=True):
        if (commit is None) == (coverage is None):
            given = (
                say("both are given of commit and coverage.")
                if commit is not None
                else say("neither is given of commit and coverage.")
            )
            yield Problem(
                f"commitments/{row}/commit",
                given,
                say("Give exactly one: an amount per month, or a share of eligible demand."),
            )


def _double_running(view: CaseView) -> Iterator[Problem]:
    columns = (view.column("initiatives", "parallel_share"), view.column("initiatives", "workload"))
    for row, share, workload in zip(view.names("initiatives"), *columns, strict=True):
        if share and workload is None:
            yield Problem(
                f"initiatives/{row}/workload",
                say("is empty, though part of a workload runs twice."),
                say("Name the workload, or set parallel_share to 0."),
            )


def _moves(view: CaseView) -> Iterator[Problem]:
    columns = (view.column("migrations", "from"), view.column("migrations", "to"))
    for row, source, target in zip(view.names("migrations"), *columns, strict=True):
        if source == target and source is not None:
            yield Problem(
                f"migrations/{row}/to",
                say("{target} is where the demand comes from.", target=shown(target)),
                say("Name another workload."),
            )


def hour_shares(view: CaseView) -> dict[str, float]:
    """Share of the week of each hour class, by name; one class where none are given."""
    classes = cast("list[Mapping[str, Any]] | None", view.project("hour_classes"))
    if not classes:
        return {"all": 1.0}
    return {str(item["name"]): float(item["hours"]) / 168.0 for item in classes}


def shape_levels(shape: Value, shares: Mapping[str, float]) -> list[float] | None:
    """A workload's level in each hour class, in order; None where it does not fit them."""
    if shape is None:
        return [1.0] * len(shares)
    if isinstance(shape, Mapping):
        if set(shape) != set(shares):
            return None
        return [float(shape[name]) for name in shares]
    levels = [float(level) for level in cast("list[float]", shape)]
    return levels if len(levels) == len(shares) else None


def _shapes(view: CaseView) -> Iterator[Problem]:
    shares = hour_shares(view)
    for row, shape in zip(view.names("workloads"), view.column("workloads", "shape"), strict=True):
        if shape is None:
            continue
        address = f"workloads/{row}/shape"
        levels = shape_levels(shape, shares)
        if levels is None:
            classes = ", ".join(shares) if view.project("hour_classes") else say("none; one level")
            yield Problem(
                address,
                say("does not fit the hour classes."),
                say("Give one level for each of: {classes}.", classes=classes),
            )
            continue
        mean = math.fsum(
            level * share for level, share in zip(levels, shares.values(), strict=True)
        )
        if abs(mean - 1.0) > SHAPE_TOLERANCE:
            yield Problem(
                address,
                say("has a mean of {mean} over the week.", mean=f"{mean:.6g}"),
                say("Levels are relative to the mean: weighted by hours they average 1."),
            )


def _volumes(view: CaseView) -> Iterator[Problem]:
    start = view.project("start_month")
    if not is_calendar_month(start):
        return
    needed = {str(unit) for unit in view.column("workloads", "unit") if unit is not None}
    priced = view.column("units", "price")
    columns = [view.column("units", name) for name in ("volume", "events", "plan")]
    for row, price, volume, events, plan in zip(view.names("units"), priced, *columns, strict=True):
        planned = _plan_offsets(cast("Mapping[str, float]", plan), str(start))
        if len(planned) < len(cast("Mapping[str, float]", plan)):
            yield Problem(
                f"units/{row}/plan", say("names a month twice."), say("Name each month once.")
            )
        if row not in needed and not price:
            continue
        if not isinstance(volume, int | float):
            continue  # missing, and reported as such
        first = planned.get(0, volume * _uplift_at_start(events, str(start)))
        if not first > 0:
            yield Problem(
                f"units/{row}/volume",
                say(
                    "is {first} in month 0, and a workload or a price hangs on it.",
                    first=figure(first),
                ),
                say("Enter a volume above 0."),
            )


def _plan_offsets(plan: Mapping[str, float], start: str) -> dict[int, float]:
    return {offset_of(month, start): float(volume) for month, volume in plan.items()}


def _uplift_at_start(events: Value, start: str) -> float:
    product = 1.0
    for event in cast("list[Mapping[str, Any]]", events):
        if offset_of(event["month"], start) <= 0:
            product *= 1.0 + float(event["uplift"])
    return product


_LINKS: tuple[tuple[str, Field], ...] = tuple(
    (table.name, field)
    for table in (PROJECT, *TABLES.values())
    for field in table.fields
    if field.kind is Kind.ROW
)


def _rate_names(view: CaseView) -> Iterator[Problem]:
    own = view.project("currency")
    for code in view.names("rates"):
        if code == own:
            yield Problem(
                f"rates/{code}/name",
                say("{code} is the project's own currency, which needs no rate.", code=shown(code)),
                say("Leave the row out, or choose another currency for the project."),
            )
        elif not is_currency_code(code):
            yield Problem(
                f"rates/{code}/name",
                say("{code} is not the code of a currency.", code=shown(code)),
                say("Write three capital letters, such as EUR or GBP."),
            )


def _rates_in_use(view: CaseView) -> Iterator[Problem]:
    """No amount is converted with a rate that nobody entered, or that has no date."""
    if not view.case.tables["rates"]:
        return  # a currency that is named all the same is reported as no row
    own = view.project("currency")
    named_by: dict[str, str] = {}
    for table in ("workloads", "commitments"):
        rows = zip(view.names(table), view.column(table, "currency"), strict=True)
        for row, code in rows:
            if code is not None:
                named_by.setdefault(str(code), f"{table}/{row}")
    hints = {
        "rate": say("Enter what one {code} is worth in {own}."),
        "date": say("Enter the day on which the rate was taken, e.g. 2026-09-30."),
    }
    for code in named_by:
        if code not in view.case.tables["rates"]:
            continue  # reported as such
        for field, hint in hints.items():
            if view.value("rates", code, field) is None:
                yield Problem(
                    f"rates/{code}/{field}",
                    say("is empty, though {row} is in {code}.", row=named_by[code], code=code),
                    hint.format(code=code, own=own),
                )


def _columns(*names: str) -> Columns:
    return frozenset((name.split("/")[0], name.split("/")[1]) for name in names)


_CHECKS: tuple[tuple[Columns, Check], ...] = (
    (frozenset((table, field.name) for table, field in _LINKS), _links),
    (_columns("units/parent"), _parents),
    (_columns("project/currency"), _rate_names),
    (
        _columns("rates/rate", "rates/date", "workloads/currency", "commitments/currency"),
        _rates_in_use,
    ),
    (_columns("commitments/commit", "commitments/coverage"), _sizes),
    (_columns("initiatives/parallel_share", "initiatives/workload"), _double_running),
    (_columns("migrations/from", "migrations/to"), _moves),
    (_columns("workloads/shape", "project/hour_classes"), _shapes),
    (
        _columns(
            "units/volume",
            "units/events",
            "units/plan",
            "units/price",
            "workloads/unit",
            "project/start_month",
        ),
        _volumes,
    ),
)
