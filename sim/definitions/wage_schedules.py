"""What policy does to wages."""

from __future__ import annotations

import numpy as np

from sim.agents.wage_schedules import moved_floor_cost
from sim.codes import N_PRODUCTS
from sim.definitions.cells import cell_of
from sim.definitions.wages import floor_borne, floor_cost


def regional_floor(start, size, paid, passed, base_cost, ratio, level, least, dispersion, cut, downward, effect):
    """Cost of the regional over that of the national floor, as far as establishments bear them."""
    national, regional = np.empty_like(effect), np.empty_like(effect)
    floor_cost(ratio, level, least, dispersion, national)
    floor_cost(ratio * level * (1.0 - cut)[cell_of(start) // N_PRODUCTS], 1.0, least, dispersion, regional)
    moved_floor_cost(national, regional, downward, effect)
    for cost in (national, effect):
        floor_borne(start, size, paid, passed, base_cost, cost)
    effect /= national
