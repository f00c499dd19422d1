"""The workspace of an open project: scenarios, figures, tables, charts and the explanation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui import theme
from ui.charts.panel import ChartsPanel
from ui.panels.baseline import BaselinePanel
from ui.panels.explain import ExplainPanel
from ui.panels.kpi_strip import KpiStrip
from ui.panels.scenarios import ScenariosPanel
from ui.preferences import Preferences
from ui.session import Session
from ui.tables.panel import TablesPanel

_SIDE = 215
_EXPLAIN = 232


class Workspace(QWidget):
    """Places the panels as drawn; every border between them can be dragged."""

    def __init__(
        self,
        session: Session,
        scenarios: ScenariosPanel,
        baseline: BaselinePanel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.side = _Side(scenarios, baseline)
        self.strip = KpiStrip(session)
        self.tables = TablesPanel(session)
        self.charts = ChartsPanel(session)
        self.explain = ExplainPanel(session)
        self._rows = _splitter(Qt.Orientation.Vertical, self.tables, self.charts)
        self._columns = _splitter(Qt.Orientation.Horizontal, self._rows, self.explain)
        self._whole = _splitter(Qt.Orientation.Horizontal, self.side, self._right())
        self._whole.setHandleWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)
        self._share_out()

    def restore(self, preferences: Preferences) -> None:
        """Put borders, panels and the table shown back as they were left."""
        for name, panel in self._panels().items():
            panel.setVisible(preferences.is_shown(name))
        self.tables.show_table(preferences.table)
        for name, splitter in self._splitters().items():
            state = preferences.state(name)
            if state is not None:
                splitter.restoreState(state)

    def remember(self, preferences: Preferences) -> None:
        """Keep where the borders are, which panels are shown, and which table."""
        for name, panel in self._panels().items():
            preferences.set_shown(name, not panel.isHidden())
        preferences.table = self.tables.shown_table
        for name, splitter in self._splitters().items():
            preferences.set_state(name, splitter.saveState())

    def _panels(self) -> dict[str, QWidget]:
        return {
            "side": self.side,
            "strip": self.strip,
            "charts": self.charts,
            "explain": self.explain,
        }

    def _splitters(self) -> dict[str, QSplitter]:
        return {"rows": self._rows, "columns": self._columns, "whole": self._whole}

    def _right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(13, 10, 13, 10)
        column.setSpacing(10)
        column.addWidget(self.strip)
        column.addWidget(self._columns, 1)
        return right

    def _share_out(self) -> None:
        self._whole.setSizes([_SIDE, 1440 - _SIDE])
        self._columns.setSizes([1440 - _SIDE - _EXPLAIN, _EXPLAIN])
        self._rows.setSizes([262, 440])
        # Room that a larger window brings goes to the tables and charts.
        for splitter, stretches in (
            (self._whole, (0, 1)),
            (self._columns, (1, 0)),
            (self._rows, (1, 2)),
        ):
            for position, stretch in enumerate(stretches):
                splitter.setStretchFactor(position, stretch)
                splitter.setCollapsible(position, False)


class _Side(QWidget):
    """The column at the left: scenarios above, the baseline below them."""

    def __init__(self, scenarios: ScenariosPanel, baseline: BaselinePanel) -> None:
        super().__init__()
        self.setMinimumWidth(170)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(20)
        column.addWidget(scenarios)
        column.addWidget(baseline)
        column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.card))
        painter.setPen(QColor(colours.border))
        painter.drawLine(self.rect().topRight(), self.rect().bottomRight())
        painter.end()


def _splitter(orientation: Qt.Orientation, *parts: QWidget) -> QSplitter:
    made = QSplitter(orientation)
    made.setHandleWidth(10)
    for part in parts:
        made.addWidget(part)
    return made
