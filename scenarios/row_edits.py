"""Rows added, deleted, renamed, moved and duplicated, with every link to them followed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scenarios.case import Case, Cells, Rows
from scenarios.case_file import row_cells
from scenarios.cells import row_name_problem, shown
from scenarios.edits import checked, place, with_cells
from scenarios.links import (
    formulas_naming,
    formulas_of_twin,
    links_to,
    names_row_of,
    readdressed,
    relinked,
    renamed_in_formulas,
)
from scenarios.problems import CaseError, Problem, suggestion
from scenarios.recomputing import parted
from scenarios.schema import RATES, TABLES, Field, Kind
from scenarios.words import say


def with_row(case: Case, table: str, name: str, cells: Cells, position: int | None = None) -> Case:
    """The case with one more row, at a position or last.

    Raises:
        CaseError: unknown table, name taken or not usable, cells refused or missing.
    """
    rows = _rows(case, table)
    problems = _new_row_name_problems(rows, table, name)
    plain, computed = parted(TABLES[table].by_name, cells)
    accepted = row_cells(TABLES[table], f"{table}/{name}", plain, problems, computed)
    if problems:
        raise CaseError(problems)
    items = list(rows.items())
    items.insert(place(position, len(items)), (name, accepted))
    case = _with_table(case, table, items)
    if not computed:
        return checked(case)
    return with_cells(case, None, {f"{table}/{name}/{key}": text for key, text in computed.items()})


def without_rows(case: Case, table: str, names: Sequence[str]) -> Case:
    """The case without some rows, their overrides and their ranges.

    Cells that named them become empty. The scope of a commitment stays: what is
    committed to a workload that is gone is still paid for. An exchange rate in use
    stays too: without it an amount would be read as the project's own currency.

    Raises:
        CaseError: a row that does not exist, or one that a cell which may not
            be empty still names.
    """
    rows = _rows(case, table)
    problems = [
        Problem(f"{table}/{name}", say("is not a row."), suggestion(name, rows))
        for name in names
        if name not in rows
    ]
    gone = set(names)
    row_label = TABLES[table].row_label
    problems += [
        Problem(
            link.address,
            say("needs “{name}”.", name=link.name),
            say(
                "Name another {row_label} there first, or delete that row too.", row_label=row_label
            ),
            link.scenario,
        )
        for link in links_to(case, table, gone)
        if link.declaration.kind is Kind.ROW and not _may_become_empty(link.declaration)
    ]
    problems += [
        Problem(
            home,
            say("has a formula that names “{name}”.", name=row),
            say("Change the formula first, or delete that row too."),
            scenario,
        )
        for scenario, home, row in formulas_naming(case, table, gone)
    ]
    if problems:
        raise CaseError(problems)
    follow = dict.fromkeys(names)
    kept = [(name, cells) for name, cells in rows.items() if name not in gone]
    case = readdressed(_with_table(case, table, kept), table, follow)

    def is_link(field: Field) -> bool:
        return field.kind is Kind.ROW and names_row_of(field, table)

    return checked(relinked(case, is_link, follow))


def with_row_renamed(case: Case, table: str, old: str, new: str) -> Case:
    """The case with a row under another name, followed wherever it is named.

    Raises:
        CaseError: no such row, or the new name is taken, not usable, or that of
            a family which a commitment covers: the scope would then mean the workload.
    """
    rows = _rows(case, table)
    _require_row(rows, table, old)
    if new == old:
        return case
    problems = _new_row_name_problems(rows, table, new)
    problems += [
        Problem(
            f"{table}/{old}/name",
            say("{new} is the family that {address} covers.", new=shown(new), address=link.address),
            say("Choose another name, or change the scope first."),
        )
        for link in links_to(case, table, {new})
        if link.declaration.kind is Kind.SCOPE
    ]
    if problems:
        raise CaseError(problems)
    items = [(new if name == old else name, cells) for name, cells in rows.items()]
    case = readdressed(_with_table(case, table, items), table, {old: new})
    case = renamed_in_formulas(case, table, old, new)
    return checked(relinked(case, lambda field: names_row_of(field, table), {old: new}))


def with_row_moved(case: Case, table: str, name: str, position: int) -> Case:
    """The case with a row at another place in its table, counted from 0.

    Raises:
        CaseError: no such row.
    """
    rows = _rows(case, table)
    _require_row(rows, table, name)
    items = [item for item in rows.items() if item[0] != name]
    items.insert(place(position, len(items)), (name, rows[name]))
    return checked(_with_table(case, table, items))


def with_row_duplicated(case: Case, table: str, name: str, new_name: str) -> Case:
    """The case with a twin of a row below it: the same cells, in every scenario, and ranges.

    Raises:
        CaseError: no such row, or the new name is taken or not usable.
    """
    rows = _rows(case, table)
    _require_row(rows, table, name)
    problems = _new_row_name_problems(rows, table, new_name)
    if problems:
        raise CaseError(problems)
    items = list(rows.items())
    items.insert(rows.index[name] + 1, (new_name, rows[name]))
    twin_scenarios = readdressed(case, table, {name: new_name})
    scenarios = tuple(
        replace(
            mine,
            set={**mine.set, **twin.set},
            formulas={**mine.formulas, **formulas_of_twin(mine.formulas, table, name, new_name)},
        )
        if twin is not mine
        else mine
        for mine, twin in zip(case.scenarios, twin_scenarios.scenarios, strict=True)
    )
    made = replace(
        _with_table(case, table, items),
        scenarios=scenarios,
        ranges={**case.ranges, **twin_scenarios.ranges},
        formulas={**case.formulas, **formulas_of_twin(case.formulas, table, name, new_name)},
    )
    return checked(made)


def _may_become_empty(link: Field) -> bool:
    return link.nullable and link.table != RATES.name


def _with_table(case: Case, table: str, items: Iterable[tuple[str, Cells]]) -> Case:
    return replace(case, tables={**case.tables, table: Rows(dict(items))})


def _rows(case: Case, table: str) -> Rows:
    if table not in TABLES:
        raise CaseError(
            [Problem(table, say("is not a table with rows."), suggestion(table, TABLES))]
        )
    return case.tables[table]


def _require_row(rows: Rows, table: str, name: str) -> None:
    if name not in rows:
        problem = Problem(f"{table}/{name}", say("is not a row."), suggestion(name, rows))
        raise CaseError([problem])


def _new_row_name_problems(rows: Rows, table: str, name: str) -> list[Problem]:
    if wrong := row_name_problem(name):
        return [Problem(f"{table}/name", wrong)]
    if name in rows:
        what = say("has the name of another row.")
        return [Problem(f"{table}/{name}", what, say("Row names are unique in a table."))]
    return []
