"""What policy does to wages, by establishment: regional wage floors, and whose wages follow a schedule."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel
from sim.kernels.classes import of_class
from sim.kernels.wages import borne, costs_of_floor, paid_in
from sim.lanes import BLOCK
from sim.room import room


@kernel
def regional_floor(  # type: ignore[no-untyped-def]
    cells, start, size, paid, passed, base_cost, ratio, level, least, dispersion, cut, downward, effect
):
    """In some cells, wages with regional floors over those with the national one (N,), as far as producers bear either.

    Floor over the mean wage: max(ratio x level, least), in regions less `cut` (R,); paid (Z,) of manufacturers. Of a
    lower floor the part `downward` reaches wages, as in `sim.definitions.wage_schedules.moved_floor_cost`.
    """
    usual, moved, space = room(BLOCK), room(BLOCK), room(BLOCK)
    for c in cells:
        kept, share = 1.0 - cut[c // N_PRODUCTS], paid_in(paid, c)
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            costs_of_floor(low, high, ratio, level, least, dispersion, usual, space)
            costs_of_floor(low, high, ratio, level * kept, least, dispersion, moved, space)
            for i in range(low, high):
                before, after = usual[i - low], moved[i - low]
                lower = before - downward * (before - after)
                after = lower if after < before else after
                part = of_class(share, size[i])
                effect[i] = borne(after, base_cost[i], passed, part) / borne(before, base_cost[i], passed, part)


@kernel
def carriers(start, tags, bits, slots):  # type: ignore[no-untyped-def]
    """Write the slots of manufacturers that carry every tag of `bits`; returns their number."""
    found = 0
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        for i in range(start[c], start[c + 1]):
            if tags[i] & bits == bits:
                slots[found] = i
                found += 1
    return found
