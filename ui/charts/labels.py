"""Labels beside lines: as near to their line's end as they can be without touching each other."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places nearest to those wanted, at least `gap` apart and within low … high.

    Labels that would touch move as one block, centred on where they wanted to be, so that
    none strays further than it must. Order is kept; equal wishes keep the order given.

    Args:
        wanted: where each label would like its centre to be.
        gap: least distance of two centres, commonly the height of a line of text.
        low, high: least and greatest centre allowed. Where not all fit, they are spaced
            evenly from low to high, closer than `gap`.
    """
    count = len(wanted)
    if count == 0:
        return []
    if (count - 1) * gap > high - low:
        gap = (high - low) / max(count - 1, 1)
    order = sorted(range(count), key=lambda index: wanted[index])
    blocks: list[list[int]] = []
    for index in order:
        blocks.append([index])
        while len(blocks) > 1 and _top(blocks[-1], wanted, gap, low, high) < (
            _top(blocks[-2], wanted, gap, low, high) + len(blocks[-2]) * gap
        ):
            last = blocks.pop()
            blocks[-1] += last
    places = [0.0] * count
    for block in blocks:
        top = _top(block, wanted, gap, low, high)
        for position, index in enumerate(block):
            places[index] = top + position * gap
    return places


def _top(
    block: Sequence[int], wanted: Sequence[float], gap: float, low: float, high: float
) -> float:
    """Where a block's first label goes: centred on its wishes, within the bounds."""
    height = (len(block) - 1) * gap
    mean = sum(wanted[index] for index in block) / len(block)
    return min(max(mean - height / 2, low), high - height)


def most_that_fit(room: float, gap: float) -> int:
    """How many labels fit into a height without touching; at least 1."""
    return max(1, int(room // gap) + 1)


def free_place(
    wishes: Sequence[tuple[float, float, float, float]],
    taken: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float, float, float] | None:
    """The first rectangle (x, y, width, height) wished for that touches none taken."""
    return next((wish for wish in wishes if not any(_touch(wish, other) for other in taken)), None)


def _touch(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return (
        one[0] < two[0] + two[2]
        and two[0] < one[0] + one[2]
        and one[1] < two[1] + two[3]
        and two[1] < one[1] + one[3]
    )
