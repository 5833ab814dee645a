"""Labour market by region and skill: supply, vacancies, hires, wages, migration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS
from sim.kernels.jobs import hire, seek_staff
from sim.kernels.labour import find_staff, follow_target, live_and_work, move_people
from sim.numerics import exp, log
from sim.parameters import Parameters
from sim.state import Firms, Labour, Structure

Array = NDArray[np.float64]


def opening_labour(structure: Structure, firms: Firms, growth: float, parameters: Parameters) -> Labour:
    """Pools of the base year: unemployment from the labour force survey and workplace employment by commuting."""
    force = structure.labour_force.copy()
    by_skill = firms.by_cell(firms.employment) @ structure.skill_share
    employed = structure.commuting.T @ by_skill
    force = force.sum(axis=1, keepdims=True) * employed / employed.sum(axis=1, keepdims=True)
    unemployed = force - employed
    if unemployed.min() <= 0.0:
        raise ValueError("more employed residents than labour force in a region: check commuting and employment")
    planned = (parameters.separation_rate + growth) * by_skill
    separated = parameters.separation_rate * by_skill
    seekers = structure.commuting @ (parameters.job_finding * unemployed) + separated
    return Labour(
        force=force,
        unemployed=unemployed,
        wage=np.ones_like(force),
        migration_stock=np.zeros(N_REGIONS),
        graduates=np.zeros(N_REGIONS),
        foreign_workers=np.zeros(N_REGIONS),
        visa_staff=np.zeros(N_REGIONS),
        settled=np.zeros(N_REGIONS),
        talent=np.zeros((N_REGIONS, N_SECTORS)),
        fill_rate=np.ones_like(force),
        base_tightness=planned / seekers,
        base_unemployment=unemployed / force,
        productivity=1.0,
        base_employed=employed.sum(axis=1),
    )


def employ(
    firms: Firms, labour: Labour, structure: Structure, growth: float, parameters: Parameters,
    found: Array | float = 0.0, faster: Array | float = 0.0
) -> Array:  # fmt: skip
    """Vacancies, hires and layoffs of the quarter; writes employment and fill rates, returns employment (R, P).

    Each firm follows `plan_staff`; g is the expected growth of jobs a quarter (balanced-growth variant only). Hires are
    planned hires times the fill rate of the workplace's pools, weighted by the sector's skills. found (R residence,):
    rise of the outflow rate from unemployment; faster (R workplace,): cut of vacancy duration.
    """
    speeds = (growth, parameters.employment_adjustment, parameters.separation_rate)
    f, lab, (wanted, leaving, fill, staff) = firms, labour, np.empty((4, N_CELLS))
    seek_staff(f.cell_start, f.weight, f.employment, f.desired_employment, f.separated, *speeds, wanted, leaving)
    finding = np.minimum(np.full(N_REGIONS, parameters.job_finding) + found, 1.0)
    find_staff(
        wanted, leaving, structure.skill_share, structure.commuting, lab.unemployed, finding,
        np.zeros(N_REGIONS) + faster, lab.base_tightness, parameters.matching_curvature, lab.fill_rate, fill,
    )  # fmt: skip
    hire(f.cell_start, f.weight, f.desired_employment, *speeds, fill, f.employment, staff)
    return staff.reshape(N_REGIONS, N_PRODUCTS)


def count_unemployed(
    staff: Array, labour: Labour, structure: Structure, working_age: Array, parameters: Parameters
) -> None:
    """Employed residents by commuting, labour force and unemployment (R, K) after hiring; staff (R, P).

    Plants come with their staff, and commuters are hired by shares of the base year, so jobs may outrun the labour
    force of a region; whom it lacks comes from outside the labour force.
    """
    moved = labour.migration_stock + labour.graduates
    live_and_work(
        staff.reshape(-1), structure.skill_share, structure.commuting, structure.labour_force, working_age, moved,
        labour.foreign_workers, labour.base_employed, parameters.participation_response, parameters.least_unemployment,
        labour.force, labour.unemployed,
    )  # fmt: skip


def smooth_productivity(output_per_worker: float, growth: float, adjustment: float, labour: Labour) -> None:
    """Productivity that wages follow: ln y <- ln y + g + phi (ln(output per worker) - ln y - g)."""
    now, then = log(np.array([output_per_worker, labour.productivity]))
    labour.productivity = float(exp(np.array([then + growth + adjustment * (now - then - growth)]))[0])


def move_wages(
    labour: Labour,
    structure: Structure,
    anchor: float,
    consumer: float,
    shift: float,
    growth: float,
    parameters: Parameters,
) -> Array:
    """Move wage indices to their target; returns that of the skills of each cell (cells,).

    growth: expected nominal wage growth a quarter (anchored inflation plus trend productivity).
    """
    p, index = parameters, np.empty(N_CELLS)
    follow_target(
        labour.force, labour.unemployed, structure.commuting, labour.base_unemployment, labour.base_employed,
        structure.labour_force, p.least_unemployment, (anchor, consumer, labour.productivity, shift),
        (p.wage_indexation, p.wage_curve, p.wage_cycle), growth, p.wage_adjustment, structure.skill_share, labour.wage,
        index,
    )  # fmt: skip
    return index


def migrate(
    labour: Labour, structure: Structure, working_age: Array, parameters: Parameters, pay: Array | float = 1.0
) -> None:
    """Net migration towards higher relative wages and better job chances; persons sum to zero.

    pay (R workplace,): wages with regional wage floors over those with the national one.
    """
    move_people(
        labour.wage, labour.unemployed, labour.force, labour.base_unemployment, structure.commuting,
        np.ones(N_REGIONS) * pay, structure.labour_force, working_age, parameters.migration_elasticity,
        parameters.migration_long_run, parameters.migration_limit, labour.migration_stock,
    )  # fmt: skip
