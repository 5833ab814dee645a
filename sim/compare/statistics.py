"""Statistics of paired draws: who beats whom, and with which probability each plan has each rank."""

from __future__ import annotations

import numpy as np

from sim.measures import Array
from sim.results.effects import BAND, EFFECT_DIGITS, FEWEST
from sim.results.units import number

LOW, HIGH = BAND


def too_few(draws: Array) -> bool:
    """Whether there are too few runs to say of any two plans that they differ; draws: (plans, replications)."""
    return draws.shape[-1] < FEWEST


def beats(draws: Array) -> Array:
    """(plans, plans) probability that the row's plan has more than the column's, a tie counting for one half.

    draws: (plans, replications). The diagonal is one half.
    """
    one, two = draws[:, None, :], draws[None, :, :]
    return np.asarray(((one > two) + 0.5 * (one == two)).mean(axis=-1))


def percents(draws: Array) -> Array:
    """`beats` in whole %, as shown everywhere: those of two plans add up to 100."""
    above = np.triu(np.rint(100.0 * beats(draws)), 1)
    return np.asarray(above + np.tril(100.0 - above.T, -1) + np.diag(np.full(len(draws), 50.0))).astype(int)


def indistinguishable(draws: Array) -> Array:
    """(plans, plans) whether the 90 % band of the paired difference row - column holds zero."""
    low, high = np.quantile(draws[:, None, :] - draws[None, :, :], (LOW, HIGH), axis=-1)
    return np.asarray((low <= 0.0) & (high >= 0.0))


def alike(draws: Array, digits: int = EFFECT_DIGITS) -> Array:
    """(plans, plans) whether two plans have no order to tell: indistinguishable, or means that show the same number.

    From fewer than `FEWEST` runs no order is told of any two.
    """
    shown = np.array([number(float(mean), digits) for mean in draws.mean(axis=1)])
    equal = shown[:, None] == shown[None, :]
    return np.ones_like(equal) if too_few(draws) else np.asarray(equal | indistinguishable(draws))


def ranks(draws: Array) -> Array:
    """(plans, ranks) share of replications in which a plan has the rank (0 = most); tied plans share their ranks."""
    above = (draws[None, :, :] > draws[:, None, :]).sum(axis=1)
    tied = (draws[None, :, :] == draws[:, None, :]).sum(axis=1)
    places = np.arange(len(draws))[None, None, :]
    held = (places >= above[:, :, None]) & (places < (above + tied)[:, :, None])
    return np.asarray((held / tied[:, :, None]).mean(axis=1))


def rank_bands(draws: Array) -> Array:
    """(plans, 3) expected rank (1 = most) and the 5 % and 95 % quantiles of the rank; ties share the middle rank."""
    above = (draws[None, :, :] > draws[:, None, :]).sum(axis=1)
    tied = (draws[None, :, :] == draws[:, None, :]).sum(axis=1)
    rank = above + (tied + 1) / 2.0
    low, high = np.quantile(rank, (LOW, HIGH), axis=1)
    return np.stack([rank.mean(axis=1), low, high], axis=1)
