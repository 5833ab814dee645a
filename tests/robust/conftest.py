"""Small runs and worker processes for tests of faults."""

from __future__ import annotations

import pytest

from sim.ensemble import Ensemble, run_ensemble
from tests.compare.conftest import workers
from tests.core.conftest import economy, parameters
from tests.here import Here
from tests.results.fake_model import BASELINE, PLAN, FakeFactory

__all__ = ["economy", "parameters", "workers"]


@pytest.fixture(scope="session")
def paired() -> Ensemble:
    """Three paired runs of the model of ten lines."""
    return run_ensemble(PLAN, BASELINE, FakeFactory(), seed=7, replications=range(3), workers=Here())
