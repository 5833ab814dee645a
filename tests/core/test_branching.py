"""Plans share the quarters before they differ, and nothing shows it."""

from __future__ import annotations

import gc
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.branching import differ, first_difference, fork, run_all
from sim.model import ManufacturingModel
from sim.parameters import Parameters

from .support import build_model, lever, same_panels, steps

LAST = 2024
QUARTERS = 12


def plan(*levers: Any, **assume: Any) -> Any:
    return SimpleNamespace(id="test", levers=levers, assume=assume)


def late(value: float, since: int) -> np.ndarray:
    return np.where(np.arange(QUARTERS) < since, 0.025, value)


RD = lever("rd_support", 0.1, start=3, lag=2, ramp=4)
GRID = lever("grid_capacity", 0.5, id="grid", start=7)
LOCAL = lever("local_investment_grant", 60.0, id="local", start=3, end=5)
"""Has firms in support after its end, when plans with it part."""


@pytest.mark.parametrize(
    ("one", "two", "quarter"),
    [
        (plan(), plan(RD), 5),
        (None, plan(RD), 5),
        (plan(RD), plan(RD, GRID), 7),
        (plan(RD), plan(lever("rd_support", 0.1, start=3, lag=2, ramp=5)), 5),
        (plan(RD), plan(lever("rd_support", 0.1, start=3, lag=2, ramp=4)), QUARTERS),
        (plan(lever("rd_support", 0.1, end=8)), plan(lever("rd_support", 0.1, end=9)), 0),
        (plan(policy_rate=0.025), plan(policy_rate=0.03), 0),
        (plan(RD, policy_rate=0.025), plan(RD, policy_rate=late(0.03, 6)), 6),
        (plan(), plan(lever("rd_support", 0.1, start=99)), QUARTERS),
    ],
)
def test_first_quarter_that_differs(one: Any, two: Any, quarter: int) -> None:
    assert first_difference(one, two, QUARTERS) == first_difference(two, one, QUARTERS) == quarter


def test_shared_quarters_change_no_bit(economy: OpeningEconomy, parameters: Parameters) -> None:
    cases: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        ((), {"policy_rate": late(0.025, 0)}),
        ((RD,), {"policy_rate": 0.025}),
        ((GRID, RD), {"policy_rate": late(0.04, 2)}),
        ((GRID, RD), {"policy_rate": 0.025}),
        ((RD,), {"policy_rate": late(0.025, 6)}),
        ((lever("adoption_support", 1.5, id="ai"),), {}),
        ((LOCAL,), {}),
        ((LOCAL, GRID), {}),
    ]
    apart = [build_model(economy, parameters, *levers, assume=assume, until=LAST) for levers, assume in cases]
    trunk = build_model(economy, parameters, *cases[0][0], assume=cases[0][1], until=LAST)
    together = dict(run_all(trunk, [model.plan for model in apart[1:]]))
    assert next(iter(together)) == 0
    assert together.keys() == set(range(len(apart)))
    for number, model in enumerate(apart):
        panel = together[number]
        expected = model.run()
        assert same_panels(dict(expected), dict(panel)) == []
        assert panel["fiscal"].keys() == expected["fiscal"].keys()
        for name, items in expected["fiscal"].items():
            for item, values in items.items():
                assert np.array_equal(values, panel["fiscal"][name][item]), (name, item)
    assert same_panels(dict(together[0]), dict(together[1])) != []  # and the plans do differ


def test_a_branch_is_a_model_of_its_own(economy: OpeningEconomy, parameters: Parameters) -> None:
    trunk = steps(build_model(economy, parameters, until=LAST), 2)
    branch = fork(trunk, plan(RD))
    assert len(branch.agents) == len(trunk.agents)
    assert all(agent.model is branch for agent in branch.agents)
    assert branch.government.accounts is branch.public is not trunk.public
    assert branch.rest_of_world.model is branch
    opening = trunk.firms.capital.copy()
    steps(branch, 3)
    assert (trunk.quarter, branch.quarter) == (2, 5) and (trunk.steps, branch.steps) == (2, 5)
    assert np.array_equal(trunk.firms.capital, opening)
    assert branch.structure is trunk.structure and branch.economy is trunk.economy


def test_no_branch_from_a_quarter_that_was_another(economy: OpeningEconomy, parameters: Parameters) -> None:
    trunk = steps(build_model(economy, parameters, until=LAST), 6)
    with pytest.raises(ValueError, match="differ before quarter 6"):
        fork(trunk, plan(RD))


def test_a_lever_that_does_nothing_is_seen_to_do_nothing(economy: OpeningEconomy, parameters: Parameters) -> None:
    neutral, late = lever("rd_support", 0.0, id="neutral", start=3), lever("rd_support", 1.0, id="late", start=99)
    assert not differ(build_model(economy, parameters, RD, until=LAST), plan(RD, neutral))
    assert differ(build_model(economy, parameters, RD, until=LAST), plan(RD, GRID))
    assert not differ(build_model(economy, parameters, RD, until=LAST), plan(RD, late))


def test_a_quarter_is_run_once_for_all_plans_that_are_alike_up_to_then(
    economy: OpeningEconomy, parameters: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_rd = lever("rd_support", 0.1, id="late", start=10)
    plans = [plan(RD), plan(GRID), plan(RD, GRID), plan(GRID, late_rd), plan(RD, GRID, late_rd)]
    quarters: list[int] = []
    step = ManufacturingModel.step

    def counted(model: ManufacturingModel) -> None:
        quarters.append(model.quarter)
        step(model)

    monkeypatch.setattr(ManufacturingModel, "step", counted)
    assert len(list(run_all(build_model(economy, parameters, until=LAST), plans))) == 6
    # RD acts from 5, the grid from 7, the late one from 10
    assert [quarters.count(time) for time in range(QUARTERS)] == [1] * 5 + [2] * 2 + [4] * 3 + [6] * 2


def test_a_model_that_has_been_run_is_released_before_the_next_runs(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    plans = [plan(RD), plan(GRID), plan(RD, GRID)]
    gc.collect()
    gc.disable()
    try:
        before = _models()
        counts = [_models() - before for _ in run_all(build_model(economy, parameters, until=LAST), plans)]
    finally:
        gc.enable()
    # {none, grid} and {RD, both}: forks on the way to the plan that comes next
    assert counts == [2, 1, 1, 0]


def _models() -> int:
    return sum(type(one) is ManufacturingModel for one in gc.get_objects())
