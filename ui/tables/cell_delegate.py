"""How a cell is painted, and how its editor opens, commits and stays open."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from scenarios.formula_graph import may_be_computed
from ui import theme
from ui.tables.cell_editor import CellEditor
from ui.tables.grid import Grid
from ui.tables.grid_header import PADDING
from ui.tables.model.cell_ref import CellLook, Tone
from ui.tables.model.grid_model import GridModel
from whatif_app.formula_completion import completions

Index = QModelIndex | QPersistentModelIndex

_BOX = 14
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight
_SELECTED = QStyle.StateFlag.State_Selected
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class CellDelegate(QStyledItemDelegate):
    """Paints and edits the cells of one grid; its frozen column has one of its own.

    Signals:
        fill_asked: a text that is to go into every selected cell.
    """

    fill_asked = Signal(str)

    def __init__(self, grid: Grid, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._grid = grid
        self._editor: CellEditor | None = None
        #: Whether the next editor opens because a key was typed.
        self.is_typing = False
        self._load_theme()
        theme.changes().changed.connect(self._load_theme)

    @property
    def editor(self) -> CellEditor | None:
        """The open editor."""
        return self._editor

    def _load_theme(self) -> None:
        # Fonts and colours are made once: painting asks for them some hundred times.
        colours = theme.current()
        self._fonts = {
            False: theme.font(),
            True: theme.font(theme.BASE_PX, QFont.Weight.DemiBold),
        }
        self._metrics = {bold: QFontMetrics(font) for bold, font in self._fonts.items()}
        self._colours = {
            name: QColor(value) for name, value in colours.tokens().items() if value[:1] == "#"
        }

    # Painting.

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, GridModel):
            return
        look = model.look(index.row(), index.column())
        colours = self._colours
        rect: QRect = option.rect
        is_current = index == self._grid.currentIndex()
        if option.state & _SELECTED and not (is_current and self._grid.is_single_selected()):
            painter.fillRect(rect, colours["selection"])
        elif look.is_overridden or is_current:
            painter.fillRect(rect, colours["accent_soft"])
        elif look.tone in (Tone.NAME, Tone.HEADING):
            painter.fillRect(rect, colours["ground"])
        if look.checked is not None:
            self._paint_box(painter, rect, look)
        else:
            self._paint_text(painter, rect, look)
        if look.is_computed:
            self._paint_corner(painter, rect)
        if is_current:
            painter.setPen(QPen(colours["accent"], 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_text(self, painter: QPainter, rect: QRect, look: CellLook) -> None:
        bold = look.is_overridden or look.tone is Tone.HEADING
        if look.is_overridden:
            colour = "accent"
        elif look.tone in (Tone.QUIET, Tone.HEADING):
            colour = "secondary"
        else:
            colour = "text"
        painter.setFont(self._fonts[bold])
        painter.setPen(self._colours[colour])
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        text = self._metrics[bold].elidedText(look.text, _ELIDE, inner.width())
        painter.drawText(inner, _RIGHT if look.is_right else _LEFT, text)

    def _paint_box(self, painter: QPainter, rect: QRect, look: CellLook) -> None:
        colours = self._colours
        top = rect.top() + (rect.height() - _BOX) // 2
        box = QRect(rect.left() + PADDING, top, _BOX, _BOX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        filled = bool(look.checked)
        painter.setPen(colours["accent"] if filled or look.is_overridden else colours["faint"])
        painter.setBrush(colours["accent"] if filled else colours["card"])
        painter.drawRoundedRect(box, 3.5, 3.5)
        if filled:
            painter.setPen(QPen(colours["on_accent"], 1.8))
            x, y = box.left(), box.top()
            painter.drawPolyline(_tick(x, y))
        painter.restore()
        text = rect.adjusted(PADDING + _BOX + 6, 0, -4, 0)
        self._paint_label(painter, text, look)

    def _paint_corner(self, painter: QPainter, rect: QRect) -> None:
        """The mark of a formula, at the corner where no number reaches."""
        side = theme.scaled(6)
        corner = QPointF(rect.left(), rect.top())
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colours["accent"])
        painter.drawPolygon([corner, corner + QPointF(side, 0), corner + QPointF(0, side)])
        painter.restore()

    def _paint_label(self, painter: QPainter, rect: QRect, look: CellLook) -> None:
        bold = look.is_overridden
        painter.setFont(self._fonts[bold])
        painter.setPen(self._colours["accent" if bold else "secondary"])
        painter.drawText(rect, _LEFT, look.text)

    # Editing.

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, GridModel)
        ref = model.cell(index.row(), index.column())
        names = model.names_for(ref.field) if ref is not None else ()
        editor = CellEditor(parent, ref, names)
        case = model.case
        if ref is not None and case is not None and may_be_computed(ref.field):
            editor.offer_cells(lambda before: completions(case, ref.address, ref.scenario, before))
        editor.was_typed = self.is_typing
        editor.setAccessibleName(model.head(index.column()).partition("\n")[0])
        editor.returnPressed.connect(self._commit_and_go_down)
        if editor.completer() is not None:
            editor.completer().activated.connect(self._chosen)
        editor.installEventFilter(self)
        self._editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Called again at each change of the case; what is being typed must survive that.
        if isinstance(editor, CellEditor) and not editor.is_filled:
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.is_filled = True
            editor.make_room()

    def setModelData(self, editor: QWidget, model: QObject, index: Index) -> None:
        if not isinstance(editor, CellEditor) or not isinstance(model, GridModel):
            return
        accepted = model.setData(index, editor.only_choice())
        editor.refuse("" if accepted else model.refusal or self.tr("This cannot be entered here."))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect = QRect(option.rect)
        if isinstance(editor, CellEditor):
            room = editor.parentWidget().width() - rect.left()
            rect.setWidth(max(rect.width(), min(max(96, editor.wanted_width()), room)))
        editor.setGeometry(rect)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, CellEditor):
            editor.discard_message()
        if editor is self._editor:
            self._editor = None
        super().destroyEditor(editor, index)

    def commit(self) -> bool:
        """Write what the open editor holds and close it; False where that is refused."""
        editor = self._editor
        if editor is None:
            return True
        self.commitData.emit(editor)
        if editor.refusal:
            return False
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self._grid.setFocus()
        return True

    def revert(self) -> None:
        """Close the open editor and leave the cell as it was."""
        editor = self._editor
        if editor is not None:
            editor.refuse("")
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
            self._grid.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, CellEditor) or watched is not self._editor:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Escape and Enter belong to the editor, whatever the window's menus say.
            if event.key() in (Qt.Key.Key_Escape, *_ENTERS, *_TABS):
                event.accept()
            return False
        if event.type() == QEvent.Type.FocusOut and not watched.is_choosing:
            reason = event.reason()  # type: ignore[attr-defined]
            if reason not in (
                Qt.FocusReason.PopupFocusReason,
                Qt.FocusReason.ActiveWindowFocusReason,
                Qt.FocusReason.MenuBarFocusReason,
            ):
                self.commitData.emit(watched)
                if not watched.refusal:
                    end = QAbstractItemDelegate.EndEditHint.NoHint
                    self.closeEditor.emit(watched, end)
        return False

    def _key(self, editor: CellEditor, event: QKeyEvent) -> bool:
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self.revert()
        elif key in _ENTERS and control:
            self._fill_selection(editor)
        elif key in _ENTERS:
            if self.commit():
                self._grid.go_enter(-1 if shift else 1)
        elif key in _TABS:
            if self.commit():
                self._grid.go_tab(-1 if shift or key == Qt.Key.Key_Backtab else 1)
        elif key == Qt.Key.Key_F2:
            # As in Excel, F2 goes back and forth between leaving by arrows and moving the caret.
            editor.was_typed = not editor.was_typed
        elif key in _ARROWS and not control and not shift and editor.lets_arrows_leave:
            if self.commit():
                self._leave_by(Qt.Key(key))
        else:
            return False
        return True

    def _leave_by(self, arrow: Qt.Key) -> None:
        now = self._grid.currentIndex()
        down, right = _ARROWS[arrow]
        self._grid.go_to(now.row() + down, now.column() + right)

    def _fill_selection(self, editor: CellEditor) -> None:
        """Ctrl+Enter: what is typed goes into every selected cell."""
        text = editor.text()
        if self._grid.is_single_selected():
            self.commit()
            return
        self.revert()
        self.fill_asked.emit(text)

    def _commit_and_go_down(self) -> None:
        # Enter while the list of choices is open reaches the line past any event filter.
        if self._editor is not None and self.commit():
            self._grid.go_enter(1)

    def _chosen(self, text: str) -> None:
        if self._editor is not None:
            self._editor.setText(text)
            self.commit()


def _tick(x: int, y: int) -> list[QPointF]:
    return [QPointF(x + 3.4, y + 7.2), QPointF(x + 6.0, y + 9.8), QPointF(x + 10.8, y + 4.4)]
