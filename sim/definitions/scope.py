"""Policy by establishment."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import cell_of, ratio


def spread(start, size, table, rate):
    """Rates by cell and size."""
    rate[:] = table[cell_of(start), size]


def look_up(start, size, tags, bits, table, summed, rate):
    """Rates of those that carry every tag: the table by cell and size is added, or the larger counts."""
    value = table[cell_of(start), size]
    rate[:] = np.where(tags & bits == bits, rate + value if summed else np.maximum(rate, value), rate)


def cover(start, size, tags, bits, cells, inside):
    """Whether each is in the cells and sizes and carries every tag."""
    inside[:] = cells[cell_of(start), size] & (tags & bits == bits)


def share(start, size, tags, bits, cells, strength, own, part):
    """Strength of one lever over that of all that reach an establishment; zero where it does not itself."""
    inside = cells[:, cell_of(start), size] & (tags & bits[:, None] == bits[:, None])
    total = strength @ inside
    part[:] = ratio(np.where(inside[own], strength[own], 0.0), total)
