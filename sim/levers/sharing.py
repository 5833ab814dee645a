"""Who pays where several levers of one kind reach the same establishment."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.kernels.scope import share, spread
from sim.levers.definition import LeverDefinition, scope_of, size_at
from sim.levers.overlap import in_force
from sim.policy import Scope

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

Array = NDArray[np.float64]


def part_of(
    m: ManufacturingModel, definition: LeverDefinition, lever: Lever, reach: Callable[[Lever], Array] | None = None
) -> Array:
    """Part of what levers of one instrument cost that falls to one of them: by establishment (N,), or as `reach` says.

    Kinds that write the same policy state share it, in proportion to the distance of their sizes from neutral; parts
    add up to one wherever any of them reaches.
    reach: lever -> true where it reaches, in whatever shape is to be shared; left out: its establishments.
    """
    together, pull = pulls(m, definition)
    own = [other.id for other in together].index(lever.id)
    if reach is None:
        return _shared(m, [scope_of(other) for other in together], pull, own)
    reached = [np.where(reach(other), strength, 0.0) for other, strength in zip(together, pull, strict=True)]
    total = np.sum(reached, axis=0)
    return np.divide(reached[own], total, out=np.zeros_like(total), where=total > 0.0)


def pulls(m: ManufacturingModel, definition: LeverDefinition) -> tuple[list[Lever], Array]:
    """Levers in force that write the same policy state, and the distance (L,) of each one's size from neutral."""
    from sim.levers import REGISTRY

    def strength(other: Lever) -> float:
        """Distance of its size from neutral."""
        kind = REGISTRY[other.lever]
        return abs(size_at(kind, other, m.quarter) - kind.neutral)

    together = _together(m, definition)
    return together, np.array([strength(other) for other in together])


def paid_by(m: ManufacturingModel, definition: LeverDefinition, lever: Lever, cost: Array) -> Array:
    """(N,) what one lever pays of a cost that the levers of its instrument cause; outside their scopes it is zero."""
    if len(_together(m, definition)) == 1:
        return cost
    return part_of(m, definition, lever) * cost


def _together(m: ManufacturingModel, definition: LeverDefinition) -> list[Lever]:
    """Levers in force that write the same policy state."""
    from sim.levers import REGISTRY

    together = _writers(in_force(m.levers, m.quarter), definition.written)
    return [other for other in together if m.switches.on(REGISTRY[other.lever].module)]


@lru_cache
def _writers(levers: tuple[Lever, ...], written: frozenset[str]) -> tuple[Lever, ...]:
    """Those of the levers that write any of the policy state that is `written`."""
    from sim.levers import REGISTRY

    return tuple(other for other in levers if not REGISTRY[other.lever].written.isdisjoint(written))


def _shared(m: ManufacturingModel, scopes: list[Scope], pull: Array, own: int) -> Array:
    """(N,) part of the lever `own`, not to be written on: levers with the same scopes and shares have one column."""
    if len(scopes) == 1:
        pull = np.sign(pull)  # alone it pays all, however strong it is
    parts, key = m.flow.parts, (own, pull.tobytes(), tuple(scope.key for scope in scopes))
    if key not in parts:
        f, bits = m.firms, np.array([scope.bits for scope in scopes], dtype=np.uint64)
        cells, part = np.stack([scope.by_cell for scope in scopes]), np.empty(m.firms.weight.size)
        if bits.any():
            share(f.cell_start, f.size, f.tags, bits, cells, pull, own, part)
        else:  # all of a cell and size share alike
            pulls = cells * pull[:, None, None]
            total = pulls.sum(axis=0)
            table = np.divide(pulls[own], total, out=np.zeros_like(total), where=total > 0.0)
            spread(f.cell_start, f.size, table, part)
        parts[key] = part
    return parts[key]
