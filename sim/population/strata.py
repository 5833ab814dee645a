"""Strata of manufacturing: how many establishments, agents and persons each cell and size class holds.

C = 289 manufacturing cells (region-major, 17 x 17), Z = 5 size classes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS, N_SIZES, REGIONS, SECTORS, SIZE_BOUNDS
from sim.numerics import power
from sim.parameters import Parameters

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

LARGE = N_SIZES - 1
"""Index of the class of 300 and more persons, whose establishments are agents one by one."""
_BELOW = 1.0 - 1e-6
"""Keeps the persons of an establishment strictly below the upper bound of its class."""
_BISECTIONS = 200
_HALVINGS = 60
_WIDEST = 1e6
_RAKING_ROUNDS = 500


class PopulationError(ValueError):
    """The opening economy cannot be turned into establishments; the message names the cells."""


@dataclass(frozen=True)
class Strata:
    """Establishments, agents and persons by manufacturing cell and size class, all (C, Z)."""

    establishments: Counts
    agents: Counts
    employment: Array
    """Persons in the stratum; rows sum to the cell's employment."""
    value_added: Array
    """Billion won a year; rows sum to the cell's value added."""
    lower: Array
    """Fewest persons of an establishment."""
    upper: Array
    """Most persons of an establishment (infinite in the class of 300 and more)."""


def rake(seed: Array, rows: Array, columns: Array, tolerance: float = 1e-13, rounds: int = _RAKING_ROUNDS) -> Array:
    """Matrix with the pattern of `seed` (n, m >= 0) whose rows sum to `rows` exactly and columns to `columns`.

    Iterative proportional fitting (Deming and Stephan, 1940). `columns` are scaled to the sum of `rows`; where the
    zeros of `seed` make both impossible the rows hold and the columns are as near as the last round brought them.
    """
    out = seed.copy()
    goal = columns * (rows.sum() / columns.sum())
    for _ in range(rounds):
        held = out.sum(axis=0)
        factor = np.divide(goal, held, out=np.ones_like(held), where=held > 0.0)
        out *= factor
        held = out.sum(axis=1)
        out *= np.divide(rows, held, out=np.zeros_like(held), where=held > 0.0)[:, None]
        if np.abs(factor - 1.0).max() < tolerance:
            break
    return out


def _names(cells: NDArray[np.bool_]) -> str:
    shown = [f"{REGIONS[c // N_SECTORS]}/{SECTORS[c % N_SECTORS]}" for c in np.flatnonzero(cells)]
    return ", ".join(shown[:8]) + (f" and {len(shown) - 8} more" if len(shown) > 8 else "")


def controlled_rounding(establishments: Array) -> Counts:
    """(R, S, Z) real counts -> integers, each the floor or the ceiling, sums by sector and class off by less than one.

    The running sum along sectors and, within them, regions is rounded and differenced class by class.
    """
    ordered = establishments.transpose(2, 1, 0)
    running = np.cumsum(ordered.reshape(N_SIZES, -1), axis=1)
    whole = np.diff(np.floor(running + 0.5 + 1e-9), axis=1, prepend=0.0)
    return whole.reshape(ordered.shape).transpose(2, 1, 0).astype(np.int64)


def _feasible(counts: Counts, persons: Array, occupied: NDArray[np.bool_]) -> Counts:
    """Moves establishments between classes until every cell's persons can be spread within the class bounds."""
    counts = counts.copy()
    counts[~occupied] = 0
    vacant = occupied & (counts.sum(axis=1) == 0)
    fitting = np.clip(np.searchsorted(SIZE_BOUNDS, persons, side="right") - 1, 0, LARGE)
    counts[vacant, fitting[vacant]] = 1
    lower = np.concatenate(([0.0], SIZE_BOUNDS[1:]))
    upper = np.concatenate((SIZE_BOUNDS[1:] * _BELOW, [np.inf]))
    while True:
        crowded = (counts @ lower) > persons
        if not crowded.any():
            break
        row = np.flatnonzero(crowded)
        top = LARGE - np.argmax(counts[row, ::-1] > 0, axis=1)
        counts[row, top] -= 1
        counts[row, top - 1] += 1
    while True:
        most = np.where(counts[:, LARGE] > 0, np.inf, counts[:, :LARGE] @ upper[:LARGE])
        short = occupied & (most < persons)
        if not short.any():
            return counts
        row = np.flatnonzero(short)
        top = LARGE - np.argmax(counts[row, ::-1] > 0, axis=1)
        counts[row, top] -= 1
        counts[row, top + 1] += 1


