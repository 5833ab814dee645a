"""The Public Growth Fund by establishment: what its money is shared out by, and what each gets."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.lanes import BLOCK, shift


@kernel
def count_served(start, weight, capital, loans, served, rates, keys, rated, owed):  # type: ignore[no-untyped-def]
    """By cell, of those served (N,): weight x capital within each programme's scope, that x its rate; weight x loans.

    rates: what two programmes announce for an establishment (N,), or one block of a number for all; above zero in their
    scope. Writes keys and rated (2, cells) and owed (cells,).
    """
    n, (first, second) = weight.size, rates
    for c in range(start.size - 1):
        within, beyond, by_first, by_second, debt = 0.0, 0.0, 0.0, 0.0, 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at_first, at_second = shift(first, n, low), shift(second, n, low)
            for i in range(low, high):
                w, one, other = weight[i] if served[i] else 0.0, first[i - at_first], second[i - at_second]
                key = w * capital[i]
                within += key if one > 0.0 else 0.0
                beyond += key if other > 0.0 else 0.0
                by_first += key * max(one, 0.0)
                by_second += key * max(other, 0.0)
                debt += w * loans[i]
        keys[0, c], keys[1, c], rated[0, c], rated[1, c], owed[c] = within, beyond, by_first, by_second, debt


@kernel
def hand_out(start, weight, capital, served, rates, bought, tied, deposits, projects):  # type: ignore[no-untyped-def]
    """Shares bought of those served are added to their deposits (N,), and what they owe to projects is written (N,).

    bought, tied (2, cells): of each programme, per unit of capital within its scope; rates as in `count_served`.
    """
    n, (first, second) = weight.size, rates
    for c in range(start.size - 1):
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at_first, at_second = shift(first, n, low), shift(second, n, low)
            for i in range(low, high):
                one, other, k = first[i - at_first], second[i - at_second], capital[i]
                k = k if served[i] and weight[i] > 0.0 else 0.0
                within, beyond = k if one > 0.0 else 0.0, k if other > 0.0 else 0.0
                deposits[i] += bought[0, c] * within + bought[1, c] * beyond
                projects[i] = tied[0, c] * within + tied[1, c] * beyond
