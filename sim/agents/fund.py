"""The Public Growth Fund: how its money is shared out, what it lends, owns, earns and loses.

The Fund borrows from the bank with bonds that government guarantees, takes loans to manufacturers off the bank's books
and buys new shares. Only money that reaches manufacturing is on its books here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.codes import HUBS, N_CELLS, N_REGIONS, REGIONS
from sim.numerics import group_sums
from sim.state import Finance, Firms

Array = NDArray[np.float64]
CAPITAL = np.isin(np.array(REGIONS), HUBS["Capital"])


@dataclass(frozen=True)
class FundFlows:
    """What moved the Fund's claims in a quarter, money."""

    lent: float = 0.0
    repaid: float = 0.0
    bought: Array = field(default_factory=lambda: np.zeros(N_REGIONS))
    """(R,) shares bought from firms, by region of the firm."""
    lost_loans: float = 0.0
    lost_equity: float = 0.0


def shared_out(firms: Firms, rate: Array, served: NDArray[np.bool_], regional: float) -> Array:
    """Money of a programme for each establishment (N,), in the unit of the rate.

        total = sum rate k / sum k,   share of i = k_i / sum k,   k = weight x capital of those served

    rate (N,): what is announced for an establishment's scope; at least the part `regional` goes outside the Capital
    hub where anybody is served there (40 % for regions, and for growth-engine industries, are the same money).
    """
    key = np.where(served & (rate > 0.0), firms.weight * firms.capital, 0.0)
    whole = float(key.sum())
    if whole <= 0.0:
        return np.zeros_like(rate)
    total = float((rate * key).sum()) / whole
    inside = CAPITAL[firms.region]
    outer = float(key[~inside].sum()) / whole
    if 0.0 < outer < regional:
        key = np.where(inside, key * (1.0 - regional) / (1.0 - outer), key * regional / outer)
    money = total * key / float(key.sum())
    return np.divide(money, firms.weight, out=np.zeros_like(rate), where=firms.weight > 0.0)


def loan_part(firms: Firms, served: NDArray[np.bool_], claims: Array) -> tuple[Array, Array]:
    """Part of its loans that an establishment owes to the Fund (N,), and loans of those served by cell (cells,).

    The Fund's claims on a cell (cells,) are spread over the loans of those served.
    """
    loans = group_sums(firms.cell, np.where(served, firms.weight * firms.loans, 0.0), N_CELLS)
    part = np.divide(claims, loans, out=np.zeros(N_CELLS), where=loans > 0.0)
    return np.where(served, np.minimum(part, 1.0)[firms.cell], 0.0), loans


def lend(claims: Array, offered: Array, owed: Array, maturity: float) -> tuple[Array, Array]:
    """New loans and repayments by cell (cells,): F <- F - repaid + lent, never above what those served owe.

    repaid = max(F / (4 T), F - L),      lent = min(offered, L - (F - repaid))
    """
    repaid = np.maximum(claims / (4.0 * maturity), claims - owed)
    return np.clip(offered, 0.0, np.maximum(owed - (claims - repaid), 0.0)), repaid


def dividends_due(stake: Array, dividends: Array, value: Array) -> Array:
    """Dividends of the Fund by cell (cells,): its stake over the value of the cell's firms x their dividends.

    value: the higher of net worth and dividends capitalised at the loan rate plus the risk premium (Gordon 1959).
    """
    share = np.divide(stake, value, out=np.zeros_like(stake), where=value > 0.0)
    return np.minimum(share, 1.0) * np.maximum(dividends, 0.0)


def lose(finance: Finance, loans: Array, equity: Array) -> tuple[float, float]:
    """Write off parts (cells,) of the Fund's loans and shares; returns what is lost of each, money."""
    lost = float(finance.fund_loans @ loans), float(finance.fund_equity @ equity)
    finance.fund_loans *= 1.0 - loans
    finance.fund_equity *= 1.0 - equity
    return lost
