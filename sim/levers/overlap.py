"""Overlap groups: pledges that are the same measure under several names count once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from sim.levers.definition import LeverDefinition, intensity, size_at

if TYPE_CHECKING:
    from sim.scenario.types import Lever


def in_force(levers: Iterable[Lever], time: int) -> tuple[Lever, ...]:
    """Levers that act at quarter `time`, in their order.

    Of the members of an overlap group those of one instrument count: of the instrument whose strongest member is
    furthest from neutral, as a share of the range that the instrument accepts. Among members of that instrument the
    strongest counts establishment by establishment, as always.
    """
    return _in_force(tuple(levers), time)


@lru_cache(maxsize=8)
def _in_force(levers: tuple[Lever, ...], time: int) -> tuple[Lever, ...]:
    from sim.levers import REGISTRY

    acting = [lever for lever in levers if intensity(lever, time) > 0.0]
    leading: dict[str, tuple[float, str]] = {}
    for lever in acting:
        if lever.overlap is not None:
            reach = _reach(REGISTRY[lever.lever], lever, time)
            best = leading.get(lever.overlap)
            if best is None or reach > best[0]:
                leading[lever.overlap] = (reach, lever.lever)
    return tuple(lever for lever in acting if lever.overlap is None or leading[lever.overlap][1] == lever.lever)


def _reach(definition: LeverDefinition, lever: Lever, time: int) -> float:
    """Distance of this quarter's size from neutral over the widest that is accepted on that side."""
    distance = size_at(definition, lever, time) - definition.neutral
    widest = definition.high - definition.neutral if distance >= 0.0 else definition.neutral - definition.low
    return abs(distance) / widest if widest > 0.0 else 0.0
