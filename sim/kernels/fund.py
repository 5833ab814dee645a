"""The Public Growth Fund by establishment: what its money is shared out by, and what each gets."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel


@kernel
def count_served(start, weight, capital, served, announced, key, rated):  # type: ignore[no-untyped-def]
    """By cell, of those that a pledge serves (N,): weight x capital, and that x what is announced, one number.

    Writes key and rated (cells,).
    """
    for c in range(start.size - 1):
        within, by_rate = 0.0, 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            own = weight[i] * capital[i] if served[i] else 0.0
            within += own
            by_rate += own * announced
        key[c], rated[c] = within, by_rate


@kernel
def count_owed(start, weight, loans, reached, owed):  # type: ignore[no-untyped-def]
    """By cell (cells,), weight x loans of those reached (N,)."""
    for c in range(start.size - 1):
        debt = 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            debt += weight[i] * loans[i] if reached[i] else 0.0
        owed[c] = debt


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
