"""The row of tabs above the tables, with a count of what the scenario changes in each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QTabBar, QWidget

from ui import theme


class TableTabs(QTabBar):
    """Tabs that carry a small count where there is something to count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName("Tables")
        self.setFont(theme.font(13.0, QFont.Weight.Medium))
        # A count stands close to its label; the room is between the tabs instead.
        self.setStyleSheet("QTabBar::tab { padding: 6px 5px; margin-right: 14px; }")

    def set_count(self, tab: int, count: int) -> None:
        """Show how many cells of a table the scenario changes; nothing for none."""
        badge = self.tabButton(tab, QTabBar.ButtonPosition.RightSide)
        if not isinstance(badge, QLabel):
            if not count:
                return
            badge = QLabel(self)
            badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
            badge.setFont(theme.font(10.5, QFont.Weight.DemiBold))
            self.setTabButton(tab, QTabBar.ButtonPosition.RightSide, badge)
        if not count:
            self.setTabButton(tab, QTabBar.ButtonPosition.RightSide, None)
            badge.deleteLater()
            return
        colours = theme.current()
        badge.setText(str(count))
        badge.setAccessibleName(f"{count} changed")
        badge.setToolTip(f"{count} cells differ from the base")
        badge.setFixedSize(max(18, badge.fontMetrics().horizontalAdvance(str(count)) + 11), 16)
        badge.setStyleSheet(
            f"background: {colours.accent_soft}; color: {colours.accent}; border-radius: 8px;"
        )
