"""The books of producers: income account, settlement of liquidity, stocks, and sums over the cell."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS, SMALL_SIZES
from sim.compiled import kernel
from sim.markets.credit import settle_one


@kernel
def earn(  # type: ignore[no-untyped-def]
    start, weight, size, home_price, export_price, input_unit, tax_on_output, depreciation_rate, payout,
    investment_price, rates, cut, tax_rate, paid, sales_home, sales_abroad, stocked, multiplier, output, wage,
    employment, capital, loans, deposits, investment, rd, grants, claims, sales, used, inputs, value_added, duty,
    wages, surplus, interest, invested, profit, tax_due, forgone, tax, dividends, cash,
):  # fmt: skip
    """Income account of `sim.producers.firm_accounts`; writes the columns from `sales` on (N,).

    rates: loan, spread of small firms, deposit; paid: price of investment goods and of R&D as bought; cash: net inflow
    before borrowing and before what is distributed beyond the payout.
    """
    loan_rate, spread, deposit_rate = rates
    capital_price, rd_price = paid
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        made, home, abroad, unit = s < N_SECTORS, home_price[s], export_price[s], input_unit[s]
        duty_rate, share, worn = tax_on_output[s], payout[s], depreciation_rate[s] * investment_price
        cell = range(np.uint64(start[c]), np.uint64(start[c + 1]))
        for i in cell:  # short loops, of which each does several establishments at a time
            used[i] = multiplier[i] * output[i]
            inputs[i] = unit * multiplier[i] * output[i]
            sales[i] = home * sales_home[i] + abroad * sales_abroad[i]
        for i in cell:
            value_added[i] = sales[i] + home * stocked[i] - inputs[i]
            duty[i] = duty_rate * (sales[i] + home * stocked[i])
            wages[i] = wage[i] * employment[i]
        for i in cell:
            surplus[i] = value_added[i] - duty[i] - wages[i] - worn * capital[i]
            rate = loan_rate + (spread if made and size[i] < SMALL_SIZES else 0.0) - cut[i]
            interest[i] = loans[i] * rate - deposits[i] * deposit_rate
        for i in cell:
            research = rd[i] * rd_price
            invested[i] = investment[i] * capital_price + research
            profit[i] = surplus[i] - interest[i] - research
            tax_due[i] = tax_rate * max(profit[i], 0.0)
            forgone[i] = min(claims[i], tax_due[i])
            tax[i] = tax_due[i] - forgone[i]
        for i in cell:
            dividends[i] = share * max(profit[i] - tax[i], 0.0)
            earned = value_added[i] - home * stocked[i] - duty[i] - wages[i] - interest[i] - tax[i]
            cash[i] = earned - invested[i] + grants[i]


@kernel
def settle(  # type: ignore[no-untyped-def]
    start, home_price, investment_price, repayment, distribution, growth, stationary, cash, expected, deposit_target,
    loan_target, capital, deposits, loans, dividends, borrowing,
):  # fmt: skip
    """Liquidity of every producer by `settle_one`; moves deposits and loans, adds to dividends, writes borrowing.

    In the stationary variant all is paid out and balance sheets grow at `growth`.
    """
    for c in range(start.size - 1):
        price = home_price[c % N_PRODUCTS]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            if stationary:
                borrowing[i] = growth * loans[i]
                dividends[i] = cash[i] - growth * (deposits[i] - loans[i])
            else:
                lent, extra = settle_one(
                    cash[i] - dividends[i], deposits[i], loans[i], deposit_target[i] * (price * expected[i]),
                    loan_target[i] * capital[i] * investment_price, repayment, distribution,
                )  # fmt: skip
                borrowing[i] = lent
                dividends[i] += extra
            deposits[i] += cash[i] - dividends[i] + borrowing[i]
            loans[i] += borrowing[i]


@kernel
def close_books(  # type: ignore[no-untyped-def]
    start, depreciation_rate, investment_price, smoothing, rd_depreciation, sales, profit, base_loss, investment, rd,
    stocked, profit_rate, loss_quarters, capital, inventory, rd_stock, depreciation,
):  # fmt: skip
    """Judge profits, write depreciation (money), move capital, inventories and R&D stocks."""
    for c in range(start.size - 1):
        worn = depreciation_rate[c % N_PRODUCTS]
        cell = range(np.uint64(start[c]), np.uint64(start[c + 1]))
        for i in cell:
            margin = min(max(profit[i] / sales[i], -1.0), 1.0) if sales[i] > 0.0 else 0.0
            profit_rate[i] += smoothing * (margin - profit_rate[i])
            loss_quarters[i] = loss_quarters[i] + 1.0 if profit_rate[i] < base_loss[i] else 0.0
        for i in cell:
            depreciation[i] = worn * capital[i] * investment_price
            capital[i] += investment[i] - worn * capital[i]
        for i in cell:
            inventory[i] += stocked[i]
            rd_stock[i] += rd[i] - rd_depreciation * rd_stock[i]


@kernel
def measure(  # type: ignore[no-untyped-def]
    start, weight, size, stage, advanced, new_items, world_class, usual_rd, rd_intensity, sales, sales_abroad,
    value_added, employment, output, multiplier, input_unit, new_products, by_size, by_cell,
):  # fmt: skip
    """Sums over manufacturing establishments: by size (3, Z) value added, employment and value-added volume; by cell
    (cells, 4) value added of establishments from stage `advanced` on, sales, sales of new items, world-class
    firms: exports and value-added volume per person reach the two bounds `world_class`.

        new items = sales x min(1, n min(3, R&D intensity / usual intensity of the sector) (1 + y))

    n = new_items; y = new_products: rise by support of research.
    """
    products = usual_rd.size
    for c in range(start.size - 1):
        s = c % products
        if s >= N_SECTORS:
            continue
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            by_size[0, size[i]] += weight[i] * value_added[i]
            by_size[1, size[i]] += weight[i] * employment[i]
            volume = output[i] - input_unit[s] * multiplier[i] * output[i]
            by_size[2, size[i]] += weight[i] * volume
            if stage[i] >= advanced:
                by_cell[c, 0] += weight[i] * value_added[i]
            by_cell[c, 1] += weight[i] * sales[i]
            fresh = new_items * min(rd_intensity[i] / usual_rd[s], 3.0)
            by_cell[c, 2] += weight[i] * (min(fresh * (1.0 + new_products[i]), 1.0) * sales[i])
            if sales_abroad[i] >= world_class[0] and volume >= world_class[1] * employment[i]:
                by_cell[c, 3] += weight[i]
