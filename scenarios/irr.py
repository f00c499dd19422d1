"""Internal rate of return: the annual rate at which a flow is worth nothing, if it is one.

Source: docs/model.md, "Savings, payback, value".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.arrays import Array

#: Annual rates searched: −99.99 % to +1,000,000 %, as growth factors.
LOWEST, HIGHEST = 1e-4, 1e4 + 1.0
_GRID = 721
_STEPS = 100
_HALVINGS = 60

NO_FLOWS = "no_flows"
NO_ROOT = "no_root"
SEVERAL_ROOTS = "several_roots"
CONTRADICTS_NPV = "contradicts_npv"


def internal_rate_of_return(
    net: Array, zero: Array, npv: Array, discount_rate: Array
) -> tuple[Array, NDArray[np.str_]]:
    """Annual IRR of monthly flows, where exactly one exists and agrees with NPV.

    Args:
        net: flows at the start of each month; shape (…, H).
        zero: level within which a flow is nothing; shape (…).
        npv: at the discount rate; shape (…).
        discount_rate: annual; shape (…).

    Returns:
        The rate, NaN where there is none, and why there is none ("" where
        there is one): "no_flows", "no_root", "several_roots",
        "contradicts_npv". Shapes (…).
    """
    shape = net.shape[:-1]
    flows = net.reshape(-1, net.shape[-1])
    level = np.broadcast_to(zero, shape).reshape(-1)
    months = np.arange(flows.shape[1], dtype=np.float64)
    # ln of the monthly growth factor, over the whole range searched.
    grid = np.linspace(np.log(LOWEST), np.log(HIGHEST), _GRID) / 12.0
    worth = flows @ np.exp(-months[:, None] * grid)
    left, count = _brackets(np.sign(worth))
    count = count + _hidden_roots(flows, months, grid, worth, count)
    root = _root_within(flows, months, grid[left], grid[left + 1])
    annual = np.expm1(12.0 * root)

    npv, target = (np.broadcast_to(x, shape).reshape(-1) for x in (npv, discount_rate))
    against = ((annual > target) & (npv < -level)) | ((annual < target) & (npv > level))
    reason = np.select(
        [(np.abs(flows) <= level[:, None]).all(axis=1), count == 0, count > 1, against],
        [NO_FLOWS, NO_ROOT, SEVERAL_ROOTS, CONTRADICTS_NPV],
        "",
    )
    return np.where(reason == "", annual, np.nan).reshape(shape), reason.reshape(shape)


def _brackets(signs: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the worth first changes sign along the grid, and how often; shape (…).

    A worth of exactly zero on a grid point takes the sign before it, so that
    it counts once if the sides differ.
    """
    some_zero = (signs == 0.0).any(axis=1) & (signs != 0.0).any(axis=1)
    for row in np.flatnonzero(some_zero):
        known = np.flatnonzero(signs[row])
        before = np.maximum(np.searchsorted(known, np.arange(signs.shape[1]), "right") - 1, 0)
        signs[row] = signs[row, known[before]]
    changes = signs[:, 1:] * signs[:, :-1] < 0.0
    return np.argmax(changes, axis=1), changes.sum(axis=1)


def _hidden_roots(
    flows: Array, months: Array, grid: Array, worth: Array, count: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Roots that lie in pairs between neighbours of the grid, which have one sign; shape (…).

    By Descartes' rule flows have at most as many roots as changes of sign, so
    only rows with two more of these than roots found are looked at: where the
    worth turns towards zero and back between two points, does it reach it?
    """
    found = np.zeros(len(flows), dtype=np.intp)
    suspects = np.flatnonzero(_sign_changes(flows) >= count + 2)
    slope = -(flows[suspects] * months) @ np.exp(-months[:, None] * grid)
    side = np.sign(worth[suspects, :-1])
    is_one_sided = side * worth[suspects, 1:] > 0.0
    turns_back = (side * slope[:, :-1] < 0.0) & (side * slope[:, 1:] > 0.0)
    row, cell = np.nonzero(is_one_sided & turns_back)
    flow, sign = flows[suspects[row]], side[row, cell]
    low, high = grid[cell], grid[cell + 1]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        falls = sign * -(flow * months * np.exp(-middle[:, None] * months)).sum(axis=1) < 0.0
        low, high = np.where(falls, middle, low), np.where(falls, high, middle)
    extreme = (flow * np.exp(-low[:, None] * months)).sum(axis=1)
    np.add.at(found, suspects[row[extreme * sign < 0.0]], 2)
    return found


def _sign_changes(flows: Array) -> NDArray[np.intp]:
    """How often a row's flows change sign, zeros aside; shape (…)."""
    signs = np.sign(flows)
    positions = np.where(signs != 0.0, np.arange(flows.shape[1]), 0)
    known = np.take_along_axis(signs, np.maximum.accumulate(positions, axis=1), axis=1)
    changes: NDArray[np.intp] = (known[:, 1:] * known[:, :-1] < 0.0).sum(axis=1)
    return changes


def _root_within(flows: Array, months: Array, low: Array, high: Array) -> Array:
    """The rate within each bracket at which the worth is zero.

    Newton's steps, halving where one would leave the bracket. Own code, as
    importing a library's root finder takes longer than the window may take to
    open.
    """

    def worth_and_slope(rate: Array) -> tuple[Array, Array]:
        present = flows * np.exp(-rate[:, None] * months)
        return present.sum(axis=1), -(present * months).sum(axis=1)

    rising = worth_and_slope(high)[0] > 0.0
    root = 0.5 * (low + high)
    for _ in range(_STEPS):
        worth, slope = worth_and_slope(root)
        is_above = (worth > 0.0) == rising
        low, high = np.where(is_above, low, root), np.where(is_above, root, high)
        step = np.divide(worth, slope, out=np.full_like(worth, np.inf), where=slope != 0.0)
        newton = root - step
        inside = (newton > low) & (newton < high)
        following = np.where(inside, newton, 0.5 * (low + high))
        if np.all(np.abs(following - root) <= 1e-16 + 1e-15 * np.abs(root)):
            return following
        root = following
    return root
