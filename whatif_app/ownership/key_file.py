"""A file of weights as read: its entries, by what they may be named, and what may be counted.

Reading and choosing are apart, so that another label or measure needs no second reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scenarios.problems import suggestion
from scenarios.words import marked, say
from whatif_app.errors import InvalidFileError
from whatif_app.formatting import share
from whatif_app.note import Note
from whatif_app.ownership.allocation_key import AllocationKey, Weight

#: What an entry is: a name's own, idle capacity, or something that no name asked for.
NAMED, IDLE, UNNAMED = "named", "idle", "unnamed"

_NO_DIMENSION = marked("“{name}” has no “{wanted}” that it names its entries by.")
_NO_MEASURE = marked("“{name}” has no “{wanted}” that it counts.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a file of weights.

    Attributes:
        names: what it can be called, by dimension (namespace, controller, a label …).
        amounts: what it asked for, by measure.
        kind: `NAMED`, `IDLE` or `UNNAMED`.
    """

    names: Mapping[str, str]
    amounts: Mapping[str, Decimal]
    kind: str = NAMED


@dataclass(frozen=True)
class KeyFile:
    """A file from which an allocation key can be made.

    Attributes:
        what: the kind of file, in words.
        name: its name.
        period: the time that it covers, in words; "" where it does not say.
        dimensions: what entries can be named by; the first is the file's own.
        measures: what can be counted; the first is the one to prefer.
        entries: its lines.
        notes: what is said whatever is chosen.
        said: by measure, what is said where that is chosen.
    """

    what: str
    name: str
    period: str
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    said: Mapping[str, Sequence[str]] | None = None

    def key(
        self, name: str = "", *, dimension: str | None = None, measure: str | None = None
    ) -> AllocationKey:
        """The weights of a dimension's names by a measure.

        Args:
            name: of the key; that of the file by default.
            dimension, measure: of the file's; the first by default.

        Raises:
            InvalidFileError: there is no such dimension or measure, or nothing to divide by.
        """
        dimension = self._one_of(self.dimensions, dimension, _NO_DIMENSION)
        measure = self._one_of(self.measures, measure, _NO_MEASURE)
        named, idle, unnamed, negative = self._added_up(dimension, measure)
        if not any(named.values()):
            raise InvalidFileError(
                say(
                    "“{name}” gives nobody any weight: {measure} by {dimension} add up to 0.",
                    name=self.name,
                    measure=measure,
                    dimension=dimension,
                ),
                say(
                    "Choose another measure ({measures}) or another name for entries.",
                    measures=", ".join(self.measures),
                ),
            )
        weights = (Weight(each, amount, each) for each, amount in named.items())
        return AllocationKey(
            name=name or self.name.rpartition(".")[0] or self.name,
            measure=measure,
            weights=tuple(sorted(weights, key=lambda each: (-each.amount, each.name))),
            idle=idle,
            source=", ".join(part for part in (self.name, self.period) if part),
            notes=(
                *self.notes,
                *(self.said or {}).get(measure, ()),
                *_unnamed_note(unnamed, named, dimension),
                *_negative_note(negative),
            ),
        )

    def _added_up(
        self, dimension: str, measure: str
    ) -> tuple[dict[str, Decimal], Decimal, Decimal, list[str]]:
        """Weights by name, idle, what has no name, and the names whose sum was below 0."""
        zero = Decimal(0)
        named: dict[str, Decimal] = {}
        idle = unnamed = zero
        for entry in self.entries:
            amount = entry.amounts.get(measure, zero)
            name = entry.names.get(dimension, "")
            if entry.kind == IDLE:
                idle += amount
            elif entry.kind == UNNAMED or not name:
                unnamed += amount
            else:
                named[name] = named.get(name, zero) + amount
        negative = [name for name, amount in named.items() if amount < 0]
        if idle < 0:
            negative.append("idle")
        kept = {name: max(amount, zero) for name, amount in named.items()}
        return kept, max(idle, zero), unnamed, negative

    def _one_of(self, known: tuple[str, ...], wanted: str | None, says: str) -> str:
        if wanted is None:
            return known[0]
        for each in known:
            if each.casefold() == wanted.strip().casefold():
                return each
        raise InvalidFileError(
            say(
                says,
                name=self.name,
                wanted=wanted,
            ),
            suggestion(wanted, known),
        )


def _unnamed_note(
    unnamed: Decimal, named: Mapping[str, Decimal], dimension: str
) -> tuple[str, ...]:
    whole = unnamed + sum(named.values(), Decimal(0))
    if unnamed <= 0 or whole <= 0:
        return ()
    return (
        Note(
            "{share} of it has no {dimension}, and is borne by the named in proportion.",
            share=share(float(unnamed / whole)),
            dimension=dimension,
        ),
    )


def _negative_note(negative: Sequence[str]) -> tuple[str, ...]:
    if not negative:
        return ()
    shown = ", ".join(f"“{name}”" for name in negative[:3]) + ("…" if len(negative) > 3 else "")
    return (Note("A weight below 0 counts as 0: {shown}.", shown=shown),)
