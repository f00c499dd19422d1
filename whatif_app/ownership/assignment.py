"""Each line of the bill with its owner, the rule that found it, and what nobody owns.

An assignment only sorts: whatever the rules and their order, its groups add up to the bill.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from scenarios.words import marked
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.lines import Line
from whatif_app.ownership.finder import Finder, Verdict
from whatif_app.ownership.line_values import TAG
from whatif_app.ownership.ownership import Ownership
from whatif_app.ownership.rules import LEVELS, Rule
from whatif_app.ownership.spelling import one_spelling

#: How cost without an owner is called wherever it is shown.
UNALLOCATED = marked("Unallocated")

_NOTHING = Decimal(0)
_FIRST = ("team", "owner", "cost_center", "product", "service_id", "environment")


@dataclass(frozen=True, slots=True)
class AssignedLine:
    """A line of the baseline and whose it is.

    Attributes:
        cost: what it counts, in the assignment's measure.
        owner: at the assignment's level; None where no rule finds one.
        rule: position of the rule that decided; None where none did.
        matched: positions of all rules that would have found an owner, first to last.
        service_id: the row of the ownership file that names the owner; "" where none does.
        unknown_id: an ID that the line carries and the ownership file does not have, or "".
    """

    line: Line
    cost: Decimal
    owner: str | None
    rule: int | None
    matched: tuple[int, ...]
    service_id: str
    unknown_id: str


@dataclass(frozen=True, slots=True)
class OwnedCost:
    """Lines put together: under an owner, a service, an account or an ID.

    Attributes:
        name: "" where the lines have none; of an owner, None for unallocated.
        share: of the assignment's whole cost; None where that is not positive.
    """

    name: str | None
    rows: int
    cost: Decimal
    share: float | None


@dataclass(frozen=True, slots=True)
class Catch:
    """What one rule does.

    Attributes:
        rows, cost, share: of the lines that it decides.
        taken_rows, taken_cost: of the lines that it would decide, had no earlier rule done so.
        is_kept: whether the baseline keeps what the rule looks at; it catches nothing otherwise.
    """

    rule: Rule
    rows: int
    cost: Decimal
    share: float | None
    taken_rows: int
    taken_cost: Decimal
    is_kept: bool


@dataclass(frozen=True)
class Assignment:
    """Lines of one currency with their owners.

    Attributes:
        level: of `rules.LEVELS`.
        month: `YYYY-MM`, or None for all.
        currency: of all amounts.
        measure: of `format.MEASURES`, in which the lines are counted.
        filled_months: months that lack the measure, counted by the next best one.
        rules: as asked.
        lines: every line of the month and currency.
        target: the share without an owner to stay below.
    """

    level: str
    month: str | None
    currency: str
    measure: str
    filled_months: tuple[str, ...]
    rules: tuple[Rule, ...]
    lines: tuple[AssignedLine, ...]
    target: float
    _kept: tuple[bool, ...] = ()

    @cached_property
    def total(self) -> Decimal:
        """The cost of all lines; never rounded."""
        return sum((each.cost for each in self.lines), _NOTHING)

    @cached_property
    def groups(self) -> tuple[OwnedCost, ...]:
        """The owners, the most costly first, and last what nobody owns (None), if anything."""
        found = self._grouped(self.lines, lambda each: each.owner)
        return tuple(sorted(found, key=lambda each: each.name is None))

    @cached_property
    def unallocated(self) -> OwnedCost:
        """All lines without an owner, together."""
        return self._together(None, self._ownerless)

    @property
    def is_within_target(self) -> bool:
        """Whether the share without an owner is at most the target."""
        share = self.unallocated.share
        return share <= self.target if share is not None else not self.unallocated.cost

    def lines_of(self, owner: str | None) -> tuple[AssignedLine, ...]:
        """The lines of one owner; None for those of nobody."""
        return self._by_owner.get(owner, ())

    def gaps(self, dimension: str) -> tuple[OwnedCost, ...]:
        """What nobody owns by `service`, `account` or another field of a line, worst first."""
        return self._grouped(self._ownerless, lambda each: str(getattr(each.line, dimension)))

    @cached_property
    def unknown_ids(self) -> tuple[OwnedCost, ...]:
        """IDs that lines carry and the ownership file lacks, worst first.

        Lines whose owner the file names by another tag or by their account do not count.
        """
        carrying = [each for each in self.lines if each.unknown_id and not each.service_id]
        return self._grouped(carrying, lambda each: each.unknown_id)

    @cached_property
    def catches(self) -> tuple[Catch, ...]:
        """What each rule decides, and what earlier rules took from it, in the rules' order."""
        decided: list[list[AssignedLine]] = [[] for _ in self.rules]
        taken: list[list[AssignedLine]] = [[] for _ in self.rules]
        for each in self.lines:
            for position in each.matched:
                (decided if position == each.rule else taken)[position].append(each)
        return tuple(
            self._catch(*each) for each in zip(self.rules, decided, taken, self._kept, strict=True)
        )

    def share(self, cost: Decimal) -> float | None:
        """A cost as a share of all; None where all is not positive (credits, say)."""
        return float(cost / self.total) if self.total > 0 else None

    @cached_property
    def _by_owner(self) -> dict[str | None, tuple[AssignedLine, ...]]:
        found: dict[str | None, list[AssignedLine]] = {}
        for each in self.lines:
            found.setdefault(each.owner, []).append(each)
        return {owner: tuple(lines) for owner, lines in found.items()}

    @property
    def _ownerless(self) -> tuple[AssignedLine, ...]:
        return self.lines_of(None)

    def _grouped(
        self, lines: Sequence[AssignedLine], name_of: Callable[[AssignedLine], str | None]
    ) -> tuple[OwnedCost, ...]:
        found: dict[str | None, list[AssignedLine]] = {}
        for each in lines:
            found.setdefault(name_of(each), []).append(each)
        groups = [self._together(name, members) for name, members in found.items()]
        return tuple(sorted(groups, key=lambda each: (-each.cost, each.name or "")))

    def _together(self, name: str | None, lines: Sequence[AssignedLine]) -> OwnedCost:
        rows, cost = _sums(lines)
        return OwnedCost(name, rows, cost, self.share(cost))

    def _catch(
        self,
        rule: Rule,
        decided: Sequence[AssignedLine],
        taken: Sequence[AssignedLine],
        is_kept: bool,
    ) -> Catch:
        rows, cost = _sums(decided)
        return Catch(rule, rows, cost, self.share(cost), *_sums(taken), is_kept)


