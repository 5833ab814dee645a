"""Closing the base-year accounts: who receives what, so that official totals of income and saving are met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.economy import OpeningEconomy
from sim.agents.bank import rates
from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS
from sim.parameters import Parameters
from sim.state import Firms
from sim.switches import Switches

Array = NDArray[np.float64]
MOST_DISTRIBUTED = 1.25
"""The rest of the economy holds dwellings and the self-employed: households draw its whole profit after depreciation
and finance dwellings by loans, which stand on its balance sheet here. So the share may exceed one a little."""
SMALL_SIZE = 3
"""Classes below 50-299 pay the small-firm spread."""


@dataclass(frozen=True)
class Closure:
    """Base-year incomes of households by region and the scalars that close the accounts."""

    income: Array
    consumption: Array
    propensity: Array
    payout: Array
    lump_sum_tax: float
    regional_transfer: Array
    foreign_transfer: float
    profit: Array
    """(N,) base-year profit of each producer before tax."""
    report: dict[str, float]


@dataclass(frozen=True)
class _Flows:
    """Quarterly flows of the base year that do not depend on what is solved."""

    wages: Array
    """(R home,)"""
    profit: Array
    """(N,) before tax."""
    net_profit: Array
    """(N,) after tax, not below zero."""
    cash: Array
    """(N,) cash left after tax, investment and R&D, before dividends."""
    corporate_tax: float
    household_interest: Array
    bank_profit: float
    bond_interest: float
    product_taxes: float
    production_taxes: float
    gdp: float


def base_flows(economy: OpeningEconomy, firms: Firms, parameters: Parameters) -> _Flows:
    """Incomes of the base-year quarter at the policy rate of the registry."""
    rate = rates(parameters.policy_rate, parameters)
    sector = firms.sector
    per_output = economy.value_added / economy.gross_output
    value_added = per_output[sector] * firms.expected_output
    production_tax = (economy.production_tax / economy.gross_output)[sector] * firms.expected_output
    wage_bill = firms.employment * firms.base_wage
    depreciation = firms.base_depreciation * firms.expected_output
    surplus = value_added - production_tax - wage_bill - depreciation
    spread = np.where(firms.manufacturing & (firms.size < SMALL_SIZE), rate.small_firm_spread, 0.0)
    interest = firms.loans * (rate.loan + spread) - firms.deposits * rate.deposit
    profit = surplus - interest - firms.planned_rd
    tax = economy.corporate_tax_rate * np.maximum(profit, 0.0)
    wages = economy.commuting.T @ firms.by_region(wage_bill)
    deposits, loans = economy.household_deposits, economy.household_loans
    product_taxes = (
        economy.tax_intermediate.sum() + economy.tax_household + economy.tax_government + economy.tax_investment
    ) / 4.0
    bank_profit = (
        firms.total(interest)
        + float((loans * rate.household_loan - deposits * rate.deposit).sum())
        + economy.government_debt * rate.bond
    )
    return _Flows(
        wages=wages,
        profit=profit,
        net_profit=np.maximum(profit - tax, 0.0),
        cash=profit - tax + depreciation - firms.planned_investment,
        corporate_tax=firms.total(tax),
        household_interest=deposits * rate.deposit - loans * rate.household_loan,
        bank_profit=bank_profit,
        bond_interest=economy.government_debt * rate.bond,
        product_taxes=product_taxes,
        production_taxes=float(economy.production_tax.sum()) / 4.0,
        gdp=float(economy.value_added.sum()) / 4.0 + product_taxes,
    )


def close_base_year(economy: OpeningEconomy, firms: Firms, parameters: Parameters, switches: Switches) -> Closure:
    """Solve the distributed share of profits outside manufacturing and the other net taxes of households.

        YD = C / (1 - s_H),          public balance = b_G GDP

    In the stationary variant instead every balance is zero (growing at g in the balanced-growth variant): firms
    distribute all cash, a foreign transfer closes the current account, regional transfers close regional saving.
    Raises ValueError when the solved share of profits lies outside 0 .. 1.25.
    """
    flows = base_flows(economy, firms, parameters)
    variant = switches.stationary
    growth = switches.balanced_growth / 4.0
    manufacturing = np.arange(N_PRODUCTS) < N_SECTORS
    income_tax, contributions = economy.income_tax_rate, economy.social_contribution_rate
    consumption = (float((economy.household_domestic + economy.household_imported).sum()) + economy.tax_household) / 4.0
    spending = (
        float((economy.government_domestic + economy.government_imported).sum())
        + economy.tax_government
        + economy.government_investment
        + economy.social_transfers
    ) / 4.0 + flows.bond_interest
    balance = -growth * economy.government_debt if variant else parameters.government_balance * flows.gdp
    wages, transfers = float(flows.wages.sum()), economy.social_transfers / 4.0

    def household_dividends(payment: Array) -> Array:
        paid: Array = economy.ownership.T @ firms.by_region(payment)
        return paid

    own = np.where(manufacturing, economy.payout_ratio, 0.0)[firms.sector] * flows.net_profit
    rest = np.where(manufacturing, 0.0, 1.0)[firms.sector] * flows.net_profit
    if variant:
        own = flows.cash - growth * (firms.deposits - firms.loans)
        rest = np.zeros_like(own)
    received, possible = household_dividends(own), household_dividends(rest)
    revenue = flows.product_taxes + flows.production_taxes + (contributions + income_tax) * wages + flows.corporate_tax

    def lump_sum(dividends: float, foreign: float) -> float:
        return balance + spending - revenue - income_tax * dividends - foreign

    def disposable(dividends: float, foreign: float) -> float:
        return (
            wages * (1.0 - contributions - income_tax)
            + dividends * (1.0 - income_tax)
            + float(flows.household_interest.sum())
            + flows.bank_profit
            + transfers
            - lump_sum(dividends, foreign)
        )

    exports = float(economy.exports_by_market.sum()) / 4.0
    imports = (
        float(
            economy.intermediate_imported.sum()
            + economy.household_imported.sum()
            + economy.government_imported.sum()
            + economy.investment_imported.sum()
        )
        / 4.0
    )
    foreign, share = 0.0, 0.0
    if variant:
        position = foreign_position(economy, firms)
        foreign = growth * position + exports - imports
        foreign = -(exports - imports - received[N_REGIONS]) - growth * position
        share = 1.0
    else:
        base = float(received[:N_REGIONS].sum())
        target = consumption / (1.0 - parameters.household_saving)
        # disposable income is linear in dividends with slope one (income tax returns through the lump sum)
        share = (target - disposable(base, 0.0)) / float(possible[:N_REGIONS].sum())
        if not 0.0 < share < MOST_DISTRIBUTED:
            raise ValueError(f"distributed share of profits outside manufacturing is {share:.3f}, not within 0 .. 1.25")
    dividends = (received + (0.0 if variant else share) * possible)[:N_REGIONS]
    tax = lump_sum(float(dividends.sum()), foreign)
    weight = economy.household_income_share
    income = (
        flows.wages * (1.0 - contributions - income_tax)
        + dividends * (1.0 - income_tax)
        + flows.household_interest
        + (flows.bank_profit + transfers - tax) * weight
    )
    wealth = parameters.consumption_wealth / 4.0 * economy.household_deposits
    propensity = (consumption - float(wealth.sum())) / float(income.sum())
    spent = propensity * income + wealth
    saving = growth * (economy.household_deposits - economy.household_loans)
    regional = spent + saving - income if variant else np.zeros(N_REGIONS)
    if variant:  # transfers between regions: the propensity applies to income after them
        income = income + regional
        propensity_region = (spent - wealth) / income
    else:
        propensity_region = np.full(N_REGIONS, propensity)
    report = {
        "distributed share of profits outside manufacturing": share,
        "other net taxes of households, share of GDP": tax / flows.gdp,
        "propensity to consume out of income": propensity,
        "disposable income of households, trillion won a year": float(income.sum()) * 4.0 / 1000.0,
        "foreign transfer, share of GDP": foreign / flows.gdp,
        "largest transfer between regions, share of GDP": float(np.abs(regional).max()) / flows.gdp,
    }
    payout = np.where(manufacturing, economy.payout_ratio, share)
    return Closure(income, spent, propensity_region, payout, tax, regional, foreign, flows.profit, report)


def foreign_position(economy: OpeningEconomy, firms: Firms) -> float:
    """Deposits of the rest of the world at the bank at the opening, given bank equity of zero."""
    return (
        firms.total(firms.loans)
        + float(economy.household_loans.sum())
        + economy.government_debt
        - firms.total(firms.deposits)
        - float(economy.household_deposits.sum())
    )
