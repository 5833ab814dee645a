"""Announced targets, judged in every run and never forced.

A target names an outcome of `sim.indicators`, a scope, and what was promised by when: a level, or a relative change
since a quarter. Figures of a year are judged on the last whole year at the date, numbers of establishments in the
quarter itself. The path of a target has one value a quarter, so that the year in which it is first met can be told:

    value(t)    = the indicator over the scope, at quarter t (nan before the first year ends)
    required(t) = the level;  or  (1 + change) x value(since)
    met(t)      = value(t) >= required(t), or <= where the promise is a fall (a negative change; a level of an outcome
                  that should be low, such as a rank)

**Plants of a stage** (`tags: [ai_factory]`). Few plants of the base year are AI factories, and other plants join them
under a plan than without it, so a change of their productivity is counted against the same plants, in per cent:

    value(t)    = 100 (productivity(t) / base(t) - 1)
    required(t) = 100 change

where base(t) is what the persons of today's AI factories would make with the base-year productivity of their own
plants.

**Not judged.** A target due before any measure of its plan acts says nothing about the plan (`is_judged`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from sim.codes import N_PRODUCTS, N_REGIONS
from sim.indicators import CODELIST, FISCAL_NET, Indicator
from sim.measures import MEMBERS, QUARTERS, Array, Block, Official, Panel, PanelError
from sim.recorder import Recorder
from sim.scenario.types import Mask, Target
from sim.world_rank import exporters

SAME_PLANTS: Final = "Labour Productivity|Manufacturing"
"""The outcome whose change is defined for plants of a stage."""
SAME_PLANTS_UNIT: Final = "% above the base year of the same plants"
"""Unit of value and required value of such a change."""
SCALE: Final = 10.0
"""Times of what a run begins with, or parts of it, beyond which a level is probably in another unit."""
_PERCENT: Final = 100.0


@dataclass(frozen=True)
class Paths:
    """Values of the targets of a run, (targets, quarters) each."""

    value: Array
    required: Array


def falls(target: Target) -> bool:
    """Whether the promise is to go down."""
    return target.change < 0.0 if target.change is not None else CODELIST[target.indicator].lower


def is_judged(target: Target) -> bool:
    """Whether some measure of the plan acts by the date of the target."""
    return target.by >= target.acts_from


def opening(target: Target) -> int:
    """Last quarter of the opening: of the base year, or the last before a measure acts; at least the first value."""
    return max(first_quarter(target.indicator), min(QUARTERS, target.acts_from) - 1)


def unit_of(target: Target) -> str:
    """Unit of value and required value; `{base}` stands for the base year."""
    return SAME_PLANTS_UNIT if target.change is not None and target.tags else CODELIST[target.indicator].unit


def evaluate(targets: Sequence[Target], panel: Panel, reference: Panel, official: Official) -> Paths:
    """Paths of all targets in one run; `reference` is the run that the net fiscal cost is counted from."""
    found = [_paths(target, panel, official) for target in targets]
    for (value, _), target in zip(found, targets, strict=True):
        if target.indicator == FISCAL_NET:
            value -= _paths(target, reference, official)[0]
    length = np.asarray(panel["employment"]).shape[0]
    both = np.array(found).reshape(len(targets), 2, length)
    return Paths(both[:, 0], both[:, 1])


def met(targets: Sequence[Target], value: Array, required: Array) -> Array:
    """(..., targets, quarters) whether each target is met in each quarter; an undefined value does not meet it."""
    down = np.array([falls(target) for target in targets], dtype=bool)[:, None]
    return np.where(down, value <= required, value >= required)


def _paths(target: Target, panel: Panel, official: Official) -> tuple[Array, Array]:
    value = _values(target, panel, official)
    if target.level is not None:
        return value, np.full_like(value, target.level)
    assert target.change is not None
    if target.tags:
        base = {**panel, _stage(target, "value_added_volume"): panel[_stage(target, "value_added_base")]}
        with np.errstate(divide="ignore", invalid="ignore"):  # no plant of the stage yet: undefined
            above = _PERCENT * (value / _values(target, base, official) - 1.0)
        return above, np.full_like(value, _PERCENT * target.change)
    last = first_quarter(target.indicator)
    start = target.since // (last + 1) * (last + 1) + last
    return value, np.full_like(value, (1.0 + target.change) * value[start])


def first_quarter(indicator: str) -> int:
    """Quarters from the start of a run to the first value of an outcome."""
    return 0 if CODELIST[indicator].count else QUARTERS - 1


def _entry(target: Target) -> Indicator:
    return CODELIST[target.indicator]


def _stage(target: Target, name: str) -> str:
    return f"{target.tags[0]}_{name}"


def _values(target: Target, panel: Panel, official: Official) -> Array:
    """(quarters,) the outcome over the scope; a figure of a year stands from its last quarter to the next."""
    entry = _entry(target)
    length = first_quarter(entry.name) + 1
    with np.errstate(divide="ignore", invalid="ignore"):  # no plant of the stage yet: undefined
        periods = entry.function(_block(target, panel, official, length))[-1]
    if length == 1:
        return np.array(periods)
    late = np.repeat(periods, QUARTERS)
    return np.concatenate([np.full(QUARTERS - 1, np.nan), late])[: late.size]


def _block(target: Target, panel: Panel, official: Official, length: int) -> Block:
    entry, everywhere = _entry(target), bool(target.regions.all())
    sectors = None if target.sectors.all() else target.sectors
    sizes = None if target.sizes.all() else target.sizes
    if entry.national and not (everywhere and sectors is None and sizes is None and not target.tags):
        raise PanelError(f"'{entry.name}' is measured for the whole nation only")
    if len(target.tags) > 1:
        raise PanelError("outcomes are kept by one stage at a time")
    # The nation comes first: shares of the nation and national outcomes read it there.
    members = MEMBERS if entry.national else np.stack([MEMBERS[0], target.regions])
    return Block(panel, official, length, members, sectors, sizes, target.tags[0] if target.tags else "")


# --- what can be measured, asked before anything runs


@dataclass(frozen=True)
class _Probe:
    """Official figures of an economy in which everything is one."""

    base_year: int
    value_added_region: Array
    manufacturing_real_2020: Array
    employment_concept_ratio: Array


@cache
def _ones(base_year: int) -> tuple[Mapping[str, Any], Official]:
    recorder = Recorder(QUARTERS, ())
    for series in recorder.series.values():
        series[:] = 1.0
    recorder.time = QUARTERS
    regions = np.ones(N_REGIONS)
    return recorder.panel(), _Probe(base_year, np.ones((N_REGIONS, N_PRODUCTS)), regions, regions)


def refusal(indicator: str, regions: Mask, sectors: Mask, sizes: Mask, tags: tuple[str, ...], change: bool) -> str:
    """Why a target cannot be judged over this scope; empty when it can. Found by measuring a panel of ones."""
    if change and tags and indicator != SAME_PLANTS:
        return f"a change among plants of a stage is measured for '{SAME_PLANTS}' only"
    target = _asked(indicator, regions, sectors, sizes, tags)
    panel, official = _ones(exporters().year)
    try:
        _values(target, panel, official)
    except PanelError as error:
        return str(error)
    return ""


def _asked(indicator: str, regions: Mask, sectors: Mask, sizes: Mask, tags: tuple[str, ...]) -> Target:
    """A target of which only outcome and scope matter."""
    return Target("", None, None, indicator, regions, sectors, sizes, tags, None, 1.0, 0, QUARTERS - 1)


def first_value(
    indicator: str, regions: Mask, sectors: Mask, sizes: Mask, tags: tuple[str, ...], panel: Panel, official: Official
) -> float:
    """The outcome over a scope in the first year of a panel; nan where the panel does not have what it needs."""
    target = _asked(indicator, regions, sectors, sizes, tags)
    try:
        return float(_values(target, panel, official)[QUARTERS - 1])
    except PanelError:
        return float("nan")


def out_of_scale(level: float, begins: float) -> bool:
    """Whether a level is less than a tenth or more than ten times of what a run begins with: another unit?"""
    return level > 0.0 and begins > 0.0 and not 1.0 / SCALE <= level / begins <= SCALE
