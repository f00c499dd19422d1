"""The scenarios panel: choose, show or hide, add, copy, rename, reorder, delete."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.panels.scenario_model import ScenarioModel
from ui.panels.scenario_row import ScenarioRow
from ui.scenario_edits import ScenarioEdits
from ui.session import BASE, Session


class ScenariosPanel(QWidget):
    """The list of scenarios with its few buttons; the selection drives the tables."""

    def __init__(
        self, session: Session, edits: ScenarioEdits, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._edits = edits
        self.model = ScenarioModel(session, edits, self)
        self.list = _ScenarioList(self)
        self.list.setModel(self.model)
        row = ScenarioRow(edits, self.list)
        row.eye_clicked.connect(edits.toggle_visible)
        self.list.setItemDelegate(row)
        self.menu = QMenu(self)
        self._lay_out()
        session.scenario_selected.connect(self._show_selected)
        self.model.modelReset.connect(self._show_selected)
        self.model.modelReset.connect(self.list.updateGeometry)
        self.list.selectionModel().currentChanged.connect(self._select)
        theme.changes().changed.connect(self._dress)
        self._dress()
        self._show_selected()

    @property
    def current(self) -> str:
        """The scenario of the current row; "" is the base."""
        return self.model.name_at(self.list.currentIndex())

    def add(self) -> None:
        """Add a scenario and start naming it."""
        self.rename(self._edits.add())

    def duplicate(self) -> None:
        """Copy the selected scenario and start naming the copy."""
        self.rename(self._edits.duplicate(self._session.selected))

    def rename(self, name: str) -> None:
        """Start editing a scenario's name in place."""
        index = self.model.index_of(name)
        if index.isValid() and name != BASE:
            self.list.setFocus()
            self.list.setCurrentIndex(index)
            self.list.edit(index)

    def _lay_out(self) -> None:
        self._title = QLabel(self.tr("Scenarios"))
        self._title.setBuddy(self.list)
        self._add = QToolButton()
        self._add.setToolTip(self.tr("Add a scenario"))
        self._add.setAccessibleName(self._add.toolTip())
        self._add.clicked.connect(self.add)
        self._more = QToolButton()
        self._more.setToolTip(self.tr("More for the selected scenario"))
        self._more.setAccessibleName(self._more.toolTip())
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(self.menu)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 2, 0)
        head.setSpacing(2)
        head.addWidget(self._title, 1)
        head.addWidget(self._add)
        head.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.toggled.connect(lambda: self._edits.toggle_visible(self.current))
        self.list.delete_pressed.connect(lambda: self._edits.delete(self.current))
        self.list.moved.connect(lambda steps: self._edits.move_by(self.current, steps))

    def _dress(self) -> None:
        self._title.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
        self._title.setProperty("tone", "secondary")
        icons.put_on(self._add, "plus")
        icons.put_on(self._more, "more")
        # The rows are as high as their text.
        self.list.scheduleDelayedItemsLayout()
        self.list.updateGeometry()
        self.list.viewport().update()

    def _open_menu(self, where: QPoint) -> None:
        index = self.list.indexAt(where)
        if index.isValid():
            self.list.setCurrentIndex(index)
        self.menu.popup(self.list.viewport().mapToGlobal(where))

    def _select(self, index: QModelIndex) -> None:
        if index.isValid():
            self._session.select(self.model.name_at(index))

    def _show_selected(self) -> None:
        index = self.model.index_of(self._session.selected)
        if index.isValid() and index != self.list.currentIndex():
            self.list.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )


class _ScenarioList(QListView):
    """A list whose keys do what the mouse does: Space shows, Delete deletes, Alt+arrow moves."""

    toggled = Signal()
    delete_pressed = Signal()
    moved = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Scenarios"))
        self.setAccessibleDescription(
            self.tr("Space shows or hides, F2 renames, Alt with an arrow moves, Delete deletes")
        )
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # As high as its rows: what stands below follows them.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        rows = self.model().rowCount() if self.model() else 0
        return QSize(200, rows * max(self.sizeHintForRow(0), 20) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(self.sizeHint().height(), 140))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Space:
            self.toggled.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # The editor passes on the Enter that closes it.
            if self.state() != QAbstractItemView.State.EditingState:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)
