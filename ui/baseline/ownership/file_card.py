"""Which ownership file is joined to the bill, and what was wrong with it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui import theme
from ui.baseline.page_frame import Card
from ui.panels.page import Page
from whatif_app.formatting import count

if TYPE_CHECKING:
    from whatif_app.ownership.ownership import Ownership
    from whatif_app.ownership.ownership_file import OwnershipFile


class OwnershipFileCard(Card):
    """The file's name and size, or what a file would do; buttons to load one or to begin one.

    Signals:
        load_asked: a file is to be loaded.
        begin_asked: a list of what has no owner yet is to be saved, to fill in.
    """

    load_asked = Signal()
    begin_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Ownership file"))
        self._read: OwnershipFile | None = None
        self._page: Page | None = None
        self.words, self.notes = QLabel(), QLabel()
        for label in (self.words, self.notes):
            label.setWordWrap(True)
        self.problems = QPushButton()
        self.problems.setProperty("kind", "link")
        self.problems.clicked.connect(self._show_problems)
        self.load = QPushButton(self.tr("Load ownership file…"))
        self.load.clicked.connect(self.load_asked)
        self.begin = QPushButton(self.tr("Save a list to fill in…"))
        self.begin.setToolTip(
            self.tr("Every service ID and account of the bill that has no owner yet, as a table")
        )
        self.begin.clicked.connect(self.begin_asked)
        self.head.addWidget(self.begin)
        self.head.addWidget(self.load)
        self.column.addWidget(self.words)
        row = QHBoxLayout()
        row.addWidget(self.notes, 1)
        row.addWidget(self.problems)
        self.column.addLayout(row)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def show_ownership(self, ownership: Ownership, read: OwnershipFile | None) -> None:
        """Show the file in force.

        Args:
            read: what was said when it was read, where it was in this session.
        """
        self._read = read
        if ownership.services:
            n = len(ownership.services)
            services = self.tr("1 service") if n == 1 else self.tr("{n} services")
            self.words.setText(
                self.tr("{name} · {services}, joined to the bill whenever it is looked at").format(
                    name=ownership.source, services=services.format(n=count(n))
                )
            )
        else:
            self.words.setText(
                self.tr(
                    "No ownership file yet. One row a service, CSV or Excel: ServiceID, Cost "
                    "center, Owner, Product, Environment, Team; Account where a whole account is "
                    "one service’s. It is joined when you look, so that a re-organization is a "
                    "new file, not new tags."
                )
            )
        kind = "" if ownership.services else "primary"
        self.load.setProperty("kind", kind)
        self.load.style().polish(self.load)
        notes = " ".join(read.notes) if read is not None else ""
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        problems = len(read.problems) if read is not None else 0
        self.problems.setText(
            self.tr("1 row to look at")
            if problems == 1
            else self.tr("{n} things to look at").format(n=count(problems))
        )
        self.problems.setVisible(bool(problems))

    def _show_problems(self) -> None:
        if self._read is None:
            return
        items = "".join(f"<li>{escape(str(problem))}</li>" for problem in self._read.problems)
        title = self.tr("What to look at in {name}").format(name=self._read.source)
        left_out = self.tr("{n} of {all} rows were left out.").format(
            n=count(self._read.left_out), all=count(self._read.read)
        )
        html = f"<h1>{escape(title)}</h1><p>{escape(left_out)}</p><ul>{items}</ul>"
        self._page = Page(title, html, self.window())
        self._page.show()

    def _dress(self) -> None:
        self.words.setFont(theme.font())
        self.notes.setFont(theme.font(theme.SMALL_PX))
        self.notes.setProperty("tone", "secondary")
