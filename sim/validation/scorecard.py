"""The scorecard: every comparison of the protocol as a row, and what is shown beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_SECTORS, REGIONS
from sim.validation import scores
from sim.validation.hindcasts import HORIZON, Hindcast, blind_economy, until
from sim.validation.observed import FIRST, Target, targets
from sim.validation.rivals import rivals_of

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Growth = Mapping[int, Array]
SETS = {1: "unconditional", 2: "given exports", 3: "given the nation"}
NATION_RIVAL = "R3 national drift"
BANDS = {"50 %": (25.0, 75.0), "90 %": (5.0, 95.0)}
BAR_PRIMARY, BAR_QUIET, BAR_FIRST, BAR_RELATIVE = 0.95, 0.90, 1.05, 1.0
"""Bars of the protocol: primary, without paths that cross 2020, one year ahead, deviations from the nation."""
CALIBRATED = {"50 %": (0.40, 0.60), "90 %": (0.80, 0.97)}
SERIES = {"V1": "regions", "V3": "groups", "V4": "jobs"}


@dataclass(frozen=True)
class Row:
    """One comparison with the best rival."""

    information: int
    target: str
    what: str
    horizons: str
    sample: str
    result: scores.Ratio
    effective: float
    bar: float | None = None

    @property
    def verdict(self) -> str:
        """Met, missed, or nothing where the protocol sets no bar."""
        if self.bar is None:
            return ""
        met = self.result.ratio < self.bar if self.bar == BAR_RELATIVE else self.result.ratio <= self.bar
        return "met" if met else "MISSED"


@dataclass(frozen=True)
class Cover:
    """Coverage of one band."""

    band: str
    sample: str
    horizons: str
    result: scores.Coverage

    @property
    def calibrated(self) -> bool:
        """Whether the share counts as calibrated by the protocol."""
        low, high = CALIBRATED[self.band]
        return low <= self.result.plain <= high


@dataclass(frozen=True)
class Scorecard:
    """All rows, coverage, errors of V1 by region, and the model's own misfit of the base years."""

    rows: tuple[Row, ...]
    coverage: tuple[Cover, ...]
    regions: tuple[tuple[str, float, float, float], ...]
    """Region, mean error and root mean square at h = 2-3 (set 1), weight."""
    misfit: dict[int, float]
    """Largest relative deviation of a simulated si/do from its official value added in the base year."""
    exports_gap: dict[int, float]
    """Set 2: largest gap between mean simulated and observed export volume, log points."""

    @property
    def primary(self) -> Row:
        """The row that decides."""
        return next(row for row in self.rows if row.bar == BAR_PRIMARY)


def mean_growth(found: Hindcast, target: Target) -> Growth:
    """Point forecasts of a target: mean of log growth over replications, (n, H) by origin."""
    if target.name in SERIES:
        return {o: found.growth(o, SERIES[target.name]).mean(axis=0) for o in found.runs}
    name = {"V2": "regions", "V4n": "jobs"}[target.name]
    out = {}
    for origin, runs in found.runs.items():
        logs = np.log(getattr(runs, name).sum(axis=2))
        out[origin] = (logs[:, 1:] - logs[:, :1]).mean(axis=0)[None, :]
    return out


def given_nation(target: Target, growth: Growth) -> Growth:
    """Set 3: own deviation from the weighted mean plus the true growth of the nation."""
    out = {}
    for origin, path in growth.items():
        at = origin - FIRST
        weights = target.weights[:, at]
        true = target.total[at + 1 : at + 1 + path.shape[1]] - target.total[at]
        out[origin] = path - weights @ path + true
    return out


def rival_growth(target: Target, origins: Sequence[int]) -> dict[str, Growth]:
    """Forecasts of every rival from what was known at each origin."""
    return {
        name: {origin: rival(target.to(origin), until(origin) - origin) for origin in origins}
        for name, rival in rivals_of(target).items()
    }


def cells(origins: Sequence[int], horizons: Sequence[int], quiet: bool = False) -> Mask:
    """(origins, H) the chosen horizons; `quiet`: without paths that cross 2020."""
    out = np.zeros((len(origins), HORIZON), dtype=bool)
    out[:, [h - 1 for h in horizons]] = True
    return out & ~scores.crosses_break(origins, HORIZON) if quiet else out


def _padded(target: Target, origins: Sequence[int], growth: Growth) -> scores.Errors:
    found = scores.errors(target, origins, growth)
    lacking = HORIZON - found.values.shape[1]
    values = np.pad(found.values, ((0, 0), (0, lacking), (0, 0)), constant_values=np.nan)
    return scores.Errors(found.origins, values, found.weights)


Add = Callable[..., None]


def _regional_rows(add: Add, gyeonggi: Mask, seoul: Mask) -> None:
    """Rows of V1 in set 1: the claims of the protocol with all samples."""
    for sample, kept in (("all", None), ("without Gyeonggi", gyeonggi), ("without Seoul", seoul)):
        whole = sample == "all"
        add("2-3", (2, 3), sample, kept, bar=BAR_PRIMARY if whole else None)
        add("2-3", (2, 3), f"{sample}, not across 2020", kept, quiet=True, bar=BAR_QUIET if whole else None)
        add("1", (1,), sample, kept, bar=BAR_FIRST if whole else None)
        add("2-3", (2, 3), sample, kept, relative=True, against=NATION_RIVAL, bar=BAR_RELATIVE if whole else None)
    for horizon in range(2, HORIZON + 1):
        add(str(horizon), (horizon,), "all", None)


