"""The untagged list: which usage lacks which required tag, worst first, to send out for mending."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from whatif_app.costs.baseline import Baseline
from whatif_app.costs.lines import Line
from whatif_app.formula_shield import shielded
from whatif_app.ownership.assignment import UNALLOCATED, AssignedLine, Assignment
from whatif_app.ownership.compliance import TagValue, comply, taggable
from whatif_app.ownership.line_values import LineValue, line_value
from whatif_app.ownership.ownership import Ownership
from whatif_app.ownership.rules import LEVELS

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class UntaggedCost:
    """Usage of one kind in one month that lacks a tag, or has it with a value not allowed.

    Attributes:
        owner: who pays for it as far as rules can tell; None where nobody does.
        missing: the keys of the tags it lacks.
        wrong: of tags with a value that is not allowed: `env=Prd`, or `env=Prd (prod?)`.
    """

    service: str
    account: str
    region: str
    usage_type: str
    month: str
    owner: str | None
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    rows: int
    cost: Decimal


@dataclass(frozen=True)
class UntaggedList:
    """All of it, and what it is a part of.

    Attributes:
        tags: the keys that are required.
        lines: the most costly first.
        taggable, bill: the cost of all usage, and of everything.
        level, currency, measure: as of the assignment.
    """

    tags: tuple[str, ...]
    lines: tuple[UntaggedCost, ...]
    taggable: Decimal
    bill: Decimal
    level: str
    currency: str
    measure: str

    @property
    def cost(self) -> Decimal:
        """The cost of all its lines."""
        return sum((each.cost for each in self.lines), _NOTHING)

    @property
    def rows(self) -> int:
        """The rows of the export behind its lines."""
        return sum(each.rows for each in self.lines)


def list_untagged(baseline: Baseline, ownership: Ownership, assignment: Assignment) -> UntaggedList:
    """The usage of an assignment that lacks a required tag, or has it with a value not allowed.

    A tag that the baseline does not keep is left aside: nothing would have it.
    """
    compliance = comply(baseline, ownership, assignment)
    checks = [
        _Check(tag.tag.key, value_of, {each.value: each for each in tag.values})
        for tag in compliance.tags
        if (value_of := line_value(baseline, f"tag:{tag.tag.key}")) is not None
    ]
    return UntaggedList(
        tags=tuple(check.key for check in checks),
        lines=_merged(taggable(assignment), checks),
        taggable=compliance.cost,
        bill=assignment.total,
        level=assignment.level,
        currency=assignment.currency,
        measure=assignment.measure,
    )


@dataclass(frozen=True, slots=True)
class _Check:
    """One required tag, its value on a line, and what is to be said of each value."""

    key: str
    value_of: LineValue
    values: Mapping[str, TagValue]

    def fault(self, line: Line) -> str | None:
        """What is wrong with the line's value: "" where there is none; None where all is well."""
        value = self.value_of(line)
        if not value:
            return ""
        known = self.values[value]
        if known.is_allowed:
            return None
        return f"{self.key}={value}" + (f" ({known.likely}?)" if known.likely else "")


def _merged(lines: Sequence[AssignedLine], checks: Sequence[_Check]) -> tuple[UntaggedCost, ...]:
    found: dict[UntaggedCost, tuple[int, Decimal]] = {}
    for each in lines:
        entry = _entry(each, checks)
        if entry.missing or entry.wrong:
            rows, cost = found.get(entry, (0, _NOTHING))
            found[entry] = (rows + each.line.rows, cost + each.cost)
    merged = (replace(entry, rows=rows, cost=cost) for entry, (rows, cost) in found.items())
    return tuple(
        sorted(merged, key=lambda each: (-each.cost, each.service, each.usage_type, each.month))
    )


def _entry(each: AssignedLine, checks: Sequence[_Check]) -> UntaggedCost:
    """Where a line belongs on the list, with nothing counted yet."""
    line = each.line
    faults = {check.key: check.fault(line) for check in checks}
    return UntaggedCost(
        service=line.service,
        account=line.account,
        region=line.region,
        usage_type=line.usage_type,
        month=line.month,
        owner=each.owner,
        missing=tuple(key for key, fault in faults.items() if fault == ""),
        wrong=tuple(fault for fault in faults.values() if fault),
        rows=0,
        cost=_NOTHING,
    )


def headers(untagged: UntaggedList) -> tuple[str, ...]:
    """The names of the list's columns; the level's own name stands over the owners."""
    measure = untagged.measure.replace("_", " ").capitalize()
    return (
        "Service",
        "Account",
        "Region",
        "Usage type",
        "Month",
        LEVELS[untagged.level],
        "Missing tags",
        "Values not allowed",
        "Rows",
        f"{measure} cost, {untagged.currency}",
    )


def texts(line: UntaggedCost) -> tuple[str, ...]:
    """A line's cells before its rows and cost."""
    return (
        line.service,
        line.account,
        line.region,
        line.usage_type,
        line.month,
        UNALLOCATED if line.owner is None else line.owner,
        ", ".join(line.missing),
        ", ".join(line.wrong),
    )


def to_csv(untagged: UntaggedList) -> bytes:
    """The list as CSV that Excel opens as it is; exact amounts, no text that would be computed."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(headers(untagged))
    for each in untagged.lines:
        writer.writerow([*map(shielded, texts(each)), each.rows, format(each.cost, "f")])
    total = ["Total", *[""] * 7, untagged.rows, format(untagged.cost, "f")]
    writer.writerow(total)
    return table.getvalue().encode("utf-8-sig")
