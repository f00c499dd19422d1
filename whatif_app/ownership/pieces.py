"""The lines of a bill as pieces to divide: whose each is, and which split shares it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from whatif_app.costs.baseline import Baseline
from whatif_app.costs.lines import Line
from whatif_app.note import Note
from whatif_app.ownership.assignment import AssignedLine, Assignment
from whatif_app.ownership.division import NOBODY, Piece
from whatif_app.ownership.line_values import line_value
from whatif_app.ownership.sharing import LINES, Sharing

#: How a line without a service is called.
NO_SERVICE = "(no service)"

Finder = Callable[[Line], "int | None"]


def pieces_of(assignment: Assignment, baseline: Baseline, sharing: Sharing) -> list[Piece]:
    """Every line of an assignment as a piece."""
    find = line_finder(baseline, sharing)
    return [piece_of(each, find) for each in assignment.lines]


def piece_of(assigned: AssignedLine, find: Finder) -> Piece:
    """One line as a piece; `find` is the sharing's `line_finder`."""
    line = assigned.line
    service = line.service or NO_SERVICE
    return Piece(assigned.owner or NOBODY, service, assigned.cost, find(line))


def line_finder(baseline: Baseline, sharing: Sharing) -> Finder:
    """What finds the first split that shares a line by what the line is."""
    asked = []
    for position, split in enumerate(sharing.splits):
        if split.source.kind == LINES:
            read = line_value(baseline, split.source.dimension)
            if read is not None:
                asked.append((position, read, split.source.value.strip().casefold()))

    def find(line: Line) -> int | None:
        for position, read, wanted in asked:
            if read(line).casefold() == wanted:
                return position
        return None

    return find


def not_kept(baseline: Baseline, sharing: Sharing) -> tuple[str, ...]:
    """Sentences on splits of lines by what the baseline does not keep."""
    return tuple(
        Note(
            "“{name}” shares nothing: the baseline does not keep {dimension}. Import the "
            "export again with this tag.",
            name=split.name,
            dimension=split.source.dimension,
        )
        for split in sharing.splits
        if split.source.kind == LINES and line_value(baseline, split.source.dimension) is None
    )


def shareable(baseline: Baseline, dimension: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """The values of a dimension that a split may name, the most costly first."""
    read = line_value(baseline, dimension)
    if read is None:
        return ()
    sizes: dict[str, float] = {}
    for line in lines:
        value = read(line)
        if value:
            amount = line.billed if line.amortized is None else line.amortized
            sizes[value] = sizes.get(value, 0.0) + float(amount or 0)
    return tuple(sorted(sizes, key=lambda value: (-sizes[value], value)))
