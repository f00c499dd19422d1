"""The command palette: a line to type in, and below it what the letters may mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui import theme
from ui.floating_card import dress_floating
from ui.palette.commands import chart_commands, commands, table_commands
from ui.palette.entry import Entry
from ui.palette.places import cells, places
from ui.palette.ranking import Candidate, candidate, ranked
from ui.palette.rows import HEIGHT, Entries, EntryRow, spoken_entry

if TYPE_CHECKING:
    from ui.window import Window

_WIDTH = 640
_TOP = 56
_ROWS = 11
#: Of what was used lately, so many are offered before anything is typed.
_LATELY = 6
#: Cells are searched from so many letters on; one letter fits nearly all of them.
_CELLS_FROM = 2
_LISTED = 60
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _ROWS - 1,
    Qt.Key.Key_PageUp: 1 - _ROWS,
}


class CommandPalette(QFrame):
    """Lies over the top of the window while it is open; the focus comes back where it was."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        self._entries: list[Candidate[Entry]] = []
        self._cells: list[Candidate[Entry]] | None = None
        self._table_menu: QMenu | None = None
        self.line, self.list, self.hint = QLineEdit(), QListView(), QLabel()
        self._rows = Entries(self)
        self._lay_out()
        self.line.textChanged.connect(self._search)
        self.line.installEventFilter(self)
        self.list.clicked.connect(self._use)
        self.list.selectionModel().currentChanged.connect(self._tell_current)
        window.installEventFilter(self)
        theme.changes().changed.connect(self._dress)
        self._dress()
        self.hide()

    @property
    def shown(self) -> list[Entry]:
        """The entries listed, from top to bottom."""
        return list(self._rows.entries)

    @property
    def candidates(self) -> list[Entry]:
        """Everything that can be found, the single cells aside."""
        return [each.item for each in self._entries]

    @property
    def current(self) -> Entry | None:
        """The entry that Enter would use."""
        index = self.list.currentIndex()
        return self._rows.entries[index.row()] if index.isValid() else None

    def open(self) -> None:
        """Show everything there is, ready to type."""
        self._before = QApplication.focusWidget()
        self._gather()
        self.line.clear()
        self._search("")
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus()

    def dismiss(self) -> None:
        """Close, and give the focus back."""
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, None
        # What had the focus may be gone by now, a cell's editor for one.
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._key(event)
            if event.type() == QEvent.Type.FocusOut and not self.isActiveWindow():
                return False
            if event.type() == QEvent.Type.FocusOut:
                self.hide()
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._use(self.list.currentIndex())
        elif key in _STEPS:
            self._step(_STEPS[key])
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._step(1 if key == Qt.Key.Key_Tab else -1)
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        """Go on in the list, around its ends where the step is a single one."""
        count = self._rows.rowCount()
        if not count:
            return
        row = self.list.currentIndex().row() + by
        row = row % count if abs(by) == 1 else min(max(row, 0), count - 1)
        self.list.setCurrentIndex(self._rows.index(row, 0))

    def _use(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry = self._rows.entries[index.row()]
        if not entry.is_usable:
            self._say(entry.refusal)
            return
        self.dismiss()
        self._window.preferences.remember_command(entry.key)
        entry.act()

    def _gather(self) -> None:
        """Everything that can be done and gone to now."""
        found = [*commands(self._window.actions_of_menus), *places(self._window)]
        if self._window.session.document is not None:
            found += chart_commands(self._window)
            found += self._of_table({each.title for each in found})
        self._entries = [candidate(each, each.key, each.title, each.where) for each in found]
        self._cells = None

    def _of_table(self, known: Collection[str]) -> Iterator[Entry]:
        """What can be done to the rows and cells of the table shown, as its own menu has it."""
        if self._table_menu is not None:
            self._table_menu.deleteLater()
        tables = self._window.workspace.tables
        self._table_menu = tables.card.menu.menu()
        yield from table_commands(self._table_menu, tables.grid.accessibleName(), known)

    def _search(self, query: str) -> None:
        lately = self._window.preferences.commands
        if query.strip():
            listed = ranked([*self._entries, *self._searched_cells(query)], query, lately, _LISTED)
        else:
            listed = self._suggested(lately)
        self._rows.show_entries(listed, query)
        self.list.setCurrentIndex(self._rows.index(0, 0))
        if not listed:
            self._say(self.tr("Nothing is called so. Fewer letters find more."))
        self._place()

    def _suggested(self, lately: Sequence[str]) -> list[Entry]:
        """What is offered before anything is typed: what was used lately, then what has a key."""
        known = {each.key: each.item for each in self._entries}
        used = [known[key] for key in lately if key in known][:_LATELY]
        with_key = [each for each in known.values() if each.keys and each.is_usable]
        return used + [each for each in with_key if each not in used]

    def _searched_cells(self, query: str) -> list[Candidate[Entry]]:
        if len(query.strip()) < _CELLS_FROM:
            return []
        if self._cells is None:
            self._cells = [
                candidate(each, each.key, each.title, each.where) for each in cells(self._window)
            ]
        return self._cells

    def _tell_current(self, index: QModelIndex) -> None:
        """Say below the list, and to a screen reader, what Enter would do."""
        if not index.isValid():
            return
        entry = self._rows.entries[index.row()]
        self._say(entry.refusal or entry.tip or entry.where)
        QAccessible.updateAccessibility(
            QAccessibleAnnouncementEvent(self.line, spoken_entry(entry))
        )

    def _say(self, text: str) -> None:
        self.hint.setText(text)

    def _place(self) -> None:
        window = self._window.rect()
        width = min(theme.scaled(_WIDTH), window.width() - 80)
        rows = min(max(self._rows.rowCount(), 1), _ROWS)
        most = window.height() - theme.scaled(_TOP) - theme.scaled(120)
        self.list.setFixedHeight(min(rows * theme.scaled(HEIGHT) + 4, most))
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((window.width() - width) // 2, theme.scaled(_TOP))

    def _lay_out(self) -> None:
        self.setObjectName("palette")
        self.line.setPlaceholderText(self.tr("A command, a cell, a scenario, a page …"))
        self.line.setAccessibleName(self.tr("Find a command or a place"))
        self.list.setAccessibleName(self.tr("What was found"))
        self.list.setModel(self._rows)
        self.list.setItemDelegate(EntryRow(self.list))
        # The line keeps the focus, so that one types and chooses without a change of hands.
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setProperty("tone", "secondary")
        self.hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(6)
        for widget in (self.line, self.list, self.hint):
            column.addWidget(widget)

    def _dress(self) -> None:
        self.line.setFont(theme.font(theme.CARD_PX))
        self.hint.setFont(theme.font(theme.SMALL_PX))
        self.hint.setContentsMargins(12, 0, 12, 0)
        dress_floating(self)
