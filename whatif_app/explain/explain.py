"""The explanation of anything that can be looked at: an input's address or a figure's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from scenarios.case import Address, Case
from scenarios.rates import currency_of
from scenarios.results import Kpis
from scenarios.words import say
from whatif_app.explain.cells import explain_cell
from whatif_app.explain.explanation import Explanation, figure_at
from whatif_app.explain.export_rows import rows_behind
from whatif_app.explain.recipes import KPIS, SERIES
from whatif_app.explain.values import Setting, kpi_text, parts_of, recipe_of, series_text
from whatif_app.wording import irr_sentence, reason_sentences

if TYPE_CHECKING:
    from scenarios.results import Results
    from whatif_app.costs.baseline import Baseline

KPI_NAMES = frozenset(field.name for field in fields(Kpis))


def explain(
    case: Case,
    results: Mapping[str, Results],
    scenario: str,
    what: str,
    month: str | None = None,
    baseline: Baseline | None = None,
) -> Explanation:
    """Why a cell or a figure is what it is.

    Args:
        results: by scenario.
        scenario: whose value is explained; "" for the base, shown by the reference's results.
        what: an address, a key figure, or a series, the latter two with "@YYYY-MM" or not.
        month: of a series, "YYYY-MM"; the last where neither is given.
        baseline: the export that the case was made from.

    Raises:
        KeyError: no such cell, figure or month.
    """
    name, named_month = figure_at(what)
    chosen = _chosen(results, scenario)
    setting = Setting(case, chosen, scenario, _offset(chosen, named_month or month))
    address = _address(case, what)
    if address is not None:
        found = explain_cell(setting, address)
        row = address.row if address.table == "workloads" else ""
    elif name in KPI_NAMES and not (named_month or month):
        return _kpi(setting, name)
    else:
        found = _series(setting, name)
        row = name.removeprefix("workload/") if name.startswith("workload/") else ""
    if row and baseline is not None:
        return replace(found, notes=found.notes + rows_behind(baseline, row, _bill(setting, row)))
    return found


def _bill(setting: Setting, workload: str) -> str:
    """The currency of a workload's bill; "" where the case knows one currency alone."""
    if not setting.case.tables["rates"]:
        return ""
    address = Address("workloads", workload, "on_demand_cost")
    return currency_of(setting.case.view(), address)


def _chosen(results: Mapping[str, Results], scenario: str) -> Results:
    if scenario in results:
        return results[scenario]
    runs = [run for each in results.values() for run in (each.reference, each)]
    # A reference run takes volumes and rates of the scenario that it is held against.
    return next((run for run in runs if not run.evaluated.view.overrides), runs[0])


def _offset(results: Results, month: str | None) -> int:
    if month is None:
        return results.horizon - 1
    if month not in results.months:
        raise KeyError(month)
    return results.months.index(month)


def _address(case: Case, text: str) -> Address | None:
    try:
        address = Address.parse(text)
    except ValueError:
        return None
    return address if case.has_cell(address) else None


def _series(setting: Setting, name: str) -> Explanation:
    stem, row = recipe_of(name)
    recipe = SERIES[stem]
    results = setting.results
    if name not in results.series:
        raise KeyError(name)
    value = float(results.series[name][setting.month])
    reference = float(results.reference.series[name][setting.month])
    against = series_text(name, reference, setting.currency)
    of_row = Setting(setting.case, results, setting.scenario, setting.month, row)
    return Explanation(
        title=f"{say(recipe.title)} · {row}" if row else say(recipe.title),
        address=name,
        value=series_text(name, value, setting.currency),
        compared=say("in {month} · reference {value}", month=setting.month_name, value=against),
        formula=say(recipe.words),
        parts=parts_of(recipe.parts, of_row),
        notes=_missing(name, value),
    )


def _missing(name: str, value: float) -> tuple[str, ...]:
    if value == value:
        return ()
    if name.startswith("margin"):
        return (say("There is no margin without revenue: enter a price on Units."),)
    return (say("It does not exist in this month: what it is divided by is zero."),)


def _kpi(setting: Setting, name: str) -> Explanation:
    results, recipe = setting.results, KPIS[name]
    value = getattr(results.kpis, name)
    notes: list[str] = []
    if name in ("verdict", "payback", "npv", "first_breakeven"):
        notes += reason_sentences(results)
    if name == "irr" and value is None:
        notes.append(irr_sentence(results))
    return Explanation(
        title=say(recipe.title),
        address=name,
        value=kpi_text(name, value, setting.currency),
        compared=say(
            "over {n} months, against {reference}",
            n=results.horizon,
            reference=_reference(results),
        ),
        formula=say(recipe.words),
        parts=parts_of(recipe.parts, setting),
        notes=tuple(notes),
    )


def _reference(results: Results) -> str:
    return results.reference_name or say("doing nothing")
