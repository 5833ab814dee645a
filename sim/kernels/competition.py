"""Expected sales, unit cost and market shares of all producers, and what prices are made from."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import attraction, log_efficiency, smooth_sales, unit_cost
from sim.codes import N_PRODUCTS
from sim.compiled import kernel
from sim.lanes import BLOCK, LANES, add_weighted, folded, weighted_sums
from sim.numerics import exp, log
from sim.room import room


@kernel
def expect(start, growth, gain, sales_home, sales_abroad, expected):  # type: ignore[no-untyped-def]
    """Expected output (N,) by `smooth_sales`."""
    for c in range(start.size - 1):
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            expected[i] = smooth_sales(expected[i], sales_home[i] + sales_abroad[i], growth, gain)


@kernel
def expect_and_cost(  # type: ignore[no-untyped-def]
    start, weight, materials, capital_share, capital_price, known, growth, gain, sold, inputs, technique, aided, saved,
    trend, non_price, attracting, expected, cost_index, sums,
):  # fmt: skip
    """Write expected output and the index of unit cost over the base year (N,), and sums by cell (7, cells).

    Sums, weighted: expected output, its inputs and cost; home shares x cost index, x quality and x appeal, export
    shares x appeal.

        appeal = quality + q_A (ln A - trend of the sector),   q_A = non_price

    materials, capital_share, trend (P,); read (N,): sold (home, abroad), inputs (multiplier, labour requirement, wage),
    technique (log TFP, depreciation, base unit cost), attracting (quality, home share, export share). Expectations may
    be `known` already (`expect`); saved (N,): what policy takes off the unit cost, read where producers are `aided`.
    """
    (sales_home, sales_abroad), (multiplier, labour_requirement, wage) = sold, inputs
    (log_tfp, depreciation, base_unit_cost), (quality, share_home, share_abroad) = technique, attracting
    unit, appeal, total = room(BLOCK), room(BLOCK), room((7, LANES))
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        bundle, augmented, trend_here = materials[s], log_efficiency(1.0, capital_share[s]), trend[s]
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for i in range(low, high):
                before, tfp = expected[i], log_tfp[i]
                after = smooth_sales(before, sales_home[i] + sales_abroad[i], growth, gain)
                expected[i] = before if known else after
                cost = unit_cost(
                    bundle, multiplier[i], labour_requirement[i], wage[i], exp(tfp * augmented), depreciation[i],
                    capital_price,
                )  # fmt: skip
                unit[i - low], cost_index[i] = cost, cost / base_unit_cost[i]
                appeal[i - low] = quality[i] + non_price * (tfp - trend_here)
            if aided:
                for i in range(low, high):
                    unit[i - low] -= saved[i]
                    cost_index[i] -= saved[i] / base_unit_cost[i]
            part = slice(low, high)
            sales, home, abroad = expected[part], share_home[part], share_abroad[part]
            add_weighted(total, 0, weight[part], (
                sales, (sales, multiplier[part]), (sales, unit), (home, cost_index[part]), (home, quality[part]),
                (home, appeal), (abroad, appeal),
            ), high - low)  # fmt: skip
        for k in range(7):
            sums[k, c] = folded(total, k)


@kernel
def _attract(  # type: ignore[no-untyped-def]
    low, high, weight, of_mean, better, elasticity, speed, presence, step, cost_index, quality, base_home, base_abroad,
    space, share_home, share_abroad,
):  # fmt: skip
    """Move the shares of the producers low .. high; space (BLOCK,) to work in."""
    for i in range(low, high):
        relative = cost_index[i] * of_mean
        space[i - low] = log(relative if weight[i] > 0.0 else 1.0)
    for i in range(low, high):
        pull = exp(attraction(space[i - low], quality[i] - better, elasticity)) * presence
        at_home, in_world = share_home[i] * step, share_abroad[i] * step
        share_home[i] = at_home + speed * (base_home[i] * pull - at_home)
        share_abroad[i] = in_world + speed * (base_abroad[i] * pull - in_world)


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
    home, abroad, space = room(N_PRODUCTS), room(N_PRODUCTS), room(BLOCK)
    home[:] = abroad[:] = 0.0
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        of_mean, better, here, pace = 1.0 / max(mean_cost[s], 1e-9), mean_quality[s], presence[c], step[c]
        for begin in range(start[c], start[c + 1] if not local[s] else start[c], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            _attract(
                low, high, weight, of_mean, better, elasticity, speed, here, pace, cost_index, quality, base_home,
                base_abroad, space, share_home, share_abroad,
            )  # fmt: skip
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
