from __future__ import annotations

import pytest

from calibration.economy import OpeningEconomy
from sim.population import Population, build_population

from .fixture import synthetic_economy


@pytest.fixture(scope="session")
def economy() -> OpeningEconomy:
    return synthetic_economy()


@pytest.fixture(scope="session")
def sample(economy: OpeningEconomy) -> Population:
    return build_population(economy)


@pytest.fixture(scope="session")
def full(economy: OpeningEconomy) -> Population:
    return build_population(economy, "1:1", reserve=2)


@pytest.fixture(params=["sample", "full"])
def population(request: pytest.FixtureRequest) -> Population:
    chosen: Population = request.getfixturevalue(request.param)
    return chosen
