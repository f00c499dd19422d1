"""The results month by month: every series of the selected scenario, in groups, to copy."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject

from scenarios.cells import Value
from scenarios.results import Results
from scenarios.schema import Kind
from scenarios.words import marked, say
from ui.session import Session
from ui.tables.model.cell_ref import CellLook, CellRef, Tone
from ui.tables.model.cell_text import amount_text
from ui.tables.model.grid_model import GridModel
from ui.tables.model.snapshot import Snapshot
from ui.tables.model.snapshot_model import Index
from whatif_app.clipboard import CopiedCell
from whatif_app.formatting import (
    NOTHING,
    month_label,
    number,
    percent,
    plain,
    share,
    unit_money,
)


@dataclass(frozen=True, slots=True)
class SeriesKind:
    """How one kind of series is called and written; "%s" stands for the unit or workload."""

    label: str
    form: str  # "money", "unit money", "share" or "number"


#: Every series in reading order: a group's title, then its series by name, or by what is
#: before the "/" of "volume/Orders".
_GROUPS: Mapping[str, Mapping[str, SeriesKind]] = {
    marked("Units"): {
        "volume/": SeriesKind(marked("Volume of %s"), "number"),
        "revenue/": SeriesKind(marked("Revenue of %s"), "money"),
        "unit_cost": SeriesKind(marked("Unit cost, whole case"), "unit money"),
        "unit_cost/": SeriesKind(marked("Unit cost of %s"), "unit money"),
        "margin": SeriesKind(marked("Margin, whole case"), "share"),
        "margin/": SeriesKind(marked("Margin of %s"), "share"),
        "marginal_cost/": SeriesKind(marked("Marginal cost of %s"), "unit money"),
    },
    marked("Cost"): {
        "cost/amortized": SeriesKind(marked("Cost, amortized"), "money"),
        "cost/cash": SeriesKind(marked("Cost, cash"), "money"),
        "cost/on_demand": SeriesKind(marked("Cost at on-demand rates"), "money"),
        "workload/": SeriesKind("%s", "money"),
    },
    marked("How it is bought"): {
        "on_demand": SeriesKind(marked("On demand"), "money"),
        "spot": SeriesKind(marked("Spot"), "money"),
        "committed": SeriesKind(marked("Committed, unused included"), "money"),
        "unused": SeriesKind(marked("Unused commitment"), "money"),
        "esr": SeriesKind(marked("Effective savings rate"), "share"),
        "coverage": SeriesKind(marked("Coverage"), "share"),
        "utilization": SeriesKind(marked("Utilization"), "share"),
    },
    marked("Cliffs and agreement"): {
        "cliffs": SeriesKind(marked("Cliffs, run cost"), "money"),
        "one_time": SeriesKind(marked("Cliffs, one-time cost"), "money"),
        "shortfall": SeriesKind(marked("Shortfall, cash"), "money"),
        "shortfall_accrued": SeriesKind(marked("Shortfall, accrued"), "money"),
        "marketplace": SeriesKind(marked("Marketplace"), "money"),
    },
    marked("Against the reference"): {
        "investment": SeriesKind(marked("Investment"), "money"),
        "savings": SeriesKind(marked("Savings"), "money"),
        "benefit": SeriesKind(marked("Benefit"), "money"),
        "net": SeriesKind(marked("Net cash"), "money"),
        "cumulative": SeriesKind(marked("Cumulative net cash"), "money"),
        "ebitda": SeriesKind(marked("EBITDA"), "money"),
        "operating_income": SeriesKind(marked("Operating income"), "money"),
    },
}
#: What the numbers of a form are.
_KINDS = {
    "money": Kind.MONEY,
    "unit money": Kind.MONEY,
    "share": Kind.SHARE,
    "number": Kind.NUMBER,
}
_TITLE = "# "
_SERIES = marked("Series")
#: What the panel and the document's view state call this table.
RESULTS = "results"


class ResultsModel(GridModel):
    """One row per series and one column per month; group titles between.

    Follows the results only while it is watched, since some series are computed
    only when they are looked at.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, RESULTS, parent)
        self._is_watched = False
        self._kinds: dict[str, SeriesKind] = {}
        session.results_replaced.connect(self.refresh)
        self.reload()

    def set_watched(self, watched: bool) -> None:
        """Begin or stop to follow the results; what changed meanwhile is shown at once."""
        self._is_watched = watched
        self.refresh()

    def refresh(self, *_: object) -> None:
        # A case that has changed is followed by its results; until then there is nothing new.
        if self._is_watched:
            super().refresh()

    def take_snapshot(self) -> Snapshot:
        results = self.session.selected_results if self.case is not None else None
        if results is None or not self._is_watched:
            return Snapshot((), (_SERIES,), ((),), (frozenset(),))
        named = list(_in_reading_order(results))
        self._kinds = {key: kind for key, kind in named if kind is not None}
        keys = tuple(key for key, _ in named)
        rows = [_values(results, key) if kind else _none(results) for key, kind in named]
        labels = tuple(self._label(key) for key in keys)
        months = tuple(zip(*rows, strict=True))
        return Snapshot(
            keys,
            (_SERIES, *results.months),
            (labels, *months),
            (frozenset(),) * (1 + len(months)),
            (results.currency, self.session.selected),
        )

    def series(self, row: int) -> str:
        """The name of a row's series; "" for a group's title."""
        key = self.shown.keys[row]
        return "" if key.startswith(_TITLE) else key

    def focus(self, row: int, column: int) -> None:
        if self.series(row):
            self.session.figure_focused.emit(self.series(row))

    def ref_of(self, key: str, head: str) -> CellRef | None:
        return None

    def title(self, head: str) -> str:
        return (say(head) if head == _SERIES else month_label(head)) + "\n"

    def look(self, row: int, column: int) -> CellLook:
        key = self.shown.keys[row]
        value = self.value(row, column)
        if column == 0:
            return CellLook(str(value), tone=Tone.NAME if self.series(row) else Tone.HEADING)
        kind = self._kinds.get(key)
        if kind is None:
            return CellLook("", tone=Tone.HEADING)
        return CellLook(_shown(kind, value, self._currency), is_right=True)

    def kind_of(self, row: int, column: int) -> Kind | None:
        kind = self._kinds.get(self.shown.keys[row])
        return _KINDS[kind.form] if kind is not None and column > 0 else None

    def help_topic(self, index: Index) -> str:
        return f"figure:{self.series(index.row())}" if index.isValid() else f"table:{RESULTS}"

    def copied(self, row: int, column: int) -> CopiedCell:
        value = self.value(row, column)
        if not isinstance(value, float):
            return CopiedCell(str(value) if column == 0 else "")
        kind = self._kinds[self.shown.keys[row]]
        text = percent(value) if kind.form == "share" else plain(value)
        return CopiedCell(text, self.look(row, column).text, is_number=True)

    def spoken(self, row: int, column: int) -> str:
        if column == 0 or not self.series(row):
            return str(self.value(row, 0))
        month = month_label(self.shown.heads[column])
        text = self.look(row, column).text
        return say(
            "{series} in {month}: {value}",
            series=self.value(row, 0),
            month=month,
            value=say("none") if text == NOTHING else text,
        )

    @property
    def _currency(self) -> str:
        return str(self.case.project.get("currency", "USD")) if self.case else "USD"

    def _label(self, key: str) -> str:
        if key not in self._kinds:
            return say(key.removeprefix(_TITLE))
        return say(self._kinds[key].label).replace("%s", key.partition("/")[2])


def _in_reading_order(results: Results) -> Iterator[tuple[str, SeriesKind | None]]:
    """Group titles (no kind) and the series below each."""
    for title, kinds in _GROUPS.items():
        yield _TITLE + title, None
        for name, kind in kinds.items():
            if not name.endswith("/"):
                if name in results.series:
                    yield name, kind
                continue
            for key in results.series:
                if key.startswith(name):
                    yield key, kind


def _values(results: Results, key: str) -> list[Value]:
    """A series as plain floats, None where a month has no value."""
    return [None if math.isnan(value) else value for value in results.series[key].tolist()]


def _none(results: Results) -> list[Value]:
    return [None] * len(results.months)


def _shown(kind: SeriesKind, value: Value, currency: str) -> str:
    figure = value if isinstance(value, float) else None
    if kind.form == "share":
        return share(figure)
    if kind.form == "unit money":
        return unit_money(figure, currency)
    if kind.form == "number":
        return number(figure, 0)
    # Whole amounts line up; copying gives the exact ones.
    if figure is None:
        return NOTHING
    is_finite = math.isfinite(figure)
    return amount_text(float(round(figure)) if is_finite else figure, currency)
