"""Asking a table on an engine what the rules ask of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from whatif_app.costs.engines.table import Table
from whatif_app.costs.engines.translation import TABLE
from whatif_app.costs.files.head import Head
from whatif_app.costs.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHead(Head):
    """The head of a table on another engine."""

    table: Table


def run(
    session: Session,
    head: Head,
    query: Callable[[str], str],
    stage: str,
    keep: Callable[[str], str],
) -> None:
    """Run one query of the rules where the table is, and keep its rows here.

    Args:
        session, head, query, stage, keep: as of `aggregation.scan`.

    Raises:
        ExportError: with what the engine said.
        Cancelled: on the caller's wish.
    """
    # DuckDB knows what the query's columns are: over no rows it gives every one with its type.
    assert isinstance(head, TableHead)
    table = head.table
    described = session.query(f"DESCRIBE {query(f'({table.nothing})')}")
    sql = table.engine.translated(query(TABLE), table.source)
    rows = session.wait_for(lambda: table.engine.answer(sql), stage, table.engine.stop)
    cells = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind, *_ in described)
    session.take_in(rows, lambda arrived: keep(f"SELECT {cells} FROM {arrived}"), stage)
