"""The cells of one run: defaults, a scenario's overrides, formulas, months as offsets (§0)."""

from __future__ import annotations

import copy
from typing import Any

from .formulas import worked_out

Row = dict[str, Any]
Cells = dict[str, Any]

DEFAULTS: dict[str, Row] = {
    "project": {
        "currency": "USD",
        "horizon": 36,
        "discount_rate": 0.10,
        "hurdle_months": 12,
        "overhead": 0.0,
        "basis": "amortized",
        "reference": None,
        "primary_unit": None,
        "marginal_step": 1000,
        "hour_classes": None,
    },
    "units": {
        "level": "L1",
        "parent": None,
        "growth": 0.0,
        "season": None,
        "events": [],
        "plan": {},
        "price": 0.0,
        "price_change": 0.0,
    },
    "workloads": {
        "currency": None,
        "unit": None,
        "family": "",
        "fixed_share": 0.0,
        "elasticity": 1.0,
        "rate_change": 0.0,
        "efficiency_target": 0.0,
        "efficiency_start": 0,
        "efficiency_ramp": 1,
        "spot_share": 0.0,
        "spot_eligible": 1.0,
        "spot_target": None,
        "spot_start": 0,
        "spot_ramp": 1,
        "spot_discount": 0.7,
        "spot_overhead": 0.0,
        "spot_fallback": 0.0,
        "commit_eligible": 1.0,
        "shape": None,
        "shared": False,
        "allocation": "cost",
        "weight": 0.0,
        "initiative": None,
    },
    "commitments": {
        "kind": "standard_ri",
        "scope": "*",
        "start": 0,
        "term": 12,
        "payment": "none",
        "upfront_share": 0.5,
        "commit": None,
        "currency": None,
        "coverage": None,
        "renew": False,
        "priority": None,
        "enabled": True,
    },
    "initiatives": {
        "start": 0,
        "other_cost": 0.0,
        "ongoing_cost": 0.0,
        "parallel_share": 0.0,
        "workload": None,
        "capitalizable_share": 0.0,
        "amortization_months": 36,
        "enabled": True,
    },
    "cliffs": {
        "every": 0.0,
        "one_time_cost": 0.0,
        "lead_months": 0,
        "sticky": True,
        "workload": None,
        "enabled": True,
    },
    "migrations": {"target": 1.0, "start": 0, "ramp": 1, "cost_ratio": 1.0, "enabled": True},
    "agreements": {
        "start": 0,
        "commitments": [],
        "marketplace_monthly": 0.0,
        "marketplace_new": 0.0,
        "marketplace_counts": 1.0,
        "marketplace_cap": 0.25,
        "counted_so_far": 0.0,
        "enabled": True,
    },
    "rates": {"rate": None, "date": None, "source": ""},
}
"""Every field that has a default, as the table of §0 gives it."""

MONTH_FIELDS = {
    "workloads": ("efficiency_start", "spot_start"),
    "commitments": ("start",),
    "initiatives": ("start",),
    "migrations": ("start",),
    "agreements": ("start",),
}

VOLUME_FIELDS = ("volume", "growth", "season", "events", "plan")
"""The fields of a unit that a reference run takes from the scenario it is compared with."""


def months_since_year_zero(month: str) -> int:
    year, month_of_year = month.split("-")
    return 12 * int(year) + int(month_of_year) - 1


def month_offset(month: int | str, start_month: str) -> int:
    """A month field as an offset: 3, "3" (a key of a plan) and "2026-04" from 2026-01 are one."""
    text = str(month)
    if "-" in text[1:]:
        return months_since_year_zero(text) - months_since_year_zero(start_month)
    return int(text)


def overrides_of(case: Row, scenario: str | None) -> Row:
    """The cells that the named scenario sets, formulas as they are; no name sets nothing."""
    if scenario is None:
        return {}
    for row in case.get("scenarios", []):
        if row["name"] == scenario:
            return {**row.get("set", {}), **row.get("formulas", {})}
    raise KeyError(scenario)


def is_volume_or_project(address: str) -> bool:
    """Whether a reference run takes this cell from the scenario it is compared with.

    Exchange rates, like the project's fields, are the surroundings of both runs.
    """
    if address.startswith(("project/", "rates/")):
        return True
    return address.startswith("units/") and address.rsplit("/", 1)[1] in VOLUME_FIELDS


