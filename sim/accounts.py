"""The accounts: an independent reader of the balance sheets that stops the run when anything does not close.

Nothing here is used by the rules that move money. The reader takes stocks at the opening and at the end of the
quarter, the payments as recorded by payer and payee, and the physical flows of the goods market, and compares.
Tolerance: 1e-9 of the quarter's GDP.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.agents.demography import Turnover
from sim.agents.fund import FundFlows
from sim.codes import PRODUCTS, REGIONS
from sim.incomes import Payments, Purchases
from sim.markets.goods import Cleared
from sim.state import Finance, Firms, HouseholdSector, Prices, Public, Structure

Array = NDArray[np.float64]
TOLERANCE = 1e-9


class AccountsError(ArithmeticError):
    """An identity does not hold; the message names it, the residual and where."""

    exit_code = 3


@dataclass(frozen=True)
class Snapshot:
    """Stocks at one moment, billion won or volumes."""

    firm_deposits: Array
    """(R,)"""
    firm_loans: Array
    household_deposits: Array
    household_loans: Array
    government_debt: float
    bank_equity: float
    fund_loans: float
    fund_equity: float
    fund_debt: float
    foreign_position: float
    capital: Array
    """(P,) volume."""
    inventory: Array
    rd_stock: float
    public_capital: float


def read(
    firms: Firms, households: HouseholdSector, public: Public, finance: Finance, closed: Snapshot | None = None
) -> Snapshot:
    """Read every balance sheet; a quarter opens with the reading that closed the one before, where there is one.

    So what moved a balance sheet between two quarters fails the identities of the second.
    """
    if closed is not None:
        return closed
    f = firms
    deposits, loans, capital, inventory, research = f.by_cells(f.deposits, f.loans, f.capital, f.inventory, f.rd_stock)
    return Snapshot(
        firm_deposits=deposits.sum(axis=1),
        firm_loans=loans.sum(axis=1),
        household_deposits=households.deposits.copy(),
        household_loans=households.loans.copy(),
        government_debt=public.debt,
        bank_equity=finance.bank_equity,
        fund_loans=float(finance.fund_loans.sum()),
        fund_equity=float(finance.fund_equity.sum()),
        fund_debt=finance.fund_liabilities,
        foreign_position=finance.foreign_position,
        capital=capital.sum(axis=0),
        inventory=inventory.sum(axis=0),
        rd_stock=float(research.sum()),
        public_capital=public.public_capital,
    )


@dataclass(frozen=True)
class Booked:
    """Flows of producers by sector (P,) as they booked them before exit and entry."""

    output: Array
    """Volume."""
    used: Array
    """Sum of input multiplier x output, volume."""
    inventory_change: Array
    value_added: Array
    """Money, as all that follow."""
    surplus: Array
    wages: Array
    depreciation: Array
    production_tax: Array
    investment: Array
    """Tangible investment, volume."""
    tax_due: Array
    """Corporate tax by the statutory rate, before credits."""


@dataclass(frozen=True)
class Quarter:
    """What the reader is shown of a quarter besides the two snapshots."""

    cleared: Cleared
    purchases: Purchases
    payments: Payments
    turnover: Turnover
    prices: Prices
    booked: Booked
    research: float
    government_investment: float
    """Volume."""
    rd_depreciation: float
    """Rates per quarter."""
    public_depreciation: float
    liquidation_received: Array
    """(R + 1,) deposits of liquidated firms received by owners; the last entry is abroad."""
    fund: FundFlows


def identities(before: Snapshot, after: Snapshot, q: Quarter, structure: Structure) -> dict[str, Array | float]:
    """Every identity of the quarter -> its residual in billion won (or volume at base-year prices)."""
    c, p, pay = q.cleared, q.purchases, q.payments
    home = q.prices.domestic
    uses = c.input_domestic.sum(axis=1) + c.household_domestic + c.government_domestic + c.investment_domestic
    imports = c.input_imported.sum(axis=1) + c.household_imported + c.government_imported + c.investment_imported
    output_value = home * (uses + q.booked.inventory_change) + q.prices.export * c.exported
    inputs = p.input_unit * q.booked.used
    gdp_production = float(q.booked.value_added.sum()) + pay.product_taxes
    gdp_expenditure = (
        float(pay.household_spending.sum())
        + p.government
        + p.investment
        + float(home @ q.booked.inventory_change)
        + pay.exports
        - pay.imports
    )
    gdp_income = (
        float(
            q.booked.wages.sum() + q.booked.surplus.sum() + q.booked.depreciation.sum() + q.booked.production_tax.sum()
        )
        + pay.product_taxes
    )
    base_tax = (
        float((structure.input_tax * structure.inputs) @ q.booked.used)
        + structure.household_tax * float((c.household_domestic + c.household_imported).sum())
        + structure.government_tax * float((c.government_domestic + c.government_imported).sum())
        + structure.investment_tax * float((c.investment_domestic + c.investment_imported).sum())
    )
    volume_in = structure.input_unit
    lending = _net_lending(pay)
    gdp_volume_production = float(q.booked.output.sum() - volume_in @ q.booked.used) + base_tax
    gdp_volume_expenditure = (
        (1.0 + structure.household_tax) * float((c.household_domestic + c.household_imported).sum())
        + (1.0 + structure.government_tax) * float((c.government_domestic + c.government_imported).sum())
        + (1.0 + structure.investment_tax) * float((c.investment_domestic + c.investment_imported).sum())
        + float(q.booked.inventory_change.sum() + c.exported.sum() - c.imports.sum())
    )
    bought = float((c.investment_domestic + c.investment_imported).sum()) * (1.0 + structure.investment_tax)
    return {
        "uses = supply of domestic products": q.booked.output - uses - c.exported - q.booked.inventory_change,
        "imports = imported uses": c.imports - imports,
        "output = intermediate + value added": output_value - inputs - q.booked.value_added,
        "value added = wages + taxes + depreciation + surplus": q.booked.value_added
        - q.booked.wages
        - q.booked.production_tax
        - q.booked.depreciation
        - q.booked.surplus,
        "GDP: production = expenditure": gdp_production - gdp_expenditure,
        "GDP: production = income": gdp_production - gdp_income,
        "GDP volume: production = expenditure": gdp_volume_production - gdp_volume_expenditure,
        "investment goods bought = fixed capital formed": bought
        - float(q.booked.investment.sum())
        - q.research
        - q.government_investment,
        "capital: stock = opening + investment - depreciation - scrapped": after.capital
        - before.capital * (1.0 - structure.depreciation)
        - q.booked.investment
        + q.turnover.scrapped_capital,
        "inventories: stock = opening + change - scrapped": after.inventory
        - before.inventory
        - q.booked.inventory_change
        + q.turnover.scrapped_inventory,
        "R&D stock": after.rd_stock - before.rd_stock * (1.0 - q.rd_depreciation) - q.research + q.turnover.rd_lost,
        "public capital": after.public_capital
        - before.public_capital * (1.0 - q.public_depreciation)
        - q.government_investment,
        **_balance_sheets(before, after, q, lending),
        **_counterparts(after, q, lending),
    }


@dataclass(frozen=True)
class _Lending:
    """Net lending of each institution as its payments tell it, billion won."""

    firms: Array
    """(R,)"""
    households: Array
    """(R,)"""
    government: float
    bank: float
    fund: float
    world: float


def _net_lending(pay: Payments) -> _Lending:
    """Receipts less payments of each institution."""
    return _Lending(
        firms=pay.firm_sales
        - pay.firm_inputs
        - pay.wages_paid
        - pay.production_tax
        - pay.firm_interest
        - pay.corporate_tax
        - pay.firm_investment
        + pay.grants
        + pay.repatriated
        - pay.dividends_paid,
        households=pay.wages_received
        + pay.dividends_received
        + pay.household_interest
        + pay.bank_distribution
        + pay.transfers
        + pay.regional_transfer
        - pay.contributions
        - pay.income_tax
        - pay.lump_sum_tax
        - pay.household_spending,
        government=pay.product_taxes
        + float(pay.production_tax.sum() + pay.contributions.sum() + pay.income_tax.sum())
        + float(pay.corporate_tax.sum() + pay.lump_sum_tax.sum())
        + pay.foreign_transfer
        - pay.government_purchases
        - pay.government_investment
        - float(pay.transfers.sum() + pay.grants.sum())
        - pay.bond_interest
        - pay.interest_subsidy
        - pay.fund_support
        - pay.duty_forgone,
        bank=float(pay.firm_interest.sum() - pay.household_interest.sum())
        + pay.bond_interest
        + pay.interest_subsidy
        + pay.fund_bond_interest
        - pay.fund_interest
        - float(pay.bank_distribution.sum()),
        fund=pay.fund_interest + float(pay.fund_dividends.sum()) + pay.fund_support - pay.fund_bond_interest,
        world=pay.imports
        + pay.duty_forgone
        + pay.dividends_abroad
        - pay.exports
        - pay.foreign_transfer
        - float(pay.repatriated.sum()),
    )


def _balance_sheets(before: Snapshot, after: Snapshot, q: Quarter, lending: _Lending) -> dict[str, Array | float]:
    """Net lending of each institution from its payments against the change of its balance sheet."""
    pay, turn = q.payments, q.turnover

    def change(name: str) -> Array:
        """Stock at the end less stock at the opening."""
        moved: Array = getattr(after, name) - getattr(before, name)
        return moved

    owners = turn.liquidated_deposits - turn.repaid
    return {
        "firms: net lending = change of net financial assets": lending.firms
        + turn.written_off
        + q.fund.bought
        - owners
        - (change("firm_deposits") - change("firm_loans")),
        "households: net lending = change of net financial assets": lending.households
        + q.liquidation_received[:-1]
        - (change("household_deposits") - change("household_loans")),
        "firms: loans = opening + borrowing - repaid - written off": change("firm_loans")
        - pay.firm_borrowing
        + turn.repaid
        + turn.written_off,
        "households: loans = opening + borrowing": change("household_loans") - pay.household_borrowing,
        "government: balance = change of debt": lending.government
        - float(turn.called.sum())
        + float(change("government_debt")),
        "bank: profit less distribution and losses = change of equity": lending.bank
        - float(turn.written_off.sum())
        + float(turn.called.sum())
        + q.fund.lost_loans
        - float(change("bank_equity")),
        "fund: outlays less income = change of debt": q.fund.lent
        - q.fund.repaid
        + float(q.fund.bought.sum())
        - lending.fund
        - float(change("fund_debt")),
        "fund: loans = opening + lent - repaid - lost": q.fund.lent
        - q.fund.repaid
        - q.fund.lost_loans
        - float(change("fund_loans")),
        "fund: shares = opening + bought - lost": float(q.fund.bought.sum())
        - q.fund.lost_equity
        - float(change("fund_equity")),
        "rest of the world: current account = change of position": lending.world
        + float(q.liquidation_received[-1])
        - float(change("foreign_position")),
    }


def _counterparts(after: Snapshot, q: Quarter, lending: _Lending) -> dict[str, Array | float]:
    """What one side pays the other receives; assets of all are liabilities of all."""
    pay, turn = q.payments, q.turnover
    owners = turn.liquidated_deposits - turn.repaid
    positions = (
        float(after.firm_deposits.sum() + after.household_deposits.sum())
        + after.foreign_position
        + after.bank_equity
        + after.fund_loans
        - after.fund_debt
        - float(after.firm_loans.sum() + after.household_loans.sum())
        - after.government_debt
    )
    return {
        "net lending sums to zero": float(lending.firms.sum() + lending.households.sum())
        + lending.government
        + lending.bank
        + lending.fund
        + lending.world,
        "deposits + equity = loans + bonds": positions,
        "liquidation: paid to owners = received by owners": float(owners.sum() - q.liquidation_received.sum()),
        "wages: paid by region of work = received by region of residence": float(
            pay.wages_paid.sum() - pay.wages_received.sum()
        ),
        "profits: paid by region of plant = received by owners": float(
            pay.dividends_paid.sum() - pay.fund_dividends.sum() - pay.dividends_received.sum()
        )
        - pay.dividends_abroad,
        "corporate tax: paid + credits = due": float(q.booked.tax_due.sum())
        - float(pay.corporate_tax.sum() + pay.tax_expenditure.sum()),
        "transfers between regions sum to zero": float(pay.regional_transfer.sum()),
    }


def check(residuals: dict[str, Array | float], gdp: float, place: str) -> float:
    """Raise AccountsError for the first identity whose residual exceeds the tolerance; returns the largest residual."""
    if gdp <= 0.0:
        raise AccountsError(f"{place}: GDP is {gdp:.0f} billion won; the assumptions leave no economy to simulate")
    columns = [one for one in residuals.values() if isinstance(one, np.ndarray)]
    numbers = np.array([one for one in residuals.values() if not isinstance(one, np.ndarray)])
    worst = float(np.abs(np.concatenate((*columns, numbers))).max())
    if worst <= TOLERANCE * gdp:
        return worst / gdp
    for name, residual in residuals.items():
        size = float(np.abs(residual).max() if isinstance(residual, np.ndarray) else abs(residual))
        if not size <= TOLERANCE * gdp:
            names = {len(REGIONS): REGIONS, len(PRODUCTS): PRODUCTS}.get(np.size(residual))
            where = f" in {names[int(np.argmax(np.abs(residual)))]}" if names else ""
            raise AccountsError(f"{place}: {name} fails by {size:.3g} billion won{where}; GDP {gdp:.0f}")
    raise AssertionError("a residual above the tolerance is one of the residuals")
