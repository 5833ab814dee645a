"""Places of a programme, one after the other."""

from __future__ import annotations

import numpy as np


def fill_places(times, slots, weight, cell, places, spare, draws, whole, split):
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
    if left > 0.0 and waiting:
        slot = int(slots[waiting[0]])
        if draws[waiting[0]] < left / weight[slot]:
            taken.append(slot)
        left = 0.0
    whole[: len(taken)], split[: len(lost)] = taken, lost
    return len(taken), len(lost), max(left, 0.0)


def last_free(start, weight, cell, manufacturing, sources, targets):
    """For each source the last free slot of its cell that no earlier one has taken; -1 where there is none."""
    standing, free = weight.copy(), manufacturing & (weight <= 0.0)
    lowest = start[1:].copy()
    for number, source in enumerate(sources.tolist()):
        c = cell[source]
        slots = np.flatnonzero(free[start[c] : lowest[c]])
        place = start[c] + slots[-1] if slots.size else start[c] - 1
        targets[number] = place if slots.size and standing[source] > 1.0 else -1
        lowest[c] = max(targets[number], 0)
        standing[source] -= 1.0
