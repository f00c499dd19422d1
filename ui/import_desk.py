"""The import dialog of a window: for a new project, or for one more export into the open one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from scenarios.words import spoken
from ui.panels.notices import NoticeBar
from ui.preferences import Preferences
from ui.session import Session
from whatif_app.command import Command

if TYPE_CHECKING:
    from ui.panels.import_dialog import ImportDialog


class ImportDesk(QObject):
    """Opens the dialog, feeds it files, and hands on what it makes.

    Signals:
        made: a `Made`, of which the new project begins.
    """

    made = Signal(object)

    def __init__(
        self, window: QWidget, session: Session, preferences: Preferences, notices: NoticeBar
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._preferences = preferences
        self._notices = notices
        self.dialog: ImportDialog | None = None

    def begin(self, paths: Sequence[Path], *, into_open: bool) -> ImportDialog:
        """Show the dialog, or give files to the one that is shown.

        Args:
            into_open: the export joins the open project rather than beginning one.
        """
        if self.dialog is None:
            # A dozen modules that the first window can do without.
            from ui.panels.import_dialog import ImportDialog

            into = self._session if into_open else None
            dialog = ImportDialog(self._preferences.folder, self._window, into=into)
            dialog.created.connect(self.made)
            dialog.joined.connect(self._join)
            dialog.folder_used.connect(self._remember_folder)
            dialog.destroyed.connect(self._forget)
            self.dialog = dialog
            dialog.open()
        if paths:
            self.dialog.look_at(list(paths))
        return self.dialog

    def end(self) -> None:
        """Close the dialog with the window."""
        if self.dialog is not None:
            self.dialog.reject()

    def _join(self, command: Command) -> None:
        ledger = self._session.ledger
        if not self._session.do(command):
            return
        if self._session.ledger is ledger:
            self._notices.show_notice(self.tr("This export is loaded already."), "info")
            return
        self._session.notice.emit(
            self.tr("{what}: done.").format(what=spoken(command.label)), "undo"
        )

    def _remember_folder(self, folder: str) -> None:
        self._preferences.folder = folder

    def _forget(self) -> None:
        self.dialog = None
