"""The list below a formula that is being typed: tables, rows and fields, step by step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from ui import theme
from whatif_app.formula_completion import Completions

#: What completes the text up to the caret.
Complete = Callable[[str], Completions]

_MOST_SHOWN = 10
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYS = (*_ENTERS, Qt.Key.Key_Tab, Qt.Key.Key_Escape)


def dress_list(completer: QCompleter) -> None:
    """Give a completer's list the program's type and colours."""
    colours = theme.current()
    completer.popup().setFont(theme.font())
    completer.popup().setStyleSheet(
        f"QListView {{ background: {colours.card}; border: 1px solid {colours.border}; }}"
        f"QListView::item {{ padding: 4px 8px; color: {colours.text}; }}"
        f"QListView::item:selected {{ background: {colours.accent_soft}; }}"
    )


class FormulaChoices(QCompleter):
    """Offers what may come next in a line's formula.

    Signals:
        taken: a word was put into the line.
    """

    taken = Signal()

    def __init__(self, line: QLineEdit, complete: Complete) -> None:
        super().__init__(line)
        self._line = line
        self._complete = complete
        self._words = QStringListModel(self)
        self._start = 0
        self.setModel(self._words)
        # The words are chosen already: the completer only shows them.
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(_MOST_SHOWN)
        self.setWidget(line)
        dress_list(self)
        self.popup().setAccessibleName(self.tr("Cells that a formula may name"))
        self.activated.connect(self._take)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.popup().isVisible()

    def follow(self) -> None:
        """Show what fits the text up to the caret, or nothing."""
        before = self._line.text()[: self._line.cursorPosition()]
        found = self._complete(before) if before.startswith("=") else Completions(0)
        self._start = found.start
        self._words.setStringList(list(found.words))
        if not found.words:
            self.popup().hide()
            return
        metrics = QFontMetrics(self.popup().font())
        width = max(map(metrics.horizontalAdvance, found.words)) + theme.scaled(40)
        place = self._line.rect()
        place.setLeft(self._line.cursorRect().left())
        place.setWidth(width)
        self.complete(place)
        # Nothing is chosen before somebody chooses: Enter takes the formula as it is.
        self.popup().setCurrentIndex(self._words.index(-1, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Before the completer passes the key to the line, where Tab would leave it.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._takes(event.key()) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _takes(self, key: int) -> bool:
        """Answer a key, if it is for the open list: Tab takes the first word, or the chosen one."""
        if not self.is_open or key not in _KEYS:
            return False
        chosen = self.popup().currentIndex()
        self.popup().hide()
        if key == Qt.Key.Key_Tab:
            self._take(self._words.stringList()[max(chosen.row(), 0)])
        elif key in _ENTERS and chosen.isValid():
            self._take(self._words.stringList()[chosen.row()])
        # Enter without a choice is the line's own: the formula is as it should be.
        return key not in _ENTERS or chosen.isValid()

    def _take(self, word: str) -> None:
        line, end = self._line, self._line.cursorPosition()
        text = line.text()
        line.setText(text[: self._start] + word + text[end:])
        line.setCursorPosition(self._start + len(word))
        self.taken.emit()
        if word.endswith("/"):
            self.follow()
