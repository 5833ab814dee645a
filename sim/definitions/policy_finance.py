"""Policy finance."""

from __future__ import annotations

import numpy as np

from sim.codes import SMALL_SIZES
from sim.definitions import policy_finance_rules as rules
from sim.definitions.cells import made, of_cell, ratio, sums, whole
from sim.definitions.random import fill_first


def serve(
    start, weight, size, names, drawing, better, top, rates, loan_rate, claims, stocks, price, coverage, stock,
    forbearance, usual, fund_discount, cut, guarantee, covered, fund_cut, spared, moved, served,
):  # fmt: skip
    """Finance of manufacturers whose draw is below their chance."""
    n, draws, (loans, capital, inventory) = weight.size, np.empty_like(weight), stocks
    better, top, rate_cut, leverage, reach = (whole(column, n) for column in (better, top, *rates, claims[1]))
    stream, key_low, key_high = drawing
    fill_first(names, 0, stream, key_low, key_high, draws)
    chance = rules.chance(top, better, coverage)
    served[:] = made(start) & (draws < chance)
    reached = served & (reach > 0.0)
    cells = rules.loan_part(claims[0], sums(start, np.where(reached, weight * loans, 0.0)))
    part = np.where(reached, of_cell(start, cells), 0.0)
    lent, assets = part * loans, (capital + inventory) * price
    rate, extra = loan_rate[0] + np.where(size < SMALL_SIZES, loan_rate[1], 0.0), np.where(served, leverage, 0.0)
    cut[:], fund_cut[:] = rules.within_rate(np.where(served, rate_cut, 0.0), fund_discount * part, rate)
    covered[:] = rules.guaranteed_loans(loans, assets, extra)
    guarantee[:] = extra + ratio(lent, assets)
    living = rules.support(cut + fund_cut, covered + lent, loans, usual)
    spared[:] = rules.spared(living, chance, coverage, forbearance)
    moved[:] = np.where(size < SMALL_SIZES, rules.moved_guarantees(top, better, stock), 0.0)
