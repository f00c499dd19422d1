"""The start page: what can be begun, opened or recovered, and examples that teach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from scenarios.library import LibraryEntry, entries
from ui import icons, theme
from whatif_app.journal import Recovery

_CARD_WIDTH = 290
#: Unsaved projects shown at first.
_RECOVERIES = 4


class StartPage(QWidget):
    """Shown while nothing is open.

    Signals:
        import_asked, open_asked: the two buttons.
        sample_chosen: the sample project is wanted.
        example_chosen: the name of a library entry.
        recent_chosen: a path.
        recovery_chosen, recovery_discarded: a `Recovery`.
    """

    import_asked = Signal()
    open_asked = Signal()
    sample_chosen = Signal()
    example_chosen = Signal(str)
    recent_chosen = Signal(object)
    recovery_chosen = Signal(object)
    recovery_discarded = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.sample = _Card(
            self.tr("Sample project: four months of a cloud bill"),
            self.tr(
                "Exports, data quality, owners, showback, orders and actuals: everything behind a "
                "case, filled in."
            ),
        )
        self.sample.clicked.connect(self.sample_chosen)
        self.cards = [_Card(entry.title, entry.teaches) for entry in entries()]
        for card, entry in zip(self.cards, entries(), strict=True):
            card.clicked.connect(self._chooser(entry))
        self._heading = QLabel(self.tr("What if?"))
        self._lead = QLabel(
            self.tr(
                "Turn a cloud cost export into scenarios: payback, unit cost, cost cliffs and "
                "margin as you type. Drop an export or a project anywhere on this window."
            )
        )
        self._lead.setWordWrap(True)
        self._lead.setProperty("tone", "secondary")
        self.new = QPushButton(self.tr("  New from export…"))
        self.new.setProperty("kind", "primary")
        self.open = QPushButton(self.tr("  Open a project…"))
        self.new.clicked.connect(self.import_asked)
        self.open.clicked.connect(self.open_asked)
        self.recoveries = _Links()
        self.recent = _Links()
        self._titles: list[QLabel] = []
        self._columns = 0
        self._lay_out()
        theme.changes().changed.connect(self._dress)
        self._dress()

    def offer(self, recent: Sequence[Path], recoveries: Sequence[Recovery]) -> None:
        """Offer recent files, and what a crash left behind."""
        self.recent.clear()
        for path in recent:
            self.recent.add(
                path.name, str(path.parent), "file", lambda path=path: self.recent_chosen.emit(path)
            )
        self._offer_recoveries(recoveries, _RECOVERIES)
        self._recent_title.setVisible(bool(recent))
        self._recovery_title.setVisible(bool(recoveries))

    def resizeEvent(self, event: object) -> None:
        self._arrange_cards()

    def _offer_recoveries(self, recoveries: Sequence[Recovery], most: int) -> None:
        """The latest ones, and the way to the others, which must not push the rest off the page."""
        self.recoveries.clear()
        for each in recoveries[:most]:
            self._offer_recovery(each)
        if len(recoveries) > most:
            self.recoveries.add(
                self.tr("Show {n} more").format(n=len(recoveries) - most),
                "",
                "clock",
                lambda: self._offer_recoveries(recoveries, len(recoveries)),
            )

    def _offer_recovery(self, each: Recovery) -> None:
        name = each.path.name if each.path else self.tr("A project never saved")
        when = each.when.astimezone().strftime("%d %b %Y, %H:%M")
        edits = self.tr("1 edit") if each.edits == 1 else self.tr("{n} edits").format(n=each.edits)
        self.recoveries.add(
            name,
            self.tr("{edits} not saved · {when}").format(edits=edits, when=when),
            "clock",
            lambda: self.recovery_chosen.emit(each),
            self.tr("Discard"),
            lambda: self.recovery_discarded.emit(each),
        )

    def _chooser(self, entry: LibraryEntry) -> Callable[[], None]:
        return lambda: self.example_chosen.emit(entry.name)

    def _title(self, text: str) -> QLabel:
        label = QLabel(text)
        self._titles.append(label)
        return label

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.new)
        buttons.addWidget(self.open)
        buttons.addStretch(1)
        self._recovery_title = self._title(self.tr("Not saved when the program ended"))
        self._recent_title = self._title(self.tr("Recent"))
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        inner = QWidget()
        inner.setMaximumWidth(4 * _CARD_WIDTH + 36)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 44, 0, 32)
        column.setSpacing(10)
        column.addWidget(self._heading)
        column.addWidget(self._lead)
        column.addSpacing(8)
        column.addLayout(buttons)
        for title, links in (
            (self._recovery_title, self.recoveries),
            (self._recent_title, self.recent),
        ):
            column.addWidget(title)
            column.addWidget(links)
        column.addWidget(self._title(self.tr("Learn from an example")))
        column.addLayout(self._grid)
        column.addStretch(1)
        centred = QWidget()
        row = QHBoxLayout(centred)
        row.setContentsMargins(32, 0, 32, 0)
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(centred)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.offer((), ())

    def _arrange_cards(self) -> None:
        columns = max(1, min(4, (self.width() - 64) // (_CARD_WIDTH - 30)))
        if columns == self._columns:
            return
        self._columns = columns
        for position, card in enumerate([self.sample, *self.cards]):
            self._grid.addWidget(card, position // columns, position % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _dress(self) -> None:
        colours = theme.current()
        self._heading.setFont(theme.font(30, QFont.Weight.Bold))
        self._lead.setFont(theme.font(14))
        for label in self._titles:
            label.setFont(theme.font(13, QFont.Weight.DemiBold))
            label.setContentsMargins(0, 14, 0, 0)
        for button, name in ((self.new, "import"), (self.open, "folder")):
            button.setFont(theme.font(13, QFont.Weight.DemiBold))
            button.setMinimumHeight(38)
            colour = colours.on_accent if button is self.new else colours.secondary
            button.setIcon(icons.icon(name, colour))
            button.setIconSize(QSize(16, 16))


class _Card(QAbstractButton):
    """One example: its title, and what it teaches."""

    def __init__(self, title: str, teaches: str) -> None:
        super().__init__()
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(teaches)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(118)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._title, self._teaches = QLabel(title), QLabel(teaches)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(6)
        for label, font in (
            (self._title, theme.font(13.5, QFont.Weight.DemiBold)),
            (self._teaches, theme.font(12)),
        ):
            label.setFont(font)
            label.setWordWrap(True)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        self._teaches.setProperty("tone", "secondary")
        column.addStretch(1)

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self.minimumHeight(), self.layout().heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        lit = self.underMouse() or self.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.accent if lit else colours.border))
        painter.setBrush(QColor(colours.accent_soft if self.isDown() else colours.card))
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS
        )
        painter.end()

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()


class _Links(QWidget):
    """A list of things to open, each a button with a quiet remark."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.buttons: list[QPushButton] = []

    def clear(self) -> None:
        """Take all of them away."""
        self.buttons = []
        while self._column.count():
            row = self._column.takeAt(0).widget()
            if row is not None:
                row.deleteLater()
        self.hide()

    def add(
        self,
        text: str,
        remark: str,
        icon: str,
        act: Callable[[], None],
        other: str = "",
        act_other: Callable[[], None] | None = None,
    ) -> None:
        """Add one, with an optional second button."""
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        button = QPushButton(icons.icon(icon, theme.current().accent), text)
        button.setProperty("kind", "link")
        button.clicked.connect(lambda: act())
        self.buttons.append(button)
        note = QLabel(remark)
        note.setProperty("tone", "secondary")
        line.addWidget(button)
        line.addWidget(note)
        if act_other is not None:
            second = QPushButton(other)
            second.setProperty("kind", "quiet")
            second.clicked.connect(lambda: act_other())
            line.addWidget(second)
        line.addStretch(1)
        self._column.addWidget(row)
        self.show()
