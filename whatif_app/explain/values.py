"""The parts of a formula with their values: cells in effect, figures, and what lies between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scenarios.arrays import Array
from scenarios.case import Address, Case
from scenarios.rates import currency_of
from scenarios.schema import PROJECT, TABLES
from scenarios.words import marked, say
from whatif_app import formatting
from whatif_app.cell_text import cell_text
from whatif_app.explain.explanation import Kind, Part
from whatif_app.explain.recipes import KPIS, SERIES

if TYPE_CHECKING:
    from scenarios.results import Results

#: Rows listed where a sum has many; the rest is one line.
MOST_ROWS = 6
_SHARES = frozenset({"margin", "esr", "coverage", "utilization", "irr", "roi"})
_MONTHS = frozenset({"simple_payback", "payback", "first_breakeven", "discounted_payback"})
_UNIT_MONEY = frozenset({"unit_cost", "marginal_cost"})


@dataclass(frozen=True)
class Setting:
    """What an explanation is about.

    Attributes:
        results: of the scenario explained.
        scenario: its name; "" for the base.
        month: offset of the month explained.
        row: the unit, workload … that a recipe's `{row}` stands for.
    """

    case: Case
    results: Results
    scenario: str
    month: int
    row: str = ""

    @property
    def currency(self) -> str:
        """The project's currency."""
        return self.results.currency

    @property
    def month_name(self) -> str:
        """The month explained, as people write it."""
        return formatting.month_label(self.results.months[self.month])

    @property
    def primary_unit(self) -> str:
        """The unit behind the case's own unit cost; "" without units."""
        headline = self.results.headline
        return headline.unit if headline else ""

    def position(self, table: str) -> int:
        """Where the row stands in a table."""
        return self.results.evaluated.inputs.structure.rows[table].index(self.row)

    def money(self, value: float) -> str:
        """An amount in the project's currency, brief."""
        return formatting.money(value, self.currency)


def recipe_of(figure: str) -> tuple[str, str]:
    """The recipe's name and the row of a series: "unit_cost/Orders" → "unit_cost/", "Orders".

    Raises:
        KeyError: no such series.
    """
    if figure in SERIES:
        return figure, ""
    prefix, _, row = figure.partition("/")
    if f"{prefix}/" in SERIES and row:
        return f"{prefix}/", row
    raise KeyError(figure)


def series_text(figure: str, value: float, currency: str) -> str:
    """A monthly figure as text, in the measure of its series."""
    stem = figure.partition("/")[0]
    if stem in _SHARES:
        return formatting.share(value)
    if stem in _UNIT_MONEY:
        return formatting.unit_money(value, currency)
    if stem == "volume":
        return formatting.quantity(value)
    return formatting.money(value, currency)


def kpi_text(name: str, value: float | str | None, currency: str) -> str:
    """A key figure as text."""
    if isinstance(value, str):
        return say(value)
    if name in _SHARES:
        return formatting.share(value)
    if name in _MONTHS:
        return formatting.months(value)
    return formatting.money(value, currency)


def parts_of(templates: tuple[str, ...], setting: Setting) -> tuple[Part, ...]:
    """Every part of a recipe with its value; those that do not exist here are left out."""
    found: list[Part] = []
    for template in templates:
        text = template.replace("{row}", setting.row).replace("{unit}", setting.primary_unit)
        found += _resolved(text, setting)
    return tuple(found)


def _resolved(text: str, setting: Setting) -> list[Part]:
    if text.startswith("reference:"):
        there = replace(setting, results=setting.results.reference)
        parts = _resolved(text.removeprefix("reference:"), there)
        return [Part(say("Reference: {what}", what=part.label), part.value) for part in parts]
    if text.startswith("kpi:"):
        return [_kpi(text.removeprefix("kpi:"), setting)]
    if text.startswith("run:"):
        name, _, row = text.removeprefix("run:").partition("/")
        return _RUN[name](replace(setting, row=row) if row else setting)
    table, slash, _ = text.partition("/")
    if slash and table in (PROJECT.name, *TABLES):
        return _cell(text, setting)
    return _figure(text, setting)


def cell_part(text: str, setting: Setting, label: str = "") -> Part:
    """An input's value in effect, with a link to its cell."""
    address = Address.parse(text)
    field = address.declaration
    value = setting.results.evaluated.view
    held = (
        value.project(address.field)
        if address.table == PROJECT.name
        else value.value(address.table, address.row, address.field)
    )
    start = setting.results.start_month
    currency = currency_of(value, address)
    shown = cell_text(field, held, currency, start)
    if held is None and field.blank:
        shown = say(field.blank)
    return Part(label or say(field.label), shown, Kind.CELL, text)


def _cell(text: str, setting: Setting) -> list[Part]:
    return [cell_part(text, setting)] if setting.case.has_cell(Address.parse(text)) else []


def _figure(text: str, setting: Setting) -> list[Part]:
    if text not in setting.results.series:
        return []
    name, row = recipe_of(text)
    title = say(SERIES[name].title)
    label = f"{title}, {row}" if row else title
    value = float(setting.results.series[text][setting.month])
    target = f"{text}@{setting.results.months[setting.month]}"
    return [Part(label, series_text(text, value, setting.currency), Kind.FIGURE, target)]


