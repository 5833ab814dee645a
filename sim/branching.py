"""Plans compared on the same random numbers share the quarters before they first differ.

Until a lever acts, or an assumption differs, in one of two plans only, their runs are equal bit by bit: the model is
constructed and run once to that quarter and copied there. Many plans are a tree, in which every quarter that some of
them share is run once.
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


def courses(plans: Sequence[Scenario | None], quarters: int) -> list[list[int]]:
    """For every plan a number a quarter: equal where the same levers act and the same assumptions hold."""
    known: dict[Any, int] = {}

    def number(thing: Any) -> int:
        """Of something that has been seen before, its number then."""
        return known.setdefault(thing, len(known))

    worlds: dict[int, list[int]] = {}
    out = []
    for plan in plans:
        world = id(None if plan is None else plan.assume)  # plans of one attribution share theirs
        if world not in worlds:
            worlds[world] = [number(tuple(sorted(assumptions(plan, time).items()))) for time in range(quarters)]
        levers = [] if plan is None else [(lever, number(_content(lever))) for lever in plan.levers]
        acting = (tuple(k for lever, k in levers if intensity(lever, time) > 0.0) for time in range(quarters))
        out.append([number(state) for state in zip(worlds[world], acting, strict=True)])
    return out


def _content(lever: Lever) -> tuple[Any, ...]:
    """All that a lever says, to be compared with another one."""
    values = (getattr(lever, part.name) for part in fields(lever))
    return tuple(
        (value.shape, value.tobytes()) if isinstance(value, np.ndarray)
        else tuple(sorted(value.items())) if isinstance(value, Mapping) else value
        for value in values
    )  # fmt: skip


def first_difference(one: Scenario | None, two: Scenario | None, quarters: int) -> int:
    """First quarter in which other levers act or other assumptions hold; `quarters` where there is none."""
    first, second = courses((one, two), quarters)
    return next((time for time in range(quarters) if first[time] != second[time]), quarters)


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


def run_all(trunk: ManufacturingModel, plans: Sequence[Scenario]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Panels of the trunk (number 0, the first to come) and of each other plan (1, 2, ...), in any order.

    The trunk stands at its opening. Quarters are run once for all plans that are alike up to then: a tree of plans, of
    which one model per fork on the way to the present plan is in memory. A model that has been run is released first.
    """
    members = (trunk.plan, *plans)
    return _branches([trunk], list(range(len(members))), members, courses(members, trunk.quarters))


def _branches(
    held: list[ManufacturingModel], numbers: list[int], plans: Sequence[Scenario | None], states: list[list[int]]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Panels of plans that are alike up to the present quarter of the model; `held` holds it, and gives it up."""
    model = held.pop()
    if len(numbers) == 1:
        panel = model.run()
        del model
        release()
        yield numbers[0], panel
        return
    columns = (
        time for time in range(model.quarter, model.quarters) if len({states[k][time] for k in numbers}) > 1
    )  # fmt: skip
    time = next(columns, model.quarters)
    model.advance(time)
    groups: dict[int, list[int]] = {}
    for k in numbers:
        groups.setdefault(states[k][time] if time < model.quarters else k, []).append(k)
    branches = list(groups.values())
    for members in branches[:-1]:
        yield from _branches([fork(model, plans[members[0]])], members, plans, states)
    last = [fork(model, plans[branches[-1][0]])]
    del model
    yield from _branches(last, branches[-1], plans, states)


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
