"""What a name means: answers put together from the registries and the code that run, so that they stay true."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sim import lever_effects, parameter_effects
from sim.codes import REGIONS
from sim.explain import coverage, plans, scopes
from sim.explain.equations import equations_of
from sim.explain.sheets import sheet, table
from sim.explain.words import (
    ACTS,
    KEYS,
    NOT_MEASURED,
    OFF,
    ON,
    SIZES,
    VERIFIED,
    WORDS,
    as_on_record,
)
from sim.files.document import Node, read_document
from sim.files.problems import ScenarioError, closest, shown
from sim.labels import FORMAL_REGIONS, MECHANISM_LABELS, Label, Language
from sim.results.sheets import STATUS_LABELS
from sim.scenario import vocabulary
from sim.scenario.checks import entries, text_of
from sim.scenario.registries import Evidence, read_evidence, read_sources
from sim.switches import FILLED, MECHANISMS
from sim.unit_labels import unit_in

_CODE = Path(__file__).resolve().parents[1]


MOST_HOLDING = 20
"""Names listed that hold a word."""


class ExplainError(Exception):
    """Nothing is known by this name; one sentence."""

    exit_code = 2


def explain(name: str, language: Language = "en") -> str:
    """Everything on record about a pledge, lever, parameter, indicator, mechanism or piece of evidence.

    A symbol of docs/model.md and what readers call a thing will do as well.

    >>> print(explain("zombie_share", "ko").splitlines()[0])
    Zombie Share: 지표, 한계기업 비중
    """
    lists: dict[str, Callable[[Language], Sequence[str]]] = {
        "levers": _levers, "parameters": _parameters, "indicators": _indicators,
        "mechanisms": _mechanisms, "pledges": _pledges, "evidence": _evidences, "coverage": coverage.document,
        **{key: _listing(rows) for key, rows in scopes.LISTS.items()}, "plans": _listing(plans.listed),
        "targets": _listing(plans.listed_targets),
    }  # fmt: skip
    name = name.strip()
    if name in lists:
        return "\n".join(lists[name](language))
    found = _texts([name], language) or _texts(_also_called(name), language)
    if not found:
        if holding := _holding(name, language):
            raise ExplainError("\n".join([f"nothing is known by the name {shown(name)}; it is part of:", *holding]))
        close = closest(name, [*lists, *_all_names()])
        hint = f"did you mean '{close}'?" if close else "try: explain levers, parameters, indicators, pledges or plans"
        if lost := ", ".join(_unreadable()):
            hint += f" (left out, since it cannot be read: {lost}; check tells why)"
        raise ExplainError(f"nothing is known by the name {shown(name)}; {hint}")
    return "\n\n".join(found)


def _texts(names: Sequence[str], language: Language) -> list[str]:
    """What is on record by these names, kind by kind."""
    finders = (_pledge, _lever, _parameter, _indicator, _mechanism, _evidence, plans.sheets, _scope)
    return [text for finder in finders for name in names for text in finder(name, language)]


def _also_called(name: str) -> list[str]:
    """Names of the parameters with this symbol, and of what has this label in one of the languages."""
    word = name.casefold()
    if name in FORMAL_REGIONS:
        return [FORMAL_REGIONS[name]]
    symbols = [key for key, spec in vocabulary.parameter_registry().items() if spec.symbol == name]
    called = {key for key, label in _labels() if word in (label.en.casefold(), label.ko.casefold())}
    return symbols or [key for key, _ in _labels() if key in called]


def _labels() -> list[tuple[str, Label]]:
    """Names and labels of levers, indicators and parameters."""
    from sim.indicators import CODELIST

    levers, parameters = vocabulary.lever_registry(), vocabulary.parameter_registry()
    return [
        *((key, Label(**one.label)) for key, one in levers.items()),
        *((key, one.label) for key, one in CODELIST.items()),
        *((key, Label(**one.label)) for key, one in parameters.items()),
    ]


def _holding(word: str, language: Language) -> list[str]:
    """Lines of names and labels that hold a word, the first of many."""
    part = word.casefold().replace(" ", "")
    found = [
        (key, label[language])
        for key, label in _labels()
        if len(part) > 1 and any(part in text.casefold().replace(" ", "") for text in (key, label.en, label.ko))
    ]
    more = [f"  ... and {len(found) - MOST_HOLDING} more"] if len(found) > MOST_HOLDING else []
    return [f"  {line}" for line in table(found[:MOST_HOLDING])] + more if found else []


def _all_names() -> list[str]:
    names = [*vocabulary.lever_registry(), *vocabulary.parameter_registry(), *vocabulary.indicator_names()]
    names += [*plans.plans(), *scopes.names()]
    names += [text_of(item, "id") or "" for _, item in _all_pledges()]
    return [*names, *MECHANISMS, *read_evidence([vocabulary.SHIPPED])[0]]


def _listing(rows: Callable[[Language], Sequence[Sequence[str]]]) -> Callable[[Language], Sequence[str]]:
    return lambda language: table(rows(language))


def _scope(name: str, language: Language) -> Iterator[str]:
    """A word of scopes and the pledges and targets that use it."""
    return scopes.sheets(name, [item.plain() for _, item in _all_pledges()], language)


def _measured(lines: list[str], names: str, language: Language) -> list[str]:
    return lines or [f"{NOT_MEASURED[language]} {names} --measure"]


def _label(label: Any, language: Language) -> str:
    return str(label[language]) if isinstance(label, Mapping | Label) else str(label)


# --- pledges and targets of the shipped scenarios


@cache
def _all_pledges() -> tuple[tuple[str, Node], ...]:
    """(scenario id, entry) of every pledge and target in the project's scenarios."""
    return tuple(_read_pledges())


