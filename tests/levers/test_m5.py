"""Facts of regional wage floors and wage schedules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.agents import wage_schedules as rules
from sim.codes import N_SECTORS, REGIONS
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.phases import pay
from sim.policy import carries
from sim.population.tags import TAGS
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC
from tests.core.support import BEFORE_INCOMES, advance, build_model, lever, steps

BUSAN = REGIONS.index("Busan")
YEARS_5 = 24


@pytest.fixture(scope="module")
def used(parameters: Parameters) -> Parameters:
    """A world in which regions use the whole band."""
    return parameters.replace(wage_floor_use=1.0, wage_floor_use_capital=1.0)


@pytest.fixture(scope="module")
def run(economy: OpeningEconomy, used: Parameters) -> Callable[..., ManufacturingModel]:
    def go(*levers: Lever, moving: bool = True) -> ManufacturingModel:
        switches = replace(DETERMINISTIC, migration=moving)
        return steps(build_model(economy, used, *levers, switches=switches), YEARS_5)

    return go


def jobs(m: ManufacturingModel) -> np.ndarray:
    """(R,) manufacturing employment in the last quarter."""
    out: np.ndarray = m.recorder.panel()["employment"][-1, :, :N_SECTORS].sum(axis=1)
    return out


def band(size: float, *regions: str) -> Lever:
    return lever("wage_floor_band", size, regions=regions or None, start=4)


@pytest.mark.parametrize(("rise", "low", "high"), [(True, -0.15, -0.01), (False, -0.075, -0.005)])
def test_employment_responds_to_the_wage_floor_within_e_mw_default(
    run: Callable[..., ManufacturingModel], rise: bool, low: float, high: float
) -> None:
    """The nation moves its floor; and large regions each move theirs alone, nobody migrating: weighted by jobs."""
    size = -0.1 if rise else 0.1
    nation = np.log(jobs(run(band(size))).sum() / jobs(run()).sum()) / np.log(1.0 - size)
    assert low < nation < high
    before, after = 0.0, 0.0
    for name in ("Gyeonggi", "Gyeongnam", "Busan"):
        here = REGIONS.index(name)
        before += jobs(run(moving=False))[here]
        after += jobs(run(band(size, name), moving=False))[here]
    assert low < np.log(after / before) / np.log(1.0 - size) < high


def test_employment_of_the_region_of_lowest_wages_responds_to_a_rise_within_e_mw_default(
    run: Callable[..., ManufacturingModel],
) -> None:
    after, before = jobs(run(band(-0.1, "Busan"), moving=False))[BUSAN], jobs(run(moving=False))[BUSAN]
    assert -0.15 < np.log(after / before) / np.log(1.1) < -0.01


def test_workers_leave_the_region_that_cuts_its_floor_and_its_gain_in_jobs_shrinks(
    run: Callable[..., ManufacturingModel],
) -> None:
    cut = band(0.3, "Busan")
    plain, moved = run(), run(cut)
    shift = moved.labour.migration_stock - plain.labour.migration_stock
    assert shift[BUSAN] < -0.001
    assert np.all(np.delete(shift, BUSAN) > shift[BUSAN])
    open_gain = jobs(moved)[BUSAN] / jobs(plain)[BUSAN]
    closed_gain = jobs(run(cut, moving=False))[BUSAN] / jobs(run(moving=False))[BUSAN]
    assert open_gain < closed_gain


def test_cheaper_labour_slows_adoption_and_dearer_labour_speeds_it_up() -> None:
    factor = np.empty(3)
    rules.adoption_response(np.array([0.9, 1.0, 1.1]), 0.5, factor)
    assert factor[0] < factor[1] == 1.0 < factor[2]
    assert factor[0] == pytest.approx(0.9**0.5)


def test_plants_whose_labour_policy_makes_cheaper_adopt_less_and_others_as_before(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """A fifth off wages in Busan: fewer plants there find it worth to replace hands, by the elasticity."""
    plain, cheap = (
        steps(build_model(economy, parameters, *ls, switches=DETERMINISTIC), 1)
        for ls in ((), (lever("visa_wage", 0.2, regions=("Busan",)),))
    )
    f, chance = plain.firms, plain.flow.adoptions.copy()
    able = chance > 0.0
    ratio = cheap.flow.adoptions[able] / chance[able]
    here = f.region[able] == BUSAN
    assert parameters.adoption_wage_elasticity > 0.0
    np.testing.assert_allclose(ratio[here], 0.8**parameters.adoption_wage_elasticity, rtol=1e-9)
    assert np.all(ratio[~here] == 1.0) and here.any()


def at_wages(economy: OpeningEconomy, parameters: Parameters, *levers: Lever) -> ManufacturingModel:
    model = steps(build_model(economy, parameters, *levers), 5)
    advance(model, BEFORE_INCOMES[:7])
    return model


def test_minimum_and_mean_wage_stand_in_the_base_year_as_they_did_when_it_opened(
    economy: OpeningEconomy, parameters: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Floors of establishments are those of the base year: in no quarter of it, nor in its mean, is the ratio another.

    Minimum wage and mean wage both grow by 4.1 % a year here, which is what the mean wage does in the base year.
    """
    ratio: list[float] = []
    found = pay.national_floor

    def kept(m: ManufacturingModel) -> float:
        ratio.append(found(m))
        return ratio[-1]

    monkeypatch.setattr(pay, "national_floor", kept)
    alike = parameters.replace(minimum_wage_growth=0.041)
    steps(build_model(economy, alike, switches=DETERMINISTIC), 4)
    assert len(ratio) == 4
    np.testing.assert_allclose(ratio, 1.0, atol=1e-3)


