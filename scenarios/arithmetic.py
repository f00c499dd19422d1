"""What a formula comes to: with plain numbers, or with arrays that hold many variants at once.

Plain numbers raise where arithmetic has no answer; an array has NaN or infinity there.

Source: docs/model.md, "Formulas in cells".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
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

#: Rounding that is no more than the last bits of a float is taken for exact.
_HAIR: Final = 2e-15
_WHOLE: Final = 1e-9


def worked_out(formula: Formula, home: str, number: Callable[[str], Quantity]) -> Quantity:
    """What a formula comes to.

    Args:
        home: address of the cell that holds it.
        number: the number at an address, or at `BASE`.

    Raises:
        ArithmeticError, ValueError: plain numbers of which there is no answer.
    """
    return _worked(formula.root, home, number)


def plain_result(formula: Formula, home: str, number: Callable[[str], float]) -> float:
    """What a formula of plain numbers comes to, to the fifteen digits that are certain.

    Raises:
        RefusedError: why it has no value.
    """
    try:
        result = float(worked_out(formula, home, number))
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

    def number(_address: str) -> float:
        raise RefusedError(say("A formula here takes numbers only, no cells."))

    return plain_result(formula, "", number)


def _worked(node: Node, home: str, number: Callable[[str], Quantity]) -> Quantity:
    def worth(of: Node) -> Quantity:
        return _worked(of, home, number)

    match node:
        case Number(value):
            return value
        case OfBase():
            return number(BASE)
        case Negative(of):
            return -worth(of)
        case Chain(first, rest):
            result = worth(first)
            for sign, term in rest:
                result = _SIGNS[sign](result, worth(term))
            return result
        case Power(base, exponent):
            return _power(worth(base), worth(exponent))
        case Call(name, arguments):
            found: Quantity = _FUNCTIONS[name](*map(worth, arguments))
            return found
        case Reference():
            return number(node.at(home))


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
    """Half away from zero, as spreadsheets round."""
    scale = _power(10.0, np.trunc(digits) if isinstance(digits, np.ndarray) else float(int(digits)))
    if isinstance(value, float) and isinstance(scale, float):
        size = math.floor(abs(value) * scale * (1.0 + _HAIR) + 0.5)
        return math.copysign(size / scale, value)
    array = np.asarray(value)
    size = np.floor(np.abs(array) * scale * (1.0 + _HAIR) + 0.5) / scale
    rounded: Array = np.copysign(size, array)
    return rounded


_SIGNS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": lambda first, second: first + second,
    "-": lambda first, second: first - second,
    "*": lambda first, second: first * second,
    "/": lambda first, second: first / second,
}
_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "min": _least,
    "max": _most,
    "round": _rounded,
    "abs": abs,
}
