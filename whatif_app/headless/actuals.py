"""`whatif actuals`: what was spent, against what was forecast, as a table or as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scenarios.months import calendar_month
from scenarios.problems import suggestion
from whatif_app.actuals import ActualCosts, actual_costs, rates_of
from whatif_app.errors import UsageError, UserError
from whatif_app.formatting import NOTHING, money, month_label, share
from whatif_app.headless import arguments
from whatif_app.project_file import read_project
from whatif_app.scenario_table import aligned
from whatif_app.variance_words import lacking_sentences, sharing_sentence, variance_sentence

if TYPE_CHECKING:
    from scenarios.case import Case
    from scenarios.questions.actuals import Comparison, Variance
    from scenarios.results import Results

_TITLES = ("Workload", "Forecast", "Actual", "Variance", "", "Volume", "Rate", "Usage")


def declare_actuals(command: argparse.ArgumentParser) -> None:
    """What “whatif actuals” takes."""
    arguments.add_file(command)
    command.add_argument(
        "--scenario", metavar="NAME", help="the forecast (default: the case's reference)"
    )
    command.add_argument("--json", action="store_true", help="every variance as JSON")
    command.set_defaults(run=actuals)


def actuals(options: argparse.Namespace) -> int:
    """Print the variance of every known month, or of each workload to date."""
    from scenarios.questions.actuals import compare

    project = read_project(options.file)[0]
    costs = actual_costs(project.ledger, rates_of(project.ledger, project.case))
    if costs is None and project.ledger.exports:
        raise UserError(
            "The project does not say which lines of its export are which workload; it was made "
            "by an earlier version.",
            "Import the export anew.",
        )
    if costs is None:
        raise UserError(
            "The project holds no cost export to compare with.",
            "Make it of one with “whatif import”.",
        )
    results = _forecast(project.case, options.scenario)
    known = costs.within(results.start_month, results.horizon)
    if not known.months:
        raise UserError(
            f"No month from {results.start_month} on is complete in the project's exports.",
            "Add a later month's export.",
        )
    compared = compare(results, known)
    if options.json:
        print(json.dumps(as_json(compared, costs, results), ensure_ascii=False, allow_nan=False))
    else:
        print(in_words(compared, costs, results))
    return 0


def _forecast(case: Case, name: str | None) -> Results:
    """The scenario asked for; the reference where none is."""
    from scenarios.engine import DO_NOTHING, evaluate, evaluate_cells

    name = name or str(case.project.get("reference") or "")
    if not name:
        return evaluate_cells(case, {DO_NOTHING: {}})[DO_NOTHING]
    if name not in case.scenario_names:
        hint = suggestion(name, case.scenario_names)
        raise UsageError(f"There is no scenario “{name}”.", hint)
    return evaluate(case, [name])[name]


def as_json(compared: Comparison, costs: ActualCosts, results: Results) -> dict[str, Any]:
    """The whole comparison as plain data: by month, and to date."""

    def rows(variances: Iterable[Variance]) -> list[dict[str, Any]]:
        return [
            asdict(row) | {"lacking": sorted(row.lacking), "variance": row.amount}
            for row in variances
        ]

    return {
        "scenario": results.scenario,
        "currency": costs.currency,
        "months": {
            calendar_month(month, results.start_month): rows([*listed, compared.total(month)])
            for month, listed in zip(compared.months, compared.rows, strict=True)
        },
        "to_date": rows([*compared.to_date(), _to_date(compared)]),
        "incomplete": list(costs.incomplete),
        "notes": list(costs.notes),
    }


def in_words(compared: Comparison, costs: ActualCosts, results: Results) -> str:
    """A sentence for each month, then each workload to date, the largest variance first."""
    lines = [f"Forecast: {results.scenario}", ""]
    for month in compared.months:
        period = month_label(calendar_month(month, results.start_month))
        lines.append(variance_sentence(compared.total(month), period, costs.currency))
    total = _to_date(compared)
    rows = sorted(compared.to_date(), key=lambda row: -abs(row.amount))
    table = [_TITLES, *(_cells(row, costs.currency) for row in (*rows, total))]
    lines += ["", "To date", aligned(table)]
    notes = [*lacking_sentences(total), sharing_sentence(results), *costs.notes]
    notes = [note for note in notes if note]
    if costs.incomplete:
        notes.append(f"Not complete, so not compared: {', '.join(costs.incomplete)}.")
    return "\n".join([*lines, *([""] if notes else []), *(f"- {note}" for note in notes)])


def _to_date(compared: Comparison) -> Variance:
    from scenarios.questions.actuals import TOTAL, added

    return added(compared.to_date(), TOTAL)


def _cells(row: Variance, currency: str) -> tuple[str, ...]:
    name = f"{row.name} (not in the case)" if row.kind == "new" else row.name
    amounts = (row.forecast, row.actual, row.amount)
    parts = (row.volume, row.rate, row.usage)
    return (
        name,
        *(money(amount, currency) for amount in amounts),
        share(row.share),
        *(NOTHING if part is None else money(part, currency) for part in parts),
    )
