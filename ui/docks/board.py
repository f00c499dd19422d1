"""The board that panels stand on: places them as a layout says, and remembers where they were put.

It is a window within the window, because Qt lets docks be split, tabbed and floated in those alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QByteArray, QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QTabWidget, QWidget
from shiboken6 import isValid

from ui import theme
from ui.docks.layouts import Split, first_panel, panels_of
from ui.docks.on_screen import bring_back
from ui.docks.panel_dock import PanelDock

#: Raised when panels come or go, so that what an older version remembered is let be.
_VERSION = 1
_MARGINS = (0, 10, 13, 10)
_ASKINGS = 3
#: Between two panels, as the style sheet has it.
_BETWEEN = 10
_AREA = Qt.DockWidgetArea.LeftDockWidgetArea


class Board(QMainWindow):
    """Holds the panels.

    Signals:
        arranging_changed: titles to drag panels by are shown, or no longer.
    """

    arranging_changed = Signal(bool)

    def __init__(
        self,
        docks: Sequence[PanelDock],
        layout: Split,
        side: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        """Hold these panels, at first as the layout says; `side` names those of fixed width."""
        super().__init__(parent, Qt.WindowType.Widget)
        self.docks: Mapping[str, PanelDock] = {dock.objectName(): dock for dock in docks}
        self._side = [self.docks[name] for name in side]
        # What to show, until the board is first seen: sizes mean nothing before.
        self._waiting: Split | QByteArray | None = layout
        self._last_state: QByteArray | None = None
        self._away: list[PanelDock] = []
        # The widths that narrow panels were given. Qt settles them only in a later turn.
        self._widths: dict[PanelDock, int] = {}
        self._note_soon = QTimer(self)
        self._note_soon.setSingleShot(True)
        self._note_soon.setInterval(0)
        self._note_soon.timeout.connect(self._note_widths)
        self._note_soon.timeout.connect(self._settle)
        self.is_arranging = False
        self.setDockNestingEnabled(True)
        # While panels glide into place their sizes are nobody's wish.
        self.setAnimated(False)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setContentsMargins(*_MARGINS)
        for dock in docks:
            self.addDockWidget(_AREA, dock)
            for moved in (dock.topLevelChanged, dock.visibilityChanged, dock.dockLocationChanged):
                moved.connect(self._note_soon.start)

    def apply(self, layout: Split) -> None:
        """Put every panel of a layout in its place, and close the others."""
        if not self.isVisible():
            self._waiting = layout
            return
        shown = set(panels_of(layout))
        for dock in self.docks.values():
            dock.setFloating(False)
            self.removeDockWidget(dock)
        self.addDockWidget(_AREA, self.docks[first_panel(layout)])
        self._split(layout)
        for name, dock in self.docks.items():
            if name not in shown:
                self.addDockWidget(_AREA, dock)
            dock.setVisible(name in shown)
        self._activate()
        self._share_out(layout, self.contentsRect().width(), self.contentsRect().height())
        self._settle()
        self._note_soon.start()

    def state(self) -> QByteArray | None:
        """Where every panel is, for `restore`; None where that was never decided."""
        if self._waiting is not None:
            return self._waiting if isinstance(self._waiting, QByteArray) else None
        return self.saveState(_VERSION) if self.isVisible() else self._last_state

    def restore(self, state: QByteArray) -> bool:
        """Put every panel where it was; False where the state is none of this version's."""
        if not self.isVisible():
            self._waiting = state
            return True
        found = self.restoreState(state, _VERSION)
        for dock in self.docks.values():
            if dock.isFloating():
                bring_back(dock)
        self._settle()
        self._note_soon.start()
        return found

    def arrange(self, on: bool) -> None:
        """Show titles to drag the panels by, or no longer."""
        if on != self.is_arranging:
            self.is_arranging = on
            for dock in self.docks.values():
                dock.arrange(on)
            self.arranging_changed.emit(on)

    def divide(self, above: str, below: str, height: int) -> None:
        """Let a panel be so high, and give what is left to the one below it."""
        docks = [self.docks[above], self.docks[below]]
        both = sum(dock.height() for dock in docks)
        self.resizeDocks(docks, [height, max(both - height, 1)], Qt.Orientation.Vertical)

    def createPopupMenu(self) -> QMenu:
        """What a click on a title or between panels offers: which panels are open."""
        menu = QMenu(self)
        for dock in self.docks.values():
            menu.addAction(dock.toggleViewAction())
        return menu

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        waiting, self._waiting = self._waiting, None
        if isinstance(waiting, Split):
            self.apply(waiting)
        elif waiting is not None:
            self.restore(waiting)
        for dock in self._away:
            dock.show()
        self._away = []

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Windows of their own would stay when the model is left for another page.
        self._last_state = self.saveState(_VERSION)
        self._away = [d for d in self._alive() if d.isFloating() and not d.isHidden()]
        for dock in self._away:
            dock.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Qt has shared the new room out already; what a larger window brings is for the tables
        # and charts, so the narrow panels get back the width they had.
        if self._waiting is None and not self._note_soon.isActive():
            self._give_back_widths()
        self._settle()

    def event(self, event: QEvent) -> bool:
        # A border between panels was dragged; Qt tells of it nowhere else.
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._note_soon.start()
        return super().event(event)

    def _give_back_widths(self) -> None:
        """Give narrow panels the width they had.

        Qt lets what it is asked for grow or shrink with its neighbours until all fit, so that
        each asking only comes nearer.
        """
        for _ in range(_ASKINGS):
            off = [
                (dock, width)
                for dock, width in self._widths.items()
                if self._is_docked(dock) and abs(dock.width() - width) > 1
            ]
            if not off:
                return
            for dock, width in off:
                self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
            self._activate()

    def _note_widths(self) -> None:
        """Keep the widths that narrow panels were given, for when the window is resized."""
        for dock in self._side:
            if self._is_docked(dock):
                self._widths[dock] = dock.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        column = self._side_column()
        if column.isValid():
            colours = theme.current()
            painter = QPainter(self)
            painter.fillRect(column, QColor(colours.card))
            painter.setPen(QColor(colours.border))
            painter.drawLine(column.topRight(), column.bottomRight())
            painter.end()

    def _split(self, what: str | Split) -> None:
        """Place the first panel of each part beside the one before, then what is in the parts."""
        if isinstance(what, str):
            return
        way = Qt.Orientation.Horizontal if what.is_row else Qt.Orientation.Vertical
        stands = [self.docks[first_panel(part.what)] for part in what.parts]
        for before, after in pairwise(stands):
            self.splitDockWidget(before, after, way)
        for part in what.parts:
            self._split(part.what)

    def _share_out(self, what: str | Split, width: int, height: int) -> None:
        """Give each part of a split its length: what lies between two takes from the room."""
        if isinstance(what, str):
            return
        way = Qt.Orientation.Horizontal if what.is_row else Qt.Orientation.Vertical
        room = (width if what.is_row else height) - _BETWEEN * (len(what.parts) - 1)
        lengths = what.lengths(room, theme.zoom())
        stands = [self.docks[first_panel(part.what)] for part in what.parts]
        self.resizeDocks(stands, lengths, way)
        for part, length in zip(what.parts, lengths, strict=True):
            inner = (length, height) if what.is_row else (width, length)
            self._share_out(part.what, *inner)

    def _activate(self) -> None:
        """Let Qt place what was moved now rather than in a later turn."""
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def _alive(self) -> list[PanelDock]:
        """Every panel; while the board is destroyed, those that are not yet."""
        return [dock for dock in self.docks.values() if isValid(dock)]

    def _is_docked(self, dock: PanelDock) -> bool:
        return dock.isVisible() and not dock.isFloating()

    def _side_column(self) -> QRect:
        """The column at the left edge that side panels have for themselves; invalid if none."""
        there = [dock for dock in self._alive() if self._is_docked(dock)]
        at_edge = [dock for dock in there if dock.x() <= 0]
        if not at_edge or any(dock not in self._side[:2] for dock in at_edge):
            return QRect()
        width = max(dock.geometry().right() for dock in at_edge) + 1
        return QRect(0, 0, width, self.height())

    def _settle(self) -> None:
        """Draw side panels on the white column where they have it, else on cards."""
        if not all(map(isValid, self._side)):
            return
        column = self._side_column()
        for dock in self._side[:2]:
            inside = self._is_docked(dock) and dock.x() <= 0 and column.isValid()
            dock.set_on_side(inside)
        self.update()
