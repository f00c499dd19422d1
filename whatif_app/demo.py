"""The main job on the sample files, without a window: every step told, and what comes of it."""

from __future__ import annotations

import textwrap
from itertools import chain
from pathlib import Path

from whatif_app.atomic_file import worded
from whatif_app.headless.cases import write_workbook
from whatif_app.project_file import Project
from whatif_app.sample_project import Step, begun, go_on, write_showback


def run_demo(folder: Path) -> int:
    """Do the main job, writing the project and the workbooks into a folder.

    Raises:
        UserError: the folder cannot be written.
    """
    with worded(folder):
        folder.mkdir(parents=True, exist_ok=True)
    document, first = begun()
    number = 0
    try:
        for number, step in enumerate(chain(first, go_on(document)), start=1):
            _tell(number, step)
        project = folder / "sample.whatif"
        document.save(project, overwrite=True)
    finally:
        document.close()
    workbook, showback = folder / "sample.xlsx", folder / "sample-showback.xlsx"
    print(f"{number + 1}. Wrote {project}", flush=True)
    write_workbook(Project(document.case, document.ledger), workbook)
    print(f"   Wrote {workbook}, with live formulas", flush=True)
    write_showback(document, showback)
    print(f"   Wrote {showback}, a sheet for each team")
    print(f"\nTo see it in the window: whatif {project}")
    return 0


def _tell(number: int, step: Step) -> None:
    print(f"{number}. {step.title}:\n\n{textwrap.indent(step.said, '   ')}\n", flush=True)
