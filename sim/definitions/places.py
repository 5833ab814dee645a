"""Places of a programme, one after the other."""

from __future__ import annotations

import numpy as np

from sim.agents.splitting import race
from sim.definitions.cells import cell_of, made
from sim.definitions.random import fill_first
from sim.numerics import exp


def line_up(
    start, size, tags, bits, cells, stage, below, weight, gain, kept, profit, bound, liquidity, names, drawing, slots,
    times,
):  # fmt: skip
    """Whom a programme may serve and when they come."""
    inside = cells[cell_of(start), size] & (tags & bits == bits) & (stage < below)
    found = np.flatnonzero(inside & (weight > 0.0) & (gain - kept > 0.0))
    pull = (gain - kept[found]) * exp(liquidity * np.clip(profit[found], -bound, bound))
    (time, stream, key_low, key_high), draws = drawing, np.empty(found.size)
    fill_first(names[found], time, stream, key_low, key_high, draws)
    slots[: found.size], times[: found.size] = found, race(weight[found], pull, draws)
    return found.size


def fill_places(times, slots, weight, cell, places, spare, whole, split):
    """The earliest first, agents take part whole while they fit, or lose one establishment while their cell has a
    spare slot; the first that does neither waits for what is left at the end.
    """
    left, taken, lost, waiting = places, [], [], []
    for place in np.argsort(times, kind="stable").tolist():
        slot = int(slots[place])
        if left <= 0.0:
            break
        if weight[slot] <= left:
            taken.append(slot)
            left -= weight[slot]
        elif left >= 1.0 and spare[cell[slot]] > 0:
            lost.append(slot)
            spare[cell[slot]] -= 1
            left -= 1.0
        else:
            waiting.append(place)
    whole[: len(taken)], split[: len(lost)] = taken, lost
    return len(taken), len(lost), max(left, 0.0), waiting[0] if waiting else -1


def count_free(start, end, weight, free):
    """Empty slots of each cell of manufacturing before its end."""
    cell = cell_of(start)
    usable = made(start) & (np.arange(weight.size) < end[cell])
    free[:] = np.bincount(cell, usable & ~(weight > 0.0), free.size)


def last_free(start, end, weight, cell, manufacturing, sources, targets):
    """For each source the last free slot of its cell that no earlier one has taken; -1 where there is none."""
    standing, free = weight.copy(), manufacturing & (weight <= 0.0)
    lowest = end.copy()
    for number, source in enumerate(sources.tolist()):
        c = cell[source]
        slots = np.flatnonzero(free[start[c] : lowest[c]])
        place = start[c] + slots[-1] if slots.size else start[c] - 1
        targets[number] = place if slots.size and standing[source] > 1.0 else -1
        lowest[c] = max(targets[number], 0)
        standing[source] -= 1.0
