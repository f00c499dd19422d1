"""Pictures of the real window for the README: `python -m ui.screenshots FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer

from scenarios.library import entries
from ui.app import make_application
from ui.preferences import Preferences
from ui.window import Window

_SETTLES_MS = 1500
SIZES = ((1440, 900), (1920, 1080))


def main(folder: Path) -> int:
    """Save the start page and the first example, light and dark, at each size."""
    make_application()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        settings = QSettings(str(Path(scratch, "settings.ini")), QSettings.Format.IniFormat)
        window = Window(Preferences(settings))
        for name in ("light", "dark"):
            window.choose_theme(name)
            _take_all(window, folder, "" if name == "light" else "-dark")
        window.files.close()
        window.close()
    return 0


def _take_all(window: Window, folder: Path, suffix: str) -> None:
    window.show()
    for width, height in SIZES:
        window.resize(width, height)
        window.files.close()
        _save(window, folder / f"start-{width}x{height}{suffix}.png")
        window.files.new_from_example(entries()[0].name)
        window.notices.hide()
        window.session.cell_focused.emit("workloads/Video encoder/spot_target")
        _save(window, folder / f"window-{width}x{height}{suffix}.png")


def _save(window: Window, path: Path) -> None:
    # Layout, results and charts take a few turns of the loop; the explanation waits for a pause.
    pause = QEventLoop()
    QTimer.singleShot(_SETTLES_MS, pause.quit)
    pause.exec()
    window.grab().save(str(path))
    print(path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where the pictures go: python -m ui.screenshots FOLDER")
    sys.exit(main(Path(sys.argv[1])))
