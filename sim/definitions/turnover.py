"""Exit and entry."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import cell_of, made, of_cell, ratio, sums
from sim.definitions.random import fill_first
from sim.kernels.turnover import MOST_RELATIVE, WHOLE
from sim.numerics import exp


def severity(distress, loss_quarters, insolvent, memory, weight):
    """How deep each firm is in distress (N,)."""
    depth = np.where(loss_quarters >= memory, np.maximum(-distress, 0.0), 0.0)
    return np.where(insolvent, depth + weight, depth)


def add_depth(start, weight, size, depth, count, total):
    """By size the number of manufacturers and their summed severity."""
    among = np.where(made(start), weight, 0.0)
    count += np.bincount(size, among, count.size)
    total += np.bincount(size, among * depth, total.size)


def exit_hazard(deaths, size, sector, depth, mean_depth, share, margin, response, out):
    """Probability of exit in the quarter, at most one half."""
    swing = exp(-response * np.clip(margin, -0.5, 0.5))
    relative = np.minimum(ratio(depth, mean_depth[size], 1.0), MOST_RELATIVE)
    out[:] = np.minimum(deaths[size] * (1.0 - share + share * relative) * swing[sector], 0.5)


def leave_by_distress(
    start, weight, size, depth, names, drawing, deaths, mean_depth, share, margin, response, stocks, left
):
    """Exit by hazards that follow distress, and by the first uniform of each name."""
    (time, stream, *key), hazard, draws = drawing, np.empty_like(weight), np.empty_like(weight)
    exit_hazard(deaths, size, cell_of(start) % margin.size, depth, mean_depth, share, margin, response, hazard)
    fill_first(names, time, stream, key[0], key[1], draws)
    leave(start, weight, hazard, draws, stocks, left)


def leave(start, weight, hazard, draws, stocks, left):
    """Heavy agents lose weight x hazard, light ones exit whole by chance; what they leave is added by cell."""
    by_chance = np.where((weight > 0.0) & (draws < hazard), weight, 0.0)
    gone = np.where(made(start), np.where(weight >= WHOLE, weight * hazard, by_chance), 0.0)
    gone = np.maximum(gone, 0.0)
    left[0] += sums(start, gone)
    for row, stock in zip(left[1:], stocks, strict=True):
        row += sums(start, gone * stock)
    weight -= gone


def take_over(start, weight, share, offered, capital, inventory, employment, deposits, loans, taken):
    """Going concerns of a cell take over a share of what is offered there in proportion to their capital."""
    standing = sums(start, weight * capital)
    taken[:] = np.where(standing > 0.0, share, 0.0)
    factor = ratio(np.full_like(standing, share), standing)
    held = np.where(weight > 0.0, capital, 0.0)
    for column, pool in zip((capital, inventory, employment, deposits, loans), offered, strict=True):
        column += held * of_cell(start, factor * pool)


def separate(start, weight, workers, separated):
    """Separated workers of a cell are booked on its first living firm."""
    living = np.flatnonzero(weight > 0.0)
    first = np.searchsorted(living, start)
    there = first[1:] > first[:-1]
    slots = living[first[:-1][there]]
    separated[slots] += workers[there] / weight[slots]
