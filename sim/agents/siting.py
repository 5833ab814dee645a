"""Where plants are built (M3b): new investment moves between regions, and with it customers and later jobs.

Pure rules; N establishments. Pools: establishments of one sector and size class, G of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.numerics import exp, group_sums

Array = NDArray[np.float64]
Index = NDArray[np.int64]


def drawn_to(premium: Array, renewed: Array, pool: Index, pools: int) -> Array:
    """Relative change of new sites by a location premium (N,):  e^b / mean(e^b) - 1, mean over the pool by new sites.

    b: premium, log-odds; renewed (N,): customers of what is built anew in a quarter, all establishments of an agent.
    Sites are chosen by conditional logit among the places of the pool, weighted by what is built there anyway, so that
    the sum over a pool stays. Source: McFadden (1974); Carlton (1983) for new plants.
    """
    pull = exp(premium)
    built = group_sums(pool, renewed, pools)
    drawn = group_sums(pool, renewed * pull, pools)
    mean = np.divide(drawn, built, out=np.ones(pools), where=built > 0.0)
    out: Array = pull / mean[pool] - 1.0
    return out


def births_drawn(premium: Array, births: Array, sector: Index, sectors: int) -> Array:
    """Factor on births by cell (cells,) under a premium b (cells,):  e^b / mean(e^b) over the births of the sector."""
    return 1.0 + drawn_to(premium, births, sector, sectors)
