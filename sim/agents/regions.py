"""Regions: grid capacity, agglomeration, public capital, demand for local services. Compiled, as they are small."""

from __future__ import annotations

from sim.compiled import kernel
from sim.numerics import log


@kernel
def grid_capacity(on_time, extra_on_time, growth, pledge, out):  # type: ignore[no-untyped-def]
    """Grid capacity over base-year load (R,), growing each quarter.

        m <- m [1 + (g_M x share on time + g_P x pledged share on time (R,)) / 4]

    What is late is delivered outside the horizon. Source: KEPCO October 2025 (55 % of projects late by years).
    """
    for r in range(out.size):
        out[r] *= 1.0 + (growth * on_time + pledge * extra_on_time[r]) / 4.0


@kernel
def expansion_limit(load, capacity, bite, out):  # type: ignore[no-untyped-def]
    """Share of expansion investment that gets connected (R,): 1 - b max(0, 1 - capacity / load), bounded by 0 and 1.

    load: power used by producers over the base year's. The grid limits new load; running plants keep their power.
    """
    for r in range(out.size):
        out[r] = min(max(1.0 - bite * max(0.0, 1.0 - capacity[r] / load[r]), 0.0), 1.0)


@kernel
def elasticity_effect(level, base, elasticity, out):  # type: ignore[no-untyped-def]
    """Log TFP from a level relative to the base year (R,): e ln(x / x0), zero where either is.

    Agglomeration and public capital.
    """
    for r in range(out.size):
        standing = level[r] > 0.0 and base[r] > 0.0
        out[r] = elasticity * log(level[r] / base[r]) if standing else 0.0


@kernel
def local_share(base, income, base_income, out):  # type: ignore[no-untyped-def]
    """Share of each region in the output of local services (R, P): base share moved by relative household income.

    s_r = s0_r (Y_r / Y0_r) / sum_q s0_q (Y_q / Y0_q)
    """
    for p in range(base.shape[1]):
        total = 0.0
        for r in range(base.shape[0]):
            out[r, p] = base[r, p] * (income[r] / base_income[r])
            total += out[r, p]
        for r in range(base.shape[0]):
            out[r, p] /= total
