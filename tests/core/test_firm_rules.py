"""Rules of producers: known answers, and properties of economic theory that could be false."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from sim.agents.firms import (
    capital_use,
    ces,
    investment_plan,
    invoiced,
    labour_use,
    log_efficiency,
    normal_cost_price,
    partial_adjust,
    rd_effect,
    smooth_sales,
    technique,
    unit_cost,
    user_cost,
    wage_floor_cost,
    with_rivals,
)

Array = np.ndarray
POSITIVE = st.floats(0.05, 20.0)
SHARE = st.floats(0.1, 0.9)
SUBSTITUTION = st.floats(0.05, 0.95)


def one(value: float) -> Array:
    return np.array([value])


def produce(capital: float, labour: float, share: float, substitution: float) -> float:
    out = np.empty(1)
    required = one(1.0)
    ces(0, 1, one(capital), required, one(labour), required, one(0.0), share, substitution, np.empty(1), out)
    return float(out[0])


def demand(efficiency: float, wage: float, user: float, substitution: float, eta: float) -> tuple[float, float]:
    """Labour and capital for output one at requirements one."""
    labour = np.exp(labour_use(np.log(efficiency), np.log(wage), substitution))
    return float(labour), float(np.exp(capital_use(np.log(user), eta)))


# --- production


@given(POSITIVE, SHARE, SUBSTITUTION)
def test_ces_of_equal_factors_is_that_factor(x: float, share: float, substitution: float) -> None:
    assert produce(x, x, share, substitution) == pytest.approx(x, rel=1e-14)


@given(POSITIVE, POSITIVE, SHARE, SUBSTITUTION, POSITIVE)
def test_ces_has_constant_returns(k: float, labour: float, share: float, substitution: float, t: float) -> None:
    # at substitution .05 the power 1/rho is -1/19 and rho -19: (400)**19 stays within range
    assert produce(t * k, t * labour, share, substitution) == pytest.approx(
        t * produce(k, labour, share, substitution), rel=1e-12
    )


@given(POSITIVE, POSITIVE, SHARE, SUBSTITUTION)
def test_ces_lies_between_its_factors_and_rises_in_each(k: float, labour: float, share: float, sub: float) -> None:
    output = produce(k, labour, share, sub)
    assert min(k, labour) * (1 - 1e-12) <= output <= max(k, labour) * (1 + 1e-12)
    assert produce(1.1 * k, labour, share, sub) >= output * (1 - 1e-12)
    assert produce(k, 1.1 * labour, share, sub) >= output * (1 - 1e-12)


def test_ces_approaches_leontief_and_cobb_douglas() -> None:
    assert produce(3.0, 2.0, 0.4, 0.01) == pytest.approx(2.0, rel=0.02)
    assert produce(3.0, 2.0, 0.4, 0.9999) == pytest.approx(3.0**0.4 * 2.0**0.6, rel=1e-4)


def test_ces_known_answer_of_the_harmonic_mean() -> None:
    # substitution one half makes it the weighted harmonic mean: 1 / (.25 / 2 + .75 / 6)
    assert produce(2.0, 6.0, 0.25, 0.5) == pytest.approx(4.0, rel=1e-15)


def test_nothing_is_made_without_a_factor_that_is_essential() -> None:
    assert produce(0.0, 5.0, 0.4, 0.5) == 0.0
    assert produce(5.0, 0.0, 0.4, 0.5) == pytest.approx(0.0, abs=1e-9)


@given(SHARE, SUBSTITUTION)
def test_output_elasticity_at_the_base_is_the_factor_share(share: float, substitution: float) -> None:
    step = 1e-5
    rise = produce(np.exp(step), 1.0, share, substitution) - produce(np.exp(-step), 1.0, share, substitution)
    assert rise / (2.0 * step) == pytest.approx(share, abs=1e-4)


# --- factor demand


@given(SHARE, SUBSTITUTION)
def test_technology_makes_more_of_the_same_factors_by_its_size(share: float, substitution: float) -> None:
    efficiency = np.exp(log_efficiency(1e-5, share))
    assert produce(1.0, efficiency, share, substitution) == pytest.approx(1.00001, abs=1e-8)


@given(SHARE, SUBSTITUTION, st.floats(0.5, 2.0))
def test_more_efficient_labour_leaves_capital_per_output_and_saves_labour_only_with_its_wage(
    share: float, substitution: float, level: float
) -> None:
    """Balanced growth: wages that rise with efficiency leave labour cost per output as it was."""
    labour, capital = demand(level, level, 1.0, substitution, substitution)
    assert capital == pytest.approx(demand(1.0, 1.0, 1.0, substitution, substitution)[1], rel=1e-12)
    assert labour * level == pytest.approx(demand(1.0, 1.0, 1.0, substitution, substitution)[0], rel=1e-12)


def cheapest(share: float, substitution: float, skill: float, wage: float, user: float) -> tuple[float, float, float]:
    """Labour, capital and cost of one unit of output by numerical minimisation along the isoquant of `ces`."""

    def scaled(log_ratio: float) -> tuple[float, float]:
        k, labour = np.exp(log_ratio), 1.0
        output = produce(k, skill * labour, share, substitution)
        return labour / output, k / output

    def cost(log_ratio: float) -> float:
        labour, capital = scaled(log_ratio)
        return (1.0 - share) * wage * labour + share * user * capital

    best = optimize.minimize_scalar(cost, bounds=(-8.0, 8.0), method="bounded", options={"xatol": 1e-12})
    labour, capital = scaled(best.x)
    return labour, capital, cost(best.x)


@pytest.mark.parametrize("substitution", [0.3, 0.5, 0.9])
@pytest.mark.parametrize(
    ("wage", "user", "skill"), [(1.0, 1.0, 1.0), (1.3, 0.9, 1.0), (0.8, 1.6, 1.25), (2.0, 1.0, 0.7)]
)
def test_factor_demand_is_the_cheapest_way_to_make_the_output(
    substitution: float, wage: float, user: float, skill: float
) -> None:
    share = 0.35
    labour, capital, cost = cheapest(share, substitution, skill, wage, user)
    got = demand(skill, wage / cost, user / cost, substitution, substitution)
    assert got == pytest.approx((labour, capital), rel=1e-5)
    # Shephard: demand is the slope of minimum cost in the factor's price
    h = 1e-4
    slope_w = (
        cheapest(share, substitution, skill, wage + h, user)[2]
        - cheapest(share, substitution, skill, wage - h, user)[2]
    )
    slope_u = (
        cheapest(share, substitution, skill, wage, user + h)[2]
        - cheapest(share, substitution, skill, wage, user - h)[2]
    )
    assert slope_w / (2 * h) == pytest.approx((1.0 - share) * got[0], rel=1e-5)
    assert slope_u / (2 * h) == pytest.approx(share * got[1], rel=1e-5)


@given(POSITIVE, POSITIVE, SUBSTITUTION, st.floats(0.0, 3.0), st.floats(1.01, 2.0))
def test_dearer_factors_are_used_less_and_output_scales_both(
    wage: float, user: float, substitution: float, eta: float, rise: float
) -> None:
    labour, capital = demand(1.0, wage, user, substitution, eta)
    dear, same = demand(1.0, rise * wage, user, substitution, eta)
    assert dear < labour
    assert same == capital
    assert demand(1.0, wage, rise * user, substitution, eta)[1] <= capital
    assert dear == pytest.approx(labour * rise**-substitution, rel=1e-12)


def test_technique_moves_a_share_of_the_way_to_the_wage_of_today() -> None:
    embodied = 0.0
    for _ in range(10):
        embodied = technique(embodied, 1.0, 0.25)
    assert embodied == pytest.approx(1.0 - 0.75**10, rel=1e-14)
    assert technique(embodied, np.log(2.0), 0.0) == embodied


# --- user cost and investment


def cost_of_capital(rate: float = 0.05, inflation: float = 0.02, support: float = 0.0, access: float = 1.0) -> float:
    return float(user_cost(rate, 0.08, inflation, 0.03, 1.2, support, access))


def test_user_cost_known_answer() -> None:
    assert cost_of_capital() == pytest.approx(1.2 * (0.05 + 0.08 - 0.02 + 0.03))


@given(st.floats(0.0, 0.2), st.floats(0.001, 0.1), st.floats(0.0, 0.8), st.floats(0.25, 1.0))
def test_user_cost_rises_with_rate_and_bad_access_and_falls_with_inflation_and_support(
    rate: float, step: float, support: float, access: float
) -> None:
    base = cost_of_capital(rate, 0.02, support, access)
    assert cost_of_capital(rate + step, 0.02, support, access) > base
    assert cost_of_capital(rate, 0.02 + step, support, access) < base
    assert cost_of_capital(rate, 0.02, support + step, access) < base
    assert cost_of_capital(rate, 0.02, support, access / (1.0 + step)) > base


def plan(
    capital: float,
    desired: float,
    limit: float,
    planned: float,
    growth: float = 0.0,
    eager: float = 0.4,
    waiting: float = 0.0,
) -> float:
    return float(investment_plan(planned, capital, waiting, desired, 0.02, growth, 0.05, 0.4, eager, limit))


def test_replacement_is_a_resting_point_of_investment() -> None:
    assert plan(100.0, 100.0, 1.0, 2.0) == pytest.approx(2.0, rel=1e-15)
    assert plan(100.0, 100.0, 0.0, 2.0) == pytest.approx(2.0, rel=1e-15)


def test_what_waits_is_not_planned_for_again() -> None:
    assert plan(100.0, 150.0, 1.0, 2.0, waiting=50.0) == pytest.approx(2.0, rel=1e-15)
    assert plan(100.0, 100.0, 1.0, 2.0, waiting=-10.0) > 2.0


def test_growing_capital_is_a_resting_path_of_investment() -> None:
    invested, capital, growth = (0.02 + 0.01) * 100.0, 100.0, 0.01
    for _ in range(40):  # plan of the next quarter on the stock of the next quarter
        capital *= 1.0 + growth
        invested = plan(capital, capital, 1.0, invested, growth)
        assert invested == pytest.approx(0.03 * capital, rel=1e-12)


@given(st.floats(1.0, 1e4), st.floats(0.0, 1e4), st.floats(0.0, 1.0), st.floats(0.0, 1e3))
def test_investment_is_never_negative_and_a_limit_binds_expansion_only(
    capital: float, desired: float, limit: float, planned: float
) -> None:
    free, bound = plan(capital, desired, 1.0, planned), plan(capital, desired, limit, planned)
    assert bound >= 0.0
    if desired <= capital:
        assert bound == free
    else:
        assert plan(capital, capital, 1.0, planned) <= bound * (1.0 + 1e-12) <= free * (1.0 + 1e-11)


@given(st.floats(1.0, 1e4), st.floats(0.0, 1e4), st.floats(0.0, 1e3))
def test_faster_permits_speed_up_plans_that_rise_and_leave_those_that_fall(
    capital: float, desired: float, planned: float
) -> None:
    usual, quick = plan(capital, desired, 1.0, planned), plan(capital, desired, 1.0, planned, eager=0.8)
    if usual > planned:
        assert quick - planned == pytest.approx(2.0 * (usual - planned), rel=1e-9, abs=1e-9 * capital)
    else:
        assert quick == usual


def test_capital_reaches_what_is_desired() -> None:
    capital, planned = 100.0, 2.0
    for _ in range(400):
        planned = plan(capital, 150.0, 1.0, planned)
        capital += planned - 0.02 * capital
    assert capital == pytest.approx(150.0, rel=1e-3)


@given(st.floats(0.01, 1.0), st.floats(-0.02, 0.05))
def test_expected_sales_that_grow_steadily_are_not_missed(gain: float, growth: float) -> None:
    expected = sales = 100.0
    for _ in range(20):
        expected = smooth_sales(expected, sales, growth, gain)
        sales *= 1.0 + growth
        assert expected == pytest.approx(sales, rel=1e-12)


# --- cost and prices


def test_unit_cost_known_answer_and_efficiency_saves_labour_only() -> None:
    assert unit_cost(0.6, 1.1, 0.02, 10.0, 1.25, 0.05, 1.2) == pytest.approx(0.66 + 0.2 / 1.25 + 0.06, rel=1e-14)


def price(inputs: float, primary: float, anchor: float, use: float = 1.0, passed: float = 0.7) -> float:
    out = np.empty(1)
    normal_cost_price(one(inputs), one(primary), one(0.6), anchor, one(passed), one(passed), one(use), 0.15, out)
    return float(out[0])


@given(st.floats(0.5, 3.0), st.floats(0.0, 1.2))
def test_a_price_follows_costs_that_all_follow_the_anchor(level: float, passed: float) -> None:
    assert price(level, level, level, passed=passed) == pytest.approx(level, rel=1e-14)


@given(st.floats(0.5, 2.0), st.floats(0.5, 2.0), st.floats(0.5, 2.0))
def test_a_price_with_full_pass_through_is_homogeneous_in_costs(inputs: float, primary: float, anchor: float) -> None:
    low, high = price(inputs, primary, anchor, passed=1.0), price(2 * inputs, 2 * primary, anchor, passed=1.0)
    assert high == pytest.approx(2.0 * low, rel=1e-13)
    assert price(inputs, primary, 2.0 * anchor, passed=1.0) == pytest.approx(low, rel=1e-13)


@given(st.floats(0.0, 1.0))
def test_pass_through_is_the_elasticity_of_the_price_to_cost(passed: float) -> None:
    rise = np.log(price(np.exp(0.1), np.exp(0.1), 1.0, passed=passed)) / 0.1
    assert rise == pytest.approx(passed, abs=1e-12)
    # inputs are 60 % of cost
    assert np.log(price(np.exp(0.1), 1.0, 1.0, passed=passed)) / 0.1 == pytest.approx(0.6 * passed, abs=1e-12)


def test_prices_rise_with_capacity_use() -> None:
    assert price(1.0, 1.0, 1.0, 0.9) < 1.0 < price(1.0, 1.0, 1.0, 1.05)
    assert price(1.0, 1.0, 1.0, 1.0) == pytest.approx(1.0, rel=1e-15)


@given(st.floats(0.3, 3.0), st.floats(0.3, 3.0), st.floats(0.0, 1.0))
def test_rivals_pull_a_price_towards_theirs_but_not_beyond(own: float, rival: float, weight: float) -> None:
    out = np.empty(1)
    with_rivals(one(own), one(rival), weight, out)
    assert min(own, rival) * (1 - 1e-12) <= float(out[0]) <= max(own, rival) * (1 + 1e-12)
    with_rivals(one(own), one(rival), 0.0, out)
    assert float(out[0]) == pytest.approx(own, rel=1e-13)
    with_rivals(one(own), one(rival), 1.0, out)
    assert float(out[0]) == pytest.approx(rival, rel=1e-13)


@given(st.floats(0.02, 1.0), st.floats(0.0, 0.02))
def test_partial_adjustment_has_no_lag_behind_the_expected_drift(speed: float, drift: float) -> None:
    x, target = one(1.0), 1.0
    for _ in range(12):
        target *= np.exp(drift)
        partial_adjust(one(target), speed, drift, x)
    assert float(x[0]) == pytest.approx(target, rel=1e-12)


@given(st.floats(0.5, 2.0), st.floats(0.02, 1.0))
def test_partial_adjustment_closes_its_share_of_the_gap(target: float, speed: float) -> None:
    x = one(1.0)
    partial_adjust(one(target), speed, 0.0, x)
    assert np.log(float(x[0])) == pytest.approx(speed * np.log(target), abs=1e-14)


@given(st.floats(0.5, 2.0), st.floats(0.0, 1.0))
def test_prices_in_foreign_currency_keep_their_value_abroad_until_they_are_set_anew(rate: float, share: float) -> None:
    price = one(1.0)
    partial_adjust(one(0.7), 0.0, invoiced(1.1 * rate, rate, share), price)
    assert float(price[0]) == pytest.approx(1.1**share, rel=1e-12)
    partial_adjust(one(0.7), 0.0, invoiced(rate, 1.1 * rate, share), price)
    assert float(price[0]) == pytest.approx(1.0, rel=1e-12)
    assert invoiced(rate, rate, share) == 0.0


# --- R&D


@pytest.mark.parametrize(
    ("stock", "ratio", "effect"), [(20.0, 2.0, 0.0), (20.0 * np.e, 2.0, 1.0), (0.0, 2.0, 0.0), (20.0, 0.0, 0.0)]
)
def test_rd_effect_is_the_log_of_the_stock_over_its_base_ratio(stock: float, ratio: float, effect: float) -> None:
    assert rd_effect(stock, 10.0, ratio) == pytest.approx(effect, abs=1e-15)


# --- wage floor


def floor_cost(floor: float, dispersion: float) -> float:
    out = np.empty(1)
    wage_floor_cost(one(floor), one(dispersion), out)
    return float(out[0])


@pytest.mark.parametrize("dispersion", [0.05, 0.2, 0.45, 0.9])
@pytest.mark.parametrize("floor", [0.05, 0.4, 0.7, 0.95, 1.0, 1.3])
def test_cost_of_a_wage_floor_equals_the_integral_over_the_wage_distribution(floor: float, dispersion: float) -> None:
    wages = stats.lognorm(s=dispersion, scale=np.exp(-0.5 * dispersion**2))

    def weighted(z: float) -> float:
        return np.exp(dispersion * z - 0.5 * dispersion**2) * stats.norm.pdf(z)

    least = (np.log(floor) + 0.5 * dispersion**2) / dispersion
    above, _ = integrate.quad(weighted, max(least, -30.0), 30.0, points=[0.0], limit=200, epsabs=1e-13)
    exact = floor * wages.cdf(floor) + above
    assert floor_cost(floor, dispersion) == pytest.approx(exact, abs=1e-11)


@given(st.floats(0.01, 2.0), st.floats(0.01, 1.0), st.floats(1.001, 1.5))
def test_a_higher_floor_costs_more_and_never_less_than_the_floor_itself(floor: float, s: float, rise: float) -> None:
    cost = floor_cost(floor, s)
    assert cost >= max(1.0, floor) - 1e-13
    assert floor_cost(rise * floor, s) >= cost - 1e-14
    assert cost <= 1.0 + floor
    assume(floor > 0.2)
    # the slope is the share of workers at the floor
    h = 1e-5
    share = stats.lognorm(s=s, scale=np.exp(-0.5 * s * s)).cdf(floor)
    assert (floor_cost(floor + h, s) - floor_cost(floor - h, s)) / (2 * h) == pytest.approx(share, abs=5e-3)


def test_a_floor_far_below_all_wages_costs_nothing() -> None:
    assert floor_cost(0.01, 0.2) == 1.0
    assert floor_cost(0.9, 0.0) == pytest.approx(1.0, abs=1e-12)
