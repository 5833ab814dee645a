"""Plans of all producers: user cost, technique, desired factors, investment, research."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import desired_capital, desired_labour, investment_plan, log_efficiency, technique, user_cost
from sim.codes import N_PRODUCTS, N_SECTORS, SMALL_SIZES
from sim.compiled import kernel


@kernel
def plan(  # type: ignore[no-untyped-def]
    start, size, rates, rate_cut, support, inflation, premium, capital_price, price, depreciation, capital_share,
    base_user_cost, elasticity, substitution, technique_speed, expansion, capital_speed, inertia, quick, grid,
    rd_factor, access, wage, base_wage, log_tfp, expected, labour_requirement, capital_requirement, capital,
    rd_intensity, user, embodied, labour, wanted, investment, research,
):  # fmt: skip
    """Write the six columns at the end (N,), by the rules of `sim.agents.firms`.

    rates: loan rate per year and spread of small firms; elasticity of capital to its user cost: other producers, small
    firms; price, depreciation (a quarter), capital_share (P,); expansion (cells,) a quarter; base_user_cost (2, P):
    other producers, small firms; inertia, quick (cells,): adjustment of investment,
    of rising investment where approval takes less time;
    grid (R,): share of expansion of manufacturers that is connected; rate_cut, support of investment, rd_factor
    (R&D over what would be spent without support) (N,).
    """
    normal_rate, spread = rates
    elasticity_other, elasticity_small = elasticity
    for c in range(start.size - 1):
        s, region = c % N_PRODUCTS, c // N_PRODUCTS
        made = s < N_SECTORS
        limit = grid[region] if made else 1.0
        worn, share, deflator, growth = depreciation[s], capital_share[s], price[s], expansion[c]
        base_other, base_small = base_user_cost[0, s], base_user_cost[1, s]
        cell = range(np.uint64(start[c]), np.uint64(start[c + 1]))
        for i in cell:  # short loops, of which each does several establishments at a time
            rate = normal_rate + (spread if made and size[i] < SMALL_SIZES else 0.0) - rate_cut[i]
            user[i] = user_cost(rate, worn * 4.0, inflation, premium, capital_price, support[i], access[i])
        for i in cell:
            real_wage = wage[i] / (base_wage[i] * deflator) if base_wage[i] > 0.0 else 1.0
            embodied[i] = technique(embodied[i], real_wage, technique_speed)
        for i in cell:
            skill = log_efficiency(log_tfp[i], share)
            labour[i] = desired_labour(expected[i], skill, embodied[i], labour_requirement[i], substitution)
        for i in cell:
            small = made and size[i] < SMALL_SIZES
            cost = user[i] / (base_small if small else base_other) / deflator
            eta = elasticity_small if small else elasticity_other
            wanted[i] = desired_capital(expected[i], cost, capital_requirement[i], eta)
        for i in cell:
            before, aim = investment[i], wanted[i]
            investment[i] = investment_plan(before, capital[i], aim, worn, growth, capital_speed, inertia, limit)
            if quick[c] > inertia:  # permits are asked for what rises
                eager = investment_plan(before, capital[i], aim, worn, growth, capital_speed, quick[c], limit)
                investment[i] = max(investment[i], eager)
        for i in cell:
            research[i] = rd_intensity[i] * expected[i] * rd_factor[i]