def reference_overrides(case: Row, overrides: Row) -> Row:
    """The reference run's cells: its own levers, this scenario's volumes and project fields.

    These are what they are in the scenario, computed or not; levers are computed anew.
    """
    name = overrides.get("project/reference", case["project"].get("reference"))
    own = overrides_of(case, name)
    levers = {address: v for address, v in own.items() if not is_volume_or_project(address)}
    this = raw_cells(case, overrides)
    names = [*overrides, *case.get("formulas", {})]
    return levers | {at: get_cell(this, at) for at in names if is_volume_or_project(at)}


def cells_of(case: Row, overrides: Row) -> Cells:
    """All cells of one run: tables by row name, defaults filled in, months as offsets."""
    cells = raw_cells(case, overrides)
    months_to_offsets(cells)
    return cells


def raw_cells(case: Row, overrides: Row) -> Cells:
    """All cells of one run with months as they were given, and formulas worked out."""
    project = {**DEFAULTS["project"], **copy.deepcopy(case["project"])}
    cells: Cells = {"project": project}
    for table, defaults in DEFAULTS.items():
        if table != "project":
            rows = copy.deepcopy(case.get(table, []))
            cells[table] = {row["name"]: {**copy.deepcopy(defaults), **row} for row in rows}
    for address, value in overrides.items():
        set_cell(cells, address, copy.deepcopy(value))
    of_base = {at: text for at, text in case.get("formulas", {}).items() if at not in overrides}
    own = {at: v for at, v in overrides.items() if isinstance(v, str) and v.startswith("=")}
    formulas = of_base | own
    base = raw_cells(case, {}) if own else {}

    def held(address: str) -> float:
        if address in formulas:
            before = month_or_number(get_cell(base, address), start) if address in own else None
            return worked_out(formulas[address], address, held, before)
        return month_or_number(get_cell(cells, address), start)

    start = cells["project"]["start_month"]
    for address, value in {at: held(at) for at in formulas}.items():
        set_cell(cells, address, round(value) if abs(value - round(value)) < 1e-12 else value)
    return cells


def month_or_number(value: Any, start_month: str) -> float:
    return float(month_offset(value, start_month)) if isinstance(value, str) else value


def get_cell(cells: Cells, address: str) -> Any:
    if address.startswith("project/"):
        return cells["project"][address.removeprefix("project/")]
    table, row, field = address.split("/")
    return cells[table][row][field]


def set_cell(cells: Cells, address: str, value: Any) -> None:
    if address.startswith("project/"):
        cells["project"][address.removeprefix("project/")] = value
    else:
        table, row, field = address.split("/")
        cells[table][row][field] = value


def months_to_offsets(cells: Cells) -> None:
    start = cells["project"]["start_month"]
    for table, fields in MONTH_FIELDS.items():
        for row in cells[table].values():
            for field in fields:
                row[field] = month_offset(row[field], start)
    for unit in cells["units"].values():
        for event in unit["events"] or []:
            event["month"] = month_offset(event["month"], start)
        plan = unit["plan"] or {}
        unit["plan"] = {month_offset(month, start): v for month, v in plan.items()}


def in_project_currency(cells: Cells, row: Row, field: str) -> float:
    """An amount of a row that may be in a currency of its own, times that currency's rate."""
    code = row["currency"]
    rate = 1.0 if code is None else cells["rates"][code]["rate"]
    return float(row[field] * rate)


def enabled(cells: Cells, table: str) -> list[Row]:
    return [row for row in cells[table].values() if row["enabled"]]


def horizon(cells: Cells) -> int:
    return int(cells["project"]["horizon"])


def hour_shares(cells: Cells) -> list[float]:
    """`p_h`: the share of the week that each hour class takes; one class of all when none given."""
    classes = cells["project"]["hour_classes"]
    if not classes:
        return [1.0]
    return [hour_class["hours"] / 168 for hour_class in classes]


def shape_of(cells: Cells, workload: Row) -> list[float]:
    """A workload's level in each hour class against its mean (a list, or by name); flat if none."""
    shape = workload["shape"]
    if shape is None:
        return [1.0] * len(hour_shares(cells))
    if isinstance(shape, dict):
        return [shape[hour_class["name"]] for hour_class in cells["project"]["hour_classes"]]
    return list(shape)
