"""Hour classes of the week, and each workload's level in them, from an hourly export.

A commitment is used or lost hour by hour, so a month's average hides what idles at night. The 168
hours of the week are put into a few classes of like demand: of all ways to cut them by level, the
one whose classes vary least within. A class thus holds hours of any weekday, whatever the time
zone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenarios.cells import Value
from scenarios.edits import CellEdit
from scenarios.words import say
from whatif_app.costs.daily import WEEK

if TYPE_CHECKING:
    from scenarios.arrays import Array
    from scenarios.case import Case
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.case.grouping import Grouping
    from whatif_app.costs.daily import HourProfile

CLASSES, FEWEST, MOST = 3, 2, 4
#: Demand whose hours lie within this share of their mean is even: classes would say nothing.
EVEN = 0.02
#: Decimals of a level; the last class takes what rounding leaves, so that they average 1.
_DECIMALS = 6

#: Hours of the day that are night; the hour of the week from which it is weekend.
_NIGHT, _WEEKEND = frozenset({22, 23, *range(7)}), 120
#: Shares of a class's hours from which it is named after them.
_A_GOOD_PART, _MOST_OF_IT = 0.3, 0.5


@dataclass(frozen=True)
class HourClasses:
    """A proposal for `hour_classes` and the workloads' `shape`.

    Attributes:
        month: the billing month that it is read from, `YYYY-MM`.
        names, hours: of each class, the highest level first; hours of the week, 168 in all.
        class_of: the class of each hour of the week; shape (168,), UTC, Monday 0:00 first.
        week: demand of each hour, in on-demand-equivalent currency; shape (168,).
        shapes: level in each class relative to the mean, by workload of the case.
        flat: workloads whose hours the export does not tell; they stay flat.
        explained: share of the hours' variance that lies between the classes, 0 to 1.
    """

    month: str
    names: tuple[str, ...]
    hours: tuple[int, ...]
    class_of: NDArray[np.intp]
    week: Array
    shapes: Mapping[str, tuple[float, ...]]
    flat: tuple[str, ...]
    explained: float

    @property
    def total_shape(self) -> tuple[float, ...]:
        """The level of all demand in each class."""
        return levels(self.week, self.class_of, len(self.names))

    def edits(self, case: Case) -> tuple[CellEdit, ...]:
        """The cells that take the proposal up; shapes of other classes give way."""
        classes: Value = [
            {"name": name, "hours": hours}
            for name, hours in zip(self.names, self.hours, strict=True)
        ]
        made = [CellEdit("project/hour_classes", classes)]
        for name in case.tables["workloads"].names:
            shape: Any = list(self.shapes[name]) if name in self.shapes else None
            if shape is not None or case.tables["workloads"][name].get("shape") is not None:
                made.append(CellEdit(f"workloads/{name}/shape", shape))
        return tuple(made)


@dataclass(frozen=True, slots=True)
class HoursUnknown:
    """Why no classes can be proposed, as a sentence."""

    why: str


def propose_hours(
    baseline: Baseline,
    grouping: Grouping,
    workloads: Iterable[str],
    *,
    classes: int = CLASSES,
    utc_offset: int = 0,
) -> HourClasses | HoursUnknown:
    """Classes of like hours, of the month that the case was made of, else of the latest told.

    Args:
        workloads: names of the case's workloads.
        classes: how many, `FEWEST` to `MOST`.
        utc_offset: whole hours by which people are ahead of UTC; it names the classes, and changes
            nothing else.
    """
    profiles = [each for each in baseline.hours if each.currency == grouping.currency]
    if not profiles:
        return HoursUnknown(
            say(
                "The export's rows are of a day or longer, so it cannot tell in which hours "
                "anything ran. Export it hourly to see classes of hours."
            )
        )
    months = {each.period for each in profiles}
    month = grouping.month if grouping.month in months else max(months)
    profiles = [each for each in profiles if each.period == month]
    week = _total(profiles, grouping.dimension)
    if not all(week[day : day + 24].any() for day in range(0, WEEK, 24)):
        return HoursUnknown(
            say(
                "The export holds too few days of {month} to tell the week's hours. Load the "
                "whole month.",
                month=month,
            )
        )
    mean = float(week.mean())
    if mean <= 0 or float(np.abs(week - mean).max()) <= EVEN * mean:
        return HoursUnknown(
            say("Demand is even through the week: one class of hours says all there is to say.")
        )
    class_of = _classes(week, classes)
    count = int(class_of.max()) + 1
    shapes = {
        name: levels(own, class_of, count)
        for name, own in _by_workload(profiles, grouping).items()
        if name in set(workloads) and own.sum() > 0
    }
    return HourClasses(
        month=month,
        names=_named(class_of, count, utc_offset),
        hours=tuple(int(np.count_nonzero(class_of == each)) for each in range(count)),
        class_of=class_of,
        week=week,
        shapes=shapes,
        flat=tuple(name for name in workloads if name not in shapes),
        explained=_explained(week, class_of, count),
    )


def levels(week: Array, class_of: NDArray[np.intp], count: int) -> tuple[float, ...]:
    """Mean of each class relative to the mean of the week; weighted by hours they average 1.

    Args:
        week: shape (168,), not all zero.
        class_of: the class of each hour; shape (168,).
        count: of the classes.
    """
    hours = [int(np.count_nonzero(class_of == each)) for each in range(count)]
    mean = float(week.mean())
    rounded = [
        round(float(week[class_of == each].mean()) / mean, _DECIMALS) for each in range(count - 1)
    ]
    others = math.fsum(level * hour for level, hour in zip(rounded, hours, strict=False))
    return (*rounded, max(0.0, (len(week) - others) / hours[-1]))


def _total(profiles: Sequence[HourProfile], dimension: str) -> Array:
    """All demand by hour of the week; by service where the case's grouping has no hours."""
    own = {each.dimension for each in profiles}
    taken = dimension if dimension in own else "service"
    found = [np.array(each.levels) for each in profiles if each.dimension == taken]
    total: Array = np.sum([np.zeros(WEEK), *found], axis=0)
    return total


