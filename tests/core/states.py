"""The arguments of every compiled pass, made from random and extreme states of producers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES
from sim.lanes import BLOCK
from tests.core import tables
from tests.core.columns import State

Array = Any
P, R, C = N_PRODUCTS, N_REGIONS, N_CELLS


def _move_up(s: State) -> list[Any]:
    supported = s.n != BLOCK + 1 or bool(s.flag(1)[0])
    pull = s.spread(s.positive()) if supported else np.ones(BLOCK)
    return [
        s.start, s.weight, s.size, s.rng.uniform(0.0, 0.5, (2, s.n)), pull, s.spread(s.positive()),
        s.spread(s.share()), s.spread(s.share()), s.spread(s.share()), s.signed(), s.positive((2, N_SIZES)),
        (0.05, 2.0, 0.2), (np.array([0.0, 0.01, 0.015, 0.02]), 4.0, 12.0), 1.7,
        np.array([0.0, 0.01, 0.03, 0.1]), s.share(), s.stage, s.age(), s.flag().astype(float), s.share(), s.log(),
        np.empty(s.n), np.empty(s.n) if supported else np.zeros(BLOCK),
    ]  # fmt: skip


def _keep_books(s: State) -> list[Any]:
    claims = s.spread(s.money() * (s.n != BLOCK + 1))
    return [
        s.start, s.weight, s.size, s.positive(P), s.positive(P), s.share(P), 0.1 * s.share(P), 0.1 * s.share(P),
        s.share(P), 1.1, (0.02, 0.01, 0.005), (1.2, 0.9), 0.22, (0.9, 0.3, 0.2), 0.005, bool(s.rng.integers(0, 2)),
        (0.25, 8.0, 0.1), 0.03,
        (s.either(0.01 * s.share()), claims, *(s.either(s.money()) for _ in range(2)), s.either(0.3 * s.share() - 0.1)),
        (s.money(), s.money()),
        (s.positive(), s.money()), (s.money(), s.money()), (s.money(), s.money()),
        (s.money(), s.share(), s.share(), s.signed()),
        s.log(), (2, 0.1, 5.0, 1.0, 0.5), s.positive(P), s.share(P), (s.stage, s.share(), s.spread(s.share())),
        np.empty(s.n), (s.money(), s.money(), s.money()), (s.signed(), s.money()),
        (s.log(), s.quarters(), np.empty(s.n)), np.zeros(claims.size), np.empty((26, C)),
        np.empty((5, N_SIZES)), np.empty((C, 4)),
    ]  # fmt: skip


def _count(s: State) -> list[Any]:
    return [
        s.start, s.weight, s.size, s.stage, s.share(), s.flag().astype(float), s.quarters(), 2, 3, 12, np.zeros((2, C)),
        np.zeros((2, R, N_SIZES)), np.zeros((4, R)),
    ]  # fmt: skip


def _count_marked(s: State) -> list[Any]:
    marks = np.array([1, 2, 4], dtype=np.uint64)
    slots = np.flatnonzero(s.flag())
    return [slots, s.weight, s.tags, s.stage, marks, 2, np.zeros((2, 3))]


def _expect_and_cost(s: State) -> list[Any]:
    return [
        s.start, s.weight, s.share(P), s.inner(P), 1.1, bool(s.rng.integers(0, 2)), 0.01, 0.3, (s.money(), s.money()),
        (s.positive(), s.positive(), s.money()), (s.log(), s.share(), s.positive()), bool(s.rng.integers(0, 2)),
        0.01 * s.share(), s.log(P), 0.4, (s.log(), s.share(), s.share()), s.money(), np.empty(s.n), np.empty((7, C)),
    ]  # fmt: skip


def _move_shares(s: State) -> list[Any]:
    return [
        s.start, s.weight, np.arange(P) >= P - 3, s.share(C), s.positive(C), s.positive(C), s.positive(P), s.log(P),
        0.9, 0.2, s.positive(), s.log(), s.share(), s.share(), s.share(), s.share(),
    ]  # fmt: skip


def _rank(s: State) -> list[Any]:
    return [s.start, s.weight, s.money(), s.money(), s.money(), s.inner(P), s.flag(P), np.empty(s.n)]


def _learn(s: State) -> list[Any]:
    rates = tuple(s.spread(s.share()) for _ in range(4))
    return [
        s.start, s.size, rates, s.share(P), s.share(), s.money(), s.spread(s.money()), 0.3, 4, 0.15, 0.2,
        (0.4, 0.3, 3.0), s.money(), s.share(),
    ]  # fmt: skip


def _win_customers(s: State) -> list[Any]:
    return [
        s.start, s.weight, s.money(), s.share(P), s.share(P), s.share(C), s.share(C), s.share(), s.share(),
        np.empty(s.n), np.empty(s.n), np.zeros(P),
    ]  # fmt: skip


def _move_sites(s: State) -> list[Any]:
    return [
        s.start, s.weight, s.size, s.money(), s.money(), s.spread(s.share()), s.spread(s.share()), s.flag(R),
        0.3, s.share(), s.share(),
    ]  # fmt: skip


def _finance(s: State) -> list[Any]:
    return [
        s.start, 1.3, (0.7, 0.3), 0.1 * s.share(P), s.spread(0.3 * s.share() - 0.1),
        s.money(), s.money(), s.money(), s.money(), s.money(), s.signed(), np.empty(s.n), np.empty(s.n),
    ]  # fmt: skip


def _plan(s: State) -> list[Any]:
    return [
        s.start, s.size, (0.03, 0.01), s.spread(0.01 * s.share()), s.spread(0.5 * s.share()), 0.02, 0.05, 1.1,
        s.positive(P),
        0.05 * s.share(P), s.inner(P), s.positive((2, P)), (0.5, 0.9), 0.5, (0.05, 0.1), 0.01 * s.share(C), 0.1, 0.3,
        0.3 + 0.3 * s.share(C) * s.flag(C), s.share(R), s.spread(s.positive()), 0.05 + 0.95 * s.share(), s.positive(),
        s.positive() * s.flag(), s.log(), s.money(), s.positive(), s.positive(), s.money(),
        (s.signed(), s.signed()), s.share(), s.log(), np.empty(s.n), s.money(), np.empty(s.n),
    ]  # fmt: skip


def _capacity(s: State) -> list[Any]:
    return [
        s.start, s.weight, s.inner(P), 0.5, 1.2, s.share(P), 0.4, 0.2, 0.005, s.money(), s.positive(), s.money(),
        s.positive(), s.log(), s.money(), s.positive(), s.signed(), np.empty(s.n), np.empty(s.n), np.empty((4, C)),
    ]  # fmt: skip


def _first_round(s: State) -> list[Any]:
    return [
        s.start, s.weight, s.share(), s.share(), s.money(P), s.money(P), s.money(), s.money(), np.zeros(P),
        np.zeros(P), np.zeros(P),
    ]  # fmt: skip


def _second_round(s: State) -> list[Any]:
    return [
        *_first_round(s)[:8], s.share(P), s.share(P), np.empty(s.n), np.empty(s.n), np.empty((2, C))
    ]  # fmt: skip


def _productivity(s: State) -> list[Any]:
    return [
        s.start, s.spread(s.money()), s.money(), s.money(), 0.1, 0.2, 0.9, 0.05, s.spread(s.log()), s.log(P), s.log(C),
        0.01, s.log(C), s.log(), s.spread(s.log()), s.spread(s.log()), s.log(), np.empty(s.n), np.empty(s.n),
    ]  # fmt: skip


def _exit_hazard(s: State) -> list[Any]:
    return [
        0.1 * s.share(N_SIZES), s.size, s.cell % P, s.money(), s.money(N_SIZES), 0.4, s.log(P), 2.0, np.empty(s.n)
    ]  # fmt: skip


def _dying(s: State) -> list[Any]:
    """What a plant is worth to lenders, stocks, what a successor has anew, the dead, sums by cell and by class."""
    told = np.zeros((2, s.n if s.flag(1)[0] else 0))
    stocks = tuple(s.money() for _ in range(6))
    return [0.5, stocks, (s.log(), s.quarters()), told, np.zeros((9, C)), np.zeros(N_SIZES)]


def _leave(s: State) -> list[Any]:
    hazard = 0.5 * s.share()
    handed_on = hazard * np.append(0.0, s.share(N_SIZES - 1))[s.size]
    return [s.start, s.weight, s.size, hazard, handed_on, s.rng.uniform(size=s.n), *_dying(s)]


def _leave_by_distress(s: State) -> list[Any]:
    names, time, stream, *key, _ = _random(1)(s)
    deaths = np.array([0.02, 0.1, 0.5, 2.0])[s.rng.integers(0, 4)] * s.share(N_SIZES)
    rates = (deaths, np.append(0.0, s.share(N_SIZES - 1)), s.money(N_SIZES))
    return [
        s.start, s.weight, s.size, s.money(), names, (time, stream, *key), *rates, 0.4, s.log(P), 2.0, *_dying(s)
    ]  # fmt: skip


def _take_over(s: State) -> list[Any]:
    return [s.start, s.weight, 0.6, s.money((5, C)), *(s.money() for _ in range(5)), np.empty(C)]


def _small_means(s: State) -> list[Any]:
    return [
        s.start, s.weight, s.size, 2, s.rng.integers(0, 3, C), s.money(), s.positive() * s.flag(), s.log(), s.log(),
        np.zeros((3, C)),
    ]  # fmt: skip


def _move_in(s: State) -> list[Any]:
    slots = s.rng.permutation(np.flatnonzero(s.weight <= 0.0))
    names = s.rng.integers(0, 2**64, s.n, dtype=np.uint64)
    columns = tuple(s.money() for _ in range(3))
    return [slots, s.cell[slots], np.uint64(1 << 20), names, s.tags, columns, s.money((3, C))]


def _fill_places(s: State) -> list[Any]:
    slots = s.rng.permutation(np.flatnonzero(s.weight > 0.0))
    times = np.round(10.0 * s.rng.uniform(size=slots.size), int(s.rng.integers(0, 9)))
    places, spare = s.rng.uniform(0.0, s.n + 1.0), s.rng.integers(0, 3, C)
    whole, split = np.zeros(slots.size, dtype=np.int64), np.zeros(slots.size, dtype=np.int64)
    return [times, slots, s.weight, s.cell, places, spare, whole, split]


def _line_up(s: State) -> list[Any]:
    names, time, stream, *key, _ = _random(1)(s)
    return [
        s.start, s.size, s.tags, np.uint64(s.rng.integers(0, 4)), s.flag((C, N_SIZES)), s.stage, 2, s.weight, 0.1,
        0.2 * s.share(), s.signed(), 0.2, 4.0, names, (time, stream, *key), np.zeros(s.n, dtype=np.int64),
        np.zeros(s.n),
    ]  # fmt: skip


def _last_free(s: State) -> list[Any]:
    sources = s.rng.integers(0, s.n, 12)
    return [s.start, s.end, s.weight, s.cell, s.cell % P < N_SECTORS, sources, np.empty(12, dtype=np.int64)]


def _look_up(s: State) -> list[Any]:
    return [
        s.start, s.size, s.tags, np.uint64(s.rng.integers(0, 4)), s.share((C, N_SIZES)), bool(s.rng.integers(0, 2)),
        s.share(),
    ]  # fmt: skip


def _charge(s: State) -> list[Any]:
    bits = s.rng.integers(0, 3, 4).astype(np.uint64) * np.uint64(s.rng.integers(0, 2))
    cells = s.flag((4, C, N_SIZES)) if s.rng.integers(0, 2) else np.repeat(s.flag((4, C, 1)), N_SIZES, axis=2)
    return [
        s.start, s.size, s.weight, s.tags, bits, cells, s.share(4), s.flag(4), s.share(C),
        (s.money(), s.spread(s.share()), s.share()), s.money(), np.zeros(4),
    ]  # fmt: skip


def _share(s: State) -> list[Any]:
    bits = s.rng.integers(0, 3, 4).astype(np.uint64)
    return [s.start, s.size, s.tags, bits, s.flag((4, C, N_SIZES)), s.share(4), 2, np.empty(s.n)]


def _upper_half(s: State) -> list[Any]:
    order = s.rng.integers(0, 9, s.n).astype(float) if s.extreme else s.log()
    return [
        s.start, s.weight, order, N_SECTORS, P, np.empty(s.n), np.empty(s.n), np.zeros(s.n, dtype=bool)
    ]  # fmt: skip


def _quantiles(s: State) -> list[Any]:
    u = s.rng.uniform(size=s.n)
    if s.extreme:
        u[: s.n // 2] = s.rng.choice([1e-300, 1e-16, 1e-12, 0.075, 0.5, 0.925, 1.0 - 1e-16], s.n // 2)
    return [u, np.empty(s.n)]


def _block_quantiles(s: State) -> list[Any]:
    u = _quantiles(s)[0][:BLOCK]
    return [u, np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK), np.empty(BLOCK), np.empty(u.size)]


def _random(rows: int) -> Callable[[State], list[Any]]:
    def make(s: State) -> list[Any]:
        ids = s.rng.integers(0, 2**64, s.n, dtype=np.uint64)
        key = (np.uint64(number) for number in s.rng.integers(0, 2**32, 2))
        return [ids, int(s.rng.integers(0, 200)), 21, *key, np.empty((2, s.n)[-rows:] if rows == 2 else s.n)]

    return make


def _stratified(s: State) -> list[Any]:
    ids, time, stream, seed, number, out = _random(1)(s)
    return [ids, time, stream, seed, number, 12, out]


def _supported(s: State) -> list[Any]:
    rate = s.share() * s.flag()
    return [
        s.start, s.weight, s.size, s.tags, np.uint64(s.rng.integers(0, 4)), s.flag((C, N_SIZES)), rate, s.money(), 1.1,
        0.7, float(s.rng.integers(1, 40)), np.empty(s.n),
    ]  # fmt: skip


def _add_up(s: State) -> list[Any]:
    grant, matching, local, supported, law = (s.share() * s.flag() for _ in range(5))
    return [
        s.start, s.spread(grant), matching, 0.7, local, supported, s.spread(law), s.signed(), s.money(), s.positive(P),
        0.22, s.money(), 1.1, 0.5, *(np.empty(s.n) for _ in range(6)),
    ]  # fmt: skip


def _serve(s: State) -> list[Any]:
    names, _, _, *key, _ = _random(1)(s)
    rates = s.spread(s.share()), s.share()
    return [
        s.start, s.weight, s.size, names, (26, *key), s.spread(s.flag()), s.spread(0.5 * s.share()), rates,
        (0.4, 0.1), (s.money(C), s.spread(1.0 * s.flag())), (s.money(), s.money(), s.signed()), 1.1, 0.2, 0.1, 0.3,
        0.02, 0.1,
        *(np.empty(s.n) for _ in range(6)), np.empty(s.n, dtype=bool),
    ]  # fmt: skip


CASES: dict[str, Callable[[State], list[Any]]] = tables.CASES | {
    "sim.agents.firms.ces": lambda s: [
        np.uint64(0), np.uint64(s.n), s.money(), s.positive(), s.money(), s.positive(), s.log(), 0.3, 0.5,
        np.empty(s.n), np.empty(s.n),
    ],
    "sim.kernels.adoption.move_up": _move_up,
    "sim.kernels.aid.add_up": _add_up,
    "sim.kernels.aid.cost_relief": lambda s: [
        s.start, s.size, s.share(), s.positive(), s.positive(), s.share((2, P)), 0.03, 1.1, 2, 4, N_SECTORS, 0.3,
        np.empty(s.n),
    ],
    "sim.kernels.aid.grow": lambda s: [
        s.start, s.weight, 0.1 * s.share(P), s.spread(s.share()), s.log(), tuple(s.money() for _ in range(4)),
        np.empty((4, C)),
    ],
    "sim.kernels.aid.local_rates": lambda s: [
        s.start, s.size, s.money(), 1.1, 3.0, 1.0, s.share((R, N_SIZES)), s.money(R), np.empty(s.n)
    ],
    "sim.kernels.aid.new_sales": lambda s: [
        s.start, s.size, s.share(), s.money(), s.money(), s.positive(), 0.4, 4, 0.3, N_SECTORS, s.money(),
        s.money(), np.empty(s.n),
    ],
    "sim.kernels.aid.settle": lambda s: [s.tags, s.rng.integers(0, 8, s.n).astype(np.uint64), s.money(), s.money()],
    "sim.kernels.aid.supported": _supported,
    "sim.kernels.books.keep_books": _keep_books,
    "sim.kernels.census.count": _count,
    "sim.kernels.census.count_marked": _count_marked,
    "sim.kernels.census.jobs_of_large": lambda s: [s.start, s.weight, s.size, s.money(), 3, np.zeros(s.n)],
    "sim.kernels.charging.charge": _charge,
    "sim.kernels.competition.expect_and_cost": _expect_and_cost,
    "sim.kernels.competition.expect": lambda s: [s.start, 0.01, 0.3, s.money(), s.money(), s.money()],
    "sim.kernels.competition.move_shares": _move_shares,
    "sim.kernels.entry.free_slots": lambda s: [s.start, s.end, s.weight, s.rng.integers(0, 4, C)],
    "sim.kernels.entry.move_in": _move_in,
    "sim.kernels.entry.small_means": _small_means,
    "sim.kernels.finance.finance": _finance,
    "sim.kernels.projects.begin_cycles": lambda s: [
        s.start, 0.05, 0.3, 0.4, s.money(), s.money(), s.rng.uniform(size=(2, s.n)), s.signed(), s.signed()
    ],
    "sim.kernels.projects.buy": lambda s: [
        s.start, 0.05, 0.3, 0.4, s.money(), s.money(), s.signed(), s.signed(), np.empty(s.n)
    ],
    "sim.kernels.research.learn": _learn,
    "sim.kernels.reshoring.win_customers": _win_customers,
    "sim.kernels.restructuring.rank": _rank,
    "sim.kernels.siting.move_sites": _move_sites,
    "sim.kernels.fund.hand_out": lambda s: [
        s.start, s.weight, s.money(), s.flag(), s.money(C), s.money(C), s.money(), s.money()
    ],
    "sim.kernels.halves.middle": lambda s: [s.log(), s.weight],
    "sim.kernels.halves.upper_half": _upper_half,
    "sim.kernels.jobs.hire": lambda s: [
        s.start, s.weight, s.money(), 0.002, 0.3, 0.05, s.share(C), s.money(), np.empty(C)
    ],
    "sim.kernels.jobs.seek_staff": lambda s: [
        s.start, s.weight, s.money(), s.money(), s.money(), 0.002, 0.3, 0.05, np.empty(C), np.empty(C)
    ],
    "sim.kernels.leontief.bound_output": lambda s: [
        s.money(P), s.share((P, P)) / (2.0 * P), s.money(P), 80
    ],
    "sim.kernels.places.count_free": lambda s: [s.start, s.end, s.weight, np.empty(C, dtype=np.int64)],
    "sim.kernels.places.line_up": _line_up,
    "sim.kernels.places.fill_places": _fill_places,
    "sim.kernels.places.last_free": _last_free,
    "sim.kernels.plans.plan": _plan,
    "sim.kernels.policy_finance.serve": _serve,
    "sim.kernels.production.ask": lambda s: [
        s.start, s.weight, s.money(P), s.money(P), s.share(), s.share(), s.signed(), np.empty(s.n), np.zeros(C)
    ],
    "sim.kernels.production.capacity_and_stocks": _capacity,
    "sim.kernels.production.share_out": lambda s: [
        s.start, s.weight, s.share(P), s.money(), s.money(), np.empty(s.n)
    ],
    "sim.kernels.recipients.add_received": lambda s: [
        s.start, s.weight, s.size, s.money(), np.zeros(R), np.zeros(N_SECTORS), np.zeros(N_SIZES)
    ],
    "sim.kernels.sales.first_round": _first_round,
    "sim.kernels.sales.second_round": _second_round,
    "sim.kernels.scope.cover": lambda s: [
        s.start, s.size, s.tags, np.uint64(s.rng.integers(0, 4)), s.flag((C, N_SIZES)), np.empty(s.n, dtype=bool)
    ],
    "sim.kernels.scope.look_up": _look_up,
    "sim.kernels.scope.share": _share,
    "sim.kernels.scope.spread": lambda s: [s.start, s.size, s.share((C, N_SIZES)), np.empty(s.n)],
    "sim.kernels.stages.measure_stage": lambda s: [
        s.start, s.weight, s.stage, 3, s.positive(), s.positive(), s.money(), s.money(), s.share(P), np.zeros((C, 3))
    ],
    "sim.kernels.technology.productivity": _productivity,
    "sim.kernels.turnover.add_depth": lambda s: [
        s.start, s.weight, s.size, s.money(), np.zeros(N_SIZES), np.zeros(N_SIZES)
    ],
    "sim.kernels.turnover.exit_hazard": _exit_hazard,
    "sim.kernels.turnover.leave": _leave,
    "sim.kernels.turnover.leave_by_distress": _leave_by_distress,
    "sim.kernels.turnover.separate": lambda s: [s.start, s.weight, s.money(C), s.money()],
    "sim.kernels.turnover.take_over": _take_over,
    "sim.kernels.wage_schedules.carriers": lambda s: [
        s.start, s.tags, np.uint64(s.rng.integers(0, 4)), np.zeros(s.n, dtype=np.int64)
    ],
    "sim.kernels.wage_schedules.regional_floor": lambda s: [
        np.flatnonzero(s.flag(C)), s.start, s.size, s.share(N_SIZES), 0.4, s.positive(), s.positive(), 0.9, 1e-3,
        np.minimum(s.money(), 2.0), np.array([0.0, 0.1, -0.1])[s.rng.integers(0, 3, R)], 0.6, s.share(),
    ],
    "sim.kernels.wages.costs_of_floor": lambda s: [
        np.uint64(0), np.uint64(s.n), s.positive(), 0.9, 1e-3, np.minimum(s.money(), 2.0), np.empty(s.n), np.empty(s.n)
    ],
    "sim.kernels.wages.pay": lambda s: [
        s.start, s.size, s.share(N_SIZES), 0.4, s.positive(), s.positive(), 0.9, 1e-3, np.minimum(s.money(), 2.0),
        s.spread(s.positive()), s.positive(C), s.money(), np.empty(s.n),
    ],
    "sim.numerics._cell_sums_of": lambda s: [
        s.start, s.weight, (s.money(), (s.money(), s.share(), s.positive()), (s.signed(),), s.log()), np.empty((4, C))
    ],
    "sim.numerics.cell_sums": lambda s: [s.start, s.weight, s.money()],
    "sim.numerics.group_sums": lambda s: [s.rng.permutation(s.cell), s.money(), C],
    "sim.numerics.normal_tails": lambda s: [10.0 * s.log(), np.empty(s.n)],
    "sim.numerics.scaled_sums": lambda s: [s.start, s.weight, s.money(), s.positive(P), np.empty(C)],
    "sim.numerics.solve": lambda s: [np.eye(P) * 3.0 + s.rng.uniform(size=(P, P)) / P, s.money(P)],
    "sim.random._block_quantiles": _block_quantiles,
    "sim.random._fill": _random(2),
    "sim.random._fill_first": _random(1),
    "sim.random._fill_normal": _random(1),
    "sim.random._fill_stratified": _stratified,
    "sim.random._quantiles": _quantiles,
}  # fmt: skip
"""Arguments of each pass; those that it writes start undefined, at zero or as columns of the last quarter."""


ROOM = {
    "sim.agents.firms.ces": (9,), "sim.kernels.wages.costs_of_floor": (7,),
    "sim.kernels.halves.middle": (0, 1), "sim.kernels.halves.upper_half": (5, 6),
    "sim.random._block_quantiles": (1, 2, 3),
}  # fmt: skip
"""Arguments that a pass only works in, so that what is left in them says nothing."""


def arrays(arguments: Any) -> Iterator[Array]:
    """All arrays and numbers in (nested) arguments, in order, as arrays of one dimension and more."""
    if isinstance(arguments, (list, tuple)):
        for one in arguments:
            yield from arrays(one)
    elif arguments is not None:
        yield np.atleast_1d(arguments)
