"""What levers pay."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import cell_of, of_cell, ratio, whole


def charge(start, size, weight, tags, bits, cells, pull, own, scale, factors, received, totals):
    """The cost of an instrument, shared where its levers reach by what they pull."""
    first, second, third = (whole(factor, weight.size) for factor in factors)
    cost = of_cell(start, scale) * (first * second * third)
    inside = cells[:, cell_of(start), size] & (tags & bits[:, None] == bits[:, None])
    total = pull @ inside
    for k in np.flatnonzero(own):
        paid = cost * ratio(np.where(inside[k], pull[k], 0.0), total)
        received += paid
        totals[k] += weight @ paid
