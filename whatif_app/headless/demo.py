"""`whatif demo`: the main job on the sample export."""

from __future__ import annotations

import argparse
from pathlib import Path


def declare_demo(command: argparse.ArgumentParser) -> None:
    """What “whatif demo” takes."""
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("what-if-demo"),
        metavar="FOLDER",
        help="where the project and the workbook go; an earlier demo's are replaced "
        "(default: what-if-demo)",
    )
    command.set_defaults(run=demo)


def demo(options: argparse.Namespace) -> int:
    """The main job, from the sample export to the workbook."""
    from whatif_app.demo import run_demo

    return run_demo(options.output)
