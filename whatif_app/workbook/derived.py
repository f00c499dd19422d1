"""Columns that follow from a run's inputs alone: links, levers, the order of commitments, shares.

Each is the counterpart of a function of the model; tests hold them equal.
"""

from __future__ import annotations

import numpy as np

from scenarios.allocation import shared_workloads
from scenarios.arrays import Array, share_within
from scenarios.commitments import application_order, scopes, upfront_share
from scenarios.demand import completions, lever_start, levers_on
from scenarios.inputs import MONTH_TOLERANCE
from scenarios.run import full_from
from scenarios.schema import TABLES
from whatif_app.workbook.run_inputs import RunInputs

#: Stands for "no priority given": last.
_LAST = "1E+300"
_MOST_ANCESTORS = 8


def write_run_inputs(sheet: RunInputs) -> None:
    """Write a run's whole input sheet."""
    structure = sheet.run.inputs.structure
    sheet.write_project()
    used = [table for table in TABLES if structure.count(table)]
    for table in ("units", "initiatives", "workloads", "migrations"):
        if table in used:
            _WRITERS[table](sheet)
    for table in ("commitments", "cliffs", "agreements"):
        if table in used:
            _WRITERS[table](sheet)
    _write_settled(sheet, used)


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
    names = [f"$A${sheet_row}" for sheet_row in _name_rows(sheet, "units")]
    found = "+".join(f"EXACT({cell},{chosen})*{n}" for n, cell in enumerate(names, 1))
    first = f'IFERROR(MATCH("L1",{levels},0),1)'

    def formula(row: int) -> str:
        return f'IF({chosen}="",{first},{found})' if row == 0 else "0"

    values = [structure.primary_unit + 1 if row == 0 else 0 for row in range(len(names))]
    sheet.add("units", "primary", "Primary unit, row", formula, values)


def _name_rows(sheet: RunInputs, table: str) -> list[int]:
    first = sheet.here(table, next(f.name for f in TABLES[table].fields[1:]), 0)
    start = int(first.rsplit("$", 1)[1])
    return list(range(start, start + sheet.count(table)))


def _write_initiatives(sheet: RunInputs) -> None:
    sheet.write_plain("initiatives")

    def done(row: int) -> str:
        start, months = (sheet.here("initiatives", key, row) for key in ("start", "months"))
        return f"-INT(-({start}+{months}-{MONTH_TOLERANCE!r}))"

    values = completions(sheet.run.inputs).tolist()
    sheet.add("initiatives", "done", "Complete from month", done, values)
    sheet.add_link("initiatives", "workload_number", "Workload, row", "workload", "workloads")


def _write_workloads(sheet: RunInputs) -> None:
    inputs = sheet.run.inputs
    structure = inputs.structure
    count = structure.count("workloads")

    def here(key: str, row: int) -> str:
        return sheet.here("workloads", key, row)

    sheet.write_plain("workloads")
    sheet.add("workloads", "number", "Row", lambda row: str(row + 1), range(1, count + 1))
    sheet.add_link("workloads", "unit_number", "Unit, row", "unit", "units")
    sheet.add_link("workloads", "initiative_number", "Initiative, row", "initiative", "initiatives")
    _write_levers(sheet)
    for unit in range(structure.count("units")):
        under = sheet.column_here("units", f"under/{unit}")

        def member(row: int, under: str = under) -> str:
            link = here("unit_number", row)
            return f"IF({link}=0,0,INDEX({under},{link}))"

        links = structure.unit_of_workload
        values = [float(link >= 0 and structure.descends_from[unit, link]) for link in links]
        sheet.add("workloads", f"under/{unit}", f"In unit {unit + 1}", member, values)
    _write_allocation(sheet)
    sheet.add_list("workloads", TABLES["workloads"].by_name["shape"], "1")


