"""An engine that is connected to: its tables, its answers, and its refusals in words."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.words import say
from whatif_app.costs.engines.address import Address, check_installed, read_address
from whatif_app.costs.problem import ExportError, Problem

if TYPE_CHECKING:
    import ibis
    import pyarrow
    from sqlglot import exp

_FIRST_WORDS = 300


@dataclass(frozen=True)
class Engine:
    """A connection; close it when done.

    Attributes:
        address: where it is.
        backend: Ibis's.
    """

    address: Address
    backend: Any

    @property
    def label(self) -> str:
        """What to call it."""
        return self.address.kind.label

    def translated(self, statement: str, source: str) -> str:
        """A statement over `translation.TABLE` in the engine's own SQL.

        Args:
            statement: in DuckDB's SQL, as all rules are.
            source: the query that stands for the table.

        Raises:
            ExportError: the engine has no words for it.
        """
        import sqlglot

        from whatif_app.costs.engines.dialects import CannotSay
        from whatif_app.costs.engines.translation import TABLE, translate

        if self.backend.name == "duckdb":
            return f"WITH {TABLE} AS ({source}) {statement}"
        try:
            query = sqlglot.parse_one(source, read="duckdb")
            return translate(statement, self.backend.dialect, self.backend.name, query)
        except CannotSay as error:
            raise refused(
                f"{error} ({self.label}).",
                say(
                    "Make a view whose dates are timestamps and whose lists are lists of records, "
                    "and name that."
                ),
            ) from error

    def schema(self, table: str) -> ibis.Schema:
        """The columns of a table or view, under its own name or `database.name`.

        Raises:
            ExportError: there is no such table, or it cannot be seen.
        """
        from ibis.common.exceptions import TableNotFound

        *above, name = table_parts(table)
        try:
            with self.in_words():
                return self.backend.table(name, database=tuple(above) or None).schema()
        except TableNotFound as error:
            raise refused(
                say(
                    "{label} has no table “{table}” that you may read.",
                    label=self.label,
                    table=table,
                ),
                say("Check the name; write database.table where it lies in another database."),
            ) from error

    def answer(self, sql: str) -> pyarrow.RecordBatchReader:
        """The rows of a query in the engine's own SQL.

        Raises:
            ExportError: with what the engine said.
        """
        import pyarrow

        with self.in_words():
            if self.backend.name == "clickhouse":
                return _of_clickhouse(self.backend, sql)
            if self.backend.name == "pyspark":
                # Ibis would ask for the schema first, and so run all of it twice where Spark
                # cannot tell it without.
                found = self.backend._session.sql(sql).toArrow()
                return pyarrow.RecordBatchReader.from_batches(found.schema, found.to_batches())
            if self.backend.name == "duckdb":
                return self.backend.con.sql(sql).to_arrow_reader(65_536)
            return self.backend.sql(sql).to_pyarrow_batches()

    def stop(self) -> None:
        """Stop whatever the engine computes for us, where it can be told to."""
        if self.backend.name == "duckdb":
            self.backend.con.interrupt()
        elif self.backend.name == "pyspark":
            self.backend._session.sparkContext.cancelAllJobs()

    def close(self) -> None:
        """Let go of the connection. A Spark session is left, since it may be another's too."""
        if self.backend.name == "duckdb":
            self.backend.disconnect()
        elif self.backend.name == "clickhouse":
            self.backend.con.close()

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """Say the engine's own errors in words.

        Raises:
            ExportError: for each of them.
        """
        try:
            yield
        except faults_of(self.address) as error:
            way = say(
                "Where a column's type stands in the way, make a view that casts it, and name that."
            )
            raise _said(self.address, error, way) from error


def connect(url: str) -> Engine:
    """A connection to the engine at an address.

    Raises:
        UsageError: it is no address, holds a secret, or needs packages that are not installed.
        ExportError: no connection could be made.
    """
    address = read_address(url)
    check_installed(address)
    try:
        return Engine(address, _connect(address))
    except faults_of(address) as error:
        kind = address.kind
        way = say(
            "An address looks like {example}; credentials come from {credentials}.",
            example=kind.example,
            credentials=kind.credentials,
        )
        raise _said(address, error, way) from error


