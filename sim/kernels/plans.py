"""Plans of all producers: user cost, technique, desired factors, investment, research."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import desired_capital, desired_labour, investment_plan, log_efficiency, technique, user_cost
from sim.codes import N_PRODUCTS, N_SECTORS, SMALL_SIZES
from sim.compiled import kernel
from sim.lanes import BLOCK, shift


@kernel
def plan(  # type: ignore[no-untyped-def]
    start, size, rates, rate_cut, support, inflation, premium, capital_price, price, depreciation, capital_share,
    base_user_cost, elasticity, substitution, technique_speed, expansion, capital_speed, inertia, quick, grid,
    rd_factor, access, wage, base_wage, log_tfp, expected, labour_requirement, capital_requirement, capital,
    rd_intensity, embodied, labour, investment, research,
):  # fmt: skip
    """Write the four columns at the end (N,), by the rules of `sim.agents.firms`.

    rates: loan rate per year and spread of small firms; elasticity of capital to its user cost: other producers, small
    firms; price, depreciation (a quarter), capital_share (P,); expansion (cells,) a quarter; base_user_cost (2, P):
    other producers, small firms; inertia, quick (cells,): adjustment of investment,
    of rising investment where approval takes less time;
    grid (R,): share of expansion of manufacturers that is connected; rate_cut, support of investment, rd_factor
    (R&D over what would be spent without support) (N,), or one block of a number for all.
    """
    n = size.size
    for c in range(start.size - 1):
        s, made = c % N_PRODUCTS, c % N_PRODUCTS < N_SECTORS
        limit, kind = grid[c // N_PRODUCTS] if made else 1.0, 1 if made else 0
        worn, deflator, growth, eager = depreciation[s], price[s], expansion[c], max(quick[c], inertia)
        spread, eta, eta_small = rates[1] if made else 0.0, elasticity[0], elasticity[kind]
        relative, relative_small = 1.0 / (base_user_cost[0, s] * deflator), 1.0 / (base_user_cost[kind, s] * deflator)
        augmented = log_efficiency(1.0, capital_share[s])
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at_cut, at_support, at_factor = shift(rate_cut, n, low), shift(support, n, low), shift(rd_factor, n, low)
            for i in range(low, high):  # one loop: several establishments at a time
                small = size[i] < SMALL_SIZES
                rate = rates[0] + (spread if small else 0.0) - rate_cut[i - at_cut]
                cost = user_cost(
                    rate, worn * 4.0, inflation, premium, capital_price, support[i - at_support], access[i]
                )
                base, output, before, held = base_wage[i], expected[i], investment[i], capital[i]
                real_wage = wage[i] / (base * deflator)
                in_use = technique(embodied[i], real_wage if base > 0.0 else 1.0, technique_speed)
                real_cost = cost * (relative_small if small else relative)
                aim = desired_capital(output, real_cost, capital_requirement[i], eta_small if small else eta)
                usual = investment_plan(before, held, aim, worn, growth, capital_speed, inertia, limit)
                soon = investment_plan(before, held, aim, worn, growth, capital_speed, eager, limit)
                embodied[i] = in_use
                labour[i] = desired_labour(output, log_tfp[i] * augmented, in_use, labour_requirement[i], substitution)
                investment[i] = max(usual, soon)  # permits are asked for what rises
                research[i] = rd_intensity[i] * output * rd_factor[i - at_factor]
