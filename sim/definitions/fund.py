"""The Public Growth Fund."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import of_cell, sums, whole


def count_served(start, weight, capital, loans, served, rates, keys, rated, owed):
    """What the money of two programmes is shared out by, and loans of those served."""
    for k, rate in enumerate(rates):
        key = np.where(served & (whole(rate, weight.size) > 0.0), weight * capital, 0.0)
        keys[k], rated[k] = sums(start, key), sums(start, whole(rate, weight.size) * key)
    owed[:] = sums(start, np.where(served, weight * loans, 0.0))


def hand_out(start, weight, capital, served, rates, bought, tied, deposits, projects):
    """Shares bought and projects of those served, in proportion to their capital."""
    within = [np.where(served & (weight > 0.0) & (whole(rate, weight.size) > 0.0), capital, 0.0) for rate in rates]
    deposits += of_cell(start, bought[0]) * within[0] + of_cell(start, bought[1]) * within[1]
    projects[:] = of_cell(start, tied[0]) * within[0] + of_cell(start, tied[1]) * within[1]
