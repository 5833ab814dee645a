"""Expected sales, unit cost, market shares."""

from __future__ import annotations

import numpy as np

from sim.agents import firms as rules
from sim.definitions.cells import of_cell, of_product, product_sums, ratio, sums
from sim.numerics import exp

attraction, log_efficiency = rules.attraction.py_func, rules.log_efficiency.py_func
smooth_sales, unit_cost = rules.smooth_sales.py_func, rules.unit_cost.py_func


def expect_and_cost(
    start, materials, capital_share, capital_price, first, growth, gain, sales_home, sales_abroad, multiplier,
    labour_requirement, wage, log_tfp, depreciation, base_unit_cost, expected, unit, cost_index,
):  # fmt: skip
    """Expected output by `smooth_sales`, unit cost, and its index over the base year."""
    if not first:
        expected[:] = smooth_sales(expected, sales_home + sales_abroad, growth, gain)
    efficiency = exp(log_efficiency(log_tfp, of_product(start, capital_share)))
    inputs = of_product(start, materials)
    unit[:] = unit_cost(inputs, multiplier, labour_requirement, wage, efficiency, depreciation, capital_price)
    cost_index[:] = unit / base_unit_cost


def mean_cost_and_quality(
    start, weight, trend, non_price, expected, multiplier, unit, cost_index, quality, log_tfp, share_home, share_abroad,
    total,
):  # fmt: skip
    """Sums by cell that prices, imports and exports follow; appeal = quality + non-price competitiveness."""
    appeal = quality + non_price * (log_tfp - of_product(start, trend))
    terms = (
        expected, expected * multiplier, expected * unit, share_home * cost_index, share_home * quality,
        share_home * appeal, share_abroad * appeal,
    )  # fmt: skip
    for row, values in zip(total, terms, strict=True):
        row[:] = sums(start, weight * values)


def move_shares(
    start, weight, local, regional_share, presence, step, mean_cost, mean_quality, elasticity, speed, cost_index,
    quality, base_home, base_abroad, share_home, share_abroad,
):  # fmt: skip
    """Shares move towards what cost and quality attract, then sum to one in each sector; local services stay local."""
    national = of_product(start, ~local)
    cost = cost_index / of_product(start, np.maximum(mean_cost, 1e-9))
    relative = np.where(weight > 0.0, cost, 1.0)
    pull = attraction(relative, quality - of_product(start, mean_quality), elasticity) * of_cell(start, presence)
    pace = of_cell(start, step)
    for share, base in ((share_home, base_home), (share_abroad, base_abroad)):
        before = share * pace
        moved = before + speed * (base * pull - before)
        share[:] = np.where(national, moved, share)
        total = product_sums(start, weight * share)
        share *= of_product(start, ratio(np.ones_like(total), total))
    share_home[:] = np.where(national, share_home, of_cell(start, regional_share))
