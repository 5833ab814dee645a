"""Random plans and extreme worlds: the accounts close and numbers stay numbers, or the run says where it stopped."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from calibration import build
from calibration.economy import OpeningEconomy
from sim.accounts import TOLERANCE, AccountsError
from sim.codes import N_REGIONS, REGIONS, SECTORS, SIZES
from sim.levers import REGISTRY, LeverDefinition
from sim.measures import Array
from sim.model import ManufacturingModel
from sim.parameters import Parameters, default_parameters, load_registry
from sim.phases import results
from sim.population.tags import TAGS
from sim.recorder import MAY_BE_NEGATIVE
from sim.scenario.types import Lever
from sim.shocks import Shock
from tests.core.support import build_model, lever, steps

STOCKS = ("capital", "inventory", "rd_stock", "deposits", "loans", "employment", "output", "weight")
ROUNDING = 1e-12
"""Of the largest stock: what is left of one that is used up."""
DUST = 1e-14
"""Of the largest inventory or output: what is left of an inventory that sales emptied, be it the last one."""
slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
"""An economy is large, and the warning would stand in the place of what failed."""


def strongest(definition: LeverDefinition) -> float:
    """The end of the allowed range that lies farther from doing nothing."""
    return max(definition.low, definition.high, key=lambda size: abs(size - definition.neutral))


@st.composite
def pledges(draw: st.DrawFn) -> tuple[Lever, ...]:
    """One to eight levers of any strength, scope and timing; the same lever may come twice."""
    names = draw(st.lists(st.sampled_from(sorted(REGISTRY)), min_size=1, max_size=8))
    chosen = []
    for number, name in enumerate(names):
        definition = REGISTRY[name]

        def some(what: str, of: st.SearchStrategy, honours: tuple[str, ...] = definition.honours):  # type: ignore
            narrow = st.lists(of, min_size=1, max_size=3, unique=True).map(tuple)
            return draw(st.none() | narrow) if what in honours else None

        size = draw(st.sampled_from([definition.low, definition.high]) | st.floats(definition.low, definition.high))
        start = draw(st.integers(0, 8))
        chosen.append(
            lever(
                name,
                size,
                id=f"pledge_{number}",
                regions=some("regions", st.sampled_from(REGIONS)),
                sectors=some("sectors", st.sampled_from(SECTORS)),
                sizes=some("sizes", st.sampled_from(range(len(SIZES)))),
                tags=some("tags", st.sampled_from(sorted(TAGS))) or (),
                overlap=draw(st.sampled_from([None, "group"])),
                start=start,
                lag=draw(st.integers(0, 2)),
                ramp=draw(st.integers(0, 8)),
                end=draw(st.none() | st.integers(start, 9)),
            )
        )
    return tuple(chosen)


def sound(model: ManufacturingModel) -> None:
    """Every number is one, stocks are not negative, cells add up to what the nation publishes."""
    assert model.worst_residual <= TOLERANCE
    for name in STOCKS:
        column = getattr(model.firms, name)
        least = ROUNDING * column.max()
        if name == "inventory":
            least = DUST * max(column.max(), model.firms.output.max())
        assert np.isfinite(column).all() and column.min() >= -least, name
    assert np.isfinite(model.firms.log_tfp).all()
    assert model.labour.unemployed.min() > 0.0
    panel = model.recorder.panel()
    for name, values in panel.items():
        if name != "fiscal":
            assert np.isfinite(values).all(), name
            assert name in MAY_BE_NEGATIVE or values.min() >= 0.0, name
    for items in panel["fiscal"].values():
        assert all(np.isfinite(paid).all() for paid in items.values())
    made = slice(0, len(SECTORS))
    for whole, part in (("value_added_nominal", "value_added_by_size"), ("employment", "employment_by_size")):
        nation = panel[whole][:, :, made].sum(axis=(1, 2))
        np.testing.assert_allclose(panel[part].sum(axis=1), nation, rtol=1e-9)
    by_region = panel["establishments"].sum(axis=2)
    np.testing.assert_allclose(by_region, panel["establishments_rz"].sum(axis=2), rtol=1e-9)
    assert by_region.shape[1] == N_REGIONS
    for other in ("sector", "size"):
        received = panel["fiscal_by_region"].sum(axis=1)
        np.testing.assert_allclose(panel[f"fiscal_by_{other}"].sum(axis=1), received, rtol=1e-9, atol=1e-9)


def moved(economy: OpeningEconomy, factors: Array) -> OpeningEconomy:
    """The opening economy with cells of manufacturing times (regions, sectors) factors; the nation keeps its totals."""
    tables = {}
    for name in ("value_added_region", "employment_region", "establishments", "establishment_employment"):
        table = getattr(economy, name).copy()
        made = table[:, : len(SECTORS)]
        scaled = made * factors.reshape(factors.shape + (1,) * (made.ndim - 2))
        held = scaled.sum(axis=0)
        made[:] = scaled * np.divide(made.sum(axis=0), held, out=np.zeros_like(held), where=held > 0.0)
        tables[name] = table
    return replace(economy, **tables)


@dataclass(frozen=True)
class World:
    """An opening economy of some year whose manufacturing is moved between regions, and behaviour off its default."""

    year: int
    seed: int
    """Of the moves."""
    spread: float
    """Standard deviation of the logs by which cells grow."""
    empty: float
    """Share of cells in which nobody is left; of every sector the largest stays."""
    behaviour: dict[str, float]

    def economy(self) -> OpeningEconomy:
        """The economy."""
        whole, chance = build(self.year), np.random.default_rng(self.seed)
        factors = np.exp(self.spread * chance.normal(size=(N_REGIONS, len(SECTORS))))
        gone = chance.random(factors.shape) < self.empty
        gone[whole.value_added_region[:, : len(SECTORS)].argmax(axis=0), np.arange(len(SECTORS))] = False
        return with_people(moved(whole, np.where(gone, 0.0, factors)), whole)


def with_people(economy: OpeningEconomy, before: OpeningEconomy) -> OpeningEconomy:
    """People have gone where the jobs are, so that as many are out of work as before."""
    jobs, had = (one.commuting.T @ one.employment_region.sum(axis=1) for one in (economy, before))
    names = ("population_15plus", "labour_force", "employed_residents")
    return replace(economy, **{name: getattr(economy, name) * jobs / had for name in names})


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Any of them; up to eight parameters stand anywhere in their plausible ranges."""
    registry = load_registry()
    free = sorted(name for name, spec in registry.items() if spec.plausible[0] < spec.plausible[1])
    names = draw(st.lists(st.sampled_from(free), max_size=8, unique=True))
    return World(
        year=draw(st.sampled_from([2014, 2018, 2022])),
        seed=draw(st.integers(0, 2**32 - 1)),
        spread=draw(st.sampled_from([0.0, 0.2, 0.5])),
        empty=draw(st.sampled_from([0.0, 0.1, 0.3])),
        behaviour={name: draw(st.floats(*registry[name].plausible)) for name in names},
    )


