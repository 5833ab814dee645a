"""What a run's panel says: sums over areas and periods, and the measures built on them.

A run's *panel* is a mapping name -> array whose first axis is the quarter (T). Flows are billion won a quarter,
volumes are at base-year basic prices, persons are persons; R = 17 si/do, P = 25 products, S = 17 manufacturing
sectors, Z = 5 size classes. `Block` sums a panel over areas and periods; an outcome is a function of a block,
so that its quarterly and its annual figures follow from one definition: a ratio is a ratio of sums, a flow of a
year is the sum of its quarters, a quarter's flow is shown at an annual rate, a stock is the mean of the period
(debt: the end of the period).

**KRW_2020.** For an area *a* with volume V_a (base-year prices) the published figure is

    Y_a(t) = V_a(t) / V_a(base) x Y_a^official(base),   V_a(base) = calibrated value added of the base year,

where Y^official is the official chained-2020 value: of the si/do itself (economy.manufacturing_real_2020), and
for hubs and the nation the sum over their si/do (in 2022 0.03 % above the nation's own chained figure). Sectors
and other aggregates (output, exports, investment) take the factor of their area and are therefore *estimated*.
V is additive over areas; Y is **not additive** after the base year, because the factors differ between si/do (a
won of 2022 is 1.38 won of 2020 in refining Jeonnam, 0.999 in Gyeonggi): the nation grows by its own volume index,
as a chained national account would, and not by the sum of regional KRW_2020. Within one area sectors add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.codes import HUBS, N_SECTORS, N_SIZES, REGIONS, SIZES
from sim.recorder import COST_ITEMS

Array = NDArray[np.float64]
Panel = Mapping[str, Any]

QUARTERS: Final = 4
SIZE_SME: Final = slice(0, SIZES.index("300+"))
"""Establishments with fewer than 300 persons."""


class PanelError(Exception):
    """The panel of a run does not have what an indicator needs."""


class Official(Protocol):
    """The official figures of the base year that indicators need (an `OpeningEconomy` has them)."""

    @property
    def base_year(self) -> int:
        """Year of the opening economy."""

    @property
    def value_added_region(self) -> Array:
        """(R, P) nominal value added, billion won a year."""

    @property
    def manufacturing_real_2020(self) -> Array:
        """(R,) manufacturing value added, billion won of 2020 a year."""

    @property
    def employment_concept_ratio(self) -> Array:
        """(R,) manufacturing employment, survey (by residence) over census (by workplace)."""


def yearly(series: Array) -> Array:
    """(years, ...) sums of the four quarters of each year of (quarters, ...)."""
    out: Array = series.reshape(-1, QUARTERS, *series.shape[1:]).sum(axis=1)
    return out


def _members() -> NDArray[np.bool_]:
    rows = [[True] * len(REGIONS)]
    rows += [[region == other for other in REGIONS] for region in REGIONS]
    rows += [[region in HUBS[hub] for region in REGIONS] for hub in HUBS]
    return np.array(rows)


MEMBERS: Final = _members()
"""(areas, R) which si/do belong to an area."""


@dataclass(frozen=True)
class Block:
    """A panel summed over areas and over periods of `length` quarters (4 = years, 1 = quarters).

    With `sectors`, `sizes` or `stage` only a part of manufacturing is summed; a series that is not kept by that part
    raises PanelError.
    """

    panel: Panel
    official: Official
    length: int
    members: NDArray[np.bool_] = field(default_factory=lambda: MEMBERS)
    """(areas, R) which si/do belong to an area; the first area is the nation."""
    chosen_sectors: NDArray[np.bool_] | None = None
    """(S,)"""
    chosen_sizes: NDArray[np.bool_] | None = None
    """(Z,)"""
    stage: str = ""
    """Stage of adoption of `sim.recorder.STAGE_SERIES`."""

    def array(self, name: str) -> Array:
        """Array of the panel, quarters first."""
        full = f"{self.stage}_{name}" if self.stage else name
        if full not in self.panel:
            kept = f"'{name}' is not kept for plants with the tag '{self.stage}'" if self.stage else ""
            raise PanelError(kept or f"the panel of the run has no '{name}'")
        return np.asarray(self.panel[full], dtype=np.float64)

    def periods(self, quarters: Array, kind: str) -> Array:
        """Quarters -> periods: 'flow' (sum, at annual rate), 'mean', or 'end'. Time is the first axis."""
        total, rest = divmod(quarters.shape[0], self.length)
        if rest:
            raise PanelError(f"{quarters.shape[0]} quarters are not whole years")
        shaped = quarters.reshape(total, self.length, *quarters.shape[1:])
        if kind == "flow":
            return shaped.sum(axis=1) * (QUARTERS / self.length)
        if kind == "mean":
            return shaped.mean(axis=1)
        if kind == "end":
            return shaped[:, -1]
        raise ValueError(f"unknown kind of aggregation '{kind}'")

    def scalar(self, name: str, kind: str) -> Array:
        """(1, periods) a national series."""
        return self.periods(self.array(name), kind)[None, :]

    def areas(self, by_region: Array) -> Array:
        """(periods, R, ...) -> (areas, periods, ...) sums over the si/do of each area."""
        return np.stack([by_region[:, inside].sum(axis=1) for inside in self.members])

    def regional(self, name: str, kind: str) -> Array:
        """(areas, periods) sum of a (T, R) or (T, R, ...) array over an area."""
        by_region = self.array(name)
        if by_region.ndim < 2 or by_region.shape[1] != len(REGIONS):
            raise PanelError(f"'{name}' has the shape {by_region.shape}; (quarters, {len(REGIONS)}, ...) was expected")
        parts = by_region.shape[2] if by_region.ndim == 3 else 1
        chosen = {N_SECTORS: self.chosen_sectors, N_SIZES: self.chosen_sizes}.get(parts)
        self._keeps(name, sectors=parts == N_SECTORS, sizes=parts == N_SIZES)
        if chosen is not None:
            by_region = by_region[:, :, chosen]
        return self.areas(self.periods(by_region.reshape(*by_region.shape[:2], -1).sum(axis=2), kind))

    def _keeps(self, name: str, *, sectors: bool = False, sizes: bool = False) -> None:
        for chosen, able, what in ((self.chosen_sectors, sectors, "sector"), (self.chosen_sizes, sizes, "size class")):
            if chosen is not None and not able:
                raise PanelError(f"'{name}' is not kept by {what}")

    def sectors(self, name: str, kind: str) -> Array:
        """(areas, periods, S) manufacturing sectors of a (T, R, P) array."""
        self._keeps(name)
        return self.areas(self.periods(self.array(name)[:, :, :N_SECTORS], kind))

    def _made(self, name: str) -> Array:
        """(T, R) sum over the chosen manufacturing sectors of a (T, R, P) array."""
        self._keeps(name, sectors=True)
        every = self.array(name)[:, :, :N_SECTORS]
        return every.sum(axis=2) if self.chosen_sectors is None else every[:, :, self.chosen_sectors].sum(axis=2)

    def manufacturing(self, name: str, kind: str = "flow") -> Array:
        """(areas, periods) manufacturing total of a (T, R, P) array."""
        return self.areas(self.periods(self._made(name), kind))

    def factor(self) -> Array:
        """(areas, 1) billion KRW_2020 per billion won at base-year prices, see the head of this module."""
        volume = self.official.value_added_region[:, :N_SECTORS].sum(axis=1)
        real = np.asarray(self.official.manufacturing_real_2020)
        return np.array([[real[inside].sum() / volume[inside].sum()] for inside in self.members])

    def real(self, name: str) -> Array:
        """(areas, periods) manufacturing total of a volume, billion KRW_2020 a year."""
        level: Array = self.manufacturing(name) * self.factor()
        return level

    def survey_employment(self) -> Array:
        """(areas, periods) manufacturing persons by the concept of the Regional Employment Survey.

        Workplace persons (establishment census) x the ratio survey / census of the si/do in the base year.
        """
        workplace = self._made("employment")
        return self.areas(self.periods(workplace * self.official.employment_concept_ratio, "mean"))

    def of_year(self, level: Array, year: int) -> Array:
        """Level / its mean over a year of the run; nan when the run does not contain the year."""
        per_year = QUARTERS // self.length
        first = (year - self.official.base_year) * per_year
        if not 0 <= first <= level.shape[-1] - per_year:
            return np.full_like(level, np.nan)
        return np.asarray(level / level[..., first : first + per_year].mean(axis=-1, keepdims=True))

    def index(self, level: Array) -> Array:
        """Level / its mean over the base year."""
        return self.of_year(level, self.official.base_year)


def ratio(numerator: Array, denominator: Array) -> Array:
    """numerator / denominator; nan where the denominator is zero (an area without a single such establishment)."""
    out = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    return np.divide(numerator, denominator, out=out, where=denominator != 0)


def total_factor_productivity(block: Block) -> Array:
    """Value-added TFP of an area's manufacturing by growth accounting, base year = 1.

    d ln A = d ln V - (1 - s) d ln K - s d ln L (Solow 1957; Tornqvist weights: s is the mean of two neighbouring
    periods), V = value-added volume, K = capital, L = workplace persons, s = wage bill / (wage bill + capital income).
    It contains reallocation between the sectors and si/do of the area.
    """
    wages = block.manufacturing("wage_bill")
    share = wages / (wages + block.manufacturing("capital_income"))
    weight = (share[:, 1:] + share[:, :-1]) / 2.0
    growth = [
        np.diff(np.log(level))
        for level in (
            block.manufacturing("value_added_volume"),
            block.manufacturing("capital", "mean"),
            block.manufacturing("employment", "mean"),
        )
    ]
    residual = growth[0] - (1.0 - weight) * growth[1] - weight * growth[2]
    level = np.exp(np.concatenate([np.zeros_like(share[:, :1]), np.cumsum(residual, axis=1)], axis=1))
    return block.index(level)


def theil_index(block: Block) -> Array:
    """Theil's T of labour productivity between the si/do: sum of y ln(y / e), y = share of KRW_2020, e of persons."""
    regions = slice(1, 1 + len(REGIONS))
    value, persons = block.real("value_added_volume")[regions], block.survey_employment()[regions]
    y, e = value / value.sum(axis=0), persons / persons.sum(axis=0)
    return (y * np.log(y / e)).sum(axis=0, keepdims=True)


