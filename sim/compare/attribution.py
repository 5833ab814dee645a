"""Shapley attribution: what each lever of a plan contributes to its effect, summing exactly to the whole.

With v(S) the effect of the plan reduced to the levers S, and n players,

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n!  [v(S + i) - v(S)]

exactly for up to 8 players; above, the mean of marginal contributions along random orders of joining, each order used
forwards and backwards (antithetic). Both sum to v(all) in every run. Players are the levers of a plan; of a plan with
more than 16, its mechanisms. Where a plan differs from the baseline without any lever, by what it assumes or because
the baseline has levers of its own, v(nobody) is run as well and is a row beside the players: no lever is given it.
Sources: Shapley (1953); Castro, Gomez and Tejada (2009) on sampling orders.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.stats import t as student

from sim.compare.runs import Comparison
from sim.measures import Array
from sim.random import Stream, uniform
from sim.scenario.assumptions import departures
from sim.workers import EnsembleError

EXACT: Final = 8
MOST_LEVERS: Final = 16
PAIRS: Final = 2
"""Pairs of orders of joining, one the reverse of the other."""
BUDGET: Final = 1200
"""Runs of reduced plans, unless a number of replications is asked for: about five minutes on two cores."""
FEWEST, MOST = 2, 4
"""Replications within the budget: at least two, so that there is a standard error."""
SCALE: Final = 0.01
"""Share of establishments simulated, unless the comparison itself uses fewer."""

CONTRIBUTION_DIGITS: Final = 3
"""Decimals of a contribution, wherever readers see it."""
REST: Final = "(no measure)"
"""Beside the players: the effect of the plan without any of its levers. No id looks like this."""

Mask = int
"""Coalition: bit k stands for player k."""


@dataclass(frozen=True)
class Game:
    """The players of one plan and the coalitions that have to be run."""

    plan: Any
    players: tuple[str, ...]
    """Names: ids of levers, or mechanisms."""
    levers: tuple[frozenset[str], ...]
    """Ids of the levers of each player."""
    orders: tuple[tuple[int, ...], ...]
    """Orders of joining; empty where all coalitions are run."""
    rest: bool = False
    """Whether the plan without any lever differs from the baseline, so that it has to be run."""

    @property
    def exact(self) -> bool:
        """Whether all coalitions are run."""
        return not self.orders

    def coalitions(self) -> tuple[Mask, ...]:
        """Coalitions to run; the empty one only where it differs from the baseline."""
        nobody = (0,) if self.rest else ()
        if self.exact:
            return (*nobody, *range(1, 2 ** len(self.players)))
        return (*nobody, *dict.fromkeys(mask for order in self.orders for mask in _prefixes(order)))

    def variant(self, mask: Mask) -> Any:
        """The plan reduced to a coalition."""
        kept = frozenset().union(*(levers for k, levers in enumerate(self.levers) if mask >> k & 1))
        levers = tuple(lever for lever in self.plan.levers if lever.id in kept)
        return dataclasses.replace(self.plan, id=name_of(self.plan.id, mask), levers=levers)


def name_of(plan: str, mask: Mask) -> str:
    """Id of a reduced plan."""
    return f"{plan} {mask:b}"


def _prefixes(order: Sequence[int]) -> list[Mask]:
    return [sum(1 << k for k in order[: place + 1]) for place in range(len(order))]


def _differs(plan: Any, baseline: Any) -> bool:
    """Whether a plan without its levers is another economy than the baseline."""
    return bool(baseline.levers) or bool(departures(plan, baseline))


def game(plan: Any, seed: int, *, rest: bool = False) -> Game:
    """Players of a plan; orders of joining are drawn where there are more than eight."""
    from sim.levers import REGISTRY

    groups: dict[str, list[str]] = {}
    for lever in plan.levers:
        module = REGISTRY[lever.lever].module if len(plan.levers) > MOST_LEVERS else lever.id
        groups.setdefault(module, []).append(lever.id)
    n = len(groups)
    orders: list[tuple[int, ...]] = []
    if n > EXACT:
        for pair in range(PAIRS):
            draws = uniform(seed, pair, Stream.SHAPLEY_ORDER, np.arange(n, dtype=np.uint64), 0)
            order = tuple(int(k) for k in np.argsort(draws, kind="stable"))
            orders += [order, order[::-1]]
    return Game(plan, tuple(groups), tuple(map(frozenset, groups.values())), tuple(orders), rest)


@dataclass(frozen=True)
class Attribution:
    """Contributions to the effect on several outcomes in the last year, in the unit of the effect."""

    plan: str
    runs: int
    players: tuple[str, ...]
    exact: bool
    outcomes: tuple[str, ...]
    contribution: Array
    """(players, outcomes) mean over runs; the sum over players, `REST` among them, is `total`."""
    error: Array
    """(players, outcomes) standard error: of runs, and of the orders of joining where they are drawn."""
    total: Array
    """(outcomes,)"""
    scale: str = ""
    """Of the runs it rests on."""

    @property
    def order(self) -> tuple[int, ...]:
        """Places of the players as reports list them, whatever their order in the file.

        By the size of the contribution to the first outcome as it is shown; of equal sizes a gain stands before a loss,
        and then they follow their names.
        """
        shown = np.round(self.contribution[:, 0], CONTRIBUTION_DIGITS)
        return tuple(sorted(range(len(self.players)), key=lambda k: (-abs(shown[k]), -shown[k], self.players[k])))

    @property
    def listed(self) -> list[tuple[int, str]]:
        """Place and name of the players in that order."""
        return [(k, self.players[k]) for k in self.order]

    @property
    def unclear(self) -> Array:
        """(players, outcomes) whether the 90 % interval by Student's t holds zero; always with a single run."""
        reach = float(student.ppf(0.95, self.runs - 1)) if self.runs > 1 else math.inf
        return np.logical_not(np.abs(self.contribution) > reach * self.error)


