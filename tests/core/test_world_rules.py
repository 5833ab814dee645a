"""Rest of the world and regions: exports, tariffs, paths, grid, agglomeration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.economy import OpeningEconomy
from sim.agents import regions
from sim.agents.bank import rates
from sim.agents.world import ENERGY, energy_content, opening_step
from sim.codes import MARKETS, N_SECTORS, PRODUCTS, REGIONS
from sim.kernels.trade import export_response
from sim.model import ManufacturingModel
from sim.parameters import Parameters, default_parameters
from sim.phases.places import regional_trends
from sim.policy import Policy
from sim.state import World
from sim.switches import DETERMINISTIC, FULL, STATIONARY, Switches

from .support import build_model, same_panels, steps

P = default_parameters()
US = MARKETS.index("US")


def respond(
    export: float = 1.0,
    rival: float = 1.0,
    tariff: float = 0.0,
    tariff_rivals: float = 0.0,
    quality: float = 0.0,
    rounds: int = 400,
    speed: float = 0.1,
) -> tuple[float, float]:
    """Responses to price and tariff of one product in one market after some quarters; elasticities 2 and 1."""
    price, duty = np.zeros((1, 1)), np.zeros((1, 1))
    for _ in range(rounds):
        export_response(
            np.array([export]), np.array([rival]), np.array([[tariff]]), np.array([[tariff_rivals]]),
            np.array([quality]), np.array([2.0]), 1.0, speed, speed, price, duty,
        )  # fmt: skip
    return float(price[0, 0]), float(duty[0, 0])


@given(st.floats(0.5, 2.0), st.floats(0.5, 2.0), st.floats(-0.2, 0.2))
def test_long_run_exports_have_the_price_elasticity_and_only_relative_prices_matter(
    export: float, rival: float, quality: float
) -> None:
    price, duty = respond(export, rival, quality=quality)
    assert price == pytest.approx(quality - 2.0 * np.log(export / rival), abs=1e-9)
    assert duty == 0.0
    assert respond(3.0 * export, 3.0 * rival, quality=quality)[0] == pytest.approx(price, abs=1e-9)


def test_signs_of_export_responses() -> None:
    assert respond(export=1.1)[0] < 0.0 < respond(rival=1.1)[0]
    assert respond(quality=0.1)[0] > 0.0
    assert respond(tariff=0.1)[1] < 0.0 < respond(tariff_rivals=0.1)[1]


def test_tariff_on_all_suppliers_costs_the_market_and_on_korea_alone_the_rivalry_too() -> None:
    all_hit, alone = respond(tariff=0.1, tariff_rivals=0.1)[1], respond(tariff=0.1)[1]
    assert all_hit == pytest.approx(-np.log(1.1), abs=1e-9)
    assert alone == pytest.approx(-2.0 * np.log(1.1), abs=1e-9)


def test_responses_arrive_at_their_speed() -> None:
    final = respond(export=1.1)[0]
    assert respond(export=1.1, rounds=1)[0] == pytest.approx(0.1 * final)
    assert respond(export=1.1, rounds=4)[0] == pytest.approx((1.0 - 0.9**4) * final)


def world_at(
    economy: OpeningEconomy,
    parameters: Parameters,
    quarter: int,
    switches: Switches = DETERMINISTIC,
    relief: float = 0.0,
    seed: int = 1,
) -> tuple[World, ManufacturingModel]:
    model = build_model(economy, parameters, switches=switches)
    policy = Policy()
    policy.tariff_relief[US] = relief
    for time in range(quarter + 1):
        model.rest_of_world.advance(model.world, time, seed, 0)
        model.rest_of_world.relieve(model.world, policy)
    return model.world, model


def test_base_year_sums_to_the_official_figure_by_centred_trends(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    parameters = parameters.replace(growth_slowdown=0.0)
    model = build_model(economy, parameters, switches=DETERMINISTIC)
    demand, prices, paid = [], [], []
    for time in range(8):
        model.rest_of_world.advance(model.world, time, 1, 0)
        demand.append(model.world.foreign_demand[:, 0].copy())
        prices.append(model.world.rival_price[0])
        paid.append(model.world.import_price_foreign.copy())
    curved = 0.04 * parameters.foreign_demand_growth**2  # of an exponential over four quarters: 5 / 128 g^2
    np.testing.assert_allclose(np.mean(demand[:4], axis=0), 1.0, rtol=curved)
    assert np.mean(prices[:4]) == pytest.approx(1.0, rel=2e-5)
    inflation = float(np.exp(parameters.foreign_inflation))
    assert np.mean(prices[4:]) / np.mean(prices[:4]) == pytest.approx(inflation, rel=1e-12) and inflation > 1.01
    np.testing.assert_allclose(np.mean(paid[4:], axis=0) / np.mean(paid[:4], axis=0), inflation, rtol=1e-12)
    growth = np.mean(demand[4:], axis=0) / np.mean(demand[:4], axis=0)
    exposed = economy.china_exposure > 0.0
    np.testing.assert_allclose(growth[~exposed], np.exp(parameters.foreign_demand_growth), rtol=1e-12)
    assert np.all(growth[exposed] < np.exp(parameters.foreign_demand_growth))


@pytest.mark.parametrize(
    ("rate", "path"),
    [
        ("foreign_demand_growth", "demand_path"),
        ("government_growth", "government_path"),
        ("minimum_wage_growth", "floor_path"),
        ("trend_growth", "home_path"),
    ],
)
def test_growth_falls_by_the_slowdown_every_year_from_the_middle_of_the_base_year(
    economy: OpeningEconomy, parameters: Parameters, rate: str, path: str
) -> None:
    """Growth over the ninth year, from middle to middle, is that of the base year less eight and a half slowdowns."""
    parameters = parameters.replace(growth_slowdown=0.001, **{rate: 0.03})
    model = build_model(economy, parameters, switches=DETERMINISTIC)
    world, levels = model.rest_of_world, []
    for time in range(40):
        world.advance(model.world, time, 1, 0)
        levels.append(getattr(world, path))
    middles = np.interp(np.arange(10) * 4 + 1.5, np.arange(40), levels)
    growth = np.diff(middles)
    np.testing.assert_allclose(np.diff(growth), -0.001, rtol=1e-9)
    assert growth[8] == pytest.approx(0.03 - 8.5 * 0.001, rel=1e-9)
    assert middles[0] == pytest.approx(0.0, abs=1e-5)
    expected = parameters.trend_growth - world.trend_growth
    assert expected == pytest.approx(parameters.expected_nominal_growth - world.nominal_growth, rel=1e-12)
    assert expected == pytest.approx(0.001 * (38.5 - 1.5) / 4.0, rel=1e-9)


def test_what_slows_down_in_a_world_at_rest_is_nothing(economy: OpeningEconomy, parameters: Parameters) -> None:
    still, slowing = (
        steps(build_model(economy, parameters.replace(growth_slowdown=fall), switches=STATIONARY), 6)
        for fall in (0.0, 0.005)
    )
    assert same_panels(still.recorder.panel(), slowing.recorder.panel()) == []


def test_orders_follow_demand_abroad_at_their_pace_and_in_the_end_in_full(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """A tenth more demand: its part of the first quarter, the same part of what is left in the next, and so on."""
    model = build_model(economy, parameters, switches=STATIONARY)
    model.rest_of_world.demand_shift = float(np.log(1.1))
    logs = []
    for time in range(60):
        model.rest_of_world.advance(model.world, time, 1, 0)
        logs.append(float(np.log(model.world.foreign_demand[0, 0]) / np.log(1.1)))
    pace = parameters.export_order_adjustment
    assert 0.0 < pace < 0.8
    assert logs[:2] == pytest.approx([pace, pace + pace * (1.0 - pace)])
    assert logs[-1] == pytest.approx(1.0, abs=1e-3)


def test_trade_of_the_world_grows_by_foreign_demand_and_prices_whatever_is_lost_to_china(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """What rivals of Korea sell keeps its part of it; sales that Chinese makers take from Korea are still trade."""
    assert parameters.china_drift > 0.0
    parameters = parameters.replace(growth_slowdown=0.0)
    panel = steps(build_model(economy, parameters, switches=DETERMINISTIC), 12).recorder.panel()
    years = panel["world_trade"].reshape(3, 4).mean(axis=1)
    growth = np.exp(parameters.foreign_demand_growth + parameters.foreign_inflation)
    np.testing.assert_allclose(years, growth ** np.arange(3), rtol=1e-4)


def test_makers_lose_sales_abroad_and_at_home_as_far_as_they_are_exposed_to_china(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """What is not bought at home any more comes from abroad: the home part of home use falls where makers compete."""
    none, some = (
        steps(build_model(economy, parameters.replace(china_drift=drift), switches=DETERMINISTIC), 12)
        for drift in (0.0, 0.02)
    )
    exposed, less = economy.china_exposure > 0.5, (economy.china_exposure > 0.0) & (economy.china_exposure < 0.3)
    assert exposed.any() and less.any()
    abroad = some.flow.orders.exports / np.maximum(none.flow.orders.exports, 1e-12) - 1.0
    at_home = some.prices.domestic_share_shift - none.prices.domestic_share_shift
    bought = [one.flow.cleared.imports / (one.flow.cleared.imports + one.flow.cleared.domestic) for one in (none, some)]
    assert abroad[exposed].max() < -0.01 and at_home[exposed].max() < -0.005
    assert np.all(bought[1][exposed] > bought[0][exposed])
    assert at_home[exposed].max() < at_home[less].min() < 0.0


def test_energy_in_a_unit_of_output_adds_up_over_what_it_is_made_from(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    st = build_model(economy, parameters, switches=DETERMINISTIC).structure
    content = energy_content(st)
    chain, passed = st.input_volume[ENERGY] * (1.0 - st.input_domestic[ENERGY]), 0.0
    for _ in range(60):  # what inputs, inputs of inputs and so on contain
        passed = passed + chain
        chain = (st.input_volume * st.input_domestic).T @ chain
    np.testing.assert_allclose(content, passed, rtol=1e-9)
    assert PRODUCTS[int(np.argmax(content[:N_SECTORS]))] == "REFI"


def test_dear_energy_reaches_rivals_prices_by_their_part_of_it(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = build_model(economy, parameters, switches=STATIONARY)
    world, abroad = model.world, model.rest_of_world
    for time in range(60):
        abroad.advance(world, time, 1, 0)
        before = float(world.import_price_foreign[ENERGY])
        abroad.dearer_energy(world, 0.1, 0.03)
        assert world.import_price_foreign[ENERGY] == pytest.approx(before * np.exp(0.1), rel=1e-12)
        if time == 0:
            first = np.log(world.rival_price)
    np.testing.assert_allclose(np.log(world.rival_price), 0.03 * abroad.energy_content, rtol=1e-6)
    np.testing.assert_allclose(first, parameters.export_price_adjustment * 0.03 * abroad.energy_content, rtol=1e-9)


def test_tariff_of_the_united_states_starts_when_it_did_on_what_it_hit(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    start = round((parameters.us_tariff_start - economy.base_year) * 4.0)
    before, _ = world_at(economy, parameters, start - 1)
    assert np.all(before.tariff == 0.0)
    after, _ = world_at(economy, parameters, start)
    hit = np.array([after.tariff[k, US] > 0.0 for k in range(len(PRODUCTS))])
    free = {PRODUCTS.index("SEMI"), PRODUCTS.index("PHAR")} | set(range(N_SECTORS, len(PRODUCTS)))
    assert set(np.flatnonzero(~hit)) == free
    assert after.tariff[PRODUCTS.index("AUTO"), US] == pytest.approx(parameters.us_tariff)
    assert after.tariff[PRODUCTS.index("STEEL"), US] == pytest.approx(0.5)
    assert 0.0 < parameters.us_tariff_rivals < 1.0  # rivals pay less than Korea, of the same goods
    np.testing.assert_allclose(after.tariff_rivals[hit, US], parameters.us_tariff_rivals * after.tariff[hit, US])
    assert np.all(np.delete(after.tariff_rivals, US, axis=1) == 0.0)
    assert np.all(np.delete(after.tariff, US, axis=1) == 0.0)
    later, _ = world_at(economy, parameters, start + 20)
    assert 0.0 < later.tariff[PRODUCTS.index("AUTO"), US] < parameters.us_tariff


def test_the_expected_tariff_falls_each_year_by_the_chance_that_it_is_lifted_in_a_year(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """One in ten a year leaves nine tenths after a year and .9^5 after five, of rivals' tariffs as well."""
    hazard = parameters.replace(tariff_relief_base=0.1, us_tariff_start=2023.0)
    rates = {k: world_at(economy, hazard, 4 + k)[0] for k in (0, 4, 20)}
    k = PRODUCTS.index("AUTO")
    for tariff in ("tariff", "tariff_rivals"):
        start = getattr(rates[0], tariff)[k, US]
        assert start > 0.0
        assert getattr(rates[4], tariff)[k, US] == pytest.approx(0.9 * start)
        assert getattr(rates[20], tariff)[k, US] == pytest.approx(0.9**5 * start)


