"""What phases of the model see in place of the column store when every producer is an agent."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from benchmarks.firm import Firm
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS
from sim.scratch import Scratch
from sim.state import Firms

Array = NDArray[np.float64]
PLACES = ("region", "sector", "cell", "cell_start", "cell_end", "manufacturing")
"""Columns that never change: they stay arrays."""


class Attribute(np.lib.mixins.NDArrayOperatorsMixin):
    """One attribute of all agents, which reads and writes like a column (N,) wherever a phase does not sweep."""

    def __init__(self, firms: AgentFirms, name: str, dtype: Any) -> None:
        self.firms, self.name, self.dtype = firms, name, dtype
        self.size, self.shape, self.ndim = len(firms.agents), (len(firms.agents),), 1

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        values = np.array(list(map(attrgetter(self.name), self.firms.agents)), dtype=self.dtype)
        return values if dtype is None else values.astype(dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = (), **options: Any) -> Any:
        values = [np.asarray(one) if isinstance(one, Attribute) else one for one in inputs]
        result = getattr(ufunc, method)(*values, **options)
        if not out:
            return result
        out[0][:] = result
        return out[0]

    def __getitem__(self, slots: Any) -> NDArray[Any]:
        agents = self.firms.agents
        return np.array([getattr(agents[slot], self.name) for slot in np.arange(self.size)[slots]], dtype=self.dtype)

    def __setitem__(self, slots: Any, values: Any) -> None:
        where = np.arange(self.size)[slots].tolist()
        for slot, value in zip(
            where, np.broadcast_to(np.asarray(values, self.dtype), len(where)).tolist(), strict=True
        ):
            setattr(self.firms.agents[slot], self.name, value)
        if self.name == "weight":
            self.firms.appear_or_vanish(where)

    def any(self) -> bool:
        """Whether any agent has another value than zero."""
        return any(map(attrgetter(self.name), self.firms.agents))


class AgentFirms:
    """In the place of `sim.state.Firms`: one agent per slot; `standing` are those that stand for establishments."""

    def __init__(self, model: mesa.Model, firms: Firms) -> None:
        columns = {name: getattr(firms, name) for name in Firms.column_names()}
        rows = zip(*(column.tolist() for column in columns.values()), strict=True)
        self.agents = [Firm(model, slot, dict(zip(columns, row, strict=True))) for slot, row in enumerate(rows)]
        self.standing = mesa.agentset.AgentSet(
            [agent for agent in self.agents if agent.weight > 0.0], random=model.random
        )
        for name in PLACES:
            setattr(self, name, getattr(firms, name))
        for name, column in columns.items():
            if name not in PLACES:
                setattr(self, name, Attribute(self, name, column.dtype))

    def appear_or_vanish(self, slots: list[int]) -> None:
        """Agents of these slots stand for establishments or do not, by their weight."""
        for slot in slots:
            agent = self.agents[slot]
            (self.standing.add if agent.weight > 0.0 else self.standing.discard)(agent)

    def by_cell(self, column: Any) -> Array:
        """(R, P) sum of weight x attribute, or x an array (N,)."""
        return self.by_cells(column)[0]

    def by_cells(self, *columns: Any) -> Array:
        """(columns, R, P) sums of weight x attribute of several attributes, arrays or products of these."""
        weight = np.asarray(self.weight)
        factors = [one if isinstance(one, tuple) else (one,) for one in columns]
        products = (np.prod([np.asarray(part) for part in parts], axis=0) for parts in factors)
        sums = [np.bincount(self.cell, weight * product, N_CELLS) for product in products]
        return np.array(sums).reshape(-1, N_REGIONS, N_PRODUCTS)

    def by_sector(self, column: Any) -> Array:
        """(P,) sum of weight x column."""
        return self.by_cell(column).sum(axis=0)

    def by_region(self, column: Any) -> Array:
        """(R,) sum of weight x column."""
        return self.by_cell(column).sum(axis=1)

    def total(self, column: Any) -> float:
        """Sum of weight x column over all producers."""
        return float(self.by_cell(column).sum())


class AgentScratch(Scratch):
    """Working columns that also take attributes of agents."""

    def same(self, value: Any) -> Array:
        """(N,) attributes and numbers, one for each agent."""
        return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), self.size))

    def total(self, name: str, *parts: Any) -> Array:
        """As in the model, of attributes too."""
        return super().total(name, *(np.asarray(one) if isinstance(one, Attribute) else one for one in parts))
