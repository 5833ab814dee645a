"""The world in which levers are tried, and its baseline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from calibration.economy import OpeningEconomy
from sim.parameters import Parameters
from sim.switches import FULL, Switches
from tests.core.conftest import economy, parameters
from tests.core.support import build_model, steps

from .cases import WORLD

__all__ = ["economy", "parameters"]


@pytest.fixture(scope="module")
def early(parameters: Parameters) -> Parameters:
    """A world in which every lever has something to bite on from the start."""
    return parameters.replace(**WORLD)


@pytest.fixture(scope="module")
def plain(economy: OpeningEconomy, early: Parameters) -> Callable[..., Any]:
    """Panel of the baseline after some quarters, run once."""
    kept: dict[Any, Any] = {}

    def panel(quarters: int, seed: int = 1, switches: Switches = FULL) -> Any:
        key = quarters, seed, switches.off
        if key not in kept:
            model = build_model(economy, early, seed=seed, switches=switches)
            kept[key] = steps(model, quarters).recorder.panel()
        return kept[key]

    return panel
