"""Jobs of all producers: what they want to change, and what comes of it."""

from __future__ import annotations

import numpy as np

from sim.compiled import inlined, kernel


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
    """Sums by cell (cells,): planned hires, and workers who look for a new job (with those of closed plants)."""
    for c in range(start.size - 1):
        hires = gone = 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            planned, leavers, layoffs = plan_staff(employment[i], desired[i], growth, adjustment, separation)
            hires += weight[i] * planned
            gone += weight[i] * (leavers + layoffs + separated[i])
        wanted[c], leaving[c] = hires, gone


@kernel
def hire(start, desired, growth, adjustment, separation, fill, employment, separated):  # type: ignore[no-untyped-def]
    """Employment after hires, of which the part `fill` (cells,) is found, and departures; no worker is left over."""
    for c in range(start.size - 1):
        found = fill[c]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            planned, leavers, layoffs = plan_staff(employment[i], desired[i], growth, adjustment, separation)
            employment[i] = max(employment[i] - leavers - layoffs + planned * found, 0.0)
            separated[i] = 0.0