def sme_productivity_ratio(block: Block) -> Array:
    """Nominal value added per workplace person: establishments under 300 persons / the larger ones."""
    value = block.periods(block.array("value_added_by_size"), "flow")
    persons = block.periods(block.array("employment_by_size"), "mean")
    small = value[:, SIZE_SME].sum(axis=1) / persons[:, SIZE_SME].sum(axis=1)
    large = value[:, SIZE_SME.stop] / persons[:, SIZE_SME.stop]
    return (small / large)[None, :]


def lever_cost(block: Block, lever: str) -> Array:
    """(1, periods) gross fiscal cost of one lever: grants, tax expenditure, subsidy element, losses, administration."""
    ledger = block.panel["fiscal"].get(lever)
    if ledger is None:
        return np.zeros((1, block.array("fiscal_net").shape[0] // block.length))
    cost = np.sum([np.asarray(ledger[item], dtype=np.float64) for item in COST_ITEMS], axis=0)
    return block.periods(cost, "flow")[None, :]


def gross_cost(block: Block) -> Array:
    """(1, periods) gross fiscal cost of all levers of the run."""
    return np.sum(
        [np.zeros((1, block.array("fiscal_net").shape[0] // block.length))]
        + [lever_cost(block, lever) for lever in block.panel["fiscal"]],
        axis=0,
    )
