"""The Edit menu: undo, and what is done to the cells or the text that has the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from ui.menus.menu import Menu, Needs

if TYPE_CHECKING:
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

    def refresh(self) -> None:
        document = self.session.document
        undo = document.undo_label if document else ""
        redo = document.redo_label if document else ""
        self.undo.setEnabled(bool(undo))
        self.redo.setEnabled(bool(redo))
        self.undo.setText(self.tr("&Undo {what}").format(what=_quiet(undo)).rstrip())
        self.redo.setText(self.tr("&Redo {what}").format(what=_quiet(redo)).rstrip())

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

    def _add_for_focus(self, method: str, text: str, tip: str) -> None:
        """An entry whose key belongs to what has the focus; here the key is only shown."""
        act = self._for_focus(method)
        self.add(f"edit.{method}", text, act, tip=tip, needs=Needs.DOCUMENT)

    def _for_focus(self, method: str) -> Callable[[], None]:
        """What the entry does: to the text being edited, else to the cells of the table shown."""

        def act() -> None:
            target = QApplication.focusWidget()
            if not hasattr(target, method):
                target = self.window.workspace.tables.grid.blocks
            getattr(target, method)()

        return act


def _quiet(label: str) -> str:
    """A label within a menu entry: its first letter small unless it is a name, "&" as it is."""
    text = label.replace("&", "&&")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
