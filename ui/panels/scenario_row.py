"""How one scenario looks in the list, and how its name is edited in place."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from scenarios.words import say
from ui import icons, theme
from ui.panels.scenario_model import Index, Role
from ui.scenario_edits import ScenarioEdits
from ui.session import BASE

_EYE_PX = 16
_SWATCH_PX = 16
_LEFT, _RIGHT = 9, 5


class ScenarioRow(QStyledItemDelegate):
    """Paints eye, line sample, name, figures and verdict; edits the name in place.

    Signals:
        eye_clicked: the scenario whose eye was clicked.
    """

    eye_clicked = Signal(str)

    def __init__(self, edits: ScenarioEdits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._edited = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = QFontMetrics(theme.font()).height() + QFontMetrics(_small()).height()
        return QSize(120, lines + 13)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(0, 1, 0, -1)
        self._paint_ground(painter, option, rect)
        if index.data(Role.SCENARIO) != BASE:
            self._paint_eye(painter, rect, index)
            self._paint_swatch(painter, rect, index)
        top, middle = _lines(rect)
        right = self._paint_pill(painter, rect, middle, index)
        self._paint_text(painter, rect, top, right, index)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if (
            isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
            and index.data(Role.SCENARIO) != BASE
            and eye_rect(option.rect).contains(event.position().toPoint())
        ):
            if event.type() == QEvent.Type.MouseButtonRelease:
                self.eye_clicked.emit(index.data(Role.SCENARIO))
            return True
        return super().editorEvent(event, model, option, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Name of the scenario"))
        self._edited = index.data(Qt.ItemDataRole.EditRole)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Asked again whenever the figures change, which must not undo what is being typed.
        if isinstance(editor, QLineEdit) and not editor.isModified() and not editor.text():
            editor.setText(self._edited)
            editor.selectAll()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        left = option.rect.left() + _LEFT + _eye() + _swatch() + 8
        editor.setGeometry(
            QRect(left, option.rect.top() + 6, option.rect.right() - left - 4, theme.scaled(30))
        )

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(editor, QLineEdit):
            commits = isinstance(event, QKeyEvent) and event.key() in (
                Qt.Key.Key_Return,
                Qt.Key.Key_Enter,
                Qt.Key.Key_Tab,
            )
            problem = self._edits.name_problem(self._edited, editor.text())
            if commits and event.type() == QEvent.Type.KeyPress and problem:
                below = editor.mapToGlobal(QPoint(0, editor.height()))
                QToolTip.showText(below, problem, editor)
                return True
            if event.type() == QEvent.Type.FocusOut and problem:
                editor.setText(self._edited)
        return super().eventFilter(editor, event)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        colours = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(rect, 7, 7)
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(rect.adjusted(3, 0, 0, 0), 6, 6)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(rect, 7, 7)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QColor(colours.accent)
            ring.setAlphaF(0.45)
            painter.setPen(QPen(ring, 1.0))
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)

    def _paint_eye(self, painter: QPainter, rect: QRect, index: Index) -> None:
        visible = index.data(Role.VISIBLE)
        colours = theme.current()
        ratio = painter.device().devicePixelRatioF()
        drawn = icons.pixmap(
            "eye" if visible else "eye-off",
            colours.secondary if visible else colours.faint,
            _eye(),
            ratio,
        )
        painter.drawPixmap(rect.left() + _LEFT, rect.center().y() - _eye() // 2 + 1, drawn)

    def _paint_swatch(self, painter: QPainter, rect: QRect, index: Index) -> None:
        colour = QColor(index.data(Role.COLOUR))
        if not index.data(Role.VISIBLE):
            colour.setAlphaF(0.45)
        pen = QPen(colour, 3.0, index.data(Role.LINE_STYLE), Qt.PenCapStyle.FlatCap)
        if pen.style() != Qt.PenStyle.SolidLine:
            pen.setDashPattern(_PATTERNS.get(pen.style(), [2.0, 1.0]))
        painter.setPen(pen)
        left, middle = rect.left() + _LEFT + _eye() + 6, rect.center().y() + 1
        painter.drawLine(left, middle, left + _swatch() - 2, middle)

    def _paint_pill(self, painter: QPainter, rect: QRect, middle: int, index: Index) -> int:
        """The verdict beside the figures, so that the name has the line above for itself."""
        colours = theme.current()
        text, ink, ground = index.data(Role.VERDICT), colours.secondary, colours.hover
        if index.data(Role.IS_REFERENCE):
            text = self.tr("ref")
        elif text == "Go":
            ink, ground = colours.gain, colours.gain_soft
        elif text == "No-go":
            ink, ground = colours.loss, colours.loss_soft
        if not text:
            return rect.right() - _RIGHT
        text = say(text)
        font = theme.font(theme.SMALL_PX, QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(text) + 12, metrics.height() + 2
        pill = QRect(rect.right() - _RIGHT - width, middle - height // 2 + 1, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return pill.left() - 3

    def _paint_text(
        self, painter: QPainter, rect: QRect, top: int, right: int, index: Index
    ) -> None:
        """The name, and below it the figures, which end where the verdict begins."""
        colours = theme.current()
        is_base = index.data(Role.SCENARIO) == BASE
        left = rect.left() + _LEFT + (0 if is_base else _eye() + _swatch() + 10)
        name, figures = index.data(Qt.ItemDataRole.DisplayRole), index.data(Role.SUBTITLE)
        below = top + QFontMetrics(_bold()).height()
        for text, font, ink, y, end in (
            (name, _bold(), colours.text, top, rect.right() - _RIGHT),
            (figures, _small(), colours.secondary, below, right),
        ):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, end - left)
            painter.drawText(left, y + metrics.ascent(), fitting)


def eye_rect(row: QRect) -> QRect:
    """Where in a row a click toggles the eye; a little larger than the eye."""
    return QRect(row.left() + _LEFT - 5, row.top(), _eye() + 10, row.height())


def _eye() -> int:
    return theme.scaled(_EYE_PX)


def _swatch() -> int:
    return theme.scaled(_SWATCH_PX)


def _lines(row: QRect) -> tuple[int, int]:
    """Where in a row its name begins, and the middle of the line below the name."""
    name, figures = QFontMetrics(_bold()).height(), QFontMetrics(_small()).height()
    top = row.top() + (row.height() - name - figures) // 2
    return top, top + name + figures // 2


def _bold() -> QFont:
    return theme.font(weight=QFont.Weight.Medium)


def _small() -> QFont:
    return theme.font(theme.TINY_PX)


# In units of the pen's width, so that two or three dashes fit the sample.
_PATTERNS = {
    Qt.PenStyle.DashLine: [2.2, 1.0],
    Qt.PenStyle.DotLine: [0.9, 0.8],
    Qt.PenStyle.DashDotLine: [2.4, 0.8, 0.9, 0.8],
    Qt.PenStyle.DashDotDotLine: [1.8, 0.6, 0.7, 0.6, 0.7, 0.6],
}
