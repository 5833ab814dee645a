"""The model as a whole: reproducible, readable, led by the calibration, sane to its horizon."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS, REGIONS, SECTORS
from sim.model import ManufacturingModel
from sim.parameters import Parameters, RegistryError
from sim.population import build_population
from sim.recorder import CELL_SERIES, REGION_SERIES, SCALARS
from sim.state import Firms
from sim.switches import DETERMINISTIC, MECHANISMS, Switches

from .support import BEFORE_INCOMES, advance, build_model, lever, same_panels, steps

FOLDERS = ("agents", "kernels", "markets", "phases", "levers", "population")
MADE = slice(0, N_SECTORS)


def test_step_is_a_table_of_contents() -> None:
    source = textwrap.dedent(inspect.getsource(ManufacturingModel.step))
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert function.end_lineno is not None
    assert function.end_lineno - function.lineno + 1 <= 25
    called = [
        node.func.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    expected = ["read", *BEFORE_INCOMES, "incomes_and_balance_sheets", "exit_and_entry", "close_accounts", "record"]
    assert called == expected
    assert not any(isinstance(node, ast.BinOp) for node in ast.walk(function))  # no arithmetic in step()


# --- reproducible


def test_the_same_seed_gives_the_same_bits(economy: OpeningEconomy, parameters: Parameters) -> None:
    one, two = (steps(build_model(economy, parameters, seed=5), 12) for _ in range(2))
    assert same_panels(one.recorder.panel(), two.recorder.panel()) == []
    for name in Firms.column_names():
        assert np.array_equal(getattr(one.firms, name), getattr(two.firms, name)), name


def test_a_model_is_not_moved_by_another_beside_it(economy: OpeningEconomy, parameters: Parameters) -> None:
    alone = steps(build_model(economy, parameters, seed=5), 6)
    one, two = build_model(economy, parameters, seed=5), build_model(economy, parameters, seed=6)
    for _ in range(6):
        one.step()
        two.step()
    assert same_panels(alone.recorder.panel(), one.recorder.panel()) == []


def test_another_replication_or_seed_differs_once_shocks_start(economy: OpeningEconomy, parameters: Parameters) -> None:
    keys = ((5, 0), (5, 1), (6, 0))
    base, other, reseeded = (
        steps(build_model(economy, parameters, seed=s, replication=r), 8).recorder.panel() for s, r in keys
    )
    for panel in (other, reseeded):
        for name in ("value_added_nominal", "exports_volume", "gdp_volume", "exits"):
            assert not np.array_equal(base[name][4:], panel[name][4:]), name


def test_the_population_is_one_data_set_for_all_seeds(economy: OpeningEconomy, parameters: Parameters) -> None:
    one, two = build_model(economy, parameters, seed=1), build_model(economy, parameters, seed=2, replication=9)
    for name in Firms.column_names():
        assert np.array_equal(getattr(one.firms, name), getattr(two.firms, name)), name


def test_a_horizon_further_away_does_not_change_the_years_before(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    near, far = (steps(build_model(economy, parameters, until=year), 8) for year in (2023, 2035))
    one, two = near.recorder.panel(), far.recorder.panel()
    np.testing.assert_allclose(one["gdp_volume"], two["gdp_volume"], rtol=1e-12)


def test_the_base_year_has_no_aggregate_shocks(economy: OpeningEconomy, parameters: Parameters) -> None:
    one, two = (
        steps(build_model(economy, parameters, replication=r), 4).recorder.panel()["exports_volume"][:4, :, MADE].sum()
        for r in (0, 1)
    )
    assert one == pytest.approx(two, rel=2e-3)  # what is left is the luck of single firms


# --- led by the calibration


def base_year(economy: OpeningEconomy, parameters: Parameters) -> dict[str, np.ndarray]:
    panel = steps(build_model(economy, parameters, switches=DETERMINISTIC, until=2022), 4).recorder.panel()
    return {name: panel[name][:4].sum(axis=0) for name in CELL_SERIES}


@pytest.mark.parametrize(("region", "sector"), [("Ulsan", "AUTO"), ("Chungnam", "SEMI"), ("Gyeonggi", "SEMI")])
def test_the_base_year_follows_a_cell_of_value_added_moved_by_a_tenth(
    economy: OpeningEconomy, parameters: Parameters, region: str, sector: str
) -> None:
    r, s = REGIONS.index(region), SECTORS.index(sector)
    moved = economy.value_added_region.copy()
    shift = 0.1 * moved[r, s]
    others = [q for q in range(len(REGIONS)) if q != r]
    moved[r, s] += shift
    moved[others, s] *= 1.0 - shift / moved[others, s].sum()  # the nation's sector keeps its official total
    one, two = (base_year(e, parameters) for e in (economy, replace(economy, value_added_region=moved)))
    name = "value_added_nominal"
    assert two[name][r, s] / one[name][r, s] == pytest.approx(1.1, rel=5e-3)
    assert two[name][:, s].sum() / one[name][:, s].sum() == pytest.approx(1.0, rel=5e-3)
    same = np.array([k for k in range(N_SECTORS) if k != s])
    np.testing.assert_allclose(two[name][:, same].sum(axis=0), one[name][:, same].sum(axis=0), rtol=5e-3)


def test_the_base_year_follows_exports_moved_by_a_tenth(economy: OpeningEconomy, parameters: Parameters) -> None:
    s = SECTORS.index("SHIP")
    exports, investment = economy.exports_by_market.copy(), economy.investment_domestic.copy()
    investment[s] -= 0.1 * exports[s].sum()  # the accounts still close: what is exported is not invested at home
    exports[s] *= 1.1
    assert investment[s] > 0.0
    changed = replace(economy, exports_by_market=exports, investment_domestic=investment)
    one, two = (base_year(e, parameters)["exports_volume"].sum(axis=0) for e in (economy, changed))
    assert two[s] / one[s] == pytest.approx(1.1, rel=5e-3)
    others = np.arange(N_SECTORS) != s
    np.testing.assert_allclose(two[MADE][others], one[MADE][others], rtol=5e-3)


def test_the_simulated_base_year_is_the_official_one(economy: OpeningEconomy, parameters: Parameters) -> None:
    panel = base_year(economy, parameters)
    made = panel["value_added_nominal"][:, MADE]
    official = economy.value_added_region[:, MADE]
    np.testing.assert_allclose(made.sum(axis=1), official.sum(axis=1), rtol=5e-3)
    exports = panel["exports_volume"].sum(axis=0)
    np.testing.assert_allclose(exports[MADE], economy.exports_by_market.sum(axis=1)[MADE], rtol=2e-2)


# --- sane to the horizon


@pytest.fixture(scope="module")
def baseline(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    model = build_model(economy, parameters, scale=0.05, seed=11)
    fills = []
    for _ in range(model.quarters):
        model.step()
        fills.append(float(model.flow.cleared.fill.max()))
        assert model.firms.weight.min() >= 0.0
        for name in ("capital", "employment", "inventory", "loans", "deposits", "rd_stock", "output"):
            assert getattr(model.firms, name).min() >= -1e-9, (name, model.quarter)
    assert max(fills) <= 1.0 + 1e-9  # home sales never exceed home demand
    return model


def test_the_baseline_reaches_its_horizon_with_closed_accounts(baseline: ManufacturingModel) -> None:
    assert baseline.quarter == 56
    assert baseline.worst_residual <= 1e-12


def test_nothing_is_undefined_or_negative_to_the_horizon(baseline: ManufacturingModel) -> None:
    panel = baseline.recorder.panel()
    for name, series in panel.items():
        if name != "fiscal":
            assert len(series) == 56
            assert np.isfinite(series).all(), name
    signed = {"value_added_nominal", "value_added_volume", "capital_income", "fiscal_net", "government_debt"}
    for name in {*CELL_SERIES, *REGION_SERIES, *SCALARS} - signed:
        assert panel[name].min() >= 0.0, name
    for name in Firms.column_names():
        assert np.isfinite(getattr(baseline.firms, name).astype(float)).all(), name
    assert np.isfinite(baseline.households.deposits).all()
    assert baseline.households.deposits.min() > 0.0
    assert baseline.labour.unemployed.min() > 0.0


def test_series_of_the_panel_agree_with_each_other(baseline: ManufacturingModel) -> None:
    panel = baseline.recorder.panel()
    made = panel["value_added_nominal"][:, :, MADE].sum(axis=(1, 2))
    np.testing.assert_allclose(panel["value_added_by_size"].sum(axis=1), made, rtol=1e-9)
    jobs = panel["employment"][:, :, MADE].sum(axis=(1, 2))
    np.testing.assert_allclose(panel["employment_by_size"].sum(axis=1), jobs, rtol=1e-9)
    plants = panel["establishments"].sum(axis=(1, 2))
    np.testing.assert_allclose(panel["establishments_rz"].sum(axis=(1, 2)), plants, rtol=1e-9)
    assert np.all(panel["adopters"] <= panel["establishments_rz"] + 1e-9)
    change = panel["entries"].sum(axis=1) - panel["exits"].sum(axis=1)
    np.testing.assert_allclose(np.diff(plants), change[1:], atol=1e-6 * plants[0])


def test_recorded_value_added_is_what_was_made(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = build_model(economy, parameters, scale=0.05)
    for quarter in range(6):
        model.step()
        recorded = model.recorder.panel()["value_added_nominal"][quarter].sum(axis=0)
        np.testing.assert_allclose(recorded, model.flow.booked.value_added, rtol=1e-9)


def test_recorded_value_added_is_output_less_inputs_in_every_cell(baseline: ManufacturingModel) -> None:
    panel = baseline.recorder.panel()
    made = panel["gross_output_nominal"] - panel["intermediate_nominal"]
    np.testing.assert_allclose(made, panel["value_added_nominal"], rtol=1e-9, atol=1e-6)


def test_first_quarters_show_no_seasonal_loss_of_value_added_in_small_plants(baseline: ManufacturingModel) -> None:
    """A new cohort starts in each first quarter; nothing else distinguishes it."""
    small = np.log(baseline.recorder.panel()["value_added_by_size"][8:, 0])
    bend = small[4:-4:4] - 0.5 * (small[3:-5:4] + small[5:-3:4])
    assert abs(bend.mean()) < 0.004


def test_entrants_price_with_the_wages_of_their_time(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = steps(build_model(economy, parameters, switches=DETERMINISTIC), 48)
    before = model.firms.ident.copy()
    steps(model, 1)  # the first quarter of a year: a new cohort enters
    new = (model.firms.ident != before) & (model.firms.weight > 0.0)
    advance(model, BEFORE_INCOMES[:3])
    f = model.firms
    old = f.manufacturing & (f.weight > 0.0) & ~new & (f.size == 0)
    base = f.weight * f.base_unit_cost  # unit cost of each group over its base-year unit cost
    cost = [float(base[who] @ f.cost_index[who] / base[who].sum()) for who in (new, old)]
    assert new.sum() > 100
    assert cost[0] / cost[1] == pytest.approx(1.0, abs=0.02)


# --- portable


def test_rules_use_portable_elementary_functions_only() -> None:
    """`sim.numerics` promises the same bits on every machine; NumPy and the C library do not."""
    root = Path(sim.__file__).parent
    found = []
    names = ("model", "opening", "closing", "incomes", "state", "random")
    for path in [*(root / f"{n}.py" for n in names), *(p for d in FOLDERS for p in sorted((root / d).glob("*.py")))]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.log", "np.exp", "np.power", "math.exp"):
                found.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
                whole = isinstance(node.right, ast.Constant) and isinstance(node.right.value, int)
                if not whole:
                    found.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
    assert not found, "\n".join(found)


# --- inputs


def test_unknown_mechanisms_and_parameters_are_errors(economy: OpeningEconomy, parameters: Parameters) -> None:
    with pytest.raises(ValueError, match="unknown mechanism 'M99'"):
        Switches(off=frozenset({"M99"}))
    with pytest.raises(RegistryError, match="unknown parameter"):
        parameters.replace(no_such_number=1.0)
    with pytest.raises(RegistryError, match="outside"):
        parameters.replace(capital_labour_elasticity=1.5)
    with pytest.raises(AttributeError, match="no_such_number"):
        parameters.no_such_number  # noqa: B018
    assert set(MECHANISMS) >= {f"M{k}" for k in range(1, 12)}


def test_assumptions_of_a_scenario_move_the_world_at_their_quarter(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    path = np.full(56, parameters.policy_rate)
    path[6:] += 0.01
    plain = steps(build_model(economy, parameters), 10).recorder.panel()
    moved = steps(build_model(economy, parameters, assume={"policy_rate": path}), 10).recorder.panel()
    np.testing.assert_allclose(moved["policy_rate"], path[:10])
    assert np.array_equal(plain["gdp_volume"][:6], moved["gdp_volume"][:6])
    assert np.all(moved["gdp_volume"][6:] < plain["gdp_volume"][6:])
    same = steps(build_model(economy, parameters, assume={"policy_rate": parameters.policy_rate}), 10).recorder.panel()
    assert same_panels(plain, same) == []


@pytest.mark.parametrize(
    ("name", "rise", "level"),
    [
        ("government_growth", 0.02, lambda m: m.flow.government.sum()),
        ("minimum_wage_growth", 0.02, lambda m: m.world.minimum_wage),
        ("participation_trend", 0.01, lambda m: m.world.working_age.mean()),
        ("trend_growth", 0.01, lambda m: m.rest_of_world.home_path),
        ("foreign_demand_growth", 0.01, lambda m: m.world.foreign_demand.mean()),
        ("tariff_relief_base", 0.1, lambda m: m.rest_of_world.liftable.sum()),
        ("electrification", 0.01, lambda m: m.rest_of_world.electrification_path),
        ("growth_slowdown", 0.004, lambda m: m.rest_of_world.slowdown_path),
    ],
)
def test_growth_that_changes_along_a_path_counts_from_its_quarter_on(
    economy: OpeningEconomy, parameters: Parameters, name: str, rise: float, level: Callable[[ManufacturingModel], Any]
) -> None:
    """A rate that rises in the fifth year moves the level by a quarter of a year's growth, not by five years of it."""
    changes, before = 20, getattr(parameters, name)
    path = np.full(56, before)
    path[changes:] += rise
    plain, moved = (
        build_model(economy, parameters, assume=assume, switches=DETERMINISTIC) for assume in ({}, {name: path})
    )
    found = []
    for quarter in range(changes + 2):
        one, two = (steps(model, 1) for model in (plain, moved))
        found.append(float(level(two)) - float(level(one)))
        if quarter < changes:
            assert found[-1] == 0.0, quarter
    first, second = np.abs(found[-2:]) / max(abs(float(level(plain))), 1.0)
    assert 0.0 < first < 0.4 * rise / (1.0 - before if name == "tariff_relief_base" else 1.0)
    assert 1.5 * first < second < 2.5 * first


