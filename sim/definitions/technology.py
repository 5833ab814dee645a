"""Productivity of all producers."""

from __future__ import annotations

import numpy as np

from sim.agents import firms as rules
from sim.definitions.cells import made, of_cell, of_product, whole
from sim.numerics import log

own_technology = rules.own_technology.py_func


def rd_effect(stock, output, base_ratio):
    """Log R&D stock per expected output over the base year's (N,); zero where there is none."""
    live = (stock > 0.0) & (base_ratio > 0.0) & (output > 0.0)
    return log(np.where(live, stock / np.where(live, output * base_ratio, 1.0), 1.0))


def productivity(
    start, rd_stock, expected, rd_trend, rd_elasticity, quality_elasticity, persistence, deviation, luck, sector_part,
    region_part, public_capital, agglomeration, adoption, policy, added_quality, own, quality, log_tfp,
):  # fmt: skip
    """Own component, log TFP as the sum of its parts, and quality."""
    rd_stock, luck, policy, added_quality = (
        whole(column, own.size) for column in (rd_stock, luck, policy, added_quality)
    )  # fmt: skip
    own[:] = own_technology(own, np.where(made(start), luck, 0.0), persistence, deviation)
    effect = rd_effect(rd_stock, expected, rd_trend)
    log_tfp[:] = (
        of_product(start, sector_part) + of_cell(start, region_part) + own + adoption + rd_elasticity * effect
        + public_capital + of_cell(start, agglomeration) + policy
    )  # fmt: skip
    quality[:] = np.where(rd_stock > 0.0, quality_elasticity * effect, 0.0) + added_quality
