"""Policy by establishment: rates and scopes kept by cell and size class, and by tags, looked up for each."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel


@kernel
def look_up(start, size, tags, bits, table, summed, rate):  # type: ignore[no-untyped-def]
    """Rates (N,) of those that carry every tag of `bits`: the table (cells, Z) is added, or the larger counts."""
    for c in range(start.size - 1):
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
