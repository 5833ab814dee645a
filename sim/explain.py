"""What a name means: answers put together from the registries and the code that run, so that they stay true."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sim import coverage, lever_effects, parameter_effects
from sim.codes import REGIONS
from sim.equations import equations_of
from sim.files.document import Node, read_document
from sim.files.problems import ScenarioError, closest, shown
from sim.labels import MECHANISM_LABELS, Label, Language
from sim.results.provenance import text_width
from sim.results.sheets import STATUS_LABELS
from sim.scenario import vocabulary
from sim.scenario.checks import entries, text_of
from sim.scenario.registries import Evidence, read_evidence, read_sources
from sim.switches import FILLED, MECHANISMS

_CODE = Path(__file__).resolve().parent

_ON = Label("acts in this version", "이 버전에서 작동함")
_ACTS = {
    "quarter": Label("in every quarter: may be assumed or sampled", "매 분기: 가정하거나 표집할 수 있음"),
    "opening": Label("when the economy is opened: may be sampled, not assumed", "초기 상태: 표집만 가능"),
    "never": Label("in data of all runs alike: no scenario changes it", "모든 실행의 공통 자료: 바꿀 수 없음"),
}
_NOT_MEASURED = Label("nothing measured yet: python run.py explain", "아직 측정되지 않음: python run.py explain")
_ROWS = {
    "says": "내용", "source": "출처", "status": "상태", "lever": "수단", "scope": "적용 범위", "timing": "시기",
    "strength": "강도", "evidence": "근거", "money": "재원", "merged with": "포함된 공약", "baseline": "기준 가정",
    "why not": "미반영 사유", "note": "비고", "indicator": "지표", "change": "변화", "level": "수준", "by": "시한",
    "written in": "기재 위치", "mechanism": "메커니즘", "unit": "단위", "accepted": "허용 범위",
    "plausible": "타당한 범위", "meant to move": "목표 지표", "equation": "식", "writes": "정책 상태", "code": "코드",
    "pledges": "공약", "on record": "측정된 효과", "symbol": "기호", "default": "기본값", "sampled": "표집 범위",
    "grade": "등급", "acts": "작동 시점", "module": "모듈", "used in": "사용 위치", "definition": "정의",
    "in targets": "목표에서의 이름", "areas": "지역", "additive": "합산", "state": "작동", "levers": "수단",
    "size": "크기", "verified": "확인",
}  # fmt: skip
"""Korean heads of the rows."""
_WORDS = {
    "pledge": Label("pledge of", "공약,"),
    "target": Label("target of", "목표,"),
    "lever": Label("lever,", "정책수단,"),
    "parameter": Label("parameter,", "모수,"),
    "indicator": Label("indicator,", "지표,"),
    "mechanism": Label("mechanism,", "메커니즘,"),
    "evidence": Label("evidence on", "근거,"),
    "to": Label("to", "~"),
    "neutral": Label("does nothing at", "효과 없는 값"),
    "up": Label("up", "증가"),
    "down": Label("down", "감소"),
    "weak": Label("weak", "약"),
    "central": Label("central", "중앙"),
    "strong": Label("strong", "강"),
    "fixed": Label("held fixed", "고정"),
    "no money": Label("not stated in the source", "출처에 금액 없음"),
    "no dates": Label("dates assumed, not stated in the source", "시기는 가정(출처에 없음)"),
    "grade": Label("grade", "등급"),
    "state": Label(" (policy state)", ""),
    "nation": Label("nation", "전국"),
    "regions": Label("{count} si/do", "{count}개 시·도"),
    "hubs": Label("hubs", "권역"),
    "adds": Label("areas add up to the nation", "지역의 합이 전국과 같음"),
    "no sum": Label("areas do not add up", "지역 간에 더할 수 없음"),
    "unread": Label("no line of code reads it", "읽는 코드 없음"),
}
_KEYS = {
    "regions": "지역", "sectors": "업종", "sizes": "규모", "start": "시작", "end": "종료", "lag": "시차",
    "ramp": "확대 기간", "all": "전체",
}  # fmt: skip
"""Korean words of what is written in a file under scope and timing."""
_SIZES = ("weak", "central", "strong")
_OFF = Label(
    "switched off in this version: its policy state and accounts are there, nothing moves them",
    "이 버전에서는 꺼져 있음: 정책 상태와 계정만 있고 움직이지 않음",
)


class ExplainError(Exception):
    """Nothing is known by this name; one sentence."""

    exit_code = 2


def explain(name: str, language: Language = "en") -> str:
    """Everything on record about a pledge, lever, parameter, indicator, mechanism or piece of evidence.

    >>> print(explain("zombie_share", "ko").splitlines()[0])
    Zombie Share: 지표, 한계기업 비중
    """
    lists: dict[str, Callable[[Language], Sequence[str]]] = {
        "levers": _levers, "parameters": _parameters, "indicators": _indicators,
        "mechanisms": _mechanisms, "pledges": _pledges, "evidence": _evidences, "coverage": coverage.document,
    }  # fmt: skip
    if name in lists:
        return "\n".join(lists[name](language))
    found = [
        text for finder in (_pledge, _lever, _parameter, _indicator, _mechanism, _evidence)
        for text in finder(name, language)
    ]  # fmt: skip
    if not found:
        close = closest(name, [*lists, *_all_names()])
        hint = f"did you mean '{close}'?" if close else "try: explain levers, parameters, indicators or pledges"
        raise ExplainError(f"nothing is known by the name {shown(name)}; {hint}")
    return "\n\n".join(found)


def _all_names() -> list[str]:
    names = [*vocabulary.lever_registry(), *vocabulary.parameter_registry(), *vocabulary.indicator_names()]
    names += [text_of(item, "id") or "" for _, item in _all_pledges()]
    return [*names, *MECHANISMS, *read_evidence([vocabulary.SHIPPED])[0]]


def _sheet(title: str, rows: Sequence[tuple[str, Any]], language: Language) -> str:
    """A title and aligned rows; empty ones are left out, and what follows the first line of a list has no head."""
    lines = [title]
    for key, value in rows:
        parts = value if isinstance(value, list) else [value]
        for k, part in enumerate(part for part in parts if part not in (None, "", ())):
            head = "" if k else f"{_ROWS[key] if language == 'ko' else key}:"
            lines.append(f"  {head}{' ' * max(15 - text_width(head), 1)}{part}")
    return "\n".join(lines)


def _table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows of words as lines whose columns stand one below the other."""
    cells = list(rows)
    widths = [max(map(text_width, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(word + " " * (width - text_width(word)) for word, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _measured(lines: list[str], names: str, language: Language) -> list[str]:
    return lines or [f"{_NOT_MEASURED[language]} {names} --measure"]


def _label(label: Any, language: Language) -> str:
    return str(label[language]) if isinstance(label, Mapping | Label) else str(label)


# --- pledges and targets of the shipped scenarios


@cache
def _all_pledges() -> tuple[tuple[str, Node], ...]:
    """(scenario id, entry) of every pledge and target in the project's scenarios."""
    return tuple(_read_pledges())


def _read_pledges() -> Iterator[tuple[str, Node]]:
    for path in sorted(vocabulary.SHIPPED.glob("*.yaml")):
        if path.name == "sources.yaml":
            continue
        try:
            tree, _ = read_document(path)
        except ScenarioError:
            continue
        for section in ("pledges", "targets"):
            for _, item in entries(tree, section):
                yield path.stem, item


def _pledge(name: str, language: Language) -> Iterator[str]:
    sources, _ = read_sources([vocabulary.SHIPPED])
    for scenario, node in _all_pledges():
        item = node.plain()
        if item.get("id") != name:
            continue
        source = sources.get(item.get("source", ""), {})
        cited = f"{item.get('source')} ({source.get('outlet')}, {source.get('date')})" if source else ""
        strength = item.get("strength", {})
        sizes = ", ".join(f"{_WORDS[key][language]} {strength[key]:g}" for key in _SIZES if key in strength)
        money = item.get("money", {})
        amount = money.get("announced")
        rows = [
            ("says", _label(item.get("says", ""), language)),
            ("source", cited),
            ("status", _status(item.get("status"), language)),
            ("lever", item.get("lever")),
            ("scope", _flow(item.get("scope"), language)),
            ("timing", _flow(item.get("timing"), language)),
            ("strength", f"{sizes} {strength.get('unit', '')}".strip()),
            ("evidence", [_cited(key, language) for key in strength.get("evidence", [])]),
            ("money", f"{amount} {money['unit']}" if amount else _WORDS["no money"][language] if money else ""),
            ("merged with", item.get("with")),
            ("baseline", item.get("where")),
            ("why not", _label(item["why"], language) if "why" in item else ""),
            ("note", _label(item["note"], language) if "note" in item else ""),
            ("indicator", item.get("indicator")),
            ("change", item.get("change")),
            ("level", item.get("level")),
            ("by", item.get("by")),
            ("written in", str(node.mark)),
        ]
        kind = "target" if "indicator" in item else "pledge"
        yield _sheet(f"{name}: {_WORDS[kind][language]} {scenario}", rows, language)
        if item.get("lever"):
            yield from _lever(item["lever"], language)


def _status(status: str | None, language: Language) -> str | None:
    """Status of a pledge as it is written in a file; in Korean with its words."""
    if language == "en" or status not in STATUS_LABELS:
        return status
    return f"{STATUS_LABELS[status].ko} ({status})"


def _cited(key: str, language: Language) -> str:
    """A piece of evidence with its grade; judgement as it stands."""
    found = read_evidence([vocabulary.SHIPPED])[0].get(key)
    return key if found is None else f"{key} ({_WORDS['grade'][language]} {found.grade}): {found.what}"


def _flow(value: Any, language: Language) -> str:
    """A mapping on one line, as it would be written in a file."""
    if not isinstance(value, dict):
        return ""

    def say(word: object) -> str:
        """A word of the file, in Korean where it has a Korean word."""
        return _KEYS.get(str(word), str(word)) if language == "ko" else str(word)

    parts = [f"{say(key)} {', '.join(map(say, part if isinstance(part, list) else [part]))}"
             for key, part in value.items() if part not in ([], None) and key != "stated"]  # fmt: skip
    return "; ".join([*parts, *([_WORDS["no dates"][language]] if value.get("stated") is False else [])])


def _pledges(language: Language) -> list[str]:
    return _table(
        (text_of(item, "id") or "?", scenario, _label(item.plain().get("says", ""), language))
        for scenario, item in _all_pledges()
    )


# --- registries


def _lever(name: str, language: Language) -> Iterator[str]:
    definition = vocabulary.lever_registry().get(name)
    if definition is None:
        return
    users = [text_of(item, "id") or "?" for _, item in _all_pledges() if text_of(item, "lever") == name]
    state = _ON if definition.module in FILLED else _OFF
    to, neutral, way = (_WORDS[key][language] for key in ("to", "neutral", "up" if definition.sign > 0 else "down"))
    rows = [
        ("mechanism", f"{definition.module}, {MECHANISM_LABELS[definition.module][language]}: {state[language]}"),
        ("unit", definition.unit),
        ("accepted", f"{definition.low:g} {to} {definition.high:g}; {neutral} {definition.neutral:g}"),
        ("plausible", f"{definition.plausible[0]:g} {to} {definition.plausible[1]:g}"),
        ("meant to move", f"{definition.intended} ({way})"),
        ("equation", definition.equation),
        ("writes", ", ".join(definition.writes) + _WORDS["state"][language]),
        ("code", f"{definition.write.__module__}.{definition.write.__name__}"),
        ("note", definition.note),
        ("pledges", ", ".join(users)),
        ("on record", _measured(lever_effects.on_record(name), "levers", language)),
    ]
    yield _sheet(f"{name}: {_WORDS['lever'][language]} {_label(definition.label, language)}", rows, language)


def _levers(language: Language) -> list[str]:
    return _table(
        (name, definition.module, definition.unit, _label(definition.label, language))
        for name, definition in vocabulary.lever_registry().items()
    )


def _parameter(name: str, language: Language) -> Iterator[str]:
    spec = vocabulary.parameter_registry().get(name)
    if spec is None:
        return
    to, weak, strong, fixed = (_WORDS[key][language] for key in ("to", "weak", "strong", "fixed"))
    sampled = fixed if spec.weak == spec.strong else f"{spec.weak:g} ({weak}) {to} {spec.strong:g} ({strong})"
    rows = [
        ("symbol", spec.symbol),
        ("unit", spec.unit),
        ("default", f"{spec.default:g}"),
        ("sampled", sampled),
        ("accepted", f"{spec.low:g} {to} {spec.high:g}"),
        ("plausible", f"{spec.defended} ({spec.plausible_basis})"),
        ("source", spec.source),
        ("grade", spec.grade),
        ("acts", _ACTS[spec.acts][language]),
        ("module", spec.module),
        ("used in", ", ".join(_uses(name)) or _WORDS["unread"][language]),
        ("equation", equations_of(name)),
        ("note", spec.note),
    ]
    if name in parameter_effects.movable():
        rows.append(("on record", _measured(parameter_effects.on_record(name), "parameters", language)))
    yield _sheet(f"{name}: {_WORDS['parameter'][language]} {_label(spec.label, language)}", rows, language)


def _uses(name: str) -> Iterator[str]:
    """`file:line` of every line of the model that reads an attribute or item of this name."""
    pattern = re.compile(rf"\.{re.escape(name)}\b|[\"']{re.escape(name)}[\"']")
    for path in sorted(_CODE.rglob("*.py")):
        if path.parent.name in ("parameters", "scenario", "report", "results"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.search(line):
                yield f"{path.relative_to(_CODE.parent).as_posix()}:{number}"


def _parameters(language: Language) -> list[str]:
    return _table(
        (name, f"{spec.default:g}", spec.unit, _label(spec.label, language))
        for name, spec in vocabulary.parameter_registry().items()
    )


def _indicator(name: str, language: Language) -> Iterator[str]:
    from sim.indicators import CODELIST

    full = vocabulary.indicator_names().get(name)
    if full is None:
        return
    entry = CODELIST[full]
    short = [key for key, value in vocabulary.indicator_names().items() if value == full and key != full]
    areas = [_WORDS["nation"][language]]
    if not entry.national:
        areas.append(_WORDS["regions"][language].format(count=len(REGIONS)))
        areas += [_WORDS["hubs"][language]] if entry.hubs else []
    rows = [
        ("unit", entry.unit_in_words()),
        ("definition", entry.definition),
        ("in targets", ", ".join(short)),
        ("areas", ", ".join(areas)),
        ("additive", _WORDS["adds" if entry.additive else "no sum"][language]),
        ("code", _line_of(entry.function)),
        ("on record", lever_effects.movers_on_record(full)),
    ]
    yield _sheet(f"{full}: {_WORDS['indicator'][language]} {_label(entry.label, language)}", rows, language)


def _line_of(function: Callable[..., Any]) -> str:
    """`file:line` where a function of this program begins."""
    code = function.__code__
    return f"{Path(code.co_filename).relative_to(_CODE.parent).as_posix()}:{code.co_firstlineno}"


def _indicators(language: Language) -> list[str]:
    from sim.indicators import CODELIST

    return _table((name, entry.unit_in_words(), _label(entry.label, language)) for name, entry in CODELIST.items())


def _mechanism(name: str, language: Language) -> Iterator[str]:
    code = next((code for code in MECHANISMS if code.casefold() == name.casefold()), None)
    if code is None:
        return
    rows = [("state", _ON[language] if code in FILLED else _OFF[language]), ("levers", ", ".join(_levers_of(code)))]
    yield _sheet(f"{code}: {_WORDS['mechanism'][language]} {MECHANISM_LABELS[code][language]}", rows, language)


def _levers_of(code: str) -> list[str]:
    return [name for name, definition in vocabulary.lever_registry().items() if definition.module == code]


def _mechanisms(language: Language) -> list[str]:
    return [
        f"{code:<4} {MECHANISM_LABELS[code][language]}: "
        + (f"{_ON[language]} ({', '.join(_levers_of(code)) or '-'})" if code in FILLED else _OFF[language])
        for code in MECHANISMS
    ]


def _evidence(name: str, language: Language) -> Iterator[str]:
    found: Evidence | None = read_evidence([vocabulary.SHIPPED])[0].get(name)
    if found is not None:
        sizes = " / ".join((found.low or "-", found.central or "-", found.high or "-"))
        rows = [("size", f"{sizes}  (low / central / high), {found.unit}"), ("source", found.source),
                ("grade", found.grade), ("verified", found.verified), ("note", found.note)]  # fmt: skip
        yield _sheet(f"{name}: {_WORDS['evidence'][language]} {found.mechanism}, {found.what}", rows, language)


def _evidences(language: Language) -> list[str]:
    return _table((key, entry.grade, entry.what) for key, entry in read_evidence([vocabulary.SHIPPED])[0].items())
