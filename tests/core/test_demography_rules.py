"""Exit and entry: nothing is lost, rates are official, distress and profits decide who and how many."""

from __future__ import annotations

import copy
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.economy import OpeningEconomy
from sim.agents.demography import (
    BY_POLICY,
    WRITTEN_FIRST,
    Template,
    Turnover,
    create,
    entries_wanted,
    succession,
    turn_over,
)
from sim.agents.firms import unit_cost
from sim.bench.workload import Bench
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SIZES
from sim.kernels.turnover import exit_hazard, leave, severity
from sim.model import ManufacturingModel
from sim.numerics import cell_sums
from sim.parameters import Parameters
from sim.state import Firms

from .support import build_model, steps

STOCKS = ("capital", "inventory", "employment", "deposits", "loans")


@pytest.fixture(scope="module")
def model(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    return steps(build_model(economy, parameters, scale=0.05), 6)


def turn(
    model: ManufacturingModel,
    hazard: float | np.ndarray,
    births: float = 1.0,
    seed: int = 0,
    agents_per_cell: int = 1,
    cohort: np.ndarray | None = None,
    handed_on: float = 0.0,
    recovery: float = 1.0,
    covered: np.ndarray | None = None,
) -> tuple[Firms, Firms, Turnover]:
    """Firms before and after one turnover; births in multiples of the base year's, handed_on of the hazard."""
    rng = np.random.default_rng(seed)
    before, after = copy.deepcopy(model.firms), copy.deepcopy(model.firms)
    before.separated[:] = after.separated[:] = 0.0
    chances = np.broadcast_to(hazard, after.weight.shape).copy()
    usable = np.arange(chances.size) < after.cell_end[after.cell]  # nobody takes the others
    draws = np.ones(chances.size)
    draws[usable] = rng.uniform(size=int(usable.sum()))
    stocks = tuple(getattr(after, name) for name in (*STOCKS, "rd_stock"))
    renewed = (after.own_technology, after.loss_quarters)
    value = recovery * model.prices.investment_goods
    turnover = turn_over(
        after,
        model.base.template,
        partial(
            leave,
            after.cell_start,
            after.weight,
            after.size,
            chances,
            handed_on * chances,
            draws,
            value,
            stocks,
            renewed,
        ),
        births * model.base.births,
        rng.uniform(size=N_CELLS),
        agents_per_cell,
        model.cohort.copy() if cohort is None else cohort,
        model.parameters,
        covered=covered,
    )
    return before, after, turnover


CASES = [
    {"hazard": 0.02},
    {"hazard": 0.3},
    {"hazard": 0.02, "births": 10.0},
    {"hazard": 0.02, "births": 0.0},
    {"hazard": 0.02, "agents_per_cell": 0},
    {"hazard": 0.02, "cohort": np.full(N_CELLS, -1, dtype=np.int64)},
    {"hazard": 0.3, "handed_on": 0.6, "recovery": 0.4},
]


@pytest.mark.parametrize("case", CASES)
def test_establishments_after_are_those_before_less_exits_plus_entries(
    model: ManufacturingModel, case: dict[str, float]
) -> None:
    before, after, turnover = turn(model, **case)
    made = before.manufacturing.astype(float)
    np.testing.assert_allclose(
        after.by_region(made), before.by_region(made) - turnover.exits + turnover.entries, rtol=1e-12
    )
    assert turnover.exits.min() > 0.0
    assert after.weight.min() >= 0.0
    assert np.array_equal(after.weight[~before.manufacturing], before.weight[~before.manufacturing])


@pytest.mark.parametrize("case", CASES)
def test_capital_and_goods_are_kept_taken_over_or_scrapped(model: ManufacturingModel, case: dict[str, float]) -> None:
    before, after, turnover = turn(model, **case)
    for name, scrapped in (("capital", turnover.scrapped_capital), ("inventory", turnover.scrapped_inventory)):
        had, has = before.by_sector(getattr(before, name)), after.by_sector(getattr(after, name))
        np.testing.assert_allclose(has + scrapped, had, rtol=1e-11)
        assert scrapped.min() >= 0.0
        assert scrapped.sum() > 0.0


@pytest.mark.parametrize("case", CASES)
def test_money_and_debt_are_kept_or_settled(model: ManufacturingModel, case: dict[str, float]) -> None:
    before, after, turnover = turn(model, **case)
    money = before.by_region(before.deposits) - after.by_region(after.deposits)
    debt = before.by_region(before.loans) - after.by_region(after.loans)
    np.testing.assert_allclose(money, turnover.liquidated_deposits, rtol=1e-7)
    np.testing.assert_allclose(debt, turnover.repaid + turnover.written_off, rtol=1e-7)
    for part in (turnover.repaid, turnover.written_off, turnover.liquidated_deposits - turnover.repaid):
        assert part.min() >= 0.0


def test_what_lenders_do_not_recover_is_written_off_and_rises_as_plants_sell_for_less(
    model: ManufacturingModel,
) -> None:
    dear, cheap, nothing = (turn(model, 0.02, recovery=part)[2].written_off.sum() for part in (1.0, 0.4, 0.0))
    assert 0.0 < dear < 0.5 * cheap < 0.5 * nothing
    f = model.firms
    gone = 0.02 * f.total(np.where(f.manufacturing, f.loans, 0.0))
    assert nothing < gone  # deposits are taken first


def test_a_successor_goes_on_in_the_plant_without_the_bad_debt(model: ManufacturingModel) -> None:
    """All that die are followed: plants, staff, cash and knowledge stay, as much debt goes as is lost."""
    cohort = np.full(N_CELLS, -1, dtype=np.int64)
    before, after, turnover = turn(model, 0.3, births=0.0, handed_on=1.0, recovery=0.4, cohort=cohort)
    for name in (*STOCKS[:4], "weight", "rd_stock", "stage", "labour_requirement", "share_domestic", "ident"):
        assert np.array_equal(getattr(before, name), getattr(after, name)), name
    np.testing.assert_allclose(turnover.entries, turnover.exits, rtol=1e-12)
    assert turnover.scrapped_capital.sum() == turnover.liquidated_deposits.sum() == turnover.rd_lost == 0.0
    assert np.all(after.loans <= before.loans)
    made = before.manufacturing & (before.weight > 0.0)
    whole = made & (before.weight < 2.0) & (after.own_technology != before.own_technology)
    assert whole.sum() > 50
    assert np.all(after.own_technology[whole] == 0.0)
    assert np.all(after.loss_quarters[whole] == 0)
    worth = after.deposits + 0.4 * model.prices.investment_goods * (after.capital + after.inventory)
    assert np.all(after.loans[whole] <= np.maximum(worth, 0.0)[whole] * (1.0 + 1e-12))
    heavy = made & (before.weight >= 2.0)
    np.testing.assert_allclose(after.own_technology[heavy], 0.7 * before.own_technology[heavy], rtol=1e-12, atol=1e-15)


def test_the_dead_are_counted_by_class(model: ManufacturingModel) -> None:
    before, _, turnover = turn(model, 0.1, births=0.0, handed_on=0.5)
    standing = np.where(before.manufacturing, before.weight, 0.0)
    heavy = standing >= 2.0
    expected = 0.1 * np.bincount(before.size[heavy], standing[heavy], N_SIZES)
    assert turnover.deaths.sum() == pytest.approx(turnover.exits.sum(), rel=1e-12)
    assert np.all(turnover.deaths >= expected * (1.0 - 1e-12))
    assert turnover.deaths[0] == pytest.approx(expected[0], rel=0.01)


@pytest.mark.parametrize("handed_on", [0.0, 0.6])
def test_government_pays_the_guaranteed_part_of_what_is_written_off(
    model: ManufacturingModel, handed_on: float
) -> None:
    f, coverage = model.firms, model.parameters.guarantee_coverage
    one, half = (turn(model, 0.05, handed_on=handed_on, recovery=0.4, covered=part * f.loans)[2] for part in (1.0, 0.5))
    assert one.called.sum() == pytest.approx(coverage * one.written_off.sum(), rel=1e-9)
    assert half.called.sum() == pytest.approx(0.5 * one.called.sum(), rel=1e-9)
    without = turn(model, 0.05, handed_on=handed_on, recovery=0.4)[2]
    assert without.called.sum() == 0.0
    assert np.array_equal(without.written_off, one.written_off)


def test_only_plants_above_the_smallest_class_have_successors() -> None:
    births, deaths = np.array([0.1, 0.1, 0.02, 0.01, 0.0]), np.array([0.08, 0.08, 0.04, 0.01, 0.0])
    np.testing.assert_allclose(succession(births, deaths), [0.0, 1.0, 0.5, 1.0, 0.0])


@pytest.mark.parametrize("case", CASES)
def test_jobs_move_with_the_plant_or_end_in_a_separation(model: ManufacturingModel, case: dict[str, float]) -> None:
    before, after, _ = turn(model, **case)
    lost = before.by_region(before.employment) - after.by_region(after.employment)
    assert lost.min() > 0.0
    np.testing.assert_allclose(after.by_region(after.separated), lost, rtol=1e-6)


def test_separated_workers_are_kept_when_the_first_firm_of_their_cell_closes(model: ManufacturingModel) -> None:
    first = model.firms.cell_start[:-1][model.firms.manufacturing[model.firms.cell_start[:-1]]]
    hazard = np.full(model.firms.weight.size, 1e-9)
    small = model.firms.weight[first] < 2.0
    hazard[first[small]] = 1.0
    before, after, _ = turn(model, hazard)
    lost = before.total(before.employment) - after.total(after.employment)
    assert small.sum() > 5
    assert after.total(after.separated) == pytest.approx(lost, rel=1e-6)


def test_research_of_closed_firms_is_lost(model: ManufacturingModel) -> None:
    before, after, turnover = turn(model, 0.1)
    assert before.total(before.rd_stock) - after.total(after.rd_stock) == pytest.approx(turnover.rd_lost, rel=1e-9)
    assert turnover.rd_lost > 0.0


def test_without_hazard_and_births_nothing_changes(model: ManufacturingModel) -> None:
    before, after, turnover = turn(model, 0.0, births=0.0)
    for name in Firms.column_names():
        assert np.array_equal(getattr(before, name), getattr(after, name)), name
    assert turnover.exits.sum() == turnover.entries.sum() == 0.0


def test_going_concerns_keep_their_technique_and_only_grow(model: ManufacturingModel) -> None:
    before, after, _ = turn(model, 0.05)
    staying = before.manufacturing & (after.weight > 0.0) & (after.ident == before.ident)
    staying[model.cohort[model.cohort >= 0]] = False  # entrants join these
    for name in ("labour_requirement", "capital_requirement", "own_technology", "stage", "base_wage", "rd_stock"):
        assert np.array_equal(getattr(after, name)[staying], getattr(before, name)[staying])
    for name in STOCKS:
        held, now = getattr(before, name)[staying], getattr(after, name)[staying]
        assert np.all(now >= held - 1e-12 * np.abs(held)), name


def test_exits_by_chance_are_the_hazard_on_average(model: ManufacturingModel) -> None:
    hazard = 0.02
    live = np.where(model.firms.manufacturing, model.firms.weight, 0.0)
    light = live[live < 2.0]
    exits = [turn(model, hazard, births=0.0, seed=seed)[2].exits.sum() for seed in range(12)]
    spread = np.sqrt((light**2).sum() * hazard * (1.0 - hazard) / len(exits))
    assert abs(np.mean(exits) - hazard * live.sum()) < 4.0 * spread


def test_entrants_are_new_firms_of_their_cell_with_a_key_of_their_own(model: ManufacturingModel) -> None:
    before, after, turnover = turn(model, 0.02, cohort=np.full(N_CELLS, -1, dtype=np.int64))
    new = (after.ident != before.ident) & (after.weight > 0.0)
    assert new.sum() > 100
    assert len(np.unique(after.ident)) == after.ident.size
    assert after.total(new.astype(float)) == pytest.approx(turnover.entries.sum(), rel=1e-12)
    for name in ("stage", "rd_stock", "tags", "loss_quarters", "adoption_effect", "quality"):
        assert np.all(getattr(after, name)[new] == 0), name
    assert np.all(after.employment[new] < 10.0)
    assert np.all(after.cell[new] == before.cell[new])
    standing = before.base_loss[(before.weight > 0.0) & before.manufacturing]
    assert np.all(after.base_loss[new] == standing[standing < 0.0].max())  # the bound of those who made no loss


@pytest.mark.parametrize("plan", ["baseline", "everything"])
def test_columns_that_entrants_need_not_clear_are_clear_or_written_before_they_are_read(plan: str) -> None:
    bench = Bench()
    one, two = (steps(bench.model(plan, 0.05), 13) for _ in range(2))
    f = one.firms
    assert one.flow.turnover.created.size > 10
    for name in BY_POLICY:
        assert name in one.moved or not getattr(f, name).any(), name
    assert one.moved <= set(BY_POLICY)
    if plan == "everything":
        assert {"grants", "skill", "knowledge", "converted"} <= one.moved
    for name in WRITTEN_FIRST:
        getattr(two.firms, name)[two.flow.turnover.created] = 1e6
    steps(one, 4)
    steps(two, 4)
    for name, series in one.recorder.series.items():
        assert np.array_equal(series, two.recorder.series[name], equal_nan=True), name


def test_entrants_have_the_machines_for_their_sales_where_enough_are_left(model: ManufacturingModel) -> None:
    """A third of plants close and few open: whoever opens finds what it needs, of which it makes what it expects."""
    _, after, turnover = turn(model, 0.3, births=0.5, cohort=np.full(N_CELLS, -1, dtype=np.int64))
    new = turnover.created
    needed = after.capital_requirement[new] * after.expected_output[new]
    assert new.size > 100
    assert np.quantile(after.capital[new] / needed, 0.1) >= 1.0


def test_where_every_establishment_is_an_agent_entrants_have_weight_one(model: ManufacturingModel) -> None:
    before, after, turnover = turn(model, 0.02, births=0.01, agents_per_cell=0)
    new = (after.ident != before.ident) & (after.weight > 0.0)
    assert np.all(after.weight[new] == 1.0)
    assert turnover.entries.sum() == new.sum() > 10


def test_entry_joins_the_cohort_of_the_year(model: ManufacturingModel) -> None:
    cohort = np.full(N_CELLS, -1, dtype=np.int64)
    _, first, one = turn(model, 0.02, cohort=cohort)
    kept = copy.copy(model)
    kept.firms, slots = first, cohort.copy()
    _, second, two = turn(kept, 0.0, cohort=cohort)
    assert np.array_equal(slots, cohort)
    joined = slots[slots >= 0]
    assert (second.ident != first.ident).sum() == 0
    assert float((second.weight - first.weight)[joined].sum()) == pytest.approx(two.entries.sum(), rel=1e-9)
    assert one.entries.sum() == pytest.approx(two.entries.sum(), rel=1e-2)


# --- hazards


@given(st.integers(0, 10**6), st.floats(0.0, 1.0))
def test_the_death_rate_of_a_class_is_official_whoever_is_in_distress(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    n = 300
    size, weight = rng.integers(0, N_SIZES, n), rng.uniform(0.5, 20.0, n)
    depth = np.where(rng.uniform(size=n) < 0.4, rng.uniform(0.0, 0.3, n), 0.0)
    deaths = rng.uniform(0.001, 0.01, N_SIZES)
    count = np.bincount(size, weight, N_SIZES)
    mean = np.bincount(size, weight * depth, N_SIZES) / count
    out = np.empty(n)
    alone = np.zeros(n, dtype=np.int64)
    exit_hazard(deaths, size, alone, depth, mean, share, np.zeros(1), 2.0, out)
    np.testing.assert_allclose(np.bincount(size, weight * out, N_SIZES) / count, deaths, rtol=1e-9)
    assert np.all((out >= 0.0) & (out <= 0.5))
    lower, higher = np.empty(n), np.empty(n)
    exit_hazard(deaths, size, alone, depth, mean, share, np.full(1, -0.02), 2.0, higher)
    exit_hazard(deaths, size, alone, depth, mean, share, np.full(1, 0.02), 2.0, lower)
    assert np.all(lower <= out)
    assert np.all(out <= higher)


@pytest.mark.parametrize(
    ("distress", "quarters", "insolvent", "depth"),
    [(-0.1, 7.0, False, 0.0), (-0.1, 8.0, False, 0.1), (0.1, 20.0, False, 0.0), (0.1, 0.0, True, 0.25),
     (-0.1, 8.0, True, 0.35)],
)  # fmt: skip
def test_distress_needs_lasting_losses_or_insolvency(
    distress: float, quarters: float, insolvent: bool, depth: float
) -> None:
    assert severity(distress, quarters, insolvent, 8.0, 0.25) == pytest.approx(depth)


def test_entry_rises_with_profits_and_ease() -> None:
    out = np.empty(4)
    entries_wanted(np.full(4, 10.0), np.array([0.0, 0.1, -0.1, 0.0]), np.array([0.0, 0.0, 0.0, 0.2]), 5.0, out)
    np.testing.assert_allclose(out, [10.0, 10.0 * np.exp(0.5), 10.0 * np.exp(-0.5), 12.0])


def test_turnover_of_the_run_is_that_of_the_official_statistics(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Exits and entries of 2023 over the establishments at its start against Business Demography."""
    model = steps(build_model(economy, parameters, scale=0.1, until=2023), 8)
    panel = model.recorder.panel()
    count = economy.establishments.sum(axis=(0, 1))
    deaths = np.array(model.recorder.extra["deaths_by_size"])[4:].sum(axis=0)
    np.testing.assert_allclose(deaths[:3], (economy.exit_rate * count)[:3], rtol=0.15)
    assert deaths[3] == pytest.approx(economy.exit_rate[3] * count[3], rel=0.6)  # few, by chance
    assert deaths.sum() == pytest.approx(panel["exits"][4:].sum(), rel=1e-9)
    followed = np.minimum(economy.entry_rate, economy.exit_rate)[1:] @ count[1:]
    births = economy.entry_rate[0] * count[0] + followed
    assert panel["entries"][4:].sum() == pytest.approx(births, rel=0.1)
    assert panel["exits"][4:].sum() == pytest.approx(float(economy.exit_rate @ count), rel=0.15)


def test_the_model_of_an_entrant_is_its_class_as_one_establishment(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Its unit cost at base-year prices is the sum of its parts, and its wage bill is that of the class."""
    model = build_model(economy, parameters)
    t, f, structure = model.base.template, model.firms, model.structure
    cells = np.flatnonzero(t.exists)
    sector = cells % N_PRODUCTS
    inputs = (structure.input_volume.sum(axis=0) * (1.0 + structure.input_tax))[sector]
    cost = unit_cost(
        inputs, np.ones(cells.size), t.labour_requirement[cells], t.base_wage[cells], np.ones(cells.size),
        t.base_depreciation[cells], 1.0,
    )  # fmt: skip
    np.testing.assert_allclose(cost, t.base_unit_cost[cells], rtol=1e-12)
    weight = np.where(f.manufacturing & (f.size == 0), f.weight, 0.0)
    count = cell_sums(f.cell_start, weight, np.ones_like(weight))[cells]
    bill = cell_sums(f.cell_start, weight, f.base_wage * f.employment)[cells]
    np.testing.assert_allclose(count * t.employment[cells] * t.base_wage[cells], bill, rtol=1e-9)


def test_an_entrant_in_the_slot_of_a_large_plant_is_a_small_firm(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = build_model(economy, parameters)
    f, base = model.firms, model.base
    slots = np.flatnonzero(f.manufacturing & (f.size >= 3) & base.template.exists[f.cell])[:50]
    f.weight[slots] = 0.0
    old, cells = f.floor_ratio[slots].copy(), f.cell[slots]
    assert not np.any(f.small[slots])
    stock = {name: np.zeros(N_CELLS) for name in ("capital", "inventory", "employment", "deposits", "loans")}
    create(f, base.template, slots, cells, np.ones(slots.size), stock, 1.0)
    assert np.all(f.small[slots])
    wage = f.floor_ratio[slots] * f.base_wage[slots]
    bound = f.floor_ratio[slots] < 1.0
    np.testing.assert_allclose(wage[bound], base.minimum_wage, rtol=1e-12)
    assert bound.sum() > 10
    assert np.all(f.floor_ratio[slots] != old)
    assert np.array_equal(f.floor_cost[slots], base.template.floor_cost[cells])


def test_template_exists_where_births_are(model: ManufacturingModel) -> None:
    template: Template = model.base.template
    exists = template.exists.reshape(N_REGIONS, N_PRODUCTS)
    assert not exists[:, 17:].any()
    assert np.array_equal(exists[:, :17], model.base.births.reshape(N_REGIONS, N_PRODUCTS)[:, :17] > 0.0)
    assert exists[:, :17].mean() > 0.9
    assert np.all(template.employment[template.exists] < 5.0)
