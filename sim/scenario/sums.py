"""Pledges of one lever that meet: those that add up would count the same money twice, others repeat each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from sim.files.document import Node
from sim.files.problems import Problem
from sim.scenario import vocabulary
from sim.scenario.checks import entries, text_of
from sim.scenario.types import Lever


def _meet_in_time(one: Lever, other: Lever) -> bool:
    """Whether some quarter has both in force."""
    first = max(one.start + one.lag, other.start + other.lag)
    return all(lever.end is None or lever.end >= first for lever in (one, other))


def adding_up(root: Node, levers: Sequence[Lever]) -> Iterator[Problem]:
    """A warning at each pledge that is added to an earlier one of its lever, where scopes and times meet.

    Members of one overlap group count once and need none; a group of its own for each says that they are two measures.
    """
    from sim.levers.overlap import meet

    registry = vocabulary.lever_registry()
    marks = {text_of(pledge, "id"): root.mark_of((*place, "lever")) for place, pledge in entries(root, "pledges")}
    for one, other in combinations(levers, 2):
        if one.lever != other.lever or not registry[one.lever].adds_up or (one.overlap or other.overlap):
            continue
        if meet(one, other) and _meet_in_time(one, other):
            yield Problem(
                marks[other.id],
                f"what '{one.id}' and '{other.id}' bring adds up where their scopes meet",
                "the same measure under two names: overlap: NAME in both, and it counts once; "
                "two measures: overlap: with a name of its own in one",
                warning=True,
                korean=f"'{one.id}'과(와) '{other.id}'은(는) 대상이 겹치는 곳에서 합산됨",
                korean_hint="같은 조치의 두 이름이면 양쪽에 overlap: 이름(한 번만 반영), 서로 다른 조치이면 한쪽에만 "
                "자체 이름의 overlap",
            )


def _same_reach(one: Lever, other: Lever) -> bool:
    """Whether two measures have one scope and the same dates."""
    scopes = all(np.array_equal(getattr(one, side), getattr(other, side)) for side in ("regions", "sectors", "sizes"))
    dates = [(lever.start + lever.lag, lever.ramp, lever.end, frozenset(lever.tags)) for lever in (one, other)]
    return scopes and dates[0] == dates[1]


def repeated(root: Node, levers: Sequence[Lever]) -> Iterator[Problem]:
    """A warning at each pledge that repeats an earlier one: same lever, of which the stronger counts, scope and dates.

    Members of one overlap group say themselves that they are one measure.
    """
    registry = vocabulary.lever_registry()
    marks = {text_of(pledge, "id"): root.mark_of((*place, "lever")) for place, pledge in entries(root, "pledges")}
    told: set[str] = set()
    for one, other in combinations(levers, 2):
        if one.lever != other.lever or registry[one.lever].adds_up or other.id in told:
            continue
        if (one.overlap is None or one.overlap != other.overlap) and _same_reach(one, other):
            told.add(other.id)
            yield Problem(
                marks[other.id],
                f"'{other.id}' repeats '{one.id}' ({marks[one.id]}): same lever, scope and dates; in each run the "
                "stronger of their two draws counts, and they share its cost",
                f"one measure: status: merged, with: {one.id}; two: another scope or other dates",
                warning=True,
                korean=f"'{other.id}'은(는) '{one.id}'({marks[one.id]})과(와) 수단·대상·시기가 같음: 실행마다 두 추출"
                "값 중 강한 쪽만 반영되고 비용은 나누어 부담",
                korean_hint=f"한 조치이면 status: merged, with: {one.id}, 두 조치이면 대상이나 시기를 다르게",
            )
