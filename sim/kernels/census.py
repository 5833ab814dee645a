"""Counts of manufacturing establishments by region, size, stage of adoption and condition."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel
from sim.kernels.classes import choose, classes
from sim.lanes import BLOCK, LANES, add_weighted, folded


@kernel
def count(  # type: ignore[no-untyped-def]
    start, weight, size, stage, success, lead, loss_quarters, advanced, top, zombie, cells, by_size, by_region,
):  # fmt: skip
    """Number of establishments: cells (2, cells) all and zombies; by_size (2, R, Z) all and from stage `advanced` on;
    by_region (4, R) with any factory, with stage `top`, with a place as a lead factory, and those of them that work.

    A zombie has been in distress for `zombie` quarters and more.
    """
    row = np.empty((7, BLOCK + 8))
    live, best, distressed, placed = row[0], row[1], row[2], row[3]
    working, chosen, high_stage = row[4], row[5], row[6]
    sizes = by_size.shape[2]
    by_class, total = np.empty((2 * sizes, LANES)), np.empty((6, LANES))
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        r = c // N_PRODUCTS
        by_class[:] = 0.0
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for i in range(low, high):
                j, reached = i - low, stage[i]
                live[j] = 1.0 if reached > 0 else 0.0
                best[j] = 1.0 if reached == top else 0.0
                high_stage[j] = 1.0 if reached >= advanced else 0.0
                distressed[j] = 1.0 if loss_quarters[i] >= zombie else 0.0
                works = 1.0 if success[i] > 0.5 else 0.0
                placed[j] = 1.0 if lead[i] > 0.5 else 0.0
                working[j] = works * placed[j]
            columns = ((), distressed, live, best, placed, working)
            add_weighted(total, 0, weight[low:high], columns, high - low)
            for z in classes(size, low, high, sizes):
                choose(size, z, weight, low, high, chosen)
                add_weighted(by_class, 2 * z, chosen, ((), high_stage), high - low)
        for k in range(2):
            cells[k, c] += folded(total, k)
            for z in range(sizes):
                by_size[k, r, z] += folded(by_class, 2 * z + k)
        for k in range(4):
            by_region[k, r] += folded(total, 2 + k)


@kernel
def count_marked(start, weight, size, tags, stage, marks, smallest, advanced, totals):  # type: ignore[no-untyped-def]
    """Living manufacturing establishments from size `smallest` on that carry each of the bits `marks` (K,), into totals
    (2, K): all, and from stage `advanced` on."""
    looked_for = np.uint64(0)
    for k in range(marks.size):
        looked_for |= marks[k]
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            found = 0
            for i in range(low, high):  # most blocks have none: several at a time
                found += (tags[i] & looked_for != 0) & (size[i] >= smallest)
            if found == 0:
                continue
            for i in range(low, high):
                if tags[i] & looked_for == 0 or size[i] < smallest:
                    continue
                for k in range(marks.size):
                    if tags[i] & marks[k] != 0:
                        totals[0, k] += weight[i]
                        if stage[i] >= advanced:
                            totals[1, k] += weight[i]


@kernel
def jobs_of_large(start, weight, size, employment, smallest, out):  # type: ignore[no-untyped-def]
    """Jobs of each manufacturing establishment from size `smallest` on, into the first rows of out (N,); how many."""
    found = 0
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            if size[i] >= smallest and weight[i] > 0.0:
                out[found] = employment[i]
                found += 1
    return found
