"""The formulas of cells as Excel writes them: live in the workbook, over the same cells.

Only numbers, operators and cells of ours go into such a text; row names never do, so that no
name can break or become a formula.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from scenarios.address import Address
from scenarios.case import Case
from scenarios.formula import BASE, Call, Chain, Negative, Node, Number, OfBase, Power, Reference
from scenarios.formula_graph import bound
from scenarios.recomputing import every_formula
from scenarios.schema import PROJECT, Field, Kind

#: Functions newer than Excel 2010 carry this prefix in the file.
IS_FORMULA: Final = "_xlfn.ISFORMULA"

#: Finds the cell of an address, or of `BASE`, as the formula is to name it.
Cell = Callable[[str], str]

_REFERENCE_TERMS = frozenset({"horizon", "start_month", "hour_classes"})
#: How tightly signs bind, the loosest first.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)
#: What a count misses a whole number by, computed in floats, is rounded off.
_WHOLE_DIGITS = 9


def excel_formula(text: str, home: str, cell: Cell) -> str:
    """A cell's formula as Excel writes it, without its equals sign.

    Args:
        home: address of the cell that holds it.
    """
    written = _term(bound(text, home).formula.root, home, cell, _SUM)
    if Address.parse(home).declaration.kind in (Kind.COUNT, Kind.MONTH):
        return f"ROUND({written},{_WHOLE_DIGITS})"
    return written


def _term(node: Node, home: str, cell: Cell, place: int) -> str:
    """One term, in parentheses unless it binds as tightly as its place asks.

    Excel's minus binds more tightly than its power, and its powers go from the left; so a
    minus and the parts of a power are always in parentheses.
    """

    def of(inner: Node, place: int) -> str:
        return _term(inner, home, cell, place)

    match node:
        case Number(value):
            return repr(value).removesuffix(".0")
        case Reference():
            return cell(node.at(home))
        case OfBase():
            return cell(BASE)
        case Call(name, arguments):
            given = [of(each, _SUM) for each in arguments]
            if name == "round" and len(given) == 1:
                given.append("0")
            return f"{name.upper()}({','.join(given)})"
        case Negative(inner):
            rank, written = _SUM, f"-{of(inner, _ATOM)}"
        case Power(base, exponent):
            rank, written = _POWER, f"{of(base, _ATOM)}^{of(exponent, _ATOM)}"
        case Chain(first, rest):
            rank = _SUM if rest[0][0] in "+-" else _PRODUCT
            terms = (sign + of(term, rank + 1) for sign, term in rest)
            written = of(first, rank + 1) + "".join(terms)
    return written if rank >= place else f"({written})"


def unless_typed_over(formula_cell: str, live: str, otherwise: str) -> str:
    """A formula, for as long as the cell that it stands in for holds one itself."""
    return f"IF({IS_FORMULA}({formula_cell}),{live},{otherwise})"


def given_default(field: Field, cell: str) -> str:
    """An input cell, which left empty means the field's default."""
    default = field.default
    if isinstance(default, bool) or not isinstance(default, int | float) or default == 0:
        return cell
    return f'IF({cell}="",{default!r},{cell})'


class Following:
    """Which cells a reference run takes from the scenario that it is held against.

    Only cells that a reference run depends on: volumes, exchange rates, the project's calendar,
    and of the project's other terms those that a formula names.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._named = {
            key
            for _scenario, home, text in every_formula(case)
            for key in bound(text, home).depends_on
        }
        self._is_computed = any(map(self.follows, case.formulas))

    def follows(self, key: str) -> bool:
        """Whether a reference run takes the cell of this address from the scenario."""
        address = Address.parse(key)
        if address.table == PROJECT.name:
            return address.field in _REFERENCE_TERMS or key in self._named
        return address.follows_scenario

    def sets_volumes(self, scenario: str) -> bool:
        """Whether a scenario's volumes or calendar may differ from the base's."""
        if not scenario or not self._case.scenario(scenario).set:
            return False
        return self._is_computed or any(map(self.follows, self._case.scenario(scenario).set))
