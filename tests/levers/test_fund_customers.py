"""Whether capacity that the Fund ties firms to build finds customers: nobody knows, so it is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.agents.aid import beyond_plans
from sim.codes import N_SECTORS
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.phases import aid as phase
from sim.phases.aid import plan_tied_capacity
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC, Switches
from tests.core.support import BEFORE_CHECK, advance, build_model, lever, same_panels, steps

START, YEARS = 4, 5
FUND = lever("growth_fund", 30.0, start=START, end=START + 4 * YEARS - 1)


def run(
    economy: OpeningEconomy, parameters: Parameters, found: float, *levers: Lever, quarters: int = START + 4 * YEARS
) -> ManufacturingModel:
    with_customers = parameters.replace(fund_expansion=found)
    return steps(build_model(economy, with_customers, *levers, switches=DETERMINISTIC, scale=0.05), quarters)


def manufacturing(m: ManufacturingModel, series: str) -> np.ndarray:
    """(years,) of all manufacturing."""
    made = m.recorder.panel()[series][:, :, :N_SECTORS].sum(axis=(1, 2))
    years: np.ndarray = made.reshape(-1, 4).sum(axis=1)
    return years


@pytest.fixture(scope="module")
def effects(economy: OpeningEconomy, parameters: Parameters) -> dict[float, dict[str, np.ndarray]]:
    """Part that finds customers -> series -> effect of the Fund by year."""
    series = ("value_added_volume", "employment", "investment_nominal")
    plain = run(economy, parameters, 0.0)
    funded = {found: run(economy, parameters, found, FUND) for found in (0.0, 0.5, 1.0)}
    assert all(m.worst_residual < 1e-12 for m in funded.values())
    return {
        found: {name: manufacturing(m, name) - manufacturing(plain, name) for name in series}
        for found, m in funded.items()
    }


def test_the_more_finds_customers_the_more_value_added_and_jobs(
    effects: dict[float, dict[str, np.ndarray]],
) -> None:
    for name in ("value_added_volume", "employment"):
        none, half, all_of_it = (effects[found][name][-1] for found in (0.0, 0.5, 1.0))
        assert none < half < all_of_it, name


def test_sales_that_grow_with_capital_bring_less_than_all_capital_is_used_for(
    effects: dict[float, dict[str, np.ndarray]], economy: OpeningEconomy
) -> None:
    """After five years; at home others lose some of it, prices and wages rise: never more than in proportion."""
    most = effects[1.0]["investment_nominal"].sum() / float(economy.capital[:N_SECTORS].sum())
    before = float(economy.value_added_region[:, :N_SECTORS].sum())
    assert 0.1 * most < effects[1.0]["value_added_volume"][-1] / before < most


def test_anchor_e_fund_flow_holds_at_either_end(effects: dict[float, dict[str, np.ndarray]]) -> None:
    """New investment by 30 trillion won a year: .9 to 13."""
    for found, effect in effects.items():
        assert 0.9 < effect["investment_nominal"][1:].mean() / 1000.0 < 13.0, found


def test_without_the_fund_or_with_finance_switched_off_it_moves_no_bit(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    panels = [run(economy, parameters, found, quarters=8).recorder.panel() for found in (0.0, 1.0)]
    assert not same_panels(*panels)
    off = Switches(noise=False, off=frozenset({"M6"}))
    panels = [
        steps(build_model(economy, parameters.replace(fund_expansion=found), FUND, switches=off), 8).recorder.panel()
        for found in (0.0, 1.0)
    ]
    assert not same_panels(*panels)


def test_those_who_are_paid_win_customers_in_the_next_quarter_and_nobody_else(
    economy: OpeningEconomy, parameters: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of what comes on top of capital; plants without the Fund plan none, plants at their limit none."""
    with_customers = parameters.replace(fund_expansion=0.5)
    model = steps(build_model(economy, with_customers, FUND, switches=DETERMINISTIC, scale=0.05), START)
    tied: list[np.ndarray] = []

    def noted(m: ManufacturingModel, beyond: np.ndarray) -> None:
        tied.append(beyond.copy())
        plan_tied_capacity(m, beyond)

    monkeypatch.setattr(phase, "plan_tied_capacity", noted)
    advance(model, BEFORE_CHECK[:6])
    f, planned = model.firms, np.asarray(model.new_capacity.planned)
    paid = tied[0] > 0.0
    assert paid.any()
    assert not planned[~paid].any()
    pace = tied[0][paid] / f.capital[paid]
    idle = f.capacity[paid] / f.expected_output[paid] - 1.0
    roomy, full = idle > pace, idle <= 0.0
    np.testing.assert_allclose(planned[paid][roomy], 0.5 * pace[roomy], rtol=1e-9)
    assert not planned[paid][full].any()
    assert np.count_nonzero(roomy) > 100


def test_aid_and_the_fund_together_seek_no_more_customers_than_a_plant_can_serve() -> None:
    tied, capital = np.array([10.0, 10.0, 10.0, 10.0, 0.0]), np.array([100.0, 100.0, 100.0, 0.0, 100.0])
    capacity, expected = np.array([150.0, 108.0, 100.0, 150.0, 150.0]), np.full(5, 100.0)
    aided = np.array([0.02, 0.05, 0.0, 0.0, 0.02])
    found = beyond_plans(tied, 1.0, capital, capacity, expected, aided)
    np.testing.assert_allclose(found, [0.12, 0.08, 0.0, 0.0, 0.02], rtol=1e-12)