def test_permission_is_not_use(economy: OpeningEconomy, parameters: Parameters) -> None:
    def pay_in(use: float, capital: float) -> np.ndarray:
        world = parameters.replace(wage_floor_use=use, wage_floor_use_capital=capital)
        model = at_wages(economy, world, lever("wage_floor_band", 0.3, start=5))
        return np.asarray(pay.wage_effect(model).total)

    assert np.all(pay_in(0.0, 0.0) == 1.0)
    some = pay_in(0.3, 0.0)
    firms = build_model(economy, parameters).firms
    capital = np.isin(firms.region, [REGIONS.index(name) for name in ("Seoul", "Incheon", "Gyeonggi")])
    assert np.all(some[capital] == 1.0)
    assert np.all(some[~capital] <= 1.0)
    assert np.mean(some[~capital & (firms.weight > 0.0)] < 1.0) > 0.9


def test_a_cut_costs_those_who_earn_less_than_the_floor_alone(economy: OpeningEconomy, parameters: Parameters) -> None:
    """The mean wage falls by at most d x cut x floor x share below the floor: nobody above the floor earns less.

    All who work are paid here; owners who are not are in the next test.
    """
    world = parameters.replace(wage_floor_use=1.0, wage_floor_downward=1.0, owners_at_work=0.0)
    model = at_wages(economy, world, lever("wage_floor_band", 0.1, start=5, regions=("Busan",)))
    firms, effect = model.firms, np.asarray(pay.wage_effect(model).floor)
    minimum, spread = firms.floor_ratio * pay.national_floor(model), firms.wage_dispersion
    here = (firms.region == BUSAN) & (firms.weight > 0.0)
    draws = np.exp(
        spread[here, None] * np.random.default_rng(3).standard_normal((1, 20000)) - spread[here, None] ** 2 / 2
    )
    floor = minimum[here, None]
    paid, lower = np.maximum(draws, floor).mean(axis=1), np.maximum(draws, 0.9 * floor).mean(axis=1)
    affected = (draws < floor).mean(axis=1)
    np.testing.assert_allclose(effect[here], lower / paid, atol=2e-3)
    assert np.all(1.0 - effect[here] <= 0.1 * minimum[here] * affected + 2e-3)
    assert np.all(effect[~here & (firms.weight > 0.0)] == 1.0)


