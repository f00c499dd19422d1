"""A chart that fills the window for a while, and the way back to its place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.charts.chart import Chart

#: What Qt calls QWIDGETSIZE_MAX, and tells Python nothing of.
_UNBOUNDED = 16_777_215
#: Puts a chart into the layout that it was taken from.
Home = Callable[[Chart], None]


class Enlarger(QObject):
    """Lets the charts of one panel or page fill its window, one at a time; Esc puts them back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._holder = parent
        self._home: dict[Chart, Home] = {}
        self.enlarged: Chart | None = None
        self.escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), parent)
        self.escape.setContext(Qt.ShortcutContext.WindowShortcut)
        self.escape.setEnabled(False)
        self.escape.activated.connect(self.put_back)

    def add(self, chart: Chart, home: Home) -> None:
        """Follow what a chart asks for."""
        self._home[chart] = home
        chart.enlarge_asked.connect(lambda: self._toggle(chart))

    def enlarge(self, chart: Chart) -> None:
        """Let a chart fill the window."""
        self.put_back()
        window = self._holder.window()
        self.enlarged = chart
        chart.setParent(window)
        chart.setMinimumHeight(0)
        chart.setMaximumHeight(_UNBOUNDED)
        chart.setGeometry(window.rect())
        chart.set_enlarged(True)
        chart.show()
        chart.raise_()
        chart.setFocus()
        window.installEventFilter(self)
        self.escape.setEnabled(True)

    def put_back(self) -> None:
        """Return the enlarged chart, if any, to its place."""
        chart, self.enlarged = self.enlarged, None
        if chart is None:
            return
        self._holder.window().removeEventFilter(self)
        self.escape.setEnabled(False)
        chart.set_enlarged(False)
        self._home[chart](chart)
        chart.show()
        chart.setFocus()

    def _toggle(self, chart: Chart) -> None:
        if chart is self.enlarged:
            self.put_back()
        else:
            self.enlarge(chart)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.enlarged is not None:
            self.enlarged.setGeometry(self._holder.window().rect())
        return super().eventFilter(watched, event)
