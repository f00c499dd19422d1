"""The internal rate of return, found by counting roots exactly in rational numbers (§7).

With x = 1/(1+irr_m) the present value is a polynomial in x; Sturm's theorem counts its distinct
roots in the range that the contract allows, without any tolerance.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

LOWEST_RATE = -0.9999
HIGHEST_RATE = 1e4

Polynomial = list[int]
"""Coefficients from the constant up; the last is not zero."""


def sole_internal_rate(
    net: list[float], nothing: float, discount_rate: float, npv: float
) -> float | None:
    """The yearly rate at which `net` is worth nothing; None unless there is exactly one.

    None too where it contradicts the present value. Flows and values below `nothing` are rounding,
    not money.
    """
    polynomial = whole_polynomial([0.0 if abs(x) <= nothing else x for x in net])
    if len(polynomial) < 2:
        return None
    low = Fraction((1 + HIGHEST_RATE) ** (-1 / 12))
    high = Fraction((1 + LOWEST_RATE) ** (-1 / 12))
    chain = sturm_chain(polynomial)
    if roots_between(chain, low, high) != 1:
        return None
    for _ in range(80):
        middle = Fraction(float((low + high) / 2))
        if roots_between(chain, low, middle) == 1:
            high = middle
        else:
            low = middle
    rate = float(high) ** -12 - 1
    contradicts = (rate > discount_rate and npv < -nothing) or (
        rate < discount_rate and npv > nothing
    )
    return None if contradicts else rate


def whole_polynomial(coefficients: list[float]) -> Polynomial:
    """The same roots with whole coefficients; powers of x alone are taken out."""
    exact = [Fraction(c) for c in coefficients]
    while exact and exact[-1] == 0:
        exact.pop()
    while exact and exact[0] == 0:
        exact.pop(0)
    denominator = math.lcm(*(c.denominator for c in exact))
    return [int(c * denominator) for c in exact]


def sturm_chain(polynomial: Polynomial) -> list[Polynomial]:
    chain = [polynomial, [k * c for k, c in enumerate(polynomial)][1:]]
    while len(chain[-1]) > 1:
        rest = negated_remainder(chain[-2], chain[-1])
        if not rest:
            break
        chain.append(rest)
    return chain


def negated_remainder(a: Polynomial, b: Polynomial) -> Polynomial:
    """Minus the remainder of `a / b`, times some positive number that keeps it whole and short."""
    rest = list(a)
    while len(rest) >= len(b):
        sign = 1 if b[-1] > 0 else -1
        lead, shift = rest[-1] * sign, len(rest) - len(b)
        rest = [c * abs(b[-1]) for c in rest]
        for k, c in enumerate(b):
            rest[k + shift] -= lead * c
        while rest and rest[-1] == 0:
            rest.pop()
    common = math.gcd(*rest) or 1
    return [-c // common for c in rest]


def roots_between(chain: list[Polynomial], low: Fraction, high: Fraction) -> int:
    """Distinct roots in (low, high]."""
    return sign_changes(chain, low) - sign_changes(chain, high)


def sign_changes(chain: list[Polynomial], x: Fraction) -> int:
    signs = [s for s in (sign_at(polynomial, x) for polynomial in chain) if s]
    return sum(a != b for a, b in pairwise(signs))


def sign_at(polynomial: Polynomial, x: Fraction) -> int:
    """The sign of the polynomial at `x`, in whole numbers throughout."""
    p, q = x.numerator, x.denominator
    value, power = 0, 1
    for c in reversed(polynomial):
        value = value * p + c * power
        power *= q
    return (value > 0) - (value < 0)
