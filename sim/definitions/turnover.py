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
    start, weight, size, depth, names, drawing, deaths, succession, mean_depth, share, margin, response, value, stocks,
    renewed, told, left, by_class,
):  # fmt: skip
    """Deaths by hazards that follow distress, and by the first uniform of each name."""
    (time, stream, *key), hazard, draws = drawing, np.empty_like(weight), np.empty_like(weight)
    exit_hazard(deaths, size, cell_of(start) % margin.size, depth, mean_depth, share, margin, response, hazard)
    fill_first(names, time, stream, key[0], key[1], draws)
    handed_on = hazard * succession[size]
    leave(start, weight, size, hazard, handed_on, draws, value, stocks, renewed, told, left, by_class)


def unrecovered(loans, deposits, goods, value):
    """Loans to firms that die which lenders do not get back (N,)."""
    return np.minimum(np.maximum(loans - deposits - value * goods, 0.0), np.maximum(loans, 0.0))


def leave(start, weight, size, hazard, handed_on, draws, value, stocks, renewed, told, left, by_class):
    """Heavy agents lose weight x hazard, light ones die whole by chance; successors go on in the plant."""

    def number(chance):
        """(N,) establishments of each agent to which something of this probability happens."""
        by_chance = np.where((weight > 0.0) & (draws < chance), weight, 0.0)
        return np.where(made(start), np.where(weight >= WHOLE, weight * chance, by_chance), 0.0)

    dead, stays = number(hazard), number(handed_on)
    closed = dead - stays
    capital, inventory, employment, deposits, loans, research = stocks
    missing = unrecovered(loans, deposits, capital + inventory, value)
    left[0] += sums(start, dead)
    left[1] += sums(start, dead * missing)
    left[2] += sums(start, closed)
    for row, stock in zip(left[3:], (capital, inventory, employment, deposits, loans - missing, research), strict=True):
        row += sums(start, closed * stock)
    by_class += np.bincount(size, dead, by_class.size)
    weight -= closed
    part = ratio(stays, weight)
    if told.size > 0:
        told[:] = np.where(made(start), (dead, dead * missing), told)
    loans -= part * missing
    own, quarters = renewed
    own -= part * own
    quarters[part >= 1.0] = 0


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
