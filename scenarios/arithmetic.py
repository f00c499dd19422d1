"""What a formula comes to: with plain numbers, or with arrays that hold many variants at once.

Plain numbers raise where arithmetic has no answer; an array has NaN or infinity there.

Source: docs/model.md, "Formulas in cells".
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, Final

import numpy as np

from scenarios.arrays import Array
from scenarios.cells import RefusedError
from scenarios.formula import (
    BASE,
    Call,
    Chain,
    Formula,
    Negative,
    Node,
    Number,
    OfBase,
    Power,
    Reference,
)
from scenarios.words import say

#: A plain number, or one of each variant.
Quantity = float | Array
#: Works a term out, given what finds the number at an address, or at `BASE`.
Work = Callable[[Callable[[str], Any]], Any]

#: Rounding that is no more than the last bits of a float is taken for exact.
_HAIR, _MOST_HAIR = 2e-15, 1e-3
_WHOLE: Final = 1e-9
#: From here on a float has no digits to round off; and powers of ten that a float can hold.
_ALL_DIGITS, _MOST_DIGITS = 1e15, 300.0


def plain_result(work: Work, number: Callable[[str], float]) -> float:
    """What a formula of plain numbers comes to, to the fifteen digits that are certain.

    Args:
        number: the number at an address, or at `BASE`.

    Raises:
        RefusedError: why it has no value.
    """
    try:
        result = float(work(number))
    except ZeroDivisionError:
        raise RefusedError(say("The formula divides by zero.")) from None
    except OverflowError:
        result = math.inf
    except ValueError:
        raise RefusedError(say("The formula has no value.")) from None
    if math.isnan(result):
        raise RefusedError(say("The formula has no value."))
    if abs(result) > 1e300:
        raise RefusedError(say("The formula comes to a number that is too large."))
    return float(f"{result:.15g}")


def whole(result: float) -> float:
    """A whole number, where a result misses it by rounding alone."""
    nearest = float(round(result))
    return nearest if abs(result - nearest) <= _WHOLE * max(abs(result), 1.0) else result


def constant(formula: Formula) -> float:
    """What arithmetic alone comes to.

    Raises:
        RefusedError: why it has no value, or that it is not arithmetic alone.
    """
    if not formula.is_constant:
        raise RefusedError(say("A formula here takes numbers only, no cells."))
    numbers: Mapping[str, float] = {}
    return plain_result(work_of(formula.root, ""), numbers.__getitem__)


def work_of(node: Node, home: str) -> Work:
    """How a term is worked out: once its numbers are known, as often as they change.

    What is made raises ArithmeticError or ValueError for plain numbers of which there is no answer.

    Args:
        home: address of the cell that holds the formula.
    """
    match node:
        case Number(value):
            return lambda _number: value
        case OfBase():
            return lambda number: number(BASE)
        case Reference():
            key = node.at(home)
            return lambda number: number(key)
        case Negative(of):
            positive = work_of(of, home)
            return lambda number: -positive(number)
        case Chain(first, rest):
            steps = [(_SIGNS[sign], work_of(term, home)) for sign, term in rest]
            return _in_turn(work_of(first, home), steps)
        case Power(base, exponent):
            low, high = work_of(base, home), work_of(exponent, home)
            return lambda number: _power(low(number), high(number))
        case Call(name, arguments):
            call, works = _FUNCTIONS[name], [work_of(each, home) for each in arguments]
            return lambda number: call(*(work(number) for work in works))


def _in_turn(first: Work, steps: Sequence[tuple[Callable[[Any, Any], Any], Work]]) -> Work:
    def work(number: Callable[[str], Quantity]) -> Quantity:
        result: Quantity = first(number)
        for apply, term in steps:
            result = apply(result, term(number))
        return result

    return work


def _power(base: Quantity, exponent: Quantity) -> Quantity:
    # Spreadsheets differ on nothing to the power of nothing; so it has no value here.
    if isinstance(base, float) and isinstance(exponent, float):
        if base == exponent == 0.0:
            raise ValueError
        return math.pow(base, exponent)
    bases, exponents = np.asarray(base), np.asarray(exponent)
    power: Array = np.power(bases, exponents)
    power[(bases == 0.0) & (exponents == 0.0)] = np.nan
    return power


def _least(*of: Quantity) -> Quantity:
    return min(of) if all(isinstance(each, float) for each in of) else reduce(np.minimum, of)


def _most(*of: Quantity) -> Quantity:
    return max(of) if all(isinstance(each, float) for each in of) else reduce(np.maximum, of)


def _rounded(value: Quantity, digits: Quantity = 0.0) -> Quantity:
    """Half away from zero, as spreadsheets round; what has no digits so far down stays."""
    if isinstance(value, float) and isinstance(digits, float):
        scale = math.pow(10.0, int(min(max(digits, -_MOST_DIGITS), _MOST_DIGITS)))
        size = abs(value) * scale
        if size >= _ALL_DIGITS:
            return value
        return math.copysign(math.floor(size + min(size * _HAIR, _MOST_HAIR) + 0.5) / scale, value)
    array = np.asarray(value)
    scales = np.power(10.0, np.trunc(np.clip(digits, -_MOST_DIGITS, _MOST_DIGITS)))
    sizes = np.abs(array) * scales
    whole = np.floor(sizes + np.minimum(sizes * _HAIR, _MOST_HAIR) + 0.5)
    rounded: Array = np.where(sizes < _ALL_DIGITS, np.copysign(whole / scales, array), array)
    return rounded


_SIGNS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "min": _least,
    "max": _most,
    "round": _rounded,
    "abs": abs,
}