def _unreadable() -> Iterator[str]:
    """Names of the project's scenarios that are no YAML."""
    for path in sorted(vocabulary.SHIPPED.glob("*.yaml")):
        try:
            read_document(path)
        except ScenarioError:
            yield path.name


def _read_pledges() -> Iterator[tuple[str, Node]]:
    for path, tree in plans.documents(vocabulary.SHIPPED).items():
        if path.parent != vocabulary.SHIPPED:  # single measures repeat pledges of plans
            continue
        for section in ("pledges", "targets"):
            for _, item in entries(tree, section):
                yield path.stem, item


def _pledge(name: str, language: Language) -> Iterator[str]:
    named = [(scenario, node, item) for scenario, node in _all_pledges() if (item := node.plain()).get("id") == name]
    for scenario, node, item in named:
        sources, _ = read_sources([vocabulary.SHIPPED])
        source = sources.get(item.get("source", ""), {})
        outlet = _word(str(source.get("outlet")), language)
        cited = f"{item.get('source')} ({outlet}, {source.get('date')})" if source else item.get("source")
        strength = item.get("strength", {})
        sizes = ", ".join(f"{WORDS[key][language]} {strength[key]:g}" for key in SIZES if key in strength)
        money = item.get("money", {})
        amount = money.get("announced")
        rows = [
            ("says", _label(item.get("says", ""), language)),
            ("source", cited),
            ("status", _status(item.get("status"), language)),
            ("lever", item.get("lever")),
            ("scope", _flow(item.get("scope"), language)),
            ("timing", _flow(item.get("timing"), language)),
            ("strength", f"{sizes} {unit_in(strength.get('unit', ''), language)}".strip()),
            ("evidence", [_cited(key, language) for key in strength.get("evidence", [])]),
            (
                "money",
                f"{amount} {unit_in(money['unit'], language)}"
                if amount
                else WORDS["no money"][language]
                if money
                else "",
            ),
            ("merged with", item.get("with")),
            ("baseline", item.get("where")),
            ("why not", _label(item["why"], language) if "why" in item else ""),
            ("note", _label(item["note"], language) if "note" in item else ""),
            ("indicator", _outcome(item.get("indicator"), language)),
            ("change", item.get("change")),
            ("level", item.get("level")),
            ("by", item.get("by")),
            ("written in", str(node.mark)),
        ]
        kind = "target" if "indicator" in item else "pledge"
        yield sheet(f"{name}: {WORDS[kind][language]} {scenario}", rows, language)
        if item.get("lever"):
            yield from _lever(item["lever"], language)


def _outcome(name: str | None, language: Language) -> str | None:
    """An outcome as a target calls it; in Korean with its label."""
    from sim.indicators import CODELIST

    full = vocabulary.indicator_names().get(name or "")
    return name if language == "en" or full is None else f"{name}, {CODELIST[full].label.ko}"


