"""The scratch folder of one import, and those that imports killed outright have left behind."""

from __future__ import annotations

import contextlib
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from whatif_app.file_lock import held, is_abandoned

PREFIX = "whatif-import-"

# Between making a folder and locking it, it looks abandoned; it is never so for ten seconds.
# Windows locks no folders, and only a long silence tells that nobody is at work.
_QUIET_SECONDS = 24 * 3600.0 if sys.platform == "win32" else 10.0


@contextlib.contextmanager
def scratch_folder(parent: Path | None) -> Iterator[Path]:
    """A folder that is gone when the block ends; before, what dead imports left is removed.

    Args:
        parent: where it lies; the system's temporary folder by default.
    """
    place = Path(tempfile.gettempdir() if parent is None else parent)
    sweep(place)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=place) as name, held(Path(name)):
        yield Path(name)


def sweep(place: Path) -> None:
    """Remove the scratch folders in `place` that no process works in any more.

    Only real folders of the user's own; whatever cannot be looked at or removed stays.
    """
    with contextlib.suppress(OSError):
        for path in sorted(place.glob(f"{PREFIX}*")):
            with contextlib.suppress(OSError):
                if is_abandoned(path, stat.S_ISDIR, quiet_seconds=_QUIET_SECONDS):
                    shutil.rmtree(path, ignore_errors=True)
