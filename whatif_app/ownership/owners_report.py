"""An assignment told as plain text, and as data for scripts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from whatif_app.costs.baseline import Baseline
from whatif_app.formatting import NOTHING, share
from whatif_app.ownership.assignment import UNALLOCATED, Assignment, OwnedCost
from whatif_app.ownership.cents import from_cents, in_cents, rounded_to
from whatif_app.ownership.compliance import Compliance, TagCompliance
from whatif_app.ownership.rules import level_in_words
from whatif_app.scenario_table import aligned

#: Of services, accounts, IDs and misspelled values, so many are told; the data hold all.
_MOST = 10
_MOST_OWNERS = 30


def owners_in_words(assignment: Assignment, compliance: Compliance) -> str:
    """Owners, unallocated cost, rules and tags as short tables of plain text."""
    parts = [
        _heading(assignment),
        _owners(assignment),
        _target(assignment),
        _rules(assignment),
        *_gaps(assignment),
        _tags(compliance),
    ]
    return "\n\n".join(part for part in parts if part)


def owners_as_json(
    baseline: Baseline, assignment: Assignment, compliance: Compliance
) -> dict[str, Any]:
    """The same as data: all owners, gaps and values; amounts exact to float precision."""
    unallocated = assignment.unallocated
    return {
        "level": assignment.level,
        "month": assignment.month,
        "months": [each for each in baseline.months if assignment.month in (None, each)],
        "currency": assignment.currency,
        "measure": assignment.measure,
        "filled_months": list(assignment.filled_months),
        "total": float(assignment.total),
        "owners": [_owned(each) for each in assignment.groups if each.name is not None],
        "unallocated": {
            "rows": unallocated.rows,
            "cost": float(unallocated.cost),
            "share": unallocated.share,
            "target": assignment.target,
            "within_target": assignment.is_within_target,
            "by_service": [_owned(each) for each in assignment.gaps("service")],
            "by_account": [_owned(each) for each in assignment.gaps("account")],
            "unknown_ids": [_owned(each) for each in assignment.unknown_ids],
        },
        "rules": [
            {
                "rule": str(catch.rule),
                "rows": catch.rows,
                "cost": float(catch.cost),
                "share": catch.share,
                "taken_rows": catch.taken_rows,
                "taken_cost": float(catch.taken_cost),
                "kept": catch.is_kept,
            }
            for catch in assignment.catches
        ],
        "tags": [_tag(each) for each in compliance.tags],
    }


def _owned(each: OwnedCost) -> dict[str, Any]:
    return {
        "name": each.name,
        "rows": each.rows,
        "cost": float(each.cost),
        "share": each.share,
    }


def _tag(each: TagCompliance) -> dict[str, Any]:
    return {
        "tag": each.tag.key,
        "allowed": list(each.tag.allowed),
        "kept": each.is_kept,
        "tagged_share": each.tagged_share,
        "allowed_share": each.allowed_share,
        "tagged_rows_share": each.tagged_rows_share,
        "allowed_rows_share": each.allowed_rows_share,
        "near_misses": [
            {"value": miss.value, "likely": miss.likely, "cost": float(miss.cost)}
            for miss in each.near_misses
        ],
    }


def _heading(assignment: Assignment) -> str:
    months = sorted({each.line.month for each in assignment.lines})
    span = " to ".join(dict.fromkeys(months[:1] + months[-1:])) or "no months"
    level, measure = level_in_words(assignment.level), assignment.measure.replace("_", " ")
    said = f"Cost by {level}, {span}, {measure}, {assignment.currency}"
    if assignment.filled_months:
        said += f"\n{measure.capitalize()} cost is not known of "
        said += f"{', '.join(assignment.filled_months)}; what is known instead is counted."
    return said


def _owners(assignment: Assignment) -> str:
    groups = assignment.groups
    bill = in_cents(assignment.total)
    cents = rounded_to(bill, {each.name: each.cost for each in groups})
    owners = [each for each in groups if each.name is not None]
    rows = [
        (_name(each.name), _amount(from_cents(cents[each.name])), share(each.share))
        for each in (*owners[:_MOST_OWNERS], *groups[len(owners) :])
    ]
    if rest := owners[_MOST_OWNERS:]:
        cost = from_cents(sum(cents[each.name] for each in rest))
        others = (f"{len(rest):,} others", _amount(cost), share(assignment.share(cost)))
        rows.insert(_MOST_OWNERS, others)
    return aligned([*rows, ("Total", _amount(from_cents(bill)), "")])


def _target(assignment: Assignment) -> str:
    has = share(assignment.unallocated.share)
    verdict = "within" if assignment.is_within_target else "above"
    return f"Unallocated: {has}, {verdict} the target of {share(assignment.target)}."


def _rules(assignment: Assignment) -> str:
    titles = ("Rules, in order", "Caught", "", "Taken by earlier rules")
    rows = [
        (
            f"{number}  {_line(str(catch.rule))}",
            _amount(catch.cost) if catch.is_kept else "not in the baseline",
            share(catch.share) if catch.is_kept else "",
            _amount(catch.taken_cost) if catch.taken_rows else "",
        )
        for number, catch in enumerate(assignment.catches, start=1)
    ]
    return aligned([titles, *rows]) if rows else "There are no rules."


def _gaps(assignment: Assignment) -> Iterable[str]:
    for title, gaps in (
        ("Unallocated by service", assignment.gaps("service")),
        ("Unallocated by account", assignment.gaps("account")),
        ("Service IDs that the ownership file lacks", assignment.unknown_ids),
    ):
        if gaps:
            shown = [
                (f"  {_name(each.name)}", _amount(each.cost), share(each.share))
                for each in gaps[:_MOST]
            ]
            rest = len(gaps) - len(shown)
            more = f"\n  and {rest} more" if rest else ""
            yield f"{title}\n{aligned(shown)}{more}"


def _tags(compliance: Compliance) -> str:
    if not compliance.tags:
        return "The baseline keeps no tags; import with --tag KEY to measure them."
    titles = ("Tags, of taggable cost", "with a value", "with an allowed value")
    rows = [
        (
            f"  {_line(each.tag.key)}",
            share(each.tagged_share) if each.is_kept else "not in the baseline",
            share(each.allowed_share) if each.tag.allowed else NOTHING,
        )
        for each in compliance.tags
    ]
    misses = [
        f"  {_line(tag.tag.key)}: “{_line(miss.value)}” is probably “{_line(miss.likely)}”"
        for tag in compliance.tags
        for miss in tag.near_misses[:_MOST]
    ]
    return "\n".join([aligned([titles, *rows]), *misses])


def _name(name: str | None) -> str:
    return UNALLOCATED if name is None else _line(name) or "(none)"


def _line(text: str) -> str:
    """A text of the bill on one line, without what would move a terminal's cursor."""
    return "".join(each if each.isprintable() else " " for each in text)


def _amount(amount: Decimal) -> str:
    rounded = round(amount, 2) + 0  # so that no zero has a sign
    return f"{rounded:,.2f}".replace("-", "\u2212")
