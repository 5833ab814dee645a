"""What a shipped plan is: its title, sources, and a line for each of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.explain.sheets import sheet, table
from sim.explain.words import SIZES
from sim.files.document import Node, read_document
from sim.files.problems import ScenarioError
from sim.labels import Label, Language
from sim.results.sheets import STATUS_LABELS
from sim.scenario import vocabulary
from sim.scenario.loading import COMMON_START, load
from sim.scenario.quarters import USUAL_LAST, parse_quarter, parse_span, quarter_text
from sim.scenario.ramps import part_reached
from sim.unit_labels import unit_in

KIND = Label("plan,", "계획,")
LENGTHS = ("lag", "ramp")
RUN = "python run.py {path}"
WORDS = {
    "assumed": Label("dates assumed", "시기 가정"),
    "on from": Label("from {start}", "{start}부터"),
    "part": Label(
        "{moved}{part} % of its size by {last}, all of it only in {full}",
        "{moved}{last}에 크기의 {part}%, 전부는 {full}에야 시행",
    ),
    "moved": Label("moved by {shift} quarters ", "{shift}분기 옮겨 "),
    "by": Label("by {by}", "{by}까지"),
    "targets": Label("targets", "목표"),
    "sampled": Label("{count} parameters, within the ranges in the file", "모수 {count}개(파일에 적힌 범위)"),
}


@cache
def documents(folder: Path) -> Mapping[Path, Node]:
    """Every scenario in the folder, and in its `single/`, that can be read; `check` tells why one cannot."""
    found = {}
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("single/*.yaml"))):
        if path.name == "sources.yaml":
            continue
        try:
            found[path], _ = read_document(path)
        except ScenarioError:
            continue
    return found


@cache
def plans() -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    """Id -> path and content of every shipped scenario."""
    found = {}
    for path, tree in documents(vocabulary.SHIPPED).items():
        content = tree.plain()
        if isinstance(content, dict) and isinstance(content.get("title"), dict) and "id" in content:
            found[str(content["id"])] = (path.relative_to(vocabulary.SHIPPED.parent).as_posix(), content)
    return found


def _size(item: Mapping[str, Any], language: Language) -> str:
    """Weak, central and strong size of a pledge with its unit; the goal of a target."""
    strength = item.get("strength")
    if strength:
        sizes = " / ".join(f"{strength[key]:g}" for key in SIZES)
        return f"{sizes} {unit_in(strength.get('unit', ''), language)}"
    if "change" in item:
        return f"{item['change']:+.0%}"
    return f"{item['level']:g}" if "level" in item else ""


def _dates(item: Mapping[str, Any], language: Language) -> str:
    timing = item.get("timing")
    if not timing:
        return WORDS["by"][language].format(by=item["by"]) if "by" in item else ""
    start, lag = parse_quarter(timing["start"]), parse_span(timing.get("lag", "0Q"))
    acts = timing["start"] if start is None or lag is None else quarter_text(start + lag)
    said = WORDS["on from"][language].format(start=acts)
    return said if timing.get("stated", True) else f"{said}, {WORDS['assumed'][language]}"


def _shift(content: Mapping[str, Any]) -> int:
    """Quarters by which a run of the plan as written moves it."""
    if content.get("timing_basis", "common_start") != "common_start":
        return 0
    starts = [parse_quarter(item["timing"]["start"]) for item in content.get("pledges", []) if item.get("timing")]
    dated = [start for start in starts if start is not None]
    return COMMON_START - min(dated) if dated else 0


def _part(item: Mapping[str, Any], shift: int, language: Language) -> str:
    """What a measure reaches by the end of a usual run that does not see its full strength; else nothing."""
    timing = item.get("timing") or {}
    start, lag, ramp = (parse_quarter(timing.get("start")), *(parse_span(timing.get(key, "0Q")) for key in LENGTHS))
    end = parse_quarter(timing.get("end"))
    if start is None or lag is None or ramp is None or (end is not None and end + shift <= USUAL_LAST):
        return ""
    part, full = part_reached(start + lag + shift, ramp, USUAL_LAST)
    moved = WORDS["moved"][language].format(shift=f"{shift:+d}") if shift else ""
    told = {"moved": moved, "part": f"{100.0 * part:.3g}", "last": quarter_text(USUAL_LAST), "full": quarter_text(full)}
    return WORDS["part"][language].format(**told) if part < 1.0 else ""


def _lines(content: Mapping[str, Any], language: Language) -> Iterator[tuple[str, ...]]:
    """Id, what becomes of it, size and dates of every pledge and target."""
    shift = _shift(content)
    for item in content.get("pledges", []):
        through = item.get("lever") or STATUS_LABELS[item["status"]][language]
        dates = "; ".join(text for text in (_dates(item, language), _part(item, shift, language)) if text)
        yield str(item["id"]), str(through), _size(item, language), dates
    for item in content.get("targets", []):
        yield str(item["id"]), str(item["indicator"]), _size(item, language), _dates(item, language)


def _counts(content: Mapping[str, Any], language: Language) -> str:
    states = [item["status"] for item in content.get("pledges", [])]
    parts = [
        f"{STATUS_LABELS[status][language]} {states.count(status)}"
        for status in vocabulary.STATUSES if status in states
    ]  # fmt: skip
    goals = len(content.get("targets", []))
    return ", ".join([*parts, *([f"{WORDS['targets'][language]} {goals}"] if goals else [])])


def sheets(name: str, language: Language) -> Iterator[str]:
    """The sheet of a plan: of a shipped one by its id, path or title, of any other by the path of its file.

    ScenarioError tells what is wrong with a file that cannot be used.
    """
    shipped = [
        (key, path, content) for key, (path, content) in plans().items()
        if name in (key, path) or name.casefold() in (str(word).casefold() for word in content["title"].values())
    ]  # fmt: skip
    if not shipped and Path(name).suffix in (".yaml", ".yml") and Path(name).is_file():
        load(name)  # what cannot be used is told as `check` does
        content = read_document(Path(name))[0].plain()
        shipped = [(str(content["id"]), name, content)]
    for key, path, content in shipped:
        items = [*content.get("pledges", []), *content.get("targets", [])]
        sampled = content.get("uncertain")
        rows = [
            ("written in", path),
            ("builds on", content.get("extends")),
            ("sources", ", ".join(dict.fromkeys(str(item["source"]) for item in items if "source" in item))),
            ("rows", _counts(content, language)),
            ("in detail", table(list(_lines(content, language)))),
            ("assumes", ", ".join(content.get("assume") or ())),
            ("samples", WORDS["sampled"][language].format(count=len(sampled)) if sampled else ""),
            ("run", RUN.format(path=path)),
        ]
        yield sheet(f"{key}: {KIND[language]} {content['title'][language]}", rows, language)


def listed_targets(language: Language) -> list[tuple[str, ...]]:
    """Id, plan, goal and date of every announced target, and what it says."""
    return [
        (str(item["id"]), key, str(item["indicator"]), _size(item, language), _dates(item, language),
         str((item.get("says") or {}).get(language, "")))
        for key, (_, content) in plans().items() for item in content.get("targets") or ()
    ]  # fmt: skip


def listed(language: Language) -> list[tuple[str, ...]]:
    """Id, path and title of every plan."""
    return [(key, path, str(content["title"][language])) for key, (path, content) in plans().items()]
