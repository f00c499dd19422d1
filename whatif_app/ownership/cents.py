"""Whole cents that add up: amounts divided so that nothing is lost or made by rounding."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeVar

CENT = Decimal("0.01")

Name = TypeVar("Name")


def in_cents(amount: Decimal) -> int:
    """An amount as whole cents, halves away from zero."""
    return int((amount * 100).to_integral_value(rounding=ROUND_HALF_UP))


def from_cents(cents: int) -> Decimal:
    """Whole cents as an amount with two decimals."""
    return Decimal(cents).scaleb(-2)


def rounded_to(total: int, amounts: Mapping[Name, Decimal]) -> dict[Name, int]:
    """Amounts as whole cents that add up to a total.

    Args:
        total: cents; the amounts' sum, rounded one way or the other.
        amounts: may be negative.
    """
    exact = [Fraction(amount) * 100 for amount in amounts.values()]
    return dict(zip(amounts, _largest_remainder(total, exact), strict=True))


def divided(total: int, weights: Mapping[Name, Decimal]) -> dict[Name, int]:
    """Cents divided in proportion to weights; evenly where all weights are zero.

    Whoever the exact share of leaves the largest fraction of a cent gets the cents that are left,
    of equals the first.

    Args:
        total: cents, may be negative.
        weights: none negative, at least one.
    """
    whole = sum(map(Fraction, weights.values()), Fraction(0))
    shares = [
        Fraction(weight) / whole if whole else Fraction(1, len(weights))
        for weight in weights.values()
    ]
    return dict(zip(weights, _largest_remainder(total, [total * s for s in shares]), strict=True))


def _largest_remainder(total: int, exact: Sequence[Fraction]) -> list[int]:
    floors = [math.floor(amount) for amount in exact]
    left = total - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda at: floors[at] - exact[at])
    for at in by_remainder[:left]:
        floors[at] += 1
    return floors
