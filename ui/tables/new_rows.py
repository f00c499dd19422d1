"""Rows that come into a table: with cells that make sense at once, or as a pasted block says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from scenarios.case import Address, Case
from scenarios.cells import RefusedError, Value
from scenarios.edits import RESET, CellEdit, with_cells, with_edits
from scenarios.problems import CaseError, Problem
from scenarios.row_edits import with_row, with_row_renamed
from scenarios.schema import RATES, TABLES, Field, Kind, Table
from whatif_app.clipboard import Block
from whatif_app.typed_values import parse_typed

#: Codes that a new exchange rate may begin with; people type over them.
_CODES = (
    "USD EUR GBP JPY INR CNY CHF CAD AUD SEK NOK DKK PLN CZK BRL MXN SGD HKD KRW ZAR NZD ILS AED"
).split()

NamesFor = Callable[[Field], Collection[str]]

#: Cells of a new row that are more telling than the smallest value allowed.
_SENSIBLE: Mapping[str, Mapping[str, Value]] = {
    "units": {"volume": 1000},
    "workloads": {"on_demand_cost": 1000},
    "commitments": {"discount": 0.3, "coverage": 0.5},
    "initiatives": {"engineers": 2, "months": 3, "loaded_cost": 15_000},
    "cliffs": {"monthly_cost": 1000},
    "agreements": {"discount": 0.05, "commitments": [1_000_000]},
}


@dataclass(frozen=True)
class NewRow:
    """A row about to be added to a table."""

    table: str
    name: str
    cells: Mapping[str, Value]


def starter_row(case: Case, table: Table) -> NewRow:
    """A row that the case accepts as it is.

    Raises:
        CaseError: the row must name rows of a table that has too few.
    """
    cells = dict(_SENSIBLE.get(table.name, {}))
    named: dict[str, int] = {}
    for field in table.fields:
        if field.kind is not Kind.ROW or not field.is_required:
            continue
        names, taken = case.tables[field.table].names, named.get(field.table, 0)
        if taken >= len(names):
            raise CaseError([_too_few(table, field, taken + 1)])
        cells[field.name] = names[taken]
        named[field.table] = taken + 1
    if table.name == "cliffs":
        cells["threshold"] = _ahead(case, str(cells["unit"]))
    name = _free_code(case) if table is RATES else f"New {table.row_label}"
    return NewRow(table.name, free_name(case, table.name, name), cells)


def _free_code(case: Case) -> str:
    """A currency that has no rate yet; what it is, and its rate, are for the user to say."""
    taken = {*case.tables[RATES.name], str(case.view().project("currency"))}
    return next((code for code in _CODES if code not in taken), _CODES[0])


def free_name(case: Case, table: str, wanted: str) -> str:
    """The wanted name, with a number behind it where it is taken."""
    taken = case.tables[table]
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name


def with_new_row(case: Case, scenario: str | None, row: NewRow) -> Case:
    """The case with one more row.

    Added while a scenario is looked at, a proposal is off in the base and on in
    that scenario, so that the others stay as they are.

    Raises:
        CaseError: the row is refused.
    """
    if scenario is None or "enabled" not in TABLES[row.table].by_name or "enabled" in row.cells:
        return with_row(case, row.table, row.name, row.cells)
    case = with_row(case, row.table, row.name, {**row.cells, "enabled": False})
    return with_cells(case, scenario, {f"{row.table}/{row.name}/enabled": True})


def with_pasted_rows(
    case: Case, table: Table, scenario: str | None, block: Block, top: int, names_for: NamesFor
) -> Case:
    """The case with a block pasted from the name column on: cells, names and new rows alike.

    A first row that repeats the column labels is left out, and so are blank rows.

    Raises:
        CaseError: every text refused, and every misfit.
    """
    problems: list[Problem] = []
    names = case.tables[table.name].names
    edits: list[CellEdit] = []
    renames: list[tuple[str, str]] = []
    added: list[NewRow] = []
    for position, texts in enumerate(_without_header(table, block), start=top):
        name = texts[0].strip()
        if not any(text.strip() for text in texts):
            continue
        cells = _parsed(table, name or f"row {position + 1}", texts, names_for, problems)
        if position >= len(names):
            starter = starter_row(case, table)
            kept = {key: value for key, value in starter.cells.items() if _is_kept(key, cells)}
            given = {key: value for key, value in cells.items() if value is not RESET}
            added.append(NewRow(table.name, name or starter.name, {**kept, **given}))
            continue
        if name and name != names[position]:
            renames.append((names[position], name))
        row = names[position]
        edits += [
            CellEdit(str(Address(table.name, row, key)), value, scenario)
            for key, value in cells.items()
        ]
    if problems:
        raise CaseError(problems)
    case = with_edits(case, edits)
    for old, new in renames:
        case = with_row_renamed(case, table.name, old, new)
    for row_made in added:
        if not row_made.name or row_made.name.startswith(f"New {table.row_label}"):
            row_made = replace(row_made, name=free_name(case, table.name, row_made.name))
        case = with_new_row(case, scenario, row_made)
    return case


def _parsed(
    table: Table, row: str, texts: Iterable[str], names_for: NamesFor, problems: list[Problem]
) -> dict[str, Value]:
    cells: dict[str, Value] = {}
    for field, text in list(zip(table.fields, texts, strict=False))[1:]:
        try:
            cells[field.name] = parse_typed(field, text, names_for(field))
        except RefusedError as refused:
            where = f"{table.name}/{row}/{field.name}"
            problems.append(Problem(where, refused.what, refused.valid))
    return cells


def _is_kept(key: str, pasted: Mapping[str, Value]) -> bool:
    """Whether a starter's cell stays: not pasted, and no other size of a commitment was."""
    return key not in pasted and not (key == "coverage" and pasted.get("commit") is not None)


def _without_header(table: Table, block: Block) -> Block:
    labels = [field.label.casefold() for field in table.fields]
    first = [text.partition("\n")[0].strip().casefold() for text in block[0]]
    return block[1:] if first == labels[: len(first)] else block


def _ahead(case: Case, unit: str) -> float:
    """A threshold that growth will reach rather than one passed already."""
    volume = case.value(Address("units", unit, "volume"))
    return round(float(volume) * 1.5) if isinstance(volume, int | float) else 0.0


def _too_few(table: Table, field: Field, needed: int) -> Problem:
    other = TABLES[field.table]
    rows = f"a {other.row_label}" if needed == 1 else f"{needed} {other.row_label}s"
    what = f"needs {rows} for “{field.label}”."
    return Problem(table.label, what, f"Add {rows} in {other.label} first.")
