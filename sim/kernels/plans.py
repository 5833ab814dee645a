"""Plans of all producers: user cost, technique, desired factors, investment, research."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import capital_use, investment_plan, labour_use, log_efficiency, technique, user_cost
from sim.codes import N_PRODUCTS, N_SECTORS, SMALL_SIZES
from sim.compiled import kernel
from sim.lanes import BLOCK, shift
from sim.numerics import exp, log
from sim.room import room


@kernel
def _log_prices(  # type: ignore[no-untyped-def]
    low, high, at, of_size, inflation, premium, worn, deflator, size, rate_cut, support, access, wage, base_wage,
    log_wage, log_user
):  # fmt: skip
    """Logs of the real wage and of the user cost of the producers low .. high, over those of the base year (BLOCK,)."""
    at_cut, at_support = at
    (loan_rate, spread), (goods, goods_small) = of_size
    for i in range(low, high):
        base, small = base_wage[i], size[i] < SMALL_SIZES
        real_wage = wage[i] / (base * deflator)
        user = user_cost(
            loan_rate + (spread if small else 0.0) - rate_cut[i - at_cut], worn * 4.0, inflation, premium,
            goods_small if small else goods, support[i - at_support], access[i],
        )  # fmt: skip
        log_wage[i - low], log_user[i - low] = log(real_wage if base > 0.0 else 1.0), log(user)


@kernel
def _want(  # type: ignore[no-untyped-def]
    low, high, at_factor, elasticities, augmented, substitution, technique_speed, investing, size, log_wage, log_user,
    rd_factor, log_tfp, expected, labour_requirement, capital_requirement, capital, waiting, rd_intensity, embodied,
    labour, investment, research,
):  # fmt: skip
    """Technique and plans of the producers low .. high at these logs of prices."""
    (eta, eta_small), (worn, growth, capital_speed, inertia, eager, limit) = elasticities, investing
    for i in range(low, high):
        output = expected[i]
        in_use = technique(embodied[i], log_wage[i - low], technique_speed)
        embodied[i] = in_use
        use = exp(labour_use(log_tfp[i] * augmented, in_use, substitution))
        labour[i] = labour_requirement[i] * output * use
        use = exp(capital_use(log_user[i - low], eta_small if size[i] < SMALL_SIZES else eta))
        aim, before, held = capital_requirement[i] * output * use, investment[i], capital[i]
        ordered = waiting[0][i] + waiting[1][i]
        investment[i] = investment_plan(before, held, ordered, aim, worn, growth, capital_speed, inertia, eager, limit)
        research[i] = rd_intensity[i] * output * rd_factor[i - at_factor]


@kernel
def plan(  # type: ignore[no-untyped-def]
    start, size, rates, rate_cut, support, inflation, premium, capital_price, price, depreciation, capital_share,
    base_user_cost, elasticity, substitution, technique_speed, expansion, capital_speed, inertia, quick, grid,
    rd_factor, access, wage, base_wage, log_tfp, expected, labour_requirement, capital_requirement, capital,
    waiting, rd_intensity, embodied, labour, investment, research,
):  # fmt: skip
    """Write the four columns at the end (N,), by the rules of `sim.agents.firms`.

    rates: loan rate per year and spread of small firms; elasticity of capital to its user cost: other producers, small
    firms; technique_speed: other producers, manufacturers; price, depreciation (a quarter), capital_share (P,);
    expansion (cells,) a quarter; base_user_cost (2, P): other producers, small firms; inertia, quick (cells,):
    adjustment of investment, of rising investment where approval takes less time;
    grid (R,): share of expansion of manufacturers that is connected; rate_cut, support of investment, rd_factor
    (R&D over what would be spent without support) (N,), or one block of a number for all.
    """
    n, log_wage, log_user = size.size, room(BLOCK), room(BLOCK)
    for c in range(start.size - 1):
        s, made = c % N_PRODUCTS, c % N_PRODUCTS < N_SECTORS
        limit, kind = grid[c // N_PRODUCTS] if made else 1.0, 1 if made else 0
        worn, deflator, eager = depreciation[s], price[s], max(quick[c], inertia)
        investing = (worn, expansion[c], capital_speed, inertia, eager, limit)
        goods = capital_price / (base_user_cost[0, s] * deflator)
        of_size = (rates[0], rates[1] if made else 0.0), (goods, capital_price / (base_user_cost[kind, s] * deflator))
        elasticities, augmented = (elasticity[0], elasticity[kind]), log_efficiency(1.0, capital_share[s])
        for begin in range(start[c], start[c + 1], BLOCK):  # logs, then exponentials: all at once is too long a chain
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            _log_prices(
                low, high, (shift(rate_cut, n, low), shift(support, n, low)), of_size, inflation, premium, worn,
                deflator, size, rate_cut, support, access, wage, base_wage, log_wage, log_user,
            )  # fmt: skip
            _want(
                low, high, shift(rd_factor, n, low), elasticities, augmented, substitution, technique_speed[kind],
                investing, size, log_wage, log_user, rd_factor, log_tfp, expected, labour_requirement,
                capital_requirement, capital, waiting, rd_intensity, embodied, labour, investment, research,
            )  # fmt: skip
