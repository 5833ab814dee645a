"""The Public Growth Fund by establishment: what its money is shared out by, and what each gets."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel


@kernel
def hand_out(start, weight, capital, served, bought, tied, shares, projects):  # type: ignore[no-untyped-def]
    """Add what those served by a pledge (N,) get for new shares, and what they owe to projects, to columns (N,).

    bought, tied (cells,): of the pledge, per unit of capital.
    """
    for c in range(start.size - 1):
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            own = capital[i] if served[i] and weight[i] > 0.0 else 0.0
            shares[i] += bought[c] * own
            projects[i] += tied[c] * own
