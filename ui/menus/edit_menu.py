"""The Edit menu: undo, and what is done to the cells or the text that has the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from scenarios.words import within
from ui.menus.menu import Menu, Needs

if TYPE_CHECKING:
    from ui.tables.panel import TablesPanel
    from ui.window import Window


class EditMenu(Menu):
    """Undo and redo named after what they would take back; copy, paste, fill."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, self.tr("&Edit"))
        self._make_history()
        self.menu.addSeparator()
        self._make_clipboard()
        self.menu.addSeparator()
        self._make_fills()
        self.menu.addSeparator()
        self._make_looking()

    def refresh(self) -> None:
        document = self.session.document
        undo = document.undo_label if document else ""
        redo = document.redo_label if document else ""
        self.undo.setEnabled(bool(undo))
        self.redo.setEnabled(bool(redo))
        self.undo.setText(
            self.tr("&Undo {what}").format(what=_quiet(undo)) if undo else self.tr("&Undo")
        )
        self.redo.setText(
            self.tr("&Redo {what}").format(what=_quiet(redo)) if redo else self.tr("&Redo")
        )

    def _make_history(self) -> None:
        self.undo = self.add(
            "edit.undo",
            self.tr("&Undo"),
            self.session.undo,
            QKeySequence.StandardKey.Undo,
            tip=self.tr("Take the last change back."),
        )
        self.redo = self.add(
            "edit.redo",
            self.tr("&Redo"),
            self.session.redo,
            tip=self.tr("Make the last change taken back once more."),
        )
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])

    def _make_clipboard(self) -> None:
        self._add_for_focus(
            "cut",
            self.tr("Cu&t\tCtrl+X"),
            self.tr("Copy the selected cells, then take them back to the base’s values."),
        )
        self._add_for_focus(
            "copy",
            self.tr("&Copy\tCtrl+C"),
            self.tr("Copy the selected cells, exactly, for Excel and for mail."),
        )
        self._add_for_focus(
            "copy_as_shown",
            self.tr("Copy as s&hown\tCtrl+Shift+C"),
            self.tr("Copy the selected cells as the table shows them, for mail and slides."),
        )
        self._add_for_focus(
            "paste",
            self.tr("&Paste\tCtrl+V"),
            self.tr("Paste cells, also from Excel, from the first selected cell on."),
        )

    def _make_fills(self) -> None:
        self._add_for_focus(
            "fill_down",
            self.tr("Fill &down\tCtrl+D"),
            self.tr("Copy the first selected row into those below."),
        )
        self._add_for_focus(
            "fill_right",
            self.tr("Fill r&ight\tCtrl+R"),
            self.tr("Copy the first selected column into those beside it."),
        )
        self._add_for_focus(
            "clear",
            self.tr("Clear to &base\tDel"),
            self.tr("Take the selected cells back to the base’s values."),
        )

    def _make_looking(self) -> None:
        self._add_for_table(
            "find",
            self.tr("&Find…"),
            lambda tables: tables.open_find(),
            self.tr("Find a name, a value or a formula in the tables."),
            "Ctrl+F",
        )
        self._add_for_table(
            "replace",
            self.tr("Find and r&eplace…"),
            lambda tables: tables.open_replace(),
            self.tr("Replace a text in this table or in all of them, as one step."),
            "Ctrl+H",
        )
        self._add_for_table(
            "find_next",
            self.tr("Find &next"),
            lambda tables: tables.find_next(1),
            self.tr("Go to the next place that was found."),
            "F3",
        )
        self._add_for_table(
            "find_previous",
            self.tr("Find pre&vious"),
            lambda tables: tables.find_next(-1),
            self.tr("Go to the place found before this one."),
            "Shift+F3",
        )
        self.menu.addSeparator()
        self._add_for_table(
            "fill_series",
            self.tr("Fill &series…"),
            lambda tables: tables.card.fill_series(),
            self.tr("Fill the selected cells by a step from the first one on."),
        )
        self._add_for_table(
            "fill_growth",
            self.tr("Fill &growth…"),
            lambda tables: tables.card.fill_growth(),
            self.tr("Fill the selected cells by a percentage from the first one on."),
        )
        self._add_for_table(
            "sort_and_filter",
            self.tr("S&ort and filter…\tCtrl+Shift+L"),
            lambda tables: tables.card.open_column_menu(),
            self.tr("Sort and filter the table by the current column."),
        )
        self._add_for_table(
            "columns",
            self.tr("Colu&mns…"),
            lambda tables: tables.card.choose_columns(),
            self.tr("Choose which columns of the table are shown."),
        )
        self._add_for_table(
            "show_all",
            self.tr("Show &all rows and columns"),
            lambda tables: tables.card.show_all(),
            self.tr("Take sorting, filters and hidden columns of the table back."),
        )

    def _add_for_table(
        self, name: str, text: str, act: Callable[[TablesPanel], None], tip: str, key: str = ""
    ) -> None:
        """An entry for the tables, which come to the front for it."""

        def shown() -> None:
            self.window.show_model()
            act(self.window.workspace.tables)

        self.add(f"edit.{name}", text, shown, key, tip=tip, needs=Needs.DOCUMENT)

    def _add_for_focus(self, method: str, text: str, tip: str) -> None:
        """An entry whose key belongs to what has the focus; here the key is only shown."""
        act = self._for_focus(method)
        self.add(f"edit.{method}", text, act, tip=tip, needs=Needs.DOCUMENT)

    def _for_focus(self, method: str) -> Callable[[], None]:
        """What the entry does: to the text being edited, else to the cells of the table shown."""

        def act() -> None:
            focused, cells = QApplication.focusWidget(), self.window.workspace.tables.grid.blocks
            getattr(focused if _answers(focused, method) else cells, method)()

        return act


def _answers(widget: QWidget | None, method: str) -> bool:
    """Whether what has the focus is what an entry means."""
    if method == "clear":
        # Choices, lists and pages have one too, by which they lose all that they show.
        is_text = isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit)
        return is_text and not widget.isReadOnly()
    return hasattr(widget, method)


def _quiet(label: str) -> str:
    """A label within a menu entry: its first letter small unless it is a name, "&" as it is."""
    return within(label.replace("&", "&&"))
