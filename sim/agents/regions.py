"""Regions: grid capacity, agglomeration, public capital, demand for local services."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.numerics import log
from sim.parameters import Parameters

Array = NDArray[np.float64]


def grid_capacity(on_time: float, extra_on_time: Array, parameters: Parameters, out: Array) -> None:
    """Grid capacity over base-year load (R,), growing each quarter.

        m <- m [1 + (g_M x share on time + g_P x pledged share on time) / 4]

    What is late is delivered outside the horizon. Source: KEPCO October 2025 (55 % of projects late by years).
    """
    growth = parameters.grid_growth * on_time + parameters.grid_pledge_growth * extra_on_time
    out *= 1.0 + growth / 4.0


def expansion_limit(load: Array, capacity: Array, bite: float, out: Array) -> None:
    """Share of expansion investment that gets connected (R,): 1 - b max(0, 1 - capacity / load), bounded by 0 and 1.

    load: power used by producers over the base year's. The grid limits new load; running plants keep their power.
    """
    out[:] = np.minimum(np.maximum(1.0 - bite * np.maximum(0.0, 1.0 - capacity / load), 0.0), 1.0)


def elasticity_effect(level: Array, base: Array, elasticity: float, out: Array) -> None:
    """Log TFP from a level relative to the base year (R,): e ln(x / x0), zero where either is.

    Agglomeration and public capital.
    """
    ratio = np.divide(level, base, out=np.ones_like(level), where=(level > 0.0) & (base > 0.0))
    out[:] = elasticity * log(ratio)


def local_share(base: Array, income: Array, base_income: Array, out: Array) -> None:
    """Share of each region in the output of local services (R, P): base share moved by relative household income.

    s_r = s0_r (Y_r / Y0_r) / sum_q s0_q (Y_q / Y0_q)
    """
    moved = base * (income / base_income)[:, None]
    out[:] = moved / moved.sum(axis=0)
