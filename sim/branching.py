"""Plans compared on the same random numbers share the quarters before they first differ.

Until a lever acts, or an assumption differs, in one of two plans only, their runs are equal bit by bit: the model is
constructed and run once to that quarter and copied there.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.levers.definition import intensity
from sim.model import ManufacturingModel
from sim.phases.outset import assumptions
from sim.processes import release
from sim.recorder import empty_ledger

if TYPE_CHECKING:
    from sim.scenario.types import Lever, Scenario

SHARED = ("economy", "structure", "base", "base_parameters", "parameters", "plan", "levers", "switches", "shock")
"""What no quarter changes: a copy of the model refers to the same objects."""


def first_difference(one: Scenario | None, two: Scenario | None, quarters: int) -> int:
    """First quarter in which other levers act or other assumptions hold; `quarters` where there is none."""
    return next((time for time in range(quarters) if not _alike(one, two, time)), quarters)


def _alike(one: Scenario | None, two: Scenario | None, time: int) -> bool:
    if assumptions(one, time) != assumptions(two, time):
        return False
    first, second = _acting(one, time), _acting(two, time)
    return len(first) == len(second) and all(_same_lever(*pair) for pair in zip(first, second, strict=True))


def _acting(plan: Scenario | None, time: int) -> list[Lever]:
    return [] if plan is None else [lever for lever in plan.levers if intensity(lever, time) > 0.0]


def _same_lever(one: Lever, two: Lever) -> bool:
    return all(np.array_equal(getattr(one, part.name), getattr(two, part.name)) for part in fields(one))


def fork(model: ManufacturingModel, plan: Scenario | None) -> ManufacturingModel:
    """A copy of the model that goes on under another plan from the present quarter.

    Raises ValueError when the plan would have acted otherwise in a quarter that has already been run.
    """
    if first_difference(model.plan, plan, model.quarter) < model.quarter:
        raise ValueError(f"the plans differ before quarter {model.quarter}, up to which the model has been run")
    memo = {id(shared): shared for shared in (getattr(model, name) for name in SHARED)}
    other: ManufacturingModel = copy.deepcopy(model, memo)
    other.plan, other.levers = plan, () if plan is None else plan.levers
    ledger = empty_ledger(tuple(lever.id for lever in other.levers), other.quarters)
    other.recorder.fiscal = {name: other.recorder.fiscal.get(name, items) for name, items in ledger.items()}
    return other


def run_all(trunk: ManufacturingModel, plans: Sequence[Scenario]) -> Iterator[Mapping[str, Any]]:
    """Panels of the trunk and then of each other plan, in their order, from a model at its opening.

    A model that has been run is released before the next one runs.
    """
    begin = [first_difference(trunk.plan, plan, trunk.quarters) for plan in plans]
    branches: dict[int, ManufacturingModel] = {}
    for number in sorted(range(len(plans)), key=begin.__getitem__):
        trunk.advance(begin[number])
        branches[number] = fork(trunk, plans[number])
    panel = trunk.run()
    del trunk
    for number in range(len(plans)):
        release()
        yield panel
        panel = branches.pop(number).run()
    release()
    yield panel


def differ(trunk: ManufacturingModel, plan: Scenario) -> bool:
    """Whether the other plan changes any bit of the panel (the fiscal ledger apart); stops at the first that does."""
    trunk.advance(first_difference(trunk.plan, plan, trunk.quarters))
    other = fork(trunk, plan)
    while trunk.quarter < trunk.quarters:
        now = trunk.quarter
        trunk.step()
        other.step()
        theirs = other.recorder.series
        if any(mine[now].tobytes() != theirs[name][now].tobytes() for name, mine in trunk.recorder.series.items()):
            return True
    return False
