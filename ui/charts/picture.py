"""What a chart says, as plain data: lines, bands, marks, words. Drawing it is the plot's work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ui.actual_costs import actual_costs_of
from ui.charts.axes import Measure
from ui.charts.words import say
from whatif_app import formatting

if TYPE_CHECKING:
    from scenarios.case import Case
    from scenarios.results import Results
    from ui.session import Session
    from whatif_app.actuals import ActualCosts

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Shown:
    """What the charts are asked to show: the visible scenarios' results, and how they look.

    Attributes:
        results: of the visible scenarios, in order.
        selected: the scenario looked at, visible or not; its results.
        looks: each scenario's place in the theme's colours and line styles.
        reference: the name of the scenario that the others are measured against; "" if unnamed.
        actual_costs: what was really spent, where the project holds exports that say so.
    """

    case: Case
    results: Mapping[str, Results]
    selected: str
    selected_results: Results
    looks: Mapping[str, int]
    reference: str
    actual_costs: ActualCosts | None = None

    @property
    def currency(self) -> str:
        """The project's currency."""
        return str(self.case.view().project("currency"))

    @property
    def primary_unit(self) -> str:
        """The unit behind the case's own unit cost; "" where there is no unit."""
        view = self.case.view(self.selected or None)
        chosen = view.project("primary_unit")
        if chosen is not None:
            return str(chosen)
        units = dict(zip(view.names("units"), view.column("units", "level"), strict=True))
        return next((name for name, level in units.items() if level == "L1"), next(iter(units), ""))


def shown_by(session: Session) -> Shown | None:
    """What a session looks at; None where no document is open or nothing is computed."""
    selected = session.selected_results
    if session.case is None or selected is None:
        return None
    visible = {name: session.results[name] for name in session.visible if name in session.results}
    return Shown(
        case=session.case,
        results=visible,
        selected=session.selected if session.selected in session.results else "",
        selected_results=selected,
        looks={name: session.look(name) for name in session.scenario_names},
        reference=session.reference_name,
        actual_costs=actual_costs_of(session),
    )


@dataclass(frozen=True)
class Line:
    """One scenario's line.

    Attributes:
        look: its place in the theme's colours and line styles; None for the text colour.
        values: by month, for reading and copying; shape (H,), NaN where there is none.
        points: values as drawn, (H,) or, where the line begins before its first value, (H+1,).
        figure: the series that a click on it explains; "" where there is none.
        is_dashed: drawn as a forecast beside what was.
        is_actual: what was, not what a scenario says; it ends with the last month known.
    """

    scenario: str
    label: str
    look: int | None
    values: Array
    points: Array
    figure: str
    is_dashed: bool = False
    is_actual: bool = False


@dataclass(frozen=True)
class Band:
    """One layer of a stack, with the key of its colour."""

    key: str
    label: str
    values: Array
    figure: str


@dataclass(frozen=True)
class Mark:
    """A point of note on a line; a second-rank one is drawn smaller.

    Attributes:
        ends_line: whether it names a line that ends in it: its text goes on beside it.
        is_above: of one that ends a line, whether the side above it is the free one.
    """

    x: float
    y: float
    label: str
    look: int | None
    minor: bool = False
    ends_line: bool = False
    is_above: bool = False


@dataclass(frozen=True)
class Flag:
    """A month of note, named above the lines."""

    x: float
    label: str


@dataclass(frozen=True)
class Picture:
    """Everything that a chart says.

    Attributes:
        months: calendar months "YYYY-MM" of the values.
        span: the time axis, from month starts 0 … span.
        is_step: whether values hold through their month, as a staircase.
        has_zero: whether the value axis must include zero, drawn as a line of its own.
        empty: what to do to see something, in place of the picture; "" where there is one.
        mended_in: the table where it is done; "" where it is done elsewhere.
    """

    title: str
    subtitle: str = ""
    months: tuple[str, ...] = ()
    span: float = 1.0
    measure: Measure = Measure.MONEY
    currency: str = "USD"
    lines: tuple[Line, ...] = ()
    bands: tuple[Band, ...] = ()
    marks: tuple[Mark, ...] = ()
    flags: tuple[Flag, ...] = ()
    is_step: bool = False
    has_zero: bool = False
    reads_at_month_end: bool = False
    selected: str = ""
    empty: str = ""
    mended_in: str = ""
    extent: tuple[float, float] = field(default=(0.0, 1.0))

    def exact(self, value: float) -> str:
        """A value as the hover box and the table write it."""
        write: dict[Measure, Callable[[float], str]] = {
            Measure.MONEY: lambda amount: formatting.money(amount, self.currency, exact=True),
            Measure.UNIT_MONEY: lambda amount: formatting.unit_money(amount, self.currency),
            Measure.SHARE: lambda share: formatting.share(share, 2),
            Measure.QUANTITY: lambda amount: formatting.number(amount, 2),
        }
        return write[self.measure](value)

    def brief(self, value: float) -> str:
        """A value in few characters, for descriptions."""
        if self.measure is Measure.MONEY:
            return formatting.money(value, self.currency)
        return self.exact(value)

    @property
    def described(self) -> str:
        """The last values in words, for those who hear the chart."""
        if self.empty:
            return self.empty
        named: list[Line | Band] = [*self.bands, *self.lines]
        values = ", ".join(
            f"{item.label} {self.brief(float(item.values[-1]))}"
            for item in named
            if np.isfinite(item.values[-1])
        )
        words = say("charts", "{subtitle}. In {month}: {values}.")
        month = formatting.month_label(self.months[-1])
        return words.format(subtitle=self.subtitle, month=month, values=values)


def extent_of(arrays: list[Array], *, with_zero: bool = False) -> tuple[float, float]:
    """Least and greatest finite value of all; 0 … 1 where there is none."""
    joined = np.concatenate([*arrays, np.zeros(1)] if with_zero else arrays)
    finite = joined[np.isfinite(joined)]
    if finite.size == 0:
        return 0.0, 1.0
    return float(finite.min()), float(finite.max())
