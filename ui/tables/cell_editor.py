"""Typing into a cell: a line that stays open, and says why, while what it holds is refused."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QWidget

from ui import theme
from ui.tables.formula_choices import Complete, FormulaChoices, dress_list
from ui.tables.model.cell_ref import CellRef


class CellMessage(QLabel):
    """The sentence beside a cell that says what is wrong with what was typed.

    It lies on the window, over the edges of the table, and goes where its cell goes.
    """

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor.window())
        self._editor = editor
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Refused"))

    def tell(self, text: str) -> None:
        """Show the sentence under the editor, or above where there is no room."""
        colours = theme.current()
        self.setStyleSheet(
            f"background: {colours.loss_soft}; color: {colours.loss}; padding: 5px 9px;"
            f"border: 1px solid {colours.loss}; border-radius: 6px;"
        )
        self.setText(text)
        self.ensurePolished()
        self.setFixedWidth(min(340, self.fontMetrics().horizontalAdvance(text) + 28))
        self.setFixedHeight(self.heightForWidth(self.width()))
        for carrier in self._carriers():
            carrier.installEventFilter(self)
        self._place()
        # Hidden, an editor loses the focus, and tries once more to write what it holds.
        self.setVisible(self._editor.isVisible())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A notice above the page pushes the table down; another page takes it off the screen.
        if event.type() == QEvent.Type.Move and self.isVisible():
            self._place()
        elif event.type() == QEvent.Type.Hide and not self._editor.isVisible():
            self.hide()
        elif event.type() == QEvent.Type.Show and self._editor.isVisible() and self.text():
            self._place()
            self.show()
        return super().eventFilter(watched, event)

    def dismiss(self) -> None:
        """Take the sentence away: what it says is no longer so."""
        self.clear()
        self.hide()

    def _carriers(self) -> list[QWidget]:
        """The editor and all that it lies in, within the window."""
        found = []
        widget: QWidget | None = self._editor
        while widget is not None and widget is not self.parentWidget():
            found.append(widget)
            widget = widget.parentWidget()
        return found

    def _place(self) -> None:
        window, editor = self.parentWidget(), self._editor
        place = editor.mapTo(window, QPoint(0, editor.height() + 4))
        if place.y() + self.height() > window.height():
            place = editor.mapTo(window, QPoint(0, -self.height() - 4))
        place.setX(max(4, min(place.x(), window.width() - self.width() - 4)))
        self.move(place)


class CellEditor(QLineEdit):
    """A line over one cell.

    Attributes:
        ref: the cell; None for a name.
        was_typed: opened by typing rather than by F2, so that arrows leave it.
        refusal: why what it holds was refused; "" while nothing was.
    """

    def __init__(self, parent: QWidget, ref: CellRef | None, names: Collection[str]) -> None:
        super().__init__(parent)
        self.ref = ref
        self.was_typed = False
        self.is_filled = False
        self.refusal = ""
        self._message: CellMessage | None = None
        self._cells: FormulaChoices | None = None
        self.setFrame(False)
        self.setFont(theme.font())
        if names:
            self._offer(names)
        self.textEdited.connect(self._edited)
        self.destroyed.connect(self._forget_message)
        self._dress()

    @property
    def is_choosing(self) -> bool:
        """Whether the list of choices is open."""
        completer = self.completer()
        if self._cells is not None and self._cells.is_open:
            return True
        return completer is not None and completer.popup().isVisible()

    @property
    def lets_arrows_leave(self) -> bool:
        """Whether arrows commit and go on: not within a formula, nor in the list of choices."""
        return self.was_typed and not self.is_choosing and not self.text().startswith("=")

    def refuse(self, sentence: str) -> None:
        """Stay open with a red border and the sentence beside the cell; "" takes both away."""
        self.refusal = sentence
        self._dress()
        if sentence:
            if self._message is None:
                self._message = CellMessage(self)
            self._message.tell(sentence)
            self.setAccessibleDescription(sentence)
        elif self._message is not None:
            self._message.dismiss()

    def only_choice(self) -> str:
        """What is typed, or the one choice that it may be the beginning or part of."""
        completer = self.completer()
        if completer is None or not self.text().strip():
            return self.text()
        completer.setCompletionPrefix(self.text().strip())
        return completer.currentCompletion() if completer.completionCount() == 1 else self.text()

    def wanted_width(self) -> int:
        """How wide the line must be to show all that it holds."""
        return QFontMetrics(self.font()).horizontalAdvance(self.text()) + 24

    def make_room(self) -> None:
        """Grow over the cells beside, as far as there is room, where a formula needs it."""
        room = self.parentWidget().width() - self.x()
        self.resize(max(self.width(), min(self.wanted_width(), room)), self.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.completer() is not None and not self.was_typed:
            self.completer().setCompletionPrefix("")
            self.completer().complete()

    def discard_message(self) -> None:
        """Take the sentence off the screen for good."""
        if self._message is not None:
            self._message.dismiss()
            self._message.deleteLater()
            self._message = None

    def _forget_message(self) -> None:
        self._message = None

    def _offer(self, names: Collection[str]) -> None:
        completer = QCompleter(list(names), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(12)
        dress_list(completer)
        self.setCompleter(completer)

    def offer_cells(self, complete: Complete) -> None:
        """Offer the cells that a formula may name, while one is typed."""
        self._cells = FormulaChoices(self, complete)
        self._cells.taken.connect(self.make_room)

    def _edited(self) -> None:
        self.make_room()
        if self._cells is not None:
            self._cells.follow()
        # What is being mended need not go on being called wrong.
        if self.refusal:
            self.refuse("")

    def _dress(self) -> None:
        colours = theme.current()
        border = colours.loss if self.refusal else colours.accent
        self.setStyleSheet(
            f"border: 2px solid {border}; border-radius: 0; padding: 0 6px; min-height: 0;"
            f"background: {colours.card}; color: {colours.text};"
        )
