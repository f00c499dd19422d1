"""Columns that follow from a run's inputs alone: links, completion months, what is under what.

Each is the counterpart of a function of the model; tests hold them equal.
"""

from __future__ import annotations

import numpy as np

from scenarios.demand import completions
from scenarios.inputs import MONTH_TOLERANCE
from scenarios.run import full_from
from scenarios.schema import TABLES
from whatif_app.workbook.derived_commitments import write_commitments
from whatif_app.workbook.derived_workloads import write_workloads
from whatif_app.workbook.run_inputs import RunInputs

_MOST_ANCESTORS = 8


def write_run_inputs(sheet: RunInputs) -> None:
    """Write a run's whole input sheet."""
    structure = sheet.run.inputs.structure
    sheet.write_project()
    used = [table for table in TABLES if structure.count(table)]
    for table in ("rates", "units", "initiatives", "workloads", "migrations"):
        if table in used:
            _WRITERS[table](sheet)
    for table in ("commitments", "cliffs", "agreements"):
        if table in used:
            _WRITERS[table](sheet)
    _write_settled(sheet, used)


def _write_rates(sheet: RunInputs) -> None:
    sheet.write_plain("rates")


def _write_units(sheet: RunInputs) -> None:
    structure = sheet.run.inputs.structure
    count = structure.count("units")
    sheet.write_plain("units")
    fields = TABLES["units"].by_name
    sheet.add_list("units", fields["season"], "1")
    # An event that is not given begins never.
    sheet.add_list("units", fields["events"], "99999")
    sheet.add_link("units", "parent_number", "Parent, row", "parent", "units")
    ancestors = _write_ancestors(sheet, count)
    reach = structure.descends_from.astype(np.float64)
    for unit in range(count):

        def formula(row: int, unit: int = unit) -> str:
            first, last = (
                sheet.here("units", ancestors[0], row),
                sheet.here("units", ancestors[-1], row),
            )
            return f"IF(COUNTIF({first}:{last},{unit + 1})>0,1,0)"

        sheet.add("units", f"under/{unit}", f"In unit {unit + 1}", formula, reach[unit].tolist())
    chosen = sheet.here("project", "primary_unit")
    _write_primary(sheet, chosen)


def _write_ancestors(sheet: RunInputs, count: int) -> list[str]:
    parents = sheet.run.inputs.structure.parent
    longest = min(count, max(_MOST_ANCESTORS, max(_depths(parents), default=0) + 1))
    sheet.add("units", "ancestor/0", "Itself, row", lambda row: str(row + 1), range(1, count + 1))
    keys = ["ancestor/0"]
    values = list(range(1, count + 1))
    for step in range(1, longest):
        before = keys[-1]
        values = [parents[value - 1] + 1 if value else 0 for value in values]

        def formula(row: int, before: str = before) -> str:
            cell = sheet.here("units", before, row)
            return f"IF({cell}=0,0,INDEX({sheet.column_here('units', 'parent_number')},{cell}))"

        keys.append(f"ancestor/{step}")
        sheet.add("units", keys[-1], f"Ancestor {step}, row", formula, values)
    return keys


def _depths(parents: tuple[int, ...]) -> list[int]:
    depths = []
    for unit in range(len(parents)):
        depth, above = 0, parents[unit]
        while above >= 0:
            depth, above = depth + 1, parents[above]
        depths.append(depth)
    return depths


def _write_primary(sheet: RunInputs, chosen: str) -> None:
    """The primary unit's row, on every row of the units so that any may be read."""
    structure = sheet.run.inputs.structure
    levels = sheet.column_here("units", "level")
    names = sheet.names_here("units")
    found = "+".join(f"EXACT({cell},{chosen})*{n}" for n, cell in enumerate(names, 1))
    first = f'IFERROR(MATCH("L1",{levels},0),1)'

    def formula(row: int) -> str:
        return f'IF({chosen}="",{first},{found})' if row == 0 else "0"

    values = [structure.primary_unit + 1 if row == 0 else 0 for row in range(len(names))]
    sheet.add("units", "primary", "Primary unit, row", formula, values)


