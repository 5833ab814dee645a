"""What policy does to wages."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_PRODUCTS
from sim.definitions.cells import cell_of, made
from sim.definitions.wages import floor_borne, floor_cost

Array = NDArray[np.float64]


def moved_floor_cost(national: Array, regional: Array, downward: float, out: Array) -> None:
    """Cost factor of a wage floor that a region has moved (N,).

        c = c_r where the floor rose,      c = c_n - d (c_n - c_r) where it fell

    c_n, c_r: mean wage over the mean without floor at the national and at the regional floor; d the part of a lower
    floor that reaches wages paid. Source: asymmetry by judgement (E_mw_default).
    """
    lower = national - downward * (national - regional)
    out[:] = np.where(regional < national, lower, regional)


def regional_floor(cells, start, size, paid, passed, base_cost, ratio, level, least, dispersion, cut, downward, effect):
    """Cost of the regional over that of the national floor, as far as producers of some cells bear them."""
    national, regional, here = np.empty_like(effect), np.empty_like(effect), cell_of(start)
    floor_cost(ratio, level, least, dispersion, national)
    floor_cost(ratio * level * (1.0 - cut)[here // N_PRODUCTS], 1.0, least, dispersion, regional)
    moved = np.empty_like(effect)
    moved_floor_cost(national, regional, downward, moved)
    for cost in (national, moved):
        floor_borne(start, size, paid, passed, base_cost, cost)
    effect[:] = np.where(np.isin(here, cells), moved / national, effect)


def carriers(start, tags, bits, slots):
    """Slots of manufacturers that carry every tag."""
    found = np.flatnonzero(made(start) & (tags & bits == bits))
    slots[: found.size] = found
    return found.size
