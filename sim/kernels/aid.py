"""Aid for investment by establishment: local terms, places of a programme, what several aids come to, new customers."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS
from sim.compiled import inlined, kernel
from sim.numerics import exp, log

QUARTERS = 4.0
LEAST_PROJECT = 1e-12
"""Billion won a year; keeps ceilings and odds defined where nothing is planned."""


@inlined
def spending(planned, price):  # type: ignore[no-untyped-def]
    """Capital spending a year of an establishment that plans the volume `planned` a quarter, money."""
    return QUARTERS * planned * price


@kernel
def local_rates(start, size, planned, price, years, least, rate, ceiling, out):  # type: ignore[no-untyped-def]
    """Local grant of a supported establishment (N,), share of capital spending: `sim.agents.aid.local_terms`.

    rate (R, Z) and ceiling (R,) by law, for projects of `years` of spending and at least `least`.
    """
    for c in range(start.size - 1):
        r = c // N_PRODUCTS
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            project = years * spending(planned[i], price)
            paid = min(rate[r, size[i]], ceiling[r] / max(project, LEAST_PROJECT))
            out[i] = paid if project >= least else 0.0


@kernel
def supported(start, weight, size, tags, bits, cells, rate, planned, price, selection, places, share):  # type: ignore[no-untyped-def]
    """Share of establishments that a programme supports (N,): `sim.agents.aid.supported_share`.

    Eligible are those in the cells and sizes (cells, Z) that carry every tag of `bits` and have a rate (N,) above zero;
    odds are their spending to the power `selection`; places: establishments in support at a time.
    """
    among, sure, few, total = np.empty(share.size, dtype=np.int64), np.zeros(share.size, dtype=np.bool_), 0, 0.0
    for c in range(start.size - 1):
        for i in range(start[c], start[c + 1]):
            share[i] = 0.0
            if cells[c, size[i]] and tags[i] & bits == bits and rate[i] > 0.0 and weight[i] > 0.0:
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
    grant, matching, local, in_support, law, sector, profit_rate, expected, home_price, tax_rate, planned, price, cap,
    granted, matched, local_paid, credit, usable, support,
):  # fmt: skip
    """What aids of several kinds come to (N,), shares of capital spending, by the rules of `sim.agents.aid`.

    Of several grants the `highest` counts and is kept within the ceiling (`room`); the credit by law comes `beside` it
    and firms count on what the tax that they expect will cover (`usable_credit`); support is the sum.
    """
    for i in range(support.size):
        g, k, r = grant[i], matching[i], local[i]
        ahead = min(in_support[i], 1.0) if r > max(g, k) else 0.0
        first = (1.0 - ahead) * g if g >= k else 0.0
        second = 0.0 if g >= k else (1.0 - ahead) * k
        third = ahead * r
        total = first + second + third
        kept = cap / total
        kept = min(1.0, kept) if total > 0.0 else 1.0
        granted[i], matched[i], local_paid[i] = first * kept, second * kept, third * kept
        beside = min(law[i] * (1.0 - total * kept), cap - total * kept)
        profit = profit_rate[i] * expected[i] * home_price[sector[i]]
        due, spent = tax_rate * max(profit, 0.0), spending(planned[i], price) / QUARTERS
        covered = due / spent
        nothing_spent = 1.0 if due > 0.0 else 0.0
        counted = min(beside, covered if spent > 0.0 else nothing_spent)
        credit[i], usable[i] = beside, counted
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
def new_sales(start, size, support, investment, capital, access, expansion, large, passed, members, out):  # type: ignore[no-untyped-def]
    """Growth of sales by capacity that aid adds (N,), per quarter:  a g I / K, see `sim.agents.aid.new_sales`."""
    for c in range(start.size - 1):
        additional = expansion if c % N_PRODUCTS < members else 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            pace = investment[i] / capital[i]
            pace = min(pace, 1.0) if capital[i] > 0.0 else 0.0
            out[i] = additional * (passed if size[i] == large else 1.0) / access[i] * support[i] * pace


@kernel
def grow(wear, planned, stock, shares, unaided):  # type: ignore[no-untyped-def]
    """New capacity (N,) wears out and is added to, in place; shares (four columns) move with it: s <- s e^(k' - k).

        k' = (1 - delta) k + ln(1 + x),      unaided (N,) e^-k'

    wear (N,) per quarter; planned (N,) growth of sales x.
    """
    at_home, abroad, home_now, abroad_now = shares
    for i in range(stock.size):
        unaided[i] = log(1.0 + planned[i])
    for i in range(stock.size):
        after = (1.0 - wear[i]) * stock[i] + unaided[i]
        change = exp(after - stock[i])
        stock[i] = after
        at_home[i], abroad[i] = at_home[i] * change, abroad[i] * change
        home_now[i], abroad_now[i] = home_now[i] * change, abroad_now[i] * change
    for i in range(stock.size):
        unaided[i] = exp(-stock[i])
