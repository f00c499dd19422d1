"""Where the keys of a spreadsheet lead."""

from __future__ import annotations

from collections.abc import Callable


def edge(is_filled: Callable[[int], bool], start: int, last: int, step: int) -> int:
    """Where Ctrl and an arrow lead: the edge of the data, as in Excel.

    From within a filled stretch to its end; from its end, or from a blank, to the
    next filled place, or the last place where there is none.

    Args:
        start: the place now, counted from 0.
        last: the last place.
        step: 1 or -1.
    """
    stop = last if step > 0 else 0
    at = start
    if at == stop:
        return at
    if is_filled(at) and is_filled(at + step):
        while at != stop and is_filled(at + step):
            at += step
        return at
    at += step
    while at != stop and not is_filled(at):
        at += step
    return at
