"""The window's part of `whatif --self-test`: the real window on the sample project, unseen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.app import make_application
from ui.baseline.view import PAGES
from ui.charts import export
from ui.help.pages import chapters
from ui.preferences import Preferences
from ui.window import Window
from whatif_app.headless.self_test import NPV, SCENARIO, Check, Fault

#: What each picture format begins with.
_BEGINS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


def checks() -> Sequence[Check]:
    """Everything that only the window can show to work."""
    # Nothing is to appear on a screen, and there may be none.
    if not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    make_application()
    return (
        Check("Show the sample project in the window", _on_window(_show_sample)),
        Check("Draw a chart as PNG, SVG and PDF", _on_window(_draw_chart)),
        Check("Open every page of the Baseline view", _on_window(_show_baseline)),
        Check("Read the help pages", _read_help),
    )


def _on_window(check: Callable[[Window, Path], str]) -> Callable[[Path], str]:
    """A check on a window of its own that has the sample project open."""

    def run(scratch: Path) -> str:
        with _window(scratch) as window:
            if not window.files.new_from_sample():
                raise Fault("the sample project does not open")
            return check(window, scratch)

    return run


@contextmanager
def _window(scratch: Path) -> Iterator[Window]:
    settings = QSettings(str(scratch / "settings.ini"), QSettings.Format.IniFormat)
    window = Window(Preferences(settings))
    try:
        window.resize(QSize(1440, 900))
        window.show()
        yield window
    finally:
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        # Settings are written a moment later by themselves: after the folder is gone.
        settings.sync()


def _show_sample(window: Window, scratch: Path) -> str:
    QApplication.processEvents()
    found = window.session.results.get(SCENARIO)
    if found is None or found.kpis.npv is None or abs(found.kpis.npv - NPV) > 0.005:
        raise Fault(f"the window does not come to the NPV of {NPV:,.2f} for “{SCENARIO}”")
    picture = window.grab().toImage()
    _expect_drawn(picture, "the window")
    return f"{picture.width()} × {picture.height()} pixels"


def _draw_chart(window: Window, scratch: Path) -> str:
    picture = window.workspace.charts.cumulative.picture
    for ending, beginning in _BEGINS.items():
        path = scratch / f"chart.{ending}"
        export.write_chart(picture, path)
        if not path.read_bytes().startswith(beginning):
            raise Fault(f"{path.name} is no {ending.upper()}")
    _expect_drawn(QImage(str(scratch / "chart.png")), "the chart")
    return f"“{picture.title}”"


def _show_baseline(window: Window, scratch: Path) -> str:
    for key, _, name in PAGES:
        window.show_baseline(key)
        QApplication.processEvents()
        shown = type(window.evidence.stack.currentWidget()).__name__
        if shown != name:
            raise Fault(f"the page “{key}” shows {shown}")
    return f"{len(PAGES)} pages"


def _read_help(scratch: Path) -> str:
    pages = [page for chapter in chapters() for page in chapter.pages]
    return f"{len(pages)} pages, {sum(len(page.text()) for page in pages):,} characters"


def _expect_drawn(image: QImage, what: str) -> None:
    """Refuse a picture of one colour, as a missing plugin or font leaves it."""
    seen = {
        image.pixel(x, y) for x in range(0, image.width(), 12) for y in range(0, image.height(), 12)
    }
    if len(seen) < 5:
        raise Fault(f"{what} is empty")
