"""The record of the base year: nothing writes to it, and what is settled in the base year stays."""

from __future__ import annotations

import dataclasses
from typing import Any
from unittest import mock

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.agents import demography
from sim.codes import N_SECTORS
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, steps


@pytest.fixture(scope="module")
def model(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    return build_model(economy, parameters, until=2024)


def test_no_rule_can_write_to_the_record(model: ManufacturingModel) -> None:
    values = [*vars(model.base).values(), *vars(model.base.template).values()]
    arrays = [value for value in values if isinstance(value, np.ndarray)]
    assert len(arrays) >= 20
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.base.gdp = 0.0  # type: ignore[misc]


def test_the_yardsticks_are_those_of_the_korean_economy_of_2022(model: ManufacturingModel) -> None:
    base, firms = model.base, model.firms
    assert 2_250_000.0 < 4.0 * base.gdp < 2_400_000.0  # GRDP 2022: 2,327.6 trillion won
    np.testing.assert_allclose(base.regional_share.sum(axis=0), 1.0, rtol=1e-12)
    assert np.all(base.expansion[:17] > -0.05)
    assert np.all(base.expansion[:17] < 0.05)
    assert np.all(base.user_cost[1] > base.user_cost[0])  # small firms pay a spread
    official = 9160 * 209 * 3 / 1e9  # won an hour, hours a month, months; labour cost here includes contributions
    assert 1.0 < base.minimum_wage / official < 1.4
    live = firms.manufacturing & (firms.weight > 0.0)
    paid = firms.floor_cost[live]
    assert np.all(paid >= 1.0)
    assert 1.0 < np.average(paid, weights=(firms.weight * firms.employment)[live]) < 1.1


def test_what_the_base_year_settles_stays(model: ManufacturingModel) -> None:
    steps(model, 4)
    profit, load = model.settled.profit_rate.copy(), model.settled.load.copy()
    assert np.abs(profit[:17]).max() > 0.0
    assert np.all(load > 1.0)
    steps(model, 4)
    assert np.array_equal(model.settled.profit_rate, profit)
    assert np.array_equal(model.settled.load, load)


def test_nobody_enters_or_leaves_for_profits_that_are_as_in_the_base_year(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Sectors earn from nothing to a seventh of sales; a quarter after the base year none of that is news to firms."""
    model, told = build_model(economy, parameters, switches=DETERMINISTIC), []
    ordinary = demography.entries_wanted

    def noted(births: np.ndarray, margin: np.ndarray, *rest: Any) -> None:
        told.append(margin[:N_SECTORS].copy())
        ordinary(births, margin, *rest)

    with mock.patch.object(demography, "entries_wanted", noted):
        steps(model, 5)
    assert np.abs(told[-1]).max() < 0.005
    assert np.ptp(model.settled.profit_rate[:N_SECTORS]) > 0.1
