"""A scenario as the model and the report read it: plain data, nothing of files or validation left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.files.problems import Problem
from sim.labels import Label
from sim.scenario.quarters import Horizon

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Lever:
    """A pledge that acts: one mechanism with scope, timing and strength. Quarters count from Q1 of the base year."""

    id: str
    """Of the pledge."""
    lever: str
    """Name of the mechanism in `sim.levers.REGISTRY`."""
    status: str
    """`modelled` or `sized_to_evidence`."""
    says: Mapping[str, str]
    source: str
    regions: Mask
    """(R,) the si/do reached; an establishment is reached if region, sector and size are and it carries every tag."""
    sectors: Mask
    """(S,)"""
    sizes: Mask
    """(Z,)"""
    tags: tuple[str, ...]
    start: int
    lag: int
    ramp: int
    end: int | None
    """Last quarter of the measure; None: it stays."""
    weak: float
    central: float
    strong: float
    unit: str
    by: int | None
    evidence: tuple[str, ...]
    money: float | None
    """Announced, billion won; None where the source states none."""
    money_per_year: bool
    probability: float
    """Of enactment."""
    more_tags: int = 0
    """Bits of tags on top of `tags`, for groups that no plan can name: a trial (`sim.compare.additionality`)."""
    overlap: str | None = None
    """Group of pledges that are one measure under several names: of its members the strongest counts."""


@dataclass(frozen=True, eq=False)
class Target:
    """An announced goal. Quarters count from Q1 of the base year."""

    id: str
    says: Mapping[str, str] | None
    source: str | None
    indicator: str
    """Published name of the outcome (`sim.indicators.CODELIST`)."""
    regions: Mask
    sectors: Mask
    sizes: Mask
    tags: tuple[str, ...]
    change: float | None
    """Relative to the year of `since`."""
    level: float | None
    since: int
    by: int
    acts_from: int = 0
    """First quarter in which a measure of the plan acts."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """A validated, resolved scenario."""

    id: str
    title: Mapping[str, str]
    horizon: Horizon
    levers: tuple[Lever, ...]
    targets: tuple[Target, ...]
    assume: Mapping[str, float | Array]
    """World assumptions by parameter name: a number, or one value per quarter of the horizon."""
    uncertain: Mapping[str, tuple[float, float, float]]
    """(low, central, high) of parameters sampled per run."""
    timing_basis: str
    enactment: str
    pledges: tuple[Mapping[str, Any], ...]
    """Every row of the plan as written, those without a lever too (for the coverage table)."""
    sources: Mapping[str, Mapping[str, Any]]
    """Entries of sources.yaml that the plan cites."""
    compare_with: Path | None
    """File of the scenario to run beside this one."""
    problems: tuple[Problem, ...]
    """Warnings, with their places."""
    path: Path
    files: Mapping[str, str]
    """Name -> text of everything read: the file as given, its parents, CSV files, and `<id>.resolved.yaml`, in which
    each leaf is followed by the file and line it came from."""
    origins: Mapping[str, str]
    """Path of each leaf of the resolved scenario -> `file:line`."""
    grades: Mapping[str, str] = field(default_factory=dict)
    """Evidence that the plan cites -> the grade that counts, A to C."""
    unplaced: Mapping[str, float] = field(default_factory=dict)
    """Pledges that offer more for shares than public funds may hold in their scope -> about how much, trillion won."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Pledges that do not act before the run ends -> the quarter in which they first would, counted from year 0."""

    @property
    def warnings(self) -> tuple[Label, ...]:
        """Warnings, one line each, for manifest and report."""
        return tuple(problem.sentence() for problem in self.problems)
