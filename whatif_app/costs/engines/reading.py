"""Reading a table of billing data on an engine, as `export` reads files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.words import say
from whatif_app.costs.engines.address import read_address
from whatif_app.costs.engines.connection import Engine, connect
from whatif_app.costs.engines.querying import TableHead
from whatif_app.costs.engines.table import open_table
from whatif_app.costs.files.head import Head
from whatif_app.costs.files.sources import Source
from whatif_app.costs.format import Choices
from whatif_app.costs.problem import ExportError
from whatif_app.costs.session import Progress, open_session

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.export import Peek


def peek_table(url: str, name: str) -> Peek:
    """Look at a table: what it is, its columns and tags, and what is wrong.

    Raises:
        UsageError: the address is none, holds a secret, or needs packages that are missing.
    """
    from whatif_app.costs import export

    try:
        engine = connect(url)
        try:
            return export.peek_heads([_head(engine, name)])
        finally:
            engine.close()
    except ExportError as error:
        return export.Peek(None, (name,), (), (), 0, tuple(error.problems))


def read_table(
    url: str,
    name: str,
    *,
    tags: Sequence[str] = (),
    choices: Choices | None = None,
    cache_dir: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Baseline:
    """Add up a table where it is, and reconcile the groups that come back.

    Args:
        url: the engine's address, as `address.read_address` takes it.
        name: of a table or view, `database.table` where it lies in another database.
        tags, choices, cache_dir, progress, cancelled: as of `export.read_export`.

    Raises:
        UsageError: the address is none, holds a secret, or needs packages that are missing.
        ExportError: with everything that stands in the way, the engine's own words among it.
        Cancelled: when `cancelled` said so.
    """
    from whatif_app.costs import export

    with open_session(cache_dir, progress or (lambda _: None), cancelled) as session:
        stage = say("Connecting to {engine}", engine=read_address(url).kind.label)
        engine = session.wait_for(lambda: connect(url), stage)
        try:
            head = session.wait_for(
                lambda: _head(engine, name), say("Looking at {name}", name=name)
            )
            found = export.recognise_heads([head])
            return export.read_heads_whole(session, found, tags, choices or Choices())
        finally:
            engine.close()


def _head(engine: Engine, name: str) -> Head:
    """The table as the head of a file."""
    from whatif_app.costs.recognising import MAP_COLUMNS

    table = open_table(engine, name)
    source = Source(Path(name), f"{name} ({engine.label})", 0)
    return TableHead(source, "table", table.columns(MAP_COLUMNS), table=table)
