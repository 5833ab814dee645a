"""The Public Growth Fund."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import of_cell, sums


def count_served(start, weight, capital, served, announced, key, rated):
    """What the money of a pledge is shared out by, and that times what it announces."""
    own = np.where(served, weight * capital, 0.0)
    key[:], rated[:] = sums(start, own), sums(start, own * announced)


def count_owed(start, weight, loans, reached, owed):
    """Loans of those reached."""
    owed[:] = sums(start, np.where(reached, weight * loans, 0.0))


def hand_out(start, weight, capital, served, bought, tied, shares, projects):
    """Shares bought and projects of those served, in proportion to their capital."""
    own = np.where(served & (weight > 0.0), capital, 0.0)
    shares += of_cell(start, bought) * own
    projects += of_cell(start, tied) * own