def exact_values(values: Mapping[Mask, Array], n: int) -> Array:
    """(players, ...) Shapley values from the values of all 2^n coalitions (the empty one: zero if left out)."""
    weight = [math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n) for size in range(n)]
    nothing = np.zeros_like(values[1])
    out = np.zeros((n, *nothing.shape))
    for mask in range(2**n):
        without = values.get(mask, nothing)
        for k in range(n):
            if not mask >> k & 1:
                out[k] += weight[mask.bit_count()] * (values[mask | 1 << k] - without)
    return out


def order_values(values: Mapping[Mask, Array], orders: Sequence[Sequence[int]]) -> Array:
    """(orders, players, ...) marginal contributions along each order of joining."""
    nothing = values.get(0, np.zeros_like(next(iter(values.values()))))
    out = np.zeros((len(orders), len(orders[0]), *nothing.shape))
    for row, order in enumerate(orders):
        before = nothing
        for k, mask in zip(order, _prefixes(order), strict=True):
            out[row, k] = values[mask] - before
            before = values[mask]
    return out


def _error(draws: Array) -> Array:
    """Standard error of the mean over the first axis; nan with one draw."""
    count = draws.shape[0]
    return draws.std(axis=0, ddof=1) / math.sqrt(count) if count > 1 else np.full(draws.shape[1:], np.nan)


def attribute(played: Game, comparison: Comparison, outcomes: Sequence[str]) -> Attribution:
    """Contributions from a comparison that ran all coalitions of the game."""
    effects = np.stack([comparison.effects(outcome)[:, :, -1] for outcome in outcomes], axis=-1)
    values = {
        mask: effects[comparison.members.index(name_of(played.plan.id, mask))] for mask in played.coalitions()
    }  # (replications, outcomes) each
    n = len(played.players)
    if played.exact:
        found = exact_values(values, n)
        error = np.stack([_error(row) for row in found])
    else:
        along = order_values(values, played.orders)
        found = along.mean(axis=0)
        pairs = along.mean(axis=2).reshape(-1, 2, n, len(outcomes)).mean(axis=1)
        error = np.sqrt(np.stack([_error(row) for row in found]) ** 2 + _error(pairs) ** 2)
    players, contribution = played.players, found.mean(axis=1)
    if played.rest:
        players = (*players, REST)
        contribution = np.vstack([contribution, values[0].mean(axis=0)])
        error = np.vstack([error, _error(values[0])])
    return Attribution(
        plan=played.plan.id,
        runs=len(comparison.replications),
        players=players,
        exact=played.exact,
        outcomes=tuple(outcomes),
        contribution=contribution,
        error=error,
        total=values[2**n - 1].mean(axis=0),
    )


def replications(coalitions: int, asked: int | None) -> int:
    """How many replications of so many coalitions are run."""
    return asked or max(FEWEST, min(MOST, BUDGET // coalitions))


def attributions(
    plans: Sequence[Any], seed: int, compare: Callable[[Sequence[Any]], Comparison], outcomes: Sequence[str],
    baseline: Any,
) -> tuple[Attribution, ...]:  # fmt: skip
    """Attribution of every plan that has levers, from one comparison of all reduced plans with the baseline.

    Raises EnsembleError when a reduced plan fails: nothing would add up without it.
    """
    games = [game(plan, seed, rest=_differs(plan, baseline)) for plan in plans if plan.levers]
    if not games:
        return ()
    comparison = compare([played.variant(mask) for played in games for mask in played.coalitions()])
    for plan, fault in comparison.faults.items():
        raise EnsembleError(f"contributions cannot be computed: '{plan}' (levers as bits) failed in {fault}")
    return tuple(attribute(played, comparison, outcomes) for played in games)
