"""What the pages of the Baseline view share: a heading with its buttons, and cards that scroll."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.charts.chart import Chart
from ui.charts.enlarger import Enlarger
from ui.flow_layout import FlowLayout

#: Two cards side by side need so much, and the words beside the buttons; at the designed size.
_ROW_PX, _WORDS_PX = 840, 380
_BY_HAND = QHeaderView.ResizeMode.Interactive


class PageFrame(QWidget):
    """A page: its title, one sentence on what it is for, buttons, and cards below each other.

    While there is nothing to show, `show_empty` puts a sentence that teaches in the cards' place.

    Signals:
        export_asked: one more export is to be loaded into the project.
        told: something is to be said in the window; carries the words and their level.
    """

    export_asked = Signal()
    told = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self._is_stale = True
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._rows: list[QBoxLayout] = []
        self._heights: dict[QWidget, float] = {}
        self._enlarger = Enlarger(self)
        self._title, self._lead, self._empty = QLabel(), QLabel(), QLabel()
        self._lead.setWordWrap(True)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(60, 60, 60, 0)
        self._empty.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add_export = QPushButton(self.tr("Add an export…"))
        self.add_export.setProperty("kind", "primary")
        self.add_export.clicked.connect(self.export_asked)
        self.buttons = FlowLayout(8)
        self.cards = QVBoxLayout()
        self.cards.setContentsMargins(18, 4, 18, 18)
        self.cards.setSpacing(12)
        self._lay_out()
        theme.changes().changed.connect(self._dress_frame)
        self._dress_frame()

    def set_title(self, title: str, lead: str) -> None:
        """What the page is called, and a sentence on what it is for."""
        self._title.setText(title)
        self._lead.setText(lead)

    def add_button(self, text: str, *, kind: str = "") -> QPushButton:
        """One more button beside the title; `kind` as in the style sheet."""
        button = QPushButton(text)
        if kind:
            button.setProperty("kind", kind)
        self.buttons.addWidget(button)
        return button

    def add_card(self, title: str = "") -> Card:
        """One more card below the others; it is as high as what is in it."""
        card = Card(title)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.cards.addWidget(card)
        return card

    def add_beside(
        self, *parts: QWidget, to: QVBoxLayout | None = None, height: float = 0.0
    ) -> None:
        """More parts, side by side; below each other where the page is narrow for its text.

        Args:
            to: where they are added; below the cards where nothing is named.
            height: of each at the designed size, for pictures; charts may also fill the window.
        """
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(12)
        for place, part in enumerate(parts):
            row.addWidget(part, 1)
            if height:
                self._heights[part] = height
            if isinstance(part, Chart):
                self._enlarger.add(part, partial(self._put_back, row, place))
        self._rows.append(row)
        (to or self.cards).addLayout(row)
        self._fold()

    def _put_back(self, row: QBoxLayout, place: int, chart: Chart) -> None:
        row.insertWidget(place, chart, 1)
        self._fold()

    def show_empty(self, text: str, *, asks_export: bool = False) -> None:
        """Show a sentence instead of the cards; "" shows the cards again.

        Args:
            asks_export: whether an export is what is missing, so that it can be added from here.
        """
        self._empty.setText(text)
        self.add_export.setVisible(asks_export)
        self._nothing.setVisible(bool(text))
        self._scroll.setVisible(not text)

    def refresh(self) -> None:
        """Show what there is now; a page that nobody sees waits until it is seen."""
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            self.show_now()

    def show_now(self) -> None:
        """Fill the cards; each page's own."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Put below each other what has no room side by side at the size of the text."""
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        is_narrow = self.width() < theme.scaled(_ROW_PX)
        for row in self._rows:
            row.setDirection(below if is_narrow else beside)
        for part, height in self._heights.items():
            if part is not self._enlarger.enlarged:
                part.setFixedHeight(theme.scaled(height))
        for_words = self.width() - self.buttons.sizeHint().width()
        is_tight = for_words < theme.scaled(_WORDS_PX)
        self._head.setDirection(below if is_tight else beside)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Under a style sheet Qt forgets fonts when their widget moves to another parent, as each
        # has since it was made; so it is with cards and tables.
        self._dress_frame()
        if self._is_stale:
            self.refresh()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._lead)
        head = self._head
        head.setContentsMargins(18, 16, 18, 6)
        head.setSpacing(16)
        head.addLayout(words, 1)
        head.addLayout(self.buttons)
        inner = QWidget()
        inner.setLayout(self.cards)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(inner)
        # It scrolls to whatever has the focus, and would show nothing of having it itself.
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        self._nothing = QWidget()
        nothing = QVBoxLayout(self._nothing)
        nothing.setSpacing(18)
        nothing.addStretch(1)
        nothing.addWidget(self._empty)
        nothing.addWidget(self.add_export, 0, Qt.AlignmentFlag.AlignHCenter)
        nothing.addStretch(1)
        column.addWidget(self._nothing, 1)
        self._nothing.hide()

    def _dress_frame(self) -> None:
        self._title.setFont(theme.font(theme.PAGE_PX, QFont.Weight.Bold))
        self._lead.setFont(theme.font())
        self._lead.setProperty("tone", "secondary")
        self._empty.setFont(theme.font(theme.CARD_PX))
        self._empty.setProperty("tone", "secondary")
        self._fold()


