"""Demand at home: its shocks, what they move, and spreads that are not known."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import stats

from calibration.economy import OpeningEconomy
from calibration.trends import luck_degrees
from sim.draws import spread_factors
from sim.model import ManufacturingModel
from sim.parameters import Parameters, load_registry
from sim.phases.places import regional_trends
from sim.random import Stream
from sim.switches import DETERMINISTIC

from .support import build_model, steps

NAMES = ("consumption_shock", "investment_shock")


def paths(economy: OpeningEconomy, parameters: Parameters, seeds: int, quarters: int) -> np.ndarray:
    """(2, seeds, quarters) both shocks after the base year."""
    model = build_model(economy, parameters)
    world, home = model.world, model.rest_of_world
    out = np.empty((2, seeds, quarters))
    for seed in range(seeds):
        for name in NAMES:
            setattr(world, name, 0.0)
        for k in range(quarters):
            home._shocks_at_home(world, 4 + k, seed, 0)
            out[:, seed, k] = [getattr(world, name) for name in NAMES]
    return out


def test_shocks_have_the_stated_spread_and_persistence_and_do_not_follow_each_other(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    p = parameters.replace(home_shock_years=1000)
    found = paths(economy, p, 300, 80)
    for shock, name in zip(found, ("consumption", "investment"), strict=True):
        keep, size = getattr(p, f"{name}_shock_persistence"), getattr(p, f"{name}_shock_sd")
        late, before = shock[:, 40:].ravel(), shock[:, 39:-1].ravel()
        assert late.std() == pytest.approx(size / np.sqrt(1.0 - keep**2), rel=0.1)
        assert (late @ before) / (before @ before) == pytest.approx(keep, abs=0.03)
    assert abs(np.corrcoef(found[0, :, 79], found[1, :, 79])[0, 1]) < 0.2


def test_shocks_of_the_first_year_are_as_large_as_those_of_a_later_one(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    years = paths(economy, parameters.replace(home_shock_years=1000), 800, 80).reshape(2, 800, 20, 4).mean(axis=3)
    for shock in years:
        assert shock[:, 0].std() == pytest.approx((shock[:, 19] - shock[:, 18]).std(), rel=0.1)


def test_the_base_year_and_a_run_without_noise_have_none(economy: OpeningEconomy, parameters: Parameters) -> None:
    noisy, calm = build_model(economy, parameters), build_model(economy, parameters, switches=DETERMINISTIC)
    for model, quarters, none in ((noisy, 4, True), (calm, 8, True), (noisy, 1, False)):
        steps(model, quarters)
        assert [getattr(model.world, name) == 0.0 for name in NAMES] == [none, none]


@pytest.mark.parametrize(("name", "size"), [("consumption_shock", 0.02), ("investment_shock", 0.005)])
def test_confidence_moves_what_it_is_about_and_output_with_it(
    economy: OpeningEconomy, parameters: Parameters, name: str, size: float
) -> None:
    def last(confidence: float) -> tuple[float, float, float]:
        model = steps(build_model(economy, parameters, switches=DETERMINISTIC, scale=0.02), 4)
        for _ in range(4):
            setattr(model.world, name, confidence)
            model.step()
        panel = model.recorder.panel()
        return (
            float(panel["consumption_volume"][-1]), float(model.recorder.extra["fixed_investment"][-1]),
            float(panel["gdp_volume"][-1]),
        )  # fmt: skip

    calm = last(0.0)
    more, less = (np.log(np.array(last(sign * size)) / calm) for sign in (1.0, -1.0))
    own = 0 if name == "consumption_shock" else 1
    assert more[own] > 0.01 > -0.01 > less[own]
    assert more[2] > 0.0 > less[2]
    assert abs(more[1 - own]) < 0.3 * more[own]


@pytest.mark.parametrize("degrees", [5, 7, 16])
def test_a_spread_is_drawn_from_what_the_years_leave_open(degrees: int) -> None:
    """Shocks with such a spread are Student's t over runs; what was estimated stays the mean of the precision."""
    factors = np.array([spread_factors(1, r, Stream.REGION_SPREAD, 17, degrees) for r in range(512)])
    assert (factors**-2.0).mean() == pytest.approx(1.0, abs=0.05)
    shocks = factors.ravel() * np.random.default_rng(1).normal(size=factors.size)
    assert stats.kstest(shocks, stats.t(degrees).cdf).pvalue > 1e-3


def test_a_spread_is_known_after_a_thousand_years() -> None:
    factors = np.array([spread_factors(1, r, Stream.DEMAND_SPREAD, 3, 999) for r in range(64)])
    assert np.abs(factors - 1.0).max() < 0.1


def test_of_thirty_two_runs_one_spread_lies_in_each_part_of_its_distribution() -> None:
    factors = np.array([spread_factors(1, r, Stream.DEMAND_SPREAD, 5, 7.0) for r in range(32)])
    for one in (32.0 * stats.chi2(7).sf(7.0 / factors**2)).T:
        assert np.abs(np.sort(one) - (np.arange(32) + 0.5)).max() < 0.7


def test_more_years_change_a_spread_and_not_the_luck_of_the_run() -> None:
    few, many = (np.array([spread_factors(1, r, Stream.HOME_SPREAD, 2, nu) for r in range(64)]) for nu in (16.0, 17.0))
    assert np.corrcoef(few[:, 1], many[:, 1])[0, 1] > 0.999


def test_regions_know_their_luck_by_the_years_of_their_window(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Of a pair of runs steps have opposite signs and one size; another pair has other spreads of its own."""
    assert [luck_degrees(year) for year in (2016, 2022)] == [5.0, 11.0]
    model = build_model(economy, parameters)
    model.structure = replace(model.structure, relative_trend=np.zeros(17), trend_error=0.0)
    sizes = []
    for degrees in (11.0, 1e6):
        model.structure = replace(model.structure, luck_degrees=degrees)
        for model.replication in range(4):
            model.quarter, model.region_trend[:] = 5, 0.0
            regional_trends(model)
            sizes.append(model.region_step.copy())
    assert np.allclose(sizes[0], -sizes[1]) and np.allclose(sizes[2], -sizes[3])
    assert not np.isclose(sizes[0], sizes[4], rtol=0.01).all()


def test_the_base_year_opens_at_every_plausible_saving_and_public_balance(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    registry = load_registry()
    for saving, balance in product(*(registry[name].plausible for name in ("household_saving", "government_balance"))):
        extreme = parameters.replace(household_saving=saving, government_balance=balance)
        ManufacturingModel(None, economy, extreme, scale=0.01, until=2023)
    with pytest.raises(ValueError, match="household_saving and government_balance do not fit"):
        extreme = parameters.replace(household_saving=0.094, government_balance=-0.007)
        ManufacturingModel(None, economy, extreme, scale=0.01, until=2023)
