"""The scratch folder of one import, and those that imports killed outright have left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = "whatif-import-"

# Between making a folder and locking it, it looks abandoned; it is never so for this long.
_MOST_SECONDS_UNLOCKED = 10.0
# Where folders cannot be locked, only a long silence tells that nobody is at work.
_QUIET_SECONDS = 24 * 3600.0


@contextlib.contextmanager
def scratch_folder(parent: Path | None) -> Iterator[Path]:
    """A folder that is gone when the block ends; before, what dead imports left is removed.

    Args:
        parent: where it lies; the system's temporary folder by default.
    """
    place = Path(tempfile.gettempdir() if parent is None else parent)
    sweep(place)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=place) as name, _locked(Path(name)):
        yield Path(name)


def sweep(place: Path) -> None:
    """Remove the scratch folders in `place` that no process works in any more.

    Only real folders of the user's own; whatever cannot be looked at or removed stays.
    """
    with contextlib.suppress(OSError):
        for path in sorted(place.glob(f"{PREFIX}*")):
            with contextlib.suppress(OSError):
                if _is_abandoned(path):
                    shutil.rmtree(path, ignore_errors=True)


if sys.platform == "win32":

    @contextlib.contextmanager
    def _locked(folder: Path) -> Iterator[None]:
        """Nothing: Windows locks no folders, and removes no file that is open."""
        yield

    def _is_abandoned(folder: Path) -> bool:
        state = folder.lstat()
        return stat.S_ISDIR(state.st_mode) and time.time() - state.st_mtime > _QUIET_SECONDS

else:
    import fcntl

    @contextlib.contextmanager
    def _locked(folder: Path) -> Iterator[None]:
        """Hold the folder's lock. The system lets it go however the process ends, so that, unlike
        a process number in the name, it is never wrong: not after a restart, not in a container."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            # A file system without locks has none to ask for either, so nothing is swept there.
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(handle)

    def _is_abandoned(folder: Path) -> bool:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            state = os.fstat(handle)
            is_new = time.time() - state.st_mtime < _MOST_SECONDS_UNLOCKED
            if is_new or state.st_uid != os.getuid():
                return False
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises where it is held
            return True
        finally:
            os.close(handle)
