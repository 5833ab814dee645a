"""Counts of manufacturing establishments."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS
from sim.definitions.cells import cell_of, made, sums, whole


def count(start, weight, size, stage, success, lead, loss_quarters, advanced, top, zombie, cells, by_size, by_region):
    """Establishments by cell, size and region: all, zombies, from a stage on, at the top stage, lead factories."""
    regions, sizes = by_size.shape[1:]
    success, lead = whole(success, weight.size), whole(lead, weight.size)
    weight = np.where(made(start) & (weight > 0.0), weight, 0.0)
    region = cell_of(start) // N_PRODUCTS
    class_of = region * sizes + size
    cells[0] += sums(start, weight)
    cells[1] += sums(start, np.where(loss_quarters >= zombie, weight, 0.0))
    by_size[0] += np.bincount(class_of, weight, regions * sizes).reshape(regions, sizes)
    chosen = np.where(stage >= advanced, weight, 0.0)
    by_size[1] += np.bincount(class_of, chosen, regions * sizes).reshape(regions, sizes)
    by_region[0] += np.bincount(region, np.where(stage > 0, weight, 0.0), regions)
    by_region[1] += np.bincount(region, np.where(stage == top, weight, 0.0), regions)
    by_region[2] += np.bincount(region, np.where(lead > 0.5, weight, 0.0), regions)
    by_region[3] += np.bincount(region, np.where((lead > 0.5) & (success > 0.5), weight, 0.0), regions)


def count_marked(slots, weight, tags, stage, marks, advanced, totals):
    """Establishments in some slots that carry each mark: all, and from a stage on."""
    chosen = weight[slots]
    carried = (tags[slots] & marks[:, None]) != 0
    totals[0] += carried @ chosen
    totals[1] += carried @ np.where(stage[slots] >= advanced, chosen, 0.0)


def jobs_of_large(start, weight, size, employment, smallest, out):
    """Jobs of each living manufacturing establishment from a size on, into the first rows of `out`; how many."""
    jobs = employment[made(start) & (size >= smallest) & (weight > 0.0)]
    out[: jobs.size] = jobs
    return jobs.size
