"""Aid for investment by establishment: local terms, places of a programme, what several aids come to, new customers."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS
from sim.compiled import allocating, inlined, kernel
from sim.lanes import BLOCK, LANES, add_weighted, folded, shift
from sim.numerics import exp, log
from sim.room import room

QUARTERS = 4.0
LEAST_PROJECT = 1e-12
"""Billion won a year; keeps ceilings and odds defined where nothing is planned."""


@inlined
def spending(planned, price):  # type: ignore[no-untyped-def]
    """Capital spending a year of an establishment that plans the volume `planned` a quarter, money."""
    return QUARTERS * planned * price


@kernel
def local_rates(start, size, planned, price, years, least, rate, ceiling, out):  # type: ignore[no-untyped-def]
    """Local grant of a supported establishment (N,), share of capital spending: `local_terms` of the definitions.

    rate (R, Z) and ceiling (R,) by law, for projects of `years` of spending and at least `least`.
    """
    for c in range(start.size - 1):
        r = c // N_PRODUCTS
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            project = years * spending(planned[i], price)
            paid = min(rate[r, size[i]], ceiling[r] / max(project, LEAST_PROJECT))
            out[i] = paid if project >= least else 0.0


@allocating
def supported(start, weight, size, tags, bits, cells, rate, planned, price, selection, places, share):  # type: ignore[no-untyped-def]
    """Share of establishments that a programme supports (N,): `sim.definitions.aid_rules.supported_share`.

    Eligible are those in the cells and sizes (cells, Z) that carry every tag of `bits` and have a rate (N,) above zero;
    odds are their spending to the power `selection`; places: establishments in support at a time.
    """
    among, sure, few, total = np.empty(share.size, dtype=np.int64), np.zeros(share.size, dtype=np.bool_), 0, 0.0
    for c in range(start.size - 1):
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            share[i] = 0.0
        for i in range(start[c], start[c + 1]):  # few build much enough for a rate
            if rate[i] > 0.0 and weight[i] > 0.0 and cells[c, size[i]] and tags[i] & bits == bits:
                share[i] = exp(selection * log(max(spending(planned[i], price), LEAST_PROJECT)))
                among[few] = i
                few += 1
                total += weight[i]
    while True:  # those sure of a place leave the others what remains
        left, rest, more = places, 0.0, False
        for k in range(few):
            i = among[k]
            if sure[k]:
                left -= weight[i]
            else:
                rest += weight[i] * share[i]
        for k in range(few):
            if not sure[k] and (places >= total or share[among[k]] * (left / rest) >= 1.0):
                sure[k] = more = True
        if not more:
            break
    for k in range(few):
        share[among[k]] = 1.0 if sure[k] else share[among[k]] * (left / rest)


@kernel
def add_up(  # type: ignore[no-untyped-def]
    start, grant, matching, within, local, in_support, law, profit_rate, expected, home_price, tax_rate, planned, price,
    cap, granted, matched, local_paid, credit, usable, support,
):  # fmt: skip
    """What aids of several kinds come to (N,), shares of capital spending, by the rules of `sim.definitions.aid_rules`.

    Of several grants the `highest` counts and is kept within the ceiling (`room`); the credit by law comes `beside` it
    and firms count on what the tax that they expect will cover (`usable_credit`); support is the sum. Grants, of
    matching the part `within` its budget, and the credit by law may be one block of a number for all; so may what is
    written but support, by who does not ask for it: the block is room to work in.
    """
    n = support.size
    for c in range(start.size - 1):
        sold_at = home_price[c % N_PRODUCTS]
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at_grant, at_matching, at_local = shift(grant, n, low), shift(matching, n, low), shift(local, n, low)
            at_support, at_law, out = shift(in_support, n, low), shift(law, n, low), shift(granted, n, low)
            for i in range(low, high):
                g, k, r = grant[i - at_grant], within * matching[i - at_matching], local[i - at_local]
                supported_here = min(in_support[i - at_support], 1.0)
                ahead = supported_here if r > max(g, k) else 0.0
                first = (1.0 - ahead) * g if g >= k else 0.0
                second = 0.0 if g >= k else (1.0 - ahead) * k
                third = ahead * r
                total = first + second + third
                kept = cap / total
                kept = min(1.0, kept) if total > 0.0 else 1.0
                beside = min(law[i - at_law] * (1.0 - total * kept), cap - total * kept)
                profit = profit_rate[i] * expected[i] * sold_at
                due, spent = tax_rate * max(profit, 0.0), spending(planned[i], price) / QUARTERS
                covered = due / spent
                nothing_spent = 1.0 if due > 0.0 else 0.0
                counted = min(beside, covered if spent > 0.0 else nothing_spent)
                granted[i - out], matched[i - out], local_paid[i - out] = first * kept, second * kept, third * kept
                credit[i - out], usable[i - out] = beside, counted
                support[i] = first * kept + second * kept + third * kept + counted


@kernel
def cost_relief(  # type: ignore[no-untyped-def]
    start, size, support, access, requirement, user_cost, premium, price, small, large, members, passed, out,
):  # fmt: skip
    """What aid takes off the normal cost of a unit of output (N,):  x g u kappa, x = `passed` if large, else one.

    user_cost (2, P) a year and unit without aid, of others and of small manufacturers: of size classes below `small` in
    the first `members` products; premium on it by access to credit as in `sim.agents.firms.user_cost`.
    """
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            yearly = user_cost[1 if s < members and size[i] < small else 0, s] + premium * (1.0 / access[i] - 1.0)
            part = passed if size[i] == large else 1.0
            out[i] = part * support[i] * (yearly * (price / QUARTERS)) * requirement[i]


@kernel
def new_sales(  # type: ignore[no-untyped-def]
    start, size, support, investment, capital, access, expansion, large, passed, members, capacity, expected, out,
):  # fmt: skip
    """Growth of sales by capacity that aid adds (N,), per quarter: `sim.definitions.aid_rules.new_sales`."""
    for c in range(start.size - 1):
        additional = expansion if c % N_PRODUCTS < members else 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            pace = investment[i] / capital[i]
            pace = min(pace, 1.0) if capital[i] > 0.0 else 0.0
            sought = additional * (passed if size[i] == large else 1.0) / access[i] * support[i] * pace
            idle = capacity[i] / expected[i] - 1.0
            out[i] = min(sought, max(idle, 0.0)) if expected[i] > 0.0 else sought


@kernel
def settle(names, owner, planned, stock):  # type: ignore[no-untyped-def]
    """`sim.agents.aid.of_standing_plants`: planned, which may be one block of a number for all, and stock (N,)."""
    whole = planned.size == stock.size
    for i in range(stock.size):
        if owner[i] != names[i]:
            owner[i], stock[i] = names[i], 0.0
            if whole:
                planned[i] = 0.0


@kernel
def grow(start, weight, wear, planned, stock, shares, sums):  # type: ignore[no-untyped-def]
    """New capacity (N,) wears out and is added to, in place; shares (four columns) move with it: s <- s e^(k' - k).

        k' = (1 - delta) k + ln(1 + x)

    wear delta (P,) per quarter; planned (N,), or one block of a number for all: growth of sales x. Of the last two
    shares, at home and abroad, sums by cell: as they are now and without aid, s e^-k' (4, cells).
    """
    n, (base_home, base_abroad, home, abroad) = stock.size, shares
    added, unaided, total = room(BLOCK), room(BLOCK), room((4, LANES))
    for c in range(start.size - 1):
        kept = 1.0 - wear[c % N_PRODUCTS]
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at = shift(planned, n, low)
            for i in range(low, high):
                added[i - low] = log(1.0 + planned[i - at])
            for i in range(low, high):
                after = kept * stock[i] + added[i - low]
                change = exp(after - stock[i])
                stock[i] = after
                base_home[i], base_abroad[i] = base_home[i] * change, base_abroad[i] * change
                home[i], abroad[i] = home[i] * change, abroad[i] * change
            for i in range(low, high):
                unaided[i - low] = exp(-stock[i])
            part = slice(low, high)
            now = home[part], abroad[part]
            columns = now[0], now[1], (now[0], unaided), (now[1], unaided)
            add_weighted(total, 0, weight[part], columns, high - low)
        for k in range(4):
            sums[k, c] = folded(total, k)
