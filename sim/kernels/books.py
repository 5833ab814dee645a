"""The books of producers: income account, settlement of liquidity, stocks, and sums over the cell."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS, SMALL_SIZES
from sim.compiled import inlined, kernel
from sim.kernels.classes import choose, classes
from sim.lanes import BLOCK, LANES, add_weighted, folded
from sim.markets.credit import settle_one

SUMS = 23
"""Sums over the cell, in the order of `sim.producers.Books`."""


_USED, _WAGES, _WORN, _DUTY, _INPUTS, _INVESTED, _TAX, _DUE, _DIVIDENDS, _BORROWED = range(10)
"""Rows of the desk (10, BLOCK): amounts of a block that are summed but kept in no column."""


@inlined
def _book(  # type: ignore[no-untyped-def]
    low, high, desk, prices, shares, rates, settling, growth, stationary, smoothing, size, cut, claims, sold, produced,
    staff, spent, targets, base_loss, income, held, stocks, judged, sales, forgone,
):  # fmt: skip
    """Books of the producers low .. high: income account, liquidity by `settle_one`, stocks, judgement of profits.

    One loop over all columns, of which a core does eight producers at a time. Cash: net inflow before borrowing and
    before what is paid out beyond the payout.
    """
    home, abroad, unit, price, capital_price, rd_price = prices
    duty_rate, tax_rate, share, wear, rd_wear = shares
    loan_rate, spread, deposit_rate = rates
    (sales_home, sales_abroad, stocked), (multiplier, output), (wage, employment) = sold, produced, staff
    (investment, rd, grants), (expected, deposit_target, loan_target) = spent, targets
    (value_added, surplus, interest), (capital, loans, deposits) = income, held
    (inventory, rd_stock), (profit_rate, loss_quarters) = stocks, judged
    for i in range(low, high):
        j = i - low
        inputs = unit * multiplier[i] * output[i]
        turnover = home * sales_home[i] + abroad * sales_abroad[i]
        added = turnover + home * stocked[i] - inputs
        duty = duty_rate * (turnover + home * stocked[i])
        wages = wage[i] * employment[i]
        left = added - duty - wages - wear * price * capital[i]
        rate = loan_rate + (spread if size[i] < SMALL_SIZES else 0.0) - cut[i]
        owed = loans[i] * rate - deposits[i] * deposit_rate
        research = rd[i] * rd_price
        invested = investment[i] * capital_price + research
        profit = left - owed - research
        due = tax_rate * max(profit, 0.0)
        credit = min(claims[i], due)
        tax = due - credit
        dividends = share * max(profit - tax, 0.0)
        cash = added - home * stocked[i] - duty - wages - owed - tax - invested + grants[i]
        if stationary:  # all is paid out and balance sheets grow
            lent, dividends = growth * loans[i], cash - growth * (deposits[i] - loans[i])
        else:
            lent, extra = settle_one(
                cash - dividends, deposits[i], loans[i], deposit_target[i] * (home * expected[i]),
                loan_target[i] * capital[i] * price, settling[0], settling[1],
            )  # fmt: skip
            dividends += extra
        margin = min(max(profit / turnover, -1.0), 1.0) if turnover > 0.0 else 0.0
        judgement = profit_rate[i] + smoothing * (margin - profit_rate[i])
        desk[_USED, j], desk[_WAGES, j], desk[_DUTY, j] = multiplier[i] * output[i], wages, duty
        desk[_WORN, j], desk[_INPUTS, j], desk[_INVESTED, j] = wear * capital[i] * price, inputs, invested
        desk[_TAX, j], desk[_DUE, j], desk[_DIVIDENDS, j], desk[_BORROWED, j] = tax, due, dividends, lent
        value_added[i], surplus[i], interest[i], sales[i], forgone[i] = added, left, owed, turnover, credit
        loss_quarters[i] = loss_quarters[i] + 1.0 if judgement < base_loss[i] else 0.0
        profit_rate[i] = judgement
        deposits[i] += cash - dividends + lent
        loans[i] += lent
        capital[i] += investment[i] - wear * capital[i]
        inventory[i] += stocked[i]
        rd_stock[i] += rd[i] - rd_wear * rd_stock[i]


@kernel
def keep_books(  # type: ignore[no-untyped-def]
    start, weight, size, home_price, export_price, input_unit, tax_on_output, depreciation_rate, payout,
    investment_price, rates, paid, tax_rate, settling, growth, stationary, smoothing, rd_depreciation, cut, claims,
    sold, produced, staff, spent, targets, base_loss, income, held, stocks, judged, sales, forgone, sums,
):  # fmt: skip
    """The quarter of `sim.producers.firm_accounts`; writes sums (23, cells) and the columns (N,) of `income` (value
    added, surplus, interest), `held` (capital, loans, deposits), `stocks` (inventory, R&D), `judged` (profit rate,
    quarters of loss), sales and tax forgone.

    rates: loan, spread of small firms, deposit; paid: price of investment goods and of R&D as bought; settling: see
    `settle_one`; read: sold (home, abroad, stocked), produced (input multiplier, output), staff (wage, employment),
    spent (investment, R&D, grants), targets (expected output, deposits, loans).
    """
    desk, total = np.empty((10, BLOCK + 8)), np.empty((SUMS, LANES))  # rows at unlike places of the cache
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        prices = (home_price[s], export_price[s], input_unit[s], investment_price, paid[0], paid[1])
        shares = (tax_on_output[s], tax_rate, payout[s], depreciation_rate[s], rd_depreciation)
        interest = (rates[0], rates[1] if s < N_SECTORS else 0.0, rates[2])
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            _book(
                low, high, desk, prices, shares, interest, settling, growth, stationary, smoothing, size, cut, claims,
                sold, produced, staff, spent, targets, base_loss, income, held, stocks, judged, sales, forgone,
            )  # fmt: skip
            part = slice(low, high)
            w, n = weight[part], high - low
            add_weighted(total, 0, w, (
                produced[1][part], desk[_USED], sold[2][part], income[0][part], income[1][part], desk[_WAGES],
                desk[_WORN], desk[_DUTY],
            ), n)  # fmt: skip
            add_weighted(total, 8, w, (
                spent[0][part], sales[part], desk[_INPUTS], desk[_INVESTED], income[2][part], desk[_TAX], desk[_DUE],
                forgone[part],
            ), n)  # fmt: skip
            add_weighted(total, 16, w, (
                desk[_DIVIDENDS], desk[_BORROWED], spent[2][part], sold[1][part], spent[1][part], staff[1][part],
                held[0][part],
            ), n)  # fmt: skip
        for k in range(SUMS):
            sums[k, c] = folded(total, k)


@kernel
def measure(  # type: ignore[no-untyped-def]
    start, weight, size, stage, advanced, new_items, world_class, usual_rd, rd_intensity, sales, sales_abroad,
    value_added, employment, output, multiplier, input_unit, new_products, by_size, by_cell,
):  # fmt: skip
    """Sums over manufacturing establishments: by size (3, Z) value added, employment and value-added volume; by cell
    (cells, 4) value added of establishments from stage `advanced` on, sales, sales of new items, world-class
    firms: exports and value-added volume per person reach the two bounds `world_class`.

        new items = sales x min(1, n min(x, R&D intensity / usual intensity of the sector) (1 + y))

    (n, x) = new_items; y = new_products: rise by support of research.
    """
    share, most = new_items
    exports, productivity = world_class
    row = np.empty((5, BLOCK + 8))
    volume, live, fresh, best, chosen = row[0], row[1], row[2], row[3], row[4]
    by_class, total = np.zeros((3 * by_size.shape[1], LANES)), np.empty((4, LANES))
    for c in range(start.size - 1):
        s = c % usual_rd.size
        if s >= N_SECTORS:
            continue
        unit, usual = input_unit[s], usual_rd[s]
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            part, n = slice(low, high), high - low
            for i in range(low, high):
                j, made, added = i - low, output[i], value_added[i]
                volume[j] = made - unit * multiplier[i] * made
                live[j] = added if stage[i] >= advanced else 0.0
                new = share * min(rd_intensity[i] / usual, most)
                fresh[j] = min(new * (1.0 + new_products[i]), 1.0) * sales[i]
                productive = 1.0 if volume[j] >= productivity * employment[i] else 0.0
                best[j] = productive if sales_abroad[i] >= exports else 0.0
            add_weighted(total, 0, weight[part], (live, sales[part], fresh, best), n)
            for z in classes(size, low, high, by_size.shape[1]):
                choose(size, z, weight, low, high, chosen)
                add_weighted(by_class, 3 * z, chosen, (value_added[part], employment[part], volume), n)
        for k in range(4):
            by_cell[c, k] += folded(total, k)
    for z in range(by_size.shape[1]):
        for k in range(3):
            by_size[k, z] += folded(by_class, 3 * z + k)
