"""Regions: grid capacity, agglomeration, public capital, demand for local services."""

from __future__ import annotations

import numpy as np

from sim.numerics import log


def grid_capacity(on_time, extra_on_time, growth, pledge, out):
    """Grid capacity over base-year load, growing each quarter."""
    out *= 1.0 + (growth * on_time + pledge * extra_on_time) / 4.0


def expansion_limit(load, capacity, bite, out):
    """Share of expansion investment that gets connected."""
    out[:] = np.clip(1.0 - bite * np.maximum(0.0, 1.0 - capacity / load), 0.0, 1.0)


def elasticity_effect(level, base, elasticity, out):
    """Log TFP from a level relative to the base year."""
    ratio = np.divide(level, base, out=np.ones_like(level), where=(level > 0.0) & (base > 0.0))
    out[:] = elasticity * log(ratio)


def local_share(base, income, base_income, out):
    """Share of each region in the output of local services."""
    moved = base * (income / base_income)[:, None]
    out[:] = moved / moved.sum(axis=0)
