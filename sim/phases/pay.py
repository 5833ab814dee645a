"""Wage floors and wage schedules of the quarter: what policy does to the wages that establishments pay."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import wage_schedules as rules
from sim.agents.wage_schedules import RegionalFloors
from sim.codes import N_CELLS, N_REGIONS
from sim.kernels.wage_schedules import carriers, regional_floor
from sim.kernels.wages import pay
from sim.numerics import exp
from sim.population.tags import TAGS

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
Index = NDArray[np.int64]
_LEAST_FLOOR = 1e-3
"""Lowest floor over the mean wage for which a cost is computed."""


@dataclass(frozen=True)
class Imported:
    """Staff brought from abroad by returning plants."""

    plants: Index
    """(n,) slots."""
    share: Array
    """(n,) beyond the share usual today, share of staff."""


@dataclass(frozen=True)
class WageEffect:
    """Wages with policy over wages without it; the number one, without work, where nothing acts."""

    floor: Array | float = 1.0
    """(N,) of regional wage floors."""
    schedule: Array | float = 1.0
    """(N,) of wage schedules of returning plants and visa staff."""
    imported: Imported | None = None

    @cached_property
    def total(self) -> Array | float:
        """(N,) both together."""
        return self.floor * self.schedule


def wage_growth(m: ManufacturingModel) -> float:
    """Expected growth of wages a quarter: trend productivity and anchored inflation; none in a world without growth."""
    p = m.parameters
    return m.rest_of_world.trend_growth / 4.0 + p.inflation_anchor / 4.0 if m.switches.growth else 0.0


def national_floor(m: ManufacturingModel) -> float:
    """National minimum wage over the mean wage that is expected for the quarter, base year = 1.

        F = M / (W e^g)

    M, W: indices, one in the mean of the base year; W as the last quarter left it, so it grows by g (`wage_growth`)
    first; the opening quarter finds its own. Read before wages move.
    """
    expected = float(exp(wage_growth(m))) if m.quarter > 0 else 1.0
    return float(m.world.minimum_wage / (m.labour.wage.sum() / m.labour.wage.size * expected))


def pay_wages(m: ManufacturingModel, index: Array, floor: float, effect: WageEffect) -> None:
    """Wage of each producer (N,): base wage x wage index of its cell (cells,) x cost of wage floors x schedules.

    floor: the national one. Without growth nothing is passed on, so that the base year repeats itself.
    """
    f, passed = m.firms, m.parameters.wage_floor_pass if m.switches.growth else 0.0
    pay(
        f.cell_start, f.size, m.base.paid_staff, passed, f.floor_cost, f.floor_ratio, floor, _LEAST_FLOOR,
        f.wage_dispersion, m.scratch.same(effect.total), index, f.base_wage, f.wage,
    )  # fmt: skip


def wage_effect(m: ManufacturingModel) -> WageEffect:
    """What the instruments of M5 do to wages this quarter, at the wage level of the last one."""
    if not m.switches.on("M5"):
        return WageEffect()
    factor, imported = schedule(m)
    if not np.count_nonzero(m.policy.wage_floor_cut):
        return WageEffect(schedule=factor, imported=imported)
    return WageEffect(_floor_effect(m), factor, imported)


def _floor_effect(m: ManufacturingModel) -> Array:
    """(N,) wages with regional floors over those with the national one.

    Found once a quarter at a level of the national floor, and again where plants have returned from abroad since.
    """
    f, p, level, kept = m.firms, m.parameters, national_floor(m), m.flow.floors
    cut = np.empty(N_REGIONS)
    rules.used_change(m.policy.wage_floor_cut, p, cut)
    if kept is None or kept.found_at != (m.quarter, level):
        effect, cells = m.scratch.column("wage floors of regions", kept=True), np.arange(N_CELLS)
        m.flow.floors = RegionalFloors((m.quarter, level), effect)
    else:
        begun = np.array([item.slot for item in m.homecoming.projects if item.done <= 1], dtype=np.int64)
        effect, cells = kept.effect, np.unique(f.cell[begun])
    regional_floor(
        cells, f.cell_start, f.size, m.base.paid_staff, p.wage_floor_pass, f.floor_cost, f.floor_ratio, level,
        _LEAST_FLOOR, f.wage_dispersion, cut, p.wage_floor_downward, effect,
    )  # fmt: skip
    return effect


def schedule(m: ManufacturingModel) -> tuple[Array | float, Imported | None]:
    """(N,) wages under schedules of returning plants and visa staff over those without, and staff from abroad."""
    if not m.switches.on("M5"):
        return 1.0, None
    visa, returning = m.policy.visa_wage_cut.of(m.firms), _returning(m)
    factor: Array | float = 1.0 - visa
    if returning is None:
        return factor, None
    back, wages, share = returning
    column = m.scratch.filled("wages by schedule", 1.0) if isinstance(factor, float) else factor
    column[back] *= wages
    return column, Imported(back, share)


def _returning(m: ManufacturingModel) -> tuple[Index, Array, Array] | None:
    """Returning plants (n,), wages under their schedule over those without, staff from abroad beyond what is usual."""
    f, policy, usual = m.firms, m.policy, m.parameters.returning_imported_share
    if not (policy.imported_staff.active or policy.returning_discount.active):
        return None
    slots = m.scratch.column("returning plants").view(np.int64)
    back = slots[: carriers(f.cell_start, f.tags, np.uint64(1 << TAGS["returning"]), slots)].copy()
    share, discount = (one.among(f, back) for one in (policy.imported_staff, policy.returning_discount))
    factor = np.empty(back.size)
    rules.returning_wage(share, usual, discount, np.minimum(f.floor_ratio[back] * national_floor(m), 1.0), factor)
    return back, factor, np.maximum(share - usual, 0.0)


def adoption_factor(m: ManufacturingModel) -> Array | float:
    """(N,) factor of the adoption hazard by what policy does to wages; the number one where nothing acts."""
    effect = wage_effect(m).total
    if isinstance(effect, float):
        return 1.0
    factor = m.scratch.column("adoption: wages")
    rules.adoption_response(effect, m.parameters.adoption_wage_elasticity, factor)
    return factor


def imported_staff(m: ManufacturingModel, effect: WageEffect) -> Array | float:
    """(R,) persons whom returning plants employ from abroad beyond what is usual today; they join the labour force."""
    if effect.imported is None:
        return 0.0
    f, plants = m.firms, effect.imported.plants
    persons = f.weight[plants] * f.employment[plants] * effect.imported.share
    return np.bincount(f.region[plants], persons, N_REGIONS)


def regional_pay(m: ManufacturingModel, effect: WageEffect) -> Array | float:
    """(R,) mean wage of workplaces with regional floors over the one with the national floor: it moves people."""
    if isinstance(effect.floor, float):
        return 1.0
    f = m.firms
    with_floors, without = f.by_cells((f.employment, f.wage, effect.floor), (f.employment, f.wage)).sum(axis=2)
    ratio: Array = with_floors / without
    return ratio
