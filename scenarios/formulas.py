"""Computed cells: which formula reads which cell, what each comes to, and circles named in full.

A run's formulas are its own and, in cells that it does not override, the base's: a base
formula over a volume follows where a scenario overrides that volume. Only what is not as in the
base is worked out; a case without formulas never comes here.

Source: docs/model.md, "Formulas in cells".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from scenarios.address import Address
from scenarios.address_problems import address_problem
from scenarios.arithmetic import plain_result, whole
from scenarios.cells import RefusedError, Value, accepted, bounds_sentence
from scenarios.formula import BASE
from scenarios.formula_graph import (
    START,
    Bound,
    bound,
    in_order,
    is_computed,
    may_be_computed,
    reached,
    readers,
)
from scenarios.months import offset_of
from scenarios.problems import Problem
from scenarios.schema import Field, Kind
from scenarios.words import say

if TYPE_CHECKING:
    from scenarios.case import Case

Cells = Mapping[str, Value]

#: A circle of more cells is shown by its beginning and its end.
_LONGEST_PATH: Final = 20
_WHOLE_KINDS: Final = frozenset({Kind.COUNT, Kind.MONTH})


@dataclass(frozen=True, slots=True)
class InEffect:
    """What given cells come to.

    Attributes:
        cells: values of what was given, and of base formulas that follow from it.
        problems: formulas that have no value; their cells keep what they had.
    """

    cells: Cells
    problems: tuple[Problem, ...] = ()


def formulas_of(case: Case, given: Cells) -> dict[str, Bound]:
    """The formulas in effect in a run: its own, and the base's where it overrides nothing."""
    texts = {key: text for key, text in case.formulas.items() if key not in given}
    texts |= {key: str(text) for key, text in given.items() if is_computed(key, text)}
    return {key: bound(text, key) for key, text in texts.items()}


class Workings:
    """The formulas of one run, and what they come to."""

    def __init__(self, case: Case, given: Cells) -> None:
        """
        Args:
            given: values and formulas by address; nothing for the base itself.
        """
        self.case = case
        self.given = given
        self.problems: list[Problem] = []
        self.own = frozenset(key for key, text in given.items() if is_computed(key, text))
        self.formulas = formulas_of(case, given)
        self._results: dict[str, Value] = {}
        self._failed: set[str] = set()

    def work_out(self, keys: Iterable[str]) -> dict[str, Value]:
        """Values of computed cells; those without one are left out, and `problems` says why.

        What these cells name and is not among them has the value that the base holds.
        """
        wanted = {key: self.formulas[key] for key in keys}
        order, circles = in_order(wanted, wanted)
        self._report(circles)
        for key in order:
            if key not in self._failed:
                self._work_out(key)
        return {key: self._results[key] for key in wanted if key in self._results}

    def _report(self, circles: Iterable[tuple[str, ...]]) -> None:
        for circle in circles:
            if self._failed.issuperset(circle):
                continue  # made of cells of circles that are named already
            self._failed.update(circle)
            first = circle.index(min(circle))
            turned = [*circle[first:], *circle[:first]]
            what = say("refers to itself in a circle: {path}.", path=_path(turned))
            valid = say("Give one of these cells a number instead.")
            self.problems.append(Problem(turned[0], what, valid))

    def _work_out(self, key: str) -> None:
        each = self.formulas[key]
        if any(read in self._failed for read in each.reads):
            self._failed.add(key)
            return
        wrong = [] if self._is_sound(each) else self._misnamed(each)
        if not wrong:
            try:
                result = plain_result(each.work, lambda read: self._number(read, key))
                self._results[key] = as_cell(Address.parse(key).declaration, result)
                return
            except RefusedError as refused:
                wrong = [Problem(key, refused.what, refused.valid)]
        self.problems += wrong
        self._failed.add(key)

    def _is_sound(self, each: Bound) -> bool:
        """Whether every cell that a formula names is there, and holds a number."""
        if not each.is_of_numbers or (each.formula.uses_base and each.home not in self.own):
            return False
        named = [each.home] if each.formula.uses_base else []
        try:
            base = map(self.case.base_value, map(Address.parse, named))
            return all(map(_is_given, [*map(self._value, each.reads), *base]))
        except KeyError:
            return False

    def _misnamed(self, each: Bound) -> list[Problem]:
        """What is wrong with the cells that a formula names."""
        found = []
        for key in each.reads:
            if wrong := address_problem(self.case, key):
                what = say("names {cell}: {what}", cell=key, what=wrong.what)
                found.append(Problem(each.home, what, wrong.valid))
            elif not may_be_computed(Address.parse(key).declaration):
                what = say("names {cell}, which is not a number.", cell=key)
                valid = say("Name a cell that holds an amount, a share, a count or a month.")
                found.append(Problem(each.home, what, valid))
            elif not _is_given(self._value(key)):
                what = say("names {cell}, which is empty.", cell=key)
                found.append(Problem(each.home, what, say("Give that cell a number first.")))
        if each.formula.uses_base and each.home not in self.own:
            what = say("names “base”, which has a meaning in scenarios alone.")
            found.append(Problem(each.home, what, say("Name another cell, or write a number.")))
        elif each.formula.uses_base and not _is_given(
            self.case.base_value(Address.parse(each.home))
        ):
            what = say("names “base”, but the base is empty here.")
            found.append(Problem(each.home, what, say("Give the base's cell a number first.")))
        return found

    def _value(self, key: str) -> Value:
        if key in self._results:
            return self._results[key]
        if key in self.given and key not in self.own:
            return self.given[key]
        return self.case.base_value(Address.parse(key))

    def _number(self, key: str, home: str) -> float:
        """The number at an address that the formula in `home` names, or of its base."""
        of_base = key == BASE
        value = self.case.base_value(Address.parse(home)) if of_base else self._value(key)
        if isinstance(value, str):
            return float(offset_of(value, str(self._value(START))))
        return float(cast("float", value))


