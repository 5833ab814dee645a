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
    rate = rates(parameters.policy_rate, parameters.policy_rate, parameters)
    sector = firms.sector
    per_output = economy.value_added / economy.gross_output
    value_added = per_output[sector] * firms.expected_output
    production_tax = (economy.production_tax / economy.gross_output)[sector] * firms.expected_output
    wage_bill = firms.employment * firms.base_wage
    depreciation = firms.base_depreciation * firms.expected_output
    surplus = value_added - production_tax - wage_bill - depreciation
    spread = np.where(firms.small, rate.small_firm_spread, 0.0)
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


@dataclass(frozen=True)
class _Budget:
    """Sums over the nation from which taxes and disposable income of households follow, given what is distributed."""

    balance: float
    spending: float
    revenue: float
    """Without lump-sum tax and tax on dividends."""
    income: float
    """Disposable income of households before dividends and lump-sum tax."""
    income_tax: float

    def lump_sum(self, dividends: float, foreign: float) -> float:
        """Other net taxes of households that give government its balance."""
        return self.balance + self.spending - self.revenue - self.income_tax * dividends - foreign

    def disposable(self, dividends: float, foreign: float) -> float:
        """Disposable income of households."""
        return self.income + dividends * (1.0 - self.income_tax) - self.lump_sum(dividends, foreign)


def _budget(economy: OpeningEconomy, flows: _Flows, parameters: Parameters, switches: Switches) -> _Budget:
    """Balance, spending and revenue of government; incomes of households."""
    income_tax, contributions = economy.income_tax_rate, economy.social_contribution_rate
    spending = (
        float((economy.government_domestic + economy.government_imported).sum())
        + economy.tax_government
        + economy.government_investment
        + economy.social_transfers
    ) / 4.0 + flows.bond_interest
    balance = parameters.government_balance * flows.gdp
    if switches.stationary:
        balance = -switches.balanced_growth / 4.0 * economy.government_debt
    wages = float(flows.wages.sum())
    return _Budget(
        balance=balance,
        spending=spending,
        revenue=flows.product_taxes
        + flows.production_taxes
        + (contributions + income_tax) * wages
        + flows.corporate_tax,
        income=wages * (1.0 - contributions - income_tax)
        + float(flows.household_interest.sum())
        + flows.bank_profit
        + economy.social_transfers / 4.0,
        income_tax=income_tax,
    )


def _received(economy: OpeningEconomy, firms: Firms, payment: Array) -> Array:
    """(R + 1,) dividends received by owners at home and (last) abroad; payment (N,) per producer."""
    paid: Array = economy.ownership.T @ firms.by_region(payment)
    return paid


def _distribute_all(economy: OpeningEconomy, firms: Firms, flows: _Flows, growth: float) -> tuple[Array, float]:
    """Stationary variant: dividends of households (R,) when firms keep no cash, and the transfer from abroad.

    growth per quarter: all stocks of money grow at that rate, so a part of cash is kept (balanced-growth variant).
    """
    received = _received(economy, firms, flows.cash - growth * (firms.deposits - firms.loans))
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
    foreign = -(exports - imports - received[N_REGIONS]) - growth * foreign_position(economy, firms)
    return received[:N_REGIONS], foreign


def _distribute_share(
    economy: OpeningEconomy, firms: Firms, flows: _Flows, budget: _Budget, target: float
) -> tuple[Array, float]:
    """Dividends of households (R,) and the distributed share of profits outside manufacturing.

    The share gives disposable income `target`, which is linear in dividends with slope one (income tax returns through
    the lump sum).
    """
    manufacturing = np.arange(N_PRODUCTS) < N_SECTORS
    ratio = np.where(manufacturing, economy.payout_ratio, 0.0)[firms.sector]
    received = _received(economy, firms, ratio * flows.net_profit)
    possible = _received(economy, firms, np.where(manufacturing, 0.0, 1.0)[firms.sector] * flows.net_profit)
    base = float(received[:N_REGIONS].sum())
    share = (target - budget.disposable(base, 0.0)) / float(possible[:N_REGIONS].sum())
    if not 0.0 < share < MOST_DISTRIBUTED:
        raise ValueError(
            f"distributed share of profits outside manufacturing is {share:.3f}, not within 0 .. {MOST_DISTRIBUTED}: "
            "household_saving and government_balance do not fit the accounts of the base year together"
        )
    return (received + share * possible)[:N_REGIONS], share


def close_base_year(economy: OpeningEconomy, firms: Firms, parameters: Parameters, switches: Switches) -> Closure:
    """Solve the distributed share of profits outside manufacturing and the other net taxes of households.

        YD = C / (1 - s_H),          public balance = b_G GDP

    In the stationary variant instead every balance is zero (growing at g in the balanced-growth variant): firms
    distribute all cash, a foreign transfer closes the current account, regional transfers close regional saving.
    Raises ValueError when the solved share of profits lies outside 0 .. 1.25.
    """
    flows = base_flows(economy, firms, parameters)
    budget = _budget(economy, flows, parameters, switches)
    growth = switches.balanced_growth / 4.0
    consumption = (float((economy.household_domestic + economy.household_imported).sum()) + economy.tax_household) / 4.0
    foreign, share = 0.0, 1.0
    if switches.stationary:
        dividends, foreign = _distribute_all(economy, firms, flows, growth)
    else:
        target = consumption / (1.0 - parameters.household_saving)
        dividends, share = _distribute_share(economy, firms, flows, budget, target)
    tax = budget.lump_sum(float(dividends.sum()), foreign)
    income = (
        flows.wages * (1.0 - economy.social_contribution_rate - economy.income_tax_rate)
        + dividends * (1.0 - economy.income_tax_rate)
        + flows.household_interest
        + (flows.bank_profit + economy.social_transfers / 4.0 - tax) * economy.household_income_share
    )
    wealth = parameters.consumption_wealth / 4.0 * economy.household_deposits
    propensity = (consumption - float(wealth.sum())) / float(income.sum())
    spent = propensity * income + wealth
    regional, propensities = np.zeros(N_REGIONS), np.full(N_REGIONS, propensity)
    if switches.stationary:  # transfers between regions: the propensity applies to income after them
        regional = spent + growth * (economy.household_deposits - economy.household_loans) - income
        income = income + regional
        propensities = (spent - wealth) / income
    report = {
        "distributed share of profits outside manufacturing": share,
        "other net taxes of households, share of GDP": tax / flows.gdp,
        "propensity to consume out of income": propensity,
        "disposable income of households, trillion won a year": float(income.sum()) * 4.0 / 1000.0,
        "foreign transfer, share of GDP": foreign / flows.gdp,
        "largest transfer between regions, share of GDP": float(np.abs(regional).max()) / flows.gdp,
    }
    payout = np.where(np.arange(N_PRODUCTS) < N_SECTORS, economy.payout_ratio, share)
    return Closure(income, spent, propensities, payout, tax, regional, foreign, flows.profit, report)


def foreign_position(economy: OpeningEconomy, firms: Firms) -> float:
    """Deposits of the rest of the world at the bank at the opening, given bank equity of zero."""
    return (
        firms.total(firms.loans)
        + float(economy.household_loans.sum())
        + economy.government_debt
        - firms.total(firms.deposits)
        - float(economy.household_deposits.sum())
    )
