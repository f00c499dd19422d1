"""Match columns: what a table of no known format means, and its first rows as they are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import file_dialogs, theme
from ui.background import Job, Reporter
from ui.panels.mapping_form import MappingForm
from ui.panels.mapping_preview_model import MappingPreviewModel, reason_in_words
from ui.spin_box import SpinBox
from whatif_app.costs.vocabulary import UNKNOWN_CURRENCY
from whatif_app.errors import UserError
from whatif_app.formatting import amount, count

if TYPE_CHECKING:
    from whatif_app.costs.mapped.mapping import ColumnMapping
    from whatif_app.costs.mapped.mapping_preview import Preview
    from whatif_app.costs.mapped.table_look import TableLook


class MappingStep(QWidget):
    """The form at the left, the rows at the right, and what they add up to above them.

    Signals:
        changed: what can be read with the mapping may have changed.
        place_asked: another sheet or header row is wanted: the sheet's name, and the row from 1.
    """

    changed = Signal()
    place_asked = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look: TableLook | None = None
        self._folder = Path()
        self._was_remembered = False
        self.shown: Preview | None = None
        self.job: Job | None = None
        self.form = MappingForm()
        self.sheet, self.header_row = QComboBox(), SpinBox()
        self.summary, self.aside = QLabel(), QLabel()
        self.rows, self.table = MappingPreviewModel(self), QTableView()
        self.load = QPushButton(self.tr("&Load mapping…"))
        self.save = QPushButton(self.tr("Sa&ve mapping…"))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(120)  # a word is typed at once, not letter by letter
        self._later.timeout.connect(self._show_rows)
        self._lay_out()
        self.form.changed.connect(self._later.start)
        self.sheet.activated.connect(self._ask_place)
        self.header_row.editingFinished.connect(self._ask_row)
        self.load.clicked.connect(self._load)
        self.save.clicked.connect(self._save)

    def offer(self, look: TableLook, mapping: ColumnMapping | None, folder: Path) -> None:
        """Show a table.

        Args:
            look: of the table.
            mapping: the one remembered for such a header; None to begin with what is proposed.
            folder: where mappings are looked for and saved.
        """
        self._look, self._folder, self.shown = look, folder, None
        self._was_remembered = mapping is not None
        self.sheet.clear()
        self.sheet.addItems(list(look.head.sheets))
        self.sheet.setCurrentText(look.head.sheet)
        for part in (self._sheet_label, self.sheet):
            part.setVisible(len(look.head.sheets) > 1)
        self.header_row.setValue(look.header_row)
        self.form.offer(look.names, look.rows, mapping or look.proposed)
        self._show_rows()

    @property
    def mapping(self) -> ColumnMapping:
        """The mapping as it is chosen."""
        return self.form.mapping

    @property
    def fingerprint(self) -> str:
        """Of the table's header."""
        return "" if self._look is None else self._look.fingerprint

    @property
    def is_ready(self) -> bool:
        """Whether the mapping reads at least one row of those seen."""
        return self.shown is not None and not self.shown.problems and self.shown.used > 0

    def _lay_out(self) -> None:
        self._sheet_label, row_label = QLabel(self.tr("S&heet")), QLabel(self.tr("Header in ro&w"))
        self._sheet_label.setBuddy(self.sheet)
        row_label.setBuddy(self.header_row)
        self.header_row.setRange(1, 60)
        place = QHBoxLayout()
        for part in (self._sheet_label, self.sheet, row_label, self.header_row):
            place.addWidget(part)
        place.addStretch(1)
        for button in (self.load, self.save):
            button.setAutoDefault(False)
            place.addWidget(button)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        scroll.setFixedWidth(theme.scaled(400))
        left = _card(scroll)
        self._dress_table()
        right = QVBoxLayout()
        right.setSpacing(8)
        for label in (self.summary, self.aside):
            label.setWordWrap(True)
            right.addWidget(label)
        self.aside.setProperty("tone", "secondary")
        right.addWidget(_card(self.table), 1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(left)
        both.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(place)
        column.addLayout(both, 1)

    def _dress_table(self) -> None:
        self.table.setModel(self.rows)
        self.table.setAccessibleName(self.tr("First rows as they would be read"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.horizontalHeader().setHighlightSections(False)

    def _show_rows(self) -> None:
        """Read the first rows anew, off the window's thread, and say what comes of it."""
        if self._look is None:
            return
        look, mapping = self._look, self.form.mapping

        def work(reporter: Reporter) -> object:
            from whatif_app.costs.mapped.mapping_preview import preview

            return preview(look, mapping)

        self.stop()
        self.job = Job(work, (), self)
        self.job.succeeded.connect(self._take)
        self.job.start()

    def stop(self) -> None:
        """Let go of rows that are still being read."""
        self._later.stop()
        if self.job is not None:
            self.job.abandon()
            self.job = None

    def _take(self, shown: Preview) -> None:
        self.shown, self.job = shown, None
        if shown.problems and self._look is not None:
            self.rows.show_plain(self._look)
        else:
            self.rows.show_preview(shown)
        self.table.resizeColumnsToContents()
        self._say(shown)
        self.changed.emit()

    def _say(self, shown: Preview) -> None:
        colours = theme.current()
        if shown.problems:
            self.summary.setText("\n".join(shown.problems))
            self.summary.setStyleSheet(f"color: {colours.loss}")
            self.aside.clear()
            return
        sums = ", ".join(
            f"{amount(cost)} "
            + (self.tr("of an unknown currency") if code == UNKNOWN_CURRENCY else code)
            for code, cost in shown.totals.items()
        )
        text = (
            self.tr("All {n} rows: {used} are counted, {sum}")
            if shown.is_whole
            else self.tr("Of the first {n} rows {used} are counted, {sum}")
        )
        n, used = count(len(shown.rows)), count(shown.used)
        self.summary.setText(text.format(n=n, used=used, sum=sums or self.tr("nothing")))
        self.summary.setStyleSheet("font-weight: 600")
        reasons = "; ".join(
            f"{count(n)} × {reason_in_words(reason)}" for reason, n in shown.set_aside.items()
        )
        parts = [self.tr("Set aside: {reasons}").format(reasons=reasons)] if reasons else []
        if self._was_remembered:
            parts.insert(0, self.tr("Matched as the last time with these columns."))
        self.aside.setText("  ".join(parts))

    def _ask_place(self) -> None:
        self.place_asked.emit(self.sheet.currentText(), 0)

    def _ask_row(self) -> None:
        if self._look is not None and self.header_row.value() != self._look.header_row:
            self.place_asked.emit(self.sheet.currentText(), self.header_row.value())

    def _load(self) -> None:
        path = file_dialogs.ask_mapping(self, str(self._folder))
        if path is None or self._look is None:
            return
        from whatif_app.costs.mapped.mapping_store import load_mapping

        try:
            mapping = load_mapping(path)
        except UserError as error:
            self.complain(str(error))
            return
        self._was_remembered = False
        self.form.offer(self._look.names, self._look.rows, mapping)
        self._show_rows()

    def _save(self) -> None:
        path = file_dialogs.ask_save_mapping(self, self._folder / "costs.mapping.json")
        if path is None:
            return
        from whatif_app.costs.mapped.mapping_store import save_mapping

        try:
            save_mapping(path, self.mapping)
        except UserError as error:
            self.complain(str(error))
        else:
            self.aside.setText(self.tr("Saved as {name}.").format(name=path.name))

    def complain(self, text: str) -> None:
        """Say what is in the way."""
        self.summary.setText(text)
        self.summary.setStyleSheet(f"color: {theme.current().loss}")


def _card(inside: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("card", "true")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.addWidget(inside)
    return card
