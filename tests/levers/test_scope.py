"""Scope to the firm: the establishments that a lever's rate reaches are those of its scope, and no others."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.levers import REGISTRY
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.policy import Instrument, Policy, Programmes
from sim.population.tags import TAGS
from tests.core.support import build_model, lever, steps

from .cases import CASES

PLACE = {"regions": ("Gyeonggi", "Gyeongnam"), "sectors": ("SEMI", "AUTO", "MACH"), "sizes": (2, 3)}
BY_FIRM = [
    name for name in REGISTRY if isinstance(getattr(Policy(), REGISTRY[name].writes[0]), (Instrument, Programmes))
]
"""Levers that reach establishments; the others are set by region, sector or market."""


RETURNING = ("returning_wage", "native_share")
"""Of the scope only the plants that came back from abroad."""


@pytest.fixture(scope="module")
def model(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    """Two years on: entrants are among the establishments."""
    return steps(build_model(economy, parameters), 8)


@pytest.fixture(scope="module")
def carried(model: ManufacturingModel) -> list[set[str]]:
    """Names of the tags of every establishment, read bit by bit."""
    return [{tag for tag, bit in TAGS.items() if int(mask) >> bit & 1} for mask in model.firms.tags]


@pytest.mark.parametrize("tag", ["", "exporter", "complex:Changwon"])
@pytest.mark.parametrize("name", BY_FIRM)
def test_a_lever_reaches_the_establishments_of_its_scope_and_no_others(
    model: ManufacturingModel, carried: list[set[str]], name: str, tag: str
) -> None:
    f, policy, definition = model.firms, Policy(), REGISTRY[name]
    wide = name in RETURNING  # few establishments: in all cells
    place = {} if wide else {key: value for key, value in PLACE.items() if key in definition.honours}
    tags = (tag,) if tag and "tags" in definition.honours and not wide else ()
    pledge = lever(name, CASES[name].double, tags=tags, **place)
    definition.write(policy, pledge, CASES[name].double)
    inside = f.manufacturing & pledge.regions[f.region] & np.isin(f.sector, np.flatnonzero(pledge.sectors))
    inside &= np.isin(f.size, np.flatnonzero(pledge.sizes))
    asked = {*tags, "returning"} if wide else set(tags)
    inside &= np.array([asked <= own for own in carried])
    assert 0 < inside.sum() < f.weight.size
    for field in definition.writes:
        written = getattr(policy, field)
        if isinstance(written, Instrument):
            reached = np.broadcast_to(written.of(f), inside.shape) != 0.0
        else:
            (programme,) = written.programmes
            reached = programme.scope.covers(f)
        assert np.array_equal(reached, inside), field
