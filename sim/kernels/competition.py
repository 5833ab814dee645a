"""Expected sales, unit cost and market shares of all producers, and what prices are made from."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import attraction, log_efficiency, smooth_sales, unit_cost
from sim.codes import N_PRODUCTS
from sim.compiled import kernel
from sim.numerics import exp


@kernel
def expect_and_cost(  # type: ignore[no-untyped-def]
    start, materials, capital_share, capital_price, first, growth, gain, sales_home, sales_abroad, multiplier,
    labour_requirement, wage, log_tfp, depreciation, base_unit_cost, expected, unit, cost_index,
):  # fmt: skip
    """Write expected output, unit cost and its index over the base year (N,); materials, capital_share (P,)."""
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            if not first:
                expected[i] = smooth_sales(expected[i], sales_home[i] + sales_abroad[i], growth, gain)
            efficiency = exp(log_efficiency(log_tfp[i], capital_share[s]))
            unit[i] = unit_cost(
                materials[s], multiplier[i], labour_requirement[i], wage[i], efficiency, depreciation[i], capital_price
            )
            cost_index[i] = unit[i] / base_unit_cost[i]


@kernel
def mean_cost_and_quality(  # type: ignore[no-untyped-def]
    start, weight, trend, non_price, expected, multiplier, unit, cost_index, quality, log_tfp, share_home, share_abroad,
    sums,
):  # fmt: skip
    """Weighted sums by cell (7, cells): expected output, its inputs and cost; home shares x cost index, x quality and
    x appeal, export shares x appeal.

        appeal = quality + q_A (ln A - trend of the sector),   trend (P,), q_A = non_price
    """
    for c in range(start.size - 1):
        trend_here = trend[c % N_PRODUCTS]
        output = inputs = cost = home_cost = home_quality = home = abroad = 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            appeal = quality[i] + non_price * (log_tfp[i] - trend_here)
            output += weight[i] * expected[i]
            inputs += weight[i] * (expected[i] * multiplier[i])
            cost += weight[i] * (expected[i] * unit[i])
            home_cost += weight[i] * (share_home[i] * cost_index[i])
            home_quality += weight[i] * (share_home[i] * quality[i])
            home += weight[i] * (share_home[i] * appeal)
            abroad += weight[i] * (share_abroad[i] * appeal)
        sums[0, c], sums[1, c], sums[2, c], sums[3, c] = output, inputs, cost, home_cost
        sums[4, c], sums[5, c], sums[6, c] = home_quality, home, abroad


@kernel
def move_shares(  # type: ignore[no-untyped-def]
    start, weight, local, regional_share, presence, step, mean_cost, mean_quality, elasticity, speed, cost_index,
    quality, base_home, base_abroad, share_home, share_abroad,
):  # fmt: skip
    """Move shares towards `attraction` relative to the sector's mean; scaled so that the shares of a sector sum to one.

        s <- g s + kappa (s* - g s),   kappa <= 0.2 a quarter.   A level form, so that shares cannot run away.

    s* is scaled by `presence` of the cell (regional trend of orders, cumulated), which grew by g = `step` (cells,).

    local (P,): local services, whose home shares are those of their region (cells,). Empty slots have mean cost.
    """
    home, abroad = np.zeros(N_PRODUCTS), np.zeros(N_PRODUCTS)
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        cost, better = max(mean_cost[s], 1e-9), mean_quality[s]
        if not local[s]:
            for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
                relative = cost_index[i] / cost if weight[i] > 0.0 else 1.0
                pull = attraction(relative, quality[i] - better, elasticity) * presence[c]
                share_home[i] *= step[c]
                share_abroad[i] *= step[c]
                share_home[i] += speed * (base_home[i] * pull - share_home[i])
                share_abroad[i] += speed * (base_abroad[i] * pull - share_abroad[i])
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            home[s] += weight[i] * share_home[i]
            abroad[s] += weight[i] * share_abroad[i]
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        scale_home = 1.0 / home[s] if home[s] > 0.0 else 0.0
        scale_abroad = 1.0 / abroad[s] if abroad[s] > 0.0 else 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            share_home[i] = regional_share[c] if local[s] else share_home[i] * scale_home
            share_abroad[i] *= scale_abroad
