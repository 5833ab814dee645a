"""Members of an overlap group are one measure under several names, whatever the lever."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.levers import REGISTRY
from sim.levers.definition import Cost, size_at
from sim.levers.overlap import in_force
from sim.parameters import Parameters
from sim.policy import Policy
from sim.scenario.types import Lever
from tests.core.support import build_model, lever, same_panels, steps

from .cases import CASES, WORLD
from .test_every_lever import changed


def written(levers: tuple[Lever, ...]) -> Policy:
    policy = Policy()
    for item in in_force(levers, 0):
        REGISTRY[item.lever].write(policy, item, size_at(REGISTRY[item.lever], item, 0))
    return policy


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("name", REGISTRY)
def test_two_members_of_an_overlap_group_are_the_stronger_alone(name: str, order: tuple[int, int]) -> None:
    case = CASES[name]
    pair = [
        lever(name, size, id=key, overlap="group") for key, size in (("weak", case.single), ("strong", case.double))
    ]
    assert changed(written((pair[order[0]], pair[order[1]])), written((pair[1],))) == set()
    apart = [lever(name, item.central, id=item.id) for item in pair]
    adds = changed(written((apart[0], apart[1])), written((pair[1],))) != set()
    assert adds == REGISTRY[name].adds_up  # of two different measures


@pytest.mark.parametrize("name", [n for n in REGISTRY if REGISTRY[n].adds_up])
def test_pledges_that_add_up_count_once_in_an_overlap_group(
    economy: OpeningEconomy, parameters: Parameters, name: str
) -> None:
    case = CASES[name]
    weak, strong = (
        lever(name, size, id=key, overlap="group") for key, size in (("a", case.single), ("b", case.double))
    )
    alone, both = (
        steps(build_model(economy, parameters.replace(**WORLD), *chosen), 4).recorder.panel()
        for chosen in ((strong,), (weak, strong))
    )
    assert all(np.all(paid == 0.0) for paid in both["fiscal"]["a"].values())
    assert same_panels(alone, both) == []


@pytest.mark.parametrize("count", [0, 4])
def test_a_cost_of_more_columns_than_the_ledger_multiplies_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"one to three columns, found {count}"):
        Cost(tuple(np.ones(2) for _ in range(count)))
