"""A small window at a cell or a header, which a click elsewhere closes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QWidget


class Popover(QFrame):
    """A card of its own above everything; it goes for good when it is closed."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("card", True)
        self.setAccessibleName(name)

    def show_at(self, place: QPoint, focused: QWidget) -> None:
        """Open at a point of the screen, moved to be within it whole.

        Args:
            focused: the part that typing goes to.
        """
        self.adjustSize()
        screen = self.screen().availableGeometry()
        place = QPoint(
            max(screen.left(), min(place.x(), screen.right() - self.width())),
            max(screen.top(), min(place.y(), screen.bottom() - self.height())),
        )
        self.move(place)
        self.show()
        focused.setFocus()
