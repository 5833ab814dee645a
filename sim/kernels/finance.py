"""Credit of all producers: who has access, and what of the plans can be paid."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel
from sim.markets.credit import MOST_LEVERAGE


@kernel
def finance(  # type: ignore[no-untyped-def]
    start, price, bounds, guarantee, planned, capital, inventory, loans, deposits, surplus, interest, access,
    investment,
):  # fmt: skip
    """`credit_access` and `finance_plan` of `sim.markets.credit` for manufacturers; all others have access and pay.

    price of investment goods; bounds: credit limit on assets, least access; guarantee: extra leverage (N,). Writes
    access to credit and investment (N,).
    """
    limit, least = bounds
    for c in range(start.size - 1):
        cell = range(np.uint64(start[c]), np.uint64(start[c + 1]))
        if c % N_PRODUCTS >= N_SECTORS:
            for i in cell:
                access[i] = 1.0
                investment[i] = planned[i]
            continue
        for i in cell:
            held = min((capital[i] + inventory[i]) * price, 1e300)
            leverage = min(loans[i], MOST_LEVERAGE * held) / held if held > 0.0 else 0.0
            ceiling = limit + guarantee[i]
            access[i] = min(max(2.0 * (ceiling - leverage) / ceiling, least), 1.0)
        for i in cell:
            assets, cost = (capital[i] + inventory[i]) * price, planned[i] * price
            room = (limit + guarantee[i]) * assets - loans[i]
            funds = max(surplus[i] - interest[i], 0.0) + deposits[i]
            paid = min(max(funds + max(room, 0.0), 0.0), max(cost, 0.0))
            investment[i] = paid / price if paid < cost else planned[i]
