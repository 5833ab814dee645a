"""Single establishments out of agents that stand for several, and the choice of plants by a programme.

An agent of weight w stands for w establishments alike. A programme that reaches one of them splits it off into a free
slot of the same cell; every stock, flow and share is per establishment, so the sum of weight x column does not change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.agents.demography import GENERATION
from sim.codes import N_CELLS
from sim.kernels.places import count_free, fill_places, last_free
from sim.numerics import log
from sim.state import Firms

Array = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Chosen:
    """Plants of a programme: slots whose whole agent takes part, and slots that lose one establishment each."""

    whole: Index
    split: Index
    left: float
    """Places that found no plant."""


def spare_slots(firms: Firms, kept: int) -> Index:
    """(cells,) free slots of manufacturing beyond the `kept` that each cell needs for its entrants."""
    free = np.empty(N_CELLS, dtype=np.int64)
    count_free(firms.cell_start, firms.cell_end, firms.weight, free)
    return np.maximum(free - kept, 0)


def split_off(firms: Firms, sources: Index) -> Index:
    """One establishment of each source becomes an agent of weight one; returns their slots (k,).

    Each goes to the last free slot of its cell (entrants take the first), with every column of its source and an own
    generation of random numbers. Raises ValueError where a source is no heavier than one establishment or its cell has
    no free slot.
    """
    targets = np.empty(sources.size, dtype=np.int64)
    last_free(
        firms.cell_start, firms.cell_end, firms.weight, firms.cell, firms.manufacturing, sources, targets
    )  # fmt: skip
    if (targets < 0).any():
        raise ValueError(f"no establishment can be split off the agent in slot {sources[np.argmax(targets < 0)]}")
    for name in Firms.column_names():
        if name not in ("ident", "weight"):
            column = getattr(firms, name)
            column[targets] = column[sources]
    firms.ident[targets] += GENERATION
    np.subtract.at(firms.weight, sources, 1.0)
    firms.weight[targets] = 1.0
    return targets


def race(weight: Array, pull: Array, draws: Array) -> Array:
    """Times (n,) at which plants come to a programme, the earliest first: without replacement, odds weight x pull.

    Exponential race: -ln(u) / (weight pull), u uniform draws. Source: Efraimidis and Spirakis (2006).
    """
    times: Array = -log(draws) / (weight * pull)
    return times


def choose(
    firms: Firms, slots: Index, times: Array, places: float, spare: Index, draw: Callable[[Index], Array]
) -> Chosen:
    """Fill `places` (establishments) from the `slots` (n,), the earliest of `times` first; `spare` (cells,) is used up.

    An agent whose establishments all fit takes part whole; of a heavier one a single establishment is split off while
    its cell has a spare slot; what is left at the end converts one more agent whole with probability left / weight, so
    that the expected number of establishments is `places`. draw: uniform numbers of some rows of `slots`.
    """
    whole, split = np.empty(slots.size, dtype=np.int64), np.empty(slots.size, dtype=np.int64)
    many, few, left, waiting = fill_places(times, slots, firms.weight, firms.cell, places, spare, whole, split)
    if left > 0.0 and waiting >= 0:
        if draw(np.array([waiting]))[0] < left / firms.weight[slots[waiting]]:
            whole[many] = slots[waiting]
            many += 1
        left = 0.0
    return Chosen(whole[:many], split[:few], left)
