"""Robust levels: where a series lies when what is unusual in it is not looked at.

Medians follow the majority of the days around, so that no spike moves them, and a step stays a
step. Between two steps the level may drift as it likes.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Makes the median absolute deviation of normal noise its standard deviation.
_TO_SIGMA = 1.4826

#: A step is one where so many of the values before lie on one side of the middle between the two
#: levels, and so many after it on the other.
_SIDES = 0.8

#: A step must stand out of the noise of single values by so much: medians of two weeks scatter
#: about half as wide as single days do.
_STEP_SIGMAS = 3.0
#: And out of the level's own wandering by so much: a service whose days follow each other closely
#: moves up and down for weeks, and none of it is for good.
_WANDER_SIGMAS = 3.5
#: A quarter of normal values lies within so many standard deviations of their mean.
_LOWER_QUARTER = 0.3186


def sigma(residuals: Array) -> float:
    """The noise's standard deviation, whatever stands out of it; 0 for an empty series."""
    return _TO_SIGMA * float(np.median(np.abs(residuals))) if residuals.size else 0.0


def slope(values: Array) -> float:
    """The change from one value to the next, by Theil and Sen: the median over all pairs.

    Source: P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968.
    """
    if values.size < 2:
        return 0.0
    first, second = np.triu_indices(values.size, 1)
    return float(np.median((values[second] - values[first]) / (second - first)))


def drifting_level(values: Array, window: int) -> Array:
    """The level at each value: the median of the `window` values around it.

    At both ends, where fewer lie around, the outermost median continues with the slope of the
    nearest part of the series, three windows long so that what happens in the last days does not
    tell what is usual there. A series no longer than the window is one line.
    """
    size = min(window, values.size)
    at = np.arange(values.size, dtype=np.float64)
    medians = np.median(sliding_window_view(values, size), axis=1)
    centres = np.arange(medians.size) + (size - 1) / 2
    level: Array = np.interp(at, centres, medians)
    head, tail = at < centres[0], at > centres[-1]
    if head.any():
        level[head] += slope(values[: 3 * size]) * (at[head] - centres[0])
    if tail.any():
        level[tail] += slope(values[-3 * size :]) * (at[tail] - centres[-1])
    return level


def steps(values: Array, span: int, share: float) -> list[int]:
    """Where the level changes for good: the index of the first value of each new level.

    Args:
        values: without the pattern of weekdays; shape (n,).
        span: values before and after that must agree on their level.
        share: the least change, as a share of the level before.

    Returns:
        Ascending; at least `span` from both ends and from each other.
    """
    if values.size < 2 * span:
        return []
    windows = sliding_window_view(values, span)
    after = windows[span:]
    before = windows[: len(after)]
    low, high = np.median(before, axis=1), np.median(after, axis=1)
    # A steady climb is no step: what it would have come to anyway is taken off, never added.
    climb = span * low * _growth(before, low)
    jump = high - low - np.where(climb * (high - low) > 0, climb, 0.0)
    noise = max(
        _STEP_SIGMAS * sigma(np.diff(values)) / np.sqrt(2.0), _WANDER_SIGMAS * _wander(jump)
    )
    is_step = (low > 0) & (np.abs(jump) > np.maximum(share * low, noise))
    is_step &= _sides(before, after, (low + high) / 2, np.sign(jump)) >= _SIDES
    return [place + span for place in _sharpest(np.flatnonzero(is_step), before, after, span)]


def _wander(jumps: Array) -> float:
    """How far the level moves anyway: the standard deviation of normal jumps as large as most.

    It is read off the smaller ones, since a step makes all jumps around it large.
    """
    return float(np.quantile(np.abs(jumps), 0.25)) / _LOWER_QUARTER


def _growth(windows: Array, levels: Array) -> float:
    """The share by which values usually grow from one to the next, by the halves of windows."""
    half = windows.shape[1] // 2
    first, second = windows[:, :half], windows[:, -half:]
    grown = (np.median(second, axis=1) - np.median(first, axis=1)) / (windows.shape[1] - half)
    return float(np.median(grown[levels > 0] / levels[levels > 0])) if np.any(levels > 0) else 0.0


def _sides(before: Array, after: Array, middle: Array, sign: Array) -> Array:
    """The lesser share of the two windows that lies on its own side of the middle."""
    below = np.mean((before - middle[:, None]) * sign[:, None] < 0, axis=1)
    above = np.mean((after - middle[:, None]) * sign[:, None] > 0, axis=1)
    lesser: Array = np.minimum(below, above)
    return lesser


def _sharpest(found: NDArray[np.intp], before: Array, after: Array, span: int) -> list[int]:
    """Of neighbours that tell of the same step, the place that splits its values best."""
    places: list[int] = []
    for group in np.split(found, np.flatnonzero(np.diff(found) > 1) + 1):
        if not group.size:
            continue
        spread = _spread(before[group]) + _spread(after[group])
        best = int(group[int(np.argmin(spread))])
        if not places or best - places[-1] >= span:
            places.append(best)
    return places


def _spread(windows: Array) -> Array:
    middles = np.median(windows, axis=1)[:, None]
    spread: Array = np.abs(windows - middles).sum(axis=1)
    return spread