def assign(
    baseline: Baseline,
    ownership: Ownership,
    level: str = "team",
    *,
    month: str | None = None,
    currency: str | None = None,
    measure: str | None = None,
) -> Assignment:
    """Say of each line whose it is.

    The first rule that finds an owner at the level decides. A rule that leads to a service which
    the ownership file does not have, or has without an owner at the level, decides nothing.

    Args:
        level: of `rules.LEVELS`.
        month: `YYYY-MM`; all by default.
        currency: the one with the largest cost by default.
        measure: of `format.MEASURES`; by default amortized cost where every line has it, else
            billed. A month that lacks it counts by the next best of amortized, billed, on demand.

    Raises:
        KeyError: there is no such level.
    """
    LEVELS[level]
    if currency is None:
        currency = main_currency(baseline, month)
    lines = [
        line for line in baseline.lines if month in (None, line.month) and line.currency == currency
    ]
    measure = measure or best_measure(lines)
    rules = ownership.rules_for(baseline.tags)
    finder = Finder(rules, baseline, ownership, level)
    assigned = [_assigned(line, _cost(line, measure), finder.verdict(line)) for line in lines]
    return Assignment(
        level=level,
        month=month,
        currency=currency,
        measure=measure,
        filled_months=tuple(
            sorted({line.month for line in lines if getattr(line, measure) is None})
        ),
        rules=rules,
        lines=_spelled_alike(assigned, [each.at(level) for each in ownership.services]),
        target=ownership.target,
        _kept=finder.kept,
    )


def first_level(baseline: Baseline, ownership: Ownership) -> str:
    """The level to begin with: the first that the file or a rule says anything about.

    An environment owns nothing; it is begun with only where nothing else is known.
    """
    rules = ownership.rules_for(baseline.tags)
    given = {rule.gives for rule in rules if rule.gives != "service_id"}
    known = {
        level
        for level in LEVELS
        if level in given or any(each.at(level) for each in ownership.services)
    }
    if any(rule.gives == "service_id" and rule.dimension.startswith(TAG) for rule in rules):
        known.add("service_id")
    return min(known, key=_FIRST.index, default="team")


def main_currency(baseline: Baseline, month: str | None = None) -> str:
    """The currency with the largest cost, in which amounts are shown first; "" without lines."""
    sizes: dict[str, Decimal] = {}
    for line in baseline.lines:
        if month in (None, line.month):
            size = abs(_cost(line, "amortized"))
            sizes[line.currency] = sizes.get(line.currency, _NOTHING) + size
    return max(sorted(sizes), key=lambda each: sizes[each], default="")


def best_measure(lines: Sequence[Line]) -> str:
    """Amortized cost where every line has it; else billed, where every line has that."""
    for measure in ("amortized", "billed"):
        if all(getattr(line, measure) is not None for line in lines):
            return measure
    return "amortized"


def _cost(line: Line, measure: str) -> Decimal:
    """A line's cost in a measure, or in the next best one that it has."""
    value: Decimal | None = getattr(line, measure)
    if value is not None:
        return value
    known = (line.amortized, line.billed, line.on_demand)
    return next((each for each in known if each is not None), _NOTHING)


def _assigned(line: Line, cost: Decimal, said: Verdict) -> AssignedLine:
    return AssignedLine(
        line, cost, said.owner, said.rule, said.matched, said.service_id, said.unknown_id
    )


def _spelled_alike(lines: Sequence[AssignedLine], known: Sequence[str]) -> tuple[AssignedLine, ...]:
    """The lines with one spelling of each owner: the ownership file's, else the most usual."""
    rows: dict[str, int] = {}
    for each in lines:
        if each.owner is not None:
            rows[each.owner] = rows.get(each.owner, 0) + each.line.rows
    chosen = one_spelling(rows, known)
    return tuple(
        each
        if each.owner is None or chosen[each.owner] == each.owner
        else replace(each, owner=chosen[each.owner])
        for each in lines
    )


def _sums(lines: Sequence[AssignedLine]) -> tuple[int, Decimal]:
    return sum(each.line.rows for each in lines), sum((each.cost for each in lines), _NOTHING)
