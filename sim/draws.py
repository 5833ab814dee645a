"""Draws of uncertain numbers: two-piece normal between weak and strong, from counter-based uniforms."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

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
