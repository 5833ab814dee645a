"""Whose money establishments receive: what each lever says of it is what the ledger notes."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import REGIONS, SECTORS
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


@pytest.mark.parametrize("name", ["investment_grant", "rd_support", "policy_loan_rate", "investment_tax_credit"])
def test_money_is_noted_where_it_is_received(economy: OpeningEconomy, parameters: Parameters, name: str) -> None:
    """Makers of machines in Busan with 50 to 299 persons: all of it is theirs, in each of three tables."""
    pledge = lever(name, CASES[name].double, regions=("Busan",), sectors=("MACH",), sizes=(3,))
    panel = steps(build_model(economy, parameters, pledge, scale=0.1), 3).recorder.panel()
    paid = sum(panel["fiscal"]["pledge"][item] for item in ("grants", "loan_subsidy", "tax_expenditure"))
    assert np.all(paid > 0.0)
    for kind, place in (("region", REGIONS.index("Busan")), ("sector", SECTORS.index("MACH")), ("size", 3)):
        noted = panel[f"fiscal_by_{kind}"]
        np.testing.assert_allclose(noted[:, place], paid, rtol=1e-9)
        assert not np.delete(noted, place, axis=1).any()
