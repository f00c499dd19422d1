"""Which entries a few typed letters mean, the likeliest first. No Qt: words in, order out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

_WORD = re.compile(r"\w+")
# How well a typed word fits a word of a title: whole, its beginning, within it.
_WHOLE, _BEGINNING, _WITHIN = 10.0, 8.0, 4.0
# Letters of a title in order, with gaps between them: "exx" for "Export to Excel".
_SCATTERED = 1.5
# Typed letters that begin the title's words one by one: "ete" for "Export to Excel".
_INITIALS = 6.0
# What stands beside the title counts less than the title itself.
_BESIDE = 0.4
# The title's first word is what one thinks of it as.
_FIRST = 1.0
# Nothing of the title is left over.
_ALL_OF_IT = 2.0
# What was used last comes before what fits a little better.
_LATEST = 4.0


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Item]):
    """An entry, with its words made ready for comparing."""

    item: Item
    key: str
    title: str
    words: tuple[str, ...]
    beside: tuple[str, ...]


def candidate(item: Item, key: str, title: str, beside: str) -> Candidate[Item]:
    """Make an entry ready.

    Args:
        key: what `ranked` knows it by in `lately`.
        beside: what stands beside the title: the menu, the table.
    """
    return Candidate(item, key, title.lower(), words_of(title), words_of(beside))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters."""
    return tuple(_WORD.findall(text.lower()))


def ranked(
    candidates: Iterable[Candidate[Item]], query: str, lately: Sequence[str] = (), most: int = 60
) -> list[Item]:
    """The entries that every word of a query fits, the likeliest first.

    Args:
        lately: keys of what was used last, the latest first.
    """
    typed = words_of(query)
    places = {key: place for place, key in enumerate(lately)}
    fitting = [
        (fit + _lately(each.key, places), each)
        for each in candidates
        if (fit := score(each, typed))
    ]
    # Sorting is stable, so what fits alike stays in its order.
    fitting.sort(key=lambda pair: -pair[0])
    return [each.item for _, each in fitting[:most]]


def score(each: Candidate[Item], typed: Sequence[str]) -> float:
    """How well an entry fits what was typed; 0 where some word does not fit at all."""
    if not typed:
        return 0.0
    total = 0.0
    for word in typed:
        best = max(_fit_title(each, word), _BESIDE * _fit_words(each.beside, word))
        if not best:
            return 0.0
        total += best
    whole = _ALL_OF_IT if set(each.words) <= set(typed) else 0.0
    # Among titles that fit alike the shorter one is meant.
    return total / len(typed) + whole - 0.01 * len(each.title)


def marks(title: str, query: str) -> list[tuple[int, int]]:
    """Where the typed words stand in a title: start and length of each, for showing."""
    small = title.lower()
    found = []
    for word in words_of(query):
        at = re.search(rf"\b{re.escape(word)}", small) or re.search(re.escape(word), small)
        if at is not None:
            found.append((at.start(), len(word)))
    return found


def _fit_title(each: Candidate[Item], word: str) -> float:
    fit = _fit_words(each.words, word)
    if fit:
        return fit
    if len(word) > 1:
        if "".join(part[0] for part in each.words).startswith(word):
            return _INITIALS
        if len(word) > 2 and _is_scattered(each.title, word):
            return _SCATTERED
    return 0.0


def _fit_words(words: Sequence[str], word: str) -> float:
    best = 0.0
    for place, part in enumerate(words):
        if word not in part:
            continue
        fit = _WITHIN
        if part.startswith(word):
            fit = _WHOLE if part == word else _BEGINNING
        best = max(best, fit + (_FIRST if place == 0 else 0.0))
    return best


def _is_scattered(title: str, word: str) -> bool:
    rest = iter(title)
    return all(letter in rest for letter in word)


def _lately(key: str, places: Mapping[str, int]) -> float:
    place = places.get(key)
    return 0.0 if place is None else _LATEST / (1 + place)
