"""The Baseline view beside the model: a list of pages at the left, the chosen page at the right."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.baseline.page_frame import PageFrame
from ui.session import Session

_SIDE = 215
_ROW = 30

#: Each page: its key, the module and the class; loaded when it is first looked at.
PAGES = (
    ("exports", "ui.baseline.exports.exports_page", "ExportsPage"),
    ("quality", "ui.baseline.quality.quality_page", "QualityPage"),
    ("ownership", "ui.baseline.ownership.ownership_page", "OwnershipPage"),
    ("showback", "ui.baseline.showback.showback_page", "ShowbackPage"),
    ("usage", "ui.baseline.usage.usage_page", "UsagePage"),
    ("commitments", "ui.baseline.commitments.commitments_page", "CommitmentsPage"),
    ("actuals", "ui.baseline.actuals.actuals_page", "ActualsPage"),
)


class BaselineView(QWidget):
    """The pages on what stands behind the case.

    Signals:
        closed: the model is wanted again.
        page_made: a page was made and is to be connected; carries its key and the page.
    """

    closed = Signal()
    page_made = Signal(str, QWidget)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pages: dict[str, PageFrame] = {}
        self.list = QListWidget()
        self.list.setObjectName("pages")
        self.list.setAccessibleName(self.tr("Pages of the baseline"))
        self.stack = QStackedWidget()
        self._title = QLabel(self.tr("Baseline"))
        self.back = QPushButton(self.tr("←  Back to the model"))
        self.back.setProperty("kind", "link")
        self.back.clicked.connect(self.closed)
        for key, label in self.labels().items():
            item = QListWidgetItem(label)
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.list.addItem(item)
        self._lay_out()
        self.list.currentItemChanged.connect(lambda: self._show_chosen())
        theme.changes().changed.connect(self._dress)
        self._dress()

    def show_page(self, key: str) -> None:
        """Show one page, by its key."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == key:
                self.list.setCurrentRow(row)
        self._show_chosen()
        self.list.setFocus()

    def help_topic(self) -> str:
        """What F1 tells of: the page shown."""
        return f"page:{self.shown}"

    def page(self, key: str) -> PageFrame:
        """A page, made where it was not looked at before."""
        if key not in self._pages:
            module, name = next((module, name) for own, module, name in PAGES if own == key)
            made: Callable[[Session], PageFrame] = getattr(importlib.import_module(module), name)
            page = made(self._session)
            self._pages[key] = page
            page.told.connect(self._session.notice)
            self.stack.addWidget(page)
            self.page_made.emit(key, page)
        return self._pages[key]

    @property
    def shown(self) -> str:
        """The key of the page shown."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else PAGES[0][0]

    def labels(self) -> dict[str, str]:
        """What each page is called, by its key."""
        return {
            "exports": self.tr("Exports"),
            "quality": self.tr("Data quality"),
            "ownership": self.tr("Ownership"),
            "showback": self.tr("Showback"),
            "usage": self.tr("Usage volumes"),
            "commitments": self.tr("Commitments and hours"),
            "actuals": self.tr("Actuals"),
        }

    def _show_chosen(self) -> None:
        self.stack.setCurrentWidget(self.page(self.shown))

    def _lay_out(self) -> None:
        side = QWidget()
        side.setObjectName("side")
        self.side = side
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(6)
        column.addWidget(self.back)
        self._title.setContentsMargins(8, 10, 0, 2)
        column.addWidget(self._title)
        column.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self.stack, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        """Keep the list of pages narrow: large text must leave the page most of the window."""
        self.side.setFixedWidth(min(theme.scaled(_SIDE), max(self.width() // 4, _SIDE)))

    def _dress(self) -> None:
        colours = theme.current()
        self._fit_side()
        for row in range(self.list.count()):
            self.list.item(row).setSizeHint(QSize(0, theme.scaled(_ROW)))
        self._title.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
        self._title.setProperty("tone", "secondary")
        self.back.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
        self.list.setFont(theme.font())
        self.setStyleSheet(
            f"QWidget#side {{ background: {colours.card};"
            f" border-right: 1px solid {colours.border}; }}"
            "QListWidget#pages { background: transparent; border: 0; }"
            "QListWidget#pages::item { padding-left: 8px; border-radius: 6px; }"
            f"QListWidget#pages::item:hover {{ background: {colours.hover}; }}"
            f"QListWidget#pages::item:selected {{ background: {colours.accent_soft};"
            f" color: {colours.accent}; }}"
        )
