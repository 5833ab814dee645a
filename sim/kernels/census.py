"""Counts of manufacturing establishments by region, size, stage of adoption and condition."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS, N_SIZES
from sim.compiled import inlined, kernel
from sim.kernels.classes import choose, classes, highest
from sim.lanes import BLOCK, LANES, add_weighted, folded
from sim.room import room, whole_room

_ONE = np.uint64(1)
_WIDTH, _BY_CLASS = BLOCK + 8, 2 * N_SIZES


@inlined
def _position(bit):  # type: ignore[no-untyped-def]
    """Which bit of a word is set, when only one is: the exponent of it as a number."""
    return (np.float64(bit).view(np.int64) >> 52) - 1023


@kernel
def count(  # type: ignore[no-untyped-def]
    start, weight, size, stage, success, lead, loss_quarters, advanced, top, zombie, cells, by_size, by_region,
):  # fmt: skip
    """Number of establishments: cells (2, cells) all and zombies; by_size (2, R, Z) all and from stage `advanced` on;
    by_region (4, R) with any factory, with stage `top`, with a place as a lead factory, and those of them that work.

    A zombie has been in distress for `zombie` quarters and more. Places as a lead factory may be one block of zeros.
    """
    row = room((7, _WIDTH))
    live, best, distressed, placed = row[0], row[1], row[2], row[3]
    working, chosen, high_stage = row[4], row[5], row[6]
    by_class, total, some_lead = room((_BY_CLASS, LANES)), room((6, LANES)), lead.size == weight.size
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        r = c // N_PRODUCTS
        by_class[:] = 0.0
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            weights, n, reached = weight[low:high], high - low, highest(stage, low, high)
            for i in range(low, high):
                live[i - low] = 1.0 if stage[i] > 0 else 0.0
                distressed[i - low] = 1.0 if loss_quarters[i] >= zombie else 0.0
            add_weighted(total, 0, weights, ((), distressed, live), n)
            if reached >= advanced:
                for i in range(low, high):
                    high_stage[i - low] = 1.0 if stage[i] >= advanced else 0.0
            if reached >= top:
                for i in range(low, high):
                    best[i - low] = 1.0 if stage[i] == top else 0.0
                add_weighted(total, 3, weights, (best,), n)
            if some_lead:
                for i in range(low, high):
                    works = 1.0 if success[i] > 0.5 else 0.0
                    there = 1.0 if lead[i] > 0.5 else 0.0
                    placed[i - low], working[i - low] = there, works * there
                add_weighted(total, 4, weights, (placed, working), n)
            for z in classes(size, low, high, N_SIZES):
                choose(size, z, weight, low, high, chosen)
                if reached >= advanced:
                    add_weighted(by_class, 2 * z, chosen, ((), high_stage), n)
                else:
                    add_weighted(by_class, 2 * z, chosen, ((),), n)
        for k in range(2):
            cells[k, c] += folded(total, k)
            for z in range(N_SIZES):
                by_size[k, r, z] += folded(by_class, 2 * z + k)
        for k in range(4):
            by_region[k, r] += folded(total, 2 + k)


@kernel
def count_marked(slots, weight, tags, stage, marks, advanced, totals):  # type: ignore[no-untyped-def]
    """Living establishments in `slots` that carry each of the bits `marks` (K,), into totals (2, K): all, and from
    stage `advanced` on."""
    looked_for, place = np.uint64(0), whole_room(64)
    for k in range(marks.size):
        looked_for |= marks[k]
        place[_position(marks[k])] = k
    for i in slots:
        bits = tags[i] & looked_for
        high_stage = 1.0 if stage[i] >= advanced else 0.0
        while bits != 0:
            k = place[_position(bits & (~bits + _ONE))]
            bits &= bits - _ONE
            totals[0, k] += weight[i]
            totals[1, k] += weight[i] * high_stage


@kernel
def jobs_of_large(start, weight, size, employment, smallest, out):  # type: ignore[no-untyped-def]
    """Jobs of each manufacturing establishment from size `smallest` on, into the first rows of out (N,); how many."""
    found = 0
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            if highest(size, low, high) < smallest:
                continue
            for i in range(low, high):
                if size[i] >= smallest and weight[i] > 0.0:
                    out[found] = employment[i]
                    found += 1
    return found
