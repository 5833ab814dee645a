"""Lumps of investment: what waits, and what falls due."""

from __future__ import annotations

import numpy as np

from sim.agents.projects import falls_due, place_in_cycle
from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel


@kernel
def begin_cycles(  # type: ignore[no-untyped-def]
    start, machine, project, share, planned, capital, draws, machines_waiting, projects_waiting
):
    """Put each plant at the points of its two cycles that draws (2, N) tell; writes both columns (N,)."""
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            large = share * planned[i]
            machines_waiting[i] = place_in_cycle(draws[0, i], machine * capital[i], planned[i] - large)
            projects_waiting[i] = place_in_cycle(draws[1, i], project * capital[i], large)


@kernel
def buy(start, machine, project, share, planned, capital, machines_waiting, projects_waiting, due):  # type: ignore[no-untyped-def]
    """What plants buy of their plans by `falls_due`, volume (N,): machines and, a `share` of plans, projects.

    machine, project: smallest purchase over capital. All other producers buy what they plan. Writes what waits, as if
    all that falls due were paid, and `due`.
    """
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
                due[i] = planned[i]
            continue
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            large = share * planned[i]
            machines, works = machines_waiting[i] + (planned[i] - large), projects_waiting[i] + large
            first, second = falls_due(machines, machine * capital[i]), falls_due(works, project * capital[i])
            machines_waiting[i], projects_waiting[i] = machines - first, works - second
            due[i] = first + second
