"""One page on a stage: its title, and below it what its kind shows. Any size, any theme."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.presentation.fitted_text import FittedText
from ui.presentation.scale import Scale
from ui.presentation.subject import subject_of
from ui.session import Session
from whatif_app.presentation.content import Content, content_of
from whatif_app.presentation.pages import Page

_MARGINS = (56, 44, 56, 20)


class Body(QWidget):
    """What stands below a page's title."""

    def show_content(self, content: Content) -> None:
        """Show what the page says now."""
        raise NotImplementedError

    def rescale(self, scale: Scale) -> None:
        """Be drawn for another size of the stage."""
        raise NotImplementedError

    def adjust(self, notches: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Move the number that the page is about, by keys; False where it has none."""
        return False

    def let_go(self) -> None:
        """End what a hand has begun, such as moving a number."""


class PageView(QWidget):
    """A page, following the session for as long as it is shown.

    Signals:
        shown: another content is shown.
    """

    shown = Signal()

    def __init__(
        self, page: Page, body: Body, session: Session, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.page, self.body = page, body
        self.content = Content("")
        self._session = session
        self.title = FittedText(38, lines=2, weight=QFont.Weight.Bold)
        self.subtitle = FittedText(18, lines=2, tone="secondary")
        self.problem = FittedText(26, lines=4, tone="warn")
        self._column = QVBoxLayout(self)
        for part in (self.title, self.subtitle, self.problem):
            self._column.addWidget(part)
        body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._column.addSpacing(0)
        self._gap = self._column.itemAt(self._column.count() - 1).spacerItem()
        self._column.addWidget(body, 1)
        self.refresh()

    def refresh(self) -> None:
        """Say what there is to say now."""
        subject = subject_of(self._session)
        if subject is None:
            return
        content = content_of(self.page, subject)
        self.content = content
        for part, text in (
            (self.title, content.title),
            (self.subtitle, content.subtitle),
            (self.problem, content.problem),
        ):
            part.show_text(text)
            part.setVisible(bool(text))
        self.setAccessibleName(content.title)
        self.body.show_content(content)
        self.shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rescale()

    def rescale(self) -> None:
        """Fit everything to the size and the theme in force."""
        scale = Scale.of(self.size())
        self._column.setContentsMargins(*(scale.px(side) for side in _MARGINS))
        self._column.setSpacing(scale.px(6))
        self._gap.changeSize(0, scale.px(14))
        for part in (self.title, self.subtitle, self.problem):
            part.rescale(scale)
        self.body.rescale(scale)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().ground))
        painter.end()
