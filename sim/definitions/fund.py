"""The Public Growth Fund."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import of_cell


def hand_out(start, weight, capital, served, bought, tied, shares, projects):
    """Shares bought and projects of those served, in proportion to their capital."""
    own = np.where(served & (weight > 0.0), capital, 0.0)
    shares += of_cell(start, bought) * own
    projects += of_cell(start, tied) * own
