"""What lies over a page for a while: one colour alone, the keys, or the speaker's notes."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui import theme
from ui.keyboard_map import named, presenting
from ui.presentation.fact_card import Card
from ui.presentation.fitted_text import FittedText
from ui.presentation.scale import Scale

_KEYS_WIDTH, _KEYS_HEIGHT = 860, 560


class Cover(QWidget):
    """The whole stage in one colour, so that everyone looks at the speaker."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._colour = ""
        self.hide()

    def toggle(self, colour: str) -> None:
        """Cover the stage, or uncover it where it is covered in this colour."""
        is_covered = self.isVisible() and self._colour == colour
        self._colour = colour
        self.setAccessibleName(
            self.tr("Black screen") if colour == "black" else self.tr("White screen")
        )
        self.setVisible(not is_covered)
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colour))
        painter.end()


class KeysCard(Card):
    """The keys of the stage, in a card over the page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = FittedText(26, weight=QFont.Weight.Bold)
        self.title.show_text(self.tr("Keys"))
        self._lines: list[tuple[FittedText, FittedText]] = []
        self._grid = QGridLayout(self)
        self._grid.addWidget(self.title, 0, 0, 1, 2)
        for row, (key, does) in enumerate(presenting().items(), start=1):
            texts = (FittedText(18, weight=QFont.Weight.DemiBold), FittedText(18, tone="secondary"))
            for column, (text, words) in enumerate(zip(texts, (named(key), does), strict=True)):
                text.show_text(words)
                self._grid.addWidget(text, row, column)
            self._lines.append(texts)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 7)
        self.setAccessibleName(self.tr("Keys of the presentation"))
        self.hide()

    def rescale(self, scale: Scale) -> None:
        super().rescale(scale)
        self._grid.setContentsMargins(*(scale.px(side) for side in (32, 24, 32, 24)))
        self._grid.setVerticalSpacing(scale.px(12))
        self.title.rescale(scale)
        for texts in self._lines:
            for text in texts:
                text.rescale(scale)
        stage = self.parentWidget().size()
        wide, high = scale.px(_KEYS_WIDTH), scale.px(_KEYS_HEIGHT)
        self.setGeometry((stage.width() - wide) // 2, (stage.height() - high) // 2, wide, high)


class NotesStrip(QWidget):
    """The speaker's notes at the foot of the stage, where there is no second screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notes = FittedText(18, lines=4)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.notes)
        self.setAccessibleName(self.tr("Notes"))
        self.hide()

    def show_notes(self, notes: str) -> None:
        """Show the notes of another page."""
        self.notes.show_text(notes or self.tr("No notes on this page."))

    def rescale(self, scale: Scale) -> None:
        """Be drawn for another size of the stage."""
        self._column.setContentsMargins(*(scale.px(side) for side in (56, 12, 56, 12)))
        self.notes.rescale(scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().warn_soft))
        painter.end()
