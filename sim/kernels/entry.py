"""Entry: free slots, and the columns of those who move into them."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import allocating, kernel
from sim.lanes import BLOCK, LANES, add_weighted, folded
from sim.room import room

STEP = 32
"""Slots looked at together for empty ones."""


@allocating
def free_slots(start, end, weight, wanted):  # type: ignore[no-untyped-def]
    """The first empty slots of each cell, up to the number wanted (cells,): slots, and how many there are (cells,).

    end (cells,): behind the last slot that may be taken.
    """
    slots = np.empty(wanted.sum(), dtype=np.int64)
    found = np.zeros_like(wanted)
    total = 0
    for c in range(wanted.size):
        begin = start[c]
        while found[c] < wanted[c] and begin < end[c]:
            low, high = np.uint64(begin), np.uint64(min(begin + STEP, end[c]))
            empty = 0
            for i in range(low, high):  # most have none: several at a time
                empty += weight[i] <= 0.0
            begin += STEP
            if empty == 0:
                continue
            for i in range(low, high):
                if weight[i] <= 0.0 and found[c] < wanted[c]:
                    slots[total] = i
                    total += 1
                    found[c] += 1
    return slots[:total], found


@kernel
def move_in(slots, cell, generation, ident, tags, columns, table):  # type: ignore[no-untyped-def]
    """Columns (N,) of the entrants in `slots` (n,): the row of the table (columns, cells) by their cell (n,).

    Their identity is one `generation` later than that of who was there before, and they carry no tag.
    """
    for j in range(slots.size):
        ident[slots[j]] += generation
        tags[slots[j]] = np.uint64(0)
    for k in range(len(columns)):
        column = columns[k]
        for j in range(slots.size):
            column[slots[j]] = table[k, cell[j]]


@kernel
def small_means(start, weight, size, smallest, wanted, wage, base_wage, log_tfp, technique, means):  # type: ignore[no-untyped-def]
    """Means over standing manufacturers of sizes below `smallest`: wage over base wage, log TFP, technique (3, cells).

    In cells of which someone wants to know (`wanted`, cells); zero where nobody stands.
    """
    inside, ratio, total = room(BLOCK), room(BLOCK), room((4, LANES))
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS or wanted[c] == 0:
            continue
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for i in range(low, high):
                w, now, base = weight[i], wage[i], base_wage[i]
                rise = now / base
                ratio[i - low] = rise if base > 0.0 else 1.0
                inside[i - low] = w if size[i] < smallest else 0.0
            add_weighted(total, 0, inside, (ratio, log_tfp[low:high], technique[low:high], ()), high - low)
        count = max(folded(total, 3), 1e-9)
        for k in range(3):
            means[k, c] = folded(total, k) / count
