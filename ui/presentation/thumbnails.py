"""Pages as small pictures, drawn one after the other while nothing else is to be done."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap

from ui.presentation.page_views import view_of
from ui.session import Session
from whatif_app.presentation.pages import Page

#: Drawn at this size and shown smaller, so that texts keep their shapes.
_DRAWN = QSize(640, 360)
_PAUSE = 25  # milliseconds between two pictures


class Thumbnails(QObject):
    """Draws every page of a list, and anew when asked.

    Signals:
        drawn: a page's place in the list, and its picture.
    """

    drawn = Signal(int, object)

    def __init__(self, session: Session, size: QSize, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._size = session, size
        self._pages: tuple[Page, ...] = ()
        self._next = 0
        self._soon = QTimer(self, interval=_PAUSE, singleShot=True)
        self._soon.timeout.connect(self._draw_next)

    def draw(self, pages: tuple[Page, ...]) -> None:
        """Draw these pages from the first one on; what was still to be drawn is given up."""
        self._pages, self._next = pages, 0
        self._soon.start()

    def stop(self) -> None:
        """Draw no more."""
        self._soon.stop()

    def _draw_next(self) -> None:
        if self._next >= len(self._pages) or self._session.case is None:
            return
        self.drawn.emit(self._next, self._picture(self._pages[self._next]))
        self._next += 1
        self._soon.start()

    def _picture(self, page: Page) -> QPixmap:
        view = view_of(page, self._session)
        # Geometry is settled on showing; this shows it to Qt alone.
        view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        view.resize(_DRAWN)
        view.show()
        drawn = view.grab()
        view.hide()
        view.deleteLater()
        return drawn.scaled(
            self._size,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
