"""Lumps of investment: what waits, and what falls due."""

from __future__ import annotations

import numpy as np

from sim.agents import projects as rules
from sim.definitions.cells import made

place_in_cycle = rules.place_in_cycle.py_func


def falls_due(waiting, lump):
    """What of waiting investment is bought (N,), for half a cycle ahead."""
    return np.where(waiting >= 0.5 * lump, waiting + 0.5 * lump, 0.0)


def begin_cycles(start, machine, project, share, planned, capital, draws, machines_waiting, projects_waiting):
    """Each plant at a point of its two cycles."""
    inside, large = made(start), share * planned
    machines = place_in_cycle(draws[0], machine * capital, planned - large)
    projects = place_in_cycle(draws[1], project * capital, large)
    machines_waiting[:] = np.where(inside, machines, machines_waiting)
    projects_waiting[:] = np.where(inside, projects, projects_waiting)


def buy(start, machine, project, share, planned, capital, machines_waiting, projects_waiting, due):
    """What plants buy of their plans; all other producers buy what they plan."""
    inside, large = made(start), share * planned
    machines, works = machines_waiting + (planned - large), projects_waiting + large
    first, second = falls_due(machines, machine * capital), falls_due(works, project * capital)
    due[:] = np.where(inside, first + second, planned)
    machines_waiting[:] = np.where(inside, machines - first, machines_waiting)
    projects_waiting[:] = np.where(inside, works - second, projects_waiting)
