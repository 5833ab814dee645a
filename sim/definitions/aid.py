"""Aid for investment."""

from __future__ import annotations

import numpy as np

from calibration.local_grants import LocalGrantTerms
from sim.codes import N_PRODUCTS
from sim.definitions import aid_rules as rules
from sim.definitions.cells import cell_of, of_product, whole
from sim.definitions.cells import sums as cell_sums
from sim.kernels.aid import LEAST_PROJECT, QUARTERS
from sim.numerics import exp, log, power


def local_rates(start, size, planned, price, years, least, rate, ceiling, out):
    """Local grant of a supported establishment."""
    terms = LocalGrantTerms(rate=rate, ceiling=ceiling, minimum=least, years=years)
    out[:] = rules.local_terms(QUARTERS * planned * price, cell_of(start) // N_PRODUCTS, size, terms)


def supported(start, weight, size, tags, bits, cells, rate, planned, price, selection, places, share):
    """Share of establishments that a programme supports."""
    inside = cells[cell_of(start), size] & ((tags & bits) == bits)
    eligible = np.where(inside & (rate > 0.0), weight, 0.0)
    odds = power(np.maximum(QUARTERS * planned * price, LEAST_PROJECT), selection)
    share[:] = rules.supported_share(eligible, places, 1.0, odds)


def add_up(
    start, grant, matching, within, local, in_support, law, profit_rate, expected, home_price, tax_rate, planned, price,
    cap, granted, matched, local_paid, credit, usable, support,
):  # fmt: skip
    """What aids of several kinds come to."""
    n = support.size
    grant, matching, local, in_support, law = (whole(one, n) for one in (grant, matching, local, in_support, law))
    paid = rules.highest(grant, within * matching, local, np.minimum(in_support, 1.0))
    total = paid[0] + paid[1] + paid[2]
    kept = rules.room(total, cap)
    beside = rules.beside_grant(law, total * kept, cap)
    due = tax_rate * np.maximum(profit_rate * expected * of_product(start, home_price), 0.0)
    counted = rules.usable_credit(beside, due, planned * price)
    support[:] = paid[0] * kept + paid[1] * kept + paid[2] * kept + counted
    if granted.size == n:
        granted[:], matched[:], local_paid[:] = (part * kept for part in paid)
        credit[:], usable[:] = beside, counted


def cost_relief(
    start, size, support, access, requirement, user_cost, premium, price, small, large, members, passed, out
):
    """What aid takes off the normal cost of a unit of output."""
    product = cell_of(start) % N_PRODUCTS
    which = ((product < members) & (size < small)).astype(np.int64)
    yearly = user_cost[which, product] + premium * (1.0 / access - 1.0)
    out[:] = rules.cost_relief(support, yearly * (price / QUARTERS), requirement, size == large, passed)


def new_sales(
    start, size, support, investment, capital, access, expansion, large, passed, members, capacity, expected, out
):
    """Growth of sales by capacity that aid adds."""
    made = of_product(start, np.arange(N_PRODUCTS) < members)
    additional = expansion * np.where(size == large, passed, 1.0) * made
    out[:] = rules.new_sales(support, investment, capital, additional / access, capacity, expected)


def settle(names, owner, planned, stock):
    """What is new in its slot has no aided capacity."""
    came = owner != names
    for column in (planned, stock):
        if column.size == stock.size:
            column[came] = 0.0
    owner[:] = names


def grow(start, weight, wear, planned, stock, shares, sums):
    """New capacity wears out and is added to; shares move with it."""
    after = (1.0 - of_product(start, wear)) * stock + log(1.0 + whole(planned, stock.size))
    for share in shares:
        share *= exp(after - stock)
    stock[:] = after
    for k, share in enumerate(shares[2:]):
        sums[k], sums[k + 2] = cell_sums(start, weight * share), cell_sums(start, weight * share * exp(-after))