def test_a_floor_reaches_no_owner_who_works_in_the_plant(economy: OpeningEconomy, parameters: Parameters) -> None:
    """One owner and .63 hired persons in an average plant below five: the floor moves .63 / 1.63 of what all would."""
    moved = []
    for owners in (0.0, 1.0):
        world = parameters.replace(wage_floor_use=1.0, owners_at_work=owners)
        model = at_wages(economy, world, lever("wage_floor_band", -0.1, start=5, regions=("Busan",)))
        moved.append(np.asarray(pay.wage_effect(model).floor) - 1.0)
    f = model.firms
    here = (f.region == BUSAN) & f.manufacturing & (f.weight > 0.0)
    plants = np.bincount(f.size[f.manufacturing], f.weight[f.manufacturing])
    persons = np.bincount(f.size[f.manufacturing], (f.weight * f.employment)[f.manufacturing])
    assert np.all(moved[0][here] > 0.0)
    for size in range(5):
        of_class = here & (f.size == size)
        hired = 1.0 - plants[size] / persons[size] if size < 2 else 1.0
        np.testing.assert_allclose(moved[1][of_class] / moved[0][of_class], hired, rtol=0.1)


def test_wages_of_returning_plants_alone_follow_their_schedule(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain = at_wages(economy, parameters)
    levers = (lever("returning_wage", 0.5, start=5), lever("native_share", 0.4, start=5))
    model = at_wages(economy, parameters, *levers)
    firms = model.firms
    back = carries(firms, 1 << TAGS["returning"]) & (firms.weight > 0.0)
    assert back.sum() > 10
    cheaper = firms.wage / np.where(plain.firms.wage > 0.0, plain.firms.wage, 1.0)
    assert np.all(cheaper[back] < 0.9)
    np.testing.assert_allclose(cheaper[~back & (firms.weight > 0.0)], 1.0, rtol=1e-3)
    brought = pay.imported_staff(model, pay.wage_effect(model))
    expected = firms.by_region(np.where(back, (0.6 - parameters.returning_imported_share) * firms.employment, 0.0))
    np.testing.assert_allclose(brought, expected, rtol=1e-12)


def test_staff_that_plants_bring_along_joins_the_labour_force_where_it_works(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    levers = (lever("native_share", 0.4, start=4),)
    plain, model = (steps(build_model(economy, parameters, *ls, switches=DETERMINISTIC), 6) for ls in ((), levers))
    back = carries(model.firms, 1 << TAGS["returning"]) & (model.firms.weight > 0.0)
    brought = model.firms.by_region(np.where(back, model.firms.employment, 0.0))
    brought *= 0.6 - parameters.returning_imported_share
    assert brought.sum() > 100.0
    assert plain.labour.foreign_workers.sum() == 0.0
    np.testing.assert_allclose(model.labour.foreign_workers, brought, rtol=0.05)


def test_staff_from_abroad_takes_jobs_from_natives(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Total jobs hardly move, so imported staff is native staff less."""
    plain = steps(build_model(economy, parameters, switches=DETERMINISTIC), 12)
    model = steps(build_model(economy, parameters, lever("native_share", 0.2, start=4), switches=DETERMINISTIC), 12)
    back = carries(model.firms, 1 << TAGS["returning"])
    native = [
        m.firms.total(np.where(back, (1.0 - share) * m.firms.employment, 0.0))
        for m, share in ((plain, parameters.returning_imported_share), (model, 0.8))
    ]
    assert native[1] < 0.5 * native[0]


def test_a_native_share_that_rules_already_leave_free_changes_nothing(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = at_wages(economy, parameters, lever("native_share", 0.9, start=5))
    assert np.all(np.asarray(pay.wage_effect(model).total) == 1.0)


def test_visa_pay_reaches_the_plants_of_its_complex_alone(economy: OpeningEconomy, parameters: Parameters) -> None:
    tag = next(name for name in TAGS if name.startswith("complex:"))
    model = at_wages(economy, parameters, lever("visa_wage", 0.15, tags=(tag,), start=5))
    inside = carries(model.firms, 1 << TAGS[tag]) & model.firms.manufacturing
    effect = np.asarray(pay.wage_effect(model).total)
    np.testing.assert_allclose(effect[inside], 0.85, rtol=1e-12)
    assert np.all(effect[~inside] == 1.0)


def test_native_workers_do_not_move_away_from_visa_pay(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = at_wages(economy, parameters, lever("visa_wage", 0.3, regions=("Busan",), start=5))
    assert pay.regional_pay(model, pay.wage_effect(model)) == 1.0
