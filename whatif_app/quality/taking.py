"""Money taken from lines, or added to them, exactly: in proportion, and the last cent accounted.

What a line's cost changes by, all its other measures follow in proportion, so that discounts and
coverage stay what they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from whatif_app.costs.lines import Line
from whatif_app.quality.basis import AMORTIZED, BILLED, Basis

#: As many digits as the lines of a baseline have.
_QUANTUM = Decimal("1e-12")
_NOTHING = Decimal(0)


def scaled(line: Line, cost: Decimal, measure: str) -> Line:
    """The line at another cost, exactly; its other amounts in proportion.

    Args:
        cost: what it then costs; 0 where it costs nothing now.
        measure: `amortized` or `billed`, in which the cost is given.
    """
    before = (line.amortized if measure == AMORTIZED else line.billed) or _NOTHING
    factor = cost / before if before else _NOTHING

    def follow(amount: Decimal) -> Decimal:
        return (amount * factor).quantize(_QUANTUM)

    def other(amount: Decimal | None) -> Decimal | None:
        if amount is None:
            return None
        # What was the same stays the same, to the last digit.
        return cost if amount == before else follow(amount)

    return replace(
        line,
        quantity=line.quantity * float(factor),
        billed=cost if measure == BILLED else other(line.billed),
        amortized=cost if measure == AMORTIZED else other(line.amortized),
        on_demand=other(line.on_demand),
        unused=other(line.unused),
        eligible=follow(line.eligible),
        interruptible=follow(line.interruptible),
        upfront=follow(line.upfront),
    )


def apportioned(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount divided in proportion to positive weights; the parts add up to it exactly."""
    total = sum(weights, _NOTHING)
    parts = [(amount * weight / total).quantize(_QUANTUM) for weight in weights]
    parts[-1] += amount - sum(parts, _NOTHING)
    return parts


def moved(lines: Sequence[Line], amount: Decimal, basis: Basis) -> list[Line] | None:
    """Lines of one month with their cost changed by an amount, in proportion to what they cost.

    On-demand usage changes first, since what goes beyond the usual is not what was committed to;
    other usage, and then everything, only where it does not suffice. No line falls below zero, so
    that less may be taken than was asked for.

    Returns:
        The lines in their order; None where none of them costs anything.
    """
    for is_of in (_is_on_demand, _is_usage, _is_any):
        places = [at for at, line in enumerate(lines) if is_of(line) and basis.cost(line) > 0]
        weights = [basis.cost(lines[at]) for at in places]
        if places and (sum(weights) + amount >= 0 or is_of is _is_any):
            break
    else:
        return None
    change = max(amount, -sum(weights, _NOTHING))
    made = list(lines)
    for at, weight, part in zip(places, weights, apportioned(change, weights), strict=True):
        line = lines[at]
        made[at] = scaled(line, weight + part, basis.measure(line.currency, line.month))
    return made


def _is_on_demand(line: Line) -> bool:
    return line.kind == "usage" and line.purchase == "on_demand"


def _is_usage(line: Line) -> bool:
    return line.kind == "usage"


def _is_any(_line: Line) -> bool:
    return True
