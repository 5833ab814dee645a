"""The more productive half of each sector."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import cell_of


def middle(value, weight):
    """Weighted median: the smallest value with more than half of all weight up to it, the weight below, and of all."""
    order = np.argsort(value, kind="stable")
    ranked, total = np.cumsum(weight[order]), weight.sum()
    place = order[min(np.searchsorted(ranked, 0.5 * total, side="right"), value.size - 1)]
    return value[place], weight[value < value[place]].sum(), total


def upper_half(start, weight, order, members, products, value, mass, out):
    """Who ranks above half of the weight of the sector: the middle of the own weight counts."""
    sector = cell_of(start) % products
    living = np.flatnonzero((weight > 0.0) & (sector < members))
    ranked = living[np.lexsort((order[living], sector[living]))]
    among, own = sector[ranked], weight[ranked]
    total = np.bincount(among, own, products)
    for s in range(members):
        chosen = among == s
        out[ranked[chosen]] = np.cumsum(own[chosen]) - 0.5 * own[chosen] > 0.5 * total[s]
