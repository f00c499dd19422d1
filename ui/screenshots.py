"""The pictures of the README and the guides, of the real window:

    python -m ui.screenshots assets/screenshots

With `--all` also the start page and the first example at other sizes, and these and the Baseline
view in the dark, for looking through after a change of looks.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QWidget

from assets import asset_path
from scenarios.library import entries
from ui.app import make_application
from ui.panels.import_dialog import ImportDialog
from ui.preferences import Preferences
from ui.small_png import small_png
from ui.window import Window

_SETTLES_MS = 1500
_LOOKS_EVERY_MS = 50
_LONGEST_MS = 120_000
SIZE = (1440, 900)
LARGE = (1920, 1080)
#: Pages of the Baseline view; each is a picture of the sample project.
BASELINE_PAGES = ("exports", "quality", "ownership", "showback", "usage", "commitments", "actuals")
_EXAMPLE = entries()[0].name
_SCENARIO = "Spot + plan"
_CELL = "workloads/Video encoder/spot_target"


def main(folder: Path, *, everything: bool = False) -> int:
    """Save the pictures of the README and the guides, and all where everything is asked for."""
    make_application()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        # Unsaved work of whoever takes the pictures is none of the reader's business.
        os.environ["XDG_DATA_HOME"] = scratch
        settings = QSettings(str(Path(scratch, "settings.ini")), QSettings.Format.IniFormat)
        window = Window(Preferences(settings))
        window.choose_theme("light")
        window.show()
        _take_pages(window, folder, SIZE)
        _take_baseline(window, folder)
        _take_import(window, folder)
        if everything:
            for name in ("light", "dark"):
                window.choose_theme(name)
                for size in (SIZE, LARGE):
                    _take_pages(window, folder, size, f"-{size[0]}x{size[1]}-{name}")
            _take_baseline(window, folder, "-1920x1080-dark")
        window.files.close()
        window.close()
    return 0


def _take_pages(window: Window, folder: Path, size: tuple[int, int], suffix: str = "") -> None:
    """The start page, and the first example with its most telling cell."""
    window.resize(*size)
    window.files.close()
    _save(window, folder / f"start{suffix}.png")
    window.files.new_from_example(_EXAMPLE)
    window.notices.hide()
    window.session.select(_SCENARIO)
    window.session.cell_focused.emit(_CELL)
    _save(window, folder / f"window{suffix}.png")


def _take_baseline(window: Window, folder: Path, suffix: str = "") -> None:
    """What stands behind the sample project, page by page."""
    window.files.new_from_sample()
    window.notices.hide()
    window.session.select("Do nothing")
    for page in BASELINE_PAGES:
        window.show_baseline(page)
        _save(window, folder / f"baseline-{page}{suffix}.png")
    window.show_model()


def _take_import(window: Window, folder: Path) -> None:
    """The account of the sample export, by team."""
    dialog = window.files.new_from_export([asset_path("sample-cur.csv.gz")])
    _wait_until(dialog.go_on.isEnabled)
    dialog.begin_reading()
    _wait_until(lambda: dialog.pages.currentWidget() is dialog.case)
    _choose_team(dialog)
    _save(dialog, folder / "import.png")
    dialog.reject()


def _choose_team(dialog: ImportDialog) -> None:
    by_team = dialog.case.group_by.findText("Tag user:team")
    dialog.case.group_by.setCurrentIndex(max(by_team, 0))


def _save(widget: QWidget, path: Path) -> None:
    # Layout, results and charts take a few turns of the loop; the explanation waits for a pause.
    _pause(_SETTLES_MS)
    path.write_bytes(small_png(widget.grab().toImage()))
    print(path)


def _wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(_LONGEST_MS // _LOOKS_EVERY_MS):
        if is_so():
            return
        _pause(_LOOKS_EVERY_MS)
    sys.exit("The sample export was not read in time.")


def _pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    names = [argument for argument in sys.argv[1:] if argument != "--all"]
    if len(names) != 1:
        sys.exit("Say where the pictures go: python -m ui.screenshots FOLDER [--all]")
    sys.exit(main(Path(names[0]), everything="--all" in sys.argv))
