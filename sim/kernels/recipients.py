"""Money that manufacturing establishments receive, by place, sector and size."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel
from sim.kernels.classes import add_to_class


@kernel
def add_received(start, weight, size, received, by_region, by_sector, by_size):  # type: ignore[no-untyped-def]
    """Add weight x received (N,) of manufacturing establishments to (R,), (S,) and (Z,)."""
    for c in range(start.size - 1):
        r, s = c // N_PRODUCTS, c % N_PRODUCTS
        if s >= N_SECTORS:
            continue
        sums = (0.0, 0.0, 0.0, 0.0, 0.0)
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            paid = weight[i] * received[i]
            sums = add_to_class(sums, size[i], paid)
        for z in range(by_size.size):
            by_region[r] += sums[z]
            by_sector[s] += sums[z]
            by_size[z] += sums[z]