def _kpi(name: str, setting: Setting) -> Part:
    value = getattr(setting.results.kpis, name)
    return Part(say(KPIS[name].title), kpi_text(name, value, setting.currency), Kind.FIGURE, name)


# What lies between the cells and the figures: values of the run, by the name recipes use.


def _workload(pick: Callable[[Results], Array], label: str) -> Callable[[Setting], list[Part]]:
    """One workload's amount in the month, or without a row the sum over all."""

    def part(setting: Setting) -> list[Part]:
        values = pick(setting.results)[:, setting.month]
        amount = values[setting.position("workloads")] if setting.row else values.sum()
        return [Part(say(label), setting.money(float(amount)))]

    return part


def _rate_of(table: str) -> Callable[[Setting], list[Part]]:
    """The exchange rate of a row's currency; nothing where that is the project's."""

    def part(setting: Setting) -> list[Part]:
        view = setting.results.evaluated.view
        code = view.value(table, setting.row, "currency")
        if code is None:
            return []
        taken = formatting.day_label(str(view.value("rates", str(code), "date")))
        return [
            cell_part(
                f"rates/{code}/rate", setting, say("Rate of {code}, {day}", code=code, day=taken)
            )
        ]

    return part


def _converted(setting: Setting) -> list[Part]:
    """The amounts that a currency's rate converts, as they were entered."""
    view = setting.results.evaluated.view
    found = [
        cell_part(f"{table}/{name}/{field}", setting, name)
        for table, field in (("workloads", "on_demand_cost"), ("commitments", "commit"))
        for name, code in zip(view.names(table), view.column(table, "currency"), strict=True)
        if code == setting.row and view.value(table, name, field) is not None
    ]
    more = len(found) - MOST_ROWS
    return found[:MOST_ROWS] + ([Part(say("{n} more", n=more), "")] if more > 0 else [])


def _share(setting: Setting) -> list[Part]:
    shares = setting.results.run.purchase.spot_share
    row, month = setting.position("workloads"), setting.month
    share = float(np.broadcast_to(shares, setting.results.run.demand.shape)[row, month])
    target = f"workloads/{setting.row}/spot_target"
    return [Part(say("Spot share"), formatting.share(share), Kind.CELL, target)]


def _growth(setting: Setting) -> list[Part]:
    unit = setting.results.evaluated.view.value("workloads", setting.row, "unit")
    if unit is None:
        return []
    volume = setting.results.series[f"volume/{unit}"]
    growth = float(volume[setting.month] / volume[0]) if volume[0] else float("nan")
    target = f"volume/{unit}@{setting.results.months[setting.month]}"
    text = f"× {formatting.number(growth, 3)}"
    return [Part(say("Volume growth, {unit}", unit=unit), text, Kind.FIGURE, target)]


def _rows(
    table: str, pick: Callable[[Results], Array], link: str
) -> Callable[[Setting], list[Part]]:
    """The largest rows of a sum, each with a link, and the rest in one line."""

    def parts(setting: Setting) -> list[Part]:
        values = pick(setting.results)[:, setting.month]
        return _largest(setting, table, values, link)

    return parts


def _row_sums(
    table: str, pick: Callable[[Results], Array], link: str
) -> Callable[[Setting], list[Part]]:
    """The same over the whole horizon."""

    def parts(setting: Setting) -> list[Part]:
        return _largest(setting, table, pick(setting.results).sum(axis=-1), link)

    return parts


def _largest(setting: Setting, table: str, values: Array, link: str) -> list[Part]:
    names = setting.results.evaluated.inputs.structure.rows[table]
    order = [index for index in np.argsort(-np.abs(values)).tolist() if values[index] != 0.0]
    shown, rest = order[:MOST_ROWS], order[MOST_ROWS:]
    month = setting.results.months[setting.month]
    parts = []
    for index in shown:
        name = names[index]
        is_figure = link.startswith("figure:")
        target = link.removeprefix("figure:").replace("{name}", name)
        parts.append(
            Part(
                name,
                setting.money(float(values[index])),
                Kind.FIGURE if is_figure else Kind.CELL,
                f"{target}@{month}" if is_figure else target,
            )
        )
    if rest:
        parts.append(Part(say("{n} more", n=len(rest)), setting.money(float(values[rest].sum()))))
    return parts


def _commitments(pick: Callable[[Results], Array], label: str) -> Callable[[Setting], list[Part]]:
    """One commitment's amount in the month, or without a row the sum over all."""

    def part(setting: Setting) -> list[Part]:
        values = pick(setting.results)[:, setting.month]
        amount = values[setting.position("commitments")] if setting.row else values.sum()
        return [Part(say(label), setting.money(float(amount)))]

    return part


def _loaded(setting: Setting) -> list[Part]:
    structure = setting.results.evaluated.inputs.structure
    below = structure.descends_from[setting.position("units")]
    costs = setting.results.run.loaded[:, setting.month]
    values = np.array(
        [
            cost if unit >= 0 and below[unit] else 0.0
            for cost, unit in zip(costs.tolist(), structure.unit_of_workload, strict=True)
        ]
    )
    total = Part(say("Loaded cost"), setting.money(float(values.sum())))
    return [total, *_largest(setting, "workloads", values, "figure:workload/{name}")]


