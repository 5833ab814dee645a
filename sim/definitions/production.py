"""Capacity of all producers, what is asked from each, and what it makes."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import made, of_product, product_sums, ratio, sums
from sim.definitions.firms import ces


def capacity_and_stocks(
    start, weight, capital_share, substitution, full_use, running, inventory_ratio, inventory_speed, growth, capital,
    capital_requirement, employment, labour_requirement, log_tfp, expected, multiplier, inventory, capacity,
    stock_order, total,
):  # fmt: skip
    """Capacity and orders for stock, and sums by cell of both, of expected output and of its inputs."""
    share = of_product(start, capital_share)
    ces(
        0, weight.size, capital, capital_requirement, employment, labour_requirement, log_tfp, share, substitution,
        None, capacity,
    )  # fmt: skip
    capacity[:] = np.where(weight > 0.0, full_use * capacity * of_product(start, running), 0.0)
    target = inventory_ratio * expected
    stock_order[:] = np.where(made(start), inventory_speed * (target - inventory) + growth * target, 0.0)
    for row, values in zip(total, (capacity, stock_order, expected, multiplier * expected), strict=True):
        row[:] = sums(start, weight * values)


def ask(start, weight, demand, exports, share_home, share_abroad, stock_order, wanted, asked):
    """Orders of each producer at home, abroad and for stock, never negative; added to the sums by cell."""
    orders = share_home * of_product(start, demand) + share_abroad * of_product(start, exports) + stock_order
    wanted[:] = np.maximum(orders, 0.0)
    asked += sums(start, weight * wanted)


def share_out(start, weight, granted, wanted, limit, out):
    """The part `granted` of what is wanted, up to the limit; firms with slack make what their sector is missing."""
    order = wanted * of_product(start, granted)
    first = np.minimum(order, limit)
    unmet = product_sums(start, weight * (order - first))
    slack = product_sums(start, weight * (limit - first))
    out[:] = first + (limit - first) * of_product(start, np.minimum(ratio(unmet, slack), 1.0))
