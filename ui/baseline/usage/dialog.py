"""Loading usage files: what they hold, what they leave open, and the months that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scenarios.words import say, spoken
from ui import theme
from ui.background import Job, Reporter
from ui.baseline.page_frame import PlainTable
from ui.baseline.usage.choices import UsageChoicesForm
from ui.docks.on_screen import first_size
from whatif_app.errors import ListedError, UserError
from whatif_app.formatting import count, month_label, number, share
from whatif_app.volumes.choices import OpenQuestionError, UsageChoices
from whatif_app.volumes.history import UsageHistory
from whatif_app.volumes.usage_files import OpenedUsage, histories_of, open_usage

_WAIT_MS = 150
_MOST_COLUMNS = 6


def ask_usage_files(parent: QWidget, folder: str) -> list[Path]:
    """Which files hold usage; none for none. Tests replace this."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("UsageDialog", text)

    kinds = tr("Usage ({patterns});;All files (*)").format(
        patterns="*.csv *.tsv *.txt *.gz *.xlsx *.xlsm *.json"
    )
    names, _ = QFileDialog.getOpenFileNames(parent, tr("Load usage files"), folder, kinds)
    return [Path(name) for name in names]


class UsageDialog(QDialog):
    """Asks what the files leave open, and shows the months before they are taken."""

    def __init__(self, paths: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("helpTopic", "page:usage")
        self.setWindowTitle(self.tr("Load usage"))
        first_size(self, 880, 580)
        self.paths = tuple(paths)
        self.histories: list[UsageHistory] = []
        self._opened: list[OpenedUsage] = []
        self._shape: tuple[str | None, ...] = ()
        self._job: Job | None = None
        self.form = UsageChoicesForm()
        self.preview = PlainTable(())
        self.said = QLabel()
        self.progress = QProgressBar()
        self.load = QPushButton(self.tr("Load"))
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_WAIT_MS)
        self._again.timeout.connect(self._read)
        self._lay_out()
        self.form.changed.connect(self._again.start)
        self.finished.connect(self._abandon)
        self._open()

    @property
    def is_busy(self) -> bool:
        """Whether files are being read, or will be in a moment."""
        return self._job is not None or self._again.isActive()

    def _lay_out(self) -> None:
        names = ", ".join(path.name for path in self.paths[:4])
        more = len(self.paths) - 4
        title = QLabel(names + (f" + {more}" if more > 0 else ""))
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setFont(theme.font(theme.LEAD_PX, theme.QFont.Weight.DemiBold))
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress.setTextVisible(False)
        self.preview.setAccessibleName(self.tr("Months that would be loaded"))
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.said)
        right.addWidget(self.progress)
        right.addWidget(self.preview, 1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(self.form, 2)
        both.addLayout(right, 3)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.load.setProperty("kind", "primary")
        self.load.setDefault(True)
        self.load.setEnabled(False)
        self.load.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.load)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(title)
        column.addLayout(both, 1)
        column.addLayout(buttons)

    # Reading

    def _open(self) -> None:
        """Read the files' values anew; the window stays alive meanwhile."""
        choices, paths = self.form.choices, self.paths
        self._shape = _shape_of(choices)

        def work(reporter: Reporter) -> object:
            def watch(done: int, total: int) -> None:
                reporter.check()
                reporter.progress((done, total))

            return [open_usage(path, choices, watch) for path in paths]

        self._abandon()
        self.load.setEnabled(False)
        self.progress.setRange(0, 0)
        self.progress.show()
        self._job = Job(work, (UserError,), self)
        self._job.progressed.connect(self._show_progress)
        self._job.succeeded.connect(self._take_opened)
        self._job.failed.connect(self._show_failure)
        self._job.start()

    def _abandon(self) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job = None

    def _show_progress(self, state: object) -> None:
        done, total = cast("tuple[int, int]", state)
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(1000 * done / total) if total else 1000)

    def _take_opened(self, opened: object) -> None:
        self._job = None
        self._opened = cast("list[OpenedUsage]", opened)
        self.form.offer([each.peek(self.form.choices) for each in self._opened])
        self._read()

    def _show_failure(self, error: object) -> None:
        self._job = None
        self._opened = []
        self._show([], _in_words(cast("UserError", error)))

    def _read(self) -> None:
        """The months under what was chosen; files are only opened anew where their shape is."""
        choices = self.form.choices
        if _shape_of(choices) != self._shape:
            self._open()
            return
        if self.form.lacks_series:
            self._show([], self.tr("Tick what is to be loaded; series of a query are summed."))
            return
        try:
            found = histories_of(self._opened, choices)
        except UserError as error:
            self._show([], _in_words(error))
        else:
            self._show(found, "")

    def _show(self, found: list[UsageHistory], problem: str) -> None:
        self.progress.hide()
        self.histories = found
        self.load.setEnabled(bool(found))
        self.preview.setVisible(bool(found))
        self.form.allow_name(len(found) == 1)
        self.said.setProperty("tone", "warn" if problem else "secondary")
        self.said.style().polish(self.said)
        self.said.setText(problem or self._account(found))
        if found:
            self._fill_preview(found)

    def _account(self, found: Sequence[UsageHistory]) -> str:
        read = sum(each.account.read for each in found)
        used = sum(each.account.used for each in found)
        said = [self.tr("{used} of {read} values used.").format(used=count(used), read=count(read))]
        reasons: dict[str, int] = {}
        for history in found:
            for reason, n in history.account.set_aside.items():
                reasons[reason] = reasons.get(reason, 0) + n
        said += [f"{say(reason)}: {count(n)}." for reason, n in reasons.items()]
        said += dict.fromkeys(spoken(note) for history in found for note in history.notes)
        return "\n".join(said[:8])

    def _fill_preview(self, found: Sequence[UsageHistory]) -> None:
        shown = found[:_MOST_COLUMNS]
        months = sorted({month for history in shown for month in history.months})
        self.preview.setColumnCount(len(shown) + 1)
        self.preview.setHorizontalHeaderLabels(
            [self.tr("Month"), *(history.name for history in shown)]
        )
        self.preview.set_rows(
            [
                [month_label(month), *(_month_text(each, month) for each in shown)]
                for month in months
            ]
        )
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.preview.horizontalHeaderItem(0).setTextAlignment(left)
        for column in range(1, len(shown) + 1):
            self.preview.horizontalHeaderItem(column).setTextAlignment(right)
            for row in range(len(months)):
                self.preview.item(row, column).setTextAlignment(right)
        self.preview.resizeColumnsToContents()


def _month_text(history: UsageHistory, month: str) -> str:
    if month not in history.months:
        return ""
    coverage = history.coverage[month]
    text = number(history.months[month], 2)
    return text if coverage.is_complete else f"{text}  ({share(coverage.share, 0)})"


def _shape_of(choices: UsageChoices) -> tuple[str | None, ...]:
    """What a table has to be read anew for."""
    return (choices.sheet, choices.date_column, choices.split_by)


def _in_words(error: UserError) -> str:
    every = error.errors if isinstance(error, ListedError) else (error,)
    # A question's answers stand in the form; the command line's way to give them does not help.
    return "\n\n".join(
        each.question.text if isinstance(each, OpenQuestionError) else str(each) for each in every
    )