def sound_or_told(chosen: tuple[Lever, ...], world: World, seed: int) -> None:
    """Ten quarters leave sound accounts, or the run stops with quarter, seed, replication, variable and place."""
    behaviour = default_parameters().replace(**world.behaviour)
    model = build_model(world.economy(), behaviour, *chosen, scale=0.01, seed=seed, until=world.year + 3)
    try:
        steps(model, 10)
    except AccountsError as error:
        event(f"stopped: {str(error)[:200]}")
        assert re.match(rf"20\d\dQ\d, seed {seed}, replication 0: .+", str(error))
    else:
        sound(model)


@settings(max_examples=8, suppress_health_check=slow)
@given(chosen=pledges(), world=worlds(), seed=st.integers(0, 2**32 - 1))
def test_any_plan_in_any_economy_leaves_sound_accounts_or_is_told(
    chosen: tuple[Lever, ...], world: World, seed: int
) -> None:
    sound_or_told(chosen, world, seed)


@settings(max_examples=8, suppress_health_check=slow)
@given(chosen=pledges(), seed=st.integers(0, 2**32 - 1))
def test_any_plan_leaves_sound_accounts(
    economy: OpeningEconomy, parameters: Parameters, chosen: tuple[Lever, ...], seed: int
) -> None:
    sound(steps(build_model(economy, parameters, *chosen, scale=0.01, seed=seed, until=2024), 10))


MANY = 300
"""Examples of the long form; `--full` runs it."""


@pytest.mark.full
@settings(max_examples=MANY, suppress_health_check=slow)
@given(chosen=pledges(), world=worlds(), seed=st.integers(0, 2**32 - 1))
def test_many_plans_in_many_economies_leave_sound_accounts_or_are_told(
    chosen: tuple[Lever, ...], world: World, seed: int
) -> None:
    sound_or_told(chosen, world, seed)


@pytest.mark.full
@settings(max_examples=MANY, suppress_health_check=slow)
@given(chosen=pledges(), seed=st.integers(0, 2**32 - 1))
def test_many_plans_leave_sound_accounts(
    economy: OpeningEconomy, parameters: Parameters, chosen: tuple[Lever, ...], seed: int
) -> None:
    sound(steps(build_model(economy, parameters, *chosen, scale=0.01, seed=seed, until=2024), 10))


# --- extremes, to the horizon


def test_all_levers_at_their_strongest_run_to_the_horizon(economy: OpeningEconomy, parameters: Parameters) -> None:
    everything = [lever(d.name, strongest(d), id=d.name) for d in REGISTRY.values()]
    sound(steps(build_model(economy, parameters, *everything, scale=0.01), 52))


