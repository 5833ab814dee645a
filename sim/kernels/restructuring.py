"""Order in which plants close: the least productive first."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS
from sim.compiled import kernel
from sim.numerics import log


@kernel
def rank(start, weight, output, capital, employment, capital_share, asked, out):  # type: ignore[no-untyped-def]
    """Productivity of establishments of one sector relative to each other (N,):  ln(Q / (K^theta L^(1 - theta))).

    Q output of the quarter, theta (P,) the capital share of the sector. Inputs per unit of output hardly differ within
    a sector, so the order is that of value-added TFP. Who makes nothing, and who is of a sector that is not asked for
    (P,), comes last: minus infinity.
    """
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        theta, here = capital_share[s], asked[s]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            if here:
                made, machines, staff = output[i], capital[i], employment[i]
                live = (weight[i] > 0.0) & (made > 0.0) & (machines > 0.0) & (staff > 0.0)
                used = theta * log(machines if live else 1.0) + (1.0 - theta) * log(staff if live else 1.0)
                value = log(made if live else 1.0) - used
                out[i] = value if live else -np.inf
            else:
                out[i] = -np.inf
