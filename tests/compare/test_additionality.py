"""Twin runs of the real model on a small population, and their statistics with known answers."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS, SIZES
from sim.compare.additionality import (
    HORIZON,
    READINGS,
    REASONS,
    TAKEN,
    TRIAL,
    Twins,
    jackknife,
    measures,
    run_twins,
    sorted_measures,
    support_measures,
    trial_of,
)  # fmt: skip
from sim.compare.extras import Extras, extra_sheets, extra_tables
from sim.compare.plans import Plan
from sim.compare.texts import SHEETS
from sim.labels import Label
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from tests.core.support import lever

GRANT = lever("rd_support", 0.2, id="grant", start=4)
PLACES = lever("smart_factory_slots", 4000.0, id="places", start=4)
GRID = lever("grid_capacity", 0.05, id="grid", start=4)
FUND = lever("growth_fund", 30.0, id="fund", start=4)


@dataclasses.dataclass(frozen=True)
class _Plan:
    id: str
    levers: tuple[Any, ...]
    assume: dict[str, float] = dataclasses.field(default_factory=dict)
    enactment: str = "certain"


NONE = _Plan("none", ())


@pytest.fixture(scope="module")
def small(economy: OpeningEconomy, parameters: Parameters) -> Any:
    def model(scenario: Any, seed: int, replication: int) -> ManufacturingModel:
        return ManufacturingModel(
            scenario, economy, parameters, seed=seed, replication=replication, scale=0.02, until=economy.base_year + 5
        )

    return SimpleNamespace(model=model)


@pytest.fixture(scope="module")
def found(small: Any) -> dict[str, np.ndarray]:
    empty, late = dataclasses.replace(GRANT, weak=0.0, central=0.0, strong=0.0), dataclasses.replace(GRANT, start=10)
    by_id = {"grants": GRANT, "factories": PLACES, "nothing": empty, "late": late}
    plans = tuple(_Plan(name, (one,)) for name, one in by_id.items())
    return run_twins(small, Twins(NONE, plans, 1), 0)


def test_only_support_that_can_be_given_to_some_is_taken() -> None:
    plan = support_measures(_Plan("all", (GRANT, GRID, PLACES)), frozenset({"grant", "grid"}))
    assert [one.id for one in plan.levers] == ["grant"]


def test_what_is_left_out_is_told_with_the_reason() -> None:
    """Effects of what no establishment receives would be divided by the support that others pay."""
    training, promotion = lever("training", 0.1, id="training"), lever("export_promotion", 0.01, id="fairs")
    plants = lever("reshoring", 20.0, id="plants")
    plan = _Plan("all", (GRANT, FUND, training, promotion, GRID, plants))
    spending = frozenset({"grant", "fund", "training", "fairs", "plants"})
    found = sorted_measures(plan, spending)
    assert found == {
        "taken": ("grant",), "unreceived": ("fund", "training"), "indivisible": ("fairs",), "arriving": ("plants",),
    }  # fmt: skip
    assert set(found) == {TAKEN, *REASONS}
    assert support_measures(plan, spending).levers == (GRANT,)


def test_the_fund_beside_a_grant_leaves_what_a_won_of_the_grant_adds(small: Any) -> None:
    """The Fund ties firms to invest and pays them nothing that is noted: its investment is not that of the grant."""
    investment = lever("investment_grant", 0.01, id="grant", start=4)
    spending = frozenset({"grant", "fund"})
    plans = [_Plan("alone", (investment,)), _Plan("both", (investment, FUND)), _Plan("fund", (FUND,))]
    reduced = tuple(support_measures(plan, spending) for plan in plans)
    assert not reduced[2].levers
    found = run_twins(small, Twins(NONE, reduced[:2], 1), 0)
    assert found["both"].tobytes() == found["alone"].tobytes()
    stated = {(one.equilibrium, one.name): one.value for one in measures(found["both"][None])}
    assert 0.0 < stated["full", "additional_investment"] < 1.0


def test_a_table_names_the_measures_taken_and_those_left_out() -> None:
    title = Label("Plan", "계획")
    pledges = tuple(SimpleNamespace(id=name, says=Label(f"{name} en", f"{name} ko")) for name in ("grant", "fund"))
    plan: Any = Plan("plan", title, "", "", "", cast(Any, pledges))
    kinds = {TAKEN: ("grant",), REASONS[0]: ("fund",), REASONS[1]: (), REASONS[2]: ()}
    extras = Extras(additionality_measures={"plan": kinds})
    (sheet,) = extra_sheets(extras, {"plan": plan})
    nobody = SHEETS["nobody"]
    assert sheet.rows == ((title, Label("grant en", "grant ko"), Label("fund en", "fund ko"), nobody, nobody),)
    table = extra_tables(extras)["additionality_measures"]
    assert table.to_numpy().tolist() == [["plan", "grant", "taken"], ["plan", "fund", "unreceived"]]


def test_programmes_of_a_fixed_size_shrink_with_the_trial_and_rates_do_not() -> None:
    trial = trial_of(_Plan("all", (GRANT, PLACES)))
    assert [one.central for one in trial.levers] == [0.2, pytest.approx(TRIAL * 4000.0)]


def test_a_plan_that_starts_too_late_for_the_horizon_is_left_out(found: dict[str, np.ndarray]) -> None:
    assert HORIZON == 20
    assert "late" not in found
    assert set(found) == {"grants", "factories", "nothing"}


def test_twins_without_a_difference_in_policy_are_equal_bit_by_bit(found: dict[str, np.ndarray]) -> None:
    none, trial, full = found["nothing"]
    assert none.tobytes() == trial.tobytes() == full.tobytes()


def test_all_groups_together_are_the_manufacturing_of_the_panel(small: Any, found: dict[str, np.ndarray]) -> None:
    """Money of five years, value added and mean persons of the last of them, with and without the policy."""
    for twin, levers in ((0, ()), (2, (GRANT,))):
        model = small.model(_Plan("alone", levers), 1, 0)
        panel = model.run()
        made, last = np.index_exp[4:, :, :N_SECTORS], np.index_exp[-4:, :, :N_SECTORS]
        whole = {
            "investment": panel["investment_nominal"][made].sum(),
            "value added": panel["value_added_nominal"][last].sum(),
            "employment": panel["employment"][last].sum() / 4.0,
        }
        groups = found["grants"][twin][[0, 2]].sum(axis=0)
        told = {name: float(groups[READINGS.index(name)]) for name in whole}
        assert told == pytest.approx(whole, rel=0.01)
    assert panel["fiscal"]["grant"]["grants"][4:].sum() == pytest.approx(groups[READINGS.index("support")], rel=0.01)


def test_the_trial_pays_its_group_only_and_about_its_share(found: dict[str, np.ndarray]) -> None:
    none, trial, full = found["grants"]
    assert none[:, 1].tolist() == [0.0, 0.0, 0.0]
    assert trial[0, 1] == pytest.approx(trial[1, 1])  # nobody outside the trial is paid
    assert 0.2 * TRIAL < trial[1, 1] / full[0, 1] < 5.0 * TRIAL
    assert full[2, 1] < 0.2 * full[0, 1]  # entrants only: everybody is in the scope


def test_research_grants_bring_research_in_partial_and_in_full_equilibrium(found: dict[str, np.ndarray]) -> None:
    stated = {(one.equilibrium, one.name): one.value for one in measures(found["grants"][None])}
    for equilibrium in ("partial", "full"):
        assert stated[equilibrium, "additional_investment"] > 0.1
        assert stated[equilibrium, "deadweight"] == pytest.approx(1.0 - stated[equilibrium, "additional_investment"])


def test_ratios_of_means_and_their_jackknife() -> None:
    rng = np.random.default_rng(5)
    draws = rng.normal(10.0, 1.0, 30)
    value, error = jackknife(draws, float)
    assert value == pytest.approx(draws.mean())
    assert error == pytest.approx(draws.std(ddof=1) / np.sqrt(30))
    assert np.isnan(jackknife(draws[:1], float)[1])


def test_measures_of_twins_with_known_numbers() -> None:
    twins = np.zeros((2, 3, 3, 4))
    twins[:, :, :2] = (100.0, 0.0, 50.0, 10.0)
    twins[:, :, 2] = (300.0, 0.0, 200.0, 40.0)
    twins[:, 1, 1] = (108.0, 10.0, 51.0, 10.1)
    twins[:, 2, 0] = (104.0, 10.0, 50.5, 10.0)
    twins[:, 2, 2] = (300.0, 0.0, 199.8, 40.0)
    stated = {(one.equilibrium, one.name): (one.value, one.error) for one in measures(twins)}
    assert stated["partial", "additional_investment"] == (pytest.approx(0.8), 0.0)
    assert stated["partial", "deadweight"] == (pytest.approx(0.2), 0.0)
    assert stated["full", "deadweight"] == (pytest.approx(0.6), 0.0)
    assert stated["full", "displacement"] == (pytest.approx(0.4), 0.0)
    assert stated["partial", "value_added"] == (pytest.approx(2.0), 0.0)


def test_no_displacement_per_won_of_a_gain_that_is_luck() -> None:
    """Others gain 3 in both runs, the supported -.1 and .3: minus thirty won for each is no finding."""
    twins = np.zeros((2, 3, 3, 4))
    twins[:, :, 0] = (100.0, 0.0, 50.0, 10.0)
    twins[:, :, 2] = (300.0, 0.0, 200.0, 40.0)
    twins[:, 2, 2, 2] = 203.0
    twins[:, 2, 0, 2] = (49.9, 50.3)
    assert "displacement" not in {one.name for one in measures(twins)}
    twins[:, 2, 0, 2] = (51.4, 51.6)
    assert {one.name: one.value for one in measures(twins)}["displacement"] == pytest.approx(-2.0)
    assert "displacement" not in {one.name for one in measures(twins[:1])}  # of one run nobody knows


def test_money_received_is_that_of_the_ledger(economy: OpeningEconomy, parameters: Parameters) -> None:
    small_firms = dataclasses.replace(PLACES, id="small", sizes=np.isin(np.arange(len(SIZES)), (1, 2)))
    plan = SimpleNamespace(levers=(GRANT, small_firms), assume={})
    model = ManufacturingModel(
        plan, economy, parameters, seed=1, replication=0, scale=0.02, until=economy.base_year + 1
    )
    panel = model.run()
    paid = sum(book["grants"] + book["loan_subsidy"] for book in panel["fiscal"].values())
    assert paid[:4].tolist() == [0.0] * 4
    assert np.all(paid[4:] > 0.0)
    for kind in ("region", "sector", "size"):
        np.testing.assert_allclose(panel[f"fiscal_by_{kind}"].sum(axis=1), paid, rtol=1e-12)
