"""The foot of a stage: the scenarios with their number keys, and which page this is."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.presentation.scale import Scale
from ui.session import BASE, Session

_HEIGHT, _SIDES, _GAP, _PAGE_ROOM = 44, 56, 14, 90
#: Number keys go so far; 0 is the base.
MOST_KEYS = 9


class ScenarioBar(QWidget):
    """Scenarios by number key, the one looked at underlined; a click selects as a key does."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._scale = Scale()
        self._page = ""
        session.scenario_selected.connect(self._speak)
        session.case_changed.connect(self._speak)

    def show_page(self, words: str) -> None:
        """Say which page this is."""
        self._page = words
        self._speak()

    def _speak(self, *_: object) -> None:
        """Draw anew, and say the same to who cannot see it."""
        shown = self._session.selected or self.tr("Base")
        said = self.tr("{page}, showing {scenario}").format(page=self._page, scenario=shown)
        self.setAccessibleName(said if self._page else shown)
        self.setAccessibleDescription(", ".join(self._label(*each) for each in self.choices))
        self.update()

    def rescale(self, scale: Scale) -> None:
        """Be drawn for another size of the stage."""
        self._scale = scale
        self.setFixedHeight(scale.px(_HEIGHT))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Key and scenario, "" for the base; nothing where there is no choice."""
        case = self._session.case
        names = case.scenario_names if case is not None else ()
        keyed = [(str(key), name) for key, name in enumerate(names[:MOST_KEYS], start=1)]
        return [("0", BASE), *keyed] if keyed else []

    def _places(self) -> list[tuple[str, str, QRect]]:
        """Each choice with its rectangle: as wide as its name, narrower where there are many."""
        choices = self.choices
        room = self.width() - 2 * self._scale.px(_SIDES) - self._scale.px(_PAGE_ROOM)
        metrics, gap = QFontMetrics(self._font()), self._scale.px(_GAP)
        wide = [metrics.horizontalAdvance(self._label(*each)) + gap for each in choices]
        shrink = min(1.0, room / sum(wide)) if choices else 1.0
        places, left = [], self._scale.px(_SIDES)
        for (key, name), wish in zip(choices, wide, strict=True):
            width = int(wish * shrink)
            places.append((key, name, QRect(left, 0, width, self.height())))
            left += width
        return places

    def _label(self, key: str, name: str) -> str:
        return f"{key}  {name or self.tr('Base')}"

    def _font(self) -> QFont:
        return self._scale.font(14, QFont.Weight.Medium)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for _, name, place in self._places():
            if place.contains(event.position().toPoint()):
                self._session.select(name)
                return
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, gap = theme.current(), self._scale.px(_GAP)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.ground))
        painter.setFont(self._font())
        metrics = painter.fontMetrics()
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for key, name, place in self._places():
            is_here = name == self._session.selected
            colour = self._session.colour(name) if name else colours.text
            painter.setPen(QColor(colour if is_here else colours.secondary))
            text = metrics.elidedText(
                self._label(key, name), Qt.TextElideMode.ElideRight, place.width() - gap // 2
            )
            painter.drawText(place, middle, text)
            if is_here:
                painter.setPen(QPen(QColor(colour), self._scale.px(2)))
                y = place.center().y() + metrics.height() // 2 + self._scale.px(3)
                painter.drawLine(place.left(), y, place.left() + metrics.horizontalAdvance(text), y)
        painter.setPen(QColor(colours.secondary))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        sides = self._scale.px(_SIDES)
        painter.drawText(self.rect().adjusted(sides, 0, -sides, 0), right, self._page)
        painter.end()