def faults_of(address: Address) -> tuple[type[BaseException], ...]:
    """The errors that say what is wrong there, rather than here."""
    from ibis.common.exceptions import IbisError, TableNotFound

    named = [_named(dotted) for dotted in address.kind.faults]
    general = [each for each in IbisError.__subclasses__() if each is not TableNotFound]
    return (*named, *general, OSError)


def _named(dotted: str) -> type[BaseException]:
    module, _, name = dotted.rpartition(".")
    found: type[BaseException] = getattr(import_module(module), name)
    return found


def refused(what: str, what_to_do: str) -> ExportError:
    """A refusal of the whole import."""
    return ExportError([Problem("", None, None, what, what_to_do)])


def _said(address: Address, error: BaseException, way: str) -> ExportError:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = (lines[0] if lines else type(error).__name__)[:_FIRST_WORDS].rstrip(".;")
    if "JAVA_GATEWAY_EXITED" in str(error):
        return refused(
            say("Spark does not start: it needs Java 17 or newer."),
            say("Install it, or set JAVA_HOME."),
        )
    return refused(
        say(
            "{label} at {shown} says: {first}.",
            label=address.kind.label,
            shown=address.shown,
            first=first,
        ),
        way,
    )


def table_parts(table: str) -> tuple[str, ...]:
    """`catalog.database.name` in parts; quotation marks hold a name with dots together."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        found = sqlglot.exp.to_table(table, dialect="bigquery" if "`" in table else "duckdb")
    except SqlglotError as error:
        raise refused(
            say("“{table}” is no name of a table.", table=table), say("Write database.table.")
        ) from error
    return tuple(part.name for part in found.parts)


def quoted_table(table: str) -> exp.Table:
    """The table as a query names it."""
    from sqlglot import exp

    parts = [exp.to_identifier(part, quoted=True) for part in table_parts(table)]
    return exp.Table(**dict(zip(("this", "db", "catalog"), reversed(parts), strict=False)))


# How each engine is connected to


def _connect(address: Address) -> Any:
    import ibis

    if address.scheme == "duckdb":
        if not Path(address.rest).is_file():
            raise refused(
                say("There is no file “{rest}”.", rest=address.rest), say("Check the path.")
            )
        return ibis.duckdb.connect(address.rest, read_only=True)
    if address.scheme in ("chdb", "clickhouse"):
        return _clickhouse(address)
    if address.scheme == "spark":
        return ibis.pyspark.connect(_spark_session(address))
    return ibis.connect(address.url)


def _clickhouse(address: Address) -> Any:
    import clickhouse_connect
    import ibis

    # Moments without a zone are UTC here, as in files, and groups of NULL are none of ''.
    settings = {"session_timezone": "UTC"}
    if address.scheme == "chdb":
        dsn = f"chdb://{address.rest or 'memory'}"
        client = clickhouse_connect.get_client(dsn=dsn, settings=settings)
    else:
        client = clickhouse_connect.get_client(
            dsn=address.url,
            username=os.environ.get("CLICKHOUSE_USER"),
            password=os.environ.get("CLICKHOUSE_PASSWORD", ""),
            settings=settings,
        )
    return ibis.clickhouse.from_connection(client)


def _of_clickhouse(backend: Any, sql: str) -> pyarrow.RecordBatchReader:
    """Straight as Arrow; Ibis would create a view to learn the columns, which readers may not."""
    import pyarrow

    stream = iter(_entered(backend.con.query_arrow_stream(sql)))
    first = next(stream, None)
    if first is None:
        return pyarrow.RecordBatchReader.from_batches(pyarrow.schema([]), [])
    return pyarrow.RecordBatchReader.from_batches(first.schema, _chained(first, stream))


def _entered(context: Any) -> Iterable[Any]:
    with context as blocks:
        yield from blocks


def _chained(first: Any, stream: Iterable[Any]) -> Iterator[Any]:
    yield first
    yield from stream


def _spark_session(address: Address) -> Any:
    from pyspark.sql import SparkSession

    master = address.rest if address.rest.startswith("local") else f"spark://{address.rest}"
    builder = SparkSession.builder.appName("What-If").config("spark.ui.enabled", "false")
    for name, value in address.options.items():
        builder = builder.config(name, value)
    return builder.master(master).getOrCreate()
