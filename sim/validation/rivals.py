"""The naive rivals of the protocol, fixed before any score: none is added or removed later.

Each takes the target as known in the origin year and returns log growth over 1..H years, (n, H).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.validation.observed import Target

Array = NDArray[np.float64]
Rival = Callable[[Target, int], Array]
SLOPE_LIMIT = 0.95
"""Largest size of the pooled slope: a unit root would not be an AR(1) with a mean."""


def _growth(target: Target) -> Array:
    """(n, T - 1) yearly log growth."""
    return np.diff(target.logs, axis=1)


def _straight(rate: Array, horizon: int) -> Array:
    """(n, H) the same rate every year."""
    return np.outer(rate, np.arange(1, horizon + 1))


def random_walk(target: Target, horizon: int) -> Array:
    """R1: no change."""
    return np.zeros((target.logs.shape[0], horizon))


def regional_drift(target: Target, horizon: int) -> Array:
    """R2: mean growth of the series from 2014 to the origin goes on."""
    return _straight(_growth(target).mean(axis=1), horizon)


def national_drift(target: Target, horizon: int) -> Array:
    """R3: mean growth of the nation goes on in every series."""
    rate = np.diff(target.total).mean()
    return _straight(np.full(target.logs.shape[0], rate), horizon)


def half_drift(target: Target, horizon: int) -> Array:
    """R4: half of R2."""
    return 0.5 * regional_drift(target, horizon)


def autoregression(target: Target, horizon: int) -> Array:
    """R5: g_t - m = rho (g_{t-1} - m), own mean m, one slope by least squares over all series.

    With fewer than three growth rates the slope of deviations from the mean is -1 by construction: it is then zero.
    """
    growth = _growth(target)
    mean = growth.mean(axis=1, keepdims=True)
    before, after = growth[:, :-1] - mean, growth[:, 1:] - mean
    slope = 0.0
    if growth.shape[1] > 2:
        slope = float(np.clip((before * after).sum() / (before**2).sum(), -SLOPE_LIMIT, SLOPE_LIMIT))
    powers = slope ** np.arange(1, horizon + 1)
    path = mean + (growth[:, -1:] - mean) * powers
    return np.cumsum(path, axis=1)


def shift_share(target: Target, horizon: int) -> Array:
    """R6: national growth of each group (mean to the origin), weighted by the series' mix of groups at the origin."""
    if target.mix is None or target.group_logs is None:
        raise ValueError(f"{target.name} has no groups")
    rates = np.diff(target.group_logs, axis=1).mean(axis=1)
    return _straight(target.mix[:, :, -1] @ rates, horizon)


RIVALS: dict[str, Rival] = {
    "R1 random walk": random_walk,
    "R2 regional drift": regional_drift,
    "R3 national drift": national_drift,
    "R4 half drift": half_drift,
    "R5 AR(1)": autoregression,
    "R6 shift-share": shift_share,
}


def rivals_of(target: Target) -> dict[str, Rival]:
    """The rivals that exist for a target: no shift-share without groups."""
    return {name: rival for name, rival in RIVALS.items() if target.mix is not None or rival is not shift_share}
