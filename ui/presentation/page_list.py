"""The pages as a list: thumbnails and titles, reordered by the mouse or the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

THUMBNAIL = QSize(160, 90)


class PageList(QListWidget):
    """Shows pages and asks for changes; it changes nothing itself.

    Signals:
        move_asked: a page's place, and where it shall go, counted without it.
        remove_asked: the place of the page to remove.
    """

    move_asked = Signal(int, int)
    remove_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Pages"))
        self.setIconSize(THUMBNAIL)
        self.setWordWrap(True)
        self.setSpacing(3)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_titles(self, titles: Sequence[str]) -> None:
        """Show these pages; those that stay keep their thumbnails until they are drawn anew."""
        while self.count() > len(titles):
            self.takeItem(self.count() - 1)
        while self.count() < len(titles):
            blank = QPixmap(THUMBNAIL)
            blank.fill(Qt.GlobalColor.transparent)
            self.addItem(QListWidgetItem(QIcon(blank), ""))
        for row, title in enumerate(titles):
            item = self.item(row)
            item.setText(f"{row + 1}  {title}")
            item.setToolTip(title)

    def show_thumbnail(self, row: int, drawn: QPixmap) -> None:
        """Show a page's picture."""
        if row < self.count():
            self.item(row).setIcon(QIcon(drawn))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentRow(), event.key()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
        ):
            self.move_asked.emit(row, row + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_asked.emit(row)
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        row = self.currentRow()
        target = self.indexAt(event.position().toPoint())
        place = target.row() if target.isValid() else self.count()
        below = QAbstractItemView.DropIndicatorPosition.BelowItem
        if target.isValid() and self.dropIndicatorPosition() == below:
            place += 1
        # The command moves the page, and the list then shows the new order: nothing to take away.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.move_asked.emit(row, place - 1 if place > row else place)
