"""What policy does to wages, by establishment: regional wage floors."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS
from sim.compiled import kernel
from sim.kernels.classes import of_class
from sim.kernels.wages import borne, cost_of_floor, paid_in


@kernel
def regional_floor(  # type: ignore[no-untyped-def]
    start, size, paid, passed, base_cost, ratio, level, least, dispersion, cut, downward, effect
):
    """Wages with regional floors over those with the national one (N,), as far as establishments bear either.

    Floor over the mean wage: max(ratio x level, least), in regions less `cut` (R,); paid (Z,) of manufacturers. Of a
    lower floor the part `downward` reaches wages, as in `sim.agents.wage_schedules.moved_floor_cost`.
    """
    for c in range(start.size - 1):
        kept, share = 1.0 - cut[c // N_PRODUCTS], paid_in(paid, c)
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            floor = ratio[i] * level
            usual = cost_of_floor(max(floor, least), dispersion[i])
            moved = cost_of_floor(max(floor * kept, least), dispersion[i])
            lower = usual - downward * (usual - moved)
            moved = lower if moved < usual else moved
            part = of_class(share, size[i])
            effect[i] = borne(moved, base_cost[i], passed, part) / borne(usual, base_cost[i], passed, part)
