"""Computed cells and what they read: each formula in its place, the order of work, and circles.

Source: docs/model.md, "Formulas in cells".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scenarios.address import Address
from scenarios.arithmetic import Work, work_of
from scenarios.cells import Value
from scenarios.formula import Formula, is_formula
from scenarios.formula_reading import read_formula
from scenarios.schema import Field, Kind

#: Kinds whose cells may be computed, and named by formulas.
COMPUTED_KINDS: Final = frozenset(
    {Kind.NUMBER, Kind.COUNT, Kind.SHARE, Kind.RATE, Kind.MONEY, Kind.MONTH}
)
#: Months are counted from it, also those that formulas name.
START: Final = "project/start_month"


def may_be_computed(field: Field) -> bool:
    """Whether a field's cells may hold formulas, and be named by them."""
    return field.kind in COMPUTED_KINDS


def is_computed(key: str, given: Value) -> bool:
    """Whether what a cell is given is a formula; text that begins with “=” is none."""
    return is_formula(given) and may_be_computed(Address.parse(key).declaration)


@dataclass(frozen=True, slots=True)
class Bound:
    """A formula in its cell.

    Attributes:
        home: address of the cell.
        reads: addresses that it names, each once.
        depends_on: these, and the start month where one of them may hold a month.
        is_of_numbers: whether every address that it names is a field of numbers.
        work: works it out.
    """

    formula: Formula
    home: str
    reads: tuple[str, ...]
    depends_on: tuple[str, ...]
    is_of_numbers: bool
    work: Work


@lru_cache(maxsize=65_536)
def bound(text: str, home: str) -> Bound:
    """A formula's text, read for the cell that holds it.

    Raises:
        RefusedError: what cannot be read.
    """
    formula = read_formula(text)
    reads = tuple(dict.fromkeys(reference.at(home) for reference in formula.references))
    kinds = [_kind_of(key) for key in reads]
    named = [home] * formula.uses_base
    months = Kind.MONTH in (*kinds, *map(_kind_of, named))
    depends_on = (*reads, START) if months else reads
    is_of_numbers = COMPUTED_KINDS.issuperset(kinds)
    return Bound(formula, home, reads, depends_on, is_of_numbers, work_of(formula.root, home))


def _kind_of(key: str) -> Kind | None:
    """The kind of the field at an address; None where the schema has no such field."""
    try:
        return Address.parse(key).declaration.kind
    except (KeyError, ValueError):
        return None


def readers(formulas: Iterable[Bound]) -> dict[str, list[str]]:
    """By address, the cells whose formulas name it."""
    found: dict[str, list[str]] = {}
    for each in formulas:
        for key in each.depends_on:
            found.setdefault(key, []).append(each.home)
    return found


def reached(keys: Iterable[str], read_by: Mapping[str, Sequence[str]]) -> set[str]:
    """Every computed cell that depends on one of these, however many steps away."""
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        for home in read_by.get(waiting.pop(), ()):
            if home not in found:
                found.add(home)
                waiting.append(home)
    return found


def in_order(
    wanted: Iterable[str], formulas: Mapping[str, Bound]
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Computed cells in an order in which each finds what it names worked out, and the circles.

    Walked without recursion, so that a chain of formulas may be of any length.
    """
    order: list[str] = []
    circles: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in wanted:
        if start in done or start not in formulas:
            continue
        path: dict[str, Iterator[str]] = {start: iter(formulas[start].reads)}
        while path:
            home = next(reversed(path))
            for key in path[home]:
                if key in path:
                    along = list(path)
                    circles.append(tuple(along[along.index(key) :]))
                elif key not in done and key in formulas:
                    path[key] = iter(formulas[key].reads)
                    break
            else:
                order.append(home)
                done.add(home)
                del path[home]
    return order, circles
