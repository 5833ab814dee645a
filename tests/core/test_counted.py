"""Counts of establishments in the panel: by stage of adoption, and by how long they have been in distress."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_REGIONS, N_SECTORS, N_SIZES, STAGES
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, steps


@pytest.fixture
def model(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    return build_model(economy, parameters, switches=DETERMINISTIC, until=2024)


def test_a_plant_is_a_zombie_when_it_has_been_in_distress_for_three_years(model: ManufacturingModel) -> None:
    steps(model, 1)
    model.firms.loss_quarters[:] = 10
    steps(model, 2)
    after_eleven, after_twelve = model.recorder.panel()["zombies"][1:3].sum(axis=1)
    f = model.firms
    live = f.manufacturing & (f.weight > 0.0)
    assert after_eleven == 0.0
    assert after_twelve == pytest.approx(f.weight[live & (f.loss_quarters == 12)].sum())
    assert 0.0 < after_twelve < f.weight[live].sum()


def test_zombies_of_the_opening_are_as_many_as_official_statistics_count(
    model: ManufacturingModel, economy: OpeningEconomy
) -> None:
    panel = steps(model, 1).recorder.panel()
    plants = panel["establishments"][0].sum(axis=0)
    expected = float(plants @ economy.zombie_share[:N_SECTORS])
    assert panel["zombies"][0].sum() == pytest.approx(expected, rel=0.1)


def test_plants_are_counted_by_the_stage_that_they_have_reached(model: ManufacturingModel) -> None:
    """Any factory is a smart one, from the intermediate stage on a plant counts as adopter, the top stage is AI."""
    f = model.firms
    live = f.manufacturing & (f.weight > 0.0)
    f.stage[live] = np.arange(f.weight.size)[live] % len(STAGES)
    steps(model, 1)
    panel, weight = model.recorder.panel(), np.where(f.manufacturing, f.weight, 0.0)

    def number(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(f.region, weight * chosen, N_REGIONS)

    assert len(STAGES) == 4
    assert panel["smart_factories"][0] == pytest.approx(number(f.stage != STAGES.index("none")))
    assert panel["ai_factories"][0] == pytest.approx(number(f.stage == STAGES.index("ai_factory")))
    high = (f.stage != STAGES.index("none")) & (f.stage != STAGES.index("basic"))
    assert panel["adopters"][0].sum(axis=1) == pytest.approx(number(high))
    by_size = np.bincount(f.size, weight * high, N_SIZES)
    assert panel["adopters"][0].sum(axis=0) == pytest.approx(by_size)
    added = panel["adopters_value_added"][0] / panel["value_added_nominal"][0, :, :N_SECTORS].sum(axis=1)
    assert np.all((added > 0.1) & (added < 0.95))
    assert panel["establishments"][0].sum() == pytest.approx(weight.sum())
