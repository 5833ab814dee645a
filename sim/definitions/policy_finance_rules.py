"""Rules of policy finance and of the Fund's loans, one step each, that the definition of their pass is made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def chance(top: Array | float, better: Mask, coverage: float) -> Array:
    """Probability of being financed (N,): 2 c q in the more productive half and 2 c (1 - q) in the other.

    c: share of establishments financed; q = 1/2 + top: share of the finance that goes to the more productive half.
    """
    share: Array = coverage * np.where(better, 1.0 + 2.0 * top, 1.0 - 2.0 * top)
    return share


def moved_guarantees(top: Array | float, better: Mask, stock: float) -> Array:
    """Guarantees of the base year that a better selection moves (N,), share of assets: g (2q - 1) up or down."""
    moved: Array = 2.0 * stock * np.where(better, top, -np.asarray(top))
    return moved


def within_rate(cut: Array | float, fund_cut: Array | float, rate: Array) -> tuple[Array, Array]:
    """Points off the loan rate, per year, by programmes and by the Fund (N,): together at most the rate.

        cut <- min(cut, r),   cut of the Fund <- min(cut of the Fund, r - cut),   r = max(rate, 0)

    rate (N,): per year, before any cut. A loan costs nothing at least, and government pays for no more than it costs.
    """
    most = np.maximum(rate, 0.0)
    first = np.minimum(cut, most)
    return first, np.minimum(fund_cut, most - first)


def spared(recipient: Array, chance: Array | float, coverage: float, forbearance: float) -> Array:
    """Share of exits prevented, relative to the base year (N,).

        1 - (1 - phi z) (1 - phi c_i) / (1 - phi c)

    phi: share of exits that finance prevents; z: how far it lives on a new programme (`support`); c_i its
    chance to be in the programmes of the base year, c the mean chance. Source: survival of recipients +5.32 points
    after two years (Chang 2016, Korea Development Institute).
    """
    existing = (1.0 - forbearance * chance) / (1.0 - forbearance * coverage)
    out: Array = 1.0 - (1.0 - forbearance * recipient) * existing
    return out


def guaranteed_loans(loans: Array, assets: Array, guarantee: Array) -> Array:
    """Loans under a guarantee (N,): the guaranteed leverage times assets, at most all loans."""
    return np.minimum(loans, guarantee * np.maximum(assets, 0.0))


def support(cut: Array | float, covered: Array, loans: Array, usual: float) -> Array:
    """How far an establishment lives on policy finance (N,) in 0 .. 1: cut / usual cut + guaranteed share of loans."""
    share = np.divide(covered, loans, out=np.zeros_like(loans), where=loans > 0.0)
    return np.minimum(cut / usual + share, 1.0)


def loan_part(claims: Array, loans: Array) -> Array:
    """Part of its loans that an establishment served owes to the Fund (cells,): min(claims / loans, 1).

    The Fund's claims on a cell (cells,) are spread over the loans of those served there (cells,).
    """
    part = np.divide(claims, loans, out=np.zeros_like(loans), where=loans > 0.0)
    return np.minimum(part, 1.0)
