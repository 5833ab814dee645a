"""Order in which plants close."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import of_product


def rank(start, weight, output, capital, employment, capital_share, asked, out):
    """Log of output over capital and labour, weighted by their shares; minus infinity for who makes nothing."""
    theta = of_product(start, capital_share)
    live = (weight > 0.0) & (output > 0.0) & (capital > 0.0) & (employment > 0.0) & of_product(start, asked)
    made, machines, staff = (np.log(np.where(live, column, 1.0)) for column in (output, capital, employment))
    out[:] = np.where(live, made - (theta * machines + (1.0 - theta) * staff), -np.inf)
