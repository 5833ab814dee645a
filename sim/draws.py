"""Draws of uncertain numbers: two-piece normal between weak and strong, from counter-based uniforms; enactment."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.parameters import Parameters, ParameterSpec
from sim.random import Stream, inverse_normal, stratified, stratified_normal

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


@lru_cache(maxsize=8)
def spread_factors(seed: int, replication: int, stream: Stream, count: int, degrees: float) -> np.ndarray:  # type: ignore[type-arg]
    """(count,) true standard deviations over estimated ones: what a variance estimated on few years leaves open.

        f = sqrt(nu / chi2_nu),   chi2_nu = nu (1 - a + z sqrt(a))^3,   a = 2 / (9 nu),   z a normal number

    nu >= 5 degrees of freedom of the estimate. A shock with a spread drawn so is a Student t with nu degrees over runs;
    its mean over runs is 10 % (nu = 7) or 5 % (nu = 16) above the estimate. Source: posterior of a normal variance;
    Wilson and Hilferty (1931), PNAS 17, for the quantile of chi2.
    """
    a = 2.0 / (9.0 * degrees)
    z = stratified_normal(seed, replication, stream, np.arange(count, dtype=np.uint64), 0)
    factors: np.ndarray = np.maximum(1.0 - a + z * a**0.5, 1.0 / degrees) ** -1.5  # type: ignore[type-arg]
    factors.setflags(write=False)  # every quarter of a run asks for the same
    return factors


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
    for name in uncertain:
        if name not in registry:
            raise KeyError(f"unknown parameter {name!r}")
    if uncertain:
        luck = stratified(seed, replication, Stream.PARAMETER, np.concatenate([key(name) for name in uncertain]), 0)
        for (name, (low, central, high)), u in zip(uncertain.items(), luck.tolist(), strict=True):
            values[name] = two_piece(low, central, high, u)
    return Parameters(MappingProxyType(values))


def _luck(lever: Any, seed: int, replication: int, stream: Stream) -> float:
    """A uniform number of (seed, replication, lever id)."""
    return float(stratified(seed, replication, stream, key(lever.id), 0)[0])


def draw_strength(lever: Any, seed: int, replication: int) -> float:
    """Strength of a lever in one replication (`two_piece`)."""
    return two_piece(lever.weak, lever.central, lever.strong, _luck(lever, seed, replication, Stream.LEVER_STRENGTH))


def is_enacted(scenario: Any, lever: Any, seed: int, replication: int) -> bool:
    """Always, or with the lever's probability when the scenario samples enactment."""
    return scenario.enactment != "sampled" or _luck(lever, seed, replication, Stream.ENACTMENT) < lever.probability


def drawn(scenario: Any, seed: int, replication: int, leave_out: Collection[str] = ()) -> Any:
    """The scenario of one replication: levers that are enacted, `central` set to the strength drawn.

    leave_out: ids of levers to leave out.
    """
    levers = tuple(
        dataclasses.replace(lever, central=draw_strength(lever, seed, replication))
        for lever in scenario.levers
        if lever.id not in leave_out and is_enacted(scenario, lever, seed, replication)
    )
    return dataclasses.replace(scenario, levers=levers)