def test_all_levers_at_their_lowest_run_to_the_horizon(economy: OpeningEconomy, parameters: Parameters) -> None:
    everything = [lever(d.name, d.low, id=d.name) for d in REGISTRY.values()]
    sound(steps(build_model(economy, parameters, *everything, scale=0.01), 52))


def test_where_jobs_outrun_people_the_labour_force_grows(economy: OpeningEconomy, parameters: Parameters) -> None:
    names = ("quality_support", "input_localisation", "visa_wage", "reshoring")
    chosen = [lever(name, REGISTRY[name].high, id=name) for name in names]
    model = build_model(economy, parameters, *chosen, scale=0.01)
    lowest = 1.0
    for _ in range(52):
        model.step()
        lowest = min(lowest, float((model.labour.unemployed / model.labour.force).min()))
    assert lowest == pytest.approx(
        parameters.least_unemployment
    )  # frictional unemployment, which without people from outside would be gone


def shocked(economy: OpeningEconomy, parameters: Parameters, shock: Shock) -> ManufacturingModel:
    return ManufacturingModel(None, economy, parameters, seed=1, scale=0.01, shock=shock)


def test_half_of_world_demand_gone_for_good(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = steps(shocked(economy, parameters, Shock("halved", start=4, foreign_demand=math.log(0.5))), 52)
    sound(model)
    exports = model.recorder.panel()["exports_volume"].sum(axis=(1, 2))
    assert exports[8] < 0.65 * exports[3]


def test_wage_floors_up_by_three_tenths_everywhere(economy: OpeningEconomy, parameters: Parameters) -> None:
    sound(steps(build_model(economy, parameters, lever("wage_floor_band", -0.3), scale=0.01), 52))


def without(economy: OpeningEconomy, region: int, sectors: list[int]) -> OpeningEconomy:
    """The opening economy with sectors of a region moved to the other regions."""
    factors = np.ones((N_REGIONS, len(SECTORS)))
    factors[region, sectors] = 0.0
    return moved(economy, factors)


@pytest.mark.parametrize("sectors", [[SECTORS.index("CHEM")], list(range(len(SECTORS)))], ids=["cell", "region"])
def test_a_region_without_a_sector_or_without_industry(
    economy: OpeningEconomy, parameters: Parameters, sectors: list[int]
) -> None:
    region = REGIONS.index("Jeju")
    model = steps(build_model(without(economy, region, sectors), parameters, scale=0.01), 52)
    sound(model)


# --- or the run stops and says where


def test_an_economy_that_assumptions_ruin_is_named(economy: OpeningEconomy, parameters: Parameters) -> None:
    ruin = Shock("ruin", start=4, energy_price=math.log(5.0), us_tariff=1.0, import_price=1.0, exchange_rate=0.7)
    with pytest.raises(AccountsError, match=r"^2023Q\d, seed 1, replication 0: GDP is -\d+ billion won"):
        steps(shocked(economy, parameters, ruin), 52)


def test_a_number_that_is_none_stops_the_run(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = steps(build_model(economy, parameters, scale=0.01), 3)
    model.firms.capital[5] = np.nan
    with pytest.raises(
        AccountsError, match=r"^2022Q4, seed 1, replication 0: \w+ is nan in Seoul, \w+ \(last good value \d"
    ):
        model.step()


@pytest.mark.parametrize(("value", "shown"), [(np.nan, "nan"), (-1.0, "-1")])
def test_an_outcome_that_cannot_be_is_named(
    economy: OpeningEconomy, parameters: Parameters, monkeypatch: pytest.MonkeyPatch, value: float, shown: str
) -> None:
    model = steps(build_model(economy, parameters, scale=0.01), 3)
    monkeypatch.setattr("sim.phases.results.world_trade", lambda m: value)
    with pytest.raises(
        AccountsError, match=rf"^2022Q4, seed 1, replication 0: world_trade is {shown} \(last good value 1"
    ):
        model.step()


@pytest.mark.parametrize(("bad", "said"), [(np.nan, "nan"), (np.inf, "inf"), (-5.0, "-5")])
def test_a_number_that_cannot_be_is_named_with_its_place_and_the_last_good_one(
    economy: OpeningEconomy, parameters: Parameters, monkeypatch: pytest.MonkeyPatch, bad: float, said: str
) -> None:
    model = steps(build_model(economy, parameters, scale=0.01), 1)
    good = model.recorder.panel()["employment"][0, REGIONS.index("Ulsan"), SECTORS.index("AUTO")]
    honest = results.measure_flows

    def spoilt(m: ManufacturingModel, *arguments: Any) -> None:
        honest(m, *arguments)
        m.flow.measured["employment"][REGIONS.index("Ulsan"), SECTORS.index("AUTO")] = bad

    monkeypatch.setattr(results, "measure_flows", spoilt)
    told = f"employment is {said} in Ulsan, AUTO (last good value {good:.6g})"
    with pytest.raises(AccountsError, match=f"^2022Q2, seed 1, replication 0: {re.escape(told)}$"):
        model.step()