def test_relief_lowers_the_expected_tariff_on_korea_alone_and_never_below_zero(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    start = round((parameters.us_tariff_start - economy.base_year) * 4.0)
    k = PRODUCTS.index("AUTO")
    full, _ = world_at(economy, parameters, start)
    half, _ = world_at(economy, parameters, start, relief=0.5)
    none, _ = world_at(economy, parameters, start + 30, relief=1.0)
    assert half.tariff[k, US] == pytest.approx(0.5 * full.tariff[k, US])
    assert half.tariff_rivals[k, US] == full.tariff_rivals[k, US] > 0.0
    assert none.tariff[k, US] == 0.0
    off, _ = world_at(economy, parameters, start, Switches(off=frozenset({"M9"}), noise=False), relief=0.5)
    assert off.tariff[k, US] == full.tariff[k, US]


def test_stationary_world_stands_still(economy: OpeningEconomy, parameters: Parameters) -> None:
    world, _ = world_at(economy, parameters, 30, STATIONARY)
    assert np.all(world.foreign_demand == 1.0)
    assert np.all(world.rival_price == 1.0)
    assert np.all(world.working_age == 1.0)
    assert np.all(world.tariff == 0.0)
    assert world.minimum_wage == 1.0


def test_shocks_spare_the_base_year_and_have_the_stated_spread(economy: OpeningEconomy, parameters: Parameters) -> None:
    calm, _ = world_at(economy, parameters, 3, FULL)
    assert calm.common_shock == 0.0
    assert np.all(calm.sector_technology == 0.0)
    model = build_model(economy, parameters)
    common, sector, stops = [], [], 0
    for seed in range(60):
        model.world.common_shock = 0.0
        model.world.sector_demand_shock[:] = 0.0
        for time in range(4, 44):
            model.rest_of_world._shocks(model.world, time, seed, 0)
            stops += int((model.world.input_shock > 0.0).sum())
        common.append(model.world.common_shock)
        sector.append(model.world.sector_demand_shock.copy())
    stationary = np.sqrt(1.0 - parameters.demand_shock_persistence**2)
    assert np.std(common) == pytest.approx(parameters.demand_shock_common / stationary, rel=0.3)
    assert np.std(sector) == pytest.approx(parameters.demand_shock_sector / stationary, rel=0.05)
    expected = 4 * 60 * 10 * parameters.supply_shock_probability  # exposed sectors x runs x years
    assert abs(stops - expected) < 4.0 * np.sqrt(expected)


@pytest.mark.parametrize("persistence", [0.5, 0.85, 0.97, 1.0])
def test_growth_from_the_base_year_varies_as_between_any_two_years(persistence: float) -> None:
    rng, many = np.random.default_rng(1), 40_000

    def years(first: float, level: np.ndarray, count: int) -> np.ndarray:
        """Means of so many years of a shock from a level on, whose first step is larger than the others."""
        quarters = []
        for k in range(4 * count):
            level = persistence * level + rng.normal(size=many) * (first if k == 0 else 1.0)
            quarters.append(level)
        return np.array(quarters).reshape(count, 4, many).mean(axis=1)

    start = np.zeros(many) if persistence == 1.0 else rng.normal(size=many) / np.sqrt(1.0 - persistence**2)
    before, after = years(1.0, start, 2)
    (from_base,) = years(opening_step(persistence), np.zeros(many), 1)
    assert from_base.std() == pytest.approx((after - before).std(), rel=0.02)


def test_shocks_of_the_first_year_are_as_large_as_those_of_a_later_one(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = build_model(economy, parameters)
    world, names = model.world, ("sector_demand_shock", "sector_technology", "region_technology")
    paths: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for seed in range(150):
        for name in names:
            getattr(world, name)[:] = 0.0
        seen: dict[str, list[np.ndarray]] = {name: [] for name in names}
        for time in range(4, 84):
            model.rest_of_world._shocks(world, time, seed, 0)
            for name in names:
                seen[name].append(getattr(world, name).copy())
        for name in names:
            paths[name].append(np.array(seen[name]).reshape(20, 4, -1).mean(axis=1))
    for name in names:
        years = np.array(paths[name])
        first, later = years[:, 0], years[:, 19] - years[:, 18]
        assert first.std() == pytest.approx(later.std(), rel=0.08), name


def test_regions_have_as_much_luck_in_the_first_year_as_in_a_later_one(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = build_model(economy, parameters)
    model.structure = replace(model.structure, relative_trend=np.zeros(len(REGIONS)), trend_error=0.0)
    growth = []
    for number in range(150):
        model.replication, model.region_trend[:], path = 2 * number, 0.0, []
        for model.quarter in range(4, 16):
            regional_trends(model)
            path.append(model.region_trend.copy())
        years = np.array(path).reshape(3, 4, -1).mean(axis=1)
        growth.append((years[0], years[2] - years[1]))
    first, later = np.array(growth).std(axis=(0, 2))
    assert first == pytest.approx(later, rel=0.08)


def test_regions_that_gain_gain_from_others_and_half_as_fast_after_the_half_life(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Six years. Winners do not lift the nation: steps weighted by value added are none in sum."""
    assert parameters.relative_trend_half_life == 6.0
    model, steps_of, sums = build_model(economy, parameters, switches=DETERMINISTIC), {}, []
    for model.quarter in range(4, 40):
        weight = model.base.manufacturing_share * np.exp(model.region_trend)
        regional_trends(model)
        steps_of[model.quarter] = model.region_step.copy()
        sums.append(float(weight @ model.region_step))
    assert np.abs(sums).max() < 1e-15
    assert np.abs(steps_of[8]).max() > 1e-3
    assert np.ptp(steps_of[8 + 24]) / np.ptp(steps_of[8]) == pytest.approx(0.5, rel=1e-9)


def test_working_age_population_follows_the_projection_by_year(economy: OpeningEconomy, parameters: Parameters) -> None:
    world, _ = world_at(economy, parameters, 40)
    trend = np.exp(parameters.participation_trend * 10.0)
    np.testing.assert_allclose(world.working_age, economy.working_age_index[:, 10] * trend, rtol=1e-12)
    middle, _ = world_at(economy, parameters.replace(participation_trend=0.0), 42)  # people grow old in all quarters
    np.testing.assert_allclose(middle.working_age, economy.working_age_index[:, 10:12].mean(axis=1), rtol=1e-12)


# --- rates


def test_rates_follow_the_policy_rate_by_the_pass_through_and_keep_their_spreads() -> None:
    low, high = rates(P.policy_rate, P.policy_rate, P), rates(P.policy_rate + 0.01, P.policy_rate, P)
    assert 4.0 * (high.loan - low.loan) == pytest.approx(0.01 * P.rate_pass_through)
    for r in (low, high):
        assert 4.0 * (r.loan - r.deposit) == pytest.approx(P.deposit_spread)
        assert r.deposit < r.bond < r.loan
    assert 4.0 * low.bond == pytest.approx(P.policy_rate)


# --- regions


def test_grid_limits_expansion_in_proportion_to_what_is_missing() -> None:
    out = np.empty(3)
    regions.expansion_limit(np.array([0.9, 1.0, 2.0]), np.ones(3), 1.0, out)
    np.testing.assert_allclose(out, [1.0, 1.0, 0.5])
    regions.expansion_limit(np.array([0.9, 1.0, 2.0]), np.ones(3), 5.0, out)
    np.testing.assert_allclose(out, [1.0, 1.0, 0.0])


def test_grid_grows_with_what_is_on_time_and_the_pledge_adds_to_it() -> None:
    slow, fast, pledged = np.ones(1), np.ones(1), np.ones(1)
    regions.grid_capacity(0.45, np.zeros(1), P.grid_growth, P.grid_pledge_growth, slow)
    regions.grid_capacity(0.9, np.zeros(1), P.grid_growth, P.grid_pledge_growth, fast)
    regions.grid_capacity(0.45, np.ones(1), P.grid_growth, P.grid_pledge_growth, pledged)
    assert 1.0 < slow[0] < min(fast[0], pledged[0])
    assert fast[0] - 1.0 == pytest.approx(2.0 * (slow[0] - 1.0))


def test_agglomeration_is_an_elasticity() -> None:
    out = np.empty(2)
    regions.elasticity_effect(np.array([200.0, 50.0]), np.array([100.0, 100.0]), 0.03, out)
    np.testing.assert_allclose(out, [0.03 * np.log(2.0), -0.03 * np.log(2.0)])


@given(st.integers(0, 10**6))
def test_local_services_follow_relative_income_and_sum_to_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base = rng.dirichlet(np.ones(5), size=3).T
    income = rng.uniform(1.0, 10.0, 5)
    out = np.empty((5, 3))
    regions.local_share(base, 1.7 * income, income, out)
    np.testing.assert_allclose(out, base, rtol=1e-12)  # all incomes alike: nothing moves
    richer = income.copy()
    richer[2] *= 1.5
    regions.local_share(base, richer, income, out)
    np.testing.assert_allclose(out.sum(axis=0), 1.0, rtol=1e-12)
    assert np.all(out[2] > base[2])
    assert np.all(np.delete(out, 2, axis=0) < np.delete(base, 2, axis=0))
