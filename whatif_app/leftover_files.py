"""Half-written files that a killed program left beside what it was saving."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_PREFIX, _SUFFIX = ".whatif-", ".tmp"

# Saving takes seconds. The day is for file systems without locks, and for clocks that differ.
_QUIET_SECONDS = 24 * 3600.0


@contextlib.contextmanager
def temporary_file(folder: Path) -> Iterator[Path]:
    """An empty file of a name of its own, gone when the block ends unless it was renamed.

    While the block lasts it is held, so that no other program takes it for a leftover.

    Raises:
        OSError: the folder cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=folder)
    temporary = Path(name)
    try:
        with _held(handle):
            yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def sweep_leftovers(folder: Path) -> None:
    """Remove what was half written in a folder by programs that ended in the midst of it.

    Only plain files of the user's own, older than a day, that no program holds; whatever cannot
    be looked at or removed stays.
    """
    with contextlib.suppress(OSError):
        for path in sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}")):
            with contextlib.suppress(OSError):
                if _is_abandoned(path):
                    path.unlink()


def _is_old(state: os.stat_result) -> bool:
    return stat.S_ISREG(state.st_mode) and time.time() - state.st_mtime > _QUIET_SECONDS


if sys.platform == "win32":

    @contextlib.contextmanager
    def _held(handle: int) -> Iterator[None]:
        """Nothing: Windows renames no file that is open."""
        os.close(handle)
        yield

    def _is_abandoned(path: Path) -> bool:
        return _is_old(path.lstat())

else:
    import fcntl

    @contextlib.contextmanager
    def _held(handle: int) -> Iterator[None]:
        """Hold the file's lock; the system lets it go however the process ends."""
        try:
            with contextlib.suppress(OSError):  # a file system without locks
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(handle)

    def _is_abandoned(path: Path) -> bool:
        # Not waiting: in its place there may be a pipe, on which opening would wait for a writer.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            state = os.fstat(handle)
            if not _is_old(state) or state.st_uid != os.getuid():
                return False
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises where it is held
            return True
        finally:
            os.close(handle)
