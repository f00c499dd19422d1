"""What the splits do against an even one: who pays more, who pays less, and peanut butter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ui import theme
from ui.baseline.page_frame import Card
from ui.baseline.showback.gain_bars import Gain, GainBars
from whatif_app.formatting import share
from whatif_app.ownership.even_split import Against, Spread
from whatif_app.ownership.statement_report import peanut_butter_sentences, signed

_MOST = 12
_MOST_SAID = 4


class EvenCard(Card):
    """Bars for each team's difference against an even split of everything shared."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(
            self.tr("Against an even split"),
            self.tr("to the right a team pays more by its use than by even shares"),
        )
        self.bars = GainBars()
        self.bars.setAccessibleName(self.tr("Each team’s cost against an even split"))
        self._rest = QLabel()
        self._rest.setProperty("tone", "secondary")
        self.column.addWidget(self.bars)
        self.column.addWidget(self._rest)

    def show_against(self, against: Sequence[Against], currency: str) -> None:
        """Show the largest differences; the card hides where nothing differs."""
        differing = [each for each in against if each.difference]
        self.setVisible(bool(differing))
        gains = []
        for each in differing[:_MOST]:
            text = signed(each.difference, currency)
            if each.share is not None:
                text += f"  ({share(each.share)})"
            gains.append(Gain(each.team, float(each.difference), text))
        self.bars.show_gains(gains)
        more = len(differing) - _MOST
        self._rest.setText(self.tr("and {n} more").format(n=more))
        self._rest.setVisible(more > 0)


class PeanutButter(Card):
    """The warning that an even split hides who uses what.

    Signals:
        mend_asked: names of the splits that should go by use.
    """

    mend_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._splits: tuple[str, ...] = ()
        self.mend = QPushButton(self.tr("Split by use"))
        self.mend.setToolTip(self.tr("By the weights of its key, or by own cost where it has none"))
        self.mend.clicked.connect(lambda: self.mend_asked.emit(self._splits))
        self.head.addWidget(self.mend)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.column.addWidget(self.words)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def show_spreads(self, spreads: Sequence[Spread], currency: str) -> None:
        """Warn of these; the card hides where there are none."""
        self.setVisible(bool(spreads))
        self._splits = tuple(dict.fromkeys(spread.split for spread in spreads))
        self.set_title(self.tr("Peanut butter"), self.tr("an even split hides who uses what"))
        said = list(peanut_butter_sentences(spreads[:_MOST_SAID], currency))
        if len(spreads) > _MOST_SAID:
            said.append(self.tr("And {n} more teams.").format(n=len(spreads) - _MOST_SAID))
        self.words.setText("\n".join(said))

    def _dress(self) -> None:
        colours = theme.current()
        self.setStyleSheet(
            f"PeanutButter {{ background: {colours.warn_soft}; border-color: {colours.warn}; }}"
        )
        self.words.setFont(theme.font())
