"""What the Public Growth Fund does in a quarter: it lends and buys, is paid, and loses with firms that fail (M6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import fund
from sim.agents.fund import Allotment, FundFlows
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS
from sim.incomes import FundIncome
from sim.kernels.fund import hand_out
from sim.levers.ledger import book_fund, note_fund
from sim.numerics import cell_sums

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.policy import Programme

Array = NDArray[np.float64]
TRILLION = 1000.0


def invest(m: ManufacturingModel) -> Array | float:
    """The Fund takes over loans of those served and buys their new shares, with money it borrows from the bank.

    Announced a year x share disbursed x share that reaches manufacturing; of the Fund's programme a part is equity, the
    rest loans and infrastructure claims. Of equity programmes all is equity. Several pledges add up, each in its own
    scope. Loans end at what is owed, shares at a part of the capital; other money stays unspent. Returns the investment
    (N,), volume, that receivers owe to projects beyond their plans: a part `fund_tied_share` of the money. Their
    capital then exceeds what they want, which later plans make up for.
    """
    f, p, policy, finance = m.firms, m.parameters, m.policy, m.finance
    m.flow.fund = FundFlows()
    served = m.flow.finance.served
    if served is None:
        return 0.0
    programmes = policy.fund_supply.programmes
    for item in programmes:
        m.fund_reach.write(item.scope, 1.0)
    allotted = [_allot(m, item, served, p.fund_manufacturing_share, p.fund_equity_share) for item in programmes]
    allotted += [_allot(m, item, served, 1.0, 1.0) for item in policy.equity_supply.programmes]
    wanted, bought = np.zeros(N_CELLS), np.zeros(N_CELLS)
    for one in allotted:
        wanted += one.loans * one.key
        bought += one.shares * one.key
    owed = cell_sums(f.cell_start, np.where(served & (m.fund_reach.of(f) > 0.0), f.weight, 0.0), f.loans)
    lent, repaid = fund.lend(finance.fund_loans, wanted, owed, p.fund_maturity)
    granted = np.divide(lent, wanted, out=np.zeros(N_CELLS), where=wanted > 0.0)
    capital = m.prices.investment_goods * cell_sums(f.cell_start, np.where(served, f.weight, 0.0), f.capital)
    taken = fund.taken_up(finance.fund_equity, bought, capital, p.fund_largest_stake)
    bought *= taken
    shares, tied = m.scratch.filled("fund: shares", 0.0), m.scratch.filled("fund: tied to projects", 0.0)
    for one in allotted:
        paid = taken * one.shares
        beyond = p.fund_tied_share / m.prices.investment_goods * (paid + granted * one.loans)
        hand_out(f.cell_start, f.weight, f.capital, one.served, paid, beyond, shares, tied)
        note_fund(m, one.pledge, float((granted * one.loans) @ one.key), float(paid @ one.key))
    f.deposits += shares
    finance.fund_loans += lent - repaid
    finance.fund_equity += bought
    finance.fund_liabilities += float(lent.sum() - repaid.sum() + bought.sum())
    m.flow.fund = FundFlows(
        lent=float(lent.sum()),
        repaid=float(repaid.sum()),
        bought=bought.reshape(N_REGIONS, N_PRODUCTS).sum(axis=1),
    )
    return tied


def _allot(
    m: ManufacturingModel, item: Programme, served: NDArray[np.bool_], manufacturing: float, equity: float
) -> Allotment:
    """What a pledge pays those of its scope who are served (N,) this quarter.

    A part `manufacturing` of the money reaches manufacturing; of that a part `equity` is shares, the rest loans.
    """
    f, p = m.firms, m.parameters
    within = served & item.scope.covers(f)
    key = cell_sums(f.cell_start, np.where(within, f.weight, 0.0), f.capital)
    total = TRILLION / 4.0 * p.fund_disbursement * manufacturing * item.amount
    money = fund.shared_out(key, total, p.fund_regional_share)
    return Allotment(item.pledge, within, key, equity * money, (1.0 - equity) * money)


def discount_due(m: ManufacturingModel) -> float:
    """Interest on the Fund's low-rate loans that government pays to the bank, money; before firms borrow and repay."""
    if m.flow.finance.served is None:
        return 0.0
    off = m.flow.finance.fund_cut
    return float(m.firms.by_cells((m.firms.loans, off)).sum()) / 4.0 if isinstance(off, np.ndarray) else 0.0


def income(m: ManufacturingModel, dividends: Array, discount: float) -> FundIncome:
    """What the Fund receives and pays this quarter; dividends (R, P): paid by firms. Booked to its levers.

    Loans earn the market rate: government pays the discount. Government also makes good what was lost a quarter ago.
    """
    f, finance = m.firms, m.finance
    if m.flow.finance.served is None:
        return FundIncome()
    paid = dividends.reshape(-1)
    worth = f.by_cell(f.capital * m.prices.investment_goods + f.deposits - f.loans).reshape(-1)
    value = np.maximum(worth, 4.0 * paid / (4.0 * m.rate.loan + m.parameters.risk_premium))
    due = fund.dividends_due(finance.fund_equity, paid, value)
    book_fund(m, discount)
    support = finance.fund_lost_loans + finance.fund_lost_equity
    finance.fund_lost_loans = finance.fund_lost_equity = 0.0
    return FundIncome(
        discount=discount,
        interest=float(finance.fund_loans.sum()) * m.rate.loan,
        dividends=due.reshape(N_REGIONS, N_PRODUCTS).sum(axis=1),
        bond_interest=finance.fund_liabilities * m.rate.bond,
        support=support,
    )


def write_off(m: ManufacturingModel, loans: Array, capital: Array) -> None:
    """The Fund's part in loans written off and in shares of firms that closed.

        lost = sum_r (W_r / L_r) F_r + sum_s (C_s / K_s) E_s

    loans L (R,), of manufacturers, and capital K (P,): what stood before exit; W: loans written off, C: capital
    scrapped, of manufacturers as well; F, E: loans and shares of the Fund. It loses on its loans as all who lend to
    manufacturers do in the region, and on its shares as capital is scrapped in the sector.
    """
    if m.flow.finance.served is None:
        return
    turnover, cells = m.flow.turnover, np.arange(N_CELLS)
    bad = np.divide(turnover.written_off, loans, out=np.zeros(N_REGIONS), where=loans > 0.0)
    gone = np.divide(turnover.scrapped_capital, capital, out=np.zeros(N_PRODUCTS), where=capital > 0.0)
    lost = fund.lose(m.finance, bad[cells // N_PRODUCTS], gone[cells % N_PRODUCTS])
    m.finance.fund_lost_loans, m.finance.fund_lost_equity = lost
    flows = m.flow.fund
    m.flow.fund = FundFlows(flows.lent, flows.repaid, flows.bought, *lost)
