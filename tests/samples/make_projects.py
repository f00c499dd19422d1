"""Make a sample of what this version of the program saves: `python -m tests.samples.make_projects`.

Samples of earlier versions, each made by the code of its time, lie in `projects/` and stay as they
are: what people have on their disks does not change either. With a new version of the format, or of
the journal, run this and commit what it adds.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assets import asset_path
from tests.document.shop import shop
from whatif_app import journal
from whatif_app.commands import AddScenario, LoadExport, SetPart, set_cells
from whatif_app.document import Document
from whatif_app.presentation.pages import Page, PageKind, Presentation
from whatif_app.project_file import VERSION, read_project

FOLDER = Path(__file__).parent / "projects"
NOON = datetime(2027, 1, 5, 12, 0, tzinfo=UTC)
FORMULA = "=units/orders/volume*0.5"


def main() -> None:
    """Write the samples of this version."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = Document(shop(), author="ada", clock=lambda: NOON, journal_folder=folder)
        _work(document)
        (left,) = folder.glob("*.journal")
        shutil.copyfile(left, FOLDER / f"journal-v{journal.VERSION}-unsaved.journal")
        document.save(FOLDER / f"v{VERSION}-formulas-and-pages.whatif")


def _work(document: Document) -> None:
    """Every kind of change: cells, a formula, scenarios, parts of the ledger, and one undone."""
    sample = read_project(asset_path("sample.whatif"))[0].ledger
    changes: dict[str, Any] = {"workloads/web/on_demand_cost": FORMULA}
    document.do(set_cells(document.case, None, changes), why="half a dollar an order")
    document.do(LoadExport(sample.exports[1]))
    pages = (Page(PageKind.VERDICT), Page(PageKind.TEXT, title="Why now", text="Renewal in May"))
    document.do(SetPart("Choose pages", "presentation", Presentation(pages)))
    document.do(AddScenario("later"))
    document.undo()


if __name__ == "__main__":
    main()
