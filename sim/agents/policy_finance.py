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
