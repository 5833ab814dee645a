"""The books of producers: income account, settlement of liquidity, stocks, and sums over the cell."""

from __future__ import annotations

import numpy as np

from sim.codes import N_SECTORS, SMALL_SIZES
from sim.compiled import kernel
from sim.markets.credit import settle_one


@kernel
def keep_books(  # type: ignore[no-untyped-def]
    start, weight, size, home_price, export_price, input_unit, tax_on_output, depreciation_rate, payout,
    investment_price, rates, cut, tax_rate, paid, settlement, growth, stationary, smoothing, rd_depreciation,
    sales_home, sales_abroad, stocked, multiplier, output, expected, wage, employment, investment, rd, grants,
    deposit_target, loan_target, base_loss, capital, inventory, rd_stock, deposits, loans, value_added, surplus,
    interest, profit_rate, loss_quarters, sales, sums,
):  # fmt: skip
    """Equations of `sim.producers.firm_accounts`, firm by firm. Reads columns up to `base_loss`, writes the rest.

    rates: loan, spread of small firms, deposit; paid: price of investment goods and of R&D as bought; settlement:
    repayment and distribution of `settle_one`; sums (cells, 21): weighted sums in the order of `Books`.
    """
    products = home_price.size
    for c in range(start.size - 1):
        s = c % products
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            sold = home_price[s] * sales_home[i] + export_price[s] * sales_abroad[i]
            goods = home_price[s] * stocked[i]
            inputs = input_unit[s] * multiplier[i] * output[i]
            value = sold + goods - inputs
            duty = tax_on_output[s] * (sold + goods)
            wages = wage[i] * employment[i]
            left = value - duty - wages - depreciation_rate[s] * investment_price * capital[i]
            spread = rates[1] if s < N_SECTORS and size[i] < SMALL_SIZES else 0.0
            due = loans[i] * (rates[0] + spread - cut[i]) - deposits[i] * rates[2]
            research = rd[i] * paid[1]
            invested = investment[i] * paid[0] + research
            gain = left - due - research
            levy = tax_rate * max(gain, 0.0)
            shared = payout[s] * max(gain - levy, 0.0)
            cash = value - goods - duty - wages - due - levy - invested + grants[i]
            if stationary:
                lent = growth * loans[i]
                shared = cash - growth * (deposits[i] - loans[i])
            else:
                lent, extra = settle_one(
                    cash - shared, deposits[i], loans[i], deposit_target[i] * (home_price[s] * expected[i]),
                    loan_target[i] * capital[i] * investment_price, settlement[0], settlement[1],
                )  # fmt: skip
                shared += extra
            deposits[i] += cash - shared + lent
            loans[i] += lent
            margin = min(max(gain / sold, -1.0), 1.0) if sold > 0.0 else 0.0
            profit_rate[i] += smoothing * (margin - profit_rate[i])
            loss_quarters[i] = loss_quarters[i] + 1.0 if profit_rate[i] < base_loss[i] else 0.0
            worn = depreciation_rate[s] * capital[i]
            capital[i] += investment[i] - worn
            inventory[i] += stocked[i]
            rd_stock[i] += rd[i] - rd_depreciation * rd_stock[i]
            value_added[i], surplus[i], interest[i], sales[i] = value, left, due, sold
            booked = (
                output[i], multiplier[i] * output[i], stocked[i], value, left, wages, worn * investment_price, duty,
                investment[i], sold, inputs, invested, due, levy, shared, lent, grants[i], sales_abroad[i], rd[i],
                employment[i], capital[i],
            )  # fmt: skip
            for k in range(len(booked)):
                sums[c, k] += weight[i] * booked[k]


@kernel
def measure(  # type: ignore[no-untyped-def]
    start, weight, size, stage, advanced, new_items, usual_rd, rd_intensity, sales, sales_abroad, value_added,
    employment, by_size, by_cell,
):  # fmt: skip
    """Sums over manufacturing establishments: by size (2, Z) value added and employment; by cell (cells, 4) value added
    of establishments from stage `advanced` on, sales, sales of new items, exporters.

        new items = sales x min(1, n min(3, R&D intensity / usual intensity of the sector)),   n = new_items
    """
    products = usual_rd.size
    for c in range(start.size - 1):
        s = c % products
        if s >= N_SECTORS:
            continue
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            by_size[0, size[i]] += weight[i] * value_added[i]
            by_size[1, size[i]] += weight[i] * employment[i]
            if stage[i] >= advanced:
                by_cell[c, 0] += weight[i] * value_added[i]
            by_cell[c, 1] += weight[i] * sales[i]
            fresh = new_items * min(rd_intensity[i] / usual_rd[s], 3.0)
            by_cell[c, 2] += weight[i] * (min(fresh, 1.0) * sales[i])
            if sales_abroad[i] > 0.0:
                by_cell[c, 3] += weight[i]
