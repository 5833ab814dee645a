"""Jobs: what producers want to change, and what comes of it."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import of_cell, sums


def plan_staff(employment, desired, growth, adjustment, separation):
    """Planned hires, leavers and layoffs (N,)."""
    leavers = separation * employment
    gap = adjustment * (desired - (1.0 + growth) * employment) + growth * employment
    return np.maximum(gap + leavers, 0.0), leavers, np.maximum(-(gap + leavers), 0.0)


def seek_staff(start, weight, employment, desired, separated, growth, adjustment, separation, wanted, leaving):
    """Planned hires and workers who look for a new job, by cell."""
    planned, leavers, layoffs = plan_staff(employment, desired, growth, adjustment, separation)
    wanted[:] = sums(start, weight * planned)
    leaving[:] = sums(start, weight * (leavers + layoffs + separated))
    separated[:] = 0.0


def hire(start, weight, desired, growth, adjustment, separation, fill, employment, staff):
    """Employment after departures and hires, of which the part `fill` of the cell is found; its sums by cell."""
    planned, leavers, layoffs = plan_staff(employment, desired, growth, adjustment, separation)
    employment[:] = np.maximum(employment - leavers - layoffs + planned * of_cell(start, fill), 0.0)
    staff[:] = sums(start, weight * employment)
