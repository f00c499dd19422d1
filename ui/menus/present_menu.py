"""The Present menu: show the project on a whole screen, and choose what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.docks.on_screen import first_size
from ui.menus.menu import Menu, Needs

if TYPE_CHECKING:
    from ui.presentation.pages_editor import PagesEditor
    from ui.presentation.presenting import Presenting
    from ui.window import Window


class PresentMenu(Menu):
    """Starting a presentation, and its pages."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, self.tr("&Present"))
        self._presenting: Presenting | None = None
        self._editor: PagesEditor | None = None
        self.add(
            "present.start",
            self.tr("&Start"),
            lambda: self.presenting.start(),
            "F5",
            tip=self.tr("Show the pages on a whole screen, from the first one on."),
            needs=Needs.DOCUMENT,
        )
        self.add(
            "present.resume",
            self.tr("From the &current page"),
            self._resume,
            "Shift+F5",
            tip=self.tr("Show the pages from the one chosen, or from where they were left."),
            needs=Needs.DOCUMENT,
        )
        self.menu.addSeparator()
        self.add(
            "present.pages",
            self.tr("Choose &pages…"),
            self.choose_pages,
            tip=self.tr("Add, remove, order and word the pages, and write notes for them."),
            needs=Needs.DOCUMENT,
        )

    @property
    def presenting(self) -> Presenting:
        """What presents this window's project; made when it is first needed."""
        # A stage draws charts and more, which the first window need not wait for.
        from ui.presentation.presenting import Presenting

        if self._presenting is None:
            self._presenting = Presenting(self.window)
        return self._presenting

    @property
    def editor(self) -> PagesEditor:
        """The editor of the pages; made when it is first needed."""
        from ui.presentation.pages_editor import PagesEditor

        if self._editor is None:
            self._editor = PagesEditor(self.session, self.presenting, self.window)
            first_size(self._editor, 900, 640)
        return self._editor

    def choose_pages(self) -> None:
        """Open the editor of the pages beside the window."""
        self.editor.show()
        self.editor.raise_()
        self.editor.activateWindow()

    def _resume(self) -> None:
        if self._editor is not None and self._editor.isVisible():
            self.presenting.start(max(self._editor.list.currentRow(), 0))
        else:
            self.presenting.resume()
