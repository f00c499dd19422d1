"""The start page: what can be begun, opened or recovered, and examples that teach."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.start.gallery import Gallery
from ui.start.links import Links
from ui.start.recent_files import RecentFiles
from ui.start.tour_offer import TourOffer
from whatif_app.formatting import moment_label
from whatif_app.journal import Recovery

_WIDEST = 1200
#: Unsaved projects shown at first.
_RECOVERIES = 4


class StartPage(QWidget):
    """Shown while nothing is open.

    Signals:
        import_asked, open_asked: the two buttons.
        sample_chosen: the sample project is wanted.
        example_chosen: the name of a library entry.
        recent_chosen, recent_forgotten: a path.
        recovery_chosen, recovery_discarded: a `Recovery`.
        tour_accepted, tour_declined: the answers to the offer of the tour.
    """

    import_asked = Signal()
    open_asked = Signal()
    sample_chosen = Signal()
    example_chosen = Signal(str)
    recent_chosen = Signal(object)
    recent_forgotten = Signal(object)
    recovery_chosen = Signal(object)
    recovery_discarded = Signal(object)
    tour_accepted = Signal()
    tour_declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.gallery = Gallery()
        self.recoveries, self.recent, self.tour = Links(), RecentFiles(), TourOffer()
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
        self._titles: list[QLabel] = []
        self._recovery_title = self._title(self.tr("Not saved when the program ended"))
        self._recent_title = self._title(self.tr("Recent"))
        self._connect()
        self._lay_out()
        self.offer((), ())
        theme.changes().changed.connect(self._dress)
        self._dress()

    def offer(
        self,
        recent: Sequence[Path],
        recoveries: Sequence[Recovery],
        *,
        is_tour_offered: bool = False,
    ) -> None:
        """Offer recent files, what a crash left behind, and the tour."""
        self.recent.offer(recent)
        self._offer_recoveries(recoveries, _RECOVERIES)
        self._recent_title.setVisible(bool(recent))
        self._recovery_title.setVisible(bool(recoveries))
        self.tour.setVisible(is_tour_offered)

    def _offer_recoveries(self, recoveries: Sequence[Recovery], most: int) -> None:
        """The latest ones, and the way to the others, which must not push the rest off the page."""
        self.recoveries.clear()
        for each in recoveries[:most]:
            self._offer_recovery(each)
        if len(recoveries) > most:
            self.recoveries.add(
                self.tr("Show {n} more").format(n=len(recoveries) - most),
                "clock",
                lambda: self._offer_recoveries(recoveries, len(recoveries)),
            )

    def _offer_recovery(self, each: Recovery) -> None:
        name = each.path.name if each.path else self.tr("A project never saved")
        when = moment_label(each.when.astimezone())
        edits = self.tr("1 edit") if each.edits == 1 else self.tr("{n} edits").format(n=each.edits)
        remark = self.tr("{edits} not saved · {when}").format(edits=edits, when=when)
        link = self.recoveries.add(name, "clock", lambda: self.recovery_chosen.emit(each), remark)
        link.offer(self.tr("Discard"), lambda: self.recovery_discarded.emit(each))

    def _title(self, text: str) -> QLabel:
        label = QLabel(text)
        self._titles.append(label)
        return label

    def _connect(self) -> None:
        self.new.clicked.connect(self.import_asked)
        self.open.clicked.connect(self.open_asked)
        self.gallery.sample_chosen.connect(self.sample_chosen)
        self.gallery.example_chosen.connect(self.example_chosen)
        self.recent.chosen.connect(self.recent_chosen)
        self.recent.forgotten.connect(self.recent_forgotten)
        self.tour.accepted.connect(self.tour_accepted)
        self.tour.declined.connect(self.tour_declined)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.new)
        buttons.addWidget(self.open)
        buttons.addStretch(1)
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 44, 0, 32)
        column.setSpacing(10)
        column.addWidget(self._heading)
        column.addWidget(self._lead)
        column.addSpacing(8)
        column.addLayout(buttons)
        for part in (
            self.tour,
            self._recovery_title,
            self.recoveries,
            self._recent_title,
            self.recent,
        ):
            column.addWidget(part)
        column.addWidget(self._title(self.tr("Learn from an example")))
        column.addWidget(self.gallery)
        column.addStretch(1)
        centred = QWidget()
        row = QHBoxLayout(centred)
        row.setContentsMargins(32, 0, 32, 0)
        row.addStretch(1)
        row.addWidget(self._inner, 100)
        row.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        # It scrolls to whatever has the focus, and would show nothing of having it itself.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(centred)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _dress(self) -> None:
        colours = theme.current()
        self._inner.setMaximumWidth(theme.scaled(_WIDEST))
        self._heading.setFont(theme.font(theme.HERO_PX, QFont.Weight.Bold))
        self._lead.setFont(theme.font(theme.CARD_PX))
        for label in self._titles:
            label.setFont(theme.font(theme.CARD_PX, QFont.Weight.DemiBold))
            label.setContentsMargins(0, 14, 0, 0)
        for button, name in ((self.new, "import"), (self.open, "folder")):
            button.setFont(theme.font(theme.CARD_PX, QFont.Weight.DemiBold))
            button.setMinimumHeight(theme.scaled(38))
            colour = colours.on_accent if button is self.new else colours.secondary
            button.setIcon(icons.icon(name, colour))
            button.setIconSize(QSize(theme.scaled(16), theme.scaled(16)))
