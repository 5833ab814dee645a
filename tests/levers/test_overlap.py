"""Members of an overlap group are one measure under several names, whatever the lever."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS
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


@pytest.mark.parametrize("name", REGISTRY)
def test_of_opposite_pledges_of_equal_size_the_order_of_the_file_decides_nothing(name: str) -> None:
    definition = REGISTRY[name]
    room = min(definition.high - definition.neutral, definition.neutral - definition.low)
    if room <= 0.0:  # it has one side only
        room = definition.high - definition.neutral
    up, down = (
        lever(name, max(definition.neutral + sign * room / 2.0, definition.low), id=key)
        for sign, key in ((1.0, "up"), (-1.0, "down"))
    )
    one, other = (policy_of(pair) for pair in ((up, down), (down, up)))
    assert changed(one, other) == set()


def policy_of(levers: tuple[Lever, ...]) -> Policy:
    policy = Policy()
    for item in levers:
        REGISTRY[item.lever].write(policy, item, size_at(REGISTRY[item.lever], item, 0))
    return policy


def test_of_two_opposite_sizes_the_one_above_zero_counts() -> None:
    up, down = (lever("tariff_change", size, id=key) for size, key in ((0.1, "up"), (-0.1, "down")))
    for pair in ((up, down), (down, up)):
        assert np.unique(policy_of(pair).tariff_change[:N_SECTORS]).tolist() == [0.1]
    further_down = lever("tariff_change", -0.2, id="down")
    assert np.unique(policy_of((up, further_down)).tariff_change[:N_SECTORS]).tolist() == [-0.2]


def test_equal_members_of_a_group_count_by_name_whatever_their_order() -> None:
    """Of two programmes of one size that meet in part, and of two instruments that reach as far."""
    name = next(name for name in REGISTRY if REGISTRY[name].adds_up)
    size = CASES[name].single
    pairs = [
        (lever(name, size, id="a", overlap="g", regions=("Ulsan", "Busan")),
         lever(name, size, id="b", overlap="g", regions=("Busan", "Daegu"))),
        tuple(lever(kind, REGISTRY[kind].high, id=key, overlap="g")
              for kind, key in (("rd_support", "a"), ("adoption_support", "b"))),
    ]  # fmt: skip
    for pair in pairs:
        kept = [[item.id for item in in_force(order, 0)] for order in (pair, pair[::-1])]
        assert kept[0] == kept[1] and len(kept[0]) == 1


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
