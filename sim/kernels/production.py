"""Capacity of all producers, what is asked from each, and what it makes."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import ces
from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel
from sim.lanes import BLOCK, LANES, add_weighted, folded, weighted_sums
from sim.room import room


@kernel
def capacity_and_stocks(  # type: ignore[no-untyped-def]
    start, weight, capital_share, substitution, full_use, running, inventory_ratio, inventory_speed, growth, capital,
    capital_requirement, employment, labour_requirement, log_tfp, expected, multiplier, inventory, capacity,
    stock_order, sums,
):  # fmt: skip
    """Write capacity and orders for stock (N,), and their sums by cell (4, cells): both, expected output, its inputs.

        capacity = u F(K, E L) x running,   stock order of manufacturers = phi_V (V* - V) + g V*,   V* = v Q^e

    u: full use over normal use; running (P,): share not stopped for want of inputs; v: inventory over output a quarter.
    """
    space = room(BLOCK)
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        going, stocked = full_use * running[s], s < N_SECTORS
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            ces(
                low, high, capital, capital_requirement, employment, labour_requirement, log_tfp, capital_share[s],
                substitution, space, capacity,
            )  # fmt: skip
            for i in range(low, high):
                able = going * capacity[i]
                capacity[i] = able if weight[i] > 0.0 else 0.0
                target = inventory_ratio * expected[i]
                order = inventory_speed * (target - inventory[i]) + growth * target
                stock_order[i] = order if stocked else 0.0
        here = weighted_sums(weight, (capacity, stock_order, expected, (multiplier, expected)), start[c], start[c + 1])
        sums[0, c], sums[1, c], sums[2, c], sums[3, c] = here


@kernel
def ask(start, weight, demand, exports, share_home, share_abroad, stock_order, wanted, asked):  # type: ignore[no-untyped-def]
    """What is wanted from each producer (N,): its share of orders at home and abroad (P,) and for stock; by cell."""
    for c in range(start.size - 1):
        at_home, in_world = demand[c % N_PRODUCTS], exports[c % N_PRODUCTS]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            wanted[i] = max(share_home[i] * at_home + share_abroad[i] * in_world + stock_order[i], 0.0)
        asked[c] += weighted_sums(weight, (wanted,), start[c], start[c + 1])[0]


@kernel
def share_out(start, weight, granted, wanted, limit, out):  # type: ignore[no-untyped-def]
    """Give each firm (N,) the part `granted` (P,) of what is wanted from it, up to its limit; firms with slack make
    what is missing.

    The unmet part of a sector is spread over its firms in proportion to slack, so that the sector delivers
    min(wanted, limit) in total.
    """
    unmet, slack = room(N_PRODUCTS), room(N_PRODUCTS)
    unmet[:] = slack[:] = 0.0
    missing, free, total = room(BLOCK), room(BLOCK), room((2, LANES))
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        part = granted[s]
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for i in range(low, high):
                order, most = wanted[i] * part, limit[i]
                made = min(order, most)
                out[i], missing[i - low], free[i - low] = made, order - made, most - made
            add_weighted(total, 0, weight[low:high], (missing, free), high - low)
        unmet[s] += folded(total, 0)
        slack[s] += folded(total, 1)
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        part = min(unmet[s] / slack[s], 1.0) if slack[s] > 0.0 else 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            out[i] += (limit[i] - out[i]) * part
