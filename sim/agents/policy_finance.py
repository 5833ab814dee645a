"""Policy finance: who gets cheap loans and guarantees, what they do to credit and to exit, who pays when they fail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.kernels.halves import upper_half
from sim.state import Firms

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class PolicyFinance:
    """Policy finance of a quarter, (N,) each; the number zero where there is none."""

    cut: Array | float = 0.0
    """Points off the loan rate, per year; with those of the Fund at most the rate."""
    guarantee: Array | float = 0.0
    """Extra leverage by new guarantees and loans of the Fund, share of assets."""
    fund_cut: Array | float = 0.0
    """Points off the loan rate by loans of the Public Growth Fund, per year."""
    served: Mask | None = None
    """Whom the Fund serves; None while there is no Fund."""
    shift: Array | float = 0.0
    """Guarantees in the books of the base year moved to or from an establishment, share of assets."""
    spared: Array | float = 0.0
    """Share of exits that finance prevents, relative to the base year; negative where finance was withdrawn."""
    covered: Array | None = None
    """Loans under a new guarantee, money; None where there is none."""


NONE = PolicyFinance()


def better_half(firms: Firms, order: Array) -> Mask:
    """(N,) whether an establishment is in the more productive half of its sector, counted by establishments."""
    out, room = np.zeros(firms.weight.size, dtype=bool), np.empty((2, firms.weight.size))
    upper_half(firms.cell_start, firms.weight, order, N_SECTORS, N_PRODUCTS, *room, out)
    return out
