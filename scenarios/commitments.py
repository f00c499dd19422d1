"""Commitments: Reserved Instances, Savings Plans and CUDs, applied in their order.

A commitment is bought in tranches: one at its start and, where it renews, one
more at the end of each term. Tranches of one commitment never overlap, so one
row per commitment holds whichever tranche is active.

Source: docs/model.md, "Buying it".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.arrays import Array
from scenarios.inputs import Inputs
from scenarios.rates import in_project_currency
from scenarios.schema import field_at

#: Order of application of the kinds: standard and convertible RIs, CUDs, Savings Plans.
_KINDS = ("standard_ri", "convertible_ri", "cud", "savings_plan")
_CHOICES = field_at("commitments", "kind").choices
_KIND_RANK = np.array([float(_KINDS.index(kind)) for kind in _CHOICES])
_CONVERTIBLE = float(_CHOICES.index("convertible_ri"))
_PAYMENTS = field_at("commitments", "payment").choices
_PARTIAL, _ALL = float(_PAYMENTS.index("partial")), float(_PAYMENTS.index("all"))


@dataclass(frozen=True)
class Tranches:
    """The active tranche of each commitment in each month; shape (…, K, H).

    Attributes:
        active: 1 where a tranche is active, else 0.
        first: month the active tranche starts in; may be negative.
        sized: month of the horizon in which it is sized, `max(first, 0)`.
    """

    active: Array
    first: Array
    sized: NDArray[np.intp]


@dataclass(frozen=True)
class CommitmentRun:
    """What commitments cover, in row order; amounts are on-demand-equivalent per month.

    Attributes:
        tranches: which tranche is active when.
        size: Q of the active tranche; shape (…, K, H).
        used: of it, what demand uses; shape (…, K, H).
        in_scope: 1 where a workload is in scope; shape (…, K, W, H or 1).
        taken: use by workload, one array of shape (…, W, H) per commitment
            (None for one that is never active).
        uncovered: eligible demand left by all; shape (…, W, H).
        order: rows in the order of application; shape (…, K).
    """

    tranches: Tranches
    size: Array
    used: Array
    in_scope: Array
    taken: tuple[Array | None, ...]
    uncovered: Array
    order: NDArray[np.intp]


def tranches(inputs: Inputs) -> Tranches:
    """Which tranche of each commitment is active in each month."""
    months = inputs.structure.months

    def column(field: str) -> Array:
        return inputs.column("commitments", field)[..., None]

    start, term, renews = column("start"), column("term"), column("renew") != 0.0
    number = np.where(renews, np.floor((months - start) / term), 0.0)
    begun = months >= start
    active = begun & (renews | (months < start + term)) & (column("enabled") != 0.0)
    first = start + number * term
    sized = np.clip(first, 0, inputs.structure.horizon - 1).astype(np.intp)
    return Tranches(active.astype(np.float64), first, sized)


def upfront_share(inputs: Inputs) -> Array:
    """Share of each commitment that is paid upfront: 0, `upfront_share` or 1; shape (…, K)."""
    payment = inputs.column("commitments", "payment")
    partial = np.where(payment == _PARTIAL, inputs.column("commitments", "upfront_share"), 0.0)
    return np.where(payment == _ALL, 1.0, partial)


def scopes(inputs: Inputs) -> Array:
    """1 where a workload is in a commitment's scope, else 0.

    A name that is both a workload and a family means the workload. A
    convertible RI follows its workload: from the month a migration out of its
    scope starts, the destination is in scope too.

    Returns:
        Shape (K, W, 1), or (…, K, W, H) where a convertible RI can follow.
    """
    structure = inputs.structure
    names = structure.rows["workloads"]
    named = np.zeros((len(structure.scope), len(names), 1))
    for commitment, scope in enumerate(structure.scope):
        for workload, (name, family) in enumerate(zip(names, structure.family, strict=True)):
            by_family = scope not in names and family == scope
            named[commitment, workload] = float(scope in ("*", name) or by_family)
    convertible = inputs.column("commitments", "kind") == _CONVERTIBLE
    if not structure.migration_from or not convertible.any():
        return named
    return _followed(inputs, named, convertible)


def _followed(inputs: Inputs, named: Array, convertible: NDArray[np.bool_]) -> Array:
    structure = inputs.structure
    moves = inputs.column("migrations", "enabled") * inputs.column("migrations", "target") > 0.0
    started = structure.months >= inputs.column("migrations", "start")[..., None]
    moving = moves[..., None] & started  # (…, G, H)
    batch = np.broadcast_shapes(moving.shape[:-2], convertible.shape[:-1])
    shape = (*batch, *named.shape[:2], structure.horizon)
    reached = np.broadcast_to(named, shape).copy()
    for migration, (source, target) in enumerate(
        zip(structure.migration_from, structure.migration_to, strict=True)
    ):
        follows = reached[..., source, :] * moving[..., None, migration, :]
        follows = follows * convertible[..., None]
        reached[..., target, :] = np.maximum(reached[..., target, :], follows)
    return reached


def application_order(inputs: Inputs) -> NDArray[np.intp]:
    """Rows in the order in which commitments apply.

    By kind, then priority, then the narrower scope, then the higher discount,
    then row.

    Returns:
        Shape (…, K).
    """
    structure = inputs.structure
    workloads = structure.rows["workloads"]
    breadth = [0.0 if s in workloads else 2.0 if s == "*" else 1.0 for s in structure.scope]
    kind = _KIND_RANK[inputs.column("commitments", "kind").astype(np.intp)]
    priority = np.nan_to_num(inputs.column("commitments", "priority"), nan=np.inf)
    discount = inputs.column("commitments", "discount")
    rows = np.arange(len(breadth), dtype=np.float64)
    keys = np.broadcast_arrays(rows, -discount, np.array(breadth), priority, kind)
    return np.lexsort(keys, axis=-1)


def size_for_coverage(coverage: Array, eligible: Array, hour_share: Array) -> Array:
    """Smallest commitment whose use reaches a share of the eligible demand.

    Solves `Σ p_h·min(Q, X_h) = coverage × Σ p_h·X_h` for the smallest Q. The
    use of Q is concave and piecewise linear with its corners at the X_h.

    Args:
        coverage: share; shape (…, H).
        eligible: X, demand in scope in each hour class; shape (…, h, H).
        hour_share: p; shape (…, h).

    Returns:
        Shape (…, H).
    """
    if eligible.shape[-2] == 1:
        return coverage * eligible[..., 0, :]
    # Coverage may differ between runs whose demand is one and the same.
    runs = np.broadcast_shapes(coverage.shape[:-1], eligible.shape[:-2], hour_share.shape[:-1])
    eligible = np.broadcast_to(eligible, (*runs, *eligible.shape[-2:]))
    weight = np.broadcast_to(hour_share[..., None], eligible.shape)
    order = np.argsort(eligible, axis=-2)
    level = np.take_along_axis(eligible, order, axis=-2)
    weight = np.take_along_axis(weight, order, axis=-2)
    # Weight of the classes at or above each level: the slope of use below that corner.
    above = np.cumsum(weight[..., ::-1, :], axis=-2)[..., ::-1, :]
    rise = np.diff(level, axis=-2, prepend=np.zeros_like(level[..., :1, :]))
    use_at = np.cumsum(rise * above, axis=-2)
    wanted = (coverage * use_at[..., -1, :])[..., None, :]
    corner = np.argmax(use_at >= wanted, axis=-2)[..., None, :]
    at = np.take_along_axis(level, corner, axis=-2)
    surplus = np.take_along_axis(use_at, corner, axis=-2) - wanted
    slope = np.take_along_axis(above, corner, axis=-2)
    size = at - np.divide(surplus, slope, out=np.zeros_like(surplus), where=slope > 0.0)
    return size[..., 0, :]


def apply_commitments(inputs: Inputs, eligible: Array, sizes: Array | None = None) -> CommitmentRun:
    """Apply every commitment in order to the eligible demand.

    Args:
        eligible: demand a commitment may cover; shape (…, W, H).
        sizes: tranche sizes to hold instead of sizing them by coverage
            (marginal cost); shape (…, K, H).
    """
    orders = application_order(inputs)
    if orders.shape[-1] == 0:
        return _applied(inputs, eligible, sizes, orders)
    distinct = np.unique(orders.reshape(-1, orders.shape[-1]), axis=0)
    run = _applied(inputs, eligible, sizes, distinct[0])
    # Runs of a batch may apply commitments in different orders, where a discount
    # or a priority varies. That is rare, so each order is worked for all of them.
    for order in distinct[1:]:
        follows_order = (orders == order).all(axis=-1)
        run = _chosen(follows_order, _applied(inputs, eligible, sizes, order), run)
    return replace(run, order=orders)


def _applied(
    inputs: Inputs, eligible: Array, sizes: Array | None, order: NDArray[np.intp]
) -> CommitmentRun:
    hour_share = inputs.hour_share
    when, in_scope = tranches(inputs), scopes(inputs)
    shape = np.swapaxes(inputs.shape, -1, -2)  # (…, h, W)
    left = eligible[..., None, :, :] * shape[..., None]  # (…, h, W, H)
    months = inputs.structure.horizon
    idle = np.zeros(months)
    size: dict[int, Array] = dict.fromkeys(order.tolist(), idle)
    used: dict[int, Array] = dict.fromkeys(order.tolist(), idle)
    taken: dict[int, Array | None] = dict.fromkeys(order.tolist())
    for row in order.tolist():
        if not when.active[..., row, :].any():
            continue
        scope = in_scope[..., row, :, :][..., None, :, :]
        reachable = left if scope.all() else left * scope
        available = reachable.sum(axis=-2)  # (…, h, H)
        size[row] = sizes[..., row, :] if sizes is not None else _size(inputs, when, row, available)
        use = np.minimum(size[row][..., None, :], available)
        part = np.divide(use, available, out=np.zeros_like(use), where=available > 0.0)
        take = reachable * part[..., None, :]
        left = left - take
        used[row] = _over_classes(use, hour_share, -2)
        taken[row] = _over_classes(take, hour_share, -3)
    return CommitmentRun(
        tranches=when,
        size=_in_row_order(size, (months,)),
        used=_in_row_order(used, (months,)),
        in_scope=in_scope,
        taken=tuple(taken[row] for row in sorted(taken)),
        uncovered=_over_classes(left, hour_share, -3),
        order=order,
    )


def _size(inputs: Inputs, when: Tranches, row: int, available: Array) -> Array:
    """Q of a commitment's active tranche in each month; shape (…, H)."""
    active = when.active[..., row, :]
    commit = in_project_currency(inputs, "commitments", "commit")[..., row, None]
    coverage = inputs.column("commitments", "coverage")[..., row, None]
    if np.isnan(coverage).all():
        return commit * active
    if_sized_now = size_for_coverage(np.nan_to_num(coverage), available, inputs.hour_share)
    batch = np.broadcast_shapes(if_sized_now.shape[:-1], when.sized.shape[:-2])
    months = inputs.structure.horizon
    by_coverage = np.take_along_axis(
        np.broadcast_to(if_sized_now, (*batch, months)),
        np.broadcast_to(when.sized[..., row, :], (*batch, months)),
        axis=-1,
    )
    return np.where(np.isnan(coverage), np.nan_to_num(commit), by_coverage) * active


