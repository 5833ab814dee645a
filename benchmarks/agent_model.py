"""The model with one `mesa.Agent` per producer: its firms act one by one, all else is the model's own code.

What is per firm is done by agents in plain Python: expectations, costs, shares, adoption, productivity, plans, credit,
staff, wages, production, sales, books, measurement, exit. What is per product, region or institution (prices, the
input-output system, labour pools, payments, the check of the accounts) is shared with the model, as are random numbers.
Covers the world without policy: levers work on columns.
"""

from __future__ import annotations

from typing import Any

from benchmarks.columns import AgentFirms, AgentScratch
from benchmarks.sweeps import Sweeps
from sim.exchange import exchanged, passes
from sim.model import ManufacturingModel


class AgentModel(ManufacturingModel):
    """`sim.model.ManufacturingModel` over agents; same arguments. Raises ValueError for a plan with levers."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.levers:
            raise ValueError("one agent per firm is written for the world without policy")
        self.firms = AgentFirms(self, self.firms)
        self.scratch = AgentScratch(self.scratch.size)
        sweeps = Sweeps(self.firms)
        found = {id(one): getattr(sweeps, name.rpartition(".")[2], None) for name, one in passes().items()}
        self._sweeps = {key: sweep for key, sweep in found.items() if sweep is not None}

    def step(self) -> None:
        """One quarter, sweep by sweep."""
        with exchanged(self._sweeps):
            super().step()
