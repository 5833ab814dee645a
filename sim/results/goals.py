"""Targets over all replications: probability of being met, value, shortfall, year met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np
from scipy.special import ndtri

from sim.ensemble import Ensemble
from sim.indicators import CODELIST, Indicator
from sim.labels import Label
from sim.measures import QUARTERS, Array
from sim.results.effects import BAND
from sim.results.scopes import scoped
from sim.targets import falls, is_judged, met, opening, out_of_scale, unit_of

PERCENT: Final = 100.0


def wilson(successes: float, trials: int, level: float = BAND[1] - BAND[0]) -> tuple[float, float]:
    """Interval of a probability seen as successes / trials (Wilson 1927): within it whatever is seen, 0 and 1 too.

    With p = successes / trials, n = trials and z of the two-sided level:
    (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).
    """
    z, p = float(ndtri((1.0 + level) / 2.0)), successes / trials
    middle, spread = p + z * z / (2.0 * trials), z * np.sqrt(p * (1.0 - p) / trials + (z / (2.0 * trials)) ** 2)
    low, high = (float((middle + sign * spread) / (1.0 + z * z / trials)) for sign in (-1.0, 1.0))
    return max(low, 0.0) if successes else 0.0, min(high, 1.0) if successes < trials else 1.0


class Judged(Protocol):
    """Runs in which targets were judged: an ensemble, or one plan of a comparison beside its baseline."""

    @property
    def targets(self) -> tuple[Any, ...]:
        """`sim.scenario.types.Target`."""

    @property
    def target_values(self) -> Array:
        """(members, replications, targets, quarters)"""

    @property
    def target_required(self) -> Array:
        """(members, replications, targets, quarters)"""

    @property
    def quarters(self) -> tuple[str, ...]:
        """Names of the quarters."""

    @property
    def years(self) -> tuple[str, ...]:
        """Names of the years."""


@dataclass(frozen=True)
class Goal:
    """One target in one member (-1: the scenario, 0: the one it is compared with)."""

    ensemble: Judged
    number: int
    member: int = -1

    @property
    def target(self) -> Any:
        """`sim.scenario.types.Target`."""
        return self.ensemble.targets[self.number]

    @property
    def indicator(self) -> Indicator:
        """The outcome it names."""
        return CODELIST[self.target.indicator]

    @property
    def unit(self) -> str:
        """Unit of value and required value."""
        return unit_of(self.target).format(base=self.ensemble.years[0])

    @property
    def label(self) -> Label:
        """What readers call it."""
        return Label(**self.target.says) if self.target.says else self.outcome

    @property
    def outcome(self) -> Label:
        """The outcome with the scope of the target."""
        return scoped(self.indicator.label, self.target)

    @property
    def due(self) -> str:
        """Quarter by which it was promised, and the column of that name."""
        return self.ensemble.quarters[self.target.by]

    @cached_property
    def values(self) -> Array:
        """(replications, quarters)"""
        return np.asarray(self.ensemble.target_values[self.member, :, self.number])

    @cached_property
    def required(self) -> Array:
        """(replications, quarters)"""
        return np.asarray(self.ensemble.target_required[self.member, :, self.number])

    @cached_property
    def met(self) -> Array:
        """(replications, quarters) whether it is met."""
        return met([self.target], self.values[:, None], self.required[:, None])[:, 0]

    @property
    def begins(self) -> float:
        """Mean value where the run begins: of the first quarter that has one; nan where none has."""
        known = self.values[:, np.isfinite(self.values).all(axis=0)]
        return float(known[:, 0].mean()) if known.size else float("nan")

    @property
    def out_of_scale(self) -> bool:
        """Whether a level is less than a tenth or more than ten times of what the run begins with: another unit?"""
        return self.target.level is not None and out_of_scale(self.target.level, self.begins)

    @property
    def at_date(self) -> Array:
        """(replications,) value at the date."""
        return np.asarray(self.values[:, self.target.by])

    @property
    def required_at_date(self) -> Array:
        """(replications,) what the value had to be."""
        return np.asarray(self.required[:, self.target.by])

    @property
    def judged(self) -> bool:
        """Whether a measure of the plan acts by the date; without one nothing is said of the target but its value."""
        return is_judged(self.target)

    @property
    def probability(self) -> float:
        """Share of replications in which it is met at the date; nan where it is not judged."""
        return float(self.met[:, self.target.by].mean()) if self.judged else np.nan

    @property
    def interval(self) -> tuple[float, float]:
        """90 % interval of the probability from the number of replications; nan where it is not judged."""
        if not self.judged:
            return np.nan, np.nan
        kept = self.met[:, self.target.by]
        return wilson(int(kept.sum()), kept.size)

    @property
    def shortfall(self) -> Array:
        """(replications,) how far the value at the date is from what was promised, % of it; zero where it is met.

        nan where it is not judged or the promise is zero.
        """
        if not self.judged:
            return np.full(len(self.values), np.nan)
        gap = (self.at_date - self.required_at_date) * (1.0 if falls(self.target) else -1.0)
        promise = np.abs(self.required_at_date)
        missing = np.divide(PERCENT * gap, promise, out=np.full_like(gap, np.nan), where=promise > 0.0)
        return np.where(self.met[:, self.target.by], 0.0, missing)

    @property
    def met_at_start(self) -> Array:
        """(replications,) whether it is met in the opening already, before the plan does anything."""
        return np.asarray(self.met[:, : opening(self.target) + 1].any(axis=1))

    @property
    def year_met(self) -> Array:
        """(replications,) first year in which it is met at a year's end or before.

        Minus infinity where it is met at the start, infinity where it never is, nan where it is not judged.
        """
        if not self.judged:
            return np.full(len(self.met), np.nan)
        first = np.where(self.met.any(axis=1), self.met.argmax(axis=1) // QUARTERS, np.inf)
        return np.where(self.met_at_start, -np.inf, first + float(self.ensemble.years[0]))

    @property
    def yearly(self) -> Array:
        """(replications, years) value at the end of each year."""
        return np.asarray(self.values[:, QUARTERS - 1 :: QUARTERS])


def goals(ensemble: Judged, member: int = -1) -> tuple[Goal, ...]:
    """All targets of the scenario, in their order."""
    return tuple(Goal(ensemble, number, member) for number in range(len(ensemble.targets)))


def rows(ensemble: Ensemble, quantiles: tuple[float, ...]) -> Iterator[tuple[str, str, str, str, float, str, str]]:
    """(scenario, variable, unit, year, value, output_type, output_type_id) of summary.csv.

    `Target|<id>|Value` by year; at the year of the date `|Judged` (1 or 0) and, where that is 1, `|Probability`
    (quantiles: bounds of its Wilson interval), `|Shortfall`, `|Met At Start` and, over the replications that come to
    meet it later, `|Year Met`.
    """
    members = {ensemble.scenario: -1} if ensemble.parent is None else {ensemble.scenario: -1, ensemble.parent: 0}
    for name, member in members.items():
        for goal in goals(ensemble, member):
            stem, year = f"Target|{goal.target.id}", goal.due[: len(ensemble.years[0])]
            for at, values in zip(ensemble.years, goal.yearly.T, strict=True):
                for kind, value in _statistics(values, quantiles):
                    yield name, f"{stem}|Value", goal.unit, at, value, *kind
            yield name, f"{stem}|Judged", "flag", year, float(goal.judged), "mean", ""
            if not goal.judged:
                continue
            low, high = goal.interval
            yield name, f"{stem}|Probability", "share", year, goal.probability, "mean", ""
            for bound, value in zip(BAND, (low, high), strict=True):
                yield name, f"{stem}|Probability", "share", year, value, "quantile", str(bound)
            for kind, value in _statistics(goal.shortfall, quantiles):
                yield name, f"{stem}|Shortfall", "% of target", year, value, *kind
            yield name, f"{stem}|Met At Start", "share", year, float(goal.met_at_start.mean()), "mean", ""
            first = goal.year_met[np.isfinite(goal.year_met)]
            for kind, value in _statistics(first, quantiles) if first.size else ():
                yield name, f"{stem}|Year Met", "year", year, value, *kind


def _statistics(draws: Array, quantiles: tuple[float, ...]) -> Iterator[tuple[tuple[str, str], float]]:
    """Mean and quantiles; none where some replication is undefined."""
    if np.isnan(draws).any():
        return
    yield ("mean", ""), float(draws.mean())
    for q, value in zip(quantiles, np.quantile(draws, quantiles), strict=True):
        yield ("quantile", str(q)), float(value)
