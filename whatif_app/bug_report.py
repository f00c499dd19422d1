"""A mistake of the program's own: one sentence on the screen, the details in a file.

Reports stay on this computer, in the program's log folder; nothing sends them anywhere.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType

from whatif_app import __version__

_PREFIX, _SUFFIX = "what-if-report-", ".txt"
#: Older ones help nobody any more.
MOST_REPORTS = 20


def log_folder() -> Path:
    """Where logs and reports of whoever runs the program lie."""
    from platformdirs import user_log_path

    return user_log_path("what-if", appauthor=False)


def report_bug(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say in one sentence that the program is at fault, and where the details lie.

    In place of `sys.excepthook`. `WHATIF_DEBUG=1` shows the traceback instead.
    """
    if issubclass(kind, KeyboardInterrupt):
        return
    text = "".join(traceback.format_exception(kind, error, trace))
    if os.environ.get("WHATIF_DEBUG") == "1":
        print(text, file=sys.stderr, end="")
        return
    place = write_report(text)
    where = f" The details are in {place}; please send that file in." if place else ""
    said = f"What-If met a mistake of its own ({kind.__name__}) and stopped.{where}"
    print(said, file=sys.stderr)


def write_report(text: str, folder: Path | None = None) -> Path | None:
    """Put a traceback and the versions it happened with into a file of its own.

    Args:
        folder: the log folder by default; where that cannot be written, the one for temporary
            files.

    Returns:
        Its path; None where no file can be written.
    """
    about = f"What-If {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
    about += f"Arguments: {sys.argv[1:]!r}\n\n"
    for place in (folder or log_folder(), Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            _sweep(place)
            handle, path = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=place)
            os.close(handle)
            add_to_report(Path(path), about + text)
            return Path(path)
    return None


def add_to_report(report: Path, text: str) -> None:
    """Write more into a report; where that fails, it stays as it is."""
    with (
        contextlib.suppress(OSError),
        report.open("a", encoding="utf-8", errors="backslashreplace") as file,
    ):
        file.write(text)


def _sweep(folder: Path) -> None:
    """Keep the latest reports alone; whatever cannot be looked at or removed stays."""
    found: list[tuple[float, Path]] = []
    for report in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            found.append((report.stat().st_mtime, report))
    for _, old in sorted(found)[: -MOST_REPORTS + 1]:
        with contextlib.suppress(OSError):
            old.unlink()
