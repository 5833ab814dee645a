"""Places of a programme: who may take part and when they come, who does, and where single establishments split off."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import allocating, inlined, kernel
from sim.lanes import BLOCK
from sim.numerics import exp, log
from sim.random import first_uniform
from sim.room import room

FEW = 24
"""Of a block of producers: fewer are looked up one by one."""
SPARE = 64
"""Agents put in order beyond twice as many as there are places."""


@inlined
def _arrival(drawn, weight, gain, profit, bound, liquidity):  # type: ignore[no-untyped-def]
    """Time at which an establishment comes, by what it would gain, its profit rate and a uniform number."""
    return -log(drawn) / (weight * (gain * exp(liquidity * max(min(profit, bound), -bound))))


@kernel
def line_up(  # type: ignore[no-untyped-def]
    start, size, tags, bits, cells, stage, below, weight, gain, kept, profit, bound, liquidity, names, drawing, slots,
    times,
):  # fmt: skip
    """Whom a programme may serve and when they come: `sim.agents.splitting.race` of those with something to gain.

    In the cells and sizes (cells, Z), carrying every tag of `bits`, with a stage lower than `below` and kept gains (N,)
    lower than `gain`. The pull is what is gained x exp(liquidity x profit within +-bound); names (N,) key the draws,
    drawing: time, stream and key. Writes slots and times of the first rows, and returns their number.
    """
    found, (time, stream, key_low, key_high), come = 0, drawing, room(BLOCK)
    for c in range(start.size - 1):
        if not cells[c].any():
            continue
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high, first = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1])), found
            for i in range(low, high):
                inside = cells[c, size[i]] and tags[i] & bits == bits and stage[i] < below
                if inside and weight[i] > 0.0 and gain - kept[i] > 0.0:
                    slots[found] = i
                    found += 1
            if found - first < FEW:
                for k in range(first, found):
                    i = slots[k]
                    drawn = first_uniform(names[i], time, stream, key_low, key_high)
                    times[k] = _arrival(drawn, weight[i], gain - kept[i], profit[i], bound, liquidity)
                continue
            for i in range(low, high):  # all of the block: several at a time
                come[i - low] = first_uniform(names[i], time, stream, key_low, key_high)
            for i in range(low, high):
                come[i - low] = _arrival(come[i - low], weight[i], gain - kept[i], profit[i], bound, liquidity)
            for k in range(first, found):
                times[k] = come[slots[k] - begin]
    return found


@inlined
def _later(times, one, other):  # type: ignore[no-untyped-def]
    """Whether agent `one` comes after the `other`; of two that come at once the second in the list."""
    return times[one] > times[other] or (times[one] == times[other] and one > other)


@kernel
def _sift(times, heap, count, place):  # type: ignore[no-untyped-def]
    """Let what stands at `place` of the heap sink until nothing below comes later."""
    moving = heap[place]
    while True:
        child = 2 * place + 1
        if child >= count:
            break
        if child + 1 < count and _later(times, heap[child + 1], heap[child]):
            child += 1
        if not _later(times, heap[child], moving):
            break
        heap[place] = heap[child]
        place = child
    heap[place] = moving


@kernel
def _next(times, slots, weight, most, border, heap):  # type: ignore[no-untyped-def]
    """Put into `heap`, in order, the earliest after `border` of those no heavier than `most`; returns their number.

    While it is filled the latest stands on top (Williams 1964), so that most are compared with one time only.
    """
    count, limit = 0, np.inf
    for k in range(times.size):
        if times[k] > limit or weight[slots[k]] > most or (border >= 0 and not _later(times, k, border)):
            continue
        if count < heap.size:
            heap[count] = k
            count += 1
        elif _later(times, heap[0], k):
            heap[0] = k
            _sift(times, heap, count, 0)
        else:
            continue
        if count == heap.size:
            if limit == np.inf:
                for place in range(count // 2 - 1, -1, -1):
                    _sift(times, heap, count, place)
            limit = times[heap[0]]
    if limit == np.inf:
        for place in range(count // 2 - 1, -1, -1):
            _sift(times, heap, count, place)
    for last in range(count - 1, 0, -1):
        heap[0], heap[last] = heap[last], heap[0]
        _sift(times, heap, last, 0)
    return count


@allocating
def fill_places(times, slots, weight, cell, places, spare, whole, split):  # type: ignore[no-untyped-def]
    """The rule of `sim.agents.splitting.choose` over the agents in `slots` (k,) by their `times`; `spare` is used up.

    Writes slots that take part whole and slots that lose one establishment each; returns the number of both, the places
    left and the first agent in the list that found none, or -1. Only those who may come in time are put in order:
    somewhat more than the places, and if that is not enough some more.
    """
    left, many, few, waiting, border = places, 0, 0, -1, -1
    most = min(2.0 * places + SPARE, 1.0 * times.size)
    while left > 0.0:
        batch = np.empty(int(most), dtype=np.int64)
        count = _next(times, slots, weight, left if left < 1.0 and waiting >= 0 else np.inf, border, batch)
        for place in range(count):
            if left <= 0.0:
                break
            border, slot = batch[place], slots[batch[place]]
            if weight[slot] <= left:
                whole[many] = slot
                many += 1
                left -= weight[slot]
            elif left >= 1.0 and spare[cell[slot]] > 0:
                split[few] = slot
                few += 1
                spare[cell[slot]] -= 1
                left -= 1.0
            elif waiting < 0:
                waiting = border
        if count < batch.size or count == 0:
            break
        most = min(8 * most, 1.0 * times.size)
    return many, few, max(left, 0.0), waiting


@kernel
def count_free(start, end, weight, free):  # type: ignore[no-untyped-def]
    """Empty slots of each cell of manufacturing (cells,) before its end (cells,); none elsewhere."""
    for c in range(start.size - 1):
        empty = 0
        for i in range(np.uint64(start[c]), np.uint64(end[c])):
            empty += 0 if weight[i] > 0.0 else 1
        free[c] = empty if c % N_PRODUCTS < N_SECTORS else 0


@kernel
def last_free(start, end, weight, cell, manufacturing, sources, targets):  # type: ignore[no-untyped-def]
    """For each source (k,) the last free slot of its cell that no earlier source has taken; -1 where there is none.

    end (cells,): behind the last slot of each cell that may be taken.
    """
    for number in range(sources.size):
        c = cell[sources[number]]
        place, standing = end[c] - 1, weight[sources[number]]
        for earlier in range(number):
            if cell[sources[earlier]] == c:
                place = targets[earlier] - 1
            if sources[earlier] == sources[number]:
                standing -= 1.0
        while place >= start[c] and not (manufacturing[place] and weight[place] <= 0.0):
            place -= 1
        targets[number] = place if place >= start[c] and standing > 1.0 else -1