def _write_levers(sheet: RunInputs) -> None:
    inputs = sheet.run.inputs
    column = inputs.column
    works = bool(inputs.structure.count("initiatives"))

    def here(key: str, row: int) -> str:
        return sheet.here("workloads", key, row)

    def through(key: str, row: int, without: str) -> str:
        link = here("initiative_number", row)
        if not works:
            return without
        return f"IF({link}=0,{without},INDEX({sheet.column_here('initiatives', key)},{link}))"

    on = levers_on(inputs)
    sheet.add(
        "workloads", "on", "Levers work", lambda row: through("enabled", row, "1"), on.tolist()
    )
    target = column("workloads", "spot_target")
    for lever in ("efficiency", "spot"):
        start, ramp = f"{lever}_start", f"{lever}_ramp"

        def begins(row: int, start: str = start) -> str:
            own = here(start, row)
            return f"MAX({own},{through('done', row, own)})"

        starts = lever_start(inputs, lever)
        sheet.add(
            "workloads", f"{lever}/begins", f"{lever.capitalize()} begins", begins, starts.tolist()
        )
        lengths = np.maximum(column("workloads", ramp), 1.0)
        sheet.add(
            "workloads",
            f"{lever}/over",
            f"{lever.capitalize()} over months",
            lambda row, ramp=ramp: f"MAX({here(ramp, row)},1)",  # type: ignore[misc]
            lengths.tolist(),
        )
        pulled = on != 0.0
        if lever == "efficiency":
            pulled = pulled & (column("workloads", "efficiency_target") != 0.0)
            condition = "{on}*({target}<>0)"
        else:
            pulled = pulled & ~np.isnan(target)
            condition = '{on}*({target}<>"")'

        def full(row: int, lever: str = lever, condition: str = condition) -> str:
            cell = condition.format(on=here("on", row), target=here(f"{lever}_target", row))
            begin, over = here(f"{lever}/begins", row), here(f"{lever}/over", row)
            return f"IF({cell}<>0,-INT(-({begin}+{over}-1-1E-9)),0)"

        values = np.where(pulled, np.ceil(starts + lengths - 1.0 - 1e-9), 0.0)
        sheet.add(
            "workloads", f"{lever}/full", f"{lever.capitalize()} full in", full, values.tolist()
        )
    efficiency = column("workloads", "efficiency_target") * on
    sheet.add(
        "workloads",
        "efficiency",
        "Efficiency in force",
        lambda row: f"{here('efficiency_target', row)}*{here('on', row)}",
        efficiency.tolist(),
    )
    _write_spot(sheet, on, target)


def _write_spot(sheet: RunInputs, on: Array, target: Array) -> None:
    column = sheet.run.inputs.column

    def here(key: str, row: int) -> str:
        return sheet.here("workloads", key, row)

    def change(row: int) -> str:
        cell = here("spot_target", row)
        reachable = f"MIN({cell},{here('spot_eligible', row)})-{here('spot_share', row)}"
        return f'IF({here("on", row)}=0,0,IF({cell}="",0,{reachable}))'

    waits = np.isnan(target) | (on == 0.0)
    reached = np.minimum(target, column("workloads", "spot_eligible"))
    changed = np.where(waits, 0.0, reached - column("workloads", "spot_share"))
    sheet.add("workloads", "spot/change", "Spot share to gain", change, changed.tolist())

    def rate(row: int) -> str:
        discount, fallback = here("spot_discount", row), here("spot_fallback", row)
        return f"(1+{here('spot_overhead', row)})*((1-{fallback})*(1-{discount})+{fallback})"

    fallback = column("workloads", "spot_fallback")
    rates = (1.0 + column("workloads", "spot_overhead")) * (
        (1.0 - fallback) * (1.0 - column("workloads", "spot_discount")) + fallback
    )
    sheet.add("workloads", "spot/rate", "Spot cost of 1 on demand", rate, rates.tolist())


def _write_allocation(sheet: RunInputs) -> None:
    inputs = sheet.run.inputs
    shared = sheet.column_here("workloads", "shared")
    count = sheet.count("workloads")

    def here(key: str, row: int) -> str:
        return sheet.here("workloads", key, row)

    takers = 1.0 - shared_workloads(inputs)
    sheet.add(
        "workloads",
        "taker",
        "Bears its own cost",
        lambda row: f"IF(SUM({shared})={count},1,1-{here('shared', row)})",
        np.broadcast_to(takers, count).tolist(),
    )
    weight = inputs.column("workloads", "weight")
    shares = share_within(weight, takers, axis=-1)

    def by_weight(row: int) -> str:
        taker, weights = (
            sheet.column_here("workloads", "taker"),
            sheet.column_here("workloads", "weight"),
        )
        total = f"SUMPRODUCT({taker},{weights})"
        own = here("taker", row)
        return f"IF({total}=0,{own}/SUM({taker}),{own}*{here('weight', row)}/{total})"

    sheet.add("workloads", "by_weight", "Share by weight", by_weight, shares.tolist())


