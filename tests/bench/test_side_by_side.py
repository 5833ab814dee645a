"""One agent per firm is the same economy, and the bench compares the three ways to run it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.agent_model import AgentModel
from benchmarks.columns import Attribute
from benchmarks.firm import Firm
from benchmarks.side_by_side import difference, side_by_side
from sim.bench.workload import Bench
from sim.model import ManufacturingModel

EXACT = 1e-9


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


def of_agents(bench: Bench, plan: str = "baseline") -> AgentModel:
    return AgentModel(bench.plans[plan], bench.economy, bench.parameters, seed=1, scale=0.02)


@pytest.fixture(scope="module")
def pair(bench: Bench) -> tuple[ManufacturingModel, AgentModel]:
    """Six quarters of both: exits, entrants, and a second cohort."""
    models = bench.model("baseline", 0.02), of_agents(bench)
    for model in models:
        model.advance(6)
    return models


def test_agents_give_the_aggregates_of_the_model(pair: tuple[ManufacturingModel, AgentModel]) -> None:
    passes, agents = pair
    assert difference(passes, agents) < EXACT
    assert passes.recorder.series["exits"][:6].sum() > 0.0
    assert passes.recorder.series["entries"][:6].sum() > 0.0
    assert agents.worst_residual < EXACT


def test_every_firm_is_an_agent_with_the_state_of_its_row(pair: tuple[ManufacturingModel, AgentModel]) -> None:
    passes, agents = pair
    standing = passes.firms.weight > 0.0
    assert {agent.slot for agent in agents.firms.standing} == set(np.flatnonzero(standing).tolist())
    assert len(agents.agents_by_type[Firm]) == standing.size
    compared = [name for name, column in vars(agents.firms).items() if isinstance(column, Attribute)]
    assert len(compared) > 60
    for name in compared:
        got, wanted = np.asarray(getattr(agents.firms, name)), getattr(passes.firms, name)
        size = np.abs(wanted[standing].astype(float)).max()
        np.testing.assert_allclose(got[standing], wanted[standing], rtol=EXACT, atol=EXACT * size, err_msg=name)


def test_what_agents_do_is_what_happens(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    usual, generous = bench.model("baseline", 0.02), of_agents(bench)
    pay = Firm.pay

    def double(firm: Firm, *told: Any) -> None:
        pay(firm, *told)
        firm.wage *= 2.0

    monkeypatch.setattr(Firm, "pay", double)
    for model in (usual, generous):
        model.advance(1)
    wages = [model.recorder.series["wage_bill"][0].sum() for model in (usual, generous)]
    assert wages[1] > 1.5 * wages[0]


def test_a_plan_with_levers_is_refused(bench: Bench) -> None:
    with pytest.raises(ValueError, match="without policy"):
        of_agents(bench, "everything")


def test_the_measurement_says_how_far_the_three_ways_differ() -> None:
    found = side_by_side(0.01, 2, 1)
    assert (found["scale"], found["quarters"], found["repeats"]) == (0.01, 2, 1)
    assert found["times_agents"] == pytest.approx(found["passes_per_second"] / found["agents_per_second"])
    assert found["times_agents"] > found["times_numpy"] > 1.0
    assert max(found["numpy_difference"], found["agents_difference"]) < EXACT


@pytest.mark.full
def test_arrays_are_a_hundred_times_as_fast_as_agents_and_passes_three_times_as_fast_as_numpy() -> None:
    found = side_by_side("sample", 4, 3)
    assert found["times_agents"] >= 100.0
    assert found["times_numpy"] >= 3.0