def _by_workload(profiles: Iterable[HourProfile], grouping: Grouping) -> dict[str, Array]:
    """Each workload's demand by hour of the week."""
    found: dict[str, Array] = {}
    for each in profiles:
        name = grouping.names.get(each.value, grouping.rest)
        if each.dimension == grouping.dimension and name:
            found[name] = found.get(name, np.zeros(WEEK)) + np.array(each.levels)
    return found


def _classes(week: Array, wanted: int) -> NDArray[np.intp]:
    """The class of each hour, 0 the highest: cuts by level with the least variance within.

    Exact, by dynamic programming over the sorted hours (Fisher 1958, "On grouping for maximum
    homogeneity"). Fewer classes than wanted where there are fewer levels.
    """
    order = np.argsort(-week, kind="stable")
    ordered = week[order]
    count = min(wanted, len(np.unique(ordered)))
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    squares = np.concatenate([[0.0], np.cumsum(ordered**2)])
    size = len(ordered)

    def within(first: Any, last: int) -> Any:
        """Squared deviations from their mean of hours first … last − 1."""
        return squares[last] - squares[first] - (sums[last] - sums[first]) ** 2 / (last - first)

    least = np.full((count + 1, size + 1), np.inf)
    cut = np.zeros((count + 1, size + 1), dtype=np.intp)
    least[0, 0] = 0.0
    for made in range(1, count + 1):
        for last in range(made, size + 1):
            firsts = np.arange(made - 1, last)
            costs = least[made - 1, firsts] + within(firsts, last)
            best = int(np.argmin(costs))
            least[made, last], cut[made, last] = costs[best], firsts[best]
    class_of = np.zeros(size, dtype=np.intp)
    last = size
    for made in range(count, 0, -1):
        first = int(cut[made, last])
        class_of[order[first:last]] = made - 1
        last = first
    return class_of


def _named(class_of: NDArray[np.intp], count: int, utc_offset: int) -> tuple[str, ...]:
    """Names of the classes, by when most of their hours are; the highest is the peak."""
    names = ["Peak"]
    for each in range(1, count):
        hours = np.flatnonzero(class_of == each) + utc_offset
        name = _time_of(hours.tolist()) or ("Off-peak" if each == count - 1 else "Day")
        number = 2
        while name in names:
            name, number = f"{name.split(',')[0]}, {number}", number + 1
        names.append(name)
    return tuple(names)


def _time_of(hours: Sequence[int]) -> str:
    """What so many hours of the week are called together; "" where they have no common time."""
    at_weekend = sum(hour % WEEK >= _WEEKEND for hour in hours) / len(hours)
    at_night = sum(hour % WEEK < _WEEKEND and hour % 24 in _NIGHT for hour in hours) / len(hours)
    if min(at_weekend, at_night) >= _A_GOOD_PART:
        return "Night and weekend"
    if at_weekend >= _MOST_OF_IT:
        return "Weekend"
    return "Night" if at_night + at_weekend / 3 >= _MOST_OF_IT else ""


def _explained(week: Array, class_of: NDArray[np.intp], count: int) -> float:
    whole = float(((week - week.mean()) ** 2).sum())
    within = sum(
        float(((week[class_of == each] - week[class_of == each].mean()) ** 2).sum())
        for each in range(count)
    )
    return 1.0 - within / whole if whole else 1.0
