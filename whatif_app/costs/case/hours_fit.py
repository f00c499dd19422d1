"""Taking hours up without leaving the export: what a case's month 0 costs then.

A case made of a month's sums holds what a commitment left unused on a row of its own. Once hours
are known, the commitment can be one row again, of which the quiet hours leave some unused. Where
that comes nearer to the export, it is proposed along with the hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.case import Address
from scenarios.edits import CellEdit, with_edits
from whatif_app.costs.case.case_rows import UNUSED_FAMILY, UNUSED_SUFFIX

if TYPE_CHECKING:
    from scenarios.case import Case


@dataclass(frozen=True)
class HoursFit:
    """A proposal's cells, and what they do to month 0 of the base.

    Attributes:
        edits: all cells to set; none where the case holds the proposal already.
        before, after: amortized cost of month 0, in currency.
        joined: commitments whose unused part becomes one row with the used part.
    """

    edits: tuple[CellEdit, ...]
    before: float
    after: float
    joined: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """How far month 0 moves, as a share of what it cost."""
        return (self.after - self.before) / self.before if self.before else 0.0


def fitted(case: Case, edits: Sequence[CellEdit]) -> HoursFit:
    """The cells as proposed, or with commitments joined, whichever moves month 0 less.

    Raises:
        CaseError: the case does not accept the cells, as where a scenario sets other shapes.
    """
    before = _month_zero(case)
    edits = [each for each in edits if case.base_value(Address.parse(each.address)) != each.value]
    plain = HoursFit(tuple(edits), before, _month_zero(with_edits(case, edits)))
    names, joining = _joining(case)
    if not joining:
        return plain
    every = (*edits, *joining)
    joined = HoursFit(every, before, _month_zero(with_edits(case, every)), names)
    return min(plain, joined, key=lambda fit: abs(fit.after - fit.before))


def _joining(case: Case) -> tuple[tuple[str, ...], list[CellEdit]]:
    """Commitments with an unused part of their own, and the cells that join the two."""
    view = case.view()
    names, edits = [], []
    rows = view.names("commitments")
    columns = {
        field: dict(zip(rows, view.column("commitments", field), strict=True))
        for field in ("scope", "commit", "enabled", "discount")
    }
    for unused in rows:
        name = unused.removesuffix(UNUSED_SUFFIX)
        if name == unused or name not in rows or columns["scope"][unused] != UNUSED_FAMILY:
            continue
        sizes = [columns["commit"][name], columns["commit"][unused]]
        is_alike = columns["discount"][name] == columns["discount"][unused]
        if columns["enabled"][unused] and is_alike and None not in sizes:
            names.append(name)
            edits.append(CellEdit(f"commitments/{name}/commit", sum(map(_number, sizes))))
            edits.append(CellEdit(f"commitments/{unused}/enabled", False))
    return tuple(names), edits


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _month_zero(case: Case) -> float:
    from scenarios.engine import evaluate_cells

    (results,) = evaluate_cells(case, {"": {}}).values()
    return float(results.series["cost/amortized"][0])
