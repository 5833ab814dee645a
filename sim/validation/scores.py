"""Scores of the protocol: value-weighted errors pooled over origins, ratios to the best rival with their interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.validation.observed import FIRST, Target

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
HUNDRED = 100.0
DRAWS, SEED = 10_000, 1
INTERVAL = (5.0, 95.0)
BREAK = 2020
"""Year of the pandemic: paths that cross it are also left out."""


@dataclass(frozen=True)
class Errors:
    """100 x (log forecast - log observed) of one forecaster, (origins, H, n); nan beyond the data."""

    origins: tuple[int, ...]
    values: Array
    weights: Array
    """(origins, n) weights at the origin."""

    def squares(self, kept: Mask | None = None, relative: bool = False) -> Array:
        """(origins, H) weighted squared error; `relative`: of deviations from the weighted mean error."""
        weights = self.weights if kept is None else np.where(kept, self.weights, 0.0)
        weights = weights / weights.sum(axis=1, keepdims=True)
        errors = self.values
        if relative:
            errors = errors - np.einsum("ohn,on->oh", errors, weights)[:, :, None]
        return np.einsum("ohn,on->oh", errors**2, weights)


def errors(target: Target, origins: Sequence[int], growth: Mapping[int, Array]) -> Errors:
    """Errors of forecasts of log growth, origin -> (n, H), against the target."""
    horizon = max(path.shape[1] for path in growth.values())
    out = np.full((len(origins), horizon, target.logs.shape[0]), np.nan)
    for number, origin in enumerate(origins):
        at = origin - FIRST
        known = min(horizon, target.logs.shape[1] - 1 - at, growth[origin].shape[1])
        real = target.logs[:, at + 1 : at + 1 + known] - target.logs[:, at : at + 1]
        out[number, :known] = HUNDRED * (growth[origin][:, :known] - real).T
    weights = np.array([target.weights[:, origin - FIRST] for origin in origins])
    return Errors(tuple(origins), out, weights)


def crosses_break(origins: Sequence[int], horizon: int) -> Mask:
    """(origins, H) whether some year from origin + 1 to the target is 2020."""
    start = np.array(origins)[:, None] + 1
    end = np.array(origins)[:, None] + np.arange(1, horizon + 1)
    return (start <= BREAK) & (end >= BREAK)


def pooled(squares: Array, cells: Mask, chosen: NDArray[np.int64] | None = None) -> float:
    """Root of the mean over the chosen (origin, horizon) cells that have data; `chosen` repeats origins (bootstrap)."""
    use = cells & np.isfinite(squares)
    if chosen is not None:
        squares, use = squares[chosen], use[chosen]
    return float(np.sqrt(squares[use].mean())) if use.any() else float("nan")


@dataclass(frozen=True)
class Ratio:
    """Model against the best rival on one sample of cells."""

    model: float
    rivals: dict[str, float]
    best: str
    ratio: float
    low: float
    high: float
    origins: int
    cells: int


def compare(model: Array, rivals: Mapping[str, Array], cells: Mask, against: str | None = None) -> Ratio:
    """Ratio of pooled scores to the best rival (or a named one); interval by resampling origins.

    The rival is chosen on the whole sample, after the fact, and kept in all draws. Draws without a cell are left out.
    """
    scores = {name: pooled(squares, cells) for name, squares in rivals.items()}
    best = against or min(scores, key=lambda name: scores[name])
    use = cells & np.isfinite(model)
    sums = {key: np.where(use, squares, 0.0).sum(axis=1) for key, squares in (("m", model), ("r", rivals[best]))}
    drawn = np.random.default_rng(SEED).integers(0, len(model), size=(DRAWS, len(model)))
    top, bottom = sums["m"][drawn].sum(axis=1), sums["r"][drawn].sum(axis=1)
    ratios = np.sqrt(top[bottom > 0.0] / bottom[bottom > 0.0])
    low, high = np.percentile(ratios, INTERVAL)
    score = pooled(model, cells)
    return Ratio(
        score, scores, best, score / scores[best], float(low), float(high), int(use.any(axis=1).sum()), int(use.sum())
    )


def effective_observations(weights: Array, cells: Mask) -> float:
    """Origins with data x effective number of series, 1 / sum of squared shares."""
    shares = weights / weights.sum(axis=1, keepdims=True)
    used = cells.any(axis=1)
    return float((1.0 / (shares[used] ** 2).sum(axis=1)).sum())


@dataclass(frozen=True)
class Coverage:
    """Share of outcomes inside a band, each counting once or by its weight."""

    plain: float
    weighted: float


def coverage(inside: Array, weights: Array, cells: Mask) -> Coverage:
    """inside: (origins, H, n) one, zero, or nan without data."""
    use = cells[:, :, None] & np.isfinite(inside)
    share = np.broadcast_to(weights[:, None, :], inside.shape)
    return Coverage(float(inside[use].mean()), float((inside * share)[use].sum() / share[use].sum()))
