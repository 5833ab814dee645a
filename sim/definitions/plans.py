"""Plans: user cost, technique, desired factors, investment, research."""

from __future__ import annotations

import numpy as np

from sim.agents import firms as rules
from sim.codes import N_PRODUCTS, SMALL_SIZES
from sim.definitions.cells import made, of_cell, of_product, whole
from sim.numerics import exp, log

capital_use, labour_use = rules.capital_use.py_func, rules.labour_use.py_func
log_efficiency, technique, user_cost = (
    rules.log_efficiency.py_func, rules.technique.py_func, rules.user_cost.py_func
)  # fmt: skip


def investment_plan(planned, capital, waiting, desired, depreciation, growth, adjustment, inertia, eager, limit):
    """Planned gross investment (N,), volume per quarter, by inertia or, where plans rise, eager; never negative."""
    gap = desired - (capital + waiting)
    target = (depreciation + growth) * capital + adjustment * np.where(gap > 0.0, gap * limit, gap)
    trend = planned * (1.0 + growth)
    return np.maximum(trend + np.where(target > trend, eager, inertia) * (target - trend), 0.0)


def plan(
    start, size, rates, rate_cut, support, inflation, premium, capital_price, price, depreciation, capital_share,
    base_user_cost, elasticity, substitution, technique_speed, expansion, capital_speed, inertia, quick, grid,
    rd_factor, access, wage, base_wage, log_tfp, expected, labour_requirement, capital_requirement, capital,
    waiting, rd_intensity, embodied, labour, investment, research,
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
    embodied[:] = technique(embodied, log(real_wage), np.where(inside, technique_speed[1], technique_speed[0]))
    skill = log_efficiency(log_tfp, of_product(start, capital_share))
    labour[:] = labour_requirement * expected * exp(labour_use(skill, embodied, substitution))
    other, few = (of_product(start, row) for row in base_user_cost)
    cost = user / np.where(small, few, other) / deflator
    eta = np.where(small, elasticity_small, elasticity_other)
    wanted = capital_requirement * expected * exp(capital_use(log(cost), eta))
    regions = (start.size - 1) // N_PRODUCTS
    limit = np.where(inside, of_cell(start, np.repeat(grid[:regions], N_PRODUCTS)), 1.0)
    eager = of_cell(start, np.maximum(quick, inertia))
    investment[:] = investment_plan(
        investment, capital, waiting[0] + waiting[1], wanted, worn, growth, capital_speed, inertia, eager, limit
    )
    research[:] = rd_intensity * expected * rd_factor
