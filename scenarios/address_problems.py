"""Why a text is the address of no cell of a case, with what was perhaps meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.address import Address
from scenarios.problems import Problem, suggestion
from scenarios.schema import PROJECT, TABLES
from scenarios.words import say

if TYPE_CHECKING:
    from scenarios.case import Case


def address_problem(case: Case, text: str) -> Problem | None:
    """Why a text is not the address of a cell of this case, with the nearest valid one."""
    parts = text.split("/")
    if parts[0] not in (PROJECT.name, *TABLES):
        valid = suggestion(parts[0], (PROJECT.name, *TABLES))
        return Problem(text, say("“{parts}” is not a table.", parts=parts[0]), valid)
    try:
        address = Address.parse(text)
    except ValueError:
        form = "project/field" if parts[0] == PROJECT.name else "table/row/field"
        return Problem(text, say("is not an address."), say("Write it {form}.", form=form))
    if case.has_cell(address):
        return None
    if address.table != PROJECT.name and address.row not in case.tables[address.table]:
        names = case.tables[address.table].names
        return Problem(
            text,
            say("“{row}” is not a row of {table}.", row=address.row, table=address.table),
            suggestion(address.row, names),
        )
    table = PROJECT if address.table == PROJECT.name else TABLES[address.table]
    fields = [field.name for field in table.fields if field.name != "name"]
    return Problem(
        text,
        say("“{field}” is not a field.", field=address.field),
        suggestion(address.field, fields),
    )
