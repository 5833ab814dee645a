"""Jobs of all producers: what they want to change, and what comes of it."""

from __future__ import annotations

import numpy as np

from sim.compiled import inlined, kernel
from sim.lanes import BLOCK, LANES, add_weighted, folded, weighted_sums
from sim.room import room


@inlined
def plan_staff(employment, desired, growth, adjustment, separation):  # type: ignore[no-untyped-def]
    """Planned hires of a firm and workers who go, leavers and layoffs.

        gap = phi (L* - (1+g) L) + g L,   hires = max(0, gap + s L),   layoffs = max(0, -gap - s L)

    g expected growth of jobs a quarter, s separation rate: a share of the gap is closed and leavers are replaced.
    """
    leavers = separation * employment
    gap = adjustment * (desired - (1.0 + growth) * employment) + growth * employment
    return max(gap + leavers, 0.0), leavers, max(-(gap + leavers), 0.0)


@kernel
def seek_staff(  # type: ignore[no-untyped-def]
    start, weight, employment, desired, separated, growth, adjustment, separation, wanted, leaving
):
    """Sums by cell (cells,): planned hires, and workers who look for a new job (with those of closed plants).

    Workers of closed plants look once: `separated` (N,) is zero afterwards.
    """
    hires, gone, total = room(BLOCK), room(BLOCK), room((2, LANES))
    for c in range(start.size - 1):
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for i in range(low, high):
                planned, leavers, layoffs = plan_staff(employment[i], desired[i], growth, adjustment, separation)
                hires[i - low], gone[i - low] = planned, leavers + layoffs + separated[i]
                separated[i] = 0.0
            add_weighted(total, 0, weight[low:high], (hires, gone), high - low)
        wanted[c], leaving[c] = folded(total, 0), folded(total, 1)


@kernel
def hire(start, weight, desired, growth, adjustment, separation, fill, employment, staff):  # type: ignore[no-untyped-def]
    """Employment after hires, of which the part `fill` (cells,) is found, and departures; staff (cells,): its sums."""
    for c in range(start.size - 1):
        found = fill[c]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            planned, leavers, layoffs = plan_staff(employment[i], desired[i], growth, adjustment, separation)
            employment[i] = max(employment[i] - leavers - layoffs + planned * found, 0.0)
        staff[c] = weighted_sums(weight, (employment,), start[c], start[c + 1])[0]
