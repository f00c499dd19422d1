"""The first rows of a table as a mapping reads them, by the same rules as the import itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from whatif_app.costs.aggregation import prepared_table
from whatif_app.costs.columns import Columns
from whatif_app.costs.format import Rules
from whatif_app.costs.formats.date_order import settled_order
from whatif_app.costs.mapped.cell_shapes import month_of
from whatif_app.costs.mapped.mapped_table import (
    TableDates,
    dates_found,
    dates_query,
    reshaped,
    rules_of,
)
from whatif_app.costs.mapped.mapping import ColumnMapping
from whatif_app.costs.mapped.table_look import TableLook
from whatif_app.costs.problem import ExportError

if TYPE_CHECKING:
    import duckdb

_NULLS = ("", "NULL", "null")
_SHOWN = ("service", "account", "region", "usage_type")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the table, or one month of it where months are columns.

    Attributes:
        number: the row in the file, from 1.
        reason: why it would be set aside, as in `reconciliation.SET_ASIDE_IN_WORDS`; empty where it
            would be counted.
        month: `YYYY-MM`, or empty.
        cost: None where it cannot be read.
        kind: as in `format.KINDS`.
        values: of each of the dimensions service, account, region and usage type, then of each tag.
    """

    number: int
    reason: str
    month: str
    cost: Decimal | None
    currency: str
    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What the import would make of the first rows.

    Attributes:
        rows: in the table's order.
        problems: what keeps the mapping from reading the table; there are no rows then.
        is_whole: whether these are all the rows that the table has.
        tags: the columns kept as tags, as in each row's values.
    """

    rows: tuple[PreviewRow, ...]
    problems: tuple[str, ...]
    is_whole: bool
    tags: tuple[str, ...] = ()

    @property
    def used(self) -> int:
        """Rows that would be counted."""
        return sum(1 for row in self.rows if not row.reason)

    @property
    def set_aside(self) -> dict[str, int]:
        """Rows that would not, by reason."""
        reasons = [row.reason for row in self.rows if row.reason]
        return {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)}

    @property
    def totals(self) -> dict[str, Decimal]:
        """The costs that would be counted, by currency."""
        found: dict[str, Decimal] = {}
        for row in self.rows:
            if not row.reason and row.cost is not None:
                found[row.currency] = found.get(row.currency, Decimal(0)) + row.cost
        return found


def preview(look: TableLook, mapping: ColumnMapping) -> Preview:
    """What a mapping makes of the first rows of a table."""
    problems = mapping.problems(look.names)
    if problems:
        return Preview((), tuple(problems), look.is_whole)
    import duckdb

    columns = reshaped(mapping, look.head).columns
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        _fill(connection, _rows(look, mapping))
        try:
            dates = _dates(connection, mapping, columns)
        except ExportError as error:
            said = tuple(f"{each.what} {each.what_to_do}" for each in error.problems)
            return Preview((), said, look.is_whole)
        rules = rules_of(mapping, columns, mapping.tags, dates)
        found = connection.execute(_query(rules)).fetchall()
    return Preview(tuple(map(_row, found)), (), look.is_whole, mapping.tags)


def _rows(look: TableLook, mapping: ColumnMapping) -> list[tuple[int, Sequence[str]]]:
    """The rows with their numbers, those of months across as one row a filled cell."""
    numbered = list(zip(look.row_numbers, look.rows, strict=True))
    if not mapping.months_across:
        return list(numbered)
    months = {at: month for at, name in enumerate(look.names) if (month := month_of(name))}
    kept = [at for at in range(len(look.names)) if at not in months]
    return [
        (number, [*(row[at] for at in kept), f"{month}-01", row[across]])
        for number, row in numbered
        for across, month in months.items()
        if row[across] not in _NULLS
    ]


def _fill(connection: duckdb.DuckDBPyConnection, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    width = len(rows[0][1]) if rows else 0
    columns = [[None if row[at] in _NULLS else row[at] for _, row in rows] for at in range(width)]
    cells = "".join(f", unnest(?::VARCHAR[]) AS c{at}" for at in range(width))
    connection.execute(
        f"CREATE TABLE first_rows AS SELECT unnest(?::INTEGER[]) AS row_number{cells}",
        [[number for number, _ in rows], *columns],
    )


def _dates(
    connection: duckdb.DuckDBPyConnection, mapping: ColumnMapping, columns: Columns
) -> TableDates:
    """What the dates of these rows say.

    Raises:
        ExportError: they contradict each other, or leave the order of day and month open.
    """
    rules = rules_of(mapping, columns, (), TableDates())
    row = connection.execute(dates_query(rules, "first_rows")).fetchone()
    evidence, are_monthly = dates_found(row or (0, 0, 0, "", False))
    order = "mdy"
    if mapping.date:
        order = settled_order(mapping.date, [evidence], (), mapping.date_order or None)
    return TableDates(order, are_monthly)


def _query(rules: Rules) -> str:
    made = ", ".join(f"{sql} AS {name}" for name, sql in rules.cells.items())
    prepared = prepared_table("first_rows", rules.prepared)
    tags = "".join(f", {sql} AS tag{n}" for n, sql in enumerate(rules.tags))
    whens = " ".join(f"WHEN {sql} THEN '{reason}'" for reason, sql in rules.set_aside.items())
    values = ", ".join(
        f"coalesce({each}, '')"
        for each in (
            *(rules.dimensions[name] for name in _SHOWN),
            *(f"tag{n}" for n in range(len(rules.tags))),
        )
    )
    return (
        f"SELECT row_number, CASE {whens} ELSE '' END, coalesce(strftime(started, '%Y-%m'), ''), "
        f"cost, {rules.currency}, kind, [{values}] "
        f"FROM (SELECT row_number, {made}{tags} FROM {prepared}) ORDER BY row_number, started"
    )


def _row(found: tuple[Any, ...]) -> PreviewRow:
    number, reason, month, cost, currency, kind, values = found
    return PreviewRow(number, reason, month, cost, currency, kind, tuple(values))
