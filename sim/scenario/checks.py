"""What two parts of a scenario must have to do with each other: status and lever, unit and mechanism, dates and run.

Checks read the tree as written, not the validated models, so that a fault in one place hides none in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.files.document import Loc, Node, is_number
from sim.files.problems import Problem, shown, suggest
from sim.labels import Label
from sim.scenario import vocabulary
from sim.scenario.goal_sizes import goal_size
from sim.scenario.judged import judged
from sim.scenario.meant import indicator_hint, lever_hint
from sim.scenario.money import announced
from sim.scenario.quarters import USUAL_LAST, Horizon, parse_quarter, parse_span, quarter_text
from sim.scenario.ramps import unfinished
from sim.scenario.spellings import tag_of

COUNTED_ANEW = ("Zombie Share",)
"""Indicators whose base year counts something else than later years."""
_LEFT_OUT = Label(
    "the measure does not act before the run ends, and is left out",
    "실행이 끝날 때까지 시행되지 않는 조치이므로 제외함",
)
_NOT_JUDGED = Label(
    "the target is due after the run ends, and is left out", "실행이 끝난 뒤가 기한인 목표이므로 제외함"
)
_LEVER_KEYS = ("lever", "scope", "timing", "strength")
_NEEDS = {
    "modelled": _LEVER_KEYS,
    "sized_to_evidence": _LEVER_KEYS,
    "merged": ("with",),
    "baseline": ("where",),
    "not_modelled": ("why",),
}
_HINTS = {
    "lever": "lever: the mechanism it acts through; `explain levers` lists them",
    "scope": "scope: {regions: all, sectors: all, sizes: all, tags: []}",
    "timing": "timing: {start: 2026Q3, lag: 4Q, ramp: 12Q, end: null}",
    "strength": "strength: {weak: 0.0, central: 0.01, strong: 0.04, unit: share, evidence: [judgement]}",
    "with": "with: the id of the pledge in this file that carries the effect",
    "where": "where: the key of assume in the baseline that holds it",
    "why": "why: {en: ..., ko: ...}",
}


@dataclass(frozen=True)
class Context:
    """What checks compare with."""

    horizon: Horizon
    shift: int
    """Quarters by which the whole plan is moved (timing_basis common_start)."""
    sources: frozenset[str]
    evidence: frozenset[str]
    baseline: Mapping[str, Any]
    """What the resolved scenario assumes or samples, by name."""


def text_of(node: Node | None, *loc: str | int) -> str | None:
    """The text at a location; None where there is none."""
    found = node.at(loc) if node is not None else None
    return found.value if found is not None and isinstance(found.value, str) else None


def entries(root: Node, name: str) -> list[tuple[Loc, Node]]:
    """The mappings in a list of the file, with their locations."""
    found = root.at((name,))
    items = found.value if found is not None and isinstance(found.value, list) else []
    return [((name, number), item) for number, item in enumerate(items) if isinstance(item.value, dict)]


def duplicate_ids(root: Node, name: str) -> Iterator[Problem]:
    """Ids given twice in a list of one file."""
    seen: dict[str, Node] = {}
    for _, item in entries(root, name):
        found = item.at(("id",))
        if found is None or not isinstance(found.value, str):
            continue
        if found.value in seen:
            first = seen[found.value].mark
            yield Problem(found.mark, f"the id {shown(found.value)} is given twice", f"first in line {first.line}")
        else:
            seen[found.value] = found


def cross_checks(root: Node, context: Context) -> list[Problem]:
    """All faults and warnings of a resolved scenario beyond its shape."""
    problems: list[Problem] = []
    for _, pledge in entries(root, "pledges"):
        problems += _status(pledge, root, context)
        problems += _source(pledge, context)
        problems += _scope(pledge, targets=False)
        problems += _honoured(pledge)
        problems += _timing(pledge, context)
        problems += _strength(pledge, context)
        problems += announced(pledge, context.horizon.base_year)
    for _, target in entries(root, "targets"):
        problems += _source(target, context)
        problems += _scope(target, targets=True)
        problems += _target(target, context)
    return problems


def _status(pledge: Node, root: Node, context: Context) -> Iterator[Problem]:
    status = text_of(pledge, "status")
    if status not in _NEEDS:
        return
    place = pledge.at(("status",)) or pledge
    missing = [key for key in _NEEDS[status] if key not in pledge.value]
    if missing:
        names = ", ".join(f"'{key}'" for key in missing)
        yield Problem(place.mark, f"status '{status}' needs {names}", _HINTS[missing[0]])
    for key in dict.fromkeys(key for keys in _NEEDS.values() for key in keys):
        if key in pledge.value and key not in _NEEDS[status]:
            child = pledge.value[key]
            wants = next(other for other, keys in _NEEDS.items() if key in keys)
            yield Problem(child.key_mark or child.mark, f"'{key}' has no effect with status '{status}'",
                          f"remove it, or use status '{wants}'")  # fmt: skip
    if status == "merged":
        yield from _merged(pledge, root)
    where = pledge.at(("where",))
    if status == "baseline" and where is not None and where.value not in context.baseline:
        message = f"{shown(where.plain())} is not assumed in the baseline"
        yield Problem(where.mark, message, suggest(where.plain(), [str(key) for key in context.baseline]))


def _merged(pledge: Node, root: Node) -> Iterator[Problem]:
    carrier = pledge.at(("with",))
    if carrier is None or not isinstance(carrier.value, str):
        return
    # a child file may have replaced the carrier, so that it stands in a file of lower rank
    same_file = {
        text_of(other, "id"): text_of(other, "status")
        for _, other in entries(root, "pledges")
        if other.mark.source.rank <= pledge.mark.source.rank and other is not pledge
    }
    if carrier.value == text_of(pledge, "id"):
        yield Problem(carrier.mark, "a pledge cannot be merged with itself")
    elif carrier.value not in same_file:
        names = [name for name in same_file if name]
        yield Problem(carrier.mark, f"no pledge {shown(carrier.value)} in this file", suggest(carrier.value, names))
    elif same_file[carrier.value] not in vocabulary.ACTIVE:
        yield Problem(carrier.mark, f"{shown(carrier.value)} has no lever itself (status '{same_file[carrier.value]}')",
                      "merge with a pledge that is modelled or sized_to_evidence")  # fmt: skip


def _source(item: Node, context: Context) -> Iterator[Problem]:
    found = item.at(("source",))
    if found is not None and isinstance(found.value, str) and found.value not in context.sources:
        yield Problem(found.mark, f"unknown source {shown(found.value)}",
                      suggest(found.value, sorted(context.sources))
                      or "no sources.yaml beside the scenario or its parents has any: add it there")  # fmt: skip


def _strings(node: Node | None, everything: tuple[str, ...]) -> list[str] | None:
    if node is None or node.value == "all":
        return list(everything)
    if not isinstance(node.value, list) or not all(isinstance(item.value, str) for item in node.value):
        return None
    return [item.value for item in node.value]


def _scope(item: Node, *, targets: bool) -> Iterator[Problem]:
    scope = item.at(("scope",))
    if scope is None or not isinstance(scope.value, dict):
        return
    tags = scope.at(("tags",))
    written = [child for child in tags.value if isinstance(child.value, str)] if tags and isinstance(
        tags.value, list) else []  # fmt: skip
    stages = vocabulary.TARGET_TAGS if targets else ()
    known = [*vocabulary.tag_names(), *stages] if written else []
    for child in written:
        if child.value not in known:
            meant = tag_of(child.value)
            hint = f"write '{meant}'" if meant in known else suggest(child.value, known)
            yield Problem(child.mark, f"unknown tag {shown(child.value)}", hint)
    for name in ("regions", "sectors", "sizes", "tags"):
        yield from _repeated(scope.at((name,)))
    lists = {
        "regions": _strings(scope.at(("regions",)), vocabulary.REGION_NAMES),
        "sectors": _strings(scope.at(("sectors",)), vocabulary.SECTOR_NAMES),
        "sizes": _strings(scope.at(("sizes",)), vocabulary.SIZE_NAMES),
    }
    if any(names is None for names in lists.values()):
        return
    regions, sectors = lists["regions"] or [], lists["sectors"] or []
    sizes = lists["sizes"] or []
    all_known = set(regions) <= set(vocabulary.REGION_NAMES) and set(sectors) <= set(vocabulary.SECTOR_NAMES)
    if all_known and set(sizes) <= set(vocabulary.SIZE_NAMES):
        reason = vocabulary.matches_nothing(
            vocabulary.expand_regions(regions), vocabulary.expand_sectors(sectors), frozenset(sizes),
            [child.value for child in written if child.value in known and child.value not in stages],
        )  # fmt: skip
        if reason:
            yield Problem(scope.mark, f"the scope matches nothing: {reason}")


def _honoured(pledge: Node) -> Iterator[Problem]:
    """A scope narrower than the mechanism can follow is refused, never widened in silence."""
    lever, scope = pledge.at(("lever",)), pledge.at(("scope",))
    definition = vocabulary.lever_registry().get(str(lever.value)) if lever is not None else None
    if definition is None or scope is None or not isinstance(scope.value, dict):
        return
    everything = {
        "regions": vocabulary.expand_regions(vocabulary.REGION_NAMES),
        "sectors": vocabulary.expand_sectors(vocabulary.SECTOR_NAMES),
        "sizes": frozenset(vocabulary.SIZE_NAMES),
    }
    expand: dict[str, Callable[[list[str]], frozenset[str]]] = {
        "regions": vocabulary.expand_regions,
        "sectors": vocabulary.expand_sectors,
        "sizes": frozenset,
    }
    can = ", ".join(definition.honours) or "nothing"
    for name, all_of_them in everything.items():
        node = scope.at((name,))
        names = _strings(node, tuple(all_of_them))
        if node is not None and names and name not in definition.honours and not all_of_them <= expand[name](names):
            yield Problem(
                node.mark, f"{shown(definition.name)} cannot be narrowed by {name}", f"it follows {can}; write all"
            )
    tags = scope.at(("tags",))
    if tags is not None and tags.value and "tags" not in definition.honours:
        yield Problem(tags.mark, f"{shown(definition.name)} cannot be narrowed by tags", f"it follows {can}; write []")


def _repeated(node: Node | None) -> Iterator[Problem]:
    seen: set[Any] = set()
    for child in node.value if node is not None and isinstance(node.value, list) else []:
        if isinstance(child.value, str) and child.value in seen:
            yield Problem(child.mark, f"{shown(child.value)} is listed twice")
        elif isinstance(child.value, str):
            seen.add(child.value)


def _outside(node: Node | None, context: Context, *, shift: int, late: Label | None = None) -> Iterator[Problem]:
    """A date outside the run; `late` is said of one that a usual run would reach, nothing where it is empty."""
    quarter = parse_quarter(node.value) if node is not None else None
    if node is None or quarter is None or context.horizon.first <= quarter + shift <= context.horizon.last:
        return
    if late is not None and context.horizon.last < quarter + shift <= USUAL_LAST:
        if late.en:
            yield Problem(node.mark, late.en, warning=True, korean=late.ko)
        return
    moved = f" (moved to {quarter_text(quarter + shift)} by timing_basis common_start)" if shift else ""
    hint = ""
    if quarter + shift < context.horizon.first:
        hint = f"start the run earlier (--start {quarter // 4}Q1), or use timing_basis common_start"
    yield Problem(node.mark, f"{node.value}{moved} is outside the run, {context.horizon}", hint)


def _timing(pledge: Node, context: Context) -> Iterator[Problem]:
    timing = pledge.at(("timing",))
    if timing is None or text_of(pledge, "status") not in vocabulary.ACTIVE:
        return
    yield from _outside(timing.at(("start",)), context, shift=context.shift, late=_LEFT_OUT)
    start, end = parse_quarter(text_of(timing, "start")), parse_quarter(text_of(timing, "end"))
    if not (context.shift > 0 and end is not None and end <= context.horizon.last):  # moved beyond the run: outlasts it
        yield from _outside(timing.at(("end",)), context, shift=context.shift, late=Label("", ""))
    if start is None:
        return
    end_node = timing.at(("end",))
    if end is not None and end_node is not None and end < start:
        yield Problem(end_node.mark, f"the end, {quarter_text(end)}, lies before the start, {quarter_text(start)}")
    begins = start + (parse_span(text_of(timing, "lag")) or 0)
    acts = begins + context.shift
    if context.horizon.first <= start + context.shift <= context.horizon.last < acts:
        if acts <= USUAL_LAST:
            yield Problem(timing.mark, _LEFT_OUT.en, warning=True, korean=_LEFT_OUT.ko)
        else:
            message = f"with its lag the lever first acts in {quarter_text(acts)}, after the run, {context.horizon}"
            yield Problem(timing.mark, message)
    if end is not None and end_node is not None and start <= end < begins:
        yield Problem(end_node.mark, f"the measure ends before it first acts, {quarter_text(begins)}",
                      "start plus lag is its first quarter")  # fmt: skip
    yield from unfinished(timing, context.shift, context.horizon)
    by_node = pledge.at(("strength", "by"))
    by = parse_quarter(by_node.value) if by_node is not None else None
    if by is not None and by_node is not None and by < begins:
        yield Problem(by_node.mark, f"the strength is promised by {quarter_text(by)}, before the lever first acts, "
                      f"{quarter_text(begins)}")  # fmt: skip


def _strength(pledge: Node, context: Context) -> Iterator[Problem]:
    lever = pledge.at(("lever",))
    definition = None
    if lever is not None and isinstance(lever.value, str):
        registry = vocabulary.lever_registry()
        definition = registry.get(lever.value)
        if definition is None:
            yield Problem(lever.mark, f"unknown lever {shown(lever.value)}", lever_hint(lever.value))
    strength = pledge.at(("strength",))
    if strength is None or not isinstance(strength.value, dict):
        return
    evidence = strength.at(("evidence",))
    for child in evidence.value if evidence is not None and isinstance(evidence.value, list) else []:
        if isinstance(child.value, str) and child.value != "judgement" and child.value not in context.evidence:
            known = ["judgement", *sorted(context.evidence)]
            yield Problem(child.mark, f"unknown evidence {shown(child.value)}", suggest(child.value, known))
    yield from _repeated(evidence)
    unit = strength.at(("unit",))
    if unit is not None and isinstance(unit.value, str):
        yield from _unit(unit, definition)
    numbers = [strength.at((name,)) for name in ("weak", "central", "strong")]
    values = [float(node.value) for node in numbers if node is not None and is_number(node.value)]
    if len(values) == 3 and not (values == sorted(values) or values == sorted(values, reverse=True)):
        listed = ", ".join(f"{value:g}" for value in values)
        yield Problem(strength.mark, f"weak, central and strong must rise or fall in order, not {listed}")
    if definition is None:
        return
    for node in numbers:
        if node is not None and is_number(node.value):
            yield from _size(node, definition)


def _unit(unit: Node, definition: Any) -> Iterator[Problem]:
    if definition is not None and unit.value != definition.unit:
        yield Problem(unit.mark, f"the unit of {definition.name} is '{definition.unit}', not {shown(unit.value)}")
    elif definition is None and unit.value not in vocabulary.lever_units():
        yield Problem(unit.mark, f"unknown unit {shown(unit.value)}", suggest(unit.value, vocabulary.lever_units()))


def _size(node: Node, definition: Any) -> Iterator[Problem]:
    value, name = float(node.value), definition.name
    low, high = definition.plausible
    if not definition.low <= value <= definition.high:
        message = f"{value:g} is outside what {name} accepts, {definition.low:g} to {definition.high:g}"
        yield Problem(
            node.mark, message, vocabulary.share_hint(value, definition.low, definition.high, definition.unit)
        )
    elif not low <= value <= high:
        message = f"{value:g} is outside the plausible range of {name}, {low:g} to {high:g}"
        korean = f"{value:g}: {definition.label['ko']}({name})의 타당한 범위 {low:g}~{high:g} 밖"
        yield Problem(node.mark, message, warning=True, korean=korean)


def _target(target: Node, context: Context) -> Iterator[Problem]:
    indicator, published = target.at(("indicator",)), None
    if indicator is not None and isinstance(indicator.value, str):
        names = vocabulary.indicator_names()
        published = names.get(indicator.value)
        if published is None:
            message = f"unknown indicator {shown(indicator.value)}"
            yield Problem(indicator.mark, message, indicator_hint(indicator.value))
    both = [key for key in ("change", "level") if key in target.value]
    if len(both) != 1:
        message = "a target has either 'change' or 'level', not both" if both else "a target needs 'change' or 'level'"
        yield Problem(target.mark, message, "change: 0.30 is +30 %; level is in the unit of the indicator")
    yield from goal_size(target, published, context.horizon.base_year)
    if "level" in both and "since" in target.value:
        since = target.value["since"]
        yield Problem(since.key_mark or since.mark, "'since' has no effect with 'level'")
    yield from _outside(target.at(("by",)), context, shift=0, late=_NOT_JUDGED)
    yield from _outside(target.at(("since",)), context, shift=0)
    by, since_at = parse_quarter(text_of(target, "by")), parse_quarter(text_of(target, "since"))
    if by is not None and since_at is not None and since_at >= by:
        yield Problem(target.value["since"].mark, "'since' must lie before 'by'")
    settled = context.horizon.first + 4
    if indicator is not None and published in COUNTED_ANEW and "change" in both and (since_at or 0) < settled:
        message = f"{indicator.value} is counted otherwise after the base year: a change since then is mostly that"
        korean = f"기준연도 이후 집계 방식이 달라지는 지표({indicator.value}): 기준연도 대비 변화는 대부분 집계 차이"
        hint, korean_hint = (f"since: {quarter_text(settled)}{other}" for other in (", or a level", " 또는 level"))
        yield Problem(indicator.mark, message, hint, warning=True, korean=korean, korean_hint=korean_hint)
    yield from judged(target, context.horizon)
