"""One finding on the page: what it is, what it does, a small picture, and the switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scenarios.words import spoken
from ui import icons, theme
from ui.baseline.quality.curve import Curve, Series

if TYPE_CHECKING:
    from whatif_app.quality.finding import Finding

_ICON = 16
#: Words and a picture side by side need so much, at the designed size.
_ROOM_PX = 640


class FindingRow(QFrame):
    """Shows one finding; asks for decisions and never makes them.

    Signals:
        chosen: one of the choices, by its value, was clicked.
        reason_given: the reason was typed to its end.
        reset_asked: the finding is to be undecided again.
    """

    chosen = Signal(str)
    reason_given = Signal(str)
    reset_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding: Finding | None = None
        self._icon, self.title, self.effect = QLabel(), QLabel(), QLabel()
        self.sentence, self.action = QLabel(), QLabel()
        for label in (self.title, self.effect, self.sentence, self.action):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.title, self.sentence, self.action):
            label.setWordWrap(True)
        self.action.setProperty("tone", "secondary")
        self.switch = Switch()
        self.switch.chosen.connect(self.chosen)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("Why? Kept in the audit trail"))
        self.reason.editingFinished.connect(self._give_reason)
        self.reset = QPushButton(self.tr("Undecided"))
        self.reset.setToolTip(self.tr("Take the decision back: the finding stays, to be looked at"))
        self.reset.setProperty("kind", "link")
        self.reset.clicked.connect(self.reset_asked)
        self.curve = Curve()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        theme.changes().changed.connect(self._dress)

    def show_finding(self, finding: Finding, series: Series | None) -> None:
        """Show a finding, or the same one decided otherwise."""
        self.finding = finding
        title = spoken(finding.title)
        self.title.setText(title)
        self.effect.setText(finding.effect.in_words if finding.effect is not None else "")
        self.sentence.setText(finding.sentence)
        self.action.setText(finding.action)
        self.action.setVisible(bool(finding.action))
        decision = finding.decision
        self.switch.setVisible(bool(finding.choices))
        self.switch.show_choices(
            tuple(choice.value for choice in finding.choices),
            decision.choice.value if decision is not None else "",
            title,
        )
        self.reason.setVisible(decision is not None)
        self.reset.setVisible(decision is not None)
        self.reason.setAccessibleName(self.tr("Reason: {title}").format(title=title))
        if not self.reason.hasFocus() or decision is None:
            self.reason.setText(decision.reason if decision is not None else "")
        self.curve.show_series(series)
        self._dress()

    def _give_reason(self) -> None:
        decision = self.finding.decision if self.finding is not None else None
        if decision is not None and self.reason.text().strip() != decision.reason:
            self.reason_given.emit(self.reason.text().strip())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        head.addWidget(self.effect, 0, Qt.AlignmentFlag.AlignTop)
        decide = QHBoxLayout()
        decide.setContentsMargins(0, 4, 0, 0)
        decide.setSpacing(8)
        decide.addWidget(self.switch)
        decide.addWidget(self.reason, 1)
        decide.addWidget(self.reset)
        decide.addStretch(0)
        told = QVBoxLayout()
        told.setContentsMargins(_ICON + 8, 0, 0, 0)
        told.setSpacing(2)
        told.addWidget(self.sentence)
        told.addWidget(self.action)
        told.addLayout(decide)
        told.addStretch(1)
        body = self._body
        body.setSpacing(18)
        body.addLayout(told, 1)
        body.addWidget(self.curve, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 9, 0, 9)
        column.setSpacing(3)
        column.addLayout(head)
        column.addLayout(body)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Put the picture below the words where it would leave them no room."""
        is_narrow = self.width() < theme.scaled(_ROOM_PX)
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._body.setDirection(way)

    def _dress(self) -> None:
        self._fold()
        if self.finding is None:
            return
        colours = theme.current()
        name, ink = _look(self.finding)
        colour = getattr(colours, ink)
        self._icon.setPixmap(icons.pixmap(name, colour, _ICON, self.devicePixelRatioF()))
        self.title.setFont(theme.font(weight=QFont.Weight.DemiBold))
        self.effect.setFont(theme.font(weight=QFont.Weight.Medium))
        self.sentence.setFont(theme.font())
        self.action.setFont(theme.font(theme.SMALL_PX))
        self.reason.setFont(theme.font(theme.SMALL_PX))
        self.reset.setFont(theme.font(theme.SMALL_PX))


def _look(finding: Finding) -> tuple[str, str]:
    """The icon and its colour: whether somebody should look, or has."""
    if finding.decision is not None:
        return "done", "gain"
    if not finding.is_open:
        return "info", "secondary"
    return "warning", "loss" if finding.severity.value == "wrong" else "warn"


class Switch(QFrame):
    """Keep, leave out or smooth, side by side; nothing is down while nothing is decided.

    Signals:
        chosen: the choice clicked, by its value.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("switch")
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for value, text, tip in self._words():
            button = QPushButton(text)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, value=value: self._clicked(value))
            self.buttons[value] = button
            row.addWidget(button)
        self._now = ""
        theme.changes().changed.connect(self._dress)
        self._dress()

    def show_choices(self, offered: tuple[str, ...], now: str, what: str) -> None:
        """Offer these choices, one of them made ("" for none), about a finding of that title."""
        self._now = now
        for value, button in self.buttons.items():
            button.setVisible(value in offered)
            button.setChecked(value == now)
            button.setAccessibleName(f"{button.text()}: {what}")

    def _clicked(self, value: str) -> None:
        # A click shows what was decided, also where that is refused or stays as it was.
        for each, button in self.buttons.items():
            button.setChecked(each == self._now)
        if value != self._now:
            self.chosen.emit(value)

    def _words(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("keep", self.tr("Keep"), self.tr("It belongs to the baseline as it is")),
            (
                "leave_out",
                self.tr("Leave out"),
                self.tr("The case is built without it; what is missing is filled up to the usual"),
            ),
            (
                "smooth",
                self.tr("Smooth"),
                self.tr("Spread it evenly over all complete months of the history"),
            ),
        )

    def _dress(self) -> None:
        colours = theme.current()
        for button in self.buttons.values():
            button.setFont(theme.font(theme.SMALL_PX, QFont.Weight.Medium))
        self.setStyleSheet(
            f"QFrame#switch {{ background: {colours.ground}; border: 1px solid {colours.border};"
            " border-radius: 7px; }"
            "QFrame#switch QPushButton { background: transparent; border: 1px solid transparent;"
            f" border-radius: 5px; padding: 2px 10px; color: {colours.secondary}; }}"
            f"QFrame#switch QPushButton:hover {{ background: {colours.hover}; }}"
            f"QFrame#switch QPushButton:focus {{ border-color: {colours.accent}; }}"
            f"QFrame#switch QPushButton:checked {{ background: {colours.card};"
            f" border-color: {colours.accent}; color: {colours.accent}; }}"
        )
