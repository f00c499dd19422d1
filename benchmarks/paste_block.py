"""Ten thousand cells pasted into the workloads' table, and taken back.

Prints milliseconds from the key to the case changed, journalled and the table
told, the best of several runs; the aim is 300 for both together.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

# Before Qt starts: a benchmark opens no window on the screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from scenarios.case import Case
from scenarios.schema import TABLES
from ui.session import Session
from ui.tables.grid_view import GridView
from ui.tables.model.table_model import TableModel
from whatif_app.clipboard import CopiedCell, to_tsv
from whatif_app.document import Document

ROWS = 1_000
FIELDS = (
    "on_demand_cost fixed_share elasticity rate_change efficiency_target efficiency_start "
    "efficiency_ramp spot_share spot_eligible spot_target"
).split()
RUNS = 5
AIM_MS = 300.0


def block() -> str:
    """A thousand rows of ten cells, as Excel copies them."""
    row = ["$12,345.67", "20%", "1.5", "2%", "10%", "Apr 2027", "3", "5%", "90%", "=3*20%"]
    cells = [CopiedCell(text, is_number=True) for text in row]
    return to_tsv([cells] * ROWS)


def milliseconds(act: Callable[[], object]) -> float:
    """How long an act takes, with the events that it causes."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000.0


def main(arguments: Sequence[str] = ()) -> None:
    """Paste, undo, and print how long each took; takes no arguments."""
    app = QApplication.instance() or QApplication([])
    measure()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def measure() -> None:
    """Measure with an application running."""
    rows = [{"name": f"workload {at}", "on_demand_cost": 1000} for at in range(ROWS)]
    case = Case.from_json({"project": {"start_month": "2027-01"}, "workloads": rows})
    with tempfile.TemporaryDirectory() as folder:
        session = Session(evaluate=lambda *_: {})
        document = Document(case, journal_folder=Path(folder))
        session.replace_document(document)
        model = TableModel(session, TABLES["workloads"])
        grid = GridView(model, "Workloads")
        grid.resize(1200, 600)
        grid.show()
        QApplication.clipboard().setText(block())
        grid.go_to(0, model.shown.heads.index(FIELDS[0]))
        pastes, undos = [], []
        for _ in range(RUNS):
            pastes.append(milliseconds(grid.blocks.paste))
            undos.append(milliseconds(session.undo))
            grid.go_to(0, model.shown.heads.index(FIELDS[0]))
        cells = ROWS * len(FIELDS)
        paste, undo = min(pastes), min(undos)
        print(f"paste {cells:,} cells  {paste:7.1f} ms")
        print(f"undo                {undo:7.1f} ms")
        print(f"together            {paste + undo:7.1f} ms  aim {AIM_MS:.0f} ms")
        grid.close()
        grid.deleteLater()
        document.close()


if __name__ == "__main__":
    main(sys.argv[1:])
