"""One panel of the workspace that can be moved, floated, tabbed and closed.

Its title shows while panels are arranged and while it floats; otherwise the panel says itself
what it is, and nothing is drawn but it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMarginsF, QSize
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui import icons, theme

_TITLE_PX = 26
_LEAST = QSize(120, 60)
_FLOATS_WITH = 10
#: What Qt calls QWIDGETSIZE_MAX, and tells Python nothing of.
_UNBOUNDED = 16_777_215


class PanelDock(QDockWidget):
    """A dock for one panel, named for the menus and for what is remembered of it."""

    def __init__(self, name: str, title: str, panel: QWidget, *, on_side: bool = False) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.panel = panel
        self._is_arranging = False
        self._holder = _Holder(panel, is_card=on_side)
        self.setWidget(self._holder)
        self.title = DockTitle(self)
        self.setTitleBarWidget(self.title)
        self.topLevelChanged.connect(self._dress)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def arrange(self, on: bool) -> None:
        """Show the title to drag the panel by, or no longer."""
        self._is_arranging = on
        self._dress()

    def set_open(self, is_open: bool) -> None:
        """Show the panel, in front of those that share its place, or put it away."""
        self.setVisible(is_open)
        if is_open:
            self.raise_()

    def set_on_side(self, on: bool) -> None:
        """Whether the board's own column is the panel's ground, so that it needs no card."""
        self._holder.set_card(not on)

    def _dress(self) -> None:
        floating = self.isFloating()
        self._holder.set_margin(_FLOATS_WITH if floating else 0)
        self.title.set_shown(self._is_arranging or floating)


class DockTitle(QWidget):
    """The row that a panel is dragged by: a grip, its name, and buttons to float and to close."""

    def __init__(self, dock: PanelDock) -> None:
        super().__init__(dock)
        self._dock = dock
        self._inside = QWidget(self)
        self._name = QLabel(dock.windowTitle())
        self._grip = QLabel()
        self.float, self.close_button = QToolButton(), QToolButton()
        self.float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self.close_button.clicked.connect(dock.close)
        row = QHBoxLayout(self._inside)
        row.setContentsMargins(6, 0, 2, 0)
        row.setSpacing(4)
        row.addWidget(self._grip)
        row.addWidget(self._name, 1)
        row.addWidget(self.float)
        row.addWidget(self.close_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._inside)
        dock.topLevelChanged.connect(self.dress)
        dock.windowTitleChanged.connect(self._name.setText)
        theme.changes().changed.connect(self.dress)
        self.dress()

    def set_shown(self, shown: bool) -> None:
        """Take up room, or none at all."""
        self._inside.setVisible(shown)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        # A dock gives its title the height of this hint; nothing else makes it go away.
        return QSize(0, 0) if self._inside.isHidden() else QSize(80, theme.scaled(_TITLE_PX))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def dress(self) -> None:
        """Take the theme in force, and word the buttons for where the panel is."""
        name = self._dock.windowTitle()
        floating = self._dock.isFloating()
        back = self.tr("Put {panel} back among the panels").format(panel=name)
        away = self.tr("Float {panel} in a window of its own").format(panel=name)
        closing = self.tr("Close {panel}; View opens it again").format(panel=name)
        for button, icon, said in (
            (self.float, "enlarge", back if floating else away),
            (self.close_button, "close", closing),
        ):
            button.setToolTip(said)
            button.setAccessibleName(said)
            icons.put_on(button, icon, 14)
        self._name.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
        self._name.setProperty("tone", "secondary")
        ratio = self.devicePixelRatioF()
        self._grip.setPixmap(
            icons.pixmap("grip", theme.current().secondary, theme.scaled(14), ratio)
        )
        self.updateGeometry()


class _Holder(QWidget):
    """What a dock holds: the panel, with room around it, on a card where it has none itself."""

    def __init__(self, panel: QWidget, *, is_card: bool) -> None:
        super().__init__()
        self._panel = panel
        self._may_be_card = is_card
        self._is_card = is_card
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(panel)

    def set_margin(self, margin: int) -> None:
        """Room between the panel and the edge of a window of its own."""
        above = 2 if margin else 0
        self._column.setContentsMargins(margin, above, margin, margin)

    def set_card(self, is_card: bool) -> None:
        """Whether a card is drawn under the panel."""
        if self._may_be_card and is_card != self._is_card:
            self._is_card = is_card
            self.update()

    def event(self, event: QEvent) -> bool:
        # A panel that fixes its own height fixes the dock's: no room is left above or below it.
        if event.type() == QEvent.Type.LayoutRequest:
            height = self._fixed_height()
            self.setMaximumHeight(height + self._margins() if height else _UNBOUNDED)
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        # Large text must not make the window larger than the screen: panels scroll or elide.
        return (
            super()
            .minimumSizeHint()
            .boundedTo(
                QSize(theme.scaled(_LEAST.width()), max(_LEAST.height(), self._fixed_height()))
            )
        )

    def _margins(self) -> int:
        margins = self._column.contentsMargins()
        return margins.top() + margins.bottom()

    def _fixed_height(self) -> int:
        least, most = self._panel.minimumHeight(), self._panel.maximumHeight()
        return least if least == most else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_card:
            return
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.border))
        painter.setBrush(QColor(colours.card))
        inner = self.rect().toRectF().marginsRemoved(QMarginsF(self._column.contentsMargins()))
        painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
        painter.end()
