"""Incomes, taxes and balance sheets of a quarter: who pays whom, and what is left on each account."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.agents.bank import Rates
from sim.codes import N_PRODUCTS, N_REGIONS
from sim.markets.goods import Cleared
from sim.producers import Books
from sim.state import Finance, HouseholdSector, Prices, Public, Structure

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Purchases:
    """What the uses cost at purchasers' prices (money), and the product taxes in it."""

    input_unit: Array
    """(P,) cost of inputs per unit of output."""
    input_tax: Array
    household: float
    household_tax: float
    government: float
    government_tax: float
    investment: float
    investment_tax: float
    investment_factor: float
    """Paid over planned cost of investment goods: imports replacing missing home supply may cost more or less."""
    imports: Array
    """(P,) money."""


@dataclass(frozen=True)
class Payments:
    """Payments of the quarter, billion won; regions are of the firm (payer) or of the household (receiver)."""

    wages_paid: Array
    wages_received: Array
    dividends_paid: Array
    dividends_received: Array
    dividends_abroad: float
    household_interest: Array
    bank_distribution: Array
    transfers: Array
    lump_sum_tax: Array
    contributions: Array
    income_tax: Array
    household_spending: Array
    household_borrowing: Array
    regional_transfer: Array
    firm_interest: Array
    corporate_tax: Array
    """Paid: what is due less credits."""
    tax_expenditure: Array
    """Credits really taken off the corporate tax that is due."""
    production_tax: Array
    grants: Array
    firm_investment: Array
    firm_sales: Array
    firm_inputs: Array
    firm_borrowing: Array
    product_taxes: float
    government_purchases: float
    government_investment: float
    bond_interest: float
    interest_subsidy: float
    """Interest on loans of firms that government pays to the bank in their place."""
    fund_interest: float
    """On the Fund's loans, collected by the bank and passed on."""
    fund_dividends: Array
    """(R,) part of dividends paid that goes to the Fund."""
    fund_bond_interest: float
    """From the Fund to the bank."""
    fund_support: float
    """From government to the Fund for losses of the last quarter."""
    exports: float
    imports: float
    foreign_transfer: float
    repatriated: Array
    """(R,) money that firms bring home from abroad for plants that return."""
    duty_forgone: float
    """Import duty that trade agreements have removed, paid by government to foreign sellers at the border price."""


def price_purchases(cleared: Cleared, structure: Structure, prices: Prices, planned: float) -> Purchases:
    """Cost of what was delivered: home goods at home prices, imports at import prices, product taxes on top.

    planned: cost of all investment at planned home shares.
    """
    home, foreign = prices.domestic, prices.imported
    basic = home @ cleared.input_domestic + foreign @ cleared.input_imported
    used = cleared.used
    unit = np.divide(basic * (1.0 + structure.input_tax), used, out=np.zeros(N_PRODUCTS), where=used > 0.0)
    household = float(home @ cleared.household_domestic + foreign @ cleared.household_imported)
    government = float(home @ cleared.government_domestic + foreign @ cleared.government_imported)
    investment = float(home @ cleared.investment_domestic + foreign @ cleared.investment_imported)
    paid = investment * (1.0 + structure.investment_tax)
    return Purchases(
        input_unit=unit,
        input_tax=basic * structure.input_tax,
        household=household * (1.0 + structure.household_tax),
        household_tax=household * structure.household_tax,
        government=government * (1.0 + structure.government_tax),
        government_tax=government * structure.government_tax,
        investment=paid,
        investment_tax=investment * structure.investment_tax,
        investment_factor=paid / planned,
        imports=foreign * cleared.imports,
    )


@dataclass(frozen=True)
class FundIncome:
    """What the Public Growth Fund receives and pays in a quarter, money."""

    discount: float = 0.0
    """Interest that government pays to the bank for the Fund's low-rate loans."""
    interest: float = 0.0
    dividends: Array = field(default_factory=lambda: np.zeros(N_REGIONS))
    bond_interest: float = 0.0
    support: float = 0.0


@dataclass(frozen=True)
class State:
    """Inputs of the household and government accounts that other phases decided."""

    income_tax_rate: float
    contribution_rate: float
    income_share: Array
    nominal_index: float
    """Growth of nominal income per head since the base year: moves transfers."""
    loss_lag: float
    interest_subsidy: float
    """Money."""
    fund: FundIncome
    extra_transfers: float
    """Transfers on top (standard shock), money."""
    borrowing: Array
    """(R,) new household loans."""
    surcharge: float
    """Income tax on top that pays for measures, money."""
    government_investment: float
    """At planned prices, money."""
    duty_forgone: float = 0.0
    """Money."""
    repatriated: Array = field(default_factory=lambda: np.zeros(N_REGIONS))
    """(R,) money."""


