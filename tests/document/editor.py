"""Somebody at work, for a test to kill: `python -m tests.document.editor JOURNALS PROJECT`.

The n-th edit is the same each time, so that the test knows what should be there after it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.document.shop import shop
from whatif_app.commands import AddScenario, RenameRow, set_cells
from whatif_app.document import Document


def edit(document: Document, number: int, project: Path) -> None:
    """The n-th edit: mostly a cell, at times another change, an undo, or a save."""
    unit = document.case.tables["units"].names[0]
    if number % 25 == 0:
        document.save(project)
    elif number % 10 == 0:
        document.do(RenameRow("units", unit, f"orders {number}"))
    elif number % 9 == 0:
        document.do(AddScenario(f"scenario {number}", {f"units/{unit}/growth": 0.01}))
    elif number % 7 == 0:
        document.undo()
    elif number % 8 == 0:
        document.redo()
    else:
        document.do(set_cells(document.case, None, {f"units/{unit}/volume": number}))


def main(journals: Path, project: Path) -> None:
    """Edit for ever, telling each edit that is done."""
    document = Document(shop(), journal_folder=journals)
    number = 0
    while True:
        number += 1
        edit(document, number, project)
        print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