def test_the_sample_is_of_its_size_and_weighs_all_establishments(economy: OpeningEconomy) -> None:
    everybody = float(economy.establishments.sum())
    for scale in (0.02, 0.05, "sample"):
        people = build_population(economy, scale=scale, seed=1, reserve=2)
        made = people.sector < N_SECTORS
        assert float(people.weight[made].sum()) == pytest.approx(everybody, rel=1e-3)


@pytest.mark.full
@pytest.mark.parametrize(
    ("name", "size", "series"),
    [
        ("site_cost", 0.2, "investment_volume"),
        ("adoption_support", 3.0, "adopters"),
        ("rd_support", 0.2, "investment_volume"),
    ],
)
def test_paired_effects_agree_between_the_sample_and_all_establishments(
    economy: OpeningEconomy, parameters: Parameters, name: str, size: float, series: str
) -> None:
    """Relative effect on the fifth year, mean over paired replications; two standard errors of the difference."""

    def effects(scale: str | float, replications: int) -> np.ndarray:
        found = []
        for replication in range(replications):
            totals = []
            for levers in ((), (lever(name, size, start=4),)):
                model = build_model(economy, parameters, *levers, scale=scale, replication=replication, until=2026)
                values = model.run()[series][16:20]
                totals.append(float(values[:, :, MADE].sum() if series != "adopters" else values.sum()))
            found.append(totals[1] / totals[0] - 1.0)
        return np.array(found)

    sample, large = effects("sample", 8), effects("1:1", 4)
    error = np.hypot(sample.std(ddof=1) / np.sqrt(sample.size), large.std(ddof=1) / np.sqrt(large.size))
    assert abs(sample.mean()) > 0.001
    assert abs(sample.mean() - large.mean()) <= 2.0 * error
