"""One split as a sentence of fields, with what it would give told while it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from scenarios.cells import RefusedError
from scenarios.words import say
from ui import theme
from ui.baseline.sentence_form import SentenceForm, choose
from ui.spin_box import SpinBox
from whatif_app.formatting import percent
from whatif_app.ownership.rules import dimension_in_words
from whatif_app.ownership.sharing import HOWS, LINES, OWNER, TAIL, UNALLOCATED, Source, Split
from whatif_app.typed_numbers import read_number

_SPREAD = ""


@dataclass(frozen=True)
class Offer:
    """What a split may name.

    Attributes:
        teams: the most costly first.
        dimensions: what lines can be recognised by.
        keys: names of the allocation keys.
        taken: names of the other splits.
        values: the values of a dimension, the most costly first.
        preview: what a split would give to whom, in words.
    """

    teams: Sequence[str]
    dimensions: Sequence[str]
    keys: Sequence[str]
    taken: Sequence[str]
    values: Callable[[str], Sequence[str]]
    preview: Callable[[Split], str]


class SplitForm(SentenceForm):
    """Adds a split or changes one; what it accepts is a `Split`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer: Offer | None = None
        self._teams: tuple[str, ...] = ()
        self._key_names: tuple[str, ...] = ()
        #: Kind and dimension of each choice of `what`.
        self._sources: list[tuple[str, str]] = []
        self.what, self.value, self.how = QComboBox(), QComboBox(), QComboBox()
        self.key, self.platform = QComboBox(), QComboBox()
        self.count, self.top = SpinBox(), SpinBox()
        self.rate, self.name = QLineEdit(), QLineEdit()
        self._name_fields()
        self._lay_out()
        self._connect()

    @property
    def written(self) -> Split:
        """The split as it stands in the fields."""
        return self.split

    def effect(self) -> str:
        return self._offer.preview(self.split) if self._offer is not None else ""

    @property
    def split(self) -> Split:
        """The split as it stands in the fields."""
        how, source = str(self.how.currentData()), self._source()
        is_weighed = how == "weight"
        return Split(
            name=self.name.text().strip() or self._usual_name(source),
            source=source,
            how=how,
            key=str(self.key.currentData() or "") if how in ("weight", "even") else "",
            teams=self._teams,
            platform=self._platform() if how in ("weight", "surcharge") else "",
            rate=self._rate() or 0.0 if how == "surcharge" else 0.0,
            top=self.top.value() if is_weighed else 0,
        )

    def open_with(self, split: Split, offer: Offer, *, is_new: bool) -> None:
        """Show a split to write on."""
        self._offer, self._teams = offer, split.teams
        self._fill(offer)
        self._choose_source(split.source)
        choose(self.how, split.how)
        choose(self.key, split.key)
        self.platform.setCurrentText(split.platform or self.tr("spread in proportion"))
        self.top.setValue(split.top)
        self.rate.setText(percent(split.rate) if split.rate else "")
        self.name.setText("" if is_new else split.name)
        self.take.setText(self.tr("Add split") if is_new else self.tr("Change split"))
        self.show()
        self._follow()
        self.what.setFocus()

    def renew(self, offer: Offer) -> None:
        """Offer what there is by now: a key loaded meanwhile is chosen where one is wanted."""
        known, chosen = self._key_names, str(self.key.currentData() or "")
        self._offer = offer
        self._offer_keys(offer.keys)
        loaded = [key for key in offer.keys if key not in known]
        choose(self.key, chosen or (loaded[-1] if loaded else ""))
        self._follow()

    def problem(self) -> str:
        """What is still missing, as a sentence; "" where the split can be taken."""
        split = self.split
        if split.source.kind in (OWNER, LINES) and not split.source.value:
            return self.tr("Choose what is shared.")
        if self._offer is not None and split.name in self._offer.taken:
            return self.tr("Another split is called “{name}”.").format(name=split.name)
        if split.how == "weight" and not split.key:
            return self.tr("Load an allocation key to weigh by, or split by own cost.")
        if split.how == "surcharge" and not split.platform:
            return self.tr("Name the team that the surcharge repays, and that bears what is left.")
        if split.how == "surcharge" and not self._rate():
            return self.tr("Enter the rate of the surcharge, 5% say.")
        return ""

    # Between fields and values

    def _source(self) -> Source:
        kind, dimension = self._kind
        if kind == TAIL:
            return Source(TAIL, top=self.count.value())
        if kind == UNALLOCATED:
            return Source(UNALLOCATED)
        return Source(kind, self.value.currentText().strip(), dimension)

    def _usual_name(self, source: Source) -> str:
        if source.kind == UNALLOCATED:
            return self.tr("Unallocated")
        if source.kind == TAIL:
            return self.tr("All but the top {n}").format(n=source.top)
        return source.value

    def _platform(self) -> str:
        text = self.platform.currentText().strip()
        return "" if text == self.tr("spread in proportion") else text

    def _rate(self) -> float | None:
        try:
            typed = read_number(self.rate.text())
        except RefusedError:
            return None
        rate = float(typed.value if typed.is_percent else typed.value / 100)
        return rate if 0 < rate <= 10 else None

    def _fill(self, offer: Offer) -> None:
        self.what.clear()
        self._sources = []
        self._add_source(self.tr("all cost of the team"), OWNER)
        for dimension in offer.dimensions:
            words = self.tr("cost where the {what} is").format(what=dimension_in_words(dimension))
            self._add_source(words, LINES, dimension)
        self._add_source(self.tr("what no rule allocates"), UNALLOCATED)
        self._add_source(self.tr("all but the teams with the most usage"), TAIL)
        self._offer_keys(offer.keys)
        self.platform.clear()
        self.platform.addItem(self.tr("spread in proportion"))
        self.platform.addItems(list(offer.teams))

    def _add_source(self, words: str, kind: str, dimension: str = "") -> None:
        self.what.addItem(words)
        self._sources.append((kind, dimension))

    @property
    def _kind(self) -> tuple[str, str]:
        """Kind and dimension of what is shared, as chosen."""
        at = self.what.currentIndex()
        return self._sources[at] if 0 <= at < len(self._sources) else (UNALLOCATED, "")

    def _offer_keys(self, keys: Sequence[str]) -> None:
        self._key_names = tuple(keys)
        self.key.clear()
        self.key.addItem("", "")
        for key in keys:
            self.key.addItem(key, key)

    def _choose_source(self, source: Source) -> None:
        wanted = (source.kind, source.dimension)
        if wanted not in self._sources:
            self._add_source(dimension_in_words(source.dimension), *wanted)
        self.what.setCurrentIndex(self._sources.index(wanted))
        self.count.setValue(source.top or 20)
        self._offer_values()
        self.value.setCurrentText(source.value)

    def _offer_values(self) -> None:
        kind, dimension = self._kind
        self.value.clear()
        if self._offer is not None and kind == OWNER:
            self.value.addItems(list(self._offer.teams))
        elif self._offer is not None and kind == LINES:
            self.value.addItems(list(self._offer.values(dimension)))

    def _follow(self) -> None:
        """Let the fields follow from each other."""
        (kind, _), how = self._kind, str(self.how.currentData())
        self.value.setVisible(kind in (OWNER, LINES))
        self.count.setVisible(kind == TAIL)
        self.key.setVisible(how in ("weight", "even") and self.key.count() > 1)
        blank = self.tr("choose a key") if how == "weight" else self.tr("among all teams")
        self.key.setItemText(0, blank)
        self.top.setVisible(how == "weight")
        self.rate.setVisible(how == "surcharge")
        self._keeps.setVisible(how in ("weight", "surcharge"))
        self._keeps.setText(self.tr("idle is") if how == "weight" else self.tr("repays"))
        self.platform.setVisible(how in ("weight", "surcharge"))
        self.name.setPlaceholderText(self._usual_name(self._source()))
        self.tell()

    # How it looks

    def _name_fields(self) -> None:
        self.name_fields(
            (
                (self.what, self.tr("What is shared")),
                (self.value, self.tr("Which one is shared")),
                (self.count, self.tr("How many teams keep their own cost")),
                (self.how, self.tr("By what it is divided")),
                (self.key, self.tr("Allocation key")),
                (
                    self.top,
                    self.tr("Only so many of the largest pay by weight, the rest is overhead"),
                ),
                (self.rate, self.tr("Rate of the surcharge")),
                (self.platform, self.tr("Who keeps what is idle, or left")),
                (self.name, self.tr("What the statement calls it")),
            )
        )
        for key, words in HOWS.items():
            self.how.addItem(say(words), key)
        for box in (self.value, self.platform):
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.setMinimumContentsLength(16)
        self.count.setRange(1, 9999)
        self.count.setPrefix(self.tr("top "))
        self.top.setRange(0, 9999)
        self.top.setSpecialValueText(self.tr("all by weight"))
        self.top.setPrefix(self.tr("top "))
        self.rate.setPlaceholderText("5%")
        self.rate.setFixedWidth(theme.scaled(80))

    def _lay_out(self) -> None:
        self._keeps = self.label()
        first, second = QHBoxLayout(), QHBoxLayout()
        for part in (self.label(self.tr("Share")), self.what):
            first.addWidget(part)
        first.addWidget(self.value, 2)
        first.addWidget(self.count)
        first.addStretch(1)
        first.addWidget(self.label(self.tr("called")))
        first.addWidget(self.name, 1)
        divided = self.label(self.tr("divided"))
        for field in (divided, self.how, self.rate, self.key, self.top, self._keeps):
            second.addWidget(field)
        second.addWidget(self.platform)
        second.addStretch(1)
        self.lay_out_rows([first, second])

    def _connect(self) -> None:
        self.what.activated.connect(self._offer_values)
        for box in (self.what, self.how, self.key):
            box.activated.connect(self._follow)
        for line in (self.rate, self.name):
            line.textEdited.connect(lambda: self.tell_soon())
        for combo in (self.value, self.platform):
            combo.currentTextChanged.connect(lambda: self.tell_soon())
        for spin in (self.count, self.top):
            spin.valueChanged.connect(lambda: self.tell_soon())
