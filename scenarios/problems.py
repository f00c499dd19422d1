"""What is wrong with an input: where, what, and what would be valid.

The model reports facts; all of them are collected before anything is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from scenarios.words import say


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a case.

    Attributes:
        address: `table/row/field`, or the part of it that exists.
        what: what is wrong, as a sentence without its address.
        valid: what would be valid, as a sentence; may be empty.
        scenario: the scenario in which it shows; None for the base.
    """

    address: str
    what: str
    valid: str = ""
    scenario: str | None = None

    def __str__(self) -> str:
        where = (
            say("scenario “{scenario}”, {address}", scenario=self.scenario, address=self.address)
            if self.scenario
            else self.address
        )
        return " ".join(part for part in (f"{where}:", self.what, self.valid) if part)


class CaseError(ValueError):
    """A case that cannot be evaluated; holds every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def suggestion(wrong: str, valid: Iterable[str]) -> str:
    """A sentence naming the valid word nearest to a wrong one, or all of a few.

    Returns:
        "" where nothing is valid at all.
    """
    words = list(valid)
    if not words:
        return ""
    near = get_close_matches(wrong, words, n=1, cutoff=0.0)
    lowered = [word for word in words if word.lower() == wrong.lower()]
    nearest = (lowered or near or words)[0]
    if len(words) <= 4:
        return say("Valid: {words}.", words=", ".join(f"“{word}”" for word in words))
    return say("The nearest valid one is “{nearest}”.", nearest=nearest)
