"""Columns of a run's commitments that follow from its inputs, and their order of application."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.commitments import application_order, scopes, upfront_share
from scenarios.inputs import Inputs
from whatif_app.workbook.derived_rates import amount_key, write_converted
from whatif_app.workbook.run_inputs import RunInputs

#: Stands for "no priority given": last.
_LAST = "1E+300"


def write_commitments(sheet: RunInputs) -> None:
    """The commitments, their order, and in that order what each place picks."""
    inputs = sheet.run.inputs
    structure = inputs.structure
    count = structure.count("commitments")

    def here(key: str, row: int) -> str:
        return sheet.here("commitments", key, row)

    def upfront(row: int) -> str:
        payment = here("payment", row)
        partial = f'IF({payment}="partial",{here("upfront_share", row)},0)'
        return f'IF({payment}="all",1,{partial})'

    sheet.write_plain("commitments")
    write_converted(sheet, "commitments", "commit")
    sheet.add(
        "commitments",
        "upfront",
        "Paid upfront",
        upfront,
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
    sheet.add_link("commitments", "scope_workload", "Scope, workload’s row", "scope", "workloads")
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
    cells = sheet.names_here("commitments")
    sheet.add(
        "slots",
        "name",
        "Name",
        lambda row: f"INDEX({cells[0]}:{cells[-1]},{sheet.here('slots', 'row', row)})",
        [names[o] for o in order],
    )
    for key, label in _PICKED:
        source = amount_key(sheet, "commitments", key) if key == "commit" else key
        values = sheet.values("commitments", source)
        column = sheet.column_here("commitments", source)
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


def _without_following(inputs: Inputs) -> Inputs:
    """The inputs with no migration for a convertible RI to follow."""
    structure = replace(inputs.structure, migration_from=(), migration_to=())
    return replace(inputs, structure=structure)
