"""Array conventions: leading batch axes, then rows, then months.

An array that nothing in the batch varies carries no batch axis at all, so
that whatever is the same for every run is computed once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def beyond_floats() -> np.errstate:
    """Where amounts grow beyond all floats, figures do not exist; nothing warns."""
    return np.errstate(over="ignore", invalid="ignore", divide="ignore")


def ramp(months: Array, start: Array, length: Array) -> Array:
    """How far a lever has been pulled in each month, 0 to 1.

    A ramp of length 1 (or less) is full in its first month.

    Args:
        months: month numbers; shape (H,).
        start, length: first month and months until full; shape (…, N).

    Returns:
        Shape (…, N, H).

    Source: docs/model.md, "Volume".
    """
    done = (months - start[..., None] + 1.0) / np.maximum(length, 1.0)[..., None]
    return np.clip(done, 0.0, 1.0)


def share_within(weight: Array, member: Array, axis: int) -> Array:
    """Members' shares of the sum of their weights; even among members where it is zero.

    Args:
        weight, member: of one shape after broadcasting; member is 0 or 1.
    """
    weighted = weight * member
    total = weighted.sum(axis=axis, keepdims=True)
    count = member.sum(axis=axis, keepdims=True)
    even = member / np.where(count == 0.0, 1.0, count)
    safe = np.where(total == 0.0, 1.0, total)
    return np.where(total == 0.0, even, weighted / safe)


def ratio(part: Array, whole: Array) -> Array:
    """part ÷ whole; NaN where the whole is zero."""
    part, whole = np.broadcast_arrays(part, whole)
    quotient: Array = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole != 0.0)
    return quotient


def row(array: Array, index: int) -> Array:
    """One row of a (…, N, H) array; shape (…, H)."""
    return array[..., index, :]


def of_variant(array: Array, index: int, core: int) -> Array:
    """One run's part of an array whose last `core` axes are rows and months."""
    return array[index] if array.ndim > core else array
