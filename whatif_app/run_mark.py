"""The mark of a running program, by which the next start knows that the one before died hard.

Each window's process has one file in the log folder, locked while it runs. A program that ends as
it should removes its own; one that was killed, or crashed below Python, leaves it behind, and in it
what the interpreter said while dying.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import stat
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from whatif_app.file_lock import is_abandoned, take_lock

_PREFIX, _SUFFIX = "running-", ".log"
_REPORTS = "crash-*.txt"
#: Older ones help nobody any more.
MOST_REPORTS = 20
# Between making a mark and locking it pass milliseconds, in which it looks abandoned.
_MAKING_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class HardEnd:
    """A run of the program that did not end as it should.

    Attributes:
        when: it was last known to run: UTC.
        report: the file with what the interpreter said while dying; None where it said nothing,
            as when it was killed from outside.
    """

    when: datetime
    report: Path | None


class RunMark:
    """This process's mark; Python's last words go into it."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self._path = path
        self._file = file

    @classmethod
    def set(cls, folder: Path) -> RunMark:
        """Mark this process as running.

        Raises:
            OSError: the folder cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{_PREFIX}{uuid.uuid4().hex}{_SUFFIX}"
        file = path.open("w", encoding="utf-8")
        with contextlib.suppress(OSError):  # a file system without locks
            take_lock(file.fileno(), wait=True)
        faulthandler.enable(file)
        return cls(path, file)

    def touch(self) -> None:
        """The process still runs: the mark's time is when that was last known."""
        with contextlib.suppress(OSError):
            os.utime(self._path)

    def remove(self) -> None:
        """The process ends as it should."""
        faulthandler.disable()
        self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink()


def hard_ends(folder: Path) -> list[HardEnd]:
    """Runs that died since this was last asked, the latest first; each is told once."""
    found = []
    with contextlib.suppress(OSError):
        for path in sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}")):
            with contextlib.suppress(OSError):
                if is_abandoned(path, stat.S_ISREG, quiet_seconds=_MAKING_SECONDS):
                    found.append(_hard_end(path))
    _sweep_reports(folder)
    return sorted(found, key=lambda each: each.when, reverse=True)


def _hard_end(mark: Path) -> HardEnd:
    state = mark.stat()
    when = datetime.fromtimestamp(state.st_mtime, UTC)
    if not state.st_size:
        mark.unlink()
        return HardEnd(when, None)
    report = mark.with_name(f"crash-{when:%Y%m%d-%H%M%S}-{mark.stem[-6:]}.txt")
    os.replace(mark, report)
    return HardEnd(when, report)


def _sweep_reports(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for old in sorted(folder.glob(_REPORTS))[:-MOST_REPORTS]:
            old.unlink()
