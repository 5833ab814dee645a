"""What a lever is: its name, meaning, unit, intended effect, and the function that writes policy state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS
from sim.policy import Policy, Scope
from sim.population.tags import TAGS

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

Array = NDArray[np.float64]
Write = Callable[[Policy, "Lever", float], None]


@dataclass(frozen=True)
class Cost:
    """Money per establishment, a product of up to three columns (N,) or numbers, formed where it is summed.

    Levers of the instrument `shared_by` share it in proportion to the distance of their sizes from neutral; without
    one, a lever pays for its `scope` alone, or where that is not told for all manufacturing.
    """

    factors: tuple[Array | float, ...]
    scale: Array | float = 1.0
    """One number, or (P,) by product."""
    shared_by: LeverDefinition | None = None
    scope: Scope | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.factors) <= 3:
            raise ValueError(f"a cost is a product of one to three columns, found {len(self.factors)}")


@dataclass(frozen=True)
class Plants:
    """Money for a few plants: slots (k,), and money per establishment of each (k,) or of all."""

    slots: NDArray[np.int64]
    money: Array | float


@dataclass(frozen=True)
class Spending:
    """What one lever costs in a quarter, billion won: columns (N,) per establishment, other items in total."""

    grants: Cost | Plants | Array | float = 0.0
    """Paid by government to each establishment, for an investment or for what its books do not show: no income."""
    subsidies: Cost | float = 0.0
    """Paid by government for a cost in the books of each establishment (inputs, R&D): income, booked as grants."""
    loan_subsidy: Array | float = 0.0
    """(N,) interest that government pays to the bank for each establishment."""
    duty_forgone: float = 0.0
    """Import duty that government no longer receives: tax expenditure."""
    purchases: float = 0.0
    """Goods that government bought on top of its usual purchases."""
    tax_credit: Cost | None = None
    """Credit claimed by each establishment against the corporate tax that it owes."""
    face_value: float = 0.0
    """Loans, guarantees and equity granted: shown apart, no cost."""


Spend = Callable[["ManufacturingModel", "Lever", float], Spending]


@dataclass(frozen=True)
class LeverDefinition:
    """One lever of the closed set.

    `write(policy, lever, size)` receives the size of this quarter in the lever's unit, and so does `spend(model,
    lever, size)`; `neutral` is the strength at which it does nothing. `intended` is the published outcome it is meant
    to move, with `sign`.
    """

    name: str
    module: str
    label: Mapping[str, str]
    unit: str
    low: float
    high: float
    neutral: float
    plausible: tuple[float, float]
    """Sizes from nothing to the largest that a plan announces or a study found; judgement. A plan beyond is warned."""
    intended: str
    sign: int
    equation: str
    writes: tuple[str, ...]
    write: Write
    honours: tuple[str, ...] = ("regions", "sectors", "sizes", "tags")
    """Dimensions of a scope that the mechanism can narrow to; a plan that narrows another one is refused."""
    adds_up: bool = False
    """Whether different measures with this lever give the sum of what each gives; else the strongest counts."""
    spend: Spend | None = None
    """What the lever of this quarter's size costs, after production; None: it costs nothing."""
    received: bool = True
    """Whether establishments receive its money, each a known part of it (`sim.levers.recipients`)."""
    arrivals: bool = False
    """Whether its money goes to plants that come with it, so that no establishment of before receives any."""
    note: str = ""

    @cached_property
    def written(self) -> frozenset[str]:
        """Names of the policy state that it writes."""
        return frozenset(self.writes)


def reached(quarters: int, ramp: int) -> float:
    """Share of full strength in the last of so many quarters in force: linear over the ramp, without one all at once.

    >>> [reached(quarters, 4) for quarters in (0, 1, 4, 5)], reached(1, 0)
    ([0.0, 0.25, 1.0, 1.0], 1.0)
    """
    return 0.0 if quarters <= 0 else 1.0 if ramp <= 0 else min(1.0, quarters / ramp)


def further(one: Array, other: float) -> Array:
    """Of an array (...) and a number, element by element the one further from zero; of two as far, the one above zero.

    So that it does not matter which of several sizes was written first.

    >>> further(np.array([0.1, -0.1, -0.2, 0.0]), 0.1)
    array([ 0.1,  0.1, -0.2,  0.1])
    """
    return np.where(np.abs(one) == abs(other), np.maximum(one, other), np.where(np.abs(one) < abs(other), other, one))


def intensity(lever: Lever, time: int) -> float:
    """Share of full strength reached at quarter `time`: 0 before start + lag, linear over the ramp, 0 after the end.

    (t - start - lag + 1) / ramp, bounded by 0 and 1; without a ramp full strength at once.

    >>> from types import SimpleNamespace
    >>> lever = SimpleNamespace(start=4, lag=2, ramp=4, end=None)
    >>> [intensity(lever, time) for time in range(5, 11)]
    [0.0, 0.25, 0.5, 0.75, 1.0, 1.0]
    """
    if lever.end is not None and time > lever.end:
        return 0.0
    return reached(time - lever.start - lever.lag + 1, lever.ramp)


def size_at(definition: LeverDefinition, lever: Lever, time: int) -> float:
    """Size of a lever at quarter `time` in its unit: neutral + intensity x (strength - neutral)."""
    return definition.neutral + intensity(lever, time) * (lever.central - definition.neutral)


@lru_cache(maxsize=256)
def scope_of(lever: Lever) -> Scope:
    """The establishments that a lever reaches."""
    bits = lever.more_tags | sum(1 << TAGS[tag] for tag in lever.tags)
    return Scope.of(lever.regions, lever.sectors, lever.sizes, bits)


def cells(lever: Lever) -> NDArray[np.bool_]:
    """(R, P) manufacturing cells in the scope."""
    mask = np.zeros((N_REGIONS, N_PRODUCTS), dtype=bool)
    mask[:, :N_SECTORS] = np.outer(lever.regions, lever.sectors)
    return mask
