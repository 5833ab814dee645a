"""Capacity of all producers, what is asked from each, and what it makes."""

from __future__ import annotations

import numpy as np

from sim.agents.firms import ces, log_efficiency
from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel
from sim.numerics import exp


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
    longest = 0  # not np.diff(start).max(), whose message of errors alone takes three seconds to compile
    for c in range(start.size - 1):
        longest = max(longest, start[c + 1] - start[c])
    k, labour = np.empty(longest), np.empty(longest)
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        low = np.uint64(start[c])
        cell = range(low, np.uint64(start[c + 1]))
        share, going, stocked = capital_share[s], running[s], s < N_SECTORS
        for i in cell:
            k[i - low] = capital[i] / capital_requirement[i]
            labour[i - low] = employment[i] * exp(log_efficiency(log_tfp[i], share)) / labour_requirement[i]
        count = start[c + 1] - start[c]
        ces(k[:count], labour[:count], share, substitution, capacity[start[c] : start[c + 1]])
        for i in cell:
            capacity[i] = full_use * capacity[i] * going if weight[i] > 0.0 else 0.0
        for i in cell:
            target = inventory_ratio * expected[i]
            stock_order[i] = inventory_speed * (target - inventory[i]) + growth * target if stocked else 0.0
        able = stocks = output = inputs = 0.0
        for i in cell:
            able += weight[i] * capacity[i]
            stocks += weight[i] * stock_order[i]
            output += weight[i] * expected[i]
            inputs += weight[i] * (multiplier[i] * expected[i])
        sums[0, c], sums[1, c], sums[2, c], sums[3, c] = able, stocks, output, inputs


@kernel
def ask(start, weight, demand, exports, share_home, share_abroad, stock_order, wanted, asked):  # type: ignore[no-untyped-def]
    """What is wanted from each producer (N,): its share of orders at home and abroad (P,) and for stock; by cell."""
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            orders = share_home[i] * demand[s] + share_abroad[i] * exports[s] + stock_order[i]
            wanted[i] = max(orders, 0.0)
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            asked[c] += weight[i] * wanted[i]


@kernel
def share_out(start, weight, granted, wanted, limit, out):  # type: ignore[no-untyped-def]
    """Give each firm (N,) the part `granted` (P,) of what is wanted from it, up to its limit; firms with slack make
    what is missing.

    The unmet part of a sector is spread over its firms in proportion to slack, so that the sector delivers
    min(wanted, limit) in total.
    """
    unmet, slack = np.zeros(N_PRODUCTS), np.zeros(N_PRODUCTS)
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            order = wanted[i] * granted[s]
            out[i] = min(order, limit[i])
            unmet[s] += weight[i] * (order - out[i])
            slack[s] += weight[i] * (limit[i] - out[i])
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        part = min(unmet[s] / slack[s], 1.0) if slack[s] > 0.0 else 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            out[i] += (limit[i] - out[i]) * part
