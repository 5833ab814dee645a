"""Whether a target can be judged: the outcome is kept for its scope, and known by its date."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from sim.files.document import Node
from sim.files.problems import Problem
from sim.scenario import vocabulary
from sim.scenario.building import masks
from sim.scenario.quarters import Horizon, quarter_text
from sim.scenario.schema import Scope, Target


def judged(target: Node, horizon: Horizon) -> Iterator[Problem]:
    """Faults of a target whose own entries are sound; others are told elsewhere."""
    from sim.targets import first_quarter, refusal

    try:
        asked = Target.model_validate(target.plain())
    except ValidationError:
        return
    name = vocabulary.indicator_names().get(asked.indicator)
    scope = asked.scope or Scope()
    if name is None or not set(scope.tags) <= {*vocabulary.tag_names(), *vocabulary.TARGET_TAGS}:
        return
    reason = refusal(name, **masks(scope), change=asked.change is not None)
    if reason:
        place = target.at(("scope",)) or target
        yield Problem(place.mark, reason, "leave out that part of the scope, or name another outcome")
    elif scope.tags and asked.since is not None:
        since = target.value["since"]
        hint = "their change is counted against the base year of the same plants"
        yield Problem(since.key_mark or since.mark, "'since' has no effect for plants of a stage", hint)
    first = horizon.first + first_quarter(name)
    if horizon.first <= asked.by < first:
        by = target.value["by"]
        yield Problem(
            by.mark, f"no figure of a year is known by {by.value}", f"the first is that of {quarter_text(first)}"
        )