def _write_commitments(sheet: RunInputs) -> None:
    inputs = sheet.run.inputs
    structure = inputs.structure
    count = structure.count("commitments")

    def here(key: str, row: int) -> str:
        return sheet.here("commitments", key, row)

    sheet.write_plain("commitments")
    sheet.add(
        "commitments",
        "upfront",
        "Paid upfront",
        lambda row: (
            f'IF({here("payment", row)}="all",1,IF({here("payment", row)}="partial",{here("upfront_share", row)},0))'
        ),
        upfront_share(inputs).tolist(),
    )
    kinds = ["standard_ri", "convertible_ri", "cud", "savings_plan"]
    ranks = [float(kinds.index(str(kind)) + 1) for kind in sheet.values("commitments", "kind")]

    def kind_rank(row: int) -> str:
        cell = here("kind", row)
        return f'IF({cell}="standard_ri",1,IF({cell}="convertible_ri",2,IF({cell}="cud",3,4)))'

    sheet.add("commitments", "kind_rank", "Kind, order", kind_rank, ranks)
    sheet.add(
        "commitments",
        "priority_rank",
        "Priority, last if empty",
        lambda row: f'IF({here("priority", row)}="",{_LAST},{here("priority", row)})',
        [
            float(_LAST) if value == "" else value
            for value in sheet.values("commitments", "priority")
        ],
    )
    sheet.add_link(
        "commitments", "scope_workload", "Scope, workload’s row", "scope", "workloads"
    ) if structure.count("workloads") else sheet.add(
        "commitments", "scope_workload", "Scope, workload’s row", lambda row: "0", [0] * count
    )
    names = structure.rows["workloads"]
    breadth = [0.0 if s in names else 2.0 if s == "*" else 1.0 for s in structure.scope]
    sheet.add(
        "commitments",
        "breadth",
        "Breadth of scope",
        lambda row: f'IF({here("scope_workload", row)}>0,0,IF({here("scope", row)}="*",2,1))',
        breadth,
    )
    sheet.add("commitments", "number", "Row", lambda row: str(row + 1), range(1, count + 1))
    order = application_order(inputs)
    order = np.broadcast_to(order, (count,))
    rank = np.empty(count)
    rank[order] = np.arange(1, count + 1)
    keys = [
        ("kind_rank", "<"),
        ("priority_rank", "<"),
        ("breadth", "<"),
        ("discount", ">"),
        ("number", "<"),
    ]

    def ranked(row: int) -> str:
        inner = ""
        for key, sign in reversed(keys):
            column, own = sheet.column_here("commitments", key), here(key, row)
            first = f"({column}{sign}{own})"
            inner = f"({first}+({column}={own})*{inner})" if inner else first
        return f"1+SUMPRODUCT({inner}*1)"

    sheet.add("commitments", "rank", "Order of application", ranked, rank.tolist())
    _write_slots(sheet, order.tolist())


_PICKED = (
    ("scope", "Scope"),
    ("start", "Start"),
    ("term", "Term"),
    ("renew", "Renews"),
    ("enabled", "Enabled"),
    ("discount", "Discount"),
    ("upfront", "Paid upfront"),
    ("commit", "Commitment"),
    ("coverage", "Coverage"),
    ("kind_rank", "Kind, order"),
    ("scope_workload", "Scope, workload’s row"),
)


