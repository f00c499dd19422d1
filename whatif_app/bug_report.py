"""A mistake of the program's own: one sentence on the screen, the details in a file."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from types import TracebackType

from whatif_app import __version__


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


def write_report(text: str) -> str | None:
    """Put a traceback and the versions it happened with into a file of its own.

    Returns:
        Its path; None where no file can be written.
    """
    about = f"What-If {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
    about += f"Arguments: {sys.argv[1:]!r}\n\n"
    try:
        handle, path = tempfile.mkstemp(prefix="what-if-report-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(about + text)
    except OSError:
        return None
    return path
