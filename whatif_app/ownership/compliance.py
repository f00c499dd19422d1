"""Tag compliance: how much of the cost carries the tags it must, and with values that are allowed.

Only usage can carry a tag. Taxes, support, fees, credits and purchases of commitments have no
resource behind them, so they are neither compliant nor not; they are named beside the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property

from scenarios.words import marked
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.columns import key_of
from whatif_app.ownership.assignment import AssignedLine, Assignment
from whatif_app.ownership.line_values import LineValue, line_value, tag_name
from whatif_app.ownership.ownership import Ownership, RequiredTag

#: The kind of charge that has a resource behind it, which can be tagged.
TAGGABLE_KIND = "usage"
WHAT_IS_TAGGABLE = marked(
    "Usage can carry tags; tax, support, fees, credits, refunds and purchases of commitments "
    "cannot, and are left aside here."
)

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class TagValue:
    """One value of a tag and what carries it.

    Attributes:
        likely: the allowed, or the most usual, value that this one seems to be a misspelling of;
            "" where it is none.
        is_allowed: always, where any value is.
    """

    value: str
    rows: int
    cost: Decimal
    is_allowed: bool
    likely: str


@dataclass(frozen=True)
class TagCompliance:
    """How far one required tag is kept.

    Attributes:
        is_kept: whether the baseline keeps the tag; nothing can be said of it otherwise.
        rows, cost: of everything taggable.
        values: by value, the most costly first; lines without the tag are not among them.
    """

    tag: RequiredTag
    is_kept: bool
    rows: int
    cost: Decimal
    values: tuple[TagValue, ...]

    @cached_property
    def tagged_cost(self) -> Decimal:
        """The cost of lines that carry the tag."""
        return sum((each.cost for each in self.values), _NOTHING)

    @cached_property
    def allowed_cost(self) -> Decimal:
        """The cost of lines that carry it with an allowed value."""
        return sum((each.cost for each in self.values if each.is_allowed), _NOTHING)

    @property
    def tagged_share(self) -> float | None:
        """Of the taggable cost; None where that is not positive, or the tag is not kept."""
        return self._share(self.tagged_cost)

    @property
    def allowed_share(self) -> float | None:
        """Of the taggable cost, with an allowed value; None as for `tagged_share`."""
        return self._share(self.allowed_cost)

    @property
    def tagged_rows_share(self) -> float | None:
        """Of the taggable rows."""
        return self._rows_share(sum(each.rows for each in self.values))

    @property
    def allowed_rows_share(self) -> float | None:
        """Of the taggable rows, with an allowed value."""
        return self._rows_share(sum(each.rows for each in self.values if each.is_allowed))

    @property
    def near_misses(self) -> tuple[TagValue, ...]:
        """Values that seem to be misspellings of another, the most costly first."""
        return tuple(each for each in self.values if each.likely)

    def _share(self, cost: Decimal) -> float | None:
        return float(cost / self.cost) if self.is_kept and self.cost > 0 else None

    def _rows_share(self, rows: int) -> float | None:
        return rows / self.rows if self.is_kept and self.rows else None


@dataclass(frozen=True)
class Compliance:
    """Compliance with every required tag.

    Attributes:
        tags: in the order required.
        cost, rows: of everything taggable.
        untaggable: the cost of what cannot be tagged.
    """

    tags: tuple[TagCompliance, ...]
    cost: Decimal
    rows: int
    untaggable: Decimal


def required_tags(baseline: Baseline, ownership: Ownership) -> tuple[RequiredTag, ...]:
    """The tags that are required; where none is named, all that the baseline keeps."""
    if ownership.required:
        return ownership.required
    names = {key_of(tag_name(tag)) or tag: tag_name(tag) for tag in reversed(baseline.tags)}
    return tuple(RequiredTag(name) for name in reversed(names.values()))


def comply(baseline: Baseline, ownership: Ownership, assignment: Assignment) -> Compliance:
    """How far the lines of an assignment carry the required tags.

    Args:
        assignment: of this baseline; its month, currency and measure are those of the answer.
    """
    lines = taggable(assignment)
    rows = sum(each.line.rows for each in lines)
    cost = sum((each.cost for each in lines), _NOTHING)
    tags = (
        _of_tag(tag, line_value(baseline, f"tag:{tag.key}"), lines, rows, cost)
        for tag in required_tags(baseline, ownership)
    )
    return Compliance(tuple(tags), cost, rows, assignment.total - cost)


def taggable(assignment: Assignment) -> tuple[AssignedLine, ...]:
    """The lines that have a resource behind them."""
    return tuple(each for each in assignment.lines if each.line.kind == TAGGABLE_KIND)


def _of_tag(
    tag: RequiredTag,
    value_of: LineValue | None,
    lines: Sequence[AssignedLine],
    rows: int,
    cost: Decimal,
) -> TagCompliance:
    if value_of is None:
        return TagCompliance(tag, False, rows, cost, ())
    found: dict[str, tuple[int, Decimal]] = {}
    for each in lines:
        value = value_of(each.line)
        before = found.get(value, (0, _NOTHING))
        found[value] = (before[0] + each.line.rows, before[1] + each.cost)
    found.pop("", None)
    by_cost = dict(sorted(found.items(), key=lambda item: (-item[1][1], item[0])))
    likely = _likely(tag, tuple(by_cost))
    values = (
        TagValue(value, *sums, not tag.allowed or value in tag.allowed, likely(value))
        for value, sums in by_cost.items()
    )
    return TagCompliance(tag, True, rows, cost, tuple(values))


def _likely(tag: RequiredTag, values: Sequence[str]) -> Callable[[str], str]:
    """What each value of a tag was probably meant to be; "" where it is right or nobody can say.

    Where values are allowed, the allowed one that it equals but for spelling, begins like (`prod`,
    `production`) or is near to; else the most costly of those that it equals but for spelling.
    """
    by_key: dict[str, str] = {}
    for value in tag.allowed or values:
        by_key.setdefault(_plain(value), value)

    def likely(value: str) -> str:
        if value in tag.allowed:
            return ""
        same = by_key.get(_plain(value), "")
        if same or not tag.allowed:
            return "" if same == value else same
        return _nearest(_plain(value), by_key)

    return likely


def _nearest(key: str, by_key: Mapping[str, str]) -> str:
    for each, value in by_key.items():
        if min(len(key), len(each)) >= 3 and (key.startswith(each) or each.startswith(key)):
            return value
    near = get_close_matches(key, by_key, n=1, cutoff=0.75)
    return by_key[near[0]] if near else ""


def _plain(value: str) -> str:
    """A value without capitals, spaces and punctuation; of one that is nothing else, itself."""
    return "".join(filter(str.isalnum, value.casefold())) or value