def _status(status: str | None, language: Language) -> str | None:
    """Status of a pledge as it is written in a file; in Korean with its words."""
    if language == "en" or status not in STATUS_LABELS:
        return status
    return f"{STATUS_LABELS[status].ko} ({status})"


def _cited(key: str, language: Language) -> str:
    """A piece of evidence with its grade; judgement as it stands."""
    found = read_evidence([vocabulary.SHIPPED])[0].get(key)
    if found is None:
        return _word(key, language)
    return f"{key} ({WORDS['grade'][language]} {_grade(found, language)}): {as_on_record(found.what, language)}"


def _grade(found: Evidence, language: Language) -> str:
    """The grade of a piece of evidence, and what it counts as where nobody has read the page."""
    if found.standing == found.grade:
        return found.grade
    return WORDS["recalled"][language].format(grade=found.grade, standing=found.standing)


def _word(word: str, language: Language) -> str:
    """A word of a closed list of the registries, in Korean where Korean is asked for."""
    return VERIFIED.get(word, word) if language == "ko" else word


def _units(unit: str, language: Language) -> list[tuple[str, str]]:
    """Rows of a unit: in the language asked for, and as files write it where that differs."""
    said = unit_in(unit, language)
    return [("unit", said), ("unit in files", "" if said == unit else unit)]


def _flow(value: Any, language: Language) -> str:
    """A mapping on one line, as it would be written in a file."""
    if not isinstance(value, dict):
        return ""

    def say(word: object) -> str:
        """A word of the file, in Korean where it has a Korean word."""
        return KEYS.get(str(word), str(word)) if language == "ko" else str(word)

    parts = [f"{say(key)} {', '.join(map(say, part if isinstance(part, list) else [part]))}"
             for key, part in value.items() if part not in ([], None) and key != "stated"]  # fmt: skip
    return "; ".join([*parts, *([WORDS["no dates"][language]] if value.get("stated") is False else [])])


def _pledges(language: Language) -> list[str]:
    return table(
        (text_of(item, "id") or "?", scenario, _label(item.plain().get("says", ""), language))
        for scenario, item in _all_pledges()
    )


# --- registries


def _lever(name: str, language: Language) -> Iterator[str]:
    definition = vocabulary.lever_registry().get(name)
    if definition is None:
        return
    users = [text_of(item, "id") or "?" for _, item in _all_pledges() if text_of(item, "lever") == name]
    state = ON if definition.module in FILLED else OFF
    to, neutral, way = (WORDS[key][language] for key in ("to", "neutral", "up" if definition.sign > 0 else "down"))
    rows = [
        ("mechanism", f"{definition.module}, {MECHANISM_LABELS[definition.module][language]}: {state[language]}"),
        *_units(definition.unit, language),
        ("accepted", f"{definition.low:g} {to} {definition.high:g}; {neutral} {definition.neutral:g}"),
        ("plausible", f"{definition.plausible[0]:g} {to} {definition.plausible[1]:g}"),
        ("meant to move", f"{lever_effects.outcome_in(definition.intended, language)} ({way})"),
        ("equation", as_on_record(definition.equation, language)),
        ("writes", ", ".join(definition.writes) + WORDS["state"][language]),
        ("code", f"{definition.write.__module__}.{definition.write.__name__}"),
        ("note", as_on_record(definition.note, language)),
        ("pledges", ", ".join(users)),
        ("on record", _measured(lever_effects.on_record(name, language), "levers", language)),
    ]
    yield sheet(f"{name}: {WORDS['lever'][language]} {_label(definition.label, language)}", rows, language)


def _levers(language: Language) -> list[str]:
    return table(
        (name, definition.module, unit_in(definition.unit, language), _label(definition.label, language))
        for name, definition in vocabulary.lever_registry().items()
    )


