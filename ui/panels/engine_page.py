"""From a data warehouse: which engine, which table, and whether it can be read.

Nothing is asked of any network before “Test connection”; nothing typed here is kept anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.background import Cancelled, Job, Reporter
from ui.docks.on_screen import first_size
from ui.panels.import_work import export_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.export import Peek
    from whatif_app.costs.format import Choices


@dataclass(frozen=True)
class Warehouse:
    """A table of billing data on another engine."""

    url: str
    table: str

    def look_into(self) -> Peek:
        """What the table is, without adding it up."""
        from whatif_app.costs.engines.reading import peek_table

        return peek_table(self.url, self.table)

    def read_whole(self, tags: Sequence[str], choices: Choices, reporter: Reporter) -> Baseline:
        """Add the table up where it is, and reconcile what comes back.

        Raises:
            ExportError, UsageError: with everything that stands in the way.
            Cancelled: as asked.
        """
        from whatif_app.costs import problem
        from whatif_app.costs.engines.reading import read_table

        try:
            return read_table(
                self.url,
                self.table,
                tags=tags,
                choices=choices,
                progress=reporter.progress,
                cancelled=reporter.cancelled,
            )
        except problem.Cancelled as error:
            raise Cancelled from error


class EngineDialog(QDialog):
    """Asks for an engine's address and a table, tries them, and says what it found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("From a data warehouse"))
        first_size(self, 640, 420)
        self.peek: Peek | None = None
        self.job: Job | None = None
        self._tried = Warehouse("", "")
        self.engine = QComboBox()
        self.url, self.table = QLineEdit(), QLineEdit()
        self.table.setPlaceholderText(self.tr("database.table"))
        self.test = QPushButton(self.tr("Test connection"))
        self.test.clicked.connect(self.try_it)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(self.tr("Waiting for the engine"))
        self.found, self.details = QLabel(), QLabel()
        self.found.setFont(theme.font(theme.CARD_PX, QFont.Weight.DemiBold))
        for label in (self.found, self.details):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.use = QPushButton(self.tr("Use this table"))
        self.use.setProperty("kind", "primary")
        self.use.clicked.connect(self.accept)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self._offer_engines()
        self._lay_out()
        self.engine.currentIndexChanged.connect(self._show_kind)
        for edit in (self.url, self.table):
            edit.textChanged.connect(self._forget)
            edit.returnPressed.connect(self.try_it)
        self._show_kind()

    @property
    def warehouse(self) -> Warehouse:
        """What was typed."""
        return Warehouse(self.url.text().strip(), self.table.text().strip())

    def try_it(self) -> None:
        """Connect, and look at the table."""
        self._stop()
        warehouse = self._tried = self.warehouse
        if not warehouse.url or not warehouse.table:
            return
        self._say(self.tr("Connecting…"), "", "")
        self.busy.show()
        self.test.setEnabled(False)
        self.job = Job(lambda _: warehouse.look_into(), (*export_error(), OSError), self)
        self.job.succeeded.connect(self._show_peek)
        self.job.failed.connect(self._show_failure)
        self.job.start()

    def done(self, result: int) -> None:
        self._stop()
        super().done(result)

    def _offer_engines(self) -> None:
        from whatif_app.costs.engines.address import KINDS

        for scheme, kind in KINDS.items():
            self.engine.addItem(kind.label, scheme)

    def _lay_out(self) -> None:
        hint = QLabel(
            self.tr(
                "The bill is added up where it lies, and only the sums come here. Credentials stay "
                "the engine's own: an address with a password is refused, and nothing typed here "
                "is stored. This is the one import that uses the network."
            )
        )
        hint.setWordWrap(True)
        hint.setProperty("tone", "secondary")
        self._needs = QLabel()
        self._needs.setWordWrap(True)
        self._needs.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(14)
        form.addRow(self.tr("&Engine"), self.engine)
        address = QVBoxLayout()
        address.setSpacing(4)
        address.addWidget(self.url)
        address.addWidget(self._needs)
        title = QLabel(self.tr("&Address"))
        title.setBuddy(self.url)
        form.addRow(title, address)
        table = QHBoxLayout()
        table.setSpacing(8)
        table.addWidget(self.table, 1)
        table.addWidget(self.test)
        title = QLabel(self.tr("&Table or view"))
        title.setBuddy(self.table)
        form.addRow(title, table)
        buttons = QHBoxLayout()
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(14)
        column.addWidget(hint)
        column.addLayout(form)
        column.addWidget(self.busy)
        column.addWidget(self.found)
        column.addWidget(self.details)
        column.addStretch(1)
        column.addLayout(buttons)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.url.setFocus()

    def _show_kind(self) -> None:
        """What this engine's address looks like, and what it needs."""
        from whatif_app.costs.engines.address import KINDS

        kind = KINDS[self.engine.currentData()]
        self.url.setPlaceholderText(kind.example)
        missing = kind.missing()
        if missing:
            text = self.tr("Not installed: {names}. To install it, run:\n{command}")
            self._needs.setText(text.format(names=", ".join(missing), command=kind.install))
        else:
            text = self.tr("Credentials come from {place}.")
            self._needs.setText(text.format(place=kind.credentials))
        colours = theme.current()
        self._needs.setStyleSheet(f"color: {colours.warn if missing else colours.secondary}")
        self._can_try = not missing
        self._forget()

    def _forget(self) -> None:
        """What was found out of another address or table does not hold for this one."""
        self._stop()
        self._follow_address()
        self.peek = None
        self._say("", "", "")
        self._update_buttons()

    def _follow_address(self) -> None:
        """Choose the engine that a pasted address names."""
        at = self.engine.findData(self.url.text().strip().partition(":")[0].lower())
        if at >= 0 and at != self.engine.currentIndex():
            self.engine.setCurrentIndex(at)

    def _show_peek(self, peek: Peek) -> None:
        self._end_waiting()
        if peek.problems:
            problems = "\n\n".join(str(problem) for problem in peek.problems[:8])
            self._say(self.tr("This table cannot be imported"), problems, "loss")
            self._update_buttons()
            return
        self.peek = peek
        text = self.tr("{n} columns; tags: {tags}")
        tags = ", ".join(peek.tag_keys[:12]) or self.tr("none")
        self._say(peek.format or "", text.format(n=len(peek.columns), tags=tags), "")
        self._update_buttons()
        self.use.setFocus()

    def _show_failure(self, error: Exception) -> None:
        self._end_waiting()
        self._say(self.tr("There is no connection"), str(error), "loss")
        self._update_buttons()

    def _say(self, title: str, text: str, tone: str) -> None:
        self.found.setText(title)
        self.details.setText(text)
        colours = theme.current()
        self.details.setStyleSheet(
            f"color: {colours.loss if tone == 'loss' else colours.secondary}"
        )

    def _update_buttons(self) -> None:
        is_typed = bool(self.warehouse.url and self.warehouse.table)
        self.test.setEnabled(is_typed and self._can_try and self.job is None)
        self.use.setEnabled(self.peek is not None)

    def _end_waiting(self) -> None:
        self.job = None
        self.busy.hide()

    def _stop(self) -> None:
        if self.job is not None:
            self.job.abandon()
        self._end_waiting()
