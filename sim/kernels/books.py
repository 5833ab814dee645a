"""The books of producers: income account, settlement of liquidity, stocks, and sums over the cell."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS, N_SIZES, SMALL_SIZES
from sim.compiled import inlined, kernel
from sim.kernels.classes import choose, classes
from sim.kernels.turnover import severity
from sim.lanes import BLOCK, LANES, add_weighted, folded, shift
from sim.markets.credit import credit_ceiling, liquidity_targets, settle_one
from sim.room import room

SUMS = 26
"""Sums over the cell, in the order of `sim.producers.Books`."""


_ROWS = 15
(
    _USED, _WAGES, _WORN, _DUTY, _INPUTS, _INVESTED, _TAX, _DUE, _DIVIDENDS, _BORROWED, _SALES, _ADDED, _SURPLUS,
    _INTEREST, _STOCKED,
) = range(_ROWS)  # fmt: skip
"""Rows of the desk (15, BLOCK): amounts of a block that are summed but kept in no column."""
_BY_CLASS = 5 * N_SIZES
_WIDTH = BLOCK + 8
"""Rows lie at unlike places of the cache."""


@inlined
def _book(  # type: ignore[no-untyped-def]
    low, high, desk, prices, shares, rates, settling, growth, stationary, judging, size, at, policy, sold, produced,
    staff, spent, targets, base_loss, earnings, held, stocks, judged, forgone,
):  # fmt: skip
    """Books of the producers low .. high: income account, liquidity by `settle_one`, stocks, judgement of profits.

    One loop over all columns, of which a core does eight producers at a time. Cash: net inflow before borrowing and
    before what is paid out beyond the payout.
    """
    home, abroad, unit, price, capital_price, rd_price = prices
    duty_rate, tax_rate, share, wear, rd_wear = shares
    loan_rate, spread, deposit_rate = rates
    (sales_home, sales_abroad), (multiplier, output), (wage, employment) = sold, produced, staff
    (investment, rd), (expected, deposit_target, loan_target, waiting) = spent, targets
    cut, claims, grants, subsidies, guarantee = policy
    (capital, loans, deposits), (inventory, rd_stock) = held, stocks
    (profit_rate, loss_quarters, depth), (smoothing, memory, insolvency_weight) = judged, judging
    for i in range(low, high):
        j = i - low
        inputs = unit * multiplier[i] * output[i]
        turnover = home * sales_home[i] + abroad * sales_abroad[i]
        stocked = output[i] - sales_home[i] - sales_abroad[i]
        added = turnover + home * stocked - inputs
        duty = duty_rate * (turnover + home * stocked)
        wages = wage[i] * employment[i]
        left = added - duty - wages - wear * price * capital[i]
        rate = loan_rate + (spread if size[i] < SMALL_SIZES else 0.0) - cut[i - at[0]]
        owed = loans[i] * rate - deposits[i] * deposit_rate
        research = rd[i] * rd_price
        invested = investment[i] * capital_price + research
        profit = left - owed - research + subsidies[i - at[3]]
        due = tax_rate * max(profit, 0.0)
        credit = min(claims[i - at[1]], due)
        tax = due - credit
        dividends = share * max(profit - tax, 0.0)
        cash = added - home * stocked - duty - wages - owed - tax - invested + grants[i - at[2]]
        if stationary:  # all is paid out and balance sheets grow
            lent, dividends = growth * loans[i], cash - growth * (deposits[i] - loans[i])
        else:
            ceiling = credit_ceiling(
                settling[0], guarantee[i - at[4]], (capital[i] + inventory[i]) * price, loans[i],
                (investment[i] - wear * capital[i]) * price - (grants[i - at[2]] - subsidies[i - at[3]]),
            )  # fmt: skip
            kept, owing = liquidity_targets(
                deposit_target[i] * (home * expected[i]), loan_target[i], capital[i], waiting[i], price
            )
            lent, extra = settle_one(
                cash - dividends, deposits[i], loans[i], kept, owing, ceiling, settling[1], settling[2]
            )
            dividends += extra
        margin = min(max(profit / turnover, -1.0), 1.0) if turnover > 0.0 else 0.0
        judgement = profit_rate[i] + smoothing * (margin - profit_rate[i])
        desk[_USED, j], desk[_WAGES, j], desk[_DUTY, j] = multiplier[i] * output[i], wages, duty
        desk[_WORN, j], desk[_INPUTS, j], desk[_INVESTED, j] = wear * capital[i] * price, inputs, invested
        desk[_TAX, j], desk[_DUE, j], desk[_DIVIDENDS, j], desk[_BORROWED, j] = tax, due, dividends, lent
        desk[_SALES, j], desk[_STOCKED, j], forgone[i - at[1]] = turnover, stocked, credit
        desk[_ADDED, j], desk[_SURPLUS, j], desk[_INTEREST, j], earnings[i] = added, left, owed, left - owed
        usual, longer = base_loss[i], loss_quarters[i] + 1  # no read may hang on a condition: short vectors cannot
        bad = longer if judgement < usual else 0
        profit_rate[i], loss_quarters[i] = judgement, bad
        cash_now, debt = deposits[i] + (cash - dividends + lent), loans[i] + lent
        machines, goods = capital[i] + (investment[i] - wear * capital[i]), inventory[i] + stocked
        worth = cash_now + (machines + goods) * price - debt
        depth[i] = severity(judgement - usual, bad, worth < 0.0, memory, insolvency_weight)
        deposits[i], loans[i], capital[i], inventory[i] = cash_now, debt, machines, goods
        rd_stock[i] += rd[i] - rd_wear * rd_stock[i]


@inlined
def _measure(  # type: ignore[no-untyped-def]
    low, high, row, bounds, unit, usual, size, weight, at, seen, sold, produced, staff, added, sales, depth, by_class,
    total,
):  # fmt: skip
    """Measures of the manufacturing establishments low .. high, added to lanes by size and to those of the cell."""
    volume, live, fresh, best, chosen = row[0], row[1], row[2], row[3], row[4]
    (advanced, share, most, exports, productivity), (stage, rd_intensity, new_products) = bounds, seen
    (multiplier, output), employment, sales_abroad = produced, staff[1], sold[1]
    for i in range(low, high):
        j, made = i - low, output[i]
        volume[j] = made - unit * multiplier[i] * made
        worth = added[j]
        live[j] = worth if stage[i] >= advanced else 0.0
        new = share * min(rd_intensity[i] / usual, most)
        fresh[j] = min(new * (1.0 + new_products[i - at]), 1.0) * sales[j]
        productive = 1.0 if volume[j] >= productivity * employment[i] else 0.0
        best[j] = productive if sales_abroad[i] >= exports else 0.0
    part, n = slice(low, high), high - low
    add_weighted(total, 0, weight[part], (live, sales, fresh, best), n)
    for z in classes(size, low, high, N_SIZES):
        choose(size, z, weight, low, high, chosen)
        add_weighted(by_class, 5 * z, chosen, (added, employment[part], volume, (), depth[part]), n)


@kernel
def keep_books(  # type: ignore[no-untyped-def]
    start, weight, size, home_price, export_price, input_unit, tax_on_output, depreciation_rate, payout,
    investment_price, rates, paid, tax_rate, settling, growth, stationary, judging, rd_depreciation, policy,
    sold, produced, staff, spent, targets, base_loss, bounds, usual_rd, input_volume, seen, earnings, held, stocks,
    judged, forgone, sums, by_size, by_cell,
):  # fmt: skip
    """The quarter of `sim.producers.firm_accounts`; writes sums (26, cells), the columns (N,) of earnings (surplus
    less interest), `held` (capital, loans, deposits), `stocks` (inventory, R&D), `judged` (profit rate, quarters of
    loss, `severity` of distress) and tax forgone, and what `sim.producers.Measures` measures of manufacturing.

    rates: loan, spread of small firms, deposit; paid: price of investment goods and of R&D as bought; settling: credit
    limit on assets and paces of `settle_one`; judging: pace of the profit rate, memory and weight of `severity`; read:
    policy (cut of the loan rate, claims, grants, subsidies, guarantees over assets: each may be one block of a number
    for all, without claims tax forgone one of zeros), sold (home, abroad), produced (input multiplier, output), staff
    (wage, employment), spent (investment, R&D), targets (expected output, deposits, loans, projects that wait), seen
    (stage, R&D intensity, rise of new products by support, which may be one block).
    """
    desk, row, total, measured = room((_ROWS, _WIDTH)), room((5, _WIDTH)), room((SUMS, LANES)), room((4, LANES))
    by_class, (cut, claims, grants, subsidies, guarantee), n = room((_BY_CLASS, LANES)), policy, weight.size
    by_class[:] = 0.0
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        prices = (home_price[s], export_price[s], input_unit[s], investment_price, paid[0], paid[1])
        shares = (tax_on_output[s], tax_rate, payout[s], depreciation_rate[s], rd_depreciation)
        interest = (rates[0], rates[1] if s < N_SECTORS else 0.0, rates[2])
        total[:] = measured[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at = (
                shift(cut, n, low), shift(claims, n, low), shift(grants, n, low), shift(subsidies, n, low),
                shift(guarantee, n, low),
            )  # fmt: skip
            _book(
                low, high, desk, prices, shares, interest, settling, growth, stationary, judging, size, at, policy,
                sold, produced, staff, spent, targets, base_loss, earnings, held, stocks, judged, forgone,
            )  # fmt: skip
            part, w, count = slice(low, high), weight[low:high], high - low
            given, taken = grants[low - at[2] : high - at[2]], forgone[low - at[1] : high - at[1]]
            expected = targets[0][part]
            add_weighted(total, 0, w, (
                produced[1][part], desk[_USED], desk[_STOCKED], desk[_ADDED], desk[_SURPLUS], desk[_WAGES],
                desk[_WORN], desk[_DUTY],
            ), count)  # fmt: skip
            add_weighted(total, 8, w, (
                spent[0][part], desk[_SALES], desk[_INPUTS], desk[_INVESTED], desk[_INTEREST], desk[_TAX], desk[_DUE],
                taken,
            ), count)  # fmt: skip
            add_weighted(total, 16, w, (
                desk[_DIVIDENDS], desk[_BORROWED], given, sold[1][part], spent[1][part], staff[1][part], held[0][part],
                held[1][part],
            ), count)  # fmt: skip
            add_weighted(total, 24, w, (expected, (judged[0][part], expected)), count)
            if s < N_SECTORS:
                _measure(
                    low, high, row, bounds, input_volume[s], usual_rd[s], size, weight, shift(seen[2], n, low), seen,
                    sold, produced, staff, desk[_ADDED], desk[_SALES], judged[2], by_class, measured,
                )  # fmt: skip
        for k in range(SUMS):
            sums[k, c] = folded(total, k)
        for k in range(4):
            by_cell[c, k] = folded(measured, k)
    for z in range(N_SIZES):
        for k in range(5):
            by_size[k, z] = folded(by_class, 5 * z + k)
