"""The input-output system of a quarter, bound by capacity."""

from __future__ import annotations

import numpy as np

from sim.compiled import allocating
from sim.numerics import solve


@allocating
def bound_output(capacity, inputs, final, rounds):  # type: ignore[no-untyped-def]
    """Largest output (P,) with Q = min(capacity, inputs @ Q + final), see `sim.markets.goods.national_output`.

    Solved without bounds, then iterated downwards until nothing changes, `rounds` times at most.
    """
    n = final.size
    system, output, before = np.empty((n, n)), np.empty(n), np.empty(n)
    for k in range(n):
        for user in range(n):
            system[k, user] = (1.0 if k == user else 0.0) - inputs[k, user]
    unbound = solve(system, final)
    for k in range(n):
        output[k] = min(unbound[k], capacity[k])
    for _ in range(rounds):
        same = True
        for k in range(n):
            before[k] = output[k]
        for k in range(n):
            asked = final[k]
            for user in range(n):
                asked += inputs[k, user] * before[user]
            output[k] = max(min(asked, capacity[k]), 0.0)
            same = same and output[k] == before[k]
        if same:  # and so it would stay
            break
    return output
