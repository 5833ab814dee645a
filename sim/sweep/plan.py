"""The plan of a sweep: which scenarios, what varies and how, how often; read from YAML with located errors."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from calibration.tables import LAST_YEAR
from sim.codes import LEAST_SHARE
from sim.files.document import Node, is_number, read_document
from sim.files.names import unfit
from sim.files.problems import Problem, shown, suggest
from sim.labels import AREA_LABELS
from sim.scenario import Horizon, Options, Scenario, ScenarioError, load
from sim.scenario.quarters import LONGEST
from sim.scenario.schema import ID_PATTERN
from sim.scenario.vocabulary import indicator_names
from sim.sweep.checks import cluster_faults, design_faults, listed, pledge_of, unknown_keys, vary_faults, whole_number

KEYS: Final = (
    "schema", "id", "title", "scenarios", "vary", "design", "set", "replications", "seed", "scale", "until",
    "uncertain", "outcomes", "areas", "runs_per_task", "budget", "cluster",
)  # fmt: skip
OUTCOMES: Final = (
    "Value Added|Manufacturing", "Labour Productivity|Manufacturing", "Total Factor Productivity|Manufacturing",
    "Employment|Manufacturing", "Exports|Manufacturing", "Investment|Manufacturing|Real", "Fiscal Cost|Gross",
    "Fiscal Cost|Net",
)  # fmt: skip
"""Outcomes kept where the plan names none."""


@dataclass(frozen=True)
class Varied:
    """One thing that varies: a parameter or assumption by its name, or `levers.<pledge>.strength`."""

    name: str
    low: float | None
    high: float | None
    values: tuple[float, ...]

    @property
    def pledge(self) -> str | None:
        """Id of the pledge whose strength varies; None for a parameter."""
        return pledge_of(self.name)


@dataclass(frozen=True)
class SweepPlan:
    """A checked plan; scenarios are loaded."""

    id: str
    title: dict[str, str]
    scenarios: tuple[Scenario, ...]
    vary: tuple[Varied, ...]
    design: str
    settings: dict[str, Any]
    """Of the design: samples, trajectories, levels, points."""
    fixed: dict[str, float]
    """Parameters set alike in all runs."""
    replications: int
    seed: int
    scale: str | float
    horizon: Horizon
    sampled: bool
    """Whether uncertain parameters and strengths that do not vary are drawn per replication; else central."""
    outcomes: tuple[str, ...]
    areas: tuple[str, ...]
    runs_per_task: int | None
    """Most runs of a task; None: `sim.sweep.design` chooses."""
    budget: int
    cluster: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    problems: tuple[Problem, ...] = ()
    """Warnings of the plan and of its scenarios, with their places."""

    @property
    def samples(self) -> int:
        """Points of the design (`sim.sweep.design.points`), without making them."""
        size, number = self.settings, len(self.vary)
        if not number:
            return 1
        if self.design == "grid":
            return math.prod(len(one.values) for one in self.vary)
        if self.design in ("list", "one_at_a_time"):
            return len(size["points"]) if self.design == "list" else 1 + 2 * number
        if self.design == "latin_hypercube":
            return int(size["samples"])
        return int(size["samples"] * (number + 2) if self.design == "sobol" else size["trajectories"] * (number + 1))

    @property
    def planned(self) -> int:
        """Runs of the whole plan."""
        return self.samples * self.replications * len(self.scenarios)


def plan_faults(path: Path) -> list[Problem]:
    """Every error and warning of a plan; nothing is run."""
    try:
        return list(read_plan(path).problems)
    except ScenarioError as error:
        return error.problems


def read_plan(path: Path) -> SweepPlan:
    """The plan of a file; ScenarioError with every problem at once when it cannot be used."""
    root, problems = read_document(path)
    problems += list(_shape(root))
    scenarios, found = _scenarios(root, path)
    problems += found + list(vary_faults(root, scenarios)) + list(design_faults(root, scenarios))
    if any(not problem.warning for problem in problems):
        raise ScenarioError(problems)
    plain = root.plain()
    design = dict(plain["design"])
    plan = SweepPlan(
        id=plain["id"],
        title=plain.get("title", {"en": plain["id"], "ko": plain["id"]}),
        scenarios=tuple(scenarios),
        vary=tuple(_vary_of(entry) for entry in plain.get("vary", [])),
        design=design.pop("kind"),
        settings=design,
        fixed={name: float(value) for name, value in plain.get("set", {}).items()},
        replications=plain.get("replications", 1),
        seed=plain.get("seed", 1),
        scale=plain.get("scale", "sample"),
        horizon=_horizon(root),
        sampled=plain.get("uncertain", "central") == "sampled",
        outcomes=tuple(indicator_names()[name] for name in plain.get("outcomes", OUTCOMES)),
        areas=tuple(plain.get("areas", ["Korea"])),
        runs_per_task=plain.get("runs_per_task"),
        budget=plain.get("budget", 20_000),
        cluster=plain.get("cluster", {}),
        text="\n".join(root.mark.source.lines) + "\n",
        problems=tuple(dict.fromkeys(problems)),
    )
    if plan.planned > plan.budget:
        message = f"the design makes {plan.planned} runs, more than its budget of {plan.budget}"
        hint = "raise 'budget' or take fewer samples, replications or scenarios"
        place = "budget" if "budget" in root.value else "design"
        raise ScenarioError([*problems, Problem(root.mark_of((place,)), message, hint)])
    return plan


def _vary_of(entry: dict[str, Any]) -> Varied:
    low, high = (None if entry.get(key) is None else float(entry[key]) for key in ("low", "high"))
    return Varied(entry["name"], low, high, tuple(float(value) for value in entry.get("values", [])))


def _horizon(root: Node) -> Horizon:
    until = root.at(("until",))
    return Horizon(until=until.value) if until is not None and isinstance(until.value, int) else Horizon()


def _shape(root: Node) -> Iterator[Problem]:
    yield from unknown_keys(root, KEYS)
    for key in ("schema", "id", "scenarios", "design"):
        if key not in root.value:
            yield Problem(root.mark_of((key,)), f"the key '{key}' is missing")
    name = root.at(("id",))
    if name is not None and not (isinstance(name.value, str) and re.fullmatch(ID_PATTERN, name.value)):
        yield Problem(name.mark, f"{shown(name.value)} cannot be an id", "small letters, digits and _")
    elif name is not None and (found := unfit(name.value)) is not None:
        yield Problem(name.mark, *found)
    for key, low, high in (
        ("schema", 1, 1), ("replications", 1, 100_000), ("seed", 0, 2**32 - 1),
        ("until", LAST_YEAR + 1, LAST_YEAR + LONGEST), ("runs_per_task", 1, 10_000), ("budget", 1, 1_000_000),
    ):  # fmt: skip
        yield from whole_number(root, (key,), low, high)
    scale = root.at(("scale",))
    share = scale is not None and is_number(scale.value) and LEAST_SHARE <= scale.value <= 1.0
    if scale is not None and scale.value not in ("sample", "1:1") and not share:
        expected = f"expected sample, 1:1 or a share from {LEAST_SHARE:g} to 1"
        yield Problem(scale.mark, f"{expected}, found {shown(scale.value)}")
    uncertain = root.at(("uncertain",))
    if uncertain is not None and uncertain.value not in ("central", "sampled"):
        yield Problem(uncertain.mark, f"expected central or sampled, found {shown(uncertain.value)}")
    title = root.at(("title",))
    texts = title.plain() if title is not None else {"en": "", "ko": ""}
    if title is not None and not (
        isinstance(texts, dict) and set(texts) == {"en", "ko"} and all(isinstance(text, str) for text in texts.values())
    ):
        yield Problem(title.mark, f"expected {{en: ..., ko: ...}}, found {shown(texts)}")
    yield from cluster_faults(root)
    for key in ("vary", "outcomes", "areas"):
        node = root.at((key,))
        if node is not None and (not isinstance(node.value, list) or not (node.value or key == "vary")):
            yield Problem(node.mark, f"expected a list, found {shown(node.plain())}")
    for key, names in (("outcomes", tuple(indicator_names())), ("areas", tuple(AREA_LABELS))):
        for child in listed(root, key):
            if child.value not in names:
                yield Problem(child.mark, f"unknown {key[:-1]} {shown(child.value)}", suggest(child.value, names))


def _scenarios(root: Node, path: Path) -> tuple[list[Scenario], list[Problem]]:
    node = root.at(("scenarios",))
    if node is None:
        return [], []
    if not isinstance(node.value, list) or not node.value:
        return [], [Problem(node.mark, "expected a list of scenario files", "[../kim_moonsoo.yaml]")]
    loaded: list[Scenario] = []
    problems: list[Problem] = []
    for child in node.value:
        if not isinstance(child.value, str):
            problems.append(Problem(child.mark, f"expected the name of a file, found {shown(child.value)}"))
            continue
        try:
            scenario = load(path.parent / child.value, Options(_horizon(root)))
        except ScenarioError as error:
            problems += [Problem(child.mark, f"the scenario {shown(child.value)} cannot be used"), *error.problems]
            continue
        if scenario.id in [other.id for other in loaded]:
            problems.append(Problem(child.mark, f"the scenario {shown(scenario.id)} is listed twice"))
        problems += scenario.problems
        loaded.append(scenario)
    return loaded, problems
