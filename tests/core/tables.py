"""The arguments of passes over tables by region, skill, product and market, made from random and extreme states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.codes import N_CELLS, N_MARKETS, N_PRODUCTS, N_REGIONS
from tests.core.columns import State

R, K, P, C = N_REGIONS, 2, N_PRODUCTS, N_CELLS
POOLS = (R, K)


def _skills(s: State) -> Any:
    share = s.inner((P, K))
    return share / share.sum(axis=1, keepdims=True)


def _commuting(s: State) -> Any:
    share = s.inner((R, R))
    return share / share.sum(axis=1, keepdims=True)


def _find_staff(s: State) -> list[Any]:
    return [
        s.money(C), s.positive(C), _skills(s), _commuting(s), s.signed(POOLS), s.share(R), 0.5 * s.share(R),
        s.positive(POOLS), 1.3, np.empty(POOLS), np.empty(C),
    ]  # fmt: skip


def _force(s: State) -> list[Any]:
    return [s.positive(POOLS), s.positive(R), 0.1 * s.share(R), s.money(R)]


def _live_and_work(s: State) -> list[Any]:
    base, *people = _force(s)
    return [
        s.positive(C), _skills(s), _commuting(s), base, *people, s.positive(R), 0.3, 0.01, np.empty(POOLS),
        np.empty(POOLS),
    ]  # fmt: skip


def _follow_target(s: State) -> list[Any]:
    level = tuple(s.inner(4).tolist())
    return [
        s.positive(POOLS), 0.1 * s.share(POOLS), _commuting(s), s.inner(POOLS), s.share(R), s.positive(POOLS), 0.01,
        level, (0.6, -0.1, -0.02), 0.005, 0.3, _skills(s), s.inner(POOLS), np.empty(C),
    ]  # fmt: skip


def _move_people(s: State) -> list[Any]:
    force = s.positive(POOLS)  # at most a few times that of the base year, else rounding is multiplied by millions
    return [
        s.positive(POOLS), s.share(POOLS) * 1e-7, force, 0.1 * s.inner(POOLS), _commuting(s), s.positive(R),
        force / (0.5 + s.share(POOLS)), 0.5 + s.share(R), 0.2, 1.5, 0.01, s.inner(R),
    ]  # fmt: skip


def _export_response(s: State) -> list[Any]:
    trade = (P, N_MARKETS)
    return [
        s.positive(P), s.positive(P), 0.3 * s.share(trade), 0.3 * s.share(trade), s.log(P), s.positive(P), 0.5, 0.2,
        0.4, s.log(trade), s.log(trade),
    ]  # fmt: skip


def _split_uses(s: State) -> list[Any]:
    inputs, final = (P, P), (3, P)
    return [
        s.log(P), s.share(P), s.share(inputs), s.share(inputs), s.share(final), s.share(final), np.empty(inputs),
        np.empty(inputs), np.empty(final), np.empty(final), np.empty(final),
    ]  # fmt: skip


def _price_uses(s: State) -> list[Any]:
    inputs, final = (P, P), (3, P)
    return [
        s.positive(P), s.positive(P), s.share(P), s.share(inputs), s.share(inputs), s.share(final), s.share(final),
        np.empty(P), np.empty(3),
    ]  # fmt: skip


CASES: dict[str, Callable[[State], list[Any]]] = {
    "sim.kernels.uses.split_uses": _split_uses,
    "sim.kernels.uses.price_uses": _price_uses,
    "sim.agents.regions.elasticity_effect": lambda s: [s.money(R), s.money(R), 0.03, np.empty(R)],
    "sim.agents.regions.expansion_limit": lambda s: [s.positive(R), s.positive(R), 0.8, np.empty(R)],
    "sim.agents.regions.grid_capacity": lambda s: [0.45, s.share(R), 0.03, 0.01, s.positive(R)],
    "sim.agents.regions.local_share": lambda s: [s.inner((R, P)), s.positive(R), s.positive(R), np.empty((R, P))],
    "sim.kernels.trade.export_response": _export_response,
    "sim.kernels.trade.import_substitution": lambda s: [
        s.positive(P),
        s.positive(P),
        s.share(P),
        s.log(P),
        s.positive(P),
        0.1,
        s.log(P),
    ],
    "sim.kernels.labour.fill_rate": lambda s: [s.money(POOLS), s.positive(POOLS), 1.3, np.empty(POOLS)],
    "sim.kernels.labour.find_staff": _find_staff,
    "sim.kernels.labour.follow_target": _follow_target,
    "sim.kernels.labour.labour_force": lambda s: [*_force(s), s.money(R), s.positive(R), 0.3, np.empty(POOLS)],
    "sim.kernels.labour.live_and_work": _live_and_work,
    "sim.kernels.labour.migration_flow": lambda s: [
        s.positive(R),
        s.positive(R),
        s.share(R),
        0.2,
        1.5,
        0.01,
        np.empty(R),
    ],
    "sim.kernels.labour.move_people": _move_people,
    "sim.kernels.labour.wage_target": lambda s: [
        tuple(s.inner(4).tolist()),
        s.inner(POOLS),
        s.inner(POOLS),
        0.01,
        (0.6, -0.1, -0.02),
        np.empty(POOLS),
    ],
}
"""Arguments of each pass; those that it writes start undefined or as tables of the last quarter."""
