"""The pages of the import dialog: choose the export, watch it being read, choose the workloads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from scenarios.cells import is_currency_code
from ui import theme
from ui.panels.import_choices import ReadingChoices
from ui.panels.import_rates import CurrencyRates
from ui.panels.page import page_style
from ui.spin_box import SpinBox
from whatif_app.costs.time_left import in_words
from whatif_app.formatting import amount, count, month_label

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.export import Peek, Progress


class ChooseStep(QWidget):
    """Which files, and which tags to keep.

    Signals:
        files_asked, folder_asked, warehouse_asked: the buttons.
    """

    files_asked = Signal()
    folder_asked = Signal()
    warehouse_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = QLabel(
            self.tr(
                "AWS, Azure, Google Cloud, Oracle or FOCUS cost exports, as CSV, JSON lines, "
                "Parquet or an Excel workbook: one file, several, or a folder of parts. Any other "
                "table of costs too: you say what its columns mean. Drop them here, or choose them."
            )
        )
        self._hint.setWordWrap(True)
        self._hint.setProperty("tone", "secondary")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        files = QPushButton(self.tr("Choose files…"))
        files.clicked.connect(self.files_asked)
        folder = QPushButton(self.tr("Choose a folder…"))
        folder.clicked.connect(self.folder_asked)
        warehouse = QPushButton(self.tr("From a data warehouse…"))
        warehouse.clicked.connect(self.warehouse_asked)
        self.found = QLabel()
        self.found.setWordWrap(True)
        self.found.setFont(theme.font(theme.CARD_PX, QFont.Weight.DemiBold))
        self.details = QLabel()
        self.details.setWordWrap(True)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reading = ReadingChoices()
        self._tags_title = QLabel(self.tr("&Tags to keep as dimensions"))
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(self.tr("Filter tags"))
        self._filter.setAccessibleName(self._filter.placeholderText())
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self._show_matching)
        self.tags = QListWidget()
        self.tags.setAccessibleName(self.tr("Tags to keep as dimensions"))
        self._tags_title.setBuddy(self.tags)
        box = QFrame()
        box.setProperty("card", "true")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(files)
        buttons.addWidget(folder)
        buttons.addWidget(warehouse)
        buttons.addStretch(1)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(24, 22, 24, 22)
        inside.setSpacing(14)
        inside.addWidget(self._hint)
        inside.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(box)
        column.addWidget(self.found)
        column.addWidget(self.details)
        column.addWidget(self.reading)
        column.addWidget(self._tags_title)
        column.addWidget(self._filter)
        column.addWidget(self.tags, 1)
        self._rest = column
        column.addStretch(0)
        self.show_nothing()

    @property
    def chosen_tags(self) -> list[str]:
        """The tags that are checked, in the export's order."""
        items = [self.tags.item(row) for row in range(self.tags.count())]
        return [item.text() for item in items if item.checkState() == Qt.CheckState.Checked]

    def show_nothing(self, text: str = "") -> None:
        """Nothing is chosen, or it is still being looked at."""
        self.found.setText(text)
        self.details.clear()
        self.reading.offer(())
        self._show_tags(())

    def show_peek(self, peek: Peek, paths: Sequence[Path]) -> None:
        """Show what the files are, or what is wrong with them."""
        where = paths[0].name if len(paths) == 1 else self.tr("{n} files").format(n=len(paths))
        if peek.problems:
            self.found.setText(self.tr("“{name}” cannot be imported").format(name=where))
            self._tell("\n\n".join(str(problem) for problem in peek.problems[:8]), "loss")
            self._show_tags(())
            return
        if peek.needs_mapping:
            self.found.setText(self.tr("“{name}” is a table of no known format").format(name=where))
            self._tell(
                self.tr("Say next what its columns mean; this is remembered for the next time."), ""
            )
            self.reading.offer(())
            self._show_tags(())
            return
        many = self.tr("{n} files").format(n=count(len(peek.files)))
        files = self.tr("1 file") if len(peek.files) == 1 else many
        size = f"{files} · {size_text(peek.bytes)}" if peek.bytes else self.tr("1 table")
        self.found.setText(f"{peek.format} · {size}")
        names = ", ".join(peek.files[:6])
        more = len(peek.files) - 6
        self._tell(names + (self.tr(" and {n} more").format(n=more) if more > 0 else ""), "")
        self.reading.offer(peek.asks, peek.sheets, peek.sheet)
        self._show_tags(peek.tag_keys)

    def _tell(self, text: str, tone: str) -> None:
        self.details.setText(text)
        colours = theme.current()
        ink = colours.loss if tone == "loss" else colours.secondary
        self.details.setStyleSheet(f"color: {ink}")

    def _show_tags(self, keys: Sequence[str]) -> None:
        self.tags.clear()
        for key in keys:
            item = QListWidgetItem(key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            # A few tags are worth having at once; many are a choice to make.
            item.setCheckState(Qt.CheckState.Checked if len(keys) <= 4 else Qt.CheckState.Unchecked)
            self.tags.addItem(item)
        for part in (self._tags_title, self.tags):
            part.setVisible(bool(keys))
        self._filter.setVisible(len(keys) > 10)
        self._filter.clear()
        self._rest.setStretch(self._rest.count() - 1, 0 if keys else 1)

    def _show_matching(self, text: str) -> None:
        for row in range(self.tags.count()):
            item = self.tags.item(row)
            item.setHidden(text.casefold() not in item.text().casefold())


class ReadStep(QWidget):
    """How far the reading is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = QLabel()
        self.stage.setFont(theme.font(theme.LEAD_PX, QFont.Weight.DemiBold))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the import"))
        self.numbers = QLabel()
        self.numbers.setProperty("tone", "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 0, 40, 0)
        column.setSpacing(12)
        column.addStretch(2)
        for part in (self.stage, self.bar, self.numbers):
            column.addWidget(part)
        column.addStretch(3)

    def begin(self) -> None:
        """Nothing is known yet."""
        self.stage.setText(self.tr("Reading the export"))
        self.bar.setRange(0, 0)
        self.numbers.clear()

    def show_progress(self, progress: Progress) -> None:
        """Bytes and rows so far."""
        self.stage.setText(progress.stage)
        if progress.bytes_total == 0:  # a table elsewhere does not tell how far it is
            self.bar.setRange(0, 0)
            self.numbers.clear()
            return
        # A bar counts in 32 bits; bytes do not fit.
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * progress.bytes_done / progress.bytes_total))
        done, total = size_text(progress.bytes_done), size_text(progress.bytes_total)
        text = self.tr("{done} of {total} · {rows} rows")
        parts = [text.format(done=done, total=total, rows=count(progress.rows))]
        if progress.seconds_left is not None:
            parts.append(in_words(progress.seconds_left))
        self.numbers.setText(" · ".join(parts))


class CaseStep(QWidget):
    """The account of what was read, and how it becomes workloads.

    Signals:
        changed: another choice was made.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.account = QTextBrowser()
        self.account.setAccessibleName(self.tr("Account of the import"))
        self.account.document().setDocumentMargin(14)
        self.group_by, self.month, self.currency = QComboBox(), QComboBox(), QComboBox()
        self.rates = CurrencyRates()
        self.largest = SpinBox()
        self.largest.setRange(1, 200)
        self.largest.setValue(12)
        self.credits = QCheckBox(self.tr("Take &credits and refunds off"))
        self.credits.setChecked(True)
        self.credits.setToolTip(
            self.tr("Off: workloads cost what they would without credits and refunds.")
        )
        self.result = QLabel()
        self.result.setWordWrap(True)
        self._form = QFormLayout()
        self._form.setVerticalSpacing(10)
        self._form.setHorizontalSpacing(14)
        self._form.addRow(self.tr("&Workloads by"), self.group_by)
        self._form.addRow(self.tr("&Baseline month"), self.month)
        self._form.addRow(self.tr("C&urrency"), self.currency)
        self._form.addRow(self.rates)
        self._form.addRow(self.tr("&Largest, the rest as “Other”"), self.largest)
        self._form.addRow("", self.credits)
        choices = QWidget()
        side = QVBoxLayout(choices)
        side.setContentsMargins(0, 0, 6, 0)
        side.setSpacing(14)
        side.addLayout(self._form)
        side.addWidget(self.result)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        row.addWidget(self.account, 5)
        # Many currencies, or large text, ask for more height than there is.
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(choices)
        scroll.setMinimumWidth(choices.minimumSizeHint().width() + theme.scaled(14))
        row.addWidget(scroll, 3)
        self.currency.currentIndexChanged.connect(self._offer_rates)
        self.rates.changed.connect(self.changed)
        for combo in (self.group_by, self.month, self.currency):
            combo.currentIndexChanged.connect(self.changed)
        self.largest.valueChanged.connect(self.changed)
        self.credits.toggled.connect(self.changed)

    def offer(self, baseline: Baseline, dimensions: Sequence[tuple[str, str]]) -> None:
        """Offer the choices that this baseline allows.

        Args:
            dimensions: of the baseline, with what to call them, the best first.
        """
        self.blockSignals(True)
        self.group_by.clear()
        for name, label in dimensions:
            self.group_by.addItem(label, name)
        self.month.clear()
        for month in reversed(baseline.months):
            complete = baseline.calendar[month].is_complete
            label = month_label(month)
            self.month.addItem(
                label if complete else self.tr("{m} (part of it)").format(m=label), month
            )
        whole = [m for m in reversed(baseline.months) if baseline.calendar[m].is_complete]
        if whole:
            self.month.setCurrentIndex(self.month.findData(whole[0]))
        self.currency.clear()
        self.currency.addItems(_largest_first(baseline))
        self._form.setRowVisible(self.currency, len(baseline.currencies) > 1)
        self.blockSignals(False)
        self._offer_rates()

    def _offer_rates(self) -> None:
        """Ask what the currencies beside the project's are worth."""
        every = [self.currency.itemText(at) for at in range(self.currency.count())]
        codes = [code for code in every if is_currency_code(code)]
        self.rates.offer(codes, self.currency.currentText())
        self._form.setRowVisible(self.rates, bool(self.rates.rates))

    def show_account(self, html: str) -> None:
        """Show the account of the import."""
        self.account.document().setDefaultStyleSheet(page_style())
        self.account.setHtml(html)

    def show_result(self, text: str, is_good: bool) -> None:
        """Say what the case would be, or why there can be none."""
        self.result.setText(text)
        colours = theme.current()
        self.result.setStyleSheet(f"color: {colours.secondary if is_good else colours.loss}")


def size_text(size: int) -> str:
    """A file's size: "3.3 GB"."""
    value, units = float(size), ("bytes", "kB", "MB", "GB", "TB")
    step = 0
    while value >= 1000 and step < len(units) - 1:
        value, step = value / 1000, step + 1
    return f"{amount(value, 0 if step < 1 else 1)} {units[step]}"


def _largest_first(baseline: Baseline) -> list[str]:
    """An export's currencies; the one that most was billed in is the project's, unless chosen."""
    totals = baseline.reconciliation.totals
    return sorted(baseline.currencies, key=lambda code: -(totals[code].billed or 0))
