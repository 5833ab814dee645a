"""Counts of manufacturing establishments by region, size, stage of adoption and condition."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel


@kernel
def count(  # type: ignore[no-untyped-def]
    start, weight, size, stage, success, lead, loss_quarters, advanced, top, zombie, cells, by_size, by_region,
):  # fmt: skip
    """Number of establishments: cells (2, cells) all and zombies; by_size (2, R, Z) all and from stage `advanced` on;
    by_region (4, R) with any factory, with stage `top`, with a place as a lead factory, and those of them that work.

    A zombie has been in distress for `zombie` quarters and more.
    """
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        r = c // N_PRODUCTS
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            w, z = weight[i], size[i]
            if w <= 0.0:
                continue
            cells[0, c] += w
            by_size[0, r, z] += w
            if loss_quarters[i] >= zombie:
                cells[1, c] += w
            if stage[i] >= advanced:
                by_size[1, r, z] += w
            if stage[i] > 0:
                by_region[0, r] += w
            if stage[i] == top:
                by_region[1, r] += w
            if lead[i] > 0.5:
                by_region[2, r] += w
                if success[i] > 0.5:
                    by_region[3, r] += w


@kernel
def count_marked(start, weight, size, tags, stage, marks, smallest, advanced, totals):  # type: ignore[no-untyped-def]
    """Living manufacturing establishments from size `smallest` on that carry each of the bits `marks` (K,), into totals
    (2, K): all, and from stage `advanced` on."""
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            if tags[i] == 0 or size[i] < smallest or weight[i] <= 0.0:
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
