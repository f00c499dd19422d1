"""Work that takes longer than a blink, off the window's thread: progress, cancel, failure.

A job runs a function that takes a `Reporter`; the function reports how far it
is and asks whether to stop. Its outcome arrives as a signal in the window's
thread. A bug in the function is handed to the exception hook, as any bug is.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, Signal, Slot

#: Errors that say for themselves what is wrong and what to do.
Expected = tuple[type[Exception], ...]


class Cancelled(Exception):
    """Raised by a job's function where it stopped because it was asked to."""


class Reporter:
    """What the function of a job sees of it: tell progress, ask whether to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._latest: object = None

    def progress(self, state: object) -> None:
        """Tell how far the work is; the latest is shown, those before are dropped."""
        self._latest = state

    def cancelled(self) -> bool:
        """Whether the work is no longer wanted."""
        return self._stop.is_set()

    def check(self) -> None:
        """Stop here if the work is no longer wanted.

        Raises:
            Cancelled: it is not.
        """
        if self.cancelled():
            raise Cancelled


class Job(QObject):
    """One piece of work in a thread of its own.

    Signals:
        progressed: the function's latest report; at most some ten a second.
        succeeded: what the function returned.
        failed: an expected error; its text is for people.
        cancelled: the function stopped as asked.
        ended: after any of the three, or a bug.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    _POLL_MS = 80

    def __init__(
        self,
        work: Callable[[Reporter], object],
        expected: Expected,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._expected = expected
        self._reporter = Reporter()
        self._shown: object = None
        self._future: Future[object] | None = None
        # Polling keeps every Qt object on this side: nothing of the window is touched from, or
        # can be destroyed under, the worker.
        self._poll = QTimer(self)
        self._poll.setInterval(self._POLL_MS)
        self._poll.timeout.connect(self._look)

    @property
    def is_running(self) -> bool:
        """Whether the function has begun and its outcome was not yet told."""
        return self._future is not None

    def start(self) -> None:
        """Begin; a job runs once."""
        self._future = Future()
        # An executor's threads are waited for at exit, however long they take; a daemon is not.
        threading.Thread(
            target=_run, args=(self._future, self._work, self._reporter), daemon=True
        ).start()
        self._poll.start()

    def cancel(self) -> None:
        """Ask the function to stop; `cancelled` follows when it has."""
        self._reporter._stop.set()

    def abandon(self) -> None:
        """Cancel, and tell nobody how it ends."""
        self.cancel()
        self._poll.stop()

    def wait(self, seconds: float) -> bool:
        """Cancel, and give the function so long to stop; for closing the window."""
        self.abandon()
        if self._future is None:
            return True
        done = threading.Event()
        self._future.add_done_callback(lambda _: done.set())
        return done.wait(seconds)

    @Slot()
    def _look(self) -> None:
        future = self._future
        if future is None:
            return
        latest = self._reporter._latest
        if latest is not self._shown:
            self._shown = latest
            self.progressed.emit(latest)
        if future.done():
            self._poll.stop()
            self._future = None
            self._tell(future)
            self.ended.emit()
            # Whoever asked may live as long as the window; the job and all that its function
            # holds go with the last name that they have here.
            self.setParent(None)

    def _tell(self, future: Future[object]) -> None:
        error = future.exception()
        if error is None:
            self.succeeded.emit(future.result())
        elif isinstance(error, Cancelled):
            self.cancelled.emit()
        elif isinstance(error, self._expected):
            self.failed.emit(error)
        else:
            report_bug(error)


def _run(future: Future[object], work: Callable[[Reporter], object], reporter: Reporter) -> None:
    try:
        future.set_result(work(reporter))
    except BaseException as error:  # whatever it is, it is told in the window's thread
        future.set_exception(error)


def report_bug(error: BaseException) -> None:
    """Hand an error that nobody expected to the hook that shows it."""
    traceback: TracebackType | None = error.__traceback__
    sys.excepthook(type(error), error, traceback)
