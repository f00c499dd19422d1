"""Pictures of the real window for the README: `python -m ui.screenshots FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from scenarios.library import entries
from ui.app import make_application
from ui.preferences import Preferences
from ui.window import Window

SIZES = ((1440, 900), (1920, 1080))


def main(folder: Path) -> int:
    """Save the start page and the first example, light and dark, at each size."""
    app = make_application()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        settings = QSettings(str(Path(scratch, "settings.ini")), QSettings.Format.IniFormat)
        window = Window(Preferences(settings))
        for name in ("light", "dark"):
            window.choose_theme(name)
            _take_all(app, window, folder, "" if name == "light" else "-dark")
        window.files.close()
        window.close()
    return 0


def _take_all(app: QApplication, window: Window, folder: Path, suffix: str) -> None:
    window.show()
    for width, height in SIZES:
        window.resize(width, height)
        window.files.close()
        _save(app, window, folder / f"start-{width}x{height}{suffix}.png")
        window.files.new_from_example(entries()[0].name)
        window.notices.hide()
        window.session.cell_focused.emit("workloads/Video encoder/spot_target")
        _save(app, window, folder / f"window-{width}x{height}{suffix}.png")


def _save(app: QApplication, window: Window, path: Path) -> None:
    # Layout, the coalesced recompute and the charts' painting each need a turn of the loop.
    for _ in range(5):
        app.processEvents()
    window.grab().save(str(path))
    print(path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where the pictures go: python -m ui.screenshots FOLDER")
    sys.exit(main(Path(sys.argv[1])))
