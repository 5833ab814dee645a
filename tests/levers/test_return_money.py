"""Where the money for plants that return comes from."""

from __future__ import annotations

import pytest

from calibration.economy import OpeningEconomy
from sim.parameters import Parameters
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, lever, steps


def test_a_won_more_of_grants_is_a_won_less_of_money_from_abroad(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Twice the grant at the same sites, until all plants stand: the bank lends the same part of them."""
    granted, brought = [], []
    for premium in (1.0, 2.0):
        world = parameters.replace(return_subsidy=premium, return_location_response=0.0)
        model = build_model(economy, world, lever("reshoring", 200.0, end=1), switches=DETERMINISTIC)
        money = 0.0
        for _ in range(14):
            steps(model, 1)
            money += float(model.flow.repatriated.sum())
        assert not model.homecoming.projects
        granted.append(float(model.recorder.panel()["fiscal"]["pledge"]["grants"].sum()))
        brought.append(money)
    assert granted[1] == pytest.approx(2.0 * granted[0], rel=0.02) and granted[0] > 100.0
    assert brought[0] - brought[1] == pytest.approx(granted[1] - granted[0], rel=0.1)
