"""The population of the last models of a process: it is one data set, whatever the parameters and seed of a run."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

import numpy as np

from calibration.economy import OpeningEconomy
from sim.parameters import default_parameters
from sim.population.build import build_population
from sim.population.columns import Population

_KEPT: Final = 2
"""Populations kept: an ensemble needs one, its first compilation another."""
_LARGEST: Final = 16_000_000
"""Bytes of a population that is kept; all establishments one by one would take a tenth of the memory of a run."""
_kept: dict[tuple[object, ...], Population] = {}


def kept_population(economy: OpeningEconomy, scale: float | str, seed: int, reserve: int) -> Population:
    """`build_population` with default parameters; its columns are read-only, because others may hold the same.

    Found again by the content of all that it is made of, so that an economy or a registry that was changed is another
    one.
    """
    parameters = default_parameters()
    key = (_content(economy), tuple(parameters.values.items()), scale, seed, reserve)
    found = _kept.pop(key, None) or build_population(economy, scale, seed, reserve, parameters)
    columns = [value for value in vars(found).values() if isinstance(value, np.ndarray)]
    for column in columns:
        column.setflags(write=False)
    if sum(column.nbytes for column in columns) <= _LARGEST:
        _kept[key] = found  # the last used comes last
        while len(_kept) > _KEPT:
            del _kept[next(iter(_kept))]
    return found


def _content(economy: OpeningEconomy) -> tuple[object, ...]:
    """Every number of the economy, in the order of its fields."""
    values = (getattr(economy, item.name) for item in fields(economy))
    return tuple((value.shape, value.tobytes()) if isinstance(value, np.ndarray) else value for value in values)
