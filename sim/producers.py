"""Accounts of producers: what they earn, owe, pay and keep, establishment by establishment, and its sums by cell."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.agents.bank import Rates
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS
from sim.kernels.books import keep_books
from sim.parameters import Parameters
from sim.state import Firms, Prices, Structure
from sim.switches import Switches

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Books:
    """What producers booked in the quarter: (R, P) sums of weight x column before exit and entry."""

    output: Array
    """Volume."""
    used: Array
    """Input multiplier x output, volume."""
    inventory_change: Array
    """Volume."""
    value_added: Array
    """Money, as all that follow unless stated."""
    surplus: Array
    wages: Array
    depreciation: Array
    production_tax: Array
    investment: Array
    """Tangible investment, volume."""
    sales: Array
    inputs: Array
    invested: Array
    """Tangible investment and R&D at the prices paid."""
    interest: Array
    tax: Array
    dividends: Array
    borrowing: Array
    grants: Array
    exported: Array
    """Volume."""
    research: Array
    """R&D, volume."""
    employment: Array
    """Persons."""
    capital: Array
    """At the end of the quarter, volume."""


def firm_accounts(
    firms: Firms,
    investment_factor: float,
    input_unit: Array,
    structure: Structure,
    prices: Prices,
    rate: Rates,
    cut: Array | float,
    tax_rate: float,
    parameters: Parameters,
    switches: Switches,
) -> tuple[Books, Array]:
    """Write the income columns of producers; move their deposits, loans, capital, inventories and R&D stock.

        VA = P (home sales + inventory change) + P_X exports - inputs
        surplus = VA - production tax - wages - depreciation;   profit = surplus - interest - R&D
        cash = VA - P x inventory change - production tax - wages - interest - tax - dividends - investment - R&D
               + grants
        profit rate <- profit rate + x (profit / sales - profit rate), a quarter of distress where it is below the
        base-year loss;   K <- (1 - delta) K + I;   S <- (1 - delta_R) S + R&D

    input_unit (P,): cost of inputs per unit of output; investment_factor: paid over planned cost of investment goods;
    cut (N,): points a year off the loan rate, which government pays to the bank. Liquidity is settled by
    `sim.markets.credit.settle_one`. Returns the sums by cell and the sales (N,), money.
    """
    n = firms.weight.size
    sales, sums = np.empty(n), np.zeros((N_CELLS, len(fields(Books))))
    keep_books(
        firms.cell_start, firms.weight, firms.size, prices.domestic, prices.export, input_unit,
        structure.production_tax, structure.depreciation, structure.payout, prices.investment_goods,
        (rate.loan, rate.small_firm_spread, rate.deposit), np.zeros(n) + cut / 4.0, tax_rate,
        (prices.investment_goods * investment_factor, prices.rd_goods * investment_factor),
        (parameters.loan_repayment, parameters.excess_distribution), switches.balanced_growth / 4.0,
        switches.stationary, parameters.profit_smoothing, parameters.rd_depreciation / 4.0, firms.sales_domestic,
        firms.sales_export, firms.inventory_change, firms.input_multiplier, firms.output, firms.expected_output,
        firms.wage, firms.employment, firms.investment, firms.planned_rd, firms.grants, firms.deposit_target,
        firms.loan_target, firms.base_loss, firms.capital, firms.inventory, firms.rd_stock, firms.deposits, firms.loans,
        firms.value_added, firms.surplus, firms.interest, firms.profit_rate, firms.loss_quarters, sales, sums,
    )  # fmt: skip
    return Books(*sums.T.reshape(-1, N_REGIONS, N_PRODUCTS).copy()), sales
