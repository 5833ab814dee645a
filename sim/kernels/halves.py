"""The more productive half of each sector, found without putting anybody in order."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel


@kernel
def middle(value, weight):  # type: ignore[no-untyped-def]
    """Weighted median of the values (n,): the value, the weight below it and the weight of all.

    The smallest value at which the weight up to and with it exceeds half of all. Both columns are rearranged.
    Quickselect (Hoare 1961) with three parts, so that equal values do no harm; what lies outside is only summed.
    """
    total = 0.0
    for i in range(value.size):
        total += weight[i]
    half, below, low, high = 0.5 * total, 0.0, 0, value.size
    while high - low > 1:
        a, b, c = value[low], value[(low + high) // 2], value[high - 1]
        pivot = max(min(a, b), min(max(a, b), c))
        less, same, i, j, k = 0.0, 0.0, low, low, high
        while j < k:
            if value[j] < pivot:
                less += weight[j]
                value[i], value[j] = value[j], value[i]
                weight[i], weight[j] = weight[j], weight[i]
                i += 1
                j += 1
            elif value[j] > pivot:
                k -= 1
                value[k], value[j] = value[j], value[k]
                weight[k], weight[j] = weight[j], weight[k]
            else:
                same += weight[j]
                j += 1
        if below + less > half:
            high = i
        elif below + less + same > half or k == high:
            return pivot, below + less, total
        else:
            below += less + same
            low = k
    return value[low], below, total


@kernel
def upper_half(start, weight, order, members, products, value, mass, out):  # type: ignore[no-untyped-def]
    """Whether each establishment (N,) of the first `members` sectors is in the upper half of its sector by `order`.

    Counted by establishments: the middle of its weight lies above half of the sector's. Equal ones rank as they stand.
    value, mass (N,): room to work in.
    """
    cells = start.size - 1
    for s in range(members):
        found = 0
        for c in range(s, cells, products):
            for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
                if weight[i] > 0.0:
                    value[found], mass[found] = order[i], weight[i]
                    found += 1
        if found == 0:
            continue
        border, rank, total = middle(value[:found], mass[:found])
        for c in range(s, cells, products):
            for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
                if not weight[i] > 0.0:
                    continue
                if order[i] == border:
                    out[i] = rank + 0.5 * weight[i] > 0.5 * total
                    rank += weight[i]
                else:
                    out[i] = order[i] > border
