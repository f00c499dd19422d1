"""Where two headless results of one case differ by more than rounding (§10)."""

from __future__ import annotations

from typing import Any

Results = dict[str, Any]

TOLERANCE = 1e-9
"""Relative difference beyond which two figures are two opinions."""

ROUNDING = 1e-12
"""Share of the sums behind a figure that may be lost when they are subtracted."""

WITHOUT_MONEY = {"payback", "first_breakeven", "discounted_payback", "irr", "roi"} | {
    "esr",
    "coverage",
    "utilization",
    "simple_payback",
}
"""KPIs that are months or ratios; the others are in the project's currency."""


def disagreements(one: Results, other: Results, marginal_step: float = 1.0) -> list[str]:
    """Every figure on which two results differ, each as "scenario/figure[month]: a, b"."""
    left, right = one["scenarios"], other["scenarios"]
    if list(left) != list(right):
        return [f"scenarios: {list(left)}, {list(right)}"]
    found = []
    for name in left:
        for difference in scenario_disagreements(left[name], right[name], marginal_step):
            found.append(f"{name}/{difference}")
    return found


def scenario_disagreements(one: Results, other: Results, marginal_step: float) -> list[str]:
    found = []
    scale = money_scale(other)
    if set(one["kpis"]) != set(other["kpis"]):
        found.append(f"kpis: {set(one['kpis']) ^ set(other['kpis'])}")
    if set(one["series"]) != set(other["series"]):
        found.append(f"series: {set(one['series']) ^ set(other['series'])}")
    for name in set(one["kpis"]) & set(other["kpis"]):
        floor = TOLERANCE if name in WITHOUT_MONEY else ROUNDING * scale
        if not same(one["kpis"][name], other["kpis"][name], floor):
            found.append(f"{name}: {one['kpis'][name]}, {other['kpis'][name]}")
    for name in set(one["series"]) & set(other["series"]):
        floors = series_floors(name, other["series"], scale, marginal_step)
        pairs = zip(one["series"][name], other["series"][name], floors, strict=True)
        for t, (a, b, floor) in enumerate(pairs):
            if not same(a, b, floor):
                found.append(f"{name}[{t}]: {a}, {b}")
                break
    if in_order(one["crossings"]) != in_order(other["crossings"]):
        found.append(f"crossings: {one['crossings']}, {other['crossings']}")
    return sorted(found)


def in_order(crossings: list[Results]) -> list[tuple[Any, ...]]:
    return sorted(tuple(sorted(crossing.items())) for crossing in crossings)


def money_scale(scenario: Results) -> float:
    """The most money that any sum over the months can have passed through."""
    series = scenario["series"]
    names = ("cost/amortized", "cost/cash", "cost/on_demand", "net", "investment", "one_time")
    return sum(max(abs(x) for x in series[name]) for name in names) * len(series["net"]) + 1e-300


def series_floors(name: str, series: Results, scale: float, marginal_step: float) -> list[float]:
    """The rounding that a series may show: that of the sums that it divides, so divided."""
    months = len(series[name])
    kind, _, unit = name.partition("/")
    if kind == "marginal_cost":
        return [ROUNDING * scale / marginal_step] * months
    if kind == "margin":
        return [TOLERANCE] * months
    if kind == "unit_cost" and unit:
        return [ROUNDING * scale / max(abs(v), 1e-9) for v in series[f"volume/{unit}"]]
    return [ROUNDING * scale] * months


def same(a: Any, b: Any, floor: float) -> bool:
    if a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return bool(abs(a - b) <= max(TOLERANCE * max(abs(a), abs(b)), floor))
