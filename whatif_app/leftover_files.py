"""Half-written files that a killed program left beside what it was saving."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from whatif_app.file_lock import held, is_abandoned

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
    os.close(handle)
    temporary = Path(name)
    try:
        with held(temporary):
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
                if is_abandoned(path, stat.S_ISREG, quiet_seconds=_QUIET_SECONDS):
                    path.unlink()
