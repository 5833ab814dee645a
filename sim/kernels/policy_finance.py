"""Policy finance by establishment: who is served, what it gets, and how far it lives on it."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS, SMALL_SIZES
from sim.compiled import inlined, kernel
from sim.lanes import BLOCK, shift
from sim.random import first_uniform
from sim.room import room


@inlined
def chance(top, better, coverage):  # type: ignore[no-untyped-def]
    """`sim.definitions.policy_finance_rules.chance` of one establishment."""
    return coverage * (1.0 + 2.0 * top if better else 1.0 - 2.0 * top)


@kernel
def serve(  # type: ignore[no-untyped-def]
    start, weight, size, names, drawing, better, top, rates, loan_rate, claims, stocks, price, coverage, stock,
    forbearance, usual, fund_discount, cut, guarantee, covered, fund_cut, spared, moved, served,
):  # fmt: skip
    """Finance of manufacturers whose draw is below their chance (N,): `sim.definitions.policy_finance_rules`.

    names (N,) key the draw of a lifetime, drawing: stream and key. By policy: better (N,) half of the sector and top
    (N,), share of finance that it gets above one half; rates: points off the loan rate and leverage (N,);
    loan_rate: per year and spread of small firms, at which all points together end; claims: loans that the Fund holds
    (cells,), and above zero whom it has lent to (N,). Better, top, rates and the last may be one block of a value for
    all. stocks: loans, capital, inventory; stock: guarantees of the base year. Writes points off the rate, guarantees
    over assets with what the Fund lends, guaranteed loans, the Fund's points off the rate, the share of exits
    prevented, guarantees moved and who is served.
    """
    n, usual_chance = weight.size, 1.0 - forbearance * coverage
    stream, key_low, key_high = drawing
    rate_cut, leverage = rates
    loans, capital, inventory = stocks
    held, reach = claims
    drawn = room(BLOCK)
    for c in range(start.size - 1):
        made, owed = c % N_PRODUCTS < N_SECTORS, 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at_top, at_better = shift(top, n, low), shift(better, n, low)
            for i in range(low, high):
                drawn[i - low] = first_uniform(names[i], 0, stream, key_low, key_high)
            for i in range(low, high):
                served[i] = made and drawn[i - low] < chance(top[i - at_top], better[i - at_better], coverage)
            if held[c] != 0.0:
                at_reach = shift(reach, n, low)
                for i in range(low, high):
                    owed += weight[i] * loans[i] if served[i] and reach[i - at_reach] > 0.0 else 0.0
        by_claim = held[c] / owed
        lent = min(by_claim, 1.0) if owed > 0.0 else 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at_top, at_better = shift(top, n, low), shift(better, n, low)
            at_cut, at_leverage, at_reach = shift(rate_cut, n, low), shift(leverage, n, low), shift(reach, n, low)
            for i in range(low, high):
                ahead, good = top[i - at_top], better[i - at_better]
                off, extra = rate_cut[i - at_cut], leverage[i - at_leverage]
                off, extra = off if served[i] else 0.0, extra if served[i] else 0.0
                part = lent if served[i] and reach[i - at_reach] > 0.0 else 0.0
                most = max(loan_rate[0] + (loan_rate[1] if size[i] < SMALL_SIZES else 0.0), 0.0)
                off = min(off, most)
                by_fund = min(fund_discount * part, most - off)
                assets, beside = (capital[i] + inventory[i]) * price, part * loans[i]
                under = min(loans[i], extra * max(assets, 0.0))
                share = (under + beside) / loans[i]
                living = min((off + by_fund) / usual + (share if loans[i] > 0.0 else 0.0), 1.0)
                existing = (1.0 - forbearance * chance(ahead, good, coverage)) / usual_chance
                more = beside / assets
                cut[i], covered[i], fund_cut[i] = off, under, by_fund
                guarantee[i] = extra + (more if assets > 0.0 else 0.0)
                spared[i] = 1.0 - (1.0 - forbearance * living) * existing
                step = 2.0 * stock * (ahead if good else -ahead)
                moved[i] = step if size[i] < SMALL_SIZES else 0.0
