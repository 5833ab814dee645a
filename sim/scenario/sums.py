"""Pledges of one lever that add up: a plan that names the same money twice would count it twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

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
            )
