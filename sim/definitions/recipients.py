"""Money that manufacturing establishments receive."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS
from sim.definitions.cells import made, sums


def add_received(start, weight, size, received, by_region, by_sector, by_size):
    """Weight x received of manufacturing establishments, added by region, sector and size."""
    paid = np.where(made(start), weight * received, 0.0)
    by_cell = sums(start, paid).reshape(-1, N_PRODUCTS)
    by_region += by_cell.sum(axis=1)
    by_sector += by_cell.sum(axis=0)[: by_sector.size]
    by_size += np.bincount(size, paid, by_size.size)
