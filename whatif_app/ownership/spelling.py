"""One spelling for names that differ only in capitals or spaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def one_spelling(rows: Mapping[str, int], known: Sequence[str]) -> dict[str, str]:
    """How each name is to be written, so that no owner stands twice.

    Args:
        rows: the names, with the number of rows that carry each.
        known: spellings that are right, before any other.

    Returns:
        By name, the right spelling; where none is known, the one on most rows, and of those on as
        many the first by alphabet.
    """
    most_rows_first = sorted(rows, key=lambda each: (-rows[each], each))
    chosen: dict[str, str] = {}
    for name in (*known, *most_rows_first):
        chosen.setdefault(_folded(name), name.strip())
    return {name: chosen[_folded(name)] for name in rows}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
