"""What of a pasted block is refused, and why: mended here, left out, or given up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QCloseEvent, QColor, QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.tables.model.block_reading import Refusal, RefusedBlock
from ui.tables.model.grid_model import GridModel

Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_EDIT = int(Qt.ItemDataRole.EditRole)
_CELL, _TEXT, _WHY = range(3)
_WIDTH = 760
_MOST_SHOWN = 8
# Reasons of more cells than these stay on one line: each has to be measured.
_MOST_WRAPPED = 60


class RefusedCells(QAbstractTableModel):
    """Every refused text of a block: its cell, the text, which can be mended, and the reason."""

    def __init__(self, refusals: Sequence[Refusal], parent: QObject) -> None:
        super().__init__(parent)
        self._refusals = refusals
        self.texts = [refusal.text for refusal in refusals]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._refusals)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 3

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        refusal = self._refusals[index.row()]
        if role in (_DISPLAY, _EDIT):
            return (refusal.where, self.texts[index.row()], refusal.why)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return refusal.why
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self.texts[index.row()]
            return self.tr("{cell}: {text}. {why}").format(
                cell=refusal.where, text=text, why=refusal.why
            )
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == _WHY:
            return QColor(theme.current().loss)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role != _DISPLAY or orientation is not Qt.Orientation.Horizontal:
            return None
        return (self.tr("Cell"), self.tr("Text"), self.tr("Why not"))[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_text = index.column() == _TEXT
        return flags | Qt.ItemFlag.ItemIsEditable if is_text else flags

    def setData(self, index: Index, value: object, role: int = _EDIT) -> bool:
        if role != _EDIT or index.column() != _TEXT:
            return False
        self.texts[index.row()] = str(value)
        self.dataChanged.emit(index, index)
        return True


class PastePreview(QFrame):
    """A panel over the table, which stays usable; what is refused can be mended and tried again.

    Signals:
        closed: the panel has gone, with or without something written.
    """

    closed = Signal()

    def __init__(self, model: GridModel, refused: RefusedBlock, over: QWidget) -> None:
        super().__init__(over.window())
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._model = model
        self.refused = refused
        self._over = over
        self.cells = RefusedCells(refused.refusals, self)
        self.title = QLabel(self._title())
        self.title.setFont(theme.font(theme.BASE_PX, QFont.Weight.DemiBold))
        self.title.setWordWrap(True)
        self.setAccessibleName(self.title.text())
        self.doubts = QLabel("\n".join(refused.doubts))
        self.doubts.setWordWrap(True)
        self.doubts.setProperty("tone", "warn")
        self.doubts.setFont(theme.font(theme.SMALL_PX))
        self.doubts.setVisible(bool(refused.doubts))
        self.list = self._make_list()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        for part in (self.title, self.list, self.doubts):
            layout.addWidget(part)
        layout.addLayout(self._make_buttons())
        # Where other rows come to stand, the places of the block mean other cells.
        model.rows_changed.connect(self.close)
        over.window().installEventFilter(self)
        self._place()
        self.show()
        self._place()
        self.raise_()
        self.list.setCurrentIndex(self.cells.index(0, _TEXT))
        self.list.setFocus()

    def paste_accepted(self) -> None:
        """Write what fits, and leave the other cells as they are."""
        self.close()
        self._model.write_accepted(self.refused)

    def try_again(self) -> None:
        """Write the block with the mended texts; what is still refused is shown anew."""
        block = [list(row) for row in self.refused.block]
        for refusal, text in zip(self.refused.refusals, self.cells.texts, strict=True):
            row, column = refusal.spot
            block[row][column] = text
        at = self.refused
        self.close()
        self._model.write_block(at.top, at.left, block, at.verb, at.skipped)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._over.setFocus()
        self.closed.emit()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            else:
                self.try_again()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _title(self) -> str:
        refused, accepted = len(self.refused.refusals), self.refused.accepted
        if not accepted:
            return self.tr("Nothing was written: none of the {n} cells fits.").format(n=refused)
        return self.tr("Nothing was written yet: {accepted} cells fit, {refused} do not.").format(
            accepted=accepted, refused=refused
        )

    def _make_list(self) -> QTableView:
        view = QTableView()
        view.setModel(self.cells)
        view.setAccessibleName(self.tr("Refused cells"))
        view.setFont(theme.font())
        view.setWordWrap(True)
        view.setTabKeyNavigation(False)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(theme.scaled(theme.ROW_HEIGHT))
        header = view.horizontalHeader()
        header.setFont(theme.font(theme.SMALL_PX))
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        view.resizeColumnToContents(_CELL)
        view.setColumnWidth(_CELL, min(view.columnWidth(_CELL) + 8, theme.scaled(330)))
        view.setColumnWidth(_TEXT, theme.scaled(130))
        return view

    def _make_buttons(self) -> QHBoxLayout:
        self.accept = QPushButton(
            self.tr("&Write the {n} that fit").format(n=self.refused.accepted)
        )
        self.accept.setEnabled(self.refused.accepted > 0)
        self.retry, self.cancel = QPushButton(self.tr("&Try again")), QPushButton(self.tr("Cancel"))
        self.retry.setProperty("kind", "primary")
        self.accept.clicked.connect(self.paste_accepted)
        self.retry.clicked.connect(self.try_again)
        self.cancel.clicked.connect(self.close)
        hint = QLabel(self.tr("Type over a text to mend it."))
        hint.setProperty("tone", "secondary")
        hint.setFont(theme.font(theme.SMALL_PX))
        row = QHBoxLayout()
        row.addWidget(hint, 1)
        for button in (self.cancel, self.accept, self.retry):
            button.setFont(theme.font())
            row.addWidget(button)
        return row

    def _place(self) -> None:
        """Lie over the table's lower part, or below it where the table is low."""
        window = self._over.window()
        origin = self._over.mapTo(window, self._over.rect().topLeft())
        width = min(theme.scaled(_WIDTH), max(320, window.width() - origin.x() - 24))
        # Reasons wrap once the list knows how wide it is, which says how high it is.
        self.resize(width, self.height())
        self.layout().activate()
        self._fit_rows(window.height() // 2)
        height = min(self.sizeHint().height(), window.height() - 60)
        top = min(origin.y() + theme.scaled(70), window.height() - height - 30)
        self.setGeometry(QRect(origin.x() + 12, max(10, top), width, height))

    def _fit_rows(self, most: int) -> None:
        """Make the list as high as the first rows need."""
        if self.cells.rowCount() <= _MOST_WRAPPED:
            self.list.resizeRowsToContents()
        shown = range(min(_MOST_SHOWN, self.cells.rowCount()))
        rows = sum(self.list.rowHeight(row) for row in shown)
        self.list.setFixedHeight(min(most, rows + self.list.horizontalHeader().height() + 6))
