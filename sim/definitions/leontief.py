"""The input-output system of a quarter, bound by capacity."""

from __future__ import annotations

import numpy as np


def bound_output(capacity, inputs, final, rounds):
    """Largest output with Q = min(capacity, inputs @ Q + final)."""
    output = np.minimum(np.linalg.solve(np.eye(final.size) - inputs, final), capacity)
    for _ in range(rounds):
        output = np.maximum(np.minimum(inputs @ output + final, capacity), 0.0)
    return output
