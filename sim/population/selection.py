"""Exact selection of a weighted share of agents by score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.numerics import log

Array = NDArray[np.float64]


def position(score: Array, group: NDArray[np.int64], weight: Array, groups: int) -> Array:
    """Weighted rank of each agent in its group, highest score first: weight above it plus half its own (n,)."""
    order = np.argsort(-score, kind="stable")
    order = order[np.argsort(group[order].astype(np.int16), kind="stable")]
    sorted_weight = weight[order]
    held = np.bincount(group, weight, groups)
    before = np.concatenate(([0.0], np.cumsum(held)[:-1]))
    out = np.empty(score.size)
    out[order] = np.cumsum(sorted_weight) - 0.5 * sorted_weight - before[group[order]]
    return out


def select(score: Array, group: NDArray[np.int64], weight: Array, targets: Array) -> NDArray[np.bool_]:
    """The agents of highest score whose weights add up to `targets` (groups,), within half the last agent's weight."""
    chosen: NDArray[np.bool_] = position(score, group, weight, targets.size) < targets[group]
    return chosen


def lottery(uniform: Array, odds: Array) -> Array:
    """Scores log(u) / odds: taking the highest ones draws without replacement with chances in proportion to `odds`.

    Efraimidis and Spirakis (2006), Information Processing Letters 97.
    """
    out: Array = log(uniform) / odds
    return out
