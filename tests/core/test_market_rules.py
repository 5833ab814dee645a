"""Credit, labour and consumption: known answers and properties."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.economy import OpeningEconomy
from sim.agents.households import consumption, smooth_income
from sim.codes import N_REGIONS
from sim.kernels import labour as pools
from sim.markets import labour as labour_rules
from sim.markets.credit import credit_access, credit_ceiling, finance_plan, settle_one
from sim.parameters import Parameters, default_parameters

from .support import build_model

P = default_parameters()
MONEY = st.floats(-1e4, 1e4)
STOCK = st.floats(0.0, 1e4)

# --- credit


@given(STOCK, STOCK, st.floats(0.1, 3.0), st.floats(0.0, 0.5))
def test_access_to_credit_falls_with_debt_between_its_bounds(
    loans: float, assets: float, limit: float, guarantee: float
) -> None:
    out = np.empty(3)
    credit_access(
        np.array([loans, loans + 1.0, loans]), np.full(3, assets), np.array([0, 0, guarantee]), limit, 0.25, out
    )
    assert np.all((out >= 0.25) & (out <= 1.0))
    assert out[1] <= out[0] <= out[2]


def test_access_to_credit_known_answers() -> None:
    out = np.empty(5)
    credit_access(np.array([0.0, 50.0, 75.0, 100.0, 5.0]), np.array([100.0] * 4 + [0.0]), 0.0, 1.0, 0.25, out)
    assert out.tolist() == [1.0, 1.0, 0.5, 0.25, 1.0]


@given(st.floats(-10.0, 1e3), MONEY, MONEY)
def test_nobody_invests_more_than_planned_or_can_be_paid(investment: float, cash: float, headroom: float) -> None:
    out = np.empty(1)
    finance_plan(np.array([investment]), np.array([cash]), np.array([headroom]), out)
    assert 0.0 <= out[0] <= max(investment, 0.0)
    assert out[0] <= max(cash + max(headroom, 0.0), 0.0)
    if cash + max(headroom, 0.0) >= investment >= 0.0:
        assert out[0] == investment


@given(MONEY, STOCK, STOCK, STOCK, STOCK, STOCK, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_settling_leaves_the_target_liquidity_and_never_an_overdraft(
    cash: float, deposits: float, loans: float, target: float, most: float, ceiling: float, repayment: float,
    distribution: float,
) -> None:  # fmt: skip
    borrowed, dividend = settle_one(cash, deposits, loans, target, most, ceiling, repayment, distribution)
    left, debt = deposits + cash - dividend + borrowed, loans + borrowed
    assert left >= target - 1e-8
    assert debt >= min(loans, most) - 1e-8
    assert borrowed <= max(ceiling - loans, 0.0) + 1e-8  # the bank lends up to the ceiling
    if deposits + cash < target:
        assert left == pytest.approx(target, abs=1e-8)
        assert borrowed >= 0.0
        assert dividend <= 1e-8  # owners pay in
        if debt < ceiling - 1e-8:
            assert dividend == pytest.approx(0.0, abs=1e-8)
    else:
        assert borrowed <= 0.0
        assert dividend >= 0.0
    if loans <= most:
        assert borrowed >= 0.0


def test_settling_known_answers() -> None:
    cases = [
        (-30.0, 100.0, 100.0, 500.0), (60.0, 100.0, 90.0, 500.0), (60.0, 100.0, 0.0, 500.0),
        (-30.0, 100.0, 100.0, 112.0), (-30.0, 100.0, 100.0, 90.0),
    ]  # fmt: skip
    settled = [settle_one(cash, 50.0, loans, 40.0, most, top, 0.5, 0.2) for cash, loans, most, top in cases]
    # excess -20, 70, 70; half of what is above target; then a ceiling 12 above the loans, and one below them
    np.testing.assert_allclose(settled, [(20.0, 0.0), (-5.0, 13.0), (-35.0, 7.0), (12.0, -8.0), (0.0, -20.0)])


def test_ceiling_known_answers() -> None:
    cases = [(0.0, 80.0, 30.0), (0.2, 40.0, 10.0), (0.2, 80.0, 10.0), (0.2, 95.0, 10.0), (0.2, 120.0, 10.0),
             (0.2, 85.0, -10.0), (-0.2, 80.0, 10.0)]  # fmt: skip
    found = [credit_ceiling(0.8, guarantee, 100.0, loans, expansion) for guarantee, loans, expansion in cases]
    # no guarantee; below the limit; at it; up to .2 beyond it; debts from before; no expansion; a guarantee taken away
    assert found == pytest.approx([80.0, 80.0, 90.0, 100.0, 100.0, 85.0, 60.0])


# --- households


@given(st.floats(0.01, 1.0), st.floats(-0.01, 0.03))
def test_smoothed_income_keeps_up_with_steady_growth(adjustment: float, growth: float) -> None:
    smoothed, income = np.array([100.0]), 100.0
    for _ in range(20):
        smooth_income(np.array([income]), growth, adjustment, smoothed)
        income *= 1.0 + growth
        assert smoothed[0] == pytest.approx(income, rel=1e-12)


def spend(
    smoothed: float = 100.0, trend: float = 100.0, deposits: float = 400.0, gap: float = 0.0, shock: float = 0.0
) -> float:  # fmt: skip
    out = np.empty(1)
    consumption(
        np.array([smoothed]), np.array([trend]), np.array([deposits]), np.array([0.8]), 0.3, 0.04, gap, 0.01, shock, out
    )
    return float(out[0])


def test_consumption_known_answers_and_signs() -> None:
    assert spend() == pytest.approx(84.0)
    assert spend(smoothed=101.0) - spend() == pytest.approx(0.8 * 0.3)
    assert spend(trend=101.0) - spend() == pytest.approx(0.8 * 0.7)
    assert spend(deposits=404.0) - spend() == pytest.approx(0.04)
    assert np.log(spend(gap=0.01) / spend()) == pytest.approx(-0.01)
    assert np.log(spend(shock=0.02) / spend()) == pytest.approx(0.02)


# --- matching


@given(st.floats(0.01, 50.0), st.floats(0.01, 50.0), st.floats(0.5, 4.0))
def test_vacancies_are_filled_more_slowly_in_tighter_markets(tightness: float, base: float, curvature: float) -> None:
    out = np.empty(2)
    pools.fill_rate(np.array([tightness, 1.2 * tightness]), np.array([base, base]), curvature, out)
    assert 0.0 < out[1] <= out[0] <= 1.0
    assert (out[0] < 1.0) == (tightness > base * (1 + 1e-9)) or abs(tightness / base - 1.0) < 1e-9


def test_matching_never_hires_more_than_there_are_seekers() -> None:
    """den Haan, Ramey and Watson: V U / (V^l + U^l)^(1/l) is below both sides; here against the base."""
    tightness = np.logspace(-3, 3, 101)
    base = 0.5
    out = np.empty_like(tightness)
    pools.fill_rate(tightness, np.full_like(tightness, base), 1.27, out)
    matched = out * tightness * (1.0 + base**1.27) ** (-1.0 / 1.27)  # hires per seeker
    assert matched.max() <= 1.0
    assert np.all(np.diff(matched) > 0.0)


# --- wages


def wage(unemployment: float = 0.03, consumer: float = 1.0, productivity: float = 1.0, gap: float = 0.0) -> float:
    out = np.empty((1, 1))
    pools.wage_target(
        (1.0, consumer, productivity, 1.0), np.array([[unemployment]]), np.array([[0.03]]), gap,
        (P.wage_indexation, P.wage_curve, P.wage_cycle), out,
    )  # fmt: skip
    return float(out[0, 0])


def test_base_year_wage_is_one() -> None:
    assert wage() == pytest.approx(1.0, abs=1e-15)


@given(st.floats(0.005, 0.3), st.floats(1.001, 2.0))
def test_wages_fall_where_unemployment_is_higher_by_the_wage_curve(u: float, rise: float) -> None:
    fall = np.log(wage(rise * u) / wage(u)) / np.log(rise)
    assert fall == pytest.approx(P.wage_curve, abs=1e-9)
    assert -0.2 <= fall < 0.0  # Blanchflower and Oswald -.1; Korea nearer -.05


def test_wages_follow_prices_in_part_productivity_in_full_and_the_cycle_down() -> None:
    assert 0.0 < np.log(wage(consumer=np.exp(0.1))) / 0.1 < 1.0
    assert np.log(wage(productivity=np.exp(0.1))) == pytest.approx(0.1)
    assert wage(gap=0.01) < 1.0 < wage(gap=-0.01)


# --- labour force


def force(migration: float = 0.0, employed: float = 97.0, response: float = 0.0, age: float = 1.0) -> np.ndarray:
    out = np.empty((1, 2))
    pools.labour_force(
        np.array([[60.0, 40.0]]), np.array([age]), np.array([migration]), np.zeros(1), np.array([employed]),
        np.array([97.0]), response, out,
    )  # fmt: skip
    return out


def test_labour_force_follows_population_migrants_and_jobs() -> None:
    np.testing.assert_allclose(force(), [[60.0, 40.0]])
    assert force(migration=0.1).sum() == pytest.approx(110.0)
    assert force(age=0.9).sum() == pytest.approx(90.0)
    # ten more jobs draw 3 x 100 / 97 persons at a response of .3
    assert force(employed=107.0, response=0.3).sum() == pytest.approx(100.0 + 3.0 * 100.0 / 97.0)
    assert force(employed=107.0, response=0.0).sum() == pytest.approx(100.0)


# --- migration


def test_people_move_to_better_wages_and_jobs_and_bounded() -> None:
    out, income, jobs = np.empty(4), np.array([1.1, 0.9, 1.0, 50.0]), np.array([1.0, 1.0, 1.02, 1.0])
    pools.migration_flow(income, jobs, np.zeros(4), 0.2, 1.5, 0.01, out)
    assert out[0] > 0.0 > out[1]
    assert out[2] > 0.0
    assert out[3] == pytest.approx(0.01 / 4.0)


def test_wages_that_stay_higher_move_half_of_them_a_year_at_first_and_one_and_a_half_in_the_end(
    parameters: Parameters,
) -> None:
    moved, out, years = np.zeros(1), np.empty(1), []
    for _ in range(160):
        pools.migration_flow(
            np.exp([0.002]), np.ones(1), moved, parameters.migration_elasticity, parameters.migration_long_run, 1.0, out
        )
        moved += out
        years.append(moved[0] / 0.002)
    assert years[0] == pytest.approx(0.5 / 4.0)
    assert years[-1] == pytest.approx(1.5, rel=1e-4)
    assert np.all(np.diff(years) > 0.0)


def test_migration_of_a_quarter_sums_to_zero_persons(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = build_model(economy, parameters)
    model.labour.wage *= np.random.default_rng(0).uniform(0.9, 1.1, model.labour.wage.shape)
    labour_rules.migrate(model.labour, model.structure, np.ones(N_REGIONS), parameters)
    moved = model.labour.migration_stock * model.structure.labour_force.sum(axis=1)
    assert np.abs(moved).max() > 100.0
    assert abs(moved.sum()) < 1e-6


def test_migration_leaves_the_national_labour_force_alone_when_regions_age_apart(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = build_model(economy, parameters.replace(participation_response=0.0))
    model.labour.wage *= np.random.default_rng(0).uniform(0.9, 1.1, model.labour.wage.shape)
    model.firms.employment *= 0.7  # fewer jobs than people left where a region ages fastest
    ageing, st_ = economy.working_age_index[:, 13], model.structure
    forces = []
    for _ in range(2):
        staff = model.firms.by_cell(model.firms.employment)
        labour_rules.count_unemployed(staff, model.labour, st_, ageing, model.parameters)
        forces.append(float(model.labour.force.sum()))
        labour_rules.migrate(model.labour, st_, ageing, model.parameters)
    assert forces[1] == pytest.approx(forces[0], abs=1.0)


# --- hiring


def test_employment_moves_towards_plans_as_far_as_people_are_found(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = build_model(economy, parameters)
    f, lab = model.firms, model.labour
    before = f.employment.copy()
    f.desired_employment[:] = f.employment
    labour_rules.employ(f, lab, model.structure, 0.0, parameters)
    np.testing.assert_allclose(f.employment, before, rtol=1e-12)  # leavers are replaced at base-year tightness
    more, less = copy.deepcopy(f), copy.deepcopy(f)
    more.desired_employment[:] = 1.1 * before
    less.desired_employment[:] = 0.5 * before
    labour_rules.employ(more, copy.deepcopy(lab), model.structure, 0.0, parameters)
    labour_rules.employ(less, copy.deepcopy(lab), model.structure, 0.0, parameters)
    live = before > 0.0
    assert np.all(more.employment[live] > before[live])
    assert np.all(more.employment <= 1.1 * before + 1e-9)
    assert np.all(less.employment[live] < before[live])
    assert less.employment.min() >= 0.0


def test_everyone_is_employed_or_unemployed_and_works_where_they_commute(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = build_model(economy, parameters)
    staff = model.firms.by_cell(model.firms.employment)
    labour_rules.count_unemployed(staff, model.labour, model.structure, np.ones(N_REGIONS), parameters)
    lab = model.labour
    jobs = model.firms.total(model.firms.employment)
    assert float((lab.force - lab.unemployed).sum()) == pytest.approx(jobs, rel=1e-12)
    np.testing.assert_allclose((lab.force - lab.unemployed).sum(axis=1), economy.employed_residents, rtol=1e-3)
    np.testing.assert_allclose(lab.force.sum(axis=1), economy.labour_force, rtol=1e-3)
