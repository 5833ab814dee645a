"""Expected sales, unit cost and market shares of all producers, and what prices are made from."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import attraction, log_efficiency, smooth_sales, unit_cost
from sim.codes import N_PRODUCTS
from sim.compiled import kernel
from sim.lanes import BLOCK, LANES, add_weighted, folded, weighted_sums
from sim.numerics import exp


@kernel
def expect_and_cost(  # type: ignore[no-untyped-def]
    start, materials, capital_share, capital_price, first, growth, gain, sales_home, sales_abroad, multiplier,
    labour_requirement, wage, log_tfp, depreciation, base_unit_cost, expected, unit, cost_index,
):  # fmt: skip
    """Write expected output, unit cost and its index over the base year (N,); materials, capital_share (P,)."""
    for c in range(start.size - 1):
        inputs, augmented = materials[c % N_PRODUCTS], log_efficiency(1.0, capital_share[c % N_PRODUCTS])
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            before = expected[i]
            after = smooth_sales(before, sales_home[i] + sales_abroad[i], growth, gain)
            expected[i] = before if first else after
            efficiency = exp(log_tfp[i] * augmented)
            cost = unit_cost(
                inputs, multiplier[i], labour_requirement[i], wage[i], efficiency, depreciation[i], capital_price
            )
            unit[i], cost_index[i] = cost, cost / base_unit_cost[i]


@kernel
def mean_cost_and_quality(  # type: ignore[no-untyped-def]
    start, weight, trend, non_price, expected, multiplier, unit, cost_index, quality, log_tfp, share_home, share_abroad,
    sums,
):  # fmt: skip
    """Weighted sums by cell (7, cells): expected output, its inputs and cost; home shares x cost index, x quality and
    x appeal, export shares x appeal.

        appeal = quality + q_A (ln A - trend of the sector),   trend (P,), q_A = non_price
    """
    appeal, total = np.empty(BLOCK), np.empty((7, LANES))
    for c in range(start.size - 1):
        trend_here = trend[c % N_PRODUCTS]
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for i in range(low, high):
                appeal[i - low] = quality[i] + non_price * (log_tfp[i] - trend_here)
            part = slice(low, high)
            sold, home, abroad = expected[part], share_home[part], share_abroad[part]
            add_weighted(total, 0, weight[part], (
                sold, (sold, multiplier[part]), (sold, unit[part]), (home, cost_index[part]), (home, quality[part]),
                (home, appeal), (abroad, appeal),
            ), high - low)  # fmt: skip
        for k in range(7):
            sums[k, c] = folded(total, k)


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
        cost, better, here, pace = max(mean_cost[s], 1e-9), mean_quality[s], presence[c], step[c]
        if not local[s]:
            for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
                relative = cost_index[i] / cost
                pull = attraction(relative if weight[i] > 0.0 else 1.0, quality[i] - better, elasticity) * here
                at_home, in_world = share_home[i] * pace, share_abroad[i] * pace
                share_home[i] = at_home + speed * (base_home[i] * pull - at_home)
                share_abroad[i] = in_world + speed * (base_abroad[i] * pull - in_world)
        one, two = weighted_sums(weight, (share_home, share_abroad), start[c], start[c + 1])
        home[s] += one
        abroad[s] += two
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        scale_home = 1.0 / home[s] if home[s] > 0.0 else 0.0
        scale_abroad = 1.0 / abroad[s] if abroad[s] > 0.0 else 0.0
        if local[s]:
            for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
                share_home[i] = regional_share[c]
                share_abroad[i] *= scale_abroad
        else:
            for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
                share_home[i] *= scale_home
                share_abroad[i] *= scale_abroad