class Card(QFrame):
    """A white card with a title; its contents go into `column`."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._title, self._note = QLabel(), QLabel()
        self._note.setWordWrap(True)
        self._note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 12, 14, 12)
        self.column.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(self._title)
        self.head.addWidget(self._note, 1)
        self.column.addLayout(self.head)
        self.set_title(title)
        theme.changes().changed.connect(self._dress_card)
        self._dress_card()

    def set_title(self, title: str, note: str = "") -> None:
        """What the card is called, and a quiet remark beside it."""
        self._title.setText(title)
        self._note.setText(note)
        # A heading that says nothing takes no room; beside a title, the remark keeps buttons right.
        for label in (self._title, self._note):
            label.setVisible(bool(title or note))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._dress_card()

    def _dress_card(self) -> None:
        self._title.setFont(theme.font(theme.CARD_PX, QFont.Weight.DemiBold))
        self._note.setFont(theme.font(theme.SMALL_PX))
        self._note.setProperty("tone", "secondary")


class PlainTable(QTableWidget):
    """A table to read and copy from: numbers to the right, rows as high as the model's.

    For the few hundred rows of a report; the model's own tables have views of their own.
    """

    def __init__(self, columns: Sequence[str], numeric: Sequence[int] = ()) -> None:
        super().__init__(0, len(columns))
        self._numeric = frozenset(numeric)
        self.setHorizontalHeaderLabels(list(columns))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        # Cells are read with the arrows; Tab leads on to the next control.
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for position in range(len(columns)):
            item = self.horizontalHeaderItem(position)
            item.setTextAlignment(right if position in self._numeric else left)
            header.setSectionResizeMode(position, QHeaderView.ResizeMode.Interactive)
        theme.changes().changed.connect(self._dress_table)
        self._dress_table()

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows and no others; the selection is kept where it still fits."""
        self.setRowCount(len(rows))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for position, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column in self._numeric:
                    item.setTextAlignment(right)
                self.setItem(position, column, item)

    def fit(self, most_rows: int = 12) -> None:
        """Be as high as the rows need, up to a number of them, and as wide as the texts."""
        # Texts are few: measuring them all is quick, unlike in the model's tables. All at once, Qt
        # would forget the columns that take the room left.
        for column in range(self.columnCount()):
            if self.horizontalHeader().sectionResizeMode(column) is _BY_HAND:
                self.resizeColumnToContents(column)
        shown = min(max(self.rowCount(), 1), most_rows)
        rows = shown * self.verticalHeader().defaultSectionSize()
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + bar + 2)

    def _dress_table(self) -> None:
        self.setFont(theme.font())
        self.verticalHeader().setDefaultSectionSize(theme.scaled(theme.ROW_HEIGHT))
        self.setStyleSheet(table_style())


def table_style() -> str:
    """The style of a page's table: cells with room, small and heavier headings.

    Under the window's style sheet a font that is set on a heading is measured, but not painted.
    """
    small = theme.font(theme.SMALL_PX, QFont.Weight.DemiBold)
    return (
        "QTableView::item { padding: 0 5px; }"
        f"QHeaderView::section {{ font: {int(small.weight())} {small.pointSizeF():.2f}pt"
        f' "{small.family()}"; }}'
    )
