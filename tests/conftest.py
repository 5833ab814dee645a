"""Settings shared by all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")

# Reproducible on every machine; a slow machine is no failure.
settings.register_profile("project", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("project")


WHOLE_SUITE = 1000
"""Tests, and more."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite expected texts instead of comparing with them")


@pytest.fixture(scope="session", autouse=True)
def compiled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Processes that run the whole suite compile the model together: else each would compile all of it."""
    if "PYTEST_XDIST_WORKER" not in os.environ or len(request.session.items) < WHOLE_SUITE:
        return
    from sim.bench.workload import Bench
    from sim.compiled import first_use
    from sim.ensemble import ModelFactory, _compile_part

    with first_use() as first:
        if first:
            plans, claims = Bench().plans, tmp_path_factory.getbasetemp().parent / "claims"
            claims.mkdir(exist_ok=True)
            _compile_part(ModelFactory(2022, 2035, "sample", {}), [plans["baseline"], plans["everything"]], 1, claims)


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expected texts are to be rewritten."""
    return bool(request.config.getoption("--update"))
