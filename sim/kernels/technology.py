"""Productivity of all producers: R&D, own component, and the sum of the parts."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import own_technology, rd_effect
from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel


@kernel
def productivity(  # type: ignore[no-untyped-def]
    start, rd_stock, expected, rd_trend, rd_elasticity, quality_elasticity, persistence, deviation, luck, sector_part,
    region_part, public_capital, agglomeration, adoption, policy, added_quality, own, quality, log_tfp,
):  # fmt: skip
    """Log of value-added TFP relative to the base year (N,): the sum of its parts (model contract 4).

    Trend of the sector (P,), of the region (cells,), own AR(1), stage of adoption, R&D stock, public capital,
    agglomeration (cells,), and what policy adds (N,): relief of the regulation wedge, skills. Also writes the own
    component and quality: e_V times the effect of the R&D stock, plus what is added (N,).
    """
    for c in range(start.size - 1):
        sector, region, place = sector_part[c % N_PRODUCTS], region_part[c], agglomeration[c]
        cell, made = range(np.uint64(start[c]), np.uint64(start[c + 1])), c % N_PRODUCTS < N_SECTORS
        for i in cell:
            own[i] = own_technology(own[i], luck[i] if made else 0.0, persistence, deviation)
        for i in cell:
            effect = rd_effect(rd_stock[i], expected[i], rd_trend[i])
            log_tfp[i] = (
                sector + region + own[i] + adoption[i] + rd_elasticity * effect + public_capital + place + policy[i]
            )
            quality[i] = (quality_elasticity * effect if rd_stock[i] > 0.0 else 0.0) + added_quality[i]
