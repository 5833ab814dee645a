"""The Public Growth Fund: how its money is shared out, what it lends, owns, earns and loses.

The Fund borrows from the bank with bonds that government guarantees, takes loans to manufacturers off the bank's books
and buys new shares. Only money that reaches manufacturing is on its books here. What several pledges announce adds up,
each in its own scope.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.codes import HUBS, N_PRODUCTS, N_REGIONS, REGIONS
from sim.state import Finance

Array = NDArray[np.float64]
CAPITAL = np.repeat(np.isin(np.array(REGIONS), HUBS["Capital"]), N_PRODUCTS)
"""(cells,) of the Capital hub."""


@dataclass(frozen=True)
class FundFlows:
    """What moved the Fund's claims in a quarter, money."""

    lent: float = 0.0
    repaid: float = 0.0
    bought: Array = field(default_factory=lambda: np.zeros(N_REGIONS))
    """(R,) shares bought from firms, by region of the firm."""
    lost_loans: float = 0.0
    lost_equity: float = 0.0


@dataclass(frozen=True)
class Allotment:
    """What one pledge pays in a quarter, money per unit of capital of those it serves."""

    pledge: str
    served: NDArray[np.bool_]
    """(N,) within its scope."""
    key: Array
    """(cells,) sum of weight x capital of those."""
    shares: Array
    """(cells,) for new shares of theirs."""
    loans: Array
    """(cells,) for loans to them, as far as they owe any."""


def shared_out(key: Array, total: float, regional: float) -> Array:
    """Money of a pledge per unit of capital of those it serves (cells,), in the unit of the total.

        share of i = k_i / sum k,   k = weight x capital of those served in the scope

    key (cells,): sums of k; total: what the pledge pays. At least the part `regional` goes outside the Capital hub
    where the pledge serves anybody there; nobody served, nothing paid.
    """
    whole = float(key.sum())
    if whole <= 0.0:
        return np.zeros_like(key)
    outer = float(key[~CAPITAL].sum()) / whole
    pull = np.ones_like(key)
    if 0.0 < outer < regional:
        pull = np.where(CAPITAL, (1.0 - regional) / (1.0 - outer), regional / outer)
    money: Array = total * pull / float((pull * key).sum())
    return money


def lend(claims: Array, offered: Array, owed: Array, maturity: float) -> tuple[Array, Array]:
    """New loans and repayments by cell (cells,): F <- F - repaid + lent, never above what those served owe.

    repaid = max(F / (4 T), F - L),      lent = min(offered, L - (F - repaid))
    """
    repaid = np.maximum(claims / (4.0 * maturity), claims - owed)
    return np.clip(offered, 0.0, np.maximum(owed - (claims - repaid), 0.0)), repaid


def taken_up(held: Array, offered: Array, capital: Array, largest: float) -> Array:
    """Part of the money offered for new shares that buys any (cells,): firms have so much capital to own.

        min(max(z_PF K - E, 0) / offered, 1)

    E: shares held; K: capital of those served at market value; money.
    """
    room = np.maximum(largest * capital - held, 0.0)
    part = np.divide(room, offered, out=np.ones_like(room), where=offered > 0.0)
    return np.minimum(part, 1.0)


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
