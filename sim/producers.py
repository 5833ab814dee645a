"""Accounts of producers: what they earn, owe, pay and keep, establishment by establishment, and its sums by cell."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.agents.bank import Rates
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SIZES
from sim.kernels.books import SUMS, keep_books
from sim.parameters import Parameters
from sim.state import Firms, Prices, Structure
from sim.switches import Switches

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Books:
    """What producers booked in the quarter: (R, P) sums of weight x column before exit and entry, or their sums."""

    table: Array
    """(26, R, P) all that follow, in their order."""
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
    """Paid: what is due less credits."""
    tax_due: Array
    """By the statutory rate, before credits."""
    tax_forgone: Array
    """Credits really taken off what is due."""
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
    loans: Array
    """At the end of the quarter."""
    expected: Array
    """Expected output, volume."""
    profit: Array
    """Profit rate at the end of the quarter x expected output, volume."""

    @classmethod
    def of(cls, table: Array) -> Books:
        """Books whose entries are the rows of the table."""
        return cls(table, *table)

    def by_product(self) -> Books:
        """Sums over regions, (P,) each."""
        return Books.of(self.table.sum(axis=1))

    def by_region(self) -> Books:
        """Sums over products, (R,) each."""
        return Books.of(self.table.sum(axis=2))


@dataclass(frozen=True)
class Measures:
    """What is measured of manufacturing establishments while they keep their books.

    Sums by size (5, Z): value added, employment, value-added volume, number and depth of distress; by cell (cells, 4):
    value added of establishments from stage `advanced` on, sales, sales of new items, number of world-class firms:
    exports and value-added volume per person reach the two bounds `world_class`.

        new items = sales x min(1, n min(x, R&D intensity / usual intensity of the sector) (1 + y))

    (n, x) = new_items; y: rise by support of research.
    """

    advanced: int
    new_items: tuple[float, float]
    world_class: tuple[float, float]
    usual_rd: Array
    """(P,) usual R&D intensity."""
    input_unit: Array
    """(P,) inputs per unit of output, volume."""
    depth: Array
    """(N,) `sim.kernels.turnover.severity` of the distress of every producer, written with the books."""
    by_size: Array = field(default_factory=lambda: np.empty((5, N_SIZES)))
    by_cell: Array = field(default_factory=lambda: np.empty((N_CELLS, 4)))


def firm_accounts(
    firms: Firms,
    investment_factor: float,
    input_unit: Array,
    structure: Structure,
    prices: Prices,
    rate: Rates,
    cut: Array,
    tax_rate: float,
    claims: Array,
    grants: Array,
    subsidies: Array,
    guarantee: Array,
    parameters: Parameters,
    switches: Switches,
    measures: Measures,
    forgone: Array,
    new_products: Array,
) -> Books:
    """Write the earnings of producers (surplus less interest); move deposits, loans, capital, inventories, R&D stock.

        VA = P (home sales + inventory change) + P_X exports - inputs;   inventory change = output - sales
        surplus = VA - production tax - wages - depreciation;   profit = surplus + subsidies - interest - R&D
        tax = rate x max(profit, 0) - credits, at most what is due
        cash = VA - P x inventory change - production tax - wages - interest - tax - dividends - investment - R&D
               + grants
        profit rate <- profit rate + x (profit / sales - profit rate), a quarter of distress where it is below the
        base-year loss;   K <- (1 - delta) K + I;   S <- (1 - delta_R) S + R&D

    input_unit (P,): cost of inputs per unit of output; investment_factor: paid over planned cost of investment goods;
    cut (N,): points a quarter off the loan rate, which government pays to the bank; claims (N,): credits against
    corporate tax; grants (N,), of which subsidies (N,) pay for inputs or R&D, so that they are income, and the others
    for investment; guarantee (N,): extra leverage; new_products (N,): rise of sales of new items. Each may be one block
    of a number for all, and without claims tax forgone one of zeros. Liquidity is settled by
    `sim.markets.credit.settle_one`. Returns the sums by cell; measures and tax forgone (N,), money, are written too.
    """
    f = firms
    price = prices.investment_goods
    sums = np.empty((SUMS, N_CELLS))
    keep_books(
        f.cell_start, f.weight, f.size, prices.domestic, prices.export, input_unit, structure.production_tax,
        structure.depreciation, structure.payout, price, (rate.loan, rate.small_firm_spread, rate.deposit),
        (price * investment_factor, prices.rd_goods * investment_factor), tax_rate,
        (parameters.max_leverage, parameters.loan_repayment, parameters.excess_distribution),
        switches.balanced_growth / 4.0,
        switches.stationary, (parameters.profit_smoothing, parameters.loss_memory, parameters.insolvency_weight),
        parameters.rd_depreciation / 4.0,
        (cut, claims, grants, subsidies, guarantee),
        (f.sales_domestic, f.sales_export), (f.input_multiplier, f.output), (f.wage, f.employment),
        (f.investment, f.planned_rd), (f.expected_output, f.deposit_target, f.loan_target, f.projects_waiting),
        f.base_loss, (measures.advanced, *measures.new_items, *measures.world_class), measures.usual_rd,
        measures.input_unit, (f.stage, f.rd_intensity, new_products), f.earnings, (f.capital, f.loans, f.deposits),
        (f.inventory, f.rd_stock), (f.profit_rate, f.loss_quarters, measures.depth), forgone, sums, measures.by_size,
        measures.by_cell,
    )  # fmt: skip
    return Books.of(sums.reshape(SUMS, N_REGIONS, N_PRODUCTS))


def value_added(firms: Firms, prices: Prices, input_unit: Array) -> Array:
    """(N,) value added of the quarter, of which the books keep the sums; money."""
    home, s = prices.domestic[firms.sector], firms.sector
    sales: Array = home * firms.sales_domestic + prices.export[s] * firms.sales_export
    stocked = firms.output - firms.sales_domestic - firms.sales_export
    return sales + home * stocked - input_unit[s] * firms.input_multiplier * firms.output
