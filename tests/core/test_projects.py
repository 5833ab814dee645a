"""Plants buy in lumps; what the nation buys follows what plants plan."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_CELLS
from sim.definitions.projects import falls_due, place_in_cycle
from sim.kernels.projects import buy
from sim.markets.credit import liquidity_targets
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, steps

SIZE = 0.25


def cycles(plans: np.ndarray, lump: float = SIZE) -> tuple[np.ndarray, np.ndarray]:
    """What many plants buy of plans (T, N), begun at all points of their cycles, and what waits in the end (N,)."""
    waiting = place_in_cycle(np.random.default_rng(7).uniform(size=plans.shape[1]), lump, plans[0])
    bought = np.empty_like(plans)
    for quarter, planned in enumerate(plans):
        waiting = waiting + planned
        bought[quarter] = falls_due(waiting, lump)
        waiting = waiting - bought[quarter]
    return bought, waiting


def test_a_plant_buys_what_it_planned_in_the_end() -> None:
    plans = np.random.default_rng(1).uniform(0.0, 0.06, (400, 200))
    bought, _ = cycles(plans)
    assert np.abs(bought.sum(axis=0) - plans.sum(axis=0)).max() <= SIZE + 0.12
    assert np.mean(bought == 0.0) > 0.8


def test_lumps_are_at_least_as_large_as_asked() -> None:
    bought, waiting = cycles(np.full((60, 50), 0.03))
    assert bought[bought > 0.0].min() >= SIZE
    assert np.abs(waiting).max() <= 0.5 * SIZE + 0.03


def test_all_plants_together_follow_a_rise_of_plans_at_once() -> None:
    plans = np.tile(np.linspace(0.01, 0.03, 100_000), (40, 1))
    plans[20:] *= 1.5
    bought = cycles(plans)[0].mean(axis=1)
    np.testing.assert_allclose(bought[:20], 0.02, rtol=0.05)
    np.testing.assert_allclose(bought[20:23], 0.03, rtol=0.05)
    np.testing.assert_allclose(bought[20:].reshape(5, 4).mean(axis=1), 0.03, rtol=0.03)  # echoes within the year


def test_lumps_of_no_size_are_no_lumps() -> None:
    """Off is identical: plans are bought at once, bit by bit, and nothing waits."""
    start, size = np.arange(N_CELLS + 1) * 2, 2 * N_CELLS
    planned = np.random.default_rng(3).uniform(0.0, 10.0, size)
    machines, projects, due = np.zeros(size), np.zeros(size), np.empty(size)
    buy(start, 0.0, 0.0, 0.0, planned, 20.0 * planned, machines, projects, due)
    np.testing.assert_array_equal(due, planned)
    assert not np.count_nonzero(machines) and not np.count_nonzero(projects)


def test_a_plant_saves_for_a_project_and_owes_for_longer_what_deposits_lack() -> None:
    """Deposits and loans aimed at, where 100 of deposits and half of a capital of 1000 are usual."""
    assert liquidity_targets(100.0, 0.5, 1000.0, 80.0, 1.0) == (180.0, 540.0)
    assert liquidity_targets(100.0, 0.5, 1000.0, -160.0, 1.0) == (0.0, 480.0)


def test_projects_leave_what_plants_aim_to_hold_less_debt_as_it_is() -> None:
    """The mean over plants at all points of their cycles, also where some would need more deposits than they have."""
    aims = [liquidity_targets(100.0, 0.5, 1000.0, waiting, 1.3) for waiting in np.linspace(-200.0, 200.0, 41).tolist()]
    assert np.mean([cash - debt for cash, debt in aims]) == pytest.approx(100.0 - 0.5 * 1000.0 * 1.3)


def test_what_is_not_bought_goes_on_waiting(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Of every plant that is still there, quarter by quarter: planned = bought + what waits more than before."""
    model = steps(build_model(economy, parameters), 5)
    f = model.firms
    for _ in range(4):
        before, names = f.machines_waiting + f.projects_waiting, f.ident.copy()
        model.step()
        same = (names == f.ident) & f.manufacturing & (f.weight > 0.0)
        more = f.machines_waiting + f.projects_waiting - before
        np.testing.assert_allclose(
            f.planned_investment[same], (f.investment + more)[same], rtol=1e-9, atol=1e-12 * f.capital.max()
        )
    assert np.count_nonzero(f.projects_waiting[f.manufacturing])
    assert not np.count_nonzero(f.projects_waiting[~f.manufacturing])


def test_who_cannot_pay_for_a_project_still_wants_it(economy: OpeningEconomy, parameters: Parameters) -> None:
    """With hardly any credit, plants that spend all they have keep more of their projects waiting."""
    waiting = []
    for limit in (parameters.max_leverage, 0.1):
        f = steps(build_model(economy, parameters.replace(max_leverage=limit)), 12).firms
        waiting.append(f.total(f.projects_waiting))
    assert waiting[1] > waiting[0] + 0.001 * f.total(f.capital)


def test_nothing_waits_in_a_world_without_shocks(economy: OpeningEconomy, parameters: Parameters) -> None:
    f = steps(build_model(economy, parameters, switches=DETERMINISTIC), 6).firms
    assert not np.count_nonzero(f.projects_waiting) and not np.count_nonzero(f.machines_waiting)


def test_larger_purchases_come_in_fewer_quarters(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Dose and response: plants that buy nothing in a quarter; the nation invests what it did."""
    still, invested = [], []
    for size in (0.01, 0.06, 0.12):
        model: ManufacturingModel = build_model(economy, parameters.replace(machine_size=size), until=2026)
        invested.append(model.run()["investment_volume"][4:].sum())
        f = model.firms
        still.append(np.mean(f.investment[f.manufacturing & (f.weight > 0.0)] == 0.0))
    assert still[0] < still[1] < still[2]
    np.testing.assert_allclose(invested, invested[1], rtol=0.01)
