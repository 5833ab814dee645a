"""Draws of uncertain numbers: two-piece normal between weak and strong, from counter-based uniforms; enactment."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.parameters import Parameters, ParameterSpec
from sim.random import Stream, inverse_normal, uniform_pair

TAIL = 0.05


def key(name: str) -> np.ndarray:  # type: ignore[type-arg]
    """(1,) index of a name's random numbers."""
    return np.frombuffer(hashlib.blake2b(name.encode(), digest_size=8).digest(), dtype="<u8")


def two_piece(weak: float, central: float, strong: float, u: float) -> float:
    """Quantile of the two-piece normal cut at weak and strong, with median `central`.

    x = central + d z(u) / z(0.95),  z(u) = inverse normal of 0.05 + 0.9 u,  d the distance to the bound on its side.

    >>> [two_piece(0.0, 0.01, 0.04, u) for u in (0.0, 0.5, 1.0)]
    [0.0, 0.01, 0.04]
    """
    if weak == central == strong:
        return central
    z, unit = inverse_normal(np.array([TAIL + (1.0 - 2.0 * TAIL) * u, 1.0 - TAIL]))
    side = strong - central if z > 0.0 else central - weak
    low, high = min(weak, strong), max(weak, strong)
    return float(min(max(central + side * z / unit, low), high))


def draw_parameters(
    registry: Mapping[str, ParameterSpec],
    uncertain: Mapping[str, tuple[float, float, float]],
    seed: int,
    replication: int,
) -> Parameters:
    """Values of one replication: every parameter at its default, the uncertain ones drawn.

    uncertain: name -> (low, central, high). A draw depends on (seed, replication, name) only.
    """
    values = {name: spec.default for name, spec in registry.items()}
    for name, (low, central, high) in uncertain.items():
        if name not in registry:
            raise KeyError(f"unknown parameter {name!r}")
        u = float(uniform_pair(seed, replication, Stream.PARAMETER, key(name), 0)[0, 0])
        values[name] = two_piece(low, central, high, u)
    return Parameters(MappingProxyType(values))


def _luck(lever: Any, seed: int, replication: int) -> tuple[float, float]:
    """Two uniforms of (seed, replication, lever id): for the strength, and for the enactment."""
    pair = uniform_pair(seed, replication, Stream.LEVER_STRENGTH, key(lever.id), 0)
    return float(pair[0, 0]), float(pair[1, 0])


def draw_strength(lever: Any, seed: int, replication: int) -> float:
    """Strength of a lever in one replication (`two_piece`)."""
    return two_piece(lever.weak, lever.central, lever.strong, _luck(lever, seed, replication)[0])


def is_enacted(scenario: Any, lever: Any, seed: int, replication: int) -> bool:
    """Always, or with the lever's probability when the scenario samples enactment."""
    return scenario.enactment != "sampled" or _luck(lever, seed, replication)[1] < lever.probability


def drawn(scenario: Any, seed: int, replication: int, leave_out: str | None = None) -> Any:
    """The scenario of one replication: levers that are enacted, `central` set to the strength drawn."""
    levers = tuple(
        dataclasses.replace(lever, central=draw_strength(lever, seed, replication))
        for lever in scenario.levers
        if lever.id != leave_out and is_enacted(scenario, lever, seed, replication)
    )
    return dataclasses.replace(scenario, levers=levers)
