"""Sums over the plants of one stage of adoption."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import made, of_product, ratio, sums


def measure_stage(start, weight, stage, chosen, labour_requirement, multiplier, employment, output, input_unit, out):
    """Value-added volume, persons, and what these made in the base year, added by cell."""
    among = np.where(made(start) & (stage == chosen) & (weight > 0.0), weight, 0.0)
    unit = of_product(start, input_unit)
    before = ratio(employment * (1.0 - unit), labour_requirement)
    for column, values in enumerate((output * (1.0 - unit * multiplier), employment, before)):
        out[:, column] += sums(start, among * values)
