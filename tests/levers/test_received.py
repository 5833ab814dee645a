"""Whose money establishments receive: what each lever says of it is what the ledger notes."""

from __future__ import annotations

import pytest

from calibration.economy import OpeningEconomy
from sim.levers import REGISTRY
from sim.parameters import Parameters
from sim.recorder import FISCAL_ITEMS
from tests.core.support import build_model, lever, steps

from .cases import CASES


@pytest.mark.parametrize("name", [name for name in REGISTRY if REGISTRY[name].spend])
def test_a_lever_says_whether_establishments_receive_its_money(
    economy: OpeningEconomy, early: Parameters, name: str
) -> None:
    """Of those that cost anything; what establishments receive is noted for each (`sim.levers.recipients`)."""
    pledge = lever(name, CASES[name].double, regions=CASES[name].regions)
    panel = steps(build_model(economy, early, pledge), 16).recorder.panel()
    cost = sum(panel["fiscal"]["pledge"][item].sum() for item in FISCAL_ITEMS if item != "face_value")
    assert cost > 0.0
    assert (panel["fiscal_by_region"].sum() > 0.0) == REGISTRY[name].received
