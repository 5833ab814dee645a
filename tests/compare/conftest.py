"""Makes the fake model of tests/results importable here and in the worker processes; one pool for all tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "results"))

from sim.compare.pool import Workers
from tests.core.conftest import economy, parameters

__all__ = ["economy", "parameters"]


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers(2) as pool:
        yield pool
