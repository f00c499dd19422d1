"""One line on a terminal that says how far a long command is, and stopping it kindly."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO


class ProgressLine:
    """A line that is rewritten in place; nothing at all where no terminal shows it."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._is_shown = self._stream.isatty()
        self._width = 0

    def show(self, text: str) -> None:
        """Replace what the line says."""
        if self._is_shown:
            self._stream.write("\r" + text.ljust(self._width))
            self._stream.flush()
            self._width = len(text)

    def clear(self) -> None:
        """Leave no trace of the line."""
        if self._is_shown and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0


@contextmanager
def progress_line() -> Iterator[ProgressLine]:
    """A progress line that is gone when the block ends, however it ends."""
    line = ProgressLine()
    try:
        yield line
    finally:
        line.clear()


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """A question that turns true once the user pressed Ctrl+C, or the process was told to end
    (SIGTERM), for work that asks it.

    So the work ends at a place of its choosing, and leaves nothing half done.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set  # only the main thread hears of Ctrl+C
        return

    def ask(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    with _answered(signal.SIGINT, ask), _answered(signal.SIGTERM, ask):
        yield asked.is_set


@contextmanager
def end_as_interrupt() -> Iterator[None]:
    """Let what tells the process to end (SIGTERM) unwind it as Ctrl+C does, to leave no traces."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _answered(signal.SIGTERM, signal.default_int_handler):
        yield


@contextmanager
def _answered(
    number: signal.Signals, answer: Callable[[int, FrameType | None], None]
) -> Iterator[None]:
    before = signal.getsignal(number)
    if before in (signal.SIG_IGN, None):  # whoever started the process wants it otherwise
        yield
        return
    signal.signal(number, answer)
    try:
        yield
    finally:
        signal.signal(number, before)
