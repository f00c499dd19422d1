"""New from export: choose the files, watch them being read, see that it reconciles, make the case.

Nothing of the open project is touched until “Create project”; the work runs off
the window's thread, and each step can be cancelled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QFont
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import file_dialogs, theme
from ui.background import Job, Reporter
from ui.docks.on_screen import first_size
from ui.panels.engine_page import EngineDialog, Warehouse
from ui.panels.import_steps import CaseStep, ChooseStep, ReadStep
from ui.panels.import_work import (
    Choices,
    Made,
    dimensions_of,
    export_error,
    look_into,
    make_case,
    read_whole,
    remember_mapping,
    remembered_mapping,
)
from ui.panels.join_step import JoinStep
from ui.panels.mapping_page import MappingStep
from ui.panels.reconciliation_page import reconciliation_html
from ui.session import Session
from whatif_app.costs.format import Choices as FileChoices

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.export import Peek
    from whatif_app.costs.mapped.table_look import TableLook


class ImportDialog(QDialog):
    """The way from export files to a new project, or into the open one.

    Signals:
        created: a `Made`: the case, its baseline, and what was chosen.
        joined: a `LoadExport`, to be done in the open project.
        folder_used: where the files lie, for the next time.
    """

    created = Signal(object)
    joined = Signal(object)
    folder_used = Signal(str)

    def __init__(
        self, folder: str, parent: QWidget | None = None, *, into: Session | None = None
    ) -> None:
        """A dialog that makes a project, or adds to the one that is open in `into`."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("helpTopic", "page:exports")
        self.setWindowTitle(
            self.tr("New from export") if into is None else self.tr("Add an export")
        )
        self._into = into
        self.setAcceptDrops(True)
        first_size(self, 1000, 660)
        self._folder = folder
        self._paths: list[Path] = []
        self._warehouse: Warehouse | None = None
        self._peek: Peek | None = None
        self._matched: TableLook | None = None
        self.job: Job | None = None
        self.baseline: Baseline | None = None
        self.made: Made | None = None
        self.choose, self.read, self.case = ChooseStep(), ReadStep(), CaseStep()
        self.match = MappingStep()
        self.join = JoinStep(into) if into is not None else None
        self.last: QWidget = self.join or self.case
        self.pages = QStackedWidget()
        for page in (self.choose, self.match, self.read, self.last):
            self.pages.addWidget(page)
        self._lay_out()
        self.choose.files_asked.connect(self._ask_files)
        self.choose.folder_asked.connect(self._ask_folder)
        self.choose.warehouse_asked.connect(self._ask_warehouse)
        self.choose.reading.sheet_chosen.connect(lambda sheet: self._look_again(sheet, 0))
        self.match.place_asked.connect(self._look_again)
        self.match.changed.connect(self._update_buttons)
        self.case.changed.connect(self._make_case)
        self._show_page(self.choose)

    def look_at(self, paths: Sequence[Path]) -> None:
        """Look into files, and say what they are."""
        if self.pages.currentWidget() is not self.choose or not paths:
            return
        self._paths, self._warehouse, self._peek = list(paths), None, None
        self.folder_used.emit(str(self._paths[0].parent))
        self.choose.show_nothing(self.tr("Looking into it…"))
        self._update_buttons()
        self._start(lambda _: look_into(self._paths), self._show_peek)

    def use_warehouse(self, warehouse: Warehouse, peek: Peek) -> None:
        """Read a table of another engine instead of files."""
        self._paths, self._warehouse = [Path(warehouse.table)], warehouse
        self._show_peek(peek)

    def begin_reading(self) -> None:
        """Read the chosen files, or the chosen table."""
        if self._peek is None or self._peek.problems:
            return
        paths, tags = list(self._paths), self._tags()
        choices, warehouse = self._reading(), self._warehouse
        self.read.begin()
        self._show_page(self.read)

        def work(reporter: Reporter) -> object:
            if warehouse is not None:
                return warehouse.read_whole(tags, choices, reporter)
            return read_whole(paths, tags, choices, reporter)

        self._start(work, self._show_baseline)

    def match_columns(self) -> None:
        """Show what the columns of a table of no known format may mean."""
        table = self._peek.table if self._peek is not None else None
        if table is None:
            return
        if table is not self._matched:
            self._matched = table
            self.match.offer(table, remembered_mapping(table), self._paths[0].parent)
        self._show_page(self.match)

    def create(self) -> None:
        """Hand over what was made, and close."""
        if self.join is not None:
            self.joined.emit(self.join.command)
            self.accept()
        elif self.made is not None:
            self.created.emit(self.made)
            self.accept()

    def _look_again(self, sheet: str, header_row: int) -> None:
        """Look for the table in another sheet, or in another row."""
        place = FileChoices(sheet=sheet or None, header_row=header_row or None)
        paths = list(self._paths)
        self._start(lambda _: look_into(paths, place), self._show_place)

    def _show_place(self, peek: Peek) -> None:
        is_matching = self.pages.currentWidget() is self.match
        if is_matching and peek.problems:
            self.match.complain("\n".join(str(problem) for problem in peek.problems))
            return
        self._show_peek(peek)
        if peek.needs_mapping:
            self.match_columns()
        elif is_matching:
            self._show_page(self.choose)

    def _reading(self) -> FileChoices:
        """How the files are to be read: as chosen, and as the columns were matched."""
        chosen = self.choose.reading.chosen
        table = self._peek.table if self._peek is not None else None
        if table is None:
            return chosen
        return replace(
            chosen,
            sheet=table.head.sheet or None,
            header_row=table.header_row,
            mapping=self.match.mapping,
        )

    def _tags(self) -> list[str]:
        """The tags to keep apart: those chosen, and those that the project keeps already."""
        chosen = self.choose.chosen_tags
        baseline = self._into.ledger.baseline if self._into and self._into.ledger else None
        if baseline is None or self._peek is None:
            return chosen
        from whatif_app.costs.format import chosen_tag

        kept = [tag for tag in baseline.tags if chosen_tag(tag, self._peek.tag_keys) is not None]
        return list(dict.fromkeys([*chosen, *kept]))

    def done(self, result: int) -> None:
        self._stop()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.look_at([Path(url.toLocalFile()) for url in event.mimeData().urls()])

    def _lay_out(self) -> None:
        self._title, self._step = QLabel(), QLabel()
        self._title.setFont(theme.font(theme.PAGE_PX, QFont.Weight.Bold))
        self._step.setProperty("tone", "secondary")
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self._cancel)
        self.back = QPushButton(self.tr("Back"))
        self.back.clicked.connect(self._go_back)
        self.go_on = QPushButton()
        self.go_on.setProperty("kind", "primary")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self._go_on)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._step)
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addLayout(buttons)
        for button in self.findChildren(QPushButton):
            # Else whichever has the focus takes Enter, and looks as if it were the way on.
            button.setAutoDefault(button is self.go_on)

    def _show_page(self, page: QWidget) -> None:
        titles = {
            self.choose: (self.tr("Which export?"), self.tr("1 of 3")),
            self.read: (self.tr("Reading"), self.tr("2 of 3")),
            self.case: (self.tr("Does it add up, and what are the workloads?"), self.tr("3 of 3")),
            self.join: (self.tr("Does it add up, and what does it change?"), self.tr("3 of 3")),
            self.match: (self.tr("What do the columns mean?"), ""),
        }
        title, step = titles[page]  # type: ignore[index]
        self._title.setText(title)
        self._step.setText(self._step_of_four(page) or step)
        self.pages.setCurrentWidget(page)
        self._update_buttons()

    def _step_of_four(self, page: QWidget) -> str:
        """Which step it is where columns are matched between choosing and reading."""
        if self._peek is None or not self._peek.needs_mapping:
            return ""
        steps = (self.choose, self.match, self.read, self.last)
        return self.tr("{n} of 4").format(n=steps.index(page) + 1)

    def _go_back(self) -> None:
        is_matched = self._peek is not None and self._peek.needs_mapping
        from_last = self.pages.currentWidget() is self.last
        self._show_page(self.match if from_last and is_matched else self.choose)

    def _update_buttons(self) -> None:
        page = self.pages.currentWidget()
        self.back.setVisible(page in (self.last, self.match))
        self.go_on.setVisible(page is not self.read)
        if page is self.choose:
            is_unknown = self._peek is not None and self._peek.needs_mapping
            self.go_on.setText(
                self.tr("Match its columns") if is_unknown else self.tr("Read the export")
            )
            self.go_on.setEnabled(self._peek is not None and not self._peek.problems)
        elif page is self.match:
            self.go_on.setText(self.tr("Read the table"))
            self.go_on.setEnabled(self.match.is_ready)
        elif page is self.join:
            self.go_on.setText(self.tr("Add to the project"))
            self.go_on.setEnabled(True)
        elif page is self.case:
            self.go_on.setText(self.tr("Create project"))
            self.go_on.setEnabled(self.made is not None)

    def _go_on(self) -> None:
        page = self.pages.currentWidget()
        if page is self.choose and self._peek is not None and self._peek.needs_mapping:
            self.match_columns()
        elif page in (self.choose, self.match):
            self.begin_reading()
        else:
            self.create()

    def _cancel(self) -> None:
        if self.pages.currentWidget() is self.read and self.job is not None:
            self.read.stage.setText(self.tr("Stopping…"))
            self.job.cancel()
        else:
            self.reject()

    def _ask_files(self) -> None:
        self.look_at(file_dialogs.ask_exports(self, self._folder))

    def _ask_folder(self) -> None:
        folder = file_dialogs.ask_export_folder(self, self._folder)
        self.look_at([folder] if folder else [])

    def _ask_warehouse(self) -> None:
        asked = EngineDialog(self)
        if asked.exec() and asked.peek is not None:
            self.use_warehouse(asked.warehouse, asked.peek)
        asked.deleteLater()

    def _show_peek(self, peek: Peek) -> None:
        self._peek = peek
        self.choose.show_peek(peek, self._paths)
        self._show_page(self.choose)

    def _show_baseline(self, baseline: Baseline) -> None:
        self.baseline = baseline
        if self._peek is not None and self._peek.table is not None:
            remember_mapping(self._peek.table.fingerprint, self.match.mapping)
        if self.join is not None:
            self.join.offer(baseline)
            self._show_page(self.join)
            return
        self.case.offer(baseline, dimensions_of(baseline))
        self._make_case()
        self._show_page(self.case)

    def _show_failure(self, error: Exception) -> None:
        if self._peek is not None and self._peek.needs_mapping:
            self._show_page(self.match)
            self.match.complain(str(error))
            return
        self._back_to_choose()
        self.choose.found.setText(self.tr("Nothing was imported; the open project is as it was."))
        self.choose._tell(str(error), "loss")

    def _back_to_choose(self) -> None:
        is_matched = self._peek is not None and self._peek.needs_mapping
        self._show_page(self.match if is_matched else self.choose)

    def _make_case(self) -> None:
        if self.baseline is None:
            return
        step = self.case
        try:
            choices = Choices(
                group_by=step.group_by.currentData() or "service",
                month=step.month.currentData() or "",
                currency=step.currency.currentText(),
                largest=step.largest.value(),
                with_credits=step.credits.isChecked(),
                rates=step.rates.chosen(),
            )
            self.made = make_case(self.baseline, choices)
        except export_error() as error:
            self.made = None
            step.show_account(reconciliation_html(self.baseline, with_title=False))
            step.show_result(str(error), is_good=False)
        else:
            step.show_account(reconciliation_html(self.baseline, with_title=False))
            step.show_result("\n\n".join(self.made.sentences), is_good=True)
        self._update_buttons()

    def _start(self, work: Callable[[Reporter], object], then: Callable[[Any], None]) -> None:
        self._stop()
        self.job = Job(work, (*export_error(), OSError), self)
        self.job.progressed.connect(self.read.show_progress)
        self.job.succeeded.connect(then)
        self.job.failed.connect(self._show_failure)
        self.job.cancelled.connect(self._back_to_choose)
        self.job.start()

    def _stop(self) -> None:
        """Let go of work in flight; what it still brings is not listened to."""
        self.match.stop()
        if self.job is not None:
            self.job.abandon()
            self.job = None
