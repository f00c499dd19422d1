"""The user's own layouts: kept under a name, renamed, deleted."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.docks.board import Board
from ui.docks.on_screen import first_size
from ui.preferences import Preferences


class OwnLayouts(QDialog):
    """A name for the layout at hand, and the list of those kept before."""

    def __init__(self, board: Board, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("My layouts"))
        self._board, self._preferences = board, preferences
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Name of the layout as it is now"))
        self.name.setAccessibleName(self.name.placeholderText())
        self.keep = QPushButton(self.tr("&Save"))
        self.keep.setDefault(True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Layouts kept"))
        self.empty = QLabel(
            self.tr(
                "Nothing is kept yet. Arrange the panels as you like them, give that a name above, "
                "and find it under View > Layout."
            )
        )
        self.empty.setWordWrap(True)
        self.empty.setProperty("tone", "secondary")
        self.use = QPushButton(self.tr("&Use"))
        self.rename = QPushButton(self.tr("&Rename"))
        self.delete = QPushButton(self.tr("&Delete"))
        self.delete.setProperty("kind", "danger")
        self._close = QPushButton(self.tr("&Close"))
        self._lay_out()
        self._connect()
        self._fill()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self.name, 1)
        first.addWidget(self.keep)
        last = QHBoxLayout()
        for button in (self.use, self.rename, self.delete):
            last.addWidget(button)
        last.addStretch(1)
        last.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        column.addLayout(first)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addLayout(last)
        first_size(self, 460, 340)

    def _connect(self) -> None:
        self.keep.clicked.connect(self._keep)
        self.name.textChanged.connect(self._follow)
        self.use.clicked.connect(self._use)
        self.list.itemActivated.connect(self._use)
        self.rename.clicked.connect(lambda: self.list.editItem(self.list.currentItem()))
        self.delete.clicked.connect(self._delete)
        self._close.clicked.connect(self.close)
        self.list.currentItemChanged.connect(self._follow)
        self.list.itemChanged.connect(self._renamed)

    def _fill(self, current: str = "") -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for name in self._preferences.layouts():
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
            if name == current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self.empty.setVisible(self.list.count() == 0)
        self.list.setVisible(self.list.count() > 0)
        self._follow()

    def _follow(self) -> None:
        self.keep.setEnabled(bool(self.name.text().strip()))
        for button in (self.use, self.rename, self.delete):
            button.setEnabled(self.list.currentItem() is not None)

    def _current(self) -> str:
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _keep(self) -> None:
        name, state = self.name.text().strip(), self._board.state()
        if name and state is not None:
            self._change({**self._preferences.layouts(), name: state}, name)
            self.name.clear()

    def _use(self) -> None:
        state = self._preferences.layouts().get(self._current())
        if state is not None:
            self._board.restore(state)

    def _renamed(self, item: QListWidgetItem) -> None:
        """Take the new name; one that is empty or taken is not, and the old one comes back."""
        old, new = self._current(), item.text().strip()
        kept = self._preferences.layouts()
        if new and new not in kept and old in kept:
            kept = {new if name == old else name: state for name, state in kept.items()}
            self._change(kept, new)
        else:
            self._fill(old)

    def _delete(self) -> None:
        kept = self._preferences.layouts()
        kept.pop(self._current(), None)
        self._change(kept)

    def _change(self, kept: dict[str, QByteArray], current: str = "") -> None:
        self._preferences.set_layouts(kept)
        self._fill(current)
