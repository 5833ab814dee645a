"""Places of a programme: which agents take part, and where single establishments split off."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel


@kernel
def _earlier(times, one, other):  # type: ignore[no-untyped-def]
    """Whether agent `one` comes before the `other`; of two that come at once the first in the list."""
    return times[one] < times[other] or (times[one] == times[other] and one < other)


@kernel
def _sift(times, heap, count, place):  # type: ignore[no-untyped-def]
    """Let what stands at `place` of the heap sink until nothing below comes earlier."""
    moving = heap[place]
    while True:
        child = 2 * place + 1
        if child >= count:
            break
        if child + 1 < count and _earlier(times, heap[child + 1], heap[child]):
            child += 1
        if not _earlier(times, heap[child], moving):
            break
        heap[place] = heap[child]
        place = child
    heap[place] = moving


@kernel
def fill_places(times, slots, weight, cell, places, spare, draws, whole, split):  # type: ignore[no-untyped-def]
    """The rule of `sim.agents.splitting.choose` over the agents in `slots` (k,) by their `times`; `spare` is used up.

    Writes slots that take part whole and slots that lose one establishment each; returns the number of both and the
    places left. The earliest is taken off a heap (Williams 1964), so that only those who come in time are put in order.
    """
    heap, count = np.arange(times.size), times.size
    for place in range(count // 2 - 1, -1, -1):
        _sift(times, heap, count, place)
    left, many, few, waiting = places, 0, 0, -1
    while left > 0.0 and count > 0:
        k = heap[0]
        count -= 1
        heap[0] = heap[count]
        _sift(times, heap, count, 0)
        slot = slots[k]
        if weight[slot] <= left:
            whole[many] = slot
            many += 1
            left -= weight[slot]
        elif left >= 1.0 and spare[cell[slot]] > 0:
            split[few] = slot
            few += 1
            spare[cell[slot]] -= 1
            left -= 1.0
        else:
            if waiting < 0:
                waiting = k
            if left < 1.0:  # from now on only what is lighter than the rest can fit
                fit = 0
                for place in range(count):
                    if weight[slots[heap[place]]] <= left:
                        heap[fit] = heap[place]
                        fit += 1
                count = fit
                for place in range(count // 2 - 1, -1, -1):
                    _sift(times, heap, count, place)
    if left > 0.0 and waiting >= 0:
        slot = slots[waiting]
        if draws[waiting] < left / weight[slot]:
            whole[many] = slot
            many += 1
        left = 0.0
    return many, few, max(left, 0.0)


@kernel
def last_free(start, weight, cell, manufacturing, sources, targets):  # type: ignore[no-untyped-def]
    """For each source (k,) the last free slot of its cell that no earlier source has taken; -1 where there is none."""
    for number in range(sources.size):
        c = cell[sources[number]]
        place, standing = start[c + 1] - 1, weight[sources[number]]
        for earlier in range(number):
            if cell[sources[earlier]] == c:
                place = targets[earlier] - 1
            if sources[earlier] == sources[number]:
                standing -= 1.0
        while place >= start[c] and not (manufacturing[place] and weight[place] <= 0.0):
            place -= 1
        targets[number] = place if place >= start[c] and standing > 1.0 else -1
