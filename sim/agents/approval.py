"""Permits: products on trial in sandboxes that become small new makers, and shorter waits for approval."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_CELLS

Array = NDArray[np.float64]


@dataclass
class Approvals:
    """What is under way, (cells,) each."""

    trials: Array = field(default_factory=lambda: np.zeros(N_CELLS))
    """Products on trial."""
    young: Array = field(default_factory=lambda: np.zeros(N_CELLS))
    """Products launched and still counted as new."""
    shortened: Array = field(default_factory=lambda: np.zeros(N_CELLS))
    """Years of waiting that makers have been spared so far."""


def placed(rate: Array, births: Array) -> Array:
    """Approvals of a pledge in a quarter by cell (cells,): a quarter of the yearly number, shared out by births.

    rate (cells,): approvals a year on top of the baseline, the same number in all cells of the pledge's scope.
    """
    key = np.where(rate > 0.0, births, 0.0)
    total = float(key.sum())
    if total <= 0.0:
        return np.zeros_like(rate)
    approved: Array = (float(rate @ key) / total) / 4.0 * key / total
    return approved


def launch(state: Approvals, approved: Array, years: float, success: float, new_for: float) -> Array:
    """Products launched in the quarter (cells,): each comes with a small new establishment.

        trials <- trials + approved - due,   due = trials / (4 T_SB),   launched = s_SB due,
        young <- young (1 - 1 / (4 n_SB)) + launched

    T_SB years on trial, s_SB share that is launched, n_SB years for which a product counts as new.
    """
    due = state.trials / (4.0 * years)
    state.trials += approved - due
    launched = success * due
    state.young += launched - state.young / (4.0 * new_for)
    return launched


def released(state: Approvals, cut: Array, births: Array, years: float) -> Array:
    """Makers that were waiting and may now start (cells,): births a year x years by which their wait becomes shorter.

        z <- z + (cut - z) / (4 T_SB),      released = 4 births dz,      no fewer than - births: dz >= - 1 / 4

    Length of a queue = arrivals x waiting time (Little 1961): where the wait becomes longer again as many have to wait
    again, and fewer start. births a quarter; cut in years.
    """
    step = np.maximum((cut - state.shortened) / (4.0 * years), -1.0 / 4.0)
    state.shortened += step
    freed: Array = 4.0 * births * step
    return freed


def faster(inertia: float, cut: Array) -> Array:
    """Adjustment of rising investment (cells,) when approval takes less time: 1 / max(1 / phi_I - 4 cut, 1)."""
    speed: Array = 1.0 / np.maximum(1.0 / inertia - 4.0 * cut, 1.0)
    return np.where(cut > 0.0, speed, inertia)
