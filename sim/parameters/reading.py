"""From the files of the registry to parameters; every fault is told with file, line and hint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sim.files.document import is_number, read_document, read_text
from sim.files.plain_yaml import load_plain
from sim.files.problems import Mark, Problem, ScenarioError, Source, display_name, report, shown, suggest
from sim.files.tables import read_cells

GRADES = ("A", "B", "C", "judgement")
_FIELDS = {
    "label", "unit", "default", "low", "high", "weak", "strong", "plausible", "plausible_basis", "source", "grade",
    "symbol", "module", "note", "acts",
}  # fmt: skip
_REQUIRED = _FIELDS - {"weak", "strong", "note", "acts"}
_TEXTS = ("unit", "plausible_basis", "source", "symbol", "module", "note")
_NUMBERS = ("default", "low", "high", "weak", "strong")
_CITING = ("plausible_basis", "source", "note")
"""Texts that may name evidence."""
_EVIDENCE: Final = re.compile(r"(?<!\w)[EF]_[A-Za-z0-9_]*")
UNITS = Path(__file__).with_name("units.txt")
"""The closed list of units, one a line."""

PROGRAM = Path(__file__).parents[2]
"""Folder in which the modules lie that parameters name."""

EVIDENCE = PROGRAM / "scenarios" / "evidence.csv"
"""Effect sizes; its first column holds their ids."""

ACTS = ("quarter", "opening", "never")
"""When a parameter is read: in every quarter (it may be assumed and sampled), only when the model is built (it may be
sampled, not assumed), or only for the population of establishments and the table of standard shocks, which no scenario
changes."""


class RegistryError(ValueError):
    """A registry file is wrong; the message lists every fault with file and name."""


@dataclass(frozen=True)
class ParameterSpec:
    """One registry entry.

    `low` and `high` bound what the model accepts; within them `plausible` is what economists would defend, and beyond
    it a scenario is warned; `weak` and `strong` span the range sampled in uncertainty runs (equal to the default where
    the parameter is held fixed).
    """

    name: str
    label: Mapping[str, str]
    unit: str
    default: float
    low: float
    high: float
    weak: float
    strong: float
    plausible: tuple[float, float]
    """Twice the default where the registry says `fixed`: a definition, a fact of law, a choice of method."""
    plausible_basis: str
    """Where the range comes from (`judgement: ...` without a source), or why the value is fixed."""
    source: str
    grade: str
    module: str
    symbol: str
    note: str = ""
    acts: str = "quarter"
    """One of `ACTS`."""
    file: str = ""
    """Its file of the registry, without the ending."""

    @property
    def defended(self) -> str:
        """The plausible range, or the word fixed, for readers."""
        low, high = self.plausible
        return "fixed" if low == high else f"{low:g} to {high:g}"


Fault = tuple[str, str, str]
"""(field, sentence, hint); the field is empty where it is the whole entry."""


def _shape_faults(entry: Any, units: Sequence[str], evidence: Sequence[str]) -> Iterator[Fault]:
    if not isinstance(entry, dict):
        yield "", f"expected a mapping, found {shown(entry)}", f"its fields: {', '.join(sorted(_REQUIRED))}"
        return
    for key in entry:
        if key not in _FIELDS:
            yield str(key), f"unknown field {shown(key)}", suggest(key, sorted(_FIELDS))
    for key in sorted(_REQUIRED - set(entry)):
        yield key, f"the field '{key}' is missing", ""
    for key in _TEXTS:
        if key in entry and not isinstance(entry[key], str):
            yield key, f"expected a text, found {shown(entry[key])}", ""
        elif key in entry and not entry[key].strip():
            yield key, f"{key} is empty", ""
        elif key == "unit" and key in entry and entry[key] not in units:
            yield key, f"unknown unit {shown(entry[key])}", f"{suggest(entry[key], units)}; a new one: {UNITS.name}"
    for key in _CITING:
        for word in _EVIDENCE.findall(entry[key]) if isinstance(entry.get(key), str) else ():
            if word not in evidence:
                yield key, f"unknown evidence {shown(word)}", suggest(word, evidence)
    for key in _NUMBERS:
        if key in entry and not is_number(entry[key]):
            yield key, f"expected a number, found {shown(entry[key])}", ""
    for key, names in (("grade", GRADES), ("acts", ACTS)):
        if key in entry and entry[key] not in names:
            yield key, f"unknown {key} {shown(entry[key])}", suggest(entry[key], names)
    if isinstance(entry.get("module"), str) and entry["module"].strip() and not _is_module(entry["module"]):
        yield (
            "module",
            f"there is no module {shown(entry['module'])}",
            "the module whose rule reads it, such as sim.agents.firms",
        )
    label = entry.get("label", {})
    if "label" in entry and not (
        isinstance(label, dict) and set(label) == {"en", "ko"} and all(isinstance(text, str) for text in label.values())
    ):
        yield "label", "the label needs en and ko", "{en: ..., ko: ...}"
    if "plausible" in entry:
        yield from _plausible_faults(entry["plausible"])


@cache
def _is_module(name: str) -> bool:
    """Whether a module of the program has that name."""
    place = PROGRAM.joinpath(*name.split("."))
    return name.startswith(("sim.", "calibration.")) and (place.with_suffix(".py").is_file() or place.is_dir())


def _plausible_faults(given: Any) -> Iterator[Fault]:
    if isinstance(given, list) and len(given) == 2 and all(map(is_number, given)):
        if not given[0] < given[1]:
            yield "plausible", "the plausible range must rise", ""
    elif given != "fixed":
        yield "plausible", "plausible must be [low, high] or fixed", ""


def _order_faults(spec: ParameterSpec) -> Iterator[Fault]:
    """What numbers have to do with each other."""
    values = (spec.default, spec.weak, spec.strong)
    low, high = spec.plausible
    if not all(spec.low <= value <= spec.high for value in values):
        yield "default", f"default, weak and strong must lie within {spec.low:g} to {spec.high:g}", ""
    if not min(spec.weak, spec.strong) <= spec.default <= max(spec.weak, spec.strong):
        yield "default", "the default must lie between weak and strong", ""
    if not all(low <= value <= high for value in values):
        yield "plausible", "the plausible range must hold default, weak and strong", ""
    if not spec.low <= low <= high <= spec.high or (low, high) == (spec.low, spec.high):
        yield "plausible", f"the plausible range must be narrower than {spec.low:g} to {spec.high:g}", ""


def _spec(file: str, name: str, entry: Mapping[str, Any]) -> ParameterSpec:
    default, plausible = float(entry["default"]), entry["plausible"]
    return ParameterSpec(
        name=name,
        label=dict(entry["label"]),
        unit=entry["unit"],
        default=default,
        low=float(entry["low"]),
        high=float(entry["high"]),
        weak=float(entry.get("weak", default)),
        strong=float(entry.get("strong", default)),
        plausible=(default, default) if plausible == "fixed" else (float(plausible[0]), float(plausible[1])),
        plausible_basis=entry["plausible_basis"],
        source=entry["source"],
        grade=entry["grade"],
        module=entry["module"],
        symbol=entry["symbol"],
        note=entry.get("note", ""),
        acts=entry.get("acts", ACTS[0]),
        file=file.removesuffix(".yaml"),
    )


def _entries(path: Path) -> Mapping[Any, Any] | None:
    """The plain content of a file, read fast; None where it is no mapping of values."""
    try:
        entries = load_plain("\n".join(read_text(path).lines))
    except (ScenarioError, ValueError, RecursionError):
        return None
    return entries if isinstance(entries, dict) else None


def _located(path: Path, faults: Sequence[tuple[Any, Fault]]) -> list[Problem]:
    """Faults of entries with their places, for which the file is read once more, slowly."""
    try:
        tree, problems = read_document(path)
    except ScenarioError as error:
        return error.problems
    for name, (key, message, hint) in faults:
        place = (name, key) if key else (name,)
        problems.append(Problem(tree.mark_of(place, key=not key), message, hint))
    return problems


def _units() -> list[str]:
    """The closed list of units."""
    try:
        units = UNITS.read_text(encoding="utf-8").split("\n")[:-1]
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"{UNITS}: the list of units cannot be read: {error}") from None
    if not units:
        raise RegistryError(f"{UNITS}: the list of units is empty; the project's own has one a line")
    return units


def _evidence() -> list[str]:
    """Ids of all effect sizes."""
    try:
        source = read_text(EVIDENCE)
        table = read_cells(source)
    except ScenarioError as error:
        raise RegistryError(report(error.problems)) from None
    if not table or table[0][1][0] != "id":
        raise RegistryError(report([Problem(Mark(source, 1, 1), "the first column of evidence must be 'id'")]))
    return [cells[0] for _, cells in table[1:]]


def _listed(folder: Path, files: Sequence[str]) -> None:
    """Stops where the files of a folder are not those listed."""
    there = [path.name for path in folder.glob("*.yaml")]
    gone = "this file of the parameter registry is missing", "take it from a fresh copy of the program"
    new = "the parameter registry does not list this file", "add it to FILES in sim/parameters/__init__.py, or move it"
    problems = [
        Problem(Mark(Source(display_name(folder / name))), *(new if name in there else gone))
        for name in sorted(set(files) ^ set(there))
    ]
    if problems:
        raise RegistryError(report(problems))


def read_registry(folder: Path, files: Sequence[str]) -> Mapping[str, ParameterSpec]:
    """All parameters of the listed files of a folder by name; raises RegistryError with every fault at once."""
    _listed(folder, files)
    units, evidence = _units(), _evidence()
    problems: list[Problem] = []
    specs: dict[str, ParameterSpec] = {}
    for path in (folder / name for name in sorted(files)):
        entries = _entries(path)
        faults: list[tuple[Any, Fault]] = []
        for name, entry in (entries or {}).items():
            wrong = list(_shape_faults(entry, units, evidence))
            if name in specs:
                wrong.append(("", "the parameter is defined twice", f"also in {specs[name].file}.yaml"))
            if not wrong:
                spec = _spec(path.name, name, entry)
                wrong += _order_faults(spec)
                same = next((other.name for other in specs.values() if other.symbol == spec.symbol), "")
                if same:
                    wrong.append(("symbol", f"the symbol {spec.symbol!r} is that of {same}", ""))
                specs[name] = spec
            faults += [(name, fault) for fault in wrong]
        if faults or entries is None:
            problems += _located(path, faults)
    if problems:
        raise RegistryError(report(problems))
    return MappingProxyType(specs)
