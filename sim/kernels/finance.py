"""Credit of all producers: who has access, and what of the plans can be paid."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel
from sim.lanes import BLOCK, shift
from sim.markets.credit import MOST_LEVERAGE, credit_ceiling


@kernel
def finance(  # type: ignore[no-untyped-def]
    start, price, bounds, depreciation, guarantee, planned, capital, inventory, loans, deposits, earnings, access,
    investment,
):  # fmt: skip
    """`credit_access` and `finance_plan` of `sim.markets.credit` for manufacturers; all others have access and pay.

    price of investment goods; bounds: credit limit on assets, least access; depreciation (P,) a quarter; guarantee:
    extra leverage (N,), or one block of it where it is the same for all; headroom is that of `credit_ceiling`. Writes
    access to credit and investment (N,).
    """
    (limit, least), per_price = bounds, 1.0 / price
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
                access[i] = 1.0
                investment[i] = planned[i]
            continue
        wear = depreciation[c % N_PRODUCTS]
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at = shift(guarantee, planned.size, low)
            for i in range(low, high):
                held = min((capital[i] + inventory[i]) * price, 1e300)
                used = min(loans[i], MOST_LEVERAGE * held) / (held * (limit + guarantee[i - at]))
                used = used if held > 0.0 else 0.0
                access[i] = min(max(2.0 - 2.0 * used, least), 1.0)
            for i in range(low, high):
                assets, cost = (capital[i] + inventory[i]) * price, planned[i] * price
                growing = cost - wear * capital[i] * price
                headroom = credit_ceiling(limit, guarantee[i - at], assets, loans[i], growing) - loans[i]
                funds = max(earnings[i], 0.0) + deposits[i]
                paid = min(max(funds + max(headroom, 0.0), 0.0), max(cost, 0.0))
                investment[i] = paid * per_price if paid < cost else planned[i]
