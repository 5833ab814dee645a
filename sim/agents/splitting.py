"""Single establishments out of agents that stand for several, and the choice of plants by a programme.

An agent of weight w stands for w establishments alike. A programme that reaches one of them splits it off into a free
slot of the same cell; every stock, flow and share is per establishment, so the sum of weight x column does not change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.agents.demography import GENERATION
from sim.codes import N_CELLS
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
    free = np.flatnonzero(firms.manufacturing & (firms.weight <= 0.0))
    out: Index = np.maximum(np.bincount(firms.cell[free], minlength=N_CELLS) - kept, 0)
    return out


def split_off(firms: Firms, sources: Index) -> Index:
    """One establishment of each source becomes an agent of weight one; returns their slots (k,).

    Each goes to the last free slot of its cell (entrants take the first), with every column of its source and an own
    generation of random numbers. Raises ValueError where a source is no heavier than one establishment or its cell has
    no free slot.
    """
    out = np.empty(sources.size, dtype=np.int64)
    for number, source in enumerate(sources):
        low, high = firms.cell_start[firms.cell[source] : firms.cell[source] + 2]
        free = np.flatnonzero(firms.manufacturing[low:high] & (firms.weight[low:high] <= 0.0))
        if free.size == 0 or firms.weight[source] <= 1.0:
            raise ValueError(f"no establishment can be split off the agent in slot {source}")
        target = int(low + free[-1])
        for name in Firms.column_names():
            if name not in ("ident", "weight"):
                getattr(firms, name)[target] = getattr(firms, name)[source]
        firms.ident[target] += GENERATION
        firms.weight[source] -= 1.0
        firms.weight[target] = 1.0
        out[number] = target
    return out


def race(weight: Array, pull: Array, draws: Array) -> Index:
    """Order in which a programme takes plants (n,): drawn without replacement with odds weight x pull.

    Exponential race: ascending -ln(u) / (weight pull), u uniform draws. Source: Efraimidis and Spirakis (2006).
    """
    order: Index = np.argsort(-log(draws) / (weight * pull), kind="stable")
    return order


def choose(firms: Firms, order: Index, places: float, spare: Index, draws: Array) -> Chosen:
    """Fill `places` (establishments) from the slots `order`, best first; `spare` (cells,) is used up in place.

    An agent whose establishments all fit takes part whole; of a heavier one a single establishment is split off while
    its cell has a spare slot; what is left at the end converts one more agent whole with probability left / weight
    (draws (n,), in the order of `order`), so that the expected number of establishments is `places`.
    """
    whole, split, left = [], [], places
    waiting = -1
    for number, slot in enumerate(order):
        if left <= 0.0:
            break
        weight, cell = firms.weight[slot], firms.cell[slot]
        if weight <= left:
            whole.append(slot)
            left -= weight
        elif left >= 1.0 and spare[cell] > 0:
            split.append(slot)
            spare[cell] -= 1
            left -= 1.0
        elif waiting < 0:
            waiting = number
    if left > 0.0 and waiting >= 0:
        slot = order[waiting]
        if draws[waiting] < left / firms.weight[slot]:
            whole.append(slot)
        left = 0.0
    return Chosen(np.array(whole, dtype=np.int64), np.array(split, dtype=np.int64), max(left, 0.0))
