"""A DuckDB session that stays small, reports how far it is, and can be stopped.

Queries run on a thread of their own, while the caller's thread reports progress and asks whether
to go on; so callbacks arrive where the caller expects them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from whatif_app.costs.columns import text_literal
from whatif_app.costs.problem import Cancelled
from whatif_app.costs.scratch import scratch_folder
from whatif_app.costs.time_left import TimeLeft

if TYPE_CHECKING:
    import duckdb

_Answer = TypeVar("_Answer")

_MEMORY_LIMIT = "700MB"
_THREADS = 2
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is.

    Attributes:
        bytes_done, bytes_total: of the files on disk, as often as each is read; the total is 0
            where it cannot be known, as of a table elsewhere.
        rows: read so far; extrapolated within the file being read, exact at its end.
        stage: what is being done, for people.
        seconds_left: a calm guess; None where there is none.
    """

    bytes_done: int
    bytes_total: int
    rows: int
    stage: str
    seconds_left: float | None = None


def path_literal(path: Path) -> str:
    """A path as a SQL literal that names this one file, even where it holds glob signs."""
    escaped = "".join(f"[{sign}]" if sign in "[*?" else sign for sign in str(path))
    return text_literal(escaped)


def file_faults() -> tuple[type[Exception], ...]:
    """The errors that DuckDB raises for what is in a file, or for want of room; a mistake in a
    query of ours is none of them."""
    import duckdb

    return (
        duckdb.InvalidInputException,
        duckdb.IOException,
        duckdb.ConversionException,
        duckdb.OutOfRangeException,
        duckdb.OutOfMemoryException,
    )


class Session:
    """One connection with bounded memory, and a scratch folder of its own."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        worker: ThreadPoolExecutor,
        folder: Path,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._connection = connection
        self._worker = worker
        self._progress = progress
        self._cancelled = cancelled
        self.folder = folder
        self.bytes_total = 0
        self.bytes_done = 0
        self.rows_done = 0
        self._time_left = TimeLeft()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query over what is here already: groups, or a survey. It is short, unless
        there are millions of groups.

        Raises:
            Cancelled: within a moment of the caller's wish.
        """
        return self._waited(sql, self.check)

    def scan(self, sql: str, size: int, rows: int, stage: str) -> list[tuple[Any, ...]]:
        """The rows of a query that reads a whole file of `size` bytes and about `rows` rows.

        Raises:
            Cancelled: within a moment of the caller's wish.
            duckdb.Error: whatever the query itself raised.
        """

        def look() -> None:
            self.check()
            share = max(self._connection.query_progress(), 0.0) / 100
            self.report(stage, share * size, share * rows)

        return self._waited(sql, look)

    def _waited(self, sql: str, look: Callable[[], None]) -> list[tuple[Any, ...]]:
        """The rows of a query that runs on the session's worker, while this thread looks up."""
        answer = self._worker.submit(self._answer, sql)
        try:
            while not wait([answer], _POLL_SECONDS).done:
                look()
        except BaseException:  # whatever ends the wait must end the query too
            self._connection.interrupt()
            wait([answer])
            raise
        return answer.result()

    def _answer(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    def wait_for(
        self, work: Callable[[], _Answer], stage: str, stop: Callable[[], None] = lambda: None
    ) -> _Answer:
        """What `work` answers, waited for on a thread of its own that may outlive the import: what
        another machine was asked cannot always be called back.

        Args:
            work: touches nothing of this session.
            stage: shown as progress.
            stop: asks the other machine to stop.

        Raises:
            Cancelled: within a moment of the caller's wish.
        """
        answer: Future[_Answer] = Future()

        def ask() -> None:
            try:
                answer.set_result(work())
            except BaseException as error:  # whatever it is, it is raised where it is waited for
                answer.set_exception(error)

        threading.Thread(target=ask, name="engine-query", daemon=True).start()
        try:
            while not wait([answer], _POLL_SECONDS).done:
                self.check()
                self.report(stage)
        except BaseException:
            threading.Thread(target=stop, name="engine-stop", daemon=True).start()
            raise
        return answer.result()

    def take_in(self, rows: Any, statement: Callable[[str], str], stage: str) -> None:
        """Run a statement over Arrow rows as they arrive.

        Args:
            rows: a `pyarrow.RecordBatchReader`.
            statement: SQL of the rows' table → the statement.
            stage: shown as progress.
        """
        self._connection.register("arrived", rows)
        try:
            self.scan(statement("arrived"), 0, 0, stage)
        finally:
            self._connection.unregister("arrived")

    def check(self) -> None:
        """Raise `Cancelled` where the caller wants no more."""
        if self._cancelled():
            raise Cancelled

    def report(self, stage: str, further_bytes: float = 0.0, further_rows: float = 0.0) -> None:
        """Tell the caller how far it is."""
        done = min(self.bytes_done + int(further_bytes), self.bytes_total)
        rows = self.rows_done + int(further_rows)
        left = None
        if self.bytes_total:
            left = self._time_left.seconds(done / self.bytes_total, time.monotonic())
        self._progress(Progress(done, self.bytes_total, rows, stage, left))


@contextmanager
def open_session(
    cache_dir: Path | None,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> Iterator[Session]:
    """A session whose scratch folder lies in `cache_dir` and is gone afterwards, come what may."""
    import duckdb

    if cache_dir is not None:
        cache_dir.mkdir(parents=True, exist_ok=True)
    with scratch_folder(cache_dir) as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY_LIMIT,
            "threads": _THREADS,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
        }
        with (
            duckdb.connect(":memory:", config=settings) as connection,
            ThreadPoolExecutor(1, thread_name_prefix="cost-export-query") as worker,
        ):
            # Times without a zone are UTC in every format read here; the machine's zone must not
            # move a charge into another month.
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET enable_progress_bar = true")
            connection.execute("SET enable_progress_bar_print = false")
            yield Session(connection, worker, folder, progress, cancelled)