def _path(circle: Sequence[str]) -> str:
    """The cells of a circle in full, back to its beginning; a very long one is cut."""
    cells = [*circle, circle[0]]
    if len(cells) > _LONGEST_PATH:
        cells[_LONGEST_PATH - 2 : -2] = ["…"]
    return " → ".join(cells)


def _is_given(value: Value) -> bool:
    return isinstance(value, int | float | str)


def as_cell(field: Field, result: float) -> Value:
    """What a formula comes to, as its cell holds it.

    Raises:
        RefusedError: the field does not hold such a value.
    """
    number = whole(result) if field.kind in _WHOLE_KINDS else result
    number = int(number) if number.is_integer() and abs(number) < 1e15 else number
    try:
        return accepted(field, number)
    except RefusedError as refused:
        said = f"{number * 100:g} %" if field.kind in (Kind.SHARE, Kind.RATE) else f"{number:g}"
        if field.kind in _WHOLE_KINDS and number != result // 1:
            what = say("The formula comes to {number}, which is not a whole number.", number=said)
        else:
            what = say("The formula comes to {number}, beyond what is valid.", number=said)
        raise RefusedError(what, refused.valid or bounds_sentence(field)) from None


def in_effect(case: Case, given: Cells) -> InEffect:
    """What given cells come to in a run, and what follows from them; see `Case.in_effect`."""
    workings = Workings(case, given)
    following = reached(given, readers(workings.formulas.values())) | workings.own
    results = workings.work_out(key for key in workings.formulas if key in following)
    cells = {
        key: case.base_value(Address.parse(key)) if key in workings.own else value
        for key, value in given.items()
    }
    return InEffect({**cells, **results}, tuple(workings.problems))


def pinned(case: Case, given: Cells) -> Cells:
    """Base values of computed volumes, rates and project fields that a reference run would move.

    A reference run has its own levers, but the volumes of the scenario held against it.
    """
    moved = reached(given, readers(Workings(case, given).formulas.values()))
    addresses = {key: Address.parse(key) for key in moved}
    return {
        key: case.base_value(address)
        for key, address in addresses.items()
        if address.follows_scenario
    }
