"""Access to credit, and what of the plans can be paid."""

from __future__ import annotations

import numpy as np

from sim.definitions.books import ceiling
from sim.definitions.cells import made, of_product, whole
from sim.markets.credit import credit_access, finance_plan


def finance(
    start, price, bounds, depreciation, guarantee, planned, capital, inventory, loans, deposits, earnings, access,
    investment,
):  # fmt: skip
    """`credit_access` and `finance_plan` of manufacturers; all others have access and pay."""
    limit, least = bounds
    guarantee = whole(guarantee, planned.size)
    assets, cost, inside = (capital + inventory) * price, planned * price, made(start)
    granted, paid = np.empty_like(access), np.empty_like(investment)
    credit_access(loans, assets, guarantee, limit, least, granted)
    funds = np.maximum(earnings, 0.0) + deposits
    growing = cost - of_product(start, depreciation) * capital * price
    finance_plan(cost, funds, ceiling(limit, guarantee, assets, loans, growing) - loans, paid)
    access[:] = np.where(inside, granted, 1.0)
    investment[:] = np.where(inside & (paid < cost), paid / price, planned)
