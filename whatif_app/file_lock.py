"""Telling what a running program works on from what a dead one left behind.

A lock on a file or folder is held while somebody works there. The system lets it go however the
process ends, so that, unlike a process number in a name, it is never wrong: not after a restart,
not in a container.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

#: What tells by a file's mode whether it is of the kind looked for, as `stat.S_ISREG` does.
IsKind = Callable[[int], bool]

# Windows locks bytes, and for everyone: far beyond the end, so that the text stays readable.
_LOCKED_BYTE = 1 << 40


def take_lock(handle: int, *, wait: bool = False) -> bool:
    """Take an open file's lock for as long as it is open; False where another holds it.

    Args:
        wait: for whoever made the file, as another may just be looking at it.

    Raises:
        OSError: the file system knows no locks.
    """
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


if sys.platform == "win32":

    @contextlib.contextmanager
    def held(path: Path) -> Iterator[None]:
        """Nothing: Windows locks no folders, and neither renames nor removes what is open."""
        yield

    def is_abandoned(path: Path, is_kind: IsKind, *, quiet_seconds: float) -> bool:
        """Whether nobody works in a file or folder any more, by how long it has not changed."""
        return _is_quiet(path.lstat(), is_kind, quiet_seconds)

else:

    @contextlib.contextmanager
    def held(path: Path) -> Iterator[None]:
        """Hold the lock of a file or folder while the block lasts."""
        handle = os.open(path, os.O_RDONLY)
        try:
            # A file system without locks has none to ask for either, so nothing is swept there.
            with contextlib.suppress(OSError):
                take_lock(handle)
            yield
        finally:
            os.close(handle)

    def is_abandoned(path: Path, is_kind: IsKind, *, quiet_seconds: float) -> bool:
        """Whether nobody works in a file or folder of the user's own any more.

        Args:
            is_kind: whether a mode is of what is looked for; a link is followed nowhere.
            quiet_seconds: for how long it has to be unchanged; between making and locking it, it
                only looks abandoned.

        Raises:
            OSError: it cannot be looked at, or nothing can be locked there.
        """
        # Not waiting: in its place there may be a pipe, on which opening would wait for a writer.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            state = os.fstat(handle)
            is_due = _is_quiet(state, is_kind, quiet_seconds) and state.st_uid == os.getuid()
            return is_due and take_lock(handle)
        finally:
            os.close(handle)


def _is_quiet(state: os.stat_result, is_kind: IsKind, seconds: float) -> bool:
    return is_kind(state.st_mode) and time.time() - state.st_mtime > seconds