def _write_initiatives(sheet: RunInputs) -> None:
    sheet.write_plain("initiatives")

    def done(row: int) -> str:
        start, months = (sheet.here("initiatives", key, row) for key in ("start", "months"))
        return f"-INT(-({start}+{months}-{MONTH_TOLERANCE!r}))"

    values = completions(sheet.run.inputs).tolist()
    sheet.add("initiatives", "done", "Complete from month", done, values)
    sheet.add_link("initiatives", "workload_number", "Workload, row", "workload", "workloads")


def _write_cliffs(sheet: RunInputs) -> None:
    sheet.write_plain("cliffs")
    sheet.add_link("cliffs", "unit_number", "Unit, row", "unit", "units")
    sheet.add_link("cliffs", "workload_number", "Workload, row", "workload", "workloads")


def _write_migrations(sheet: RunInputs) -> None:
    column = sheet.run.inputs.column

    def here(key: str, row: int) -> str:
        return sheet.here("migrations", key, row)

    def complete(row: int) -> str:
        last = f"{here('start', row)}+{here('over', row)}-1-1E-9"
        return f"IF({here('moved', row)}<>0,-INT(-({last})),0)"

    sheet.write_plain("migrations")
    sheet.add_link("migrations", "from_number", "From, row", "from", "workloads")
    sheet.add_link("migrations", "to_number", "To, row", "to", "workloads")
    moved = column("migrations", "target") * column("migrations", "enabled")
    sheet.add(
        "migrations",
        "moved",
        "Share to move",
        lambda row: f"{here('target', row)}*{here('enabled', row)}",
        moved.tolist(),
    )
    over = np.maximum(column("migrations", "ramp"), 1.0)
    sheet.add(
        "migrations",
        "over",
        "Over months",
        lambda row: f"MAX({here('ramp', row)},1)",
        over.tolist(),
    )
    full = np.where(moved != 0.0, np.ceil(column("migrations", "start") + over - 1.0 - 1e-9), 0.0)
    sheet.add(
        "migrations",
        "full",
        "Complete in",
        complete,
        full.tolist(),
    )


def _write_agreements(sheet: RunInputs) -> None:
    sheet.write_plain("agreements")
    keys = sheet.add_list("agreements", TABLES["agreements"].by_name["commitments"], '""')

    def listed(row: int) -> str:
        first, last = (sheet.here("agreements", key, row) for key in (keys[0], keys[-1]))
        return f"COUNT({first}:{last})"

    years = (~np.isnan(sheet.run.inputs.year_commitments)).sum(axis=-1).astype(float)
    sheet.add(
        "agreements",
        "years",
        "Contract years",
        listed,
        years.tolist(),
    )


def _write_settled(sheet: RunInputs, used: list[str]) -> None:
    """The first month in which every lever is full and everything enabled has begun."""
    terms = ["0"]
    if "workloads" in used:
        terms += [
            f"MAX({sheet.column_here('workloads', f'{lever}/full')})"
            for lever in ("efficiency", "spot")
        ]
    if "migrations" in used:
        terms.append(f"MAX({sheet.column_here('migrations', 'full')})")
    for table, key in (("initiatives", "done"), ("commitments", "start"), ("agreements", "start")):
        if table in used:
            enabled, months = sheet.column_here(table, "enabled"), sheet.column_here(table, key)
            terms.append(f"SUMPRODUCT(MAX({enabled}*{months}))")
    value = float(full_from(sheet.run.inputs))
    formula = f"MAX({','.join(terms)})"
    sheet.add("project", "settled", "All levers full from", lambda _: formula, [value])


_WRITERS = {
    "rates": _write_rates,
    "units": _write_units,
    "initiatives": _write_initiatives,
    "workloads": write_workloads,
    "commitments": write_commitments,
    "cliffs": _write_cliffs,
    "migrations": _write_migrations,
    "agreements": _write_agreements,
}
