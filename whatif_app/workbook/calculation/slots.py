"""Commitments in their order of application: one row for each place, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scenarios.arrays import Array
from whatif_app.workbook.calculation.calc_sheet import CalcSheet


@dataclass(frozen=True)
class Applied:
    """The figures of a run's commitments in order of application; arrays (K, …, H).

    Attributes:
        eligible: demand that a commitment may cover; shape (W, H).
        sizes: of each place; shape (K, H).
    """

    calc: CalcSheet
    eligible: Array
    sizes: Array

    @cached_property
    def order(self) -> list[int]:
        """Rows of the commitments, in order of application."""
        return order_of(self.calc)

    def members(self, slot: int) -> Array:
        """1 where a workload is in scope; shape (W, H)."""
        in_scope = self.calc.run.run.purchase.commitments.in_scope
        each: Array = np.broadcast_to(in_scope[self.order[slot]], self.eligible.shape)
        return each

    @cached_property
    def available(self) -> tuple[Array, Array]:
        """Demand in scope, and the part of it that is taken; shapes (K, h, H)."""
        inputs = self.calc.run.inputs
        left = self.eligible[None] * inputs.shape.T[:, :, None]  # (h, W, H)
        available, part = [], []
        for slot, size in enumerate(self.sizes):
            reachable = left * self.members(slot)
            found = reachable.sum(axis=1)
            use = np.minimum(size, found)
            share = np.divide(use, found, out=np.zeros_like(use), where=found > 0.0)
            left = left - reachable * share[:, None, :]
            available.append(found)
            part.append(share)
        return np.array(available), np.array(part)

    def carried(self, slots: int) -> Array:
        """What the first places leave of each unit of eligible demand; shape (h, W, H)."""
        shape = self.calc.run.inputs.shape.T[:, :, None]
        left = np.repeat(shape, self.eligible.shape[-1], axis=-1)
        for slot in range(slots):
            left = left * (1.0 - self.members(slot) * self.available[1][slot][:, None, :])
        return left


def slot_series(
    calc: CalcSheet,
    key: str,
    slot: int,
    hour_class: int | None,
    template: str,
    values: Array,
    form: str = "",
    first: str | None = None,
) -> None:
    """A row of one place in the order, labelled by the commitment that stands there."""
    name = str(calc.inputs.values("slots", "name")[slot])
    cell = calc.inputs.cell("slots", "name", slot)
    classes = calc.run.inputs.structure.hour_classes
    unit = classes[hour_class] if hour_class is not None and len(classes) > 1 else ""
    calc.series(key, name, template, values, form, label_cell=cell, unit=unit, first=first)


def order_of(calc: CalcSheet) -> list[int]:
    """Rows of the commitments, in order of application."""
    return [int(row or 0) - 1 for row in calc.inputs.values("slots", "row")]