def _class_persons(counts: Counts, mean: Array, persons: Array, lower: Array, upper: Array) -> Array:
    """Persons by stratum: counts x clip(k mean, lower, upper) with k such that each cell sums to `persons`."""
    low, high = np.full(persons.size, 1.0 / _WIDEST), np.full(persons.size, _WIDEST)
    for _ in range(_BISECTIONS):
        before, middle = (low, high), np.sqrt(low * high)
        total = (counts * np.clip(middle[:, None] * mean, lower, upper)).sum(axis=1)
        low, high = np.where(total < persons, middle, low), np.where(total < persons, high, middle)
        if np.array_equal(before, (low, high)):
            break
    out = counts * np.clip(high[:, None] * mean, lower, upper)
    held = out.sum(axis=1)
    return out * np.divide(persons, held, out=np.zeros_like(held), where=held > 0.0)[:, None]


def _allocate_agents(counts: Counts, persons: Array, total: float, parameters: Parameters) -> Counts:
    """Agents by stratum: all of the 300+, else establishments x min(1, k mean^b), k such that `total` agents result."""
    mean = np.divide(persons, counts, out=np.ones_like(persons), where=counts > 0)
    appeal = power(mean, parameters.sampling_size_exponent)
    least = np.minimum(counts, int(parameters.sampling_minimum))
    least[:, LARGE] = counts[:, LARGE]

    def agents(scale: float) -> Counts:
        """Agents of each stratum at one common sampling rate."""
        return np.clip(np.floor(scale * counts * appeal + 0.5).astype(np.int64), least, counts)

    low, high = 0.0, 1.0
    if total >= counts.sum():
        return counts.copy()
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if agents(middle).sum() < total else (low, middle)
    return agents(high)


def agent_total(scale: float | str, establishments: int, parameters: Parameters) -> float:
    """Number of manufacturing agents asked for by `scale`: "sample", "1:1" or a share of all establishments."""
    if isinstance(scale, str):
        named = {"sample": float(parameters.sampling_agents), "1:1": float(establishments)}
        if scale not in named:
            raise PopulationError(f'scale must be "sample", "1:1" or a number in (0, 1], not {scale!r}')
        return named[scale]
    if not 0.0 < scale <= 1.0:
        raise PopulationError(f'scale must be "sample", "1:1" or a number in (0, 1], not {scale!r}')
    return scale * establishments


def build_strata(economy: OpeningEconomy, scale: float | str, parameters: Parameters) -> Strata:
    """Counts by controlled rounding; persons and value added by class raked to cell and national class totals.

    Value added: cell totals exact, national value added per person by class in the proportions of
    ``economy.size_productivity``.
    """
    persons = economy.employment_region[:, :N_SECTORS].reshape(-1)
    value_added = economy.value_added_region[:, :N_SECTORS].reshape(-1)
    occupied = persons > 0.0
    lost = (value_added != 0.0) & ~occupied
    if lost.any():
        raise PopulationError(f"value added but no employment in {_names(lost)}")
    if (value_added < 0.0).any():
        raise PopulationError(f"negative value added in {_names(value_added < 0.0)}")

    counts = _feasible(controlled_rounding(economy.establishments).reshape(-1, N_SIZES), persons, occupied)
    known = economy.establishments.reshape(-1, N_SIZES)
    staff = economy.establishment_employment.reshape(-1, N_SIZES)
    national = staff.sum(axis=0) / known.sum(axis=0)
    upper = np.broadcast_to(np.concatenate((SIZE_BOUNDS[1:] * _BELOW, [np.inf])), counts.shape)
    lower = np.broadcast_to(SIZE_BOUNDS, counts.shape).copy()
    lower[:, 0] = np.where(counts @ SIZE_BOUNDS > persons, 0.0, SIZE_BOUNDS[0])
    mean = np.where(known > 0.0, staff / np.where(known > 0.0, known, 1.0), national)
    mean = np.clip(mean, SIZE_BOUNDS, upper)
    employment = _class_persons(counts, mean, persons, lower, upper)
    return Strata(
        establishments=counts,
        agents=_allocate_agents(counts, employment, agent_total(scale, int(counts.sum()), parameters), parameters),
        employment=employment,
        value_added=rake(
            employment * economy.size_productivity, value_added, employment.sum(axis=0) * economy.size_productivity
        ),
        lower=lower,
        upper=np.array(upper),
    )
