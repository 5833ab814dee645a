"""What a lever is: its name, meaning, unit, intended effect, and the function that writes policy state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES
from sim.state import Policy

if TYPE_CHECKING:
    from sim.scenario.types import Lever

Array = NDArray[np.float64]
Write = Callable[[Policy, "Lever", float], None]


@dataclass(frozen=True)
class LeverDefinition:
    """One lever of the closed set.

    `write(policy, lever, size)` receives the size of this quarter in the lever's unit; `neutral` is the strength at
    which it does nothing. `intended` is the published outcome it is meant to move, with `sign`.
    """

    name: str
    module: str
    label: Mapping[str, str]
    unit: str
    low: float
    high: float
    neutral: float
    intended: str
    sign: int
    equation: str
    writes: tuple[str, ...]
    write: Write
    honours: tuple[str, ...] = ("regions", "sectors", "sizes")
    """Dimensions of a scope that the mechanism can narrow to; a plan that narrows another one is refused."""
    note: str = ""


def intensity(lever: Lever, time: int) -> float:
    """Share of full strength reached at quarter `time`: 0 before start + lag, linear over the ramp, 0 after the end.

    (t - start - lag + 1) / ramp, bounded by 0 and 1; without a ramp full strength at once.
    """
    begin = lever.start + lever.lag
    if time < begin or (lever.end is not None and time > lever.end):
        return 0.0
    return 1.0 if lever.ramp <= 0 else min(1.0, (time - begin + 1) / lever.ramp)


def cells(lever: Lever) -> NDArray[np.bool_]:
    """(R, P) manufacturing cells in the scope."""
    mask = np.zeros((N_REGIONS, N_PRODUCTS), dtype=bool)
    mask[:, :N_SECTORS] = np.outer(lever.regions, lever.sectors)
    return mask


def cell_sizes(lever: Lever) -> NDArray[np.bool_]:
    """(R, S, Z) cells and size classes in the scope."""
    mask: NDArray[np.bool_] = lever.regions[:, None, None] & lever.sectors[None, :, None] & lever.sizes[None, None, :]
    return mask


def product_cell_sizes(lever: Lever) -> NDArray[np.bool_]:
    """(R, P, Z) the same over all products; nothing outside manufacturing is ever in a scope."""
    mask = np.zeros((N_REGIONS, N_PRODUCTS, N_SIZES), dtype=bool)
    mask[:, :N_SECTORS] = cell_sizes(lever)
    return mask
