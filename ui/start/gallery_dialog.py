"""The gallery of examples over the window, for whoever has a project open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.start.gallery import Gallery


class GalleryDialog(QDialog):
    """Closes with the choice; the open project is asked about by whoever opens the next one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("New from example"))
        self.gallery = Gallery()
        self.gallery.sample_chosen.connect(self.accept)
        self.gallery.example_chosen.connect(self.accept)
        inner = QWidget()
        around = QVBoxLayout(inner)
        around.setContentsMargins(18, 18, 18, 18)
        around.addWidget(self.gallery)
        around.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        # It scrolls to whatever has the focus, and would show nothing of having it itself.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        room = parent.size()
        self.resize(
            min(theme.scaled(1120), room.width() - 80), min(theme.scaled(760), room.height() - 60)
        )
