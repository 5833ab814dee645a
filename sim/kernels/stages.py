"""Sums over the plants of one stage of adoption."""

from __future__ import annotations

import numpy as np

from sim.codes import N_SECTORS
from sim.compiled import kernel
from sim.kernels.classes import highest
from sim.lanes import BLOCK


@kernel
def measure_stage(start, weight, stage, chosen, labour_requirement, multiplier, employment, output, input_unit, out):  # type: ignore[no-untyped-def]
    """By cell (cells, 3) over manufacturing plants at stage `chosen`, with the persons n, output q, base-year persons
    per unit of output l, inputs per unit of output u and their multiplier m of each plant:

        value-added volume       w q (1 - u m)
        persons                  w n
        what these persons made in the base year of their own plants    w n (1 - u) / l
    """
    products = input_unit.size
    for c in range(start.size - 1):
        s = c % products
        if s >= N_SECTORS:
            continue
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            if highest(stage, low, high) < chosen:
                continue
            for i in range(low, high):
                if stage[i] == chosen and weight[i] > 0.0:
                    out[c, 0] += weight[i] * output[i] * (1.0 - input_unit[s] * multiplier[i])
                    out[c, 1] += weight[i] * employment[i]
                    out[c, 2] += weight[i] * employment[i] * (1.0 - input_unit[s]) / labour_requirement[i]