def _parameter(name: str, language: Language) -> Iterator[str]:
    spec = vocabulary.parameter_registry().get(name)
    if spec is None:
        return
    to, weak, strong, fixed = (WORDS[key][language] for key in ("to", "weak", "strong", "fixed"))
    sampled = fixed if spec.weak == spec.strong else f"{spec.weak:g} ({weak}) {to} {spec.strong:g} ({strong})"
    low, high = spec.plausible
    defended = spec.defended if language == "en" else fixed if low == high else f"{low:g} {to} {high:g}"
    rows = [
        ("symbol", spec.symbol),
        ("unit", unit_in(spec.unit, language)),
        ("default", f"{spec.default:g}"),
        ("sampled", sampled),
        ("accepted", f"{spec.low:g} {to} {spec.high:g}"),
        ("plausible", f"{defended} ({as_on_record(spec.plausible_basis, language)})"),
        ("source", as_on_record(spec.source, language)),
        ("grade", _word(spec.grade, language)),
        ("acts", ACTS[spec.acts][language]),
        ("module", spec.module),
        ("used in", ", ".join(_uses(name)) or WORDS["unread"][language]),
        ("equation", [as_on_record(line, language) for line in equations_of(name)]),
        ("note", as_on_record(spec.note, language)),
    ]
    if name in parameter_effects.movable():
        rows.append(("on record", _measured(parameter_effects.on_record(name, language), "parameters", language)))
    yield sheet(f"{name}: {WORDS['parameter'][language]} {_label(spec.label, language)}", rows, language)


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
    return table(
        (name, f"{spec.default:g}", unit_in(spec.unit, language), _label(spec.label, language))
        for name, spec in vocabulary.parameter_registry().items()
    )


def _indicator(name: str, language: Language) -> Iterator[str]:
    from sim.indicators import CODELIST

    full = vocabulary.indicator_names().get(name)
    if full is None:
        return
    entry = CODELIST[full]
    short = [key for key, value in vocabulary.indicator_names().items() if value == full and key != full]
    areas = [WORDS["nation"][language]]
    if not entry.national:
        areas.append(WORDS["regions"][language].format(count=len(REGIONS)))
        areas += [WORDS["hubs"][language]] if entry.hubs else []
    rows = [
        *_units(entry.unit_in_words(), language),
        ("definition", as_on_record(entry.definition, language)),
        ("in targets", ", ".join(short)),
        ("areas", ", ".join(areas)),
        ("additive", WORDS["adds" if entry.additive else "no sum"][language]),
        ("code", _line_of(entry.function)),
        ("on record", lever_effects.movers_on_record(full, language)),
    ]
    yield sheet(f"{full}: {WORDS['indicator'][language]} {_label(entry.label, language)}", rows, language)


def _line_of(function: Callable[..., Any]) -> str:
    """`file:line` where a function of this program begins."""
    code = function.__code__
    return f"{Path(code.co_filename).relative_to(_CODE.parent).as_posix()}:{code.co_firstlineno}"


def _indicators(language: Language) -> list[str]:
    from sim.indicators import CODELIST

    return table(
        (name, unit_in(entry.unit_in_words(), language), _label(entry.label, language))
        for name, entry in CODELIST.items()
    )


def _mechanism(name: str, language: Language) -> Iterator[str]:
    code = next((code for code in MECHANISMS if code.casefold() == name.casefold()), None)
    if code is None:
        return
    rows = [("state", ON[language] if code in FILLED else OFF[language]), ("levers", ", ".join(_levers_of(code)))]
    yield sheet(f"{code}: {WORDS['mechanism'][language]} {MECHANISM_LABELS[code][language]}", rows, language)


def _levers_of(code: str) -> list[str]:
    return [name for name, definition in vocabulary.lever_registry().items() if definition.module == code]


def _mechanisms(language: Language) -> list[str]:
    return [
        f"{code:<4} {MECHANISM_LABELS[code][language]}: "
        + (f"{ON[language]} ({', '.join(_levers_of(code)) or '-'})" if code in FILLED else OFF[language])
        for code in MECHANISMS
    ]


def _evidence(name: str, language: Language) -> Iterator[str]:
    found: Evidence | None = read_evidence([vocabulary.SHIPPED])[0].get(name)
    if found is not None:
        sizes = " / ".join((found.low or "-", found.central or "-", found.high or "-"))
        rows = [
            ("size", f"{sizes}  ({WORDS['ends'][language]}), {as_on_record(unit_in(found.unit, language), language)}"),
            ("source", as_on_record(found.source, language)), ("grade", _grade(found, language)),
            ("verified", _word(found.verified, language)), ("note", as_on_record(found.note, language)),
        ]  # fmt: skip
        what = as_on_record(found.what, language)
        yield sheet(f"{name}: {WORDS['evidence'][language]} {found.mechanism}, {what}", rows, language)


def _evidences(language: Language) -> list[str]:
    return table(
        (key, _grade(entry, language), as_on_record(entry.what, language))
        for key, entry in read_evidence([vocabulary.SHIPPED])[0].items()
    )