def _write_slots(sheet: RunInputs, order: list[int]) -> None:
    """Commitments in their order of application: each place picks the one whose turn it is."""
    inputs = sheet.run.inputs
    workloads = inputs.structure.count("workloads")
    sheet.start_table(
        "slots",
        "Commitments in order of application",
        [f"Applied {n}" for n in range(1, len(order) + 1)],
    )
    rank = sheet.column_here("commitments", "rank")
    sheet.add(
        "slots",
        "row",
        "Commitment, row",
        lambda row: f"MATCH({row + 1},{rank},0)",
        [o + 1 for o in order],
    )
    names = inputs.structure.rows["commitments"]
    first, *_, last = [*_name_rows(sheet, "commitments")[:1], *_name_rows(sheet, "commitments")]
    sheet.add(
        "slots",
        "name",
        "Name",
        lambda row: f"INDEX($A${first}:$A${last},{sheet.here('slots', 'row', row)})",
        [names[o] for o in order],
    )
    for key, label in _PICKED:
        values = sheet.values("commitments", key)
        column = sheet.column_here("commitments", key)
        blank = "0" if key == "commit" else '""'

        def formula(row: int, column: str = column, blank: str = blank) -> str:
            picked = f"INDEX({column},{sheet.here('slots', 'row', row)})"
            return f'IF({picked}="",{blank},{picked})'

        picked = [values[o] for o in order]
        if key == "commit":
            picked = [0.0 if value == "" else value for value in picked]
        sheet.add("slots", key, label, formula, picked)
    sheet.add(
        "slots",
        "price",
        "Cost of 1 on demand",
        lambda row: f"1-{sheet.here('slots', 'discount', row)}",
        [1.0 - float(value or 0.0) for value in sheet.values("slots", "discount")],
    )
    _write_members(sheet, order, workloads)


def _write_members(sheet: RunInputs, order: list[int], workloads: int) -> None:
    inputs = sheet.run.inputs
    if not workloads:
        return
    # Before any migration: what the scope names.
    named = scopes(_without_following(inputs))[..., 0]
    for slot, commitment in enumerate(order):

        def member(row: int, slot: int = slot) -> str:
            scope = sheet.here("slots", "scope", slot)
            link = sheet.here("slots", "scope_workload", slot)
            own = sheet.here("workloads", "number", row)
            family = sheet.here("workloads", "family", row)
            by_family = f"IF(EXACT({family},{scope}),1,0)"
            return f'IF({scope}="*",1,IF({link}>0,IF({link}={own},1,0),{by_family}))'

        values = named[commitment].tolist()
        sheet.add("workloads", f"scope/{slot}", f"In scope of {slot + 1}", member, values)
    empty = [float(named[commitment].sum() == 0.0) for commitment in order]
    sheet.add(
        "slots",
        "empty",
        "Scope holds nothing",
        lambda row: f"IF(SUM({sheet.column_here('workloads', f'scope/{row}')})=0,1,0)",
        empty,
    )


def _without_following(inputs):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    structure = replace(inputs.structure, migration_from=(), migration_to=())
    return replace(inputs, structure=structure)


def _write_cliffs(sheet: RunInputs) -> None:
    sheet.write_plain("cliffs")
    sheet.add_link("cliffs", "unit_number", "Unit, row", "unit", "units")
    sheet.add_link("cliffs", "workload_number", "Workload, row", "workload", "workloads")


def _write_migrations(sheet: RunInputs) -> None:
    column = sheet.run.inputs.column

    def here(key: str, row: int) -> str:
        return sheet.here("migrations", key, row)

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
        lambda row: (
            f"IF({here('moved', row)}<>0,-INT(-({here('start', row)}+{here('over', row)}-1-1E-9)),0)"
        ),
        full.tolist(),
    )


def _write_agreements(sheet: RunInputs) -> None:
    sheet.write_plain("agreements")
    keys = sheet.add_list("agreements", TABLES["agreements"].by_name["commitments"], '""')
    years = (~np.isnan(sheet.run.inputs.year_commitments)).sum(axis=-1).astype(float)
    sheet.add(
        "agreements",
        "years",
        "Contract years",
        lambda row: (
            f"COUNT({sheet.here('agreements', keys[0], row)}:{sheet.here('agreements', keys[-1], row)})"
        ),
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
    "units": _write_units,
    "initiatives": _write_initiatives,
    "workloads": _write_workloads,
    "commitments": _write_commitments,
    "cliffs": _write_cliffs,
    "migrations": _write_migrations,
    "agreements": _write_agreements,
}
