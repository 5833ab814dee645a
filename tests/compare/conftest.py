"""One pool of workers for all tests of comparisons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sim.workers import Workers
from tests.core.conftest import economy, parameters

__all__ = ["economy", "parameters"]


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Two processes, kept for the session."""
    with Workers(2) as pool:
        yield pool
