"""Productivity of all producers: R&D, own component, and the sum of the parts."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import own_technology, rd_effect
from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel
from sim.lanes import BLOCK, shift


@kernel
def productivity(  # type: ignore[no-untyped-def]
    start, rd_stock, expected, rd_trend, rd_elasticity, quality_elasticity, persistence, deviation, luck, sector_part,
    region_part, public_capital, agglomeration, adoption, policy, added_quality, own, quality, log_tfp,
):  # fmt: skip
    """Log of value-added TFP relative to the base year (N,): the sum of its parts (model contract 4).

    Trend of the sector (P,), of the region (cells,), own AR(1), stage of adoption, R&D stock, public capital,
    agglomeration (cells,), and what policy adds (N,): relief of the regulation wedge, skills. Also writes the own
    component and quality: e_V times the effect of the R&D stock, plus what is added (N,). R&D stock, luck, policy and
    what is added may be one block of a number for all.
    """
    n = own.size
    for c in range(start.size - 1):
        sector, region, place = sector_part[c % N_PRODUCTS], region_part[c], agglomeration[c]
        made = c % N_PRODUCTS < N_SECTORS
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at_stock, at_luck = shift(rd_stock, n, low), shift(luck, n, low)
            at_policy, at_quality = shift(policy, n, low), shift(added_quality, n, low)
            for i in range(low, high):
                drawn = luck[i - at_luck]
                own[i] = own_technology(own[i], drawn if made else 0.0, persistence, deviation)
            for i in range(low, high):
                stock = rd_stock[i - at_stock]
                effect = rd_effect(stock, expected[i], rd_trend[i])
                log_tfp[i] = (
                    sector + region + own[i] + adoption[i] + rd_elasticity * effect + public_capital + place
                    + policy[i - at_policy]
                )  # fmt: skip
                quality[i] = (quality_elasticity * effect if stock > 0.0 else 0.0) + added_quality[i - at_quality]
