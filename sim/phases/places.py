"""What moves between regions without prices: relative trends of their value added, and luck around them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.world import MID_YEAR, opening_step
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS
from sim.draws import spread_factors
from sim.numerics import exp, log
from sim.random import Stream, stratified_normal

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
YEARLY_OF_QUARTERLY = math.sqrt(11.0 / 4.0)
"""Standard deviation of the growth of yearly means over that of the quarterly steps of a random walk:
sqrt((2 n^2 + 1) / (3 n)) with n = 4."""


def regional_trends(m: ManufacturingModel) -> None:
    """Relative trend of each region's value added, cumulated from the year after the base year (R,) logs.

        d T_r = (m_r + u_r - mean) 2^(-t / h) + (e_rt - mean),   weights of the means move with the trend

    m_r: shrunk growth of the past; u_r: what the estimate does not know, drawn once a run; e_rt: luck of the quarter,
    whose spread is drawn once a run as well (`spread_factors`). Both rest on the variances of the same estimate
    (`calibration.trends`) and come in pairs of runs with opposite signs, so that means over runs do not drift.
    Winners do not lift the nation.
    """
    m.region_step[:] = 0.0
    if not m.switches.growth or m.quarter < 4:
        return
    fade = float(exp(-log(2.0) * m.quarter / (4.0 * m.parameters.relative_trend_half_life)))
    quarters = 4.0 - MID_YEAR if m.quarter == 4 else 1.0
    move = quarters * fade * m.structure.relative_trend
    if m.switches.noise:
        move = move + quarters * fade * m.structure.trend_error * _draw(m, Stream.REGION_TREND, 0)
        pair, degrees = m.replication // 2, m.structure.luck_degrees
        luck = spread_factors(m.run_seed, pair, Stream.REGION_SPREAD, N_REGIONS, degrees) * m.structure.regional_luck
        luck /= YEARLY_OF_QUARTERLY
        move += luck * (opening_step(1.0) if m.quarter == 4 else 1.0) * _draw(m, Stream.REGION_LUCK, m.quarter)
    weight = m.base.manufacturing_share * exp(m.region_trend)
    m.region_step += move - float((weight * move).sum() / weight.sum())
    m.region_trend += m.region_step


def _draw(m: ManufacturingModel, stream: Stream, time: int) -> Array:
    """(R,) standard normal numbers; replications 2k and 2k + 1 have opposite ones (antithetic)."""
    regions = np.arange(N_REGIONS, dtype=np.uint64)
    sign = 1.0 if m.replication % 2 == 0 else -1.0
    return sign * stratified_normal(m.run_seed, m.replication // 2, stream, regions, time)


def presence(m: ManufacturingModel) -> tuple[Array, Array]:
    """Orders that go to the plants of a region by its trend, cumulated and of this quarter (cells,), factors."""
    factors = np.ones((2, N_REGIONS, N_PRODUCTS))
    factors[:, :, :N_SECTORS] = exp(m.parameters.trend_presence * np.array((m.region_trend, m.region_step)))[:, :, None]
    cumulated, step = factors.reshape(2, N_CELLS)
    return cumulated, step


def product_trend(m: ManufacturingModel, presence: Array) -> Array:
    """(P,) factor of exports of a product made where orders grow: what moving shares alone would take from its makers.

    ln a = ln (mean presence of its producers) x min(output / exports, limit): its output grows with its regions.
    """
    weights = m.base.regional_share
    mean = (weights * presence.reshape(N_REGIONS, N_PRODUCTS)).sum(axis=0)
    exports = m.structure.export_base.sum(axis=1)
    output = m.economy.gross_output / 4.0
    scale = output / np.maximum(exports, output / m.parameters.trend_export_limit)
    factor: Array = exp(scale * log(mean))
    return factor
