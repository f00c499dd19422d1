"""The help's own window: contents and search at the left, the page at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.docks.on_screen import first_size
from ui.help.finding import Passage, found, passages
from ui.help.pages import HelpPage, chapters
from ui.help.text import HelpText
from ui.help.topics import CONTENTS, place_of
from ui.help.trail import Trail
from ui.preferences import Preferences

_PLACE = Qt.ItemDataRole.UserRole
_GEOMETRY = "help"


class HelpWindow(QWidget):
    """Stays beside the work: neither window waits for the other."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__(None, Qt.WindowType.Window)
        # Closing the program's window ends the program, whether or not the help is open.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setObjectName("ground")
        self._preferences = preferences
        self._chapters = chapters()
        self._pages: dict[str, HelpPage] = {
            page.key: page for chapter in self._chapters for page in chapter.pages
        }
        self._passages: tuple[Passage, ...] = ()
        self._trail = Trail()
        self.contents, self.hits, self.text = QTreeWidget(), QListWidget(), HelpText()
        self.search, self.back, self.forward = QLineEdit(), QToolButton(), QToolButton()
        self._nothing = QLabel(self.tr("Nothing has all of these words."))
        self._headings: list[QTreeWidgetItem] = []
        self._side = QStackedWidget()
        self._fill_contents()
        self._lay_out()
        self._connect()
        self._dress()
        geometry = preferences.state(_GEOMETRY)
        if geometry is None or not self.restoreGeometry(geometry):
            first_size(self, 1000, 720)

    @property
    def place(self) -> str:
        """The page shown, and the heading it was opened at."""
        return self._trail.here

    def show_topic(self, topic: str) -> None:
        """Show what tells of a topic, and remember where the reader was."""
        place = place_of(topic)
        self._trail.go(place if place.partition("#")[0] in self._pages else CONTENTS)
        self._show_place()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._preferences.set_state(_GEOMETRY, self.saveGeometry())
        super().closeEvent(event)

    def _show_place(self) -> None:
        key, _, anchor = self._trail.here.partition("#")
        page = self._pages[key]
        self.text.show_page(page.text(), anchor)
        self.text.setAccessibleDescription(page.title)
        self.setWindowTitle(self.tr("{page} – What-If help").format(page=page.title))
        self.back.setEnabled(self._trail.can_go_back)
        self.forward.setEnabled(self._trail.can_go_forward)
        self._mark(key)

    def _go_back(self) -> None:
        if self._trail.can_go_back:
            self._trail.go_back()
            self._show_place()

    def _go_forward(self) -> None:
        if self._trail.can_go_forward:
            self._trail.go_forward()
            self._show_place()

    def _find(self, query: str) -> None:
        """List what has the words typed, or the contents while there are none."""
        if not query.strip():
            self._side.setCurrentWidget(self.contents)
            return
        if not self._passages:
            self._passages = passages(self._chapters)
        self.hits.clear()
        for passage in found(self._passages, query):
            shown = passage.title
            if passage.page != passage.title:
                shown = f"{passage.title}\n{passage.page}"
            item = QListWidgetItem(shown)
            item.setData(_PLACE, passage.place)
            self.hits.addItem(item)
        self._side.setCurrentWidget(self.hits if self.hits.count() else self._nothing)
        if self.hits.count():
            self.hits.setCurrentRow(0)

    def _open_hit(self) -> None:
        item = self.hits.currentItem()
        if self._side.currentWidget() is self.hits and item is not None:
            self.show_topic(str(item.data(_PLACE)))

    def _open_chosen(self) -> None:
        item = self.contents.currentItem()
        place = item.data(0, _PLACE) if item is not None else None
        if place and place != self._trail.here.partition("#")[0]:
            self.show_topic(str(place))

    def _mark(self, key: str) -> None:
        """Show in the contents which page is read."""
        each = QTreeWidgetItemIterator(self.contents)
        while (item := each.value()) is not None:
            if item.data(0, _PLACE) == key:
                self.contents.setCurrentItem(item)
            each += 1

    def _fill_contents(self) -> None:
        self.contents.clear()
        self._headings = []
        for chapter in self._chapters:
            parent = QTreeWidgetItem([chapter.title])
            parent.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._headings.append(parent)
            self.contents.addTopLevelItem(parent)
            for page in chapter.pages:
                item = QTreeWidgetItem([page.title])
                item.setData(0, _PLACE, page.key)
                parent.addChild(item)
        self.contents.expandAll()

    def _lay_out(self) -> None:
        self.contents.setHeaderHidden(True)
        self.contents.setIndentation(14)
        self.contents.setAccessibleName(self.tr("Contents"))
        self.hits.setAccessibleName(self.tr("What was found"))
        self.hits.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(10, 10, 10, 10)
        self._nothing.setProperty("tone", "secondary")
        for widget in (self.contents, self.hits, self._nothing):
            self._side.addWidget(widget)
        self.search.setClearButtonEnabled(True)
        side, splitter = QWidget(), QSplitter(Qt.Orientation.Horizontal)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        for button in (self.back, self.forward):
            head.addWidget(button)
        head.addWidget(self.search, 1)
        column.addLayout(head)
        column.addWidget(self._side, 1)
        splitter.addWidget(side)
        splitter.addWidget(self.text)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([280, 720])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.addWidget(splitter)
        self._name_controls()

    def _name_controls(self) -> None:
        self.search.setPlaceholderText(self.tr("Search the help"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.back.setToolTip(self.tr("Back to the page before"))
        self.forward.setToolTip(self.tr("Forward again"))
        for button in (self.back, self.forward):
            button.setAccessibleName(button.toolTip())

    def _connect(self) -> None:
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._open_hit)
        self.hits.itemActivated.connect(self._open_hit)
        self.hits.itemClicked.connect(self._open_hit)
        self.contents.currentItemChanged.connect(self._open_chosen)
        self.text.followed.connect(self.show_topic)
        self.back.clicked.connect(self._go_back)
        self.forward.clicked.connect(self._go_forward)
        for key, act in (
            (QKeySequence.StandardKey.Back, self._go_back),
            (QKeySequence.StandardKey.Forward, self._go_forward),
            (QKeySequence.StandardKey.Find, self._begin_search),
            (QKeySequence("Esc"), self.close),
        ):
            QShortcut(key, self).activated.connect(act)
        theme.changes().changed.connect(self._dress)

    def _begin_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _dress(self) -> None:
        for widget in (self.contents, self.hits, self.search, self._nothing):
            widget.setFont(theme.font())
        for item in self._headings:
            item.setFont(0, theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
        icons.put_on(self.back, "arrow-left")
        icons.put_on(self.forward, "arrow-right")
        soft = theme.current().accent_soft
        self.contents.setStyleSheet(
            "QTreeView { padding: 6px; border-radius: 9px; show-decoration-selected: 0; }"
            "QTreeView::item { padding: 4px 4px; border-radius: 5px; }"
            f"QTreeView::item:selected {{ background: {soft}; }}"
            "QTreeView::branch { background: transparent; }"
        )
        if self._trail.here:
            self.text.restyle()
