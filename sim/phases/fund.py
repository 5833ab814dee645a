"""What the Public Growth Fund does in a quarter: it lends and buys, is paid, and loses with firms that fail (M6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import fund
from sim.agents.fund import FundFlows
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS
from sim.incomes import FundIncome
from sim.kernels.fund import count_served, hand_out
from sim.levers.ledger import book_fund, note_fund

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
TRILLION = 1000.0


def invest(m: ManufacturingModel) -> Array | float:
    """The Fund takes over loans of those served and buys their new shares, with money it borrows from the bank.

    Announced a year x share disbursed x share that reaches manufacturing; of the Fund's programme a part is equity, the
    rest loans and infrastructure claims. Of equity programmes all is equity. Returns the investment (N,), volume, that
    receivers owe to projects beyond their plans: a part `fund_tied_share` of the money. Their capital then exceeds what
    they want, which later plans make up for.
    """
    f, p, policy, finance = m.firms, m.parameters, m.policy, m.finance
    m.flow.fund = FundFlows()
    served = m.flow.finance.served
    if served is None:
        return 0.0
    rates = (m.scratch.same(policy.fund_supply.of(f)), m.scratch.same(policy.equity_supply.of(f)))
    keys, rated, owed = np.empty((2, N_CELLS)), np.empty((2, N_CELLS)), np.empty(N_CELLS)
    count_served(f.cell_start, f.weight, f.capital, f.loans, served, rates, keys, rated, owed)
    pace = TRILLION / 4.0 * p.fund_disbursement
    programme = fund.shared_out(keys[0], pace * p.fund_manufacturing_share * rated[0], p.fund_regional_share)
    holding = fund.shared_out(keys[1], pace * rated[1], p.fund_regional_share)
    equity = np.stack((p.fund_equity_share * programme, holding))
    offered = (1.0 - p.fund_equity_share) * programme
    wanted = offered * keys[0]
    lent, repaid = fund.lend(finance.fund_loans, wanted, owed, p.fund_maturity)
    taken = np.divide(lent, wanted, out=np.zeros(N_CELLS), where=wanted > 0.0) * offered
    shares = equity * keys
    bought = shares.sum(axis=0)
    beyond = p.fund_tied_share / m.prices.investment_goods * (equity + np.stack((taken, np.zeros(N_CELLS))))
    tied = m.scratch.column("fund: tied to projects")
    hand_out(f.cell_start, f.weight, f.capital, served, rates, equity, beyond, f.deposits, tied)
    finance.fund_loans += lent - repaid
    finance.fund_equity += bought
    finance.fund_liabilities += float(lent.sum() - repaid.sum() + bought.sum())
    m.flow.fund = FundFlows(
        lent=float(lent.sum()),
        repaid=float(repaid.sum()),
        bought=bought.reshape(N_REGIONS, N_PRODUCTS).sum(axis=1),
    )
    note_fund(m, f.capital * served, lent, shares)
    return tied


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
