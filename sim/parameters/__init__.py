"""The parameter registry: every number of behaviour with label, unit, range, source and grade.

The YAML files beside this module are the registry. Structure of the real economy (tables) is in `calibration`;
numbers of behaviour are here; nothing of the kind is in code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

GRADES = ("A", "B", "C", "judgement")
_FIELDS = {
    "label", "unit", "default", "low", "high", "weak", "strong", "plausible", "plausible_basis", "source", "grade",
    "symbol", "module", "note", "acts",
}  # fmt: skip
_REQUIRED = _FIELDS - {"weak", "strong", "note", "acts"}


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


@dataclass(frozen=True)
class Parameters:
    """Values of all parameters of one run, read as attributes: ``parameters.wage_curve``."""

    values: Mapping[str, float] = field(default_factory=dict)

    def __getattr__(self, name: str) -> float:
        if name.startswith("__") or name == "values":
            raise AttributeError(name)
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(f"no parameter {name!r} in the registry") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def replace(self, **changes: float) -> Parameters:
        """A copy with some values changed; unknown names and values outside the accepted range are errors."""
        registry = load_registry()
        faults = [f"unknown parameter {name!r}" for name in changes if name not in registry]
        faults += [
            f"{name} = {value} is outside {registry[name].low} .. {registry[name].high}"
            for name, value in changes.items()
            if name in registry and not registry[name].low <= value <= registry[name].high
        ]
        if faults:
            raise RegistryError("; ".join(faults))
        return Parameters(MappingProxyType({**self.values, **changes}))


def _spec(file: str, name: str, entry: Any, faults: list[str]) -> ParameterSpec | None:
    where = f"{file}: {name}"
    if not isinstance(entry, dict):
        faults.append(f"{where}: not a mapping")
        return None
    before = len(faults)
    faults.extend(f"{where}: unknown field {key!r}" for key in sorted(set(entry) - _FIELDS))
    faults.extend(f"{where}: field {key!r} is missing" for key in sorted(_REQUIRED - set(entry)))
    if entry.get("grade") not in GRADES:
        faults.append(f"{where}: grade must be one of {', '.join(GRADES)}")
    if entry.get("acts", ACTS[0]) not in ACTS:
        faults.append(f"{where}: acts must be one of {', '.join(ACTS)}")
    faults.extend(f"{where}: {key} is empty" for key in ("unit", "plausible_basis", "source", "symbol", "module")
                  if key in entry and not str(entry[key] or "").strip())  # fmt: skip
    if set(entry.get("label", {})) != {"en", "ko"}:
        faults.append(f"{where}: label needs en and ko")
    if len(faults) > before:
        return None
    default, low, high = (float(entry[key]) for key in ("default", "low", "high"))
    weak, strong = float(entry.get("weak", default)), float(entry.get("strong", default))
    if not all(low <= value <= high for value in (default, weak, strong)):
        faults.append(f"{where}: default, weak and strong must lie within {low} .. {high}")
    if not min(weak, strong) <= default <= max(weak, strong):
        faults.append(f"{where}: the default must lie between weak and strong")
    plausible = _plausible(where, entry["plausible"], default, faults)
    if not all(plausible[0] <= value <= plausible[1] for value in (default, weak, strong)):
        faults.append(f"{where}: the plausible range must hold default, weak and strong")
    if not low <= plausible[0] <= plausible[1] <= high or plausible == (low, high):
        faults.append(f"{where}: the plausible range must be narrower than {low} .. {high}")
    return ParameterSpec(
        name=name,
        label=MappingProxyType(dict(entry["label"])),
        unit=str(entry["unit"]),
        default=default,
        low=low,
        high=high,
        weak=weak,
        strong=strong,
        plausible=plausible,
        plausible_basis=str(entry["plausible_basis"]),
        source=str(entry["source"]),
        grade=str(entry["grade"]),
        module=str(entry["module"]),
        symbol=str(entry["symbol"]),
        note=str(entry.get("note", "")),
        acts=str(entry.get("acts", ACTS[0])),
        file=file.removesuffix(".yaml"),
    )


def _plausible(where: str, given: Any, default: float, faults: list[str]) -> tuple[float, float]:
    """The range of `plausible: [low, high]`; the default twice for `plausible: fixed` (and for what is neither)."""
    if isinstance(given, list) and len(given) == 2 and all(isinstance(x, int | float) for x in given):
        if given[0] < given[1]:
            return float(given[0]), float(given[1])
        faults.append(f"{where}: the plausible range must rise")
    elif given != "fixed":
        faults.append(f"{where}: plausible must be [low, high] or fixed")
    return default, default


@cache
def load_registry() -> Mapping[str, ParameterSpec]:
    """All parameters by name; raises RegistryError with every fault at once."""
    faults: list[str] = []
    specs: dict[str, ParameterSpec] = {}
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        entries = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) or {}
        for name, entry in entries.items():
            if name in specs:
                faults.append(f"{path.name}: {name}: defined twice")
            spec = _spec(path.name, name, entry, faults)
            if spec is not None:
                same = next((other.name for other in specs.values() if other.symbol == spec.symbol), "")
                if same:
                    faults.append(f"{path.name}: {name}: the symbol {spec.symbol!r} is that of {same}")
                specs[name] = spec
    if faults:
        raise RegistryError("\n".join(faults))
    return MappingProxyType(specs)


def default_parameters() -> Parameters:
    """Every parameter at its default."""
    return Parameters(MappingProxyType({name: spec.default for name, spec in load_registry().items()}))
