"""The levers of all scenario files at once: accounts close to the horizon, and what is one measure counts once."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.explain.coverage import read_ledger
from sim.levers import REGISTRY
from sim.levers.definition import size_at
from sim.levers.overlap import in_force
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.policy import Policy
from sim.scenario import load
from sim.scenario.types import Lever
from sim.scenario.vocabulary import SHIPPED
from tests.core.support import build_model

from .test_every_lever import changed

LATE = 40
"""2032Q1: every measure that lasts has reached its full size."""


def levers_of_all_files() -> tuple[Lever, ...]:
    files = dict.fromkeys(row.scenario for row in read_ledger())
    return tuple(lever for name in files for lever in load(SHIPPED / f"{name}.yaml").levers)


EVERY = levers_of_all_files()
MEMBERS = [(one, two) for one, two in combinations(EVERY, 2) if one.overlap is not None and one.overlap == two.overlap]


@pytest.fixture(scope="module")
def together(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    model = build_model(economy, parameters, *EVERY)
    model.run()
    return model


def test_all_levers_of_all_files_at_once_close_every_identity_to_2035(together: ManufacturingModel) -> None:
    assert len({lever.id for lever in EVERY}) == len(EVERY) > 80
    assert together.quarter == together.quarters == 56
    assert 0.0 < together.worst_residual <= 1e-12


def test_every_lever_of_all_files_has_its_ledger_and_one_measure_under_two_names_is_paid_once(
    together: ManufacturingModel,
) -> None:
    ledger = {name: sum(items.values()) for name, items in together.recorder.panel()["fiscal"].items()}
    assert set(ledger) == {lever.id for lever in EVERY}
    same = [ledger[name] > 0.0 for name in ("m25_ai_factories", "ge26_ai500")]
    assert not np.any(same[0] & same[1])
    assert np.any(same[0] | same[1])
    fund = next(lever for lever in EVERY if lever.id == "ge26_fund40")
    assert fund.end is not None
    holding = ledger["it23_ktemasek"]
    assert np.all(holding[fund.start : fund.end + 1] == 0.0)  # the larger Fund stands for both
    assert np.any(holding[fund.end + 1 :] > 0.0)


def written(*levers: Lever) -> Policy:
    policy = Policy()
    for item in in_force(levers, LATE):
        REGISTRY[item.lever].write(policy, item, size_at(REGISTRY[item.lever], item, LATE))
    return policy


@pytest.mark.parametrize(
    ("one", "two"), [pair for pair in MEMBERS if pair[0].lever != pair[1].lever], ids=lambda lever: lever.id
)
def test_of_two_measures_of_an_overlap_group_only_one_acts(one: Lever, two: Lever) -> None:
    both = written(one, two)
    assert "" in {("" if not changed(both, written(alone)) else alone.id) for alone in (one, two)}
    assert not changed(both, written(two, one))
