"""Starting the window: one application, one window, and a safe way out."""

from __future__ import annotations

import gc
import logging
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from scenarios.library import entries
from ui import icons
from ui.copied_cells import let_go
from ui.crash_report import CrashReports
from ui.language import speak_in
from ui.opened_by_system import OpenedBySystem
from ui.preferences import Preferences
from ui.window import Window
from whatif_app.bug_report import log_folder
from whatif_app.run_mark import RunMark, hard_ends

NAME = "What-If"
_MOST_LOGGED = 1 << 20


def main(path: Path | None = None, *, example: bool = False) -> int:
    """Show the window until it is closed.

    Args:
        path: a project or case to open, or an export to import.
        example: begin with the first worked case.

    Returns:
        The exit status.
    """
    app = make_application()
    ends = hard_ends(log_folder())
    mark = _start_log()
    preferences = Preferences(QSettings())
    speak_in(app, preferences.language, preferences.numbers)
    window = Window(preferences)
    reports = CrashReports(window, window.files.save)
    reports.install()
    OpenedBySystem(app, window.files.take)
    window.show()
    if mark is not None:
        _keep_current(mark, window)
    _begin(window, path, example)
    if ends:
        window.files.tell_of_hard_end(ends[0])
    spare_the_collector()
    status = app.exec()
    reports.remove()
    let_go()
    # What is destroyed while Python is still whole cannot fail on the way out.
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if mark is not None:
        mark.remove()
    return int(status)


def make_application() -> QApplication:
    """The one application, by the name that its settings are kept under."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setOrganizationName(NAME)
    app.setApplicationName(NAME)
    app.setApplicationDisplayName("")
    app.setDesktopFileName("what-if")
    app.setWindowIcon(icons.app_icon())
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    return app


def spare_the_collector() -> None:
    """Let the garbage collector pass over what has come to stay: modules, classes, the window.

    Each of its rounds over all of them takes some 50 ms, now and then in the middle of an edit.
    """
    gc.collect()
    gc.freeze()


def _begin(window: Window, path: Path | None, example: bool) -> None:
    if path is not None:
        window.files.take([path])
    elif example:
        window.files.new_from_example(entries()[0].name)


def _keep_current(mark: RunMark, window: Window) -> None:
    """Let the mark tell to the minute until when the program ran."""
    clock = QTimer(window)
    clock.setInterval(60_000)
    clock.timeout.connect(mark.touch)
    clock.start()


def _start_log() -> RunMark | None:
    """Log mistakes into the user's log folder, and mark this process as running there."""
    folder = log_folder()
    try:
        mark = RunMark.set(folder)
        log = folder / "what-if.log"
        if log.is_file() and log.stat().st_size > _MOST_LOGGED:
            log.replace(folder / "what-if.old.log")
        logging.basicConfig(filename=log, level=logging.WARNING, format="%(asctime)s %(message)s")
    except OSError:
        # A program without a log is still a program.
        return None
    return mark
