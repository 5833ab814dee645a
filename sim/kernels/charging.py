"""What levers pay: the cost of an instrument, told apart by lever and received by establishments."""

from __future__ import annotations

import numpy as np

from sim.compiled import allocating, inlined
from sim.lanes import BLOCK, LANES, add_weighted, folded, shift


@inlined
def _shares(c, cells, pull, own, part):  # type: ignore[no-untyped-def]
    """Parts (L,) of a cell's cost that levers pay, where each reaches all sizes or none, and that of the `own`.

    Also whether that is so, and whether any of the `own` reaches the cell.
    """
    even, concerned, whole, ours = True, False, 0.0, 0.0
    for k in range(pull.size):
        some = cells[k, c].any()
        even = even and (cells[k, c].all() or not some)
        concerned = concerned or (some and own[k] and pull[k] > 0.0)
        part[k] = pull[k] if some else 0.0
        whole += part[k]
        ours += part[k] if own[k] else 0.0
    for k in range(pull.size):
        part[k] = part[k] / whole
    return even, concerned, ours / whole


@allocating
def charge(start, size, weight, tags, bits, cells, pull, own, scale, factors, received, totals):  # type: ignore[no-untyped-def]
    """Add to received (N,) what the levers `own` (L,) pay of a cost, and to totals (L,) what each of them pays in all.

    The cost is scale (cells,) x three factors, (N,) or one block of a number for all. Levers share it by what each
    pulls (L,) where they reach: in cells and sizes (L, cells, Z), carrying every tag of bits (L,).
    """
    n, (first, second, third), untagged = weight.size, factors, not bits.any()
    money, sums, part = np.empty(BLOCK), np.empty((1, LANES)), np.empty(bits.size)
    for c in range(start.size - 1):
        even, concerned, ours = _shares(c, cells, pull, own, part)
        if not concerned:
            continue
        sums[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            end = min(begin + BLOCK, start[c + 1])
            low, high = np.uint64(begin), np.uint64(end)
            at_first, at_second, at_third = shift(first, n, low), shift(second, n, low), shift(third, n, low)
            for i in range(low, high):
                money[i - low] = scale[c] * (first[i - at_first] * second[i - at_second] * third[i - at_third])
            if even and untagged:
                add_weighted(sums, 0, weight[low:high], (money,), end - begin)
                for i in range(low, high):
                    received[i] += money[i - low] * ours
                continue
            for i in range(begin, end):
                whole, paid = 0.0, 0.0
                for k in range(bits.size):
                    if cells[k, c, size[i]] and tags[i] & bits[k] == bits[k]:
                        whole += pull[k]
                        paid += pull[k] if own[k] else 0.0
                if paid == 0.0:
                    continue
                cost = money[i - begin]
                received[i] += cost * (paid / whole)
                for k in range(bits.size):
                    if own[k] and cells[k, c, size[i]] and tags[i] & bits[k] == bits[k]:
                        totals[k] += weight[i] * cost * (pull[k] / whole)
        paid_here = folded(sums, 0)
        for k in range(bits.size):
            totals[k] += paid_here * part[k] if own[k] else 0.0
