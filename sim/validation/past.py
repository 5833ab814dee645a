"""Growth in runs from past base years: rates are those of the base year and do not slow down.

The slowdown comes from a projection of 2022, which nobody knew before; the protocol of the hindcasts lets demand abroad
grow at one mean rate.
"""

from __future__ import annotations

from typing import Final

from sim.parameters import Parameters, default_parameters

STEADY: Final = {"growth_slowdown": 0.0}


def past_parameters() -> Parameters:
    """Defaults of the registry without the slowdown."""
    return default_parameters().replace(**STEADY)
