"""Where the program starts: a command in words, or the window."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whatif_app.headless.self_test import Check

#: Packages without which no command works.
NEEDED = ("numpy", "duckdb", "platformdirs", "xlsxwriter")


def main() -> int:
    """Run the program with the process's arguments.

    Returns:
        The exit status, as `whatif --help` lists them.
    """
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        print(
            f"whatif: {', '.join(missing)} not installed. “python3 dev.py run” installs what "
            "is missing, and starts the program.",
            file=sys.stderr,
        )
        return 1
    try:
        from whatif_app import bug_report, cli

        sys.excepthook = bug_report.report_bug
        return cli.main(open_window=open_window, window_checks=window_checks)
    except KeyboardInterrupt:  # before the commands could answer it
        return 130


def open_window(path: Path | None, example: bool) -> int:
    """Show the window on a file, on the worked example, or on its start page.

    Returns:
        The exit status.

    Raises:
        UserError: Qt, or a system library that it needs, is missing.
    """
    from whatif_app.errors import UserError

    try:
        from ui.app import main as start
    except ImportError as error:
        if (error.name or "").split(".")[0] in ("ui", "whatif_app", "scenarios"):
            raise  # a mistake of the program's own
        raise UserError(
            f"The window cannot start: {error}.",
            "“python3 dev.py run” installs what is missing; the commands work without it "
            "(see “whatif --help”).",
        ) from error
    status: int = start(path, example=example)
    return status


def window_checks() -> Sequence[Check]:
    """The window's part of the self-test.

    Raises:
        ImportError: Qt, or a system library that it needs, is missing.
    """
    from ui.self_test import checks

    found: Sequence[Check] = checks()
    return found


if __name__ == "__main__":
    sys.exit(main())
