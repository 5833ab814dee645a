"""The columns of the firm store: one row per agent, sorted by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Population:
    """Agents of all sectors and regions at the opening of the base year; every column has length N.

    Cell = region * N_PRODUCTS + product. The slots of cell c are ``cell_start[c]:cell_start[c + 1]``: establishments
    by ascending size class, then (manufacturing only) reserve slots of weight zero for entrants and slots that stay
    empty. A cell of the rest of the economy is one slot. An agent stands for `weight` establishments; all other columns
    are per establishment.
    """

    cell_start: NDArray[np.int64]
    """(N_CELLS + 1,) first slot of each cell, and N."""
    cell_end: NDArray[np.int64]
    """(N_CELLS,) behind the last slot of each cell that a producer may take: what follows fills the cell up."""
    identifier: NDArray[np.uint64]
    """Index of the agent's random draws: stratum << 32 | number.

    Stratum: cell * 8 + size class; 5 = reserve or producer, 6 = filling.
    """
    region: NDArray[np.int16]
    sector: NDArray[np.int16]
    """Product index 0 .. 24."""
    size: NDArray[np.int8]
    """Size class by persons engaged; -1 for producers of the rest of the economy; 0 in reserve slots."""
    weight: Array
    """Establishments represented."""
    employment: Array
    """Persons engaged."""
    value_added: Array
    """Billion won a year at basic prices."""
    capital: Array
    """Billion won, net tangible capital."""
    wage: Array
    """Billion won per person and year: compensation, imputed labour income of the self-employed included."""
    export_intensity: Array
    """Exports / gross output; 0 for firms that do not export."""
    rd_expenditure: Array
    """Billion won a year."""
    loans: Array
    """Billion won."""
    deposits: Array
    """Billion won."""
    stage: NDArray[np.int8]
    """Adoption stage, index into `codes.STAGES`."""
    age_years: Array
    tags: NDArray[np.uint64]
    """Bit mask; bits in `sim.population.tags.TAGS`."""
    overseas_capacity: Array
    """Billion won of annual output of the firm's plants abroad."""
    zombie: NDArray[np.bool_]
    """Interest cover below one for three years."""
    wage_dispersion: Array
    """Standard deviation of log wages within the establishment."""

    def __len__(self) -> int:
        return self.weight.size

    @property
    def cell(self) -> NDArray[np.int64]:
        """(N,) cell of each slot."""
        return np.repeat(np.arange(self.cell_start.size - 1), np.diff(self.cell_start))
