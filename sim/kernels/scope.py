"""Policy by establishment: rates and scopes kept by cell and size class, and by tags, looked up for each."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.kernels.classes import class_values, of_class


@kernel
def spread(start, size, table, rate):  # type: ignore[no-untyped-def]
    """Rates (N,) by cell and size from the table (cells, Z)."""
    for c in range(start.size - 1):
        rates = class_values(table[c])
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            rate[i] = of_class(rates, size[i])


@kernel
def look_up(start, size, tags, bits, table, summed, rate):  # type: ignore[no-untyped-def]
    """Rates (N,) of those that carry every tag of `bits`: the table (cells, Z) is added, or the larger counts."""
    for c in range(start.size - 1):
        if not table[c].any():
            continue
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            if tags[i] & bits == bits:
                value = table[c, size[i]]
                rate[i] = rate[i] + value if summed else max(rate[i], value)


@kernel
def cover(start, size, tags, bits, cells, inside):  # type: ignore[no-untyped-def]
    """Whether each establishment (N,) is in the cells and sizes (cells, Z) and carries every tag of `bits`."""
    for c in range(start.size - 1):
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            inside[i] = cells[c, size[i]] and tags[i] & bits == bits


@kernel
def share(start, size, tags, bits, cells, strength, own, part):  # type: ignore[no-untyped-def]
    """Part (N,) of the lever `own` in the strength of all levers that reach an establishment; zero where it does not.

    bits (L,), cells (L, cells, Z) and strength (L,) of the levers: scope as in `cover`, and what each pulls.
    """
    for c in range(start.size - 1):
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            part[i] = 0.0
            if not (cells[own, c, size[i]] and tags[i] & bits[own] == bits[own]):
                continue
            total = 0.0
            for k in range(bits.size):
                if cells[k, c, size[i]] and tags[i] & bits[k] == bits[k]:
                    total += strength[k]
            if total > 0.0:
                part[i] = strength[own] / total
