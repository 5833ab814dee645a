"""Sums over AI factories, which targets read."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS, STAGES
from sim.parameters import Parameters
from sim.phases.results import _ai_factories, world_trade

from .support import build_model, steps


def test_if_every_plant_were_an_ai_factory_the_sums_are_those_of_manufacturing(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    m = steps(build_model(economy, parameters), 1)
    m.firms.stage[:] = STAGES.index("ai_factory")
    # exit and entry have moved the weights since the quarter was measured: compare with sums of the same moment
    f = m.firms
    used = (m.structure.input_volume.sum(axis=0) * (1.0 + m.structure.input_tax))[f.sector] * f.input_multiplier
    sums = _ai_factories(m)
    for name, column in (("value_added_volume", f.output * (1.0 - used)), ("employment", f.employment)):
        made = f.by_cell(np.where(f.manufacturing, column, 0.0))
        np.testing.assert_allclose(sums[f"ai_factory_{name}"], made, rtol=1e-12, atol=1e-9)
    # One quarter after the opening persons make about what they made in the base year.
    base, now = (sums[f"ai_factory_{name}"].sum() for name in ("value_added_base", "value_added_volume"))
    assert base == pytest.approx(now, rel=0.02)
    official = economy.value_added_region[:, :N_SECTORS].sum() / 4.0
    assert base == pytest.approx(official, rel=0.02)


def test_recorded_sums_follow_the_number_of_ai_factories(economy: OpeningEconomy, parameters: Parameters) -> None:
    panel = steps(build_model(economy, parameters), 8).recorder.panel()
    persons = panel["ai_factory_employment"].sum(axis=(1, 2))
    assert (persons > 0.0).all() and (persons < panel["employment"][:, :, :N_SECTORS].sum(axis=(1, 2))).all()
    assert (panel["ai_factory_employment"][:, :, N_SECTORS:] == 0.0).all()


def test_world_trade_grows_with_foreign_demand_and_prices(economy: OpeningEconomy, parameters: Parameters) -> None:
    slow, fast = (
        steps(build_model(economy, parameters.replace(foreign_demand_growth=growth, china_drift=drift)), 9)
        for growth, drift in ((0.0, 0.0), (0.02, 0.02))
    )
    # What Korea loses to China is no loss of world trade; the deviation is the same luck in both.
    assert world_trade(fast) / world_trade(slow) == pytest.approx(np.exp(0.02 * (8 - 1.5) / 4.0), rel=1e-6)
