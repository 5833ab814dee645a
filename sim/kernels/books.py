"""The books of producers: income account, settlement of liquidity, stocks, and sums over the cell."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS, SMALL_SIZES
from sim.compiled import inlined, kernel
from sim.markets.credit import settle_one
from sim.numerics import add_eight

BLOCK = 128
"""Producers treated together: what lies between their columns stays in the first cache."""
SUMS = 23
"""Sums over the cell, in the order of `sim.producers.Books`."""


_USED, _INPUTS, _DUTY, _WAGES, _WORN, _INVESTED, _PROFIT, _DUE, _TAX, _DIVIDENDS, _CASH, _BORROWED = range(12)
_SALES, _ADDED, _SURPLUS, _INTEREST, _FORGONE, _DEPOSITS, _LOANS, _CAPITAL, _STOCK, _RESEARCH, _RATE, _LOSSES = range(
    12, 24
)
"""Rows of the desk (24, BLOCK) on which the books of a block are kept."""


@inlined
def _earn(low, high, desk, made, sector, investment_price, rates, paid, tax_rate, columns):  # type: ignore[no-untyped-def]
    """Income account of a block. Cash: net inflow before borrowing and before what is paid out beyond the payout.

    Short loops that write the desk alone: of these a core does several producers at a time.
    """
    home, abroad, unit, duty_rate, share, wear = sector
    loan_rate, spread, deposit_rate = rates
    capital_price, rd_price = paid
    size, cut, claims, sold, (multiplier, output), (wage, employment), held, (investment, rd, grants) = columns
    sales_home, sales_abroad, stocked = sold
    capital, loans, deposits = held
    for i in range(low, high):
        j = i - low
        desk[_USED, j] = multiplier[i] * output[i]
        desk[_INPUTS, j] = unit * multiplier[i] * output[i]
        desk[_SALES, j] = home * sales_home[i] + abroad * sales_abroad[i]
        desk[_ADDED, j] = desk[_SALES, j] + home * stocked[i] - desk[_INPUTS, j]
        desk[_DUTY, j] = duty_rate * (desk[_SALES, j] + home * stocked[i])
    for i in range(low, high):
        j = i - low
        desk[_WAGES, j] = wage[i] * employment[i]
        desk[_WORN, j] = wear * capital[i] * investment_price
        before = desk[_ADDED, j] - desk[_DUTY, j] - desk[_WAGES, j]
        desk[_SURPLUS, j] = before - wear * investment_price * capital[i]
        rate = loan_rate + (spread if made and size[i] < SMALL_SIZES else 0.0) - cut[i]
        desk[_INTEREST, j] = loans[i] * rate - deposits[i] * deposit_rate
    for i in range(low, high):
        j, research = i - low, rd[i] * rd_price
        desk[_INVESTED, j] = investment[i] * capital_price + research
        desk[_PROFIT, j] = desk[_SURPLUS, j] - desk[_INTEREST, j] - research
        desk[_DUE, j] = tax_rate * max(desk[_PROFIT, j], 0.0)
        desk[_FORGONE, j] = min(claims[i], desk[_DUE, j])
        desk[_TAX, j] = desk[_DUE, j] - desk[_FORGONE, j]
        desk[_DIVIDENDS, j] = share * max(desk[_PROFIT, j] - desk[_TAX, j], 0.0)
        before = desk[_ADDED, j] - home * stocked[i] - desk[_DUTY, j] - desk[_WAGES, j]
        earned = before - desk[_INTEREST, j] - desk[_TAX, j]
        desk[_CASH, j] = earned - desk[_INVESTED, j] + grants[i]


@inlined
def _settle(low, high, desk, home, investment_price, settling, growth, stationary, columns):  # type: ignore[no-untyped-def]
    """Liquidity by `settle_one`: borrowing, dividends with what is paid out beyond the payout, deposits and loans.

    In the stationary variant all is paid out and balance sheets grow at `growth`.
    """
    repayment, distribution = settling
    expected, deposit_target, loan_target, (capital, loans, deposits) = columns
    for i in range(low, high):
        j = i - low
        if stationary:
            desk[_BORROWED, j] = growth * loans[i]
            desk[_DIVIDENDS, j] = desk[_CASH, j] - growth * (deposits[i] - loans[i])
        else:
            lent, extra = settle_one(
                desk[_CASH, j] - desk[_DIVIDENDS, j], deposits[i], loans[i], deposit_target[i] * (home * expected[i]),
                loan_target[i] * capital[i] * investment_price, repayment, distribution,
            )  # fmt: skip
            desk[_BORROWED, j] = lent
            desk[_DIVIDENDS, j] += extra
        desk[_DEPOSITS, j] = deposits[i] + (desk[_CASH, j] - desk[_DIVIDENDS, j] + desk[_BORROWED, j])
        desk[_LOANS, j] = loans[i] + desk[_BORROWED, j]


@inlined
def _close(low, high, desk, wear, smoothing, rd_depreciation, columns):  # type: ignore[no-untyped-def]
    """Judge profits; capital, inventories and R&D stocks at the end of the quarter."""
    base_loss, profit_rate, loss_quarters, (investment, rd, _), stocked, capital, inventory, rd_stock = columns
    for i in range(low, high):
        j, sales = i - low, desk[_SALES, i - low]
        margin = min(max(desk[_PROFIT, j] / sales, -1.0), 1.0) if sales > 0.0 else 0.0
        desk[_RATE, j] = profit_rate[i] + smoothing * (margin - profit_rate[i])
        desk[_LOSSES, j] = loss_quarters[i] + 1.0 if desk[_RATE, j] < base_loss[i] else 0.0
    for i in range(low, high):
        j = i - low
        desk[_CAPITAL, j] = capital[i] + (investment[i] - wear * capital[i])
        desk[_STOCK, j] = inventory[i] + stocked[i]
        desk[_RESEARCH, j] = rd_stock[i] + (rd[i] - rd_depreciation * rd_stock[i])


@inlined
def _write(low, high, desk, first, one, second, two, third, three):  # type: ignore[no-untyped-def]
    """Three rows of the desk into their columns."""
    for i in range(low, high):
        one[i] = desk[first, i - low]
        two[i] = desk[second, i - low]
        three[i] = desk[third, i - low]


@kernel
def keep_books(  # type: ignore[no-untyped-def]
    start, weight, size, home_price, export_price, input_unit, tax_on_output, depreciation_rate, payout,
    investment_price, rates, paid, tax_rate, settling, growth, stationary, smoothing, rd_depreciation, cut, claims,
    sold, produced, staff, spent, targets, base_loss, income, held, stocks, judged, sales, forgone, sums,
):  # fmt: skip
    """The quarter of `sim.producers.firm_accounts`; writes sums (23, cells) and the columns (N,) of `income` (value
    added, surplus, interest), `held` (capital, loans, deposits), `stocks` (inventory, R&D), `judged` (profit rate,
    quarters of loss), sales and tax forgone.

    Block by block, in the order of the books: income account, settlement of liquidity, closing, sums. rates: loan,
    spread of small firms, deposit; paid: price of investment goods and of R&D as bought; settling: see `settle_one`;
    read: sold (home, abroad, stocked), produced (input multiplier, output), staff (wage, employment), spent
    (investment, R&D, grants), targets (expected output, deposits, loans).
    """
    desk, total = np.empty((24, BLOCK + 8)), np.empty(SUMS + 1)  # rows at unlike places of the cache
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        home, wear = home_price[s], depreciation_rate[s]
        sector = (home, export_price[s], input_unit[s], tax_on_output[s], payout[s], wear)
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            read = (size, cut, claims, sold, produced, staff, held, spent)
            _earn(low, high, desk, s < N_SECTORS, sector, investment_price, rates, paid, tax_rate, read)
            _settle(low, high, desk, home, investment_price, settling, growth, stationary, (*targets, held))
            _close(
                low, high, desk, wear, smoothing, rd_depreciation,
                (base_loss, judged[0], judged[1], spent, sold[2], held[0], stocks[0], stocks[1]),
            )  # fmt: skip
            _write(low, high, desk, _ADDED, income[0], _SURPLUS, income[1], _INTEREST, income[2])
            _write(low, high, desk, _CAPITAL, held[0], _LOANS, held[1], _DEPOSITS, held[2])
            _write(low, high, desk, _STOCK, stocks[0], _RESEARCH, stocks[1], _RATE, judged[0])
            _write(low, high, desk, _LOSSES, judged[1], _SALES, sales, _FORGONE, forgone)
            block = slice(low, high)
            w = weight[block]
            add_eight(
                w, produced[1][block], desk[_USED], sold[2][block], desk[_ADDED], desk[_SURPLUS], desk[_WAGES],
                desk[_WORN], desk[_DUTY], total[0:8],
            )  # fmt: skip
            add_eight(
                w, spent[0][block], desk[_SALES], desk[_INPUTS], desk[_INVESTED], desk[_INTEREST], desk[_TAX],
                desk[_DUE], desk[_FORGONE], total[8:16],
            )  # fmt: skip
            add_eight(
                w, desk[_DIVIDENDS], desk[_BORROWED], spent[2][block], sold[1][block], spent[1][block],
                staff[1][block], desk[_CAPITAL], w, total[16:24],
            )  # fmt: skip
        for k in range(SUMS):  # not a slice into a slice, whose message of errors takes two seconds to compile
            sums[k, c] = total[k]


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
    products = usual_rd.size
    share, most = new_items
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
            fresh = share * min(rd_intensity[i] / usual_rd[s], most)
            by_cell[c, 2] += weight[i] * (min(fresh * (1.0 + new_products[i]), 1.0) * sales[i])
            if sales_abroad[i] >= world_class[0] and volume >= world_class[1] * employment[i]:
                by_cell[c, 3] += weight[i]
