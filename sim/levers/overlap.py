"""Overlap groups: pledges that are the same measure under several names count once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.levers.definition import LeverDefinition, intensity, size_at

if TYPE_CHECKING:
    from sim.scenario.types import Lever


def in_force(levers: Iterable[Lever], time: int) -> tuple[Lever, ...]:
    """Levers that act at quarter `time`, in their order.

    Of the members of an overlap group those of one instrument count: of the instrument whose strongest member is
    furthest from neutral, as a share of the range that the instrument accepts. Among members of that instrument the
    strongest counts establishment by establishment, as always; where measures add up (places of
    a programme, money of the Fund, research grants), a member whose scope meets that of a stronger one does not count.
    Ties go to the first by name, of the instrument or the member, so that the order of the file does not matter.
    """
    levers = tuple(levers)
    return _in_force(levers, time) if levers else ()


@lru_cache(maxsize=8)
def _in_force(levers: tuple[Lever, ...], time: int) -> tuple[Lever, ...]:
    from sim.levers import REGISTRY

    acting = [lever for lever in levers if intensity(lever, time) > 0.0]
    leading: dict[str, tuple[float, str]] = {}
    for lever in acting:
        if lever.overlap is not None:
            reach = _reach(REGISTRY[lever.lever], lever, time)
            best = leading.get(lever.overlap)
            if best is None or reach > best[0] or (reach == best[0] and lever.lever < best[1]):
                leading[lever.overlap] = (reach, lever.lever)
    members = [lever for lever in acting if lever.overlap is not None and leading[lever.overlap][1] == lever.lever]
    kept: list[Lever] = []
    for lever in sorted(members, key=lambda member: (-size_at(REGISTRY[member.lever], member, time), member.id)):
        group = [other for other in kept if other.overlap == lever.overlap]
        if not (REGISTRY[lever.lever].adds_up and any(meet(lever, other) for other in group)):
            kept.append(lever)
    alive = {id(lever) for lever in kept}
    return tuple(lever for lever in acting if lever.overlap is None or id(lever) in alive)


def meet(one: Lever, other: Lever) -> bool:
    """Whether two scopes have cells in common; tags are not looked at."""
    return all(bool(np.any(getattr(one, side) & getattr(other, side))) for side in ("regions", "sectors", "sizes"))


def meeting(lever: Lever, levers: Iterable[Lever]) -> tuple[str, ...]:
    """Ids of other levers that write the same policy state, or are of the same overlap group, where scopes meet."""
    from sim.levers import REGISTRY

    def related(other: Lever) -> bool:
        """Whether they have policy state or a group in common."""
        shared = REGISTRY[lever.lever].written & REGISTRY[other.lever].written
        return bool(shared) or (lever.overlap is not None and lever.overlap == other.overlap)

    return tuple(other.id for other in levers if other.id != lever.id and related(other) and meet(lever, other))


def _reach(definition: LeverDefinition, lever: Lever, time: int) -> float:
    """Distance of this quarter's size from neutral over the widest that is accepted on that side."""
    distance = size_at(definition, lever, time) - definition.neutral
    widest = definition.high - definition.neutral if distance >= 0.0 else definition.neutral - definition.low
    return abs(distance) / widest if widest > 0.0 else 0.0
