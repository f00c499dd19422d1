"""The card that a chart lives in: title, subtitle, tools, and what is shown while it is empty."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scenarios.schema import TABLES
from scenarios.words import say
from ui import icons, theme
from ui.charts import export
from ui.charts.picture import Picture, Shown, shown_by
from ui.charts.plot import Plot
from ui.charts.table import ChartTable, as_tsv
from ui.session import Session

COLUMN_WIDTH = 128
HEADER_HEIGHT = 24
_ICON_PX = 14
Draw = Callable[[Shown], Picture]


class Chart(QFrame):
    """One chart of the session: draws itself anew when asked, and carries its own tools.

    Signals:
        enlarge_asked: fill the window, or go back to its place.
        table_asked: the table is wanted where what the chart lacks can be entered.
    """

    enlarge_asked = Signal()
    table_asked = Signal(str)

    def __init__(
        self,
        session: Session,
        draw: Draw,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._draw = draw
        self._picture = Picture("")
        self._is_stale = True
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title, self._subtitle = _Line(), _Line()
        self._plot, self._table, self._empty = Plot(), QTableView(), QLabel()
        self._mend = QPushButton(self.tr("Go to the tables"))
        self._mend.clicked.connect(lambda: self.table_asked.emit(self._picture.mended_in))
        self._model = ChartTable(self)
        self._stack = QStackedWidget()
        self._make_actions()
        self._tools = self._make_tools()
        self._assemble()
        self._plot.clicked.connect(self._focus_on)

    @property
    def picture(self) -> Picture:
        """What is shown."""
        return self._picture

    @property
    def plot(self) -> Plot:
        """The plot inside."""
        return self._plot

    @property
    def header(self) -> QHBoxLayout:
        """The row of the title, for a control that belongs to one chart alone."""
        return self._header

    @property
    def is_table(self) -> bool:
        """Whether the numbers are shown instead of the picture."""
        return self._as_table.isChecked()

    def hasHeightForWidth(self) -> bool:
        # A sentence that wraps must not make one chart higher than the others.
        return False

    def refresh(self) -> None:
        """Show the session's results; a chart that nobody sees waits until it is seen."""
        if not self.isVisible():
            self._is_stale = True
            return
        self._is_stale = False
        shown = shown_by(self.session)
        self.show_picture(
            Picture("", empty=self.tr("Nothing is open.")) if shown is None else self._draw(shown)
        )

    def show_picture(self, picture: Picture) -> None:
        """Show a picture, or the sentence that stands for it while there is nothing to draw."""
        self._picture = picture
        _set_text(self._title, picture.title)
        _set_text(self._subtitle, "" if picture.empty else picture.subtitle)
        _set_text(self._empty, picture.empty)
        self._mend.setVisible(bool(picture.mended_in))
        if picture.mended_in:
            table = say(TABLES[picture.mended_in].label)
            self._mend.setText(self.tr("Go to {table}").format(table=table))
        for action in self._needing_a_picture:
            action.setEnabled(not picture.empty)
        described = picture.described
        for widget in (self, self._plot, self._table):
            widget.setAccessibleName(picture.title)
            widget.setAccessibleDescription(described)
        self._show_page()

    def _show_page(self) -> None:
        if self._picture.empty:
            self._stack.setCurrentWidget(self._nothing)
        elif self.is_table:
            self._model.show_picture(self._picture)
            self._stack.setCurrentWidget(self._table)
        else:
            self._stack.setCurrentWidget(self._plot)
            self._plot.show_picture(self._picture)

    def restyle(self) -> None:
        """Take the theme in force."""
        self._dress()
        self.refresh()

    def _make_actions(self) -> None:
        self._enlarge = self._action(self.tr("Enlarge"), self.enlarge_asked.emit, "enlarge")
        self._copy = self._action(self.tr("Copy picture"), self.copy_picture, "duplicate")
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._as_table = self._action(self.tr("Show as table"), self._show_page, "table")
        self._as_table.setCheckable(True)
        self._copy_data = self._action(self.tr("Copy data"), self.copy_data)
        self._exports = [
            self._action(
                self.tr("Export {kind}…").format(kind=kind.upper()),
                lambda _=False, k=kind: self.export_as(k),
            )
            for kind in export.FORMATS
        ]
        self._needing_a_picture = [self._copy, self._as_table, self._copy_data, *self._exports]

    def _action(self, text: str, do: Callable[[], object], icon: str = "") -> QAction:
        action = QAction(text, self)
        action.setProperty("icon_name", icon)
        action.triggered.connect(do)
        self.addAction(action)
        return action

    def _make_tools(self) -> QWidget:
        tools = QWidget(self)
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for action in (self._enlarge, self._copy, self._as_table):
            button = QToolButton()
            button.setDefaultAction(action)
            row.addWidget(button)
        more = QToolButton()
        more.setAccessibleName(self.tr("More for this chart"))
        more.setToolTip(self.tr("Copy data, export"))
        more.clicked.connect(self._show_more)
        row.addWidget(more)
        self._more = more
        # Room is kept while hidden, so that titles do not jump under the cursor.
        policy = tools.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        tools.setSizePolicy(policy)
        tools.hide()
        return tools

    def _assemble(self) -> None:
        for label in (self._title, self._subtitle, self._empty):
            # A unit's name may look like mark-up; it is shown as it is.
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._title, self._subtitle):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            # Elided by its card's edge rather than widening the card.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setMargin(8)
        self._table.setModel(self._model)
        self._table.setWordWrap(False)
        self._nothing = QWidget()
        nothing = QVBoxLayout(self._nothing)
        nothing.addStretch(1)
        nothing.addWidget(self._empty)
        nothing.addWidget(self._mend, 0, Qt.AlignmentFlag.AlignHCenter)
        nothing.addStretch(1)
        for page in (self._plot, self._nothing, self._table):
            self._stack.addWidget(page)
        self._header = QHBoxLayout()
        self._header.setSpacing(6)
        self._header.addWidget(self._title, 1)
        self._header.addWidget(self._tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 10, 8)
        column.setSpacing(0)
        column.addLayout(self._header)
        column.addWidget(self._subtitle)
        column.addWidget(self._stack, 1)
        self._dress()

    def _dress(self) -> None:
        # Charts side by side begin at one height, whatever controls stand in their headers.
        self._title.setFixedHeight(theme.scaled(HEADER_HEIGHT))
        self._title.setFont(theme.font(theme.BASE_PX, theme.QFont.Weight.DemiBold))
        for label in (self._subtitle, self._empty):
            label.setFont(theme.font(theme.SMALL_PX))
            label.setProperty("tone", "secondary")
        self._mend.setFont(theme.font(theme.SMALL_PX))
        for action in self.actions():
            name = action.property("icon_name")
            if name:
                action.setIcon(icons.icon(name, size=theme.scaled(_ICON_PX)))
        icons.put_on(self._more, "more", _ICON_PX)
        for button in self._tools.findChildren(QToolButton):
            button.setIconSize(self._more.iconSize())
            button.setFixedSize(theme.scaled(24), theme.scaled(22))
        self._table.verticalHeader().setDefaultSectionSize(theme.scaled(theme.ROW_HEIGHT))
        self._table.horizontalHeader().setDefaultSectionSize(theme.scaled(COLUMN_WIDTH))

    def menu(self) -> QMenu:
        """Everything that can be done with this chart; the caller's to delete."""
        menu = QMenu(self)
        menu.addActions([self._enlarge, self._as_table])
        menu.addSeparator()
        menu.addActions([self._copy, self._copy_data])
        menu.addSeparator()
        menu.addActions(self._exports)
        return menu

    def _show_more(self) -> None:
        self._pop_up(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _pop_up(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def copy_picture(self) -> None:
        """Put the chart on the clipboard, for slides and mail."""
        if not self._picture.empty:
            QGuiApplication.clipboard().setImage(export.as_image(self._picture))
            said = self.tr("Copied the picture “{title}”.").format(title=self._picture.title)
            self.session.notice.emit(said, "info")

    def copy_data(self) -> None:
        """Put the chart's numbers on the clipboard, for a spreadsheet."""
        QGuiApplication.clipboard().setText(as_tsv(self._picture))
        said = self.tr("Copied the numbers of “{title}”.").format(title=self._picture.title)
        self.session.notice.emit(said, "info")

    def export_as(self, kind: str) -> None:
        """Ask where to, and write the chart there as "png", "svg" or "pdf"."""
        path = export.ask_path(self, self._picture.title, kind)
        if path is None:
            return
        try:
            export.write_chart(self._picture, path)
        except export.ExportError as error:
            self.session.notice.emit(str(error), "error")
            return
        said = self.tr("Wrote {name} to {folder}.").format(name=path.name, folder=path.parent)
        self.session.notice.emit(said, "good")

    def set_enlarged(self, enlarged: bool) -> None:
        """Word the action for where the chart is."""
        self._enlarge.setText(
            self.tr("Back to its place (Esc)") if enlarged else self.tr("Enlarge")
        )

    def _focus_on(self, scenario: str, figure: str, month: int) -> None:
        if scenario:
            self.session.select(scenario)
        self.session.figure_focused.emit(f"{figure}@{self._picture.months[month]}")

    def enterEvent(self, event: QEnterEvent) -> None:
        self._tools.show()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._tools.setVisible(self._holds_focus())
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._tools.show()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._tools.setVisible(self.underMouse() or self._holds_focus())
        super().focusOutEvent(event)

    def _holds_focus(self) -> bool:
        focused = QGuiApplication.focusObject()
        return focused is self or (isinstance(focused, QWidget) and self.isAncestorOf(focused))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.enlarge_asked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._pop_up(event.globalPos())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()


class _Line(QLabel):
    """A line that ends in an ellipsis rather than in the middle of a letter."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


def _set_text(label: QLabel, text: str) -> None:
    # A label lays out its card anew with each text, the same one included.
    if label.text() != text:
        label.setText(text)
