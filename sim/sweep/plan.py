"""The plan of a sweep: which scenarios, what varies and how, how often; read from YAML with located errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from calibration.tables import LAST_YEAR
from sim.codes import LEAST_SHARE
from sim.files.document import Loc, Node, is_number, read_document
from sim.files.names import unfit
from sim.files.problems import Problem, shown, suggest
from sim.labels import AREA_LABELS
from sim.parameters import load_registry
from sim.scenario import Horizon, Options, Scenario, ScenarioError, load
from sim.scenario.quarters import LONGEST
from sim.scenario.schema import ID_PATTERN
from sim.scenario.vocabulary import indicator_names

DESIGNS: Final = ("grid", "latin_hypercube", "sobol", "morris", "one_at_a_time", "list")
RANGED: Final = ("latin_hypercube", "sobol", "morris", "one_at_a_time")
"""Designs over ranges, from low to high."""
KEYS: Final = (
    "schema", "id", "title", "scenarios", "vary", "design", "set", "replications", "seed", "scale", "until",
    "uncertain", "outcomes", "areas", "runs_per_task", "budget", "cluster",
)  # fmt: skip
DESIGN_KEYS: Final = {
    "grid": (), "list": ("points",), "latin_hypercube": ("samples",), "sobol": ("samples",),
    "morris": ("trajectories", "levels"), "one_at_a_time": (),
}  # fmt: skip
CLUSTER_KEYS: Final = ("partition", "account", "time", "memory", "at_once", "max_array_size", "extra")
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
        parts = self.name.split(".")
        return parts[1] if len(parts) == 3 and parts[0] == "levers" else None


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


def plan_faults(path: Path) -> list[Problem]:
    """Every problem of a plan; nothing is run."""
    try:
        read_plan(path)
    except ScenarioError as error:
        return error.problems
    return []


def read_plan(path: Path) -> SweepPlan:
    """The plan of a file; ScenarioError with every problem at once when it cannot be used."""
    root, problems = read_document(path)
    problems += list(_shape(root))
    scenarios, found = _scenarios(root, path)
    problems += found + list(_varied(root, scenarios)) + list(_design(root, scenarios))
    if any(not problem.warning for problem in problems):
        raise ScenarioError(problems)
    plain = root.plain()
    design = dict(plain["design"])
    return SweepPlan(
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
    )


def _vary_of(entry: dict[str, Any]) -> Varied:
    low, high = (None if entry.get(key) is None else float(entry[key]) for key in ("low", "high"))
    return Varied(entry["name"], low, high, tuple(float(value) for value in entry.get("values", [])))


def _horizon(root: Node) -> Horizon:
    until = root.at(("until",))
    return Horizon(until=until.value) if until is not None and isinstance(until.value, int) else Horizon()


def _unknown(node: Node, known: tuple[str, ...]) -> Iterator[Problem]:
    for key, child in node.value.items():
        if key not in known:
            yield Problem(child.key_mark or child.mark, f"unknown key {shown(key)}", suggest(key, known))


def _whole(root: Node, loc: Loc, low: int, high: int) -> Iterator[Problem]:
    node = root.at(loc)
    if node is not None and not (
        isinstance(node.value, int) and not isinstance(node.value, bool) and low <= node.value <= high
    ):
        yield Problem(node.mark, f"expected a whole number from {low} to {high}, found {shown(node.value)}")


def _shape(root: Node) -> Iterator[Problem]:
    yield from _unknown(root, KEYS)
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
        yield from _whole(root, (key,), low, high)
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
    yield from _cluster(root)
    for key in ("vary", "outcomes", "areas"):
        node = root.at((key,))
        if node is not None and (not isinstance(node.value, list) or not (node.value or key == "vary")):
            yield Problem(node.mark, f"expected a list, found {shown(node.plain())}")
    for key, names in (("outcomes", tuple(indicator_names())), ("areas", tuple(AREA_LABELS))):
        for child in _list(root, key):
            if child.value not in names:
                yield Problem(child.mark, f"unknown {key[:-1]} {shown(child.value)}", suggest(child.value, names))


def _cluster(root: Node) -> Iterator[Problem]:
    """Options of the cluster go into a job script: each is a number or one line of text."""
    cluster = root.at(("cluster",))
    if cluster is None:
        return
    if not isinstance(cluster.value, dict):
        yield Problem(cluster.mark, "expected {partition: ..., time: ..., memory: ...}")
        return
    yield from _unknown(cluster, CLUSTER_KEYS)
    for key, node in cluster.value.items():
        if key in ("at_once", "max_array_size"):
            yield from _whole(root, ("cluster", key), 1, 10_000_000)
            continue
        if (key == "extra") != isinstance(node.value, list):
            yield Problem(
                node.mark, f"expected {'a list' if key == 'extra' else 'a text'}, found {shown(node.plain())}"
            )
            continue
        for child in node.value if key == "extra" else [node]:
            if isinstance(child.value, bool) or not isinstance(child.value, int | str):
                yield Problem(child.mark, f"expected a text, found {shown(child.plain())}")
            elif not str(child.value).isprintable():
                yield Problem(child.mark, "a line break here would write a line of the job script")


def _list(root: Node, key: str) -> list[Node]:
    node = root.at((key,))
    return node.value if node is not None and isinstance(node.value, list) else []


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
        loaded.append(scenario)
    return loaded, problems


def _varied(root: Node, scenarios: list[Scenario]) -> Iterator[Problem]:
    registry = load_registry()
    pledges = {lever.id for scenario in scenarios for lever in scenario.levers}
    fixed = root.at(("set",))
    set_names: set[Any] = set()
    if fixed is not None and not isinstance(fixed.value, dict):
        yield Problem(fixed.mark, "expected {name: value, ...}")
    elif fixed is not None:
        set_names = set(fixed.value)
        for name, child in fixed.value.items():
            if name not in registry:
                yield Problem(child.key_mark or child.mark, f"unknown parameter {shown(name)}",
                              suggest(name, list(registry)))  # fmt: skip
            else:
                yield from _within(child, registry[name].low, registry[name].high, str(name))
    seen: set[str] = set()
    for entry in _list(root, "vary"):
        if not isinstance(entry.value, dict) or "name" not in entry.value:
            yield Problem(entry.mark, "expected {name: ..., low: ..., high: ...} or {name: ..., values: [...]}")
            continue
        yield from _unknown(entry, ("name", "low", "high", "values"))
        name_node = entry.value["name"]
        name = str(name_node.value)
        if name in seen or name in set_names:
            where = "set as well" if name in set_names else "listed twice"
            yield Problem(name_node.mark, f"{shown(name)} varies and is {where}")
        seen.add(name)
        if name.startswith("levers."):
            if Varied(name, None, None, ()).pledge not in pledges or not name.endswith(".strength"):
                known = [f"levers.{one}.strength" for one in sorted(pledges)]
                yield Problem(name_node.mark, f"no lever of these scenarios is {shown(name)}", suggest(name, known))
        elif name not in registry:
            yield Problem(name_node.mark, f"unknown parameter {shown(name)}", suggest(name, list(registry)))
        yield from _range(entry, name, *_accepted(name, scenarios))


def _accepted(name: str, scenarios: list[Scenario]) -> tuple[float, float]:
    """What a parameter, or the lever of a pledge, accepts; anything for a name that is neither."""
    from sim.levers import REGISTRY

    registry, pledge = load_registry(), Varied(name, None, None, ()).pledge
    if name in registry:
        return registry[name].low, registry[name].high
    used = {lever.lever for scenario in scenarios for lever in scenario.levers if lever.id == pledge}
    definitions = [REGISTRY[one] for one in used]
    low, high = -float("inf"), float("inf")
    return max([low, *(one.low for one in definitions)]), min([high, *(one.high for one in definitions)])


def _range(entry: Node, name: str, low: float, high: float) -> Iterator[Problem]:
    has = {key: entry.value[key] for key in ("low", "high", "values") if key in entry.value}
    if set(has) not in ({"low", "high"}, {"values"}):
        yield Problem(entry.mark, f"{shown(name)} needs 'low' and 'high', or 'values'")
        return
    if "values" in has:
        node = has["values"]
        if not isinstance(node.value, list) or not node.value:
            yield Problem(node.mark, "the list of values is empty")
            return
        for child in node.value:
            yield from _within(child, low, high, name)
        return
    yield from _within(has["low"], low, high, name)
    yield from _within(has["high"], low, high, name)
    if all(is_number(node.value) for node in has.values()) and has["low"].value >= has["high"].value:
        yield Problem(has["low"].mark, f"the range of {shown(name)} is empty: low must lie below high")


def _within(node: Node, low: float, high: float, name: str) -> Iterator[Problem]:
    if not is_number(node.value):
        yield Problem(node.mark, f"expected a number, found {shown(node.value)}")
    elif not low <= float(node.value) <= high:
        yield Problem(node.mark, f"{node.value:g} is outside what {name} accepts, {low:g} to {high:g}")


def _design(root: Node, scenarios: list[Scenario]) -> Iterator[Problem]:
    node = root.at(("design",))
    if node is None:
        return
    kind = node.at(("kind",))
    if not isinstance(node.value, dict) or kind is None or kind.value not in DESIGNS:
        found = node if kind is None else kind
        hint = "" if kind is None else suggest(kind.value, DESIGNS)
        yield Problem(found.mark, f"expected design: {{kind: {' | '.join(DESIGNS)}, ...}}", hint)
        return
    wanted = DESIGN_KEYS[kind.value]
    yield from _unknown(node, ("kind", *wanted))
    for key in wanted:
        if key not in node.value:
            yield Problem(node.mark_of((key,)), f"a design {kind.value} needs '{key}'")
        elif key != "points":
            yield from _whole(root, ("design", key), 2 if key == "levels" else 1, 1_000_000)
    ranged = [entry for entry in _list(root, "vary") if isinstance(entry.value, dict)]
    for entry in ranged:
        if kind.value == "grid" and "values" not in entry.value:
            yield Problem(entry.mark, "a grid needs 'values' for everything that varies")
        if kind.value in RANGED and "values" in entry.value:
            yield Problem(entry.mark, f"a design {kind.value} needs 'low' and 'high' for everything that varies")
    if not ranged and kind.value in RANGED:
        yield Problem(node.mark, f"a design {kind.value} needs something that varies")
    if kind.value == "list":
        names = [str(entry.value["name"].value) for entry in ranged if "name" in entry.value]
        yield from _points(node, names, scenarios)


def _points(node: Node, names: list[str], scenarios: list[Scenario]) -> Iterator[Problem]:
    points = node.at(("points",))
    if points is not None and (not isinstance(points.value, list) or not points.value):
        yield Problem(points.mark, f"expected a list of points, found {shown(points.plain())}")
    for point in points.value if points is not None and isinstance(points.value, list) else ():
        listed = point.value if isinstance(point.value, list) else []
        if len(listed) != len(names) or not all(is_number(child.value) for child in listed):
            yield Problem(point.mark, f"a point has one number for each of: {', '.join(names)}")
            continue
        for child, name in zip(listed, names, strict=True):
            yield from _within(child, *_accepted(name, scenarios), name)
