"""Where pictures are taken: one window at a time, and nothing of the machine around it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtCore import QEvent, QEventLoop, QRect, QSettings, Qt, QTimer, QTranslator
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from assets import asset_path
from ui.app import make_application
from ui.language import speak_in
from ui.preferences import Preferences
from ui.window import Window

SIZE = (1440, 900)
_FIRST_MS = 500
_LOOKS_EVERY_MS = 150
#: So many looks in a row must show the same: the explanation waits for a pause, jobs are polled.
_SAME = 3
_LONGEST_MS = 120_000

#: Windows that belong to another one.
_OVER = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)

#: The shipped typeface and no other, drawn alike whatever the machine's own settings are.
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="font">
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""


#: A screen that no window and no list comes to the edge of.
_SCREEN = {"name": "", "x": 0, "y": 0, "width": 2560, "height": 1600, "dpi": 96, "dpr": 1.0}


class Studio:
    """Shows one new window after the other, each with preferences of its own.

    Everything that could differ from machine to machine is set before Qt starts: platform, fonts,
    ratio of pixels, time zone, and the folders of settings and journals.
    """

    def __init__(self) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="pictures-")
        self.folder = Path(self._scratch.name)
        self._leave_the_machine_out()
        self.app = make_application()
        # A caret that blinks is there in one picture and away in the next.
        self.app.setCursorFlashTime(0)
        self.window: Window | None = None
        self._translators: list[QTranslator] = []
        self._windows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._put_away()
        self._scratch.cleanup()

    def open(
        self,
        size: tuple[int, int] = SIZE,
        *,
        theme: str = "light",
        language: str = "en",
    ) -> Window:
        """A new window at its start page; the one before is put away, whatever it held."""
        self._put_away()
        for translator in self._translators:
            self.app.removeTranslator(translator)
        self._translators = speak_in(self.app, language)
        self._windows += 1
        settings = self.folder / f"settings-{self._windows}.ini"
        window = Window(Preferences(QSettings(str(settings), QSettings.Format.IniFormat)))
        window.choose_theme(theme)
        window.resize(*size)
        window.show()
        self.window = window
        return window

    def take(self, widget: QWidget, part: Callable[[], QRect] | None = None) -> QImage:
        """The picture of a widget, or of a part of it, once it has come to rest."""
        self.pause(_FIRST_MS)
        before, same = _image(widget), 0
        for _ in range(_LONGEST_MS // _LOOKS_EVERY_MS):
            self.pause(_LOOKS_EVERY_MS)
            now = _image(widget)
            same = same + 1 if now == before else 0
            if same == _SAME:
                return now if part is None else now.copy(part())
            before = now
        raise TimeoutError(f"{widget.windowTitle() or type(widget).__name__} comes to no rest")

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Let the window work until something is so."""
        for _ in range(_LONGEST_MS // _LOOKS_EVERY_MS):
            if is_so():
                return
            self.pause(_LOOKS_EVERY_MS)
        raise TimeoutError("what the picture is to show did not come about in time")

    def pause(self, milliseconds: int) -> None:
        """Let the window work for so long."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def _put_away(self) -> None:
        window, self.window = self.window, None
        if window is None:
            return
        # A document with changes would ask whether to save them.
        window.session.replace_document(None)
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _leave_the_machine_out(self) -> None:
        fonts, screens = self.folder / "fonts.conf", self.folder / "screens.json"
        shipped = asset_path("fonts/Inter-Regular.otf").parent
        text = _FONTS.format(fonts=shipped, cache=self.folder / "fonts")
        fonts.write_text(text, encoding="utf-8")
        screens.write_text(json.dumps({"screens": [_SCREEN]}), encoding="utf-8")
        os.environ |= {
            "QT_QPA_PLATFORM": f"offscreen:configfile={screens}",
            "QT_SCALE_FACTOR": "1",
            "FONTCONFIG_FILE": str(fonts),
            "TZ": "UTC",
        }
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(self.folder / name.lower())


def _image(widget: QWidget) -> QImage:
    """The picture of a widget, with the lists and hints over it in windows of their own."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for over in QApplication.topLevelWidgets():
        if over.isVisible() and over.windowType() in _OVER:
            painter.drawPixmap(widget.mapFromGlobal(over.pos()), over.grab())
    painter.end()
    return image