def pay_out(
    books: Books,
    purchases: Purchases,
    structure: Structure,
    rate: Rates,
    households: HouseholdSector,
    public: Public,
    exports: float,
    state: State,
) -> Payments:
    """All payments of the quarter between institutions, each once, with payer and payee; books (R,) by region."""
    wages_paid = books.wages
    wages = structure.commuting.T @ wages_paid
    dividends_paid = books.dividends
    shares = structure.ownership.T @ (dividends_paid - state.fund.dividends)
    dividends, abroad = shares[:N_REGIONS], float(shares[N_REGIONS])
    deposits, loans = households.deposits, households.loans
    household_interest = deposits * rate.deposit - loans * rate.household_loan
    bond = public.debt * rate.bond
    bank = float(books.interest.sum()) - float(household_interest.sum()) + bond
    bank += state.interest_subsidy - state.loss_lag
    bank += state.fund.bond_interest - state.fund.interest
    transfers = (structure.transfers * state.nominal_index + state.extra_transfers) * state.income_share
    taxed = wages + dividends
    lump = structure.lump_sum_tax * state.nominal_index * state.income_share
    spending = purchases.household * households.consumption / households.consumption.sum()
    return Payments(
        wages_paid=wages_paid,
        wages_received=wages,
        dividends_paid=dividends_paid,
        dividends_received=dividends,
        dividends_abroad=abroad,
        household_interest=household_interest,
        bank_distribution=bank * state.income_share,
        transfers=transfers,
        lump_sum_tax=lump,
        contributions=state.contribution_rate * wages,
        income_tax=(state.income_tax_rate + state.surcharge / float(taxed.sum())) * taxed,
        household_spending=spending,
        household_borrowing=state.borrowing,
        regional_transfer=structure.regional_transfer * state.nominal_index,
        firm_interest=books.interest,
        corporate_tax=books.tax,
        tax_expenditure=books.tax_forgone,
        production_tax=books.production_tax,
        grants=books.grants,
        firm_investment=books.invested,
        firm_sales=books.sales,
        firm_inputs=books.inputs,
        firm_borrowing=books.borrowing,
        product_taxes=float(purchases.input_tax.sum())
        + purchases.household_tax
        + purchases.government_tax
        + purchases.investment_tax,
        government_purchases=purchases.government,
        government_investment=state.government_investment * purchases.investment_factor,
        bond_interest=bond,
        interest_subsidy=state.interest_subsidy,
        fund_interest=state.fund.interest,
        fund_dividends=state.fund.dividends,
        fund_bond_interest=state.fund.bond_interest,
        fund_support=state.fund.support,
        exports=exports,
        imports=float(purchases.imports.sum()),
        foreign_transfer=structure.foreign_transfer * state.nominal_index,
        duty_forgone=state.duty_forgone,
        repatriated=state.repatriated,
    )


def book(payments: Payments, households: HouseholdSector, public: Public, finance: Finance) -> None:
    """Move the balance sheets of households, government, bank, Fund and the rest of the world."""
    income = (
        payments.wages_received
        - payments.contributions
        - payments.income_tax
        + payments.dividends_received
        + payments.household_interest
        + payments.bank_distribution
        + payments.transfers
        - payments.lump_sum_tax
        + payments.regional_transfer
    )
    households.disposable_income[:] = income
    households.deposits += income - payments.household_spending + payments.household_borrowing
    households.loans += payments.household_borrowing
    revenue = (
        payments.product_taxes
        + float(payments.production_tax.sum() + payments.contributions.sum() + payments.income_tax.sum())
        + float(payments.corporate_tax.sum() + payments.lump_sum_tax.sum())
        + payments.foreign_transfer
    )
    spending = (
        payments.government_purchases
        + payments.government_investment
        + float(payments.transfers.sum() + payments.grants.sum())
        + payments.bond_interest
        + payments.interest_subsidy
        + payments.fund_support
        + payments.duty_forgone
    )
    public.deficit = spending - revenue
    public.debt += public.deficit
    finance.bank_equity += (
        float(payments.firm_interest.sum() - payments.household_interest.sum())
        + payments.bond_interest
        + payments.interest_subsidy
        + payments.fund_bond_interest
        - payments.fund_interest
        - float(payments.bank_distribution.sum())
    )
    finance.fund_liabilities -= (
        payments.fund_interest
        + float(payments.fund_dividends.sum())
        + payments.fund_support
        - payments.fund_bond_interest
    )
    finance.foreign_position += (
        payments.imports
        + payments.duty_forgone
        + payments.dividends_abroad
        - payments.exports
        - payments.foreign_transfer
        - float(payments.repatriated.sum())
    )
