"""The books of producers, and what is measured from them."""

from __future__ import annotations

import numpy as np

from sim.codes import SMALL_SIZES
from sim.definitions.cells import made, of_product, sums, whole
from sim.definitions.turnover import severity


def ceiling(limit, guarantee, assets, loans, expansion):
    """Most that each firm may owe (N,): `sim.markets.credit.credit_ceiling`."""
    plain = (limit + np.minimum(guarantee, 0.0)) * assets
    return np.maximum(plain, np.minimum(loans + np.maximum(expansion, 0.0), (limit + guarantee) * assets))


def settle(cash, deposits, loans, target_deposits, target_loans, ceiling, repayment, distribution):
    """New borrowing and extra dividend of each firm (N,): `sim.markets.credit.settle_one`."""
    excess = deposits + cash - target_deposits
    short = excess < 0.0
    repaid = repayment * np.maximum(np.minimum(excess, loans - target_loans), 0.0)
    borrowed = np.where(short, np.minimum(-excess, np.maximum(ceiling - loans, 0.0)), -repaid)
    return borrowed, np.where(short, 1.0, distribution) * (excess + borrowed)


def liquidity_targets(usual, leverage, capital, waiting, price):
    """Deposits and loans that each firm aims at (N,): `sim.markets.credit.liquidity_targets`."""
    cash = usual + price * waiting
    return np.maximum(cash, 0.0), leverage * (capital + waiting) * price - np.minimum(cash, 0.0)


def keep_books(
    start, weight, size, home_price, export_price, input_unit, tax_on_output, depreciation_rate, payout,
    investment_price, rates, paid, tax_rate, settling, growth, stationary, judging, rd_depreciation, policy,
    sold, produced, staff, spent, targets, base_loss, bounds, usual_rd, input_volume, seen, earnings, held, stocks,
    judged, forgone, total, by_size, by_cell,
):  # fmt: skip
    """Income account, settlement of liquidity, stocks, their sums by cell, and measures of manufacturing."""
    cut, claims, grants, subsidies, guarantee = (whole(column, weight.size) for column in policy)
    loan_rate, spread, deposit_rate = rates
    sales_home, sales_abroad = sold
    multiplier, output = produced
    wage, employment = staff
    investment, rd = spent
    expected, deposit_target, loan_target, waiting = targets
    capital, loans, deposits = held
    inventory, rd_stock = stocks
    home, wear = of_product(start, home_price), of_product(start, depreciation_rate)
    # income account
    used = multiplier * output
    inputs = of_product(start, input_unit) * multiplier * output
    sold_for = home * sales_home + of_product(start, export_price) * sales_abroad
    stocked = output - sales_home - sales_abroad
    made_worth = sold_for + home * stocked
    added = made_worth - inputs
    duty = of_product(start, tax_on_output) * made_worth
    wages = wage * employment
    worn = wear * capital * investment_price
    surplus = added - duty - wages - wear * investment_price * capital
    rate = loan_rate + np.where(made(start) & (size < SMALL_SIZES), spread, 0.0) - cut
    interest = loans * rate - deposits * deposit_rate
    research = rd * paid[1]
    invested = investment * paid[0] + research
    profit = surplus - interest - research + subsidies
    due = tax_rate * np.maximum(profit, 0.0)
    credit = np.minimum(claims, due)
    tax = due - credit
    dividends = of_product(start, payout) * np.maximum(profit - tax, 0.0)
    cash = added - home * stocked - duty - wages - interest - tax - invested + grants
    # liquidity
    if stationary:
        borrowed, dividends = growth * loans, cash - growth * (deposits - loans)
    else:
        growing = (investment - wear * capital) * investment_price - (grants - subsidies)
        most = ceiling(settling[0], guarantee, (capital + inventory) * investment_price, loans, growing)
        kept, owed = liquidity_targets(
            deposit_target * (home * expected), loan_target, capital, waiting, investment_price
        )
        borrowed, extra = settle(cash - dividends, deposits, loans, kept, owed, most, *settling[1:])
        dividends = dividends + extra
    # closing
    deposits += cash - dividends + borrowed
    loans += borrowed
    capital += investment - wear * capital
    inventory += stocked
    rd_stock += rd - rd_depreciation * rd_stock
    _judge(judging, base_loss, profit, sold_for, deposits + (capital + inventory) * investment_price - loans, judged)
    earnings[:] = surplus - interest
    forgone[:] = credit if forgone.size == weight.size else 0.0
    booked = (
        output, used, stocked, added, surplus, wages, worn, duty, investment, sold_for, inputs, invested, interest, tax,
        due, credit, dividends, borrowed, grants, sales_abroad, rd, employment, capital, loans, expected,
        judged[0] * expected,
    )  # fmt: skip
    for row, values in zip(total, booked, strict=True):
        row[:] = sums(start, weight * values)
    _measure(
        start, weight, size, bounds, usual_rd, input_volume, seen, sold_for, sales_abroad, added, employment, output,
        multiplier, judged[2], by_size, by_cell,
    )  # fmt: skip


def _judge(judging, base_loss, profit, sales, worth, judged):
    """Profit rate, quarters of distress and its depth, from profits, sales and the net worth at the end."""
    (smoothing, memory, insolvency_weight), (profit_rate, loss_quarters, depth) = judging, judged
    margin = np.where(sales > 0.0, np.clip(profit / np.where(sales > 0.0, sales, 1.0), -1.0, 1.0), 0.0)
    profit_rate += smoothing * (margin - profit_rate)
    loss_quarters[:] = np.where(profit_rate < base_loss, loss_quarters + 1, 0)
    depth[:] = severity(profit_rate - base_loss, loss_quarters, worth < 0.0, memory, insolvency_weight)


def _measure(
    start, weight, size, bounds, usual_rd, input_volume, seen, sales, sales_abroad, value_added, employment, output,
    multiplier, depth, by_size, by_cell,
):  # fmt: skip
    """Sums over manufacturing by size and by cell: value added, staff, adopters, new items, world-class firms."""
    (advanced, share, most, exports, productivity), (stage, rd_intensity, new_products) = bounds, seen
    weight = np.where(made(start), weight, 0.0)
    volume = output - of_product(start, input_volume) * multiplier * output
    for row, values in zip(by_size, (value_added, employment, volume, np.ones_like(depth), depth), strict=True):
        row[:] = np.bincount(size, weight * values, row.size)
    fresh = share * np.minimum(rd_intensity / of_product(start, usual_rd), most)
    fresh = np.minimum(fresh * (1.0 + whole(new_products, weight.size)), 1.0)
    best = (sales_abroad >= exports) & (volume >= productivity * employment)
    counted = (
        np.where(stage >= advanced, value_added, 0.0), sales, fresh * sales, best.astype(float),
    )  # fmt: skip
    for column, values in enumerate(counted):
        by_cell[:, column] = sums(start, weight * values)
