"""Summaries of paired effects that figures, tables and closing words share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np

from sim.codes import REGIONS
from sim.ensemble import Ensemble
from sim.labels import NATION, Label, filled
from sim.measures import Array
from sim.results.units import Unit, reader_unit

VALUE_ADDED: Final = "Value Added|Manufacturing"
PRODUCTIVITY: Final = "Labour Productivity|Manufacturing"
TFP: Final = "Total Factor Productivity|Manufacturing"
EMPLOYMENT: Final = "Employment|Manufacturing"
BAND: Final = (0.05, 0.95)
FEWEST: Final = next(runs for runs in count(2) if 2.0 * (1 + runs) / 2.0**runs <= 1.0 - (BAND[1] - BAND[0]))
"""Runs from which an effect may be told from none, and two plans from each other: 8.

With n runs the ends of the band lie between the two outermost runs at either side (n <= 20), so that zero lies outside
it when n or n - 1 runs point one way. Where there is no effect this happens by chance with a probability of at most
2 (1 + n) / 2^n: .07 with 8 runs, .125 with 7, .375 with 5, above the tenth that a 90 % band leaves. With normal
differences it is 53 % with 2 runs, 15 % with 4, 8 % with 5, 1 % with 8.
"""
NO_VERDICT: Final = Label("too few runs for a verdict", "실행이 적어 판정하지 않음")
NO_SIGNS: Final = Label(
    f"hollow, hatched, ?: fewer than {FEWEST} runs, too few for a verdict",
    f"속 빈 기호·빗금·?: 실행이 {FEWEST}회 미만이어서 판정하지 않음",
)
"""What the signs of a figure say where there are too few runs."""
EFFECT_DIGITS: Final = 2
"""Decimals of an effect in %, wherever readers see it."""
REPORT_YEARS: Final = ("2030", "2035")
HEADLINE_YEARS: Final = ("2022", "2025", "2030", "2035")
REPEATS: Final = Label(
    "adds nothing to {others}; charged {share} % of what they cost together",
    "{others}에 더하는 효과 없음, 함께 드는 비용의 {share}% 부담",
)
REPEATS_FREE: Final = Label("adds nothing to {others}", "{others}에 더하는 효과 없음")


def direction(mean: float) -> int:
    """1: gains, -1: loses, 0: neither, as the mean effect shows as zero at the printed precision.

    >>> [direction(mean) for mean in (0.005001, 0.0049, 0.0, -0.0049, -0.2)]
    [1, 0, 0, 0, -1]
    """
    return int(np.sign(round(float(mean), EFFECT_DIGITS)))


def verdict(mean: float, low: float, high: float, runs: int) -> int:
    """1: more, -1: less, 0: cannot be told from none, as the band holds zero or the mean shows as zero.

    From fewer than `FEWEST` runs no effect is told from none.

    >>> bands = ((0.2, 0.1, 0.3), (0.2, -0.1, 0.3), (0.002, 0.001, 0.003), (-0.2, -0.3, -0.1))
    >>> [verdict(*found, runs=8) for found in bands], verdict(*bands[0], runs=7)
    ([1, 0, 0, -1], 0)
    """
    return 0 if low <= 0.0 <= high or runs < FEWEST else direction(mean)


@dataclass(frozen=True)
class Effect:
    """Mean and 90 % band over paired replications, in % of the scenario compared with (shares: in points)."""

    mean: float
    low: float
    high: float
    runs: int
    """Replications behind it."""

    @property
    def few(self) -> bool:
        """Whether there are too few runs for a verdict."""
        return self.runs < FEWEST

    @property
    def clear(self) -> bool:
        """The band does not hold zero."""
        return self.low > 0.0 or self.high < 0.0

    @property
    def side(self) -> int:
        """What headlines, tables, words and maps call it (`verdict`)."""
        return verdict(self.mean, self.low, self.high, self.runs)

    @staticmethod
    def of(draws: Array) -> Effect:
        """From one number per replication."""
        low, high = np.quantile(draws, BAND)
        return Effect(float(draws.mean()), float(low), float(high), int(np.size(draws)))


def unit_of(ensemble: Ensemble, variable: str, area: str = NATION) -> Unit:
    """The unit of a variable of this run, for readers."""
    return reader_unit(ensemble.keys[ensemble.rows[variable, area]][2])


def effect_draws(ensemble: Ensemble, variable: str, area: str = NATION) -> Array:
    """(replications, years) paired effect: % of the scenario compared with; percentage points of a share."""
    unit = unit_of(ensemble, variable, area)
    if unit.share:
        return ensemble.effect(variable, area) * unit.factor
    return ensemble.effect(variable, area, percent=True)


def effect(ensemble: Ensemble, variable: str, year: str, area: str = NATION) -> Effect:
    """Effect on a variable in one year."""
    return Effect.of(effect_draws(ensemble, variable, area)[:, ensemble.years.index(year)])


def level(ensemble: Ensemble, variable: str, year: str, area: str = NATION, member: int = -1) -> Effect:
    """Level of a variable in one year, in the unit of readers, with its band."""
    draws = ensemble.values(variable, area, member)[:, ensemble.years.index(year)]
    return Effect.of(draws * unit_of(ensemble, variable, area).factor)


def _told(marked: Sequence[str], years: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(year for year in marked if year in years), years[-1])))


def report_years(years: Sequence[str]) -> tuple[str, ...]:
    """2030 and 2035 as far as they lie within a run of these years, and its last year."""
    return _told(REPORT_YEARS, years)


def headline_years(years: Sequence[str]) -> tuple[str, ...]:
    """2022, 2025, 2030 and 2035 as far as they lie within a run of these years, and its last year."""
    return _told(HEADLINE_YEARS, years)


def by_region(ensemble: Ensemble, variable: str, year: str) -> dict[str, Effect]:
    """Effect in each si/do, largest first."""
    found = {region: effect(ensemble, variable, year, region) for region in REGIONS}
    return dict(sorted(found.items(), key=lambda item: -item[1].mean))


def repeats(ensemble: Ensemble) -> dict[str, Label]:
    """Levers that change nothing beside others of the plan -> the others, and the part of the joint cost charged."""
    costs, found = cost_by_lever(ensemble), {}
    for lever, others in ensemble.repeated.items():
        own = costs[lever].sum() if lever in costs else 0.0
        total = own + sum(costs[other].sum() for other in others if other in costs)
        share = f"{100.0 * own / total:.0f}" if total else ""
        found[lever] = filled(REPEATS if total else REPEATS_FREE, others=", ".join(others), share=share)
    return found


def cost_by_lever(ensemble: Ensemble) -> dict[str, Array]:
    """(years,) mean gross cost of each lever of the scenario that costs anything, billion won, costliest first.

    Levers that cost as much follow their names, in whatever order the file has them.
    """
    costs = {lever: ensemble.values(f"Fiscal Cost|{lever}").mean(axis=0) for lever in ensemble.strengths}
    costs = {lever: path for lever, path in costs.items() if np.any(path != 0.0)}
    return dict(sorted(costs.items(), key=lambda item: (-float(np.abs(item[1]).sum()), item[0])))
