"""Expected sales, unit cost, market shares."""

from __future__ import annotations

import numpy as np

from sim.agents import firms as rules
from sim.definitions.cells import of_cell, of_product, product_sums, ratio, sums
from sim.numerics import exp, log

attraction, log_efficiency = rules.attraction.py_func, rules.log_efficiency.py_func
smooth_sales, unit_cost = rules.smooth_sales.py_func, rules.unit_cost.py_func


def expect(start, growth, gain, sales_home, sales_abroad, expected):
    """Expected output by `smooth_sales`."""
    expected[:] = smooth_sales(expected, sales_home + sales_abroad, growth, gain)


def expect_and_cost(
    start, weight, materials, capital_share, capital_price, known, growth, gain, sold, inputs, technique, aided, saved,
    trend, non_price, attracting, expected, cost_index, total,
):  # fmt: skip
    """Expected output by `smooth_sales`, index of unit cost, and the sums that prices, imports and exports follow."""
    (sales_home, sales_abroad), (multiplier, labour_requirement, wage) = sold, inputs
    (log_tfp, depreciation, base_unit_cost), (quality, share_home, share_abroad) = technique, attracting
    if not known:
        expect(start, growth, gain, sales_home, sales_abroad, expected)
    efficiency = exp(log_efficiency(log_tfp, of_product(start, capital_share)))
    bundle = of_product(start, materials)
    unit = unit_cost(bundle, multiplier, labour_requirement, wage, efficiency, depreciation, capital_price)
    cost_index[:] = unit / base_unit_cost
    if aided:
        unit -= saved
        cost_index -= saved / base_unit_cost
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
    pull = exp(attraction(log(relative), quality - of_product(start, mean_quality), elasticity)) * of_cell(
        start, presence
    )
    pace = of_cell(start, step)
    for share, base in ((share_home, base_home), (share_abroad, base_abroad)):
        before = share * pace
        moved = before + speed * (base * pull - before)
        share[:] = np.where(national, moved, share)
        total = product_sums(start, weight * share)
        share *= of_product(start, ratio(np.ones_like(total), total))
    share_home[:] = np.where(national, share_home, of_cell(start, regional_share))
