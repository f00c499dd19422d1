"""A lever in the spotlight: its value, very large, moved in front of everyone."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scenarios.address import Address
from ui.presentation.bodies import ChartBody
from ui.presentation.fact_card import Card, FactRow
from ui.presentation.fitted_text import FittedText
from ui.presentation.page_view import Body
from ui.presentation.scale import Scale, ink, verdict_ground
from ui.session import Session
from ui.tables.scrub_gesture import ScrubGesture, factor_of
from ui.tables.scrubber import NOTCH, PAUSE
from whatif_app.presentation.content import Content, Lever
from whatif_app.presentation.pages import Page

_PIXELS = 14.0  # dragged for one notch, on a stage as designed
_VALUE_PX = 104


class Dial(QWidget):
    """The value, which the mouse, the wheel and the arrow keys move."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gesture = ScrubGesture(session, self)
        self._lever: Lever | None = None
        self._scale = Scale()
        self._turned = 0.0
        self._drag_from: float | None = None
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self.let_go)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def show_lever(self, lever: Lever) -> None:
        """Show a lever as it is now."""
        self._lever = lever
        self.setAccessibleName(f"{lever.name}: {lever.value}")
        self.update()

    def rescale(self, scale: Scale) -> None:
        """Be drawn for another size of the stage."""
        self._scale = scale
        self.setFixedHeight(scale.px(_VALUE_PX * 1.5))
        self.update()

    def turn(self, notches: float, modifiers: Qt.KeyboardModifier) -> None:
        """Move the value by so many notches; turns that follow each other are one gesture."""
        if self._take():
            self._turned += notches
            self._gesture.move_to(round(self._turned), factor_of(modifiers))
            self._pause.start()

    def _take(self) -> bool:
        lever = self._lever
        if lever is None:
            return False
        address, scenario = Address.parse(lever.address), lever.scenario or None
        if not self._gesture.holds(address, scenario):
            self._turned = 0.0
        return self._gesture.begin(address, scenario)

    def let_go(self) -> None:
        """End the gesture, if one is under way: what follows is another undo step."""
        self._pause.stop()
        self._drag_from = None
        self._gesture.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.let_go()
            if self._take():
                self._drag_from = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_from is None:
            event.ignore()
            return
        way = event.position().x() - self._drag_from
        self._gesture.move_to(round(way / self._scale.px(_PIXELS)), factor_of(event.modifiers()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.let_go()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Alt turns the wheel sideways on some systems.
        delta = event.angleDelta().y() or event.angleDelta().x()
        self.turn(delta / NOTCH, event.modifiers())
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lever is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self._scale.font(_VALUE_PX, QFont.Weight.Bold)
        painter.setFont(font)
        wide = painter.fontMetrics().horizontalAdvance(self._lever.value)
        room = self.width() - self._scale.px(4)
        if wide > room:
            painter.setFont(self._scale.font(_VALUE_PX * room / wide, QFont.Weight.Bold))
            wide = room
        painter.setPen(QColor(ink("accent")))
        area = QRect(0, 0, self.width(), self.height() - self._scale.px(14))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, left, self._lever.value)
        # The line of dots says that the number can be taken hold of.
        painter.setPen(QPen(QColor(ink("accent")), self._scale.px(3), Qt.PenStyle.DotLine))
        painter.drawLine(0, area.bottom(), wide, area.bottom())
        painter.end()


class LeverBody(Body):
    """The value and the verdict at the left, the chart that follows them at the right."""

    def __init__(self, page: Page, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dial = Dial(session)
        self.base = FittedText(20, lines=2, tone="secondary")
        self.hint = FittedText(15, lines=2, tone="secondary")
        self.card, self.verdict = Card(), FittedText(21, lines=3, tone="on_verdict")
        self.facts, self.chart = FactRow(30), ChartBody(page, session)
        self._inside = QVBoxLayout(self.card)
        self._inside.addWidget(self.verdict)
        self._left = QVBoxLayout()
        for part in (self.dial, self.base, self.hint):
            self._left.addWidget(part)
        self._left.addStretch(1)
        self._left.addWidget(self.card)
        self._left.addWidget(self.facts)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(self._left, 44)
        self._row.addWidget(self.chart, 56)

    def show_content(self, content: Content) -> None:
        lever = content.lever
        for part in (self.dial, self.base, self.hint, self.chart):
            part.setVisible(lever is not None)
        self.facts.show_facts(content.facts)
        self.card.setVisible(bool(content.verdict))
        if lever is None:
            return
        self.dial.show_lever(lever)
        self.base.show_text(self.tr("Base: {value}").format(value=lever.base))
        self.hint.show_text(
            self.tr("Computed by {formula}; move what it is computed from.").format(
                formula=lever.formula
            )
            if lever.formula
            else self.tr("Drag the number, turn the wheel, or press ↑ and ↓ to move it.")
        )
        self.card.ground = verdict_ground(content.verdict)
        self.card.update()
        self.verdict.show_text("".join(content.sentences))
        self.chart.show_content(Content("", series=content.series))

    def rescale(self, scale: Scale) -> None:
        self._row.setSpacing(scale.px(28))
        self._left.setSpacing(scale.px(12))
        self._inside.setContentsMargins(*(scale.px(side) for side in (22, 16, 22, 18)))
        for part in (self.dial, self.base, self.hint, self.card, self.verdict, self.facts):
            part.rescale(scale)
        self.chart.rescale(scale)

    def adjust(self, notches: int, modifiers: Qt.KeyboardModifier) -> bool:
        if self.dial.isHidden():
            return False
        self.dial.turn(notches, modifiers)
        return True

    def let_go(self) -> None:
        self.dial.let_go()
