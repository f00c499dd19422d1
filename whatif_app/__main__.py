"""Where the program starts: a command in words, or the window."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program with the process's arguments.

    Returns:
        The exit status, as `whatif --help` lists them.
    """
    from whatif_app.bug_report import report_bug
    from whatif_app.cli import main as run

    sys.excepthook = report_bug
    return run()


if __name__ == "__main__":
    sys.exit(main())