def _revenue(setting: Setting) -> list[Part]:
    values = setting.results.run.revenue[:, setting.month]
    return _largest(setting, "units", values, "figure:revenue/{name}") or [
        Part(say("Revenue"), setting.money(0.0))
    ]


def _commitments_paid(setting: Setting) -> list[Part]:
    paid = setting.results.run.commitment_cost
    upfront = float(paid.upfront[:, setting.month].sum())
    monthly = float(paid.monthly[:, setting.month].sum())
    return [
        Part(say("Commitments, paid monthly"), setting.money(monthly)),
        Part(say("Commitments, paid upfront"), setting.money(upfront)),
    ]


def _cumulative_before(setting: Setting) -> list[Part]:
    if setting.month == 0:
        return [Part(say("Before the first month"), setting.money(0.0))]
    before = replace(setting, month=setting.month - 1)
    part = _figure("cumulative", before)[0]
    return [replace(part, label=say("Cumulative, {month}", month=before.month_name))]


def _net_sum(setting: Setting) -> list[Part]:
    total = float(setting.results.series["net"].sum())
    return [Part(say("Net cash, all months"), setting.money(total), Kind.FIGURE, "cumulative")]


def _agreements(setting: Setting) -> list[Part]:
    view = setting.results.evaluated.view
    return [
        cell_part(f"agreements/{name}/commitments", setting, say("{name}: commitments", name=name))
        for name in view.names("agreements")
        if view.value("agreements", name, "enabled")
    ]


def _volume_of_cliff(setting: Setting) -> list[Part]:
    unit = setting.results.evaluated.view.value("cliffs", setting.row, "unit")
    return _figure(f"volume/{unit}", setting)


def _size(results: Results) -> Array:
    return results.run.purchase.commitments.size


def _used(results: Results) -> Array:
    return results.run.purchase.commitments.used


def _invested(results: Results) -> Array:
    work, factor = results.run.initiatives, results.run.factor
    total: Array = work.labour + work.other + work.double_running * factor
    return total


def _unused_cost(results: Results) -> Array:
    cost: Array = (_size(results) - _used(results)) * results.run.commitment_cost.rate
    return cost


_DISCOUNT = "commitments/{name}/discount"
_WORKLOADS = "figure:workload/{name}"

_RUN: Mapping[str, Callable[[Setting], list[Part]]] = {
    "demand": _workload(lambda results: results.run.demand, marked("Demand")),
    "spot": _workload(
        lambda results: results.run.purchase.spot_cost * results.run.factor, marked("Spot cost")
    ),
    "used": _workload(lambda results: results.run.used_commitment, marked("Commitments used")),
    "unused": _workload(
        lambda results: results.run.unused_commitment, marked("Unused commitments")
    ),
    "on_demand": _workload(
        lambda results: results.run.purchase.on_demand * results.run.factor, marked("On demand")
    ),
    "eligible": _workload(lambda results: results.run.purchase.eligible, marked("Eligible demand")),
    "rate_of_workload": _rate_of("workloads"),
    "rate_of_commitment": _rate_of("commitments"),
    "converted": _converted,
    "spot_share": _share,
    "volume_growth": _growth,
    "spots": _rows(
        "workloads",
        lambda results: results.run.purchase.spot_cost * results.run.factor,
        _WORKLOADS,
    ),
    "on_demands": _rows(
        "workloads",
        lambda results: results.run.purchase.on_demand * results.run.factor,
        _WORKLOADS,
    ),
    "commitments": _rows(
        "commitments",
        lambda results: _size(results) * results.run.commitment_cost.rate,
        _DISCOUNT,
    ),
    "unused_commitments": _rows("commitments", _unused_cost, _DISCOUNT),
    "unused_commitments_sum": _row_sums("commitments", _unused_cost, _DISCOUNT),
    "cliffs": _rows(
        "cliffs",
        lambda results: results.run.cliffs.monthly * results.run.factor,
        "cliffs/{name}/monthly_cost",
    ),
    "one_times": _rows(
        "cliffs", lambda results: results.run.cliffs.one_time, "cliffs/{name}/one_time_cost"
    ),
    "cliffs_before_agreement": _rows(
        "cliffs", lambda results: results.run.cliffs.monthly, "cliffs/{name}/monthly_cost"
    ),
    "investments": _rows("initiatives", _invested, "initiatives/{name}/engineers"),
    "investments_sum": _row_sums("initiatives", _invested, "initiatives/{name}/engineers"),
    "size": _commitments(_size, marked("Size")),
    "commitment_used": _commitments(_used, marked("Used")),
    "covered": _commitments(_used, marked("Covered by commitments")),
    "loaded": _loaded,
    "revenue": _revenue,
    "commitments_paid": _commitments_paid,
    "cumulative_before": _cumulative_before,
    "net_sum": _net_sum,
    "agreements": _agreements,
    "volume_of_cliff": _volume_of_cliff,
}