def _over_classes(by_class: Array, hour_share: Array, axis: int) -> Array:
    """The p-weighted sum over hour classes, which lie on the given axis."""
    if by_class.shape[axis] == 1:
        return by_class.squeeze(axis=axis)
    weight = hour_share.reshape(*hour_share.shape, *(1,) * (-1 - axis))
    total: Array = (by_class * weight).sum(axis=axis)
    return total


def _in_row_order(rows: dict[int, Array], core: tuple[int, ...]) -> Array:
    """Rows stacked before their core axes, batch axes broadcast."""
    if not rows:
        return np.zeros((0, *core))
    parts = np.broadcast_arrays(*(rows[row] for row in sorted(rows)))
    return np.stack(parts, axis=-1 - len(core))


def _chosen(which: NDArray[np.bool_], one: CommitmentRun, other: CommitmentRun) -> CommitmentRun:
    """Of two ways to apply a batch's commitments, each run's own."""
    mine = which[..., None, None]
    both = zip(one.taken, other.taken, strict=True)
    return replace(
        other,
        size=np.where(mine, one.size, other.size),
        used=np.where(mine, one.used, other.used),
        taken=tuple(None if a is None or b is None else np.where(mine, a, b) for a, b in both),
        uncovered=np.where(mine, one.uncovered, other.uncovered),
    )