def _rows(information: int, target: Target, growth: Growth, origins: Sequence[int]) -> list[Row]:
    others = rival_growth(target, origins)
    if information == 3:
        growth, others = given_nation(target, growth), {k: given_nation(target, v) for k, v in others.items()}
    own = _padded(target, origins, growth)
    rivals = {name: _padded(target, origins, path) for name, path in others.items()}
    rows: list[Row] = []

    def add(
        label: str, horizons: Sequence[int], sample: str, kept: Mask | None, *, quiet: bool = False,
        relative: bool = False, against: str | None = None, bar: float | None = None,
    ) -> None:  # fmt: skip
        """One row, where there is data."""
        chosen = cells(origins, horizons, quiet)
        if not (chosen & np.isfinite(own.squares(kept))).any():
            return
        squares = {name: found.squares(kept, relative) for name, found in rivals.items()}
        result = scores.compare(own.squares(kept, relative), squares, chosen, against)
        weights = own.weights if kept is None else own.weights[:, kept]
        effective = scores.effective_observations(weights, chosen & np.isfinite(own.squares(kept)))
        what = "deviations from the nation" if relative else target.title
        rows.append(Row(information, target.name, what, label, sample, result, effective, bar))

    if target.name == "V1" and information == 1:
        names = np.array(REGIONS)
        _regional_rows(add, names != "Gyeonggi", names != "Seoul")
    else:
        add("1", (1,), "all", None)
        add("2-3", (2, 3), "all", None)
        add("4-5", (4, 5), "all", None)
        if target.name == "V1":
            add("2-3", (2, 3), "without Gyeonggi", np.array(REGIONS) != "Gyeonggi")
    return rows


def _coverage(found: Hindcast, target: Target, origins: Sequence[int]) -> list[Cover]:
    out = []
    weights = np.array([target.weights[:, o - FIRST] for o in origins])
    for band, (low, high) in BANDS.items():
        inside = np.full((len(origins), HORIZON, len(target.labels)), np.nan)
        for number, origin in enumerate(origins):
            runs, at = found.growth(origin, "regions"), origin - FIRST
            real = target.logs[:, at + 1 : at + 1 + runs.shape[2]] - target.logs[:, at : at + 1]
            bottom, top = np.percentile(runs, (low, high), axis=0)
            inside[number, : runs.shape[2]] = ((bottom <= real) & (real <= top)).T
        for sample, kept in (("all", slice(None)), ("without Gyeonggi", np.array(REGIONS) != "Gyeonggi")):
            for label, horizons in (("1", (1,)), ("2", (2,)), ("3", (3,)), ("1-3", (1, 2, 3))):
                chosen = cells(origins, horizons)
                if np.isfinite(inside[chosen]).any():
                    shares = scores.coverage(inside[:, :, kept], weights[:, kept], chosen)
                    out.append(Cover(band, sample, label, shares))
    return out


def build(free: Hindcast, conditional: Hindcast | None) -> Scorecard:
    """The scorecard from the runs of set 1 and, where there are, of set 2."""
    origins = tuple(free.runs)
    rows: list[Row] = []
    for target in targets():
        rows += _rows(1, target, mean_growth(free, target), origins)
        if conditional is not None:
            rows += _rows(2, target, mean_growth(conditional, target), origins)
        if target.name == "V1":
            rows += _rows(3, target, mean_growth(free, target), origins)
    regional = targets()[0]
    errors = _padded(regional, origins, mean_growth(free, regional))
    window = errors.values[:, 1:3]
    known = np.isfinite(window).any(axis=(0, 1))
    table = tuple(
        (name, float(np.nanmean(window[:, :, r])), float(np.sqrt(np.nanmean(window[:, :, r] ** 2))),
         float(errors.weights[:, r].mean()))
        for r, name in enumerate(REGIONS) if known[r]
    )  # fmt: skip
    return Scorecard(
        tuple(rows), tuple(_coverage(free, regional, origins)), table, _misfit(free), _exports_gap(conditional)
    )


def _misfit(found: Hindcast) -> dict[int, float]:
    out = {}
    for origin, runs in found.runs.items():
        official = blind_economy(origin).value_added_region[:, :N_SECTORS].sum(axis=1)
        out[origin] = float(np.abs(runs.regions[:, 0].mean(axis=0) / official - 1.0).max())
    return out


def _exports_gap(found: Hindcast | None) -> dict[int, float]:
    from sim.validation.observed import export_growth

    if found is None:
        return {}
    growth, out = export_growth(), {}
    for origin, runs in found.runs.items():
        logs = np.log(runs.exports)
        path = (logs[:, 1:] - logs[:, :1]).mean(axis=0)
        real = np.cumsum([growth[year] for year in range(origin + 1, origin + 1 + path.size)])
        out[origin] = float(np.abs(path - real).max())
    return out


def summary(card: Scorecard) -> dict[str, Any]:
    """The decisive numbers, by name."""
    return {
        f"{row.target} set {row.information} h {row.horizons} {row.what}, {row.sample}": {
            "ratio": row.result.ratio,
            "interval": [row.result.low, row.result.high],
            "bar": row.bar,
            "verdict": row.verdict,
        }
        for row in card.rows
        if row.bar is not None
    }
