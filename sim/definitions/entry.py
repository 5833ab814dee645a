"""Entry."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import cell_of, made, manufacturing_cells, ratio, sums


def free_slots(start, end, weight, wanted):
    """The first empty slots of each cell, up to the number wanted, and how many there are."""
    cell = cell_of(start)
    empty = (weight <= 0.0) & (np.arange(weight.size) < end[cell])
    seen = np.concatenate(([0], np.cumsum(empty)))
    rank = seen[:-1] - seen[start[:-1]][cell]
    slots = np.flatnonzero(empty & (rank < wanted[cell]))
    return slots, np.bincount(cell[slots], minlength=wanted.size)


def move_in(slots, cell, generation, ident, tags, columns, table):
    """Columns of the entrants by the row of their cell; another identity, and no tag."""
    ident[slots] += generation
    tags[slots] = np.uint64(0)
    for column, row in zip(columns, table, strict=True):
        column[slots] = row[cell]


def small_means(start, weight, size, smallest, wanted, wage, base_wage, log_tfp, technique, means):
    """Means by cell over small standing manufacturers: wage over base wage, log TFP, technique."""
    among = np.where(made(start) & (size < smallest), weight, 0.0)
    count = np.maximum(sums(start, among), 1e-9)
    columns = (ratio(wage, base_wage, 1.0), log_tfp, technique)
    inside = manufacturing_cells(start) & (wanted > 0)
    for row, values in zip(means, columns, strict=True):
        row[:] = np.where(inside, (row + sums(start, among * values)) / count, row)
