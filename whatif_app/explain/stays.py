"""Turning points as people say them: "Spot target ≥ 58 %"."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scenarios.case import Address, Case
from scenarios.rates import currency_of
from scenarios.schema import Field, Kind
from scenarios.words import say
from whatif_app.cell_labels import cell_in_words
from whatif_app.cell_text import cell_text

if TYPE_CHECKING:
    from scenarios.questions.turning_points import TurningPoint


def turning_title(verdict: str) -> str:
    """The heading above the turning points of a Go or a No-go."""
    return say("It stays a Go while") if verdict == "Go" else say("It would be a Go with")


def turning_sentence(case: Case, point: TurningPoint) -> str:
    """Up to where an input keeps the verdict a Go, or from where it would make it one.

    Rounded to the side on which the sentence stays true; "" where the verdict does not turn.
    """
    low = point.lower if point.is_go else point.to_upper
    high = point.upper if point.is_go else point.to_lower
    address = Address.parse(point.address)
    field = address.declaration
    bounds = []
    if low is not None:
        bounds.append(f"≥ {_text(case, address, _rounded(field, low, point.value, up=True))}")
    # To give something away for nothing is no advice.
    if high is not None and _shows(field, high):
        bounds.append(f"≤ {_text(case, address, _rounded(field, high, point.value, up=False))}")
    if len(bounds) < 2:
        return f"{cell_in_words(address)} {bounds[0]}" if bounds else ""
    both = say("{what} {low} and {high}") if point.is_go else say("{what} {low} or {high}")
    return both.format(what=cell_in_words(address), low=bounds[0], high=bounds[1])


def _shows(field: Field, value: float) -> bool:
    """Whether a bound is more than the search's own last bit above nothing."""
    return field.minimum != 0.0 or value > 1e-6


def _rounded(field: Field, value: float, present: float, *, up: bool) -> float:
    """Three digits, or a tenth of a percent, without passing the value that holds."""
    if field.kind in (Kind.MONTH, Kind.COUNT):
        return float(round(value))
    if field.kind in (Kind.SHARE, Kind.RATE):
        step = 0.001
    else:
        step = 10.0 ** (math.floor(math.log10(abs(value))) - 2) if value else 1.0
    # What float arithmetic adds to a value that is round already must not push it a step on.
    count = value / step
    rounded = (math.ceil(count - 1e-9) if up else math.floor(count + 1e-9)) * step
    # A bound nearer to the present value than a step stays exact.
    passes = (rounded > present) if up and value <= present else (rounded < present and not up)
    return value if passes and (value <= present) == up else round(rounded, 12)


def _text(case: Case, address: Address, value: float) -> str:
    field = address.declaration
    number = int(value) if field.kind in (Kind.MONTH, Kind.COUNT) else value
    currency = currency_of(case.view(), address)
    return cell_text(field, number, currency, str(case.project["start_month"]))
