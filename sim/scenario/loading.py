"""From a file to a Scenario: read the chain of parents, merge, check everything, then build.

A child takes over from its parent every key that it does not give itself, except `schema`, `id`, `title` and `report`,
which are each file's own. `assume` and `uncertain` are merged key by key; `pledges` and `targets` are joined, and an
entry whose id the parent has replaces the parent's whole entry. What a child fixes under `assume` its parent no longer
samples under `uncertain`, and the other way round. Nothing of a parent can be deleted otherwise.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.files.document import Node, parse, read_document, read_text
from sim.files.names import side_by_side, unfit
from sim.files.problems import Mark, Problem, ScenarioError, Source, display_name, shown, suggest
from sim.scenario import vocabulary
from sim.scenario.announced import apart
from sim.scenario.assumptions import Array, cannot_act, departures, read_assumption, read_uncertain, still_slowing
from sim.scenario.building import build_scenario
from sim.scenario.checks import Context, cross_checks, duplicate_ids, entries, text_of
from sim.scenario.faults import shape_faults
from sim.scenario.meant import parameter_hint
from sim.scenario.placed import not_placed, too_large
from sim.scenario.quarters import Horizon, parse_quarter, quarter_text
from sim.scenario.registries import EVIDENCE, SOURCES, read_evidence, read_sources
from sim.scenario.schema import ID_PATTERN
from sim.scenario.sums import adding_up, repeated
from sim.scenario.types import Scenario

COMMON_START = 2026 * 4
"""Quarter to which the first measure of a plan is moved with `timing_basis: common_start`."""

_MERGED = ("assume", "uncertain")
_OWN = ("schema", "id", "title", "extends", "report")
_JOINED = ("pledges", "targets")


@dataclass(frozen=True)
class Options:
    """What the command line adds to a file."""

    horizon: Horizon = field(default_factory=Horizon)
    sets: tuple[str, ...] = ()
    """`name=value`: an assumption, or the path of a leaf such as pledges.kms_power.strength.central."""
    timing: str | None = None
    enactment: str | None = None


def _text(source: Source) -> str:
    return "\n".join(source.lines) + "\n"


@dataclass
class _Chain:
    """The files of one scenario, the one given first."""

    files: list[Path] = field(default_factory=list)
    trees: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def texts(self) -> dict[str, str]:
        """Name -> text of every file of the chain, and of the CSV files that their assumptions name."""
        found: list[tuple[str, str]] = []
        for path, tree in zip(self.files, self.trees, strict=True):
            found.append((path.name, _text(tree.mark.source)))
            assume = tree.at(("assume",))
            for node in assume.value.values() if assume is not None and isinstance(assume.value, dict) else ():
                name = node.at(("file",))
                if name is not None and isinstance(name.value, str):
                    # a table that a child replaces may be unreadable: then nothing was read from it
                    with suppress(ScenarioError):
                        found.append((Path(name.value).name, _text(read_text(path.parent / name.value))))
        return side_by_side(found)

    def folder_of(self, mark: Mark) -> Path:
        """Folder of the file a mark lies in; of the given file for the command line."""
        ranks = [tree.mark.source.rank for tree in self.trees]
        rank = mark.source.rank
        return self.files[ranks.index(rank) if rank in ranks else 0].parent


def load(path: Path | str, options: Options | None = None) -> Scenario:
    """The scenario of a file; ScenarioError with every problem at once when it cannot be used.

    >>> plan = load("scenarios/kim_moonsoo.yaml", Options(sets=("policy_rate=0.03",)))
    >>> plan.id, str(plan.horizon), plan.assume["policy_rate"]
    ('kim_moonsoo', '2022Q1 to 2035Q4', 0.03)
    >>> next(lever.lever for lever in plan.levers if lever.id == "kms_power")
    'grid_capacity'
    """
    options = options or Options()
    chain = _read_chain(Path(path))
    if not chain.trees:
        raise ScenarioError(chain.problems)
    root = _merge(chain.trees)
    problems = chain.problems + _apply_sets(root, options)
    problems += shape_faults(root)
    sources, found = read_sources([file.parent for file in chain.files])
    evidence, more = read_evidence([file.parent for file in chain.files])
    basis = options.timing or text_of(root, "timing_basis") or "common_start"
    first = _first(root)
    context = Context(
        horizon=options.horizon,
        shift=COMMON_START - first[0] if first is not None and basis == "common_start" else 0,
        sources=frozenset(sources),
        evidence=frozenset(evidence),
        baseline=_plain(root, "assume") | _plain(root, "uncertain"),
    )
    problems += found + more + cross_checks(root, context)
    assume, uncertain, rest = _numbers(root, options.horizon, chain)
    compare_with, missing = _reference(root, chain)
    problems = _once(problems + rest + missing)
    if any(not problem.warning for problem in problems):
        raise ScenarioError(problems)
    problems += _moved(first, context.shift, options.horizon.base_year)
    scenario = build_scenario(
        root, chain.files[0], options.horizon, context.shift, assume, uncertain, compare_with, sources,
        problems, chain.texts(), basis, options.enactment,
        {key: entry.standing for key, entry in evidence.items()},
    )  # fmt: skip
    more_of_it = (*adding_up(root, scenario.levers), *repeated(root, scenario.levers))
    offers = tuple(too_large(scenario.levers, assume, options.horizon))
    problems = [*scenario.problems, *more_of_it, *not_placed(root, offers, assume, options.horizon)]
    problems += apart(root, scenario.levers, options.horizon)
    unplaced = {offer.lever.id: offer.beyond for offer in offers}
    return dataclasses.replace(scenario, problems=tuple(problems), unplaced=unplaced)


def load_pair(path: Path | str, options: Options | None = None) -> tuple[Scenario, Scenario | None]:
    """A scenario and the one it is compared with, both validated before anything runs."""
    options = options or Options()
    scenario = load(path, options)
    if scenario.compare_with is None:
        return scenario, None
    world = tuple(item for item in options.sets if not item.startswith(tuple(f"{name}." for name in _JOINED)))
    shared = Options(options.horizon, world, options.timing, options.enactment)
    reference = load(scenario.compare_with, shared)
    return with_world_warning(scenario, reference), reference


def with_world_warning(scenario: Scenario, reference: Scenario) -> Scenario:
    """Adds a warning where the two assume different worlds, since the difference is then not policy alone."""
    other = departures(scenario, reference)
    if not other:
        return scenario
    text = f"the world differs from that of '{reference.id}' ({', '.join(other)}): the difference is not policy alone"
    korean = f"'{reference.id}'과(와) 가정한 여건이 다름({', '.join(other)}): 차이가 정책만의 것은 아님"
    problem = Problem(Mark(Source(display_name(scenario.path))), text, warning=True, korean=korean)
    return dataclasses.replace(scenario, problems=(*scenario.problems, problem))


def check(paths: Sequence[Path | str], options: Options | None = None) -> list[Problem]:
    """Every error and warning of some files, and of the scenarios they are compared with."""
    problems: list[Problem] = []
    for path in paths:
        registry = {SOURCES: read_sources, EVIDENCE: read_evidence}.get(Path(path).name)
        if registry is not None and _is_file(Path(path)):
            problems += registry([Path(path).parent])[1]
            continue
        try:
            problems += [problem for scenario in load_pair(path, options) if scenario for problem in scenario.problems]
        except ScenarioError as error:
            problems += error.problems
    return _once(problems)


def _read_chain(path: Path) -> _Chain:
    chain = _Chain()
    asked: Mark | None = None
    while True:
        rank = len(chain.files)
        try:
            tree, problems = read_document(path, rank)
        except ScenarioError as error:
            chain.problems += error.problems if asked is None or _is_file(path) else [_no_parent(asked, path)]
            return chain
        chain.files.append(path)
        chain.trees.append(tree)
        chain.problems += problems + _header(tree, path) + _fixed_and_sampled(tree)
        for name in _JOINED:
            chain.problems += duplicate_ids(tree, name)
        parent = tree.at(("extends",))
        if parent is None or not isinstance(parent.value, str) or not parent.value:
            return chain
        asked, path = parent.mark, _beside(path, parent.value)
        if path.resolve() in [file.resolve() for file in chain.files]:
            chain.problems.append(Problem(asked, f"{shown(parent.value)} extends this file in turn: a circle"))
            return chain


def _beside(path: Path, name: str) -> Path:
    """The file of this name; what no system takes in a name is left out, and has been told of."""
    plain = "".join(letter for letter in name if letter.isprintable())
    return path.parent / (plain if plain.endswith((".yaml", ".yml")) else f"{plain}.yaml")


def _is_file(path: Path) -> bool:
    """Whether it is a file; a name that is too long is none."""
    with suppress(OSError):
        return path.is_file()
    return False


def _no_parent(mark: Mark, path: Path) -> Problem:
    names: list[str] = []
    with suppress(OSError):
        names = sorted(file.stem for file in path.parent.glob("*.yaml")) if path.parent.is_dir() else []
    close = suggest(path.stem, names) if names else ""
    hint = close if close.startswith("did") else "a parent stands beside the file, or is given by its relative path"
    return Problem(mark, f"there is no file {shown(path.name)} beside this one", hint)


def _header(tree: Node, path: Path) -> list[Problem]:
    found = tree.at(("id",))
    if found is None or not isinstance(found.value, str) or found.value == path.stem:
        return []
    usable = re.fullmatch(ID_PATTERN, path.stem) and unfit(path.stem) is None
    hint = f"write id: {path.stem}" if usable else f"rename the file: {shown(path.stem)} cannot be an id"
    return [Problem(found.mark, f"the id {shown(found.value)} is not the name of the file", hint)]


def _merge(trees: list[Node]) -> Node:
    """One tree of a file and its parents; see the head of this module."""
    root = Node(dict(trees[0].value), trees[0].mark)
    for parent in trees[1:]:
        settled = {name for section in _MERGED for name in _plain(root, section)}
        for key, whole in parent.value.items():
            node = _without(whole, settled) if key in _MERGED else whole
            mine = root.value.get(key)
            if mine is None and key not in _OWN:
                root.value[key] = node
            elif key in _MERGED and mine is not None and isinstance(mine.value, dict) and isinstance(node.value, dict):
                root.value[key] = Node({**node.value, **mine.value}, mine.mark, mine.key_mark)
            elif key in _JOINED and mine is not None and isinstance(mine.value, list) and isinstance(node.value, list):
                own = {text_of(item, "id") for item in mine.value if isinstance(item.value, dict)}
                kept = [item for item in node.value if text_of(item, "id") not in own]
                root.value[key] = Node([*kept, *mine.value], mine.mark, mine.key_mark)
    return root


def _without(node: Node, names: set[str]) -> Node:
    """A section of a parent less what a child fixes or samples itself."""
    if not isinstance(node.value, dict):
        return node
    return Node({key: child for key, child in node.value.items() if key not in names}, node.mark, node.key_mark)


def _fixed_and_sampled(tree: Node) -> list[Problem]:
    """Names that one file both fixes and samples."""
    fixed, sampled = _plain(tree, "assume"), tree.at(("uncertain",))
    entries = sampled.value if sampled is not None and isinstance(sampled.value, dict) else {}
    return [
        Problem(
            node.key_mark or node.mark,
            f"{shown(name)} is fixed under assume and sampled under uncertain",
            "keep one of the two",
        )
        for name, node in entries.items()
        if name in fixed
    ]


def _apply_sets(root: Node, options: Options) -> list[Problem]:
    problems: list[Problem] = []
    known: dict[str, str] = {}
    for item in options.sets:
        name, equals, text = item.partition("=")
        mark = Mark(Source(f"--set {item}", rank=-1))
        if not equals or not name.strip() or not text.strip():
            problems.append(Problem(mark, "expected name=value", "for example --set wage_curve=-0.07"))
            continue
        if known.setdefault(name.strip(), item) != item:
            problems.append(
                Problem(mark, f"{shown(name.strip())} is set twice", f"the other is --set {known[name.strip()]}")
            )
            continue
        try:
            tree, found = parse(Source(f"--set {item}", (f"value: {text.strip()}",), -1))
        except ScenarioError as error:
            problems += [Problem(mark, problem.message) for problem in error.problems]
            continue
        problems += [Problem(mark, problem.message) for problem in found]
        problems += _put(root, name.strip(), tree.value["value"], mark)
    return problems


def _put(root: Node, name: str, value: Node, mark: Mark) -> list[Problem]:
    spec = vocabulary.parameter_registry().get(name)
    parts = name.split(".") if "." in name else ["assume", name]
    if spec is not None and spec.acts == "opening":  # fixed by a range of one point
        parts, value = ["uncertain", name], Node({"low": value, "high": value}, mark)
    node = root
    for number, part in enumerate(parts[:-1]):
        if number == 0 and part in (*_MERGED, "report") and part not in node.value:
            node.value[part] = Node({}, mark)
        if isinstance(node.value, dict):
            following, names = node.value.get(part), [str(key) for key in node.value]
        else:
            items = {text_of(item, "id"): item for item in node.value} if isinstance(node.value, list) else {}
            following, names = items.get(part), [key for key in items if key]
        if following is None or not isinstance(following.value, dict | list):
            return [Problem(mark, f"there is no {shown(part)} to set something in", suggest(part, names))]
        node = following
    if not isinstance(node.value, dict):
        return [Problem(mark, f"{shown(name)} is not a single value", "name one leaf, such as "
                        "pledges.kms_power.strength.central")]  # fmt: skip
    if parts[0] in _MERGED:
        other = root.value.get("uncertain" if parts[0] == "assume" else "assume")
        if other is not None and isinstance(other.value, dict):
            other.value.pop(parts[1], None)
    last = int(parts[-1]) if parts[-1].isdecimal() else parts[-1]
    node.value[last] = _placed(value, Mark(mark.source, path=".".join(parts)))
    return []


def _placed(node: Node, mark: Mark) -> Node:
    """The node with every place set to the option it came from."""
    if isinstance(node.value, dict):
        return Node({key: _placed(child, mark) for key, child in node.value.items()}, mark, mark)
    if isinstance(node.value, list):
        return Node([_placed(child, mark) for child in node.value], mark, mark)
    return Node(node.value, mark, mark)


def _first(root: Node) -> tuple[int, Mark] | None:
    """Quarter in which the first measure starts as dated, and where that stands."""
    starts = [
        (quarter, node.mark)
        for _, pledge in entries(root, "pledges")
        if text_of(pledge, "status") in vocabulary.ACTIVE
        and (quarter := parse_quarter(text_of(pledge, "timing", "start"))) is not None
        and (node := pledge.at(("timing", "start"))) is not None
    ]
    return min(starts, key=lambda one: one[0]) if starts else None


def _moved(first: tuple[int, Mark] | None, shift: int, base_year: int) -> list[Problem]:
    """A warning where the plan as a whole starts at another time than it says."""
    if first is None or shift == 0:
        return []
    dated, mark = first
    when, at = ("later", "늦게") if shift > 0 else ("earlier", "일찍")
    text = (
        f"all measures act {abs(shift)} quarters {when} than dated, so that the first starts in "
        f"{quarter_text(dated + shift)} and not in {quarter_text(dated)} (timing_basis common_start); targets keep "
        "their dates"
    )
    korean = (
        f"모든 조치를 적힌 날짜보다 {abs(shift)}분기 {at} 시행: 첫 조치가 {quarter_text(dated)} 대신 "
        f"{quarter_text(dated + shift)}에 시작(timing_basis common_start), 목표 기한은 그대로"
    )
    hint = "timing_basis: as_dated, or --timing as_dated, keeps the dates"
    korean_hint = "timing_basis: as_dated 또는 --timing as_dated로 적힌 날짜 유지"
    if dated // 4 < base_year:
        hint += f"; as this run begins later, with --start {dated // 4}Q1"
        korean_hint += f"(이번 실행은 그 뒤에 시작하므로 --start {dated // 4}Q1과 함께)"
    return [Problem(mark, text, hint, warning=True, korean=korean, korean_hint=korean_hint)]


def _plain(root: Node, name: str) -> dict[str, Any]:
    found = root.at((name,))
    return found.plain() if found is not None and isinstance(found.value, dict) else {}


def _numbers(
    root: Node, horizon: Horizon, chain: _Chain
) -> tuple[dict[str, float | Array], dict[str, tuple[float, float, float]], list[Problem]]:
    """Values of `assume` and `uncertain`, and their problems."""
    registry = vocabulary.parameter_registry()
    assume: dict[str, float | Array] = {}
    marks: dict[str, Mark] = {}
    uncertain: dict[str, tuple[float, float, float]] = {}
    problems: list[Problem] = []
    for section in ("assume", "uncertain"):
        found = root.at((section,))
        for name, node in found.value.items() if found is not None and isinstance(found.value, dict) else ():
            if name not in registry:
                what = "assumption" if section == "assume" else "parameter"
                mark = node.key_mark or node.mark
                problems.append(Problem(mark, f"unknown {what} {shown(name)}", parameter_hint(name)))
            elif node.value is None:
                continue  # reported as an empty leaf
            elif (fault := cannot_act(name, node, registry[name], section)) is not None:
                problems.append(fault)
            elif section == "assume":
                value, faults = read_assumption(name, node, registry[name], horizon, chain.folder_of(node.mark))
                problems += faults
                if value is not None:
                    assume[name] = value
                    marks[name] = node.mark
            else:
                bounds, faults = read_uncertain(name, node, registry[name])
                problems += faults
                if bounds is not None:
                    uncertain[name] = bounds
    return assume, uncertain, problems + still_slowing(assume, marks)


def _reference(root: Node, chain: _Chain) -> tuple[Path | None, list[Problem]]:
    node = root.at(("report", "compare_with"))
    if node is not None and node.value is None:
        return None, []
    if node is None:
        mark, name = Mark(chain.trees[0].mark.source, 1, 1), "baseline"
    elif isinstance(node.value, str) and node.value:
        mark, name = node.mark, node.value
    else:
        return None, []
    path = _beside(chain.folder_of(mark) / "x", name)
    if path.resolve() == chain.files[0].resolve():
        return None, [Problem(mark, "a scenario cannot be compared with itself", "write compare_with: null for none")]
    if _is_file(path):
        return path, []
    if node is None:
        message = "the file does not say what it is compared with, and there is no 'baseline.yaml' beside it"
        return None, [Problem(mark, message, "write report: {compare_with: ../scenarios/baseline}, or null for none")]
    return None, [_no_parent(mark, path)]


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once: files share parents, and two checks may stumble on one fault."""
    return list(dict.fromkeys(problems))
