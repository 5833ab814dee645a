"""Plans: user cost, technique, desired factors, investment, research."""

from __future__ import annotations

import numpy as np

from sim.agents import firms as rules
from sim.codes import N_PRODUCTS, SMALL_SIZES
from sim.definitions.cells import made, of_cell, of_product, whole

desired_capital, desired_labour = rules.desired_capital.py_func, rules.desired_labour.py_func
log_efficiency, technique, user_cost = (
    rules.log_efficiency.py_func, rules.technique.py_func, rules.user_cost.py_func
)  # fmt: skip


def investment_plan(planned, capital, desired, depreciation, growth, adjustment, inertia, limit):
    """Planned gross investment (N,), volume per quarter; never negative."""
    gap = desired - capital
    target = (depreciation + growth) * capital + adjustment * np.where(gap > 0.0, gap * limit, gap)
    trend = planned * (1.0 + growth)
    return np.maximum(trend + inertia * (target - trend), 0.0)


def plan(
    start, size, rates, rate_cut, support, inflation, premium, capital_price, price, depreciation, capital_share,
    base_user_cost, elasticity, substitution, technique_speed, expansion, capital_speed, inertia, quick, grid,
    rd_factor, access, wage, base_wage, log_tfp, expected, labour_requirement, capital_requirement, capital,
    rd_intensity, embodied, labour, investment, research,
):  # fmt: skip
    """Technique, desired labour, investment and research of each producer; user cost and desired capital on the way."""
    normal_rate, spread = rates
    elasticity_other, elasticity_small = elasticity
    inside = made(start)
    rate_cut, support, rd_factor = (whole(column, size.size) for column in (rate_cut, support, rd_factor))
    small = inside & (size < SMALL_SIZES)
    worn, deflator, growth = of_product(start, depreciation), of_product(start, price), of_cell(start, expansion)
    rate = normal_rate + np.where(small, spread, 0.0) - rate_cut
    user = user_cost(rate, worn * 4.0, inflation, premium, capital_price, support, access)
    paid = base_wage > 0.0
    real_wage = np.where(paid, wage / (np.where(paid, base_wage, 1.0) * deflator), 1.0)
    embodied[:] = technique(embodied, real_wage, technique_speed)
    skill = log_efficiency(log_tfp, of_product(start, capital_share))
    labour[:] = desired_labour(expected, skill, embodied, labour_requirement, substitution)
    other, few = (of_product(start, row) for row in base_user_cost)
    cost = user / np.where(small, few, other) / deflator
    eta = np.where(small, elasticity_small, elasticity_other)
    wanted = desired_capital(expected, cost, capital_requirement, eta)
    regions = (start.size - 1) // N_PRODUCTS
    limit = np.where(inside, of_cell(start, np.repeat(grid[:regions], N_PRODUCTS)), 1.0)
    speed = of_cell(start, np.maximum(quick, inertia))
    slow = investment_plan(investment, capital, wanted, worn, growth, capital_speed, inertia, limit)
    if (quick > inertia).any():
        fast = investment_plan(investment, capital, wanted, worn, growth, capital_speed, speed, limit)
        slow = np.where(speed > inertia, np.maximum(slow, fast), slow)
    investment[:] = slow
    research[:] = rd_intensity * expected * rd_factor
