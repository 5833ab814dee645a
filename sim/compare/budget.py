"""Equal-budget comparison: the spending levers of every plan are scaled, within their ranges, to one budget.

A lever of size s costs more the further s is from its neutral size n. A plan is scaled by one factor f for all of its
spending levers: n + f (s - n), cut to the range weak to strong that its evidence gives, for the weak, the central and
the strong size alike, so that the draws stay within the evidence. The gross cost of a run rises with f from that of all
spending levers at the weak end to that of all at the strong end; a budget outside is *not reachable*.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.compare.runs import Comparison
from sim.compare.tables import GROSS, LEAST_COST, costly_baseline
from sim.labels import NATION

TOLERANCE: Final = 0.02
"""Share of the budget by which the mean cost of the search may miss it."""
TRIALS: Final = 6
SEARCH_RUNS: Final = 4
"""Replications in which the factor is sought; the comparison itself uses all."""
WEAK_END, STRONG_END = 0.0, 1e6

Compare = Callable[[Sequence[Any], int], Comparison]
"""Runs plans in the first so many replications."""


@dataclass(frozen=True)
class Scaled:
    """How one plan meets the budget, trillion won over the whole run."""

    plan: str
    cost: float
    """Of the plan as written."""
    least: float
    most: float
    factor: float | None
    """None: the budget is not reachable, or nothing of the plan has a cost."""

    @property
    def costless(self) -> bool:
        """Whether no measure has a cost at any size, so that there is nothing to scale."""
        return self.cost == self.least == self.most == 0.0


@dataclass(frozen=True)
class EqualBudget:
    """The plans at one budget, trillion won over the whole run."""

    budget: float
    scaled: tuple[Scaled, ...]
    comparison: Comparison | None
    """Of the plans that reach the budget; None where none does."""
    beyond: bool = False
    """Costs and budget are those beyond the cost of the baseline, which costs money itself."""


def total_costs(comparison: Comparison, runs: int | None = None) -> dict[str, float]:
    """Mean gross cost of each plan over the whole run, trillion won; of the first `runs` replications only."""
    paths = comparison.differences(GROSS)[:, :runs].sum(axis=2).mean(axis=1) / 1e3
    return dict(zip(comparison.members[1:], map(float, paths[1:]), strict=True))


def spending_levers(comparison: Comparison, plan: Any) -> frozenset[str]:
    """Levers of a plan that cost anything in any run."""
    member = comparison.members.index(plan.id)
    rows = {lever.id: (f"Fiscal Cost|{lever.id}", NATION) for lever in plan.levers}
    return frozenset(
        lever for lever, row in rows.items()
        if row in comparison.rows and np.any(comparison.values(*row)[member] != 0.0)
    )  # fmt: skip


def scale_plan(plan: Any, levers: frozenset[str], factor: float) -> Any:
    """The plan with its spending levers scaled within their ranges."""
    from sim.levers import REGISTRY

    def scale(lever: Any) -> Any:
        """One lever."""
        neutral = REGISTRY[lever.lever].neutral
        low, high = min(lever.weak, lever.strong), max(lever.weak, lever.strong)
        sizes = {
            name: min(max(neutral + factor * (getattr(lever, name) - neutral), low), high)
            for name in ("weak", "central", "strong")
        }
        return dataclasses.replace(lever, **sizes)

    return dataclasses.replace(
        plan, levers=tuple(scale(lever) if lever.id in levers else lever for lever in plan.levers)
    )


def _ends(plan: Any, levers: frozenset[str]) -> tuple[Any, Any]:
    """The plan with all spending levers at their weak and at their strong end."""
    out = []
    for end in ("weak", "strong"):
        changed = tuple(
            dataclasses.replace(lever, **dict.fromkeys(("weak", "central", "strong"), getattr(lever, end)))
            if lever.id in levers else lever
            for lever in plan.levers
        )  # fmt: skip
        out.append(dataclasses.replace(plan, id=f"{plan.id} {end}", levers=changed))
    return out[0], out[1]


def usual_budget(comparison: Comparison) -> float:
    """Median cost of the plans that cost more than 50 billion won a year; nan where there is none."""
    years = len(comparison.years)
    costs = [cost for cost in total_costs(comparison).values() if cost > LEAST_COST * years / 1e3]
    return float(np.median(costs)) if costs else float("nan")


@dataclass
class _Search:
    """Bracket of the factor of one plan: costs below and above the budget."""

    plan: Any
    levers: frozenset[str]
    low: tuple[float, float]
    high: tuple[float, float]
    """(factor, cost)"""
    factor: float | None = None

    def next_factor(self, budget: float) -> float:
        """Where a straight line between the ends meets the budget; halfway in logs where an end is far off."""
        (low, below), (high, above) = self.low, self.high
        if high > 100.0 * max(low, 1.0):
            return 2.0 * max(low, 1.0)
        return low + (high - low) * (budget - below) / (above - below)

    def learn(self, factor: float, cost: float, budget: float) -> None:
        """Narrow the bracket, or be content."""
        if abs(cost - budget) <= TOLERANCE * budget:
            self.factor = factor
        elif cost < budget:
            self.low = (factor, cost)
        else:
            self.high = (factor, cost)


def _start(
    plans: Sequence[Any], first: Comparison, budget: float, compare: Compare
) -> tuple[list[_Search], list[tuple[str, float, float, float]]]:
    """Cost of every plan at both ends of its spending levers; a search for those that can reach the budget."""
    spending = {plan.id: spending_levers(first, plan) for plan in plans if plan.id in first.plans}
    written, searched = total_costs(first), total_costs(first, SEARCH_RUNS)
    moved = [plan for plan in plans if spending.get(plan.id)]
    ends = compare([end for plan in moved for end in _ends(plan, spending[plan.id])], SEARCH_RUNS) if moved else None
    reached = {} if ends is None else total_costs(ends)
    searches, rows = [], []
    for plan in plans:
        if plan.id not in written:
            continue
        cost = written[plan.id]
        least, most = (reached.get(f"{plan.id} {end}", cost) for end in ("weak", "strong"))
        rows.append((plan.id, cost, least, most))
        if least < budget < most:
            search = _Search(plan, spending[plan.id], (WEAK_END, least), (STRONG_END, most))
            search.learn(1.0, searched[plan.id], budget)
            searches.append(search)
    return searches, rows


def equal_budget(plans: Sequence[Any], first: Comparison, budget: float | None, compare: Compare) -> EqualBudget:
    """Scale every plan to the budget (trillion won over the whole run; None: the usual one) and compare them.

    `first` compares the plans as written. ValueError when no plan spends and no budget is given.
    """
    budget = usual_budget(first) if budget is None else budget
    if not budget > 0.0:
        raise ValueError("no plan costs more than 50 billion won a year: there is no budget to compare at")
    searches, rows = _start(plans, first, budget, compare)
    for _ in range(TRIALS):
        waiting = [search for search in searches if search.factor is None]
        if not waiting:
            break
        factors = [search.next_factor(budget) for search in waiting]
        tried = compare(
            [scale_plan(search.plan, search.levers, factor) for search, factor in zip(waiting, factors, strict=True)],
            SEARCH_RUNS,
        )
        costs = total_costs(tried)
        for search, factor in zip(waiting, factors, strict=True):
            search.learn(factor, costs[search.plan.id], budget)
    for search in searches:
        if search.factor is None:
            nearest = min(search.low, search.high, key=lambda point: abs(point[1] - budget))
            search.factor = nearest[0]
    final = [scale_plan(search.plan, search.levers, search.factor or 0.0) for search in searches]
    found = {search.plan.id: search.factor for search in searches}
    return EqualBudget(
        budget=budget,
        scaled=tuple(Scaled(*row, factor=found.get(row[0])) for row in rows),
        comparison=compare(final, len(first.replications)) if final else None,
        beyond=costly_baseline(first),
    )
