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
from typing import Final

from sim.parameters.reading import ACTS, GRADES, ParameterSpec, RegistryError, read_registry

__all__ = [
    "ACTS",
    "FILES",
    "GRADES",
    "ParameterSpec",
    "Parameters",
    "RegistryError",
    "default_parameters",
    "know",
    "load_registry",
]

FILES: Final = (
    "adoption.yaml", "approval.yaml", "economy.yaml", "firms.yaml", "innovation.yaml", "investment_aid.yaml",
    "labour.yaml", "policy_finance.yaml", "population.yaml", "regions.yaml", "reshoring.yaml", "restructuring.yaml",
    "shocks.yaml", "skills.yaml", "wage_schedules.yaml",
)  # fmt: skip
"""The files of the registry: one that is gone, or that is not listed, is told by its name."""


@dataclass(frozen=True)
class Parameters:
    """Values of all parameters of one run, read as attributes: ``parameters.wage_curve``."""

    values: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.__dict__.update(self.values)  # a quarter reads some two hundred: they are plain attributes

    def __getattr__(self, name: str) -> float:
        if name.startswith("__") or name == "values":
            raise AttributeError(name)
        raise AttributeError(f"no parameter {name!r} in the registry")

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def replace(self, **changes: float) -> Parameters:
        """A copy with some values changed; unknown names and values outside the accepted range are errors.

        >>> default_parameters().replace(policy_rate=0.03).policy_rate
        0.03
        >>> default_parameters().replace(polcy_rate=0.03)
        Traceback (most recent call last):
        sim.parameters.reading.RegistryError: unknown parameter 'polcy_rate'
        """
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


_known: list[Mapping[str, ParameterSpec]] = []


@cache
def load_registry() -> Mapping[str, ParameterSpec]:
    """All parameters by name; raises RegistryError with every fault at once."""
    return _known[-1] if _known else read_registry(Path(__file__).parent, FILES)


def know(registry: Mapping[str, ParameterSpec]) -> None:
    """Take the registry that another process has read, where this one has not read it."""
    if not load_registry.cache_info().currsize:
        _known[:] = [registry]


def default_parameters() -> Parameters:
    """Every parameter at its default."""
    return Parameters(MappingProxyType({name: spec.default for name, spec in load_registry().items()}))
