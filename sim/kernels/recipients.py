"""Money that manufacturing establishments receive, by place, sector and size."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel


@kernel
def add_received(start, weight, size, received, by_region, by_sector, by_size):  # type: ignore[no-untyped-def]
    """Add weight x received (N,) of manufacturing establishments to (R,), (S,) and (Z,)."""
    for c in range(start.size - 1):
        r, s = c // N_PRODUCTS, c % N_PRODUCTS
        if s >= N_SECTORS:
            continue
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            if received[i] == 0.0:
                continue
            paid = weight[i] * received[i]
            by_region[r] += paid
            by_sector[s] += paid
            by_size[size[i]] += paid
