"""The File menu: projects begun, opened, saved, handed over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from scenarios.library import entries
from scenarios.words import say
from ui.menus.menu import Menu, Needs

if TYPE_CHECKING:
    from ui.window import Window

_Standard = QKeySequence.StandardKey


class FileMenu(Menu):
    """New, open, save, export, close."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, self.tr("&File"))
        self._make_beginnings()
        self.menu.addSeparator()
        self._make_endings()
        window.start.recent_forgotten.connect(self._forget)

    def _make_beginnings(self) -> None:
        files = self.window.files
        self.add(
            "file.new",
            self.tr("&New from export…"),
            lambda: files.new_from_export(),
            _Standard.New,
            tip=self.tr("Make a project of a cloud cost export."),
        )
        examples = self.add_menu("file.examples", self.tr("New from exa&mple"))
        self.add(
            "file.sample",
            self.tr("&Sample project"),
            files.new_from_sample,
            tip=self.tr("Four months of an invented shop’s bill, everything filled in."),
            to=examples,
        )
        self.add(
            "file.gallery",
            self.tr("&Browse with pictures…"),
            self._browse,
            tip=self.tr("The examples as cards, each with how its scenarios come out."),
            to=examples,
        )
        examples.addSeparator()
        for entry in entries():
            self.add(
                f"file.example.{entry.name}",
                say(entry.title),
                lambda _=False, name=entry.name: files.new_from_example(name),
                tip=say(entry.teaches),
                to=examples,
            )
        self.add(
            "file.open",
            self.tr("&Open…"),
            files.ask_open,
            _Standard.Open,
            tip=self.tr("Open a project."),
        )
        self._recent = self.add_menu("file.recent", self.tr("Open &recent"))
        self._recent.aboutToShow.connect(self._list_recent)

    def _make_endings(self) -> None:
        files, needs = self.window.files, Needs.DOCUMENT
        self.add(
            "file.save",
            self.tr("&Save"),
            files.save,
            _Standard.Save,
            tip=self.tr("Save the project to its file."),
            needs=needs,
        )
        self.add(
            "file.save_as",
            self.tr("Save &as…"),
            files.save_as,
            "Ctrl+Shift+S",
            tip=self.tr("Save the project to another file."),
            needs=needs,
        )
        self.add(
            "file.export",
            self.tr("&Export to Excel…"),
            files.export.ask,
            "Ctrl+E",
            tip=self.tr("Write a workbook with live formulas for finance."),
            needs=needs,
        )
        self.menu.addSeparator()
        self.add(
            "file.close",
            self.tr("&Close"),
            files.close,
            "Ctrl+W",
            tip=self.tr("Close the project and show the start page."),
            needs=needs,
        )
        leave = self.add(
            "file.quit",
            self.tr("&Quit"),
            self.window.close,
            "Ctrl+Q",
            tip=self.tr("End the program; what is not saved is asked about."),
        )
        leave.setMenuRole(QAction.MenuRole.QuitRole)

    def _browse(self) -> None:
        # Whoever opens no example waits for no pictures.
        from ui.start.gallery_dialog import GalleryDialog

        dialog = GalleryDialog(self.window)
        dialog.gallery.sample_chosen.connect(self.window.files.new_from_sample)
        dialog.gallery.example_chosen.connect(self.window.files.new_from_example)
        dialog.open()

    def _forget(self, path: Path) -> None:
        self.window.preferences.forget(path)
        self.window.refresh()

    def _list_recent(self) -> None:
        self._recent.clear()
        paths = self.window.preferences.recent
        for path in paths:
            action = self._recent.addAction(path.name.replace("&", "&&"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.window.files.open(path))
        if not paths:
            self._recent.addAction(self.tr("Nothing yet")).setEnabled(False)
