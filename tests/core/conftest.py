from __future__ import annotations

import pytest

from calibration import build
from calibration.economy import OpeningEconomy
from sim.parameters import Parameters, default_parameters


@pytest.fixture(scope="session")
def economy() -> OpeningEconomy:
    return build(2022)


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return default_parameters()
