"""The more productive half of each sector, found without putting anybody in order."""

from __future__ import annotations

import numpy as np

from sim.compiled import allocating, kernel

SAMPLE = 256
"""Values that tell where a middle lies, before all are looked at."""
MARGIN = 0.1
"""Part of the sample on either side of its middle within which that of all is sought first."""


@kernel
def _among(value, weight, low, high, below, half):  # type: ignore[no-untyped-def]
    """The value at which the weight passes `half`, and the weight below it, of which `below` lies before `low`.

    Sought among the values low .. high, which are rearranged. Quickselect (Hoare 1961) with three parts, so that equal
    values do no harm; what lies outside is only summed.
    """
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
            return pivot, below + less
        else:
            below += less + same
            low = k
    return value[low], below


@allocating
def _bounds(value, weight):  # type: ignore[no-untyped-def]
    """Values between which the middle probably lies, from a sample of every so many."""
    step, total = value.size // SAMPLE, 0.0
    some, mass = value[::step].copy(), weight[::step].copy()
    for k in range(some.size):
        total += mass[k]
    low, _ = _among(some, mass, 0, some.size, 0.0, (0.5 - MARGIN) * total)
    high, _ = _among(some, mass, 0, some.size, 0.0, (0.5 + MARGIN) * total)
    return low, high


@allocating
def middle(value, weight):  # type: ignore[no-untyped-def]
    """Weighted median of the values (n,): the value, the weight below it and the weight of all.

    The smallest value at which the weight up to and with it exceeds half of all. Both columns are rearranged. In large
    groups only what a sample says is near the middle is put in order (Floyd and Rivest 1975).
    """
    total = 0.0
    for i in range(value.size):
        total += weight[i]
    if value.size > 4 * SAMPLE:
        low, high = _bounds(value, weight)
        below, inside, count = 0.0, 0.0, 0
        for i in range(value.size):  # those between the bounds come to the front
            one, own, other, mass = value[i], weight[i], value[count], weight[count]
            near = low <= one <= high
            below += own if one < low else 0.0
            inside += own if near else 0.0
            value[count], weight[count] = one if near else other, own if near else mass
            value[i], weight[i] = other if near else one, mass if near else own
            count += 1 if near else 0
        if below <= 0.5 * total < below + inside:
            border, under = _among(value, weight, 0, count, below, 0.5 * total)
            return border, under, total
    border, under = _among(value, weight, 0, value.size, 0.0, 0.5 * total)
    return border, under, total


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
