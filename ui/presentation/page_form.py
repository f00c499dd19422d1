"""What can be said of one page: its title, what it compares, its lever, its text, its notes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from scenarios.address import Address
from ui import theme
from ui.session import Session
from ui.tables.model.cell_text import label_of
from whatif_app.presentation.pages import CHARTS, Page, PageKind
from whatif_app.presentation.subject import is_number, levers_of

_PAUSE = 700  # milliseconds after which what was typed is taken
_LINES, _SCENARIOS = 4, 5


class PageForm(QWidget):
    """Edits one page.

    Signals:
        edited: the page as it shall be.
    """

    edited = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._page: Page | None = None
        self._is_filling = False
        self.title, self.lever, self.scenarios = QLineEdit(), QComboBox(), QListWidget()
        self.text, self.notes = QPlainTextEdit(), QPlainTextEdit()
        self._soon = QTimer(self, interval=_PAUSE, singleShot=True)
        self._soon.timeout.connect(self.take)
        self._assemble()
        theme.changes().changed.connect(self._dress)
        self._dress()

    def _assemble(self) -> None:
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for words, field, tip in (
            (
                self.tr("Title"),
                self.title,
                self.tr("Leave it empty for the sentence that the results give."),
            ),
            (self.tr("Lever"), self.lever, self.tr("The number that the page moves.")),
            (
                self.tr("Scenarios"),
                self.scenarios,
                self.tr("Those compared; all visible ones where none is ticked."),
            ),
            (self.tr("Text"), self.text, self.tr("Each line is a point of its own.")),
            (self.tr("Notes"), self.notes, self.tr("Only the speaker sees them.")),
        ):
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(words)
            field.setToolTip(tip)
            form.addRow(label, field)
        for edit in (self.text, self.notes):
            edit.setTabChangesFocus(True)
            edit.textChanged.connect(self._edited)
            edit.installEventFilter(self)
        self.title.textEdited.connect(self._edited)
        self.title.editingFinished.connect(self.take)
        self.lever.activated.connect(self.take)
        self.scenarios.itemChanged.connect(self.take)

    def show_page(self, page: Page | None, said: str) -> None:
        """Show a page to edit.

        Args:
            said: the title that the results give.
        """
        self.title.setPlaceholderText(said)
        if page == self._page:
            return
        self._soon.stop()
        self._page = page
        self.setEnabled(page is not None)
        if page is None:
            return
        self._is_filling = True
        for edit, words in (
            (self.title, page.title),
            (self.text, page.text),
            (self.notes, page.notes),
        ):
            self._set(edit, words)
        self._fill_levers(page)
        self._fill_scenarios(page)
        compares = page.kind in (CHARTS - {PageKind.ACTUALS}) | {
            PageKind.SIDE_BY_SIDE,
            PageKind.LEVER,
        }
        for field, is_needed in (
            (self.lever, page.kind is PageKind.LEVER),
            (self.scenarios, compares),
            (self.text, page.kind is PageKind.TEXT),
        ):
            self._form.setRowVisible(field, is_needed)
        self._is_filling = False

    def take(self) -> None:
        """Ask for the page to be as the form says."""
        self._soon.stop()
        page = self._page
        if page is None or self._is_filling:
            return
        wanted = replace(
            page,
            title=self.title.text().strip(),
            text=self.text.toPlainText(),
            notes=self.notes.toPlainText(),
            lever=str(self.lever.currentData() or page.lever) if self._has_lever else page.lever,
            scenarios=self._ticked(),
        )
        if wanted != page:
            self._page = wanted
            self.edited.emit(wanted)

    @property
    def _has_lever(self) -> bool:
        return self._page is not None and self._page.kind is PageKind.LEVER

    def _set(self, edit: QLineEdit | QPlainTextEdit, words: str) -> None:
        now = edit.text() if isinstance(edit, QLineEdit) else edit.toPlainText()
        if now == words:
            return  # what is being typed keeps its cursor
        if isinstance(edit, QLineEdit):
            edit.setText(words)
        else:
            edit.setPlainText(words)

    def _edited(self) -> None:
        if not self._is_filling:
            self._soon.start()

    def _fill_levers(self, page: Page) -> None:
        self.lever.clear()
        case = self._session.case
        if case is None:
            return
        found = [key for name in case.scenario_names for key in levers_of(case, name)]
        found += self._worth_asking()
        if page.lever:
            found.insert(0, page.lever)
        for key in dict.fromkeys(found):
            self.lever.addItem(label_of(Address.parse(key)), key)
        self.lever.setCurrentIndex(self.lever.findData(page.lever))

    def _worth_asking(self) -> list[str]:
        """Levers that no scenario changes yet: volume, growth, what the work costs."""
        from scenarios.questions.turning_points import levers

        results, case = self._session.selected_results, self._session.case
        if results is None or case is None:
            return []
        return [
            key for key in levers(results) if is_number(key, case.value(Address.parse(key), None))
        ]

    def _fill_scenarios(self, page: Page) -> None:
        self.scenarios.clear()
        names = self._session.case.scenario_names if self._session.case is not None else ()
        for name in dict.fromkeys((*names, *page.scenarios)):
            item = QListWidgetItem(name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            is_ticked = name in page.scenarios
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
            self.scenarios.addItem(item)

    def _ticked(self) -> tuple[str, ...]:
        items = [self.scenarios.item(row) for row in range(self.scenarios.count())]
        return tuple(item.text() for item in items if item.checkState() == Qt.CheckState.Checked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.take()
        return super().eventFilter(watched, event)

    def _dress(self) -> None:
        line = theme.scaled(theme.ROW_HEIGHT)
        self.text.setFixedHeight(line * _LINES)
        self.scenarios.setFixedHeight(line * _SCENARIOS)
        self.notes.setMinimumHeight(line * _LINES)
