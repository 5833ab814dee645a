"""Who pays where several levers of one kind reach the same establishment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_CELLS, N_SIZES
from sim.kernels.scope import share
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
    from sim.levers import REGISTRY

    def strength(other: Lever) -> float:
        """Distance of its size from neutral."""
        kind = REGISTRY[other.lever]
        return abs(size_at(kind, other, m.quarter) - kind.neutral)

    writes = frozenset(definition.writes)
    together = [
        other
        for other in in_force(m.levers, m.quarter)
        if not writes.isdisjoint(REGISTRY[other.lever].writes) and m.switches.on(REGISTRY[other.lever].module)
    ]
    pull, own = np.array([strength(other) for other in together]), [other.id for other in together].index(lever.id)
    if reach is None:
        return _shared(m, [scope_of(other) for other in together], pull, own)
    pulls = [np.where(reach(other), strength, 0.0) for other, strength in zip(together, pull, strict=True)]
    total = np.sum(pulls, axis=0)
    return np.divide(pulls[own], total, out=np.zeros_like(total), where=total > 0.0)


def _shared(m: ManufacturingModel, scopes: list[Scope], pull: Array, own: int) -> Array:
    """(N,) part of the lever `own`, not to be written on: levers with the same scopes and shares have one column."""
    bits = np.array([scope.bits for scope in scopes], dtype=np.uint64)
    cells = np.stack([scope.cells.reshape(N_CELLS, N_SIZES) for scope in scopes])
    parts = m.flow.parts
    if len(scopes) == 1:
        pull = np.sign(pull)  # alone it pays all, however strong it is
    key = own, pull.tobytes(), bits.tobytes(), cells.tobytes()
    if key not in parts:
        parts[key] = np.empty(m.firms.weight.size)
        share(m.firms.cell_start, m.firms.size, m.firms.tags, bits, cells, pull, own, parts[key])
    return parts[key]
