"""One opening economy for all tests of the model, and small runs of it."""

from __future__ import annotations

from typing import Any

import pytest

from calibration import build
from calibration.economy import OpeningEconomy
from sim.model import ManufacturingModel
from sim.parameters import Parameters, default_parameters
from sim.switches import FULL, Switches

SMALL = 0.02


@pytest.fixture(scope="session")
def economy() -> OpeningEconomy:
    return build(2022)


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return default_parameters()


@pytest.fixture
def make(economy: OpeningEconomy, parameters: Parameters) -> Any:
    """Make a model on a small population; keywords replace the defaults."""

    def _make(scenario: Any = None, switches: Switches = FULL, **keywords: Any) -> ManufacturingModel:
        keywords.setdefault("scale", SMALL)
        values = keywords.pop("parameters", parameters)
        real = keywords.pop("economy", economy)
        return ManufacturingModel(scenario, real, values, switches=switches, **keywords)

    return _make
