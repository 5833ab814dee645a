"""What must hold in the plan of a sweep beyond its shape: what varies, the design over it, options of the cluster."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sim.files.document import Loc, Node, is_number
from sim.files.problems import Problem, shown, suggest
from sim.parameters import load_registry
from sim.scenario import Scenario, quarter_text

DESIGNS: Final = ("grid", "latin_hypercube", "sobol", "morris", "one_at_a_time", "list")
RANGED: Final = ("latin_hypercube", "sobol", "morris", "one_at_a_time")
"""Designs over ranges, from low to high."""
DESIGN_KEYS: Final = {
    "grid": (), "list": ("points",), "latin_hypercube": ("samples",), "sobol": ("samples",),
    "morris": ("trajectories", "levels"), "one_at_a_time": (),
}  # fmt: skip
CLUSTER_KEYS: Final = ("partition", "account", "time", "memory", "at_once", "max_array_size", "extra")


@dataclass(frozen=True)
class Form:
    """How Slurm writes an option."""

    name: str
    hint: str
    pattern: str

    def fits(self, text: str) -> bool:
        """Whether sbatch can read it."""
        return re.fullmatch(self.pattern, text, re.ASCII) is not None


FORMS: Final = {
    "time": Form(
        "a length of time as sbatch takes it",
        "02:00:00 is two hours, 30 is thirty minutes, 1-12 is one day and twelve hours",
        r"\d+(:\d\d){0,2}|\d+-\d{1,2}(:\d\d){0,2}",
    ),
    "memory": Form("memory as sbatch takes it", "1500M, or 2G", r"\d+[KMGTkmgt]?"),
}
"""Options of the cluster that would be refused by sbatch only, after the sweep has been made."""
MOST: Final = 10_000_000
"""Of tasks at once, and of a job array."""
LARGEST: Final = 1_000_000
"""Of the sizes of a design."""


def pledge_of(name: str) -> str | None:
    """Id of the pledge whose strength is varied under this name; None for a parameter."""
    parts = name.split(".")
    return parts[1] if len(parts) == 3 and parts[0] == "levers" else None


def unknown_keys(node: Node, known: tuple[str, ...]) -> Iterator[Problem]:
    """Keys of a mapping that are not in a list."""
    for key, child in node.value.items():
        if key not in known:
            yield Problem(child.key_mark or child.mark, f"unknown key {shown(key)}", suggest(key, known))


def whole_number(root: Node, loc: Loc, low: int, high: int) -> Iterator[Problem]:
    """Whether what stands at a location, if anything does, is a whole number within bounds."""
    node = root.at(loc)
    if node is not None and not (
        isinstance(node.value, int) and not isinstance(node.value, bool) and low <= node.value <= high
    ):
        yield Problem(node.mark, f"expected a whole number from {low} to {high}, found {shown(node.value)}")


def listed(root: Node, key: str) -> list[Node]:
    """Entries of a list of the plan; none where it has no such list."""
    node = root.at((key,))
    return node.value if node is not None and isinstance(node.value, list) else []


def cluster_faults(root: Node) -> Iterator[Problem]:
    """Options of the cluster go into a job script: each is a number or one line of text."""
    cluster = root.at(("cluster",))
    if cluster is None:
        return
    if not isinstance(cluster.value, dict):
        yield Problem(cluster.mark, "expected {partition: ..., time: ..., memory: ...}")
        return
    yield from unknown_keys(cluster, CLUSTER_KEYS)
    for key, node in cluster.value.items():
        if key in ("at_once", "max_array_size"):
            yield from whole_number(root, ("cluster", key), 1, MOST)
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
            elif key in FORMS and not FORMS[key].fits(str(child.value)):
                yield Problem(child.mark, f"expected {FORMS[key].name}, found {shown(child.value)}", FORMS[key].hint)


def vary_faults(root: Node, scenarios: list[Scenario]) -> Iterator[Problem]:
    """What varies, and what is set in all runs: known, acting, once, within what it accepts."""
    registry = load_registry()
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
    for entry in listed(root, "vary"):
        if not isinstance(entry.value, dict) or "name" not in entry.value:
            yield Problem(entry.mark, "expected {name: ..., low: ..., high: ...} or {name: ..., values: [...]}")
            continue
        yield from unknown_keys(entry, ("name", "low", "high", "values"))
        name_node = entry.value["name"]
        name = str(name_node.value)
        if name in seen or name in set_names:
            where = "set as well" if name in set_names else "listed twice"
            yield Problem(name_node.mark, f"{shown(name)} varies and is {where}")
        seen.add(name)
        if name.startswith(("levers.", "pledges.")):
            yield from _lever(name_node, name, scenarios)
        elif name not in registry:
            yield Problem(name_node.mark, f"unknown parameter {shown(name)}", suggest(name, list(registry)))
        yield from _range(entry, name, *_accepted(name, scenarios))


def _lever(node: Node, name: str, scenarios: list[Scenario]) -> Iterator[Problem]:
    """A pledge whose strength varies has a lever that acts in these scenarios, by the last year of the plan."""
    acting = {lever.id for scenario in scenarios for lever in scenario.levers}
    late = {pledge: quarter for scenario in scenarios for pledge, quarter in scenario.left_out.items()}
    pledge = pledge_of(name)
    if pledge in acting and name.endswith(".strength"):
        return
    if pledge in late and name.endswith(".strength"):
        quarter, until = late[pledge], scenarios[0].horizon.until
        message = (
            f"{shown(pledge)} does not act before the run ends (until {until}; first acts {quarter_text(quarter)})"
        )
        yield Problem(node.mark, message, f"until: {quarter // 4}, or later")
        return
    known = [f"levers.{one}.strength" for one in sorted({*acting, *late})]
    parts = name.split(".")  # pledges.kms_power.strength.central is how --set says it
    meant = f"levers.{parts[1]}.strength" if parts[0] == "pledges" and len(parts) > 1 else name
    yield Problem(node.mark, f"no lever of these scenarios is {shown(name)}", suggest(meant, known))


def _accepted(name: str, scenarios: list[Scenario]) -> tuple[float, float]:
    """What a parameter, or the lever of a pledge, accepts; anything for a name that is neither."""
    from sim.levers import REGISTRY

    registry, pledge = load_registry(), pledge_of(name)
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
        seen: set[float] = set()
        for child in node.value:
            yield from _within(child, low, high, name)
            if is_number(child.value) and child.value in seen:
                yield Problem(child.mark, f"the value {shown(child.value)} of {shown(name)} is listed twice")
            elif is_number(child.value):
                seen.add(child.value)
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


def design_faults(root: Node, scenarios: list[Scenario]) -> Iterator[Problem]:
    """The design: known, with all that it needs, and over things it can be made of."""
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
    yield from unknown_keys(node, ("kind", *wanted))
    for key in wanted:
        if key not in node.value:
            yield Problem(node.mark_of((key,)), f"a design {kind.value} needs '{key}'")
        elif key != "points":
            yield from whole_number(root, ("design", key), 2 if key == "levels" else 1, LARGEST)
    yield from _scheme(node, kind.value)
    ranged = [entry for entry in listed(root, "vary") if isinstance(entry.value, dict)]
    for entry in ranged:
        if kind.value == "grid" and "values" not in entry.value:
            yield Problem(entry.mark, "a grid needs 'values' for everything that varies")
        if kind.value in RANGED and "values" in entry.value:
            yield Problem(entry.mark, f"a design {kind.value} needs 'low' and 'high' for everything that varies")
    if not ranged and kind.value in RANGED:
        yield Problem(node.mark, f"a design {kind.value} needs something that varies")
    if kind.value == "list":
        yield from _points(node, [entry for entry in ranged if "name" in entry.value], scenarios)


def _scheme(node: Node, kind: str) -> Iterator[Problem]:
    """Numbers for which a scheme is made: Sobol's sequence has powers of two, Morris' steps halve the levels."""
    samples, levels = node.at(("samples",)), node.at(("levels",))
    if kind == "sobol" and samples is not None and isinstance(samples.value, int) and 0 < samples.value <= LARGEST:
        below = 1 << (samples.value.bit_length() - 1)
        if samples.value != below:
            message = f"samples of a design sobol are a power of two, found {samples.value}"
            yield Problem(samples.mark, message, f"{below} or {2 * below}")
    odd = levels is not None and isinstance(levels.value, int) and 1 < levels.value <= LARGEST and levels.value % 2
    if kind == "morris" and levels is not None and odd:
        message = f"levels of a design morris are an even number, found {levels.value}"
        yield Problem(levels.mark, message, f"{levels.value + 1}, or 4 as is usual")


def _points(node: Node, varied: list[Node], scenarios: list[Scenario]) -> Iterator[Problem]:
    names = [str(entry.value["name"].value) for entry in varied]
    points = node.at(("points",))
    if points is not None and (not isinstance(points.value, list) or not points.value):
        yield Problem(points.mark, f"expected a list of points, found {shown(points.plain())}")
    seen: set[tuple[float, ...]] = set()
    for point in points.value if points is not None and isinstance(points.value, list) else ():
        numbers = point.value if isinstance(point.value, list) else []
        if len(numbers) != len(names) or not all(is_number(child.value) for child in numbers):
            yield Problem(point.mark, f"a point has one number for each of: {', '.join(names)}")
            continue
        for child, entry, name in zip(numbers, varied, names, strict=True):
            faults = list(_within(child, *_accepted(name, scenarios), name))
            yield from faults or _promised(child, entry, name)
        place = tuple(child.value for child in numbers)
        if place in seen:
            yield Problem(point.mark, "this point is listed twice")
        seen.add(place)


def _promised(node: Node, entry: Node, name: str) -> Iterator[Problem]:
    """A number of a point lies where `vary` says that its parameter goes."""
    values, ends = entry.at(("values",)), [entry.at((key,)) for key in ("low", "high")]
    if values is not None and isinstance(values.value, list):
        if node.value not in [child.value for child in values.value]:
            yield Problem(node.mark, f"{node.value:g} is none of the values of {name} under 'vary'")
        return
    low, high = (end.value if end is not None and is_number(end.value) else None for end in ends)
    if low is not None and high is not None and low <= high and not low <= node.value <= high:
        yield Problem(node.mark, f"{node.value:g} is outside the range of {name} under 'vary', {low:g} to {high:g}")
