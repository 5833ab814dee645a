"""Builds a Scenario from a tree that passed every check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.codes import REGIONS, SECTORS, SIZES
from sim.files.document import Node, path_text
from sim.files.problems import Problem
from sim.scenario import vocabulary
from sim.scenario.quarters import Horizon
from sim.scenario.schema import Pledge, ScenarioFile, Scope
from sim.scenario.schema import Target as TargetModel
from sim.scenario.types import Array, Lever, Mask, Scenario, Target


def build_scenario(
    root: Node,
    path: Path,
    horizon: Horizon,
    shift: int,
    assume: Mapping[str, float | Array],
    uncertain: Mapping[str, tuple[float, float, float]],
    compare_with: Path | None,
    sources: Mapping[str, Mapping[str, Any]],
    problems: Sequence[Problem],
    files: Mapping[str, str],
    timing_basis: str,
    enactment: str | None,
    grades: Mapping[str, str],
) -> Scenario:
    """The Scenario of a checked tree; `shift` quarters are added to the dates of levers."""
    plain = root.plain()
    file = ScenarioFile.model_validate(plain)
    cited = {pledge.source for pledge in file.pledges} | {target.source for target in file.targets}
    every = tuple(_lever(pledge, horizon, shift) for pledge in file.pledges if pledge.status in vocabulary.ACTIVE)
    levers = tuple(lever for lever in every if lever.start + lever.lag < horizon.quarters)  # warned of by the checks
    evidence = {key for lever in levers for key in lever.evidence}
    acts_from = min((lever.start + lever.lag for lever in levers), default=0)
    return Scenario(
        id=file.id,
        title=file.title.model_dump(),
        horizon=horizon,
        levers=levers,
        targets=tuple(_target(target, horizon, acts_from) for target in file.targets if target.by <= horizon.last),
        assume=dict(assume),
        uncertain=dict(uncertain),
        timing_basis=timing_basis,
        enactment=enactment or file.enactment,
        pledges=tuple(plain.get("pledges", [])),
        sources={key: value for key, value in sources.items() if key in cited},
        compare_with=compare_with,
        problems=tuple(problems),
        path=path,
        files={**files, f"{file.id}.resolved.yaml": resolved_text(root, files)},
        origins={path_text(loc): str(node.mark) for loc, node in root.leaves()},
        grades={key: grade for key, grade in grades.items() if key in evidence},
        left_out={lever.id: horizon.first + lever.start + lever.lag for lever in every if lever not in levers},
    )


def _mask(names: Iterable[str], codes: tuple[str, ...]) -> Mask:
    chosen = set(names)
    return np.array([code in chosen for code in codes])


def masks(scope: Scope | None) -> dict[str, Any]:
    """Scope -> masks over regions, sectors and sizes, and tags."""
    scope = scope or Scope()
    return {
        "regions": _mask(vocabulary.expand_regions(scope.regions), REGIONS),
        "sectors": _mask(vocabulary.expand_sectors(scope.sectors), SECTORS),
        "sizes": _mask(scope.sizes, SIZES),
        "tags": tuple(scope.tags),
    }


def _lever(pledge: Pledge, horizon: Horizon, shift: int) -> Lever:
    timing, strength, money = pledge.timing, pledge.strength, pledge.money
    assert pledge.lever is not None and timing is not None and strength is not None
    offset = shift - horizon.first
    amount = money.announced if money is not None else None
    return Lever(
        id=pledge.id,
        lever=pledge.lever,
        status=pledge.status,
        says=pledge.says.model_dump(),
        source=pledge.source,
        **masks(pledge.scope),
        start=timing.start + offset,
        lag=timing.lag,
        ramp=timing.ramp,
        end=None if timing.end is None else timing.end + offset,
        weak=float(strength.weak),
        central=float(strength.central),
        strong=float(strength.strong),
        unit=strength.unit,
        by=None if strength.by is None else strength.by + offset,
        evidence=tuple(strength.evidence),
        money=None if money is None or amount is None else amount * vocabulary.MONEY_UNITS[money.unit],
        money_per_year=money is not None and money.unit.endswith("/yr"),
        probability=1.0 if pledge.enactment is None else float(pledge.enactment),
        overlap=pledge.overlap,
    )


def _target(target: TargetModel, horizon: Horizon, acts_from: int) -> Target:
    return Target(
        id=target.id,
        says=None if target.says is None else target.says.model_dump(),
        source=target.source,
        indicator=vocabulary.indicator_names()[target.indicator],
        **masks(target.scope),
        change=target.change,
        level=target.level,
        since=0 if target.since is None else target.since - horizon.first,
        by=target.by - horizon.first,
        acts_from=acts_from,
    )


def resolved_text(root: Node, files: Mapping[str, str]) -> str:
    """YAML of the resolved scenario; behind every leaf the file and line it came from.

    Tables are named with their checksums, so that two scenarios with the same text are the same scenario.
    """
    lines = ["# Resolved scenario: its own entries and those of its parents. Behind each value: where it was written."]
    tables = {name: text for name, text in files.items() if not name.endswith((".yaml", ".yml"))}
    lines += [f"# {name}: SHA-256 {hashlib.sha256(text.encode()).hexdigest()}" for name, text in tables.items()]
    lines.extend(_lines({key: node for key, node in root.value.items() if key != "extends"}, 0))
    return "\n".join(lines) + "\n"


def _lines(entries: Mapping[Any, Node], depth: int) -> Iterable[str]:
    pad = "  " * depth
    for key, node in entries.items():
        if isinstance(node.value, dict) and node.value:
            yield f"{pad}{key}:"
            yield from _lines(node.value, depth + 1)
        elif isinstance(node.value, list) and node.value:
            yield f"{pad}{key}:"
            for item in node.value:
                if isinstance(item.value, dict):
                    inner = list(_lines(item.value, depth + 2))
                    yield f"{pad}  - {inner[0].lstrip()}"
                    yield from inner[1:]
                else:
                    yield f"{pad}  - {_scalar(item.value)}  # {item.mark}"
        else:
            yield f"{pad}{key}: {_scalar(node.value)}  # {node.mark}"


def _scalar(value: Any) -> str:
    """A leaf in YAML; texts are quoted where a reader could take them for something else."""
    if isinstance(value, str) and value.isidentifier() and value.casefold() not in ("null", "true", "false"):
        return value
    return json.dumps(value, ensure_ascii=False)
