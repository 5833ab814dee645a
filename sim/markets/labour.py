"""Labour market by region and skill: supply, vacancies, hires, wages, migration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS
from sim.kernels.jobs import hire, seek_staff
from sim.numerics import exp, log, power
from sim.parameters import Parameters
from sim.state import Firms, Labour, Structure

Array = NDArray[np.float64]


def labour_force(
    base: Array, working_age: Array, migration: Array, foreign: Array, employed: Array, base_employed: Array,
    response: float, out: Array
) -> None:  # fmt: skip
    """Labour force by region of residence and skill (R, K).

        LF = LF0 N (1 + m) [1 + chi (E / (E0 N (1 + m)) - 1)] + foreign workers

    N index of the population of working age times trend participation, m cumulated net migration, E employed
    residents: a share chi of additional jobs is filled from outside the labour force (encouraged workers).
    """
    structural = working_age * (1.0 + migration)
    drawn = 1.0 + response * (employed / (base_employed * structural) - 1.0)
    out[:] = base * (structural * drawn)[:, None] + foreign[:, None] * base / base.sum(axis=1, keepdims=True)


def fill_rate(tightness: Array, base: Array, curvature: float, out: Array) -> None:
    """Hires over planned hires relative to the base year (R, K).

        phi(T) = (1 + T^l)^(-1/l),      out = min(1, phi(T) / phi(T0)),      T planned hires / job seekers

    Source: den Haan, Ramey and Watson (2000).

    >>> tightness, found = np.array([[0.5], [1.0], [2.0]]), np.empty((3, 1))
    >>> fill_rate(tightness, base=np.ones((3, 1)), curvature=1.0, out=found)
    >>> found.ravel().round(3)  # slack, as in the base year, tight
    array([1.   , 1.   , 0.667])
    """
    both = np.stack((np.maximum(tightness, 1e-9), base))
    now, then = power(1.0 + power(both, curvature), -1.0 / curvature)
    out[:] = np.minimum(1.0, now / then)


def wage_target(
    anchor: float,
    consumer: float,
    productivity: float,
    unemployment: Array,
    base: Array,
    gap: float,
    shift: float,
    parameters: Parameters,
    out: Array,
) -> None:
    """Target wage index by region and skill (R, K).

        ln W* = ln(anchor) + alpha (ln CPI - ln anchor) + ln y + beta_u ln(u / u0) + beta_U 100 (U - U0) + ln shift

    anchor: price level at anchored inflation, y smoothed productivity, u local and U national unemployment rate,
    beta_U per percentage point. Source: wage curve (Blanchflower and Oswald 1994; Korea 2002).
    """
    level = log(np.array([anchor, consumer, productivity, shift]))
    common = (
        level[0]
        + parameters.wage_indexation * (level[1] - level[0])
        + level[2]
        + level[3]
        + parameters.wage_cycle * 100.0 * gap
    )
    out[:] = exp(common + parameters.wage_curve * log(unemployment / base))


def migration_flow(income: Array, jobs: Array, elasticity: float, limit: float, out: Array) -> None:
    """Net migration of the quarter over the labour force (R,), summing to zero persons by the caller.

        m = mu / 4 [ln(w_r / w) + ln((1 - u_r) / (1 - u))],  bounded by limit / 4

    Relative real wages and jobs, both relative to the base year.
    """
    wanted = elasticity / 4.0 * (log(income) + log(jobs))
    out[:] = np.minimum(np.maximum(wanted, -limit / 4.0), limit / 4.0)


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
    f, (wanted, leaving, staff) = firms, np.empty((3, N_CELLS))
    seek_staff(f.cell_start, f.weight, f.employment, f.desired_employment, f.separated, *speeds, wanted, leaving)
    vacancies = wanted.reshape(N_REGIONS, N_PRODUCTS) @ structure.skill_share
    separated = leaving.reshape(N_REGIONS, N_PRODUCTS) @ structure.skill_share
    finding = np.minimum(np.zeros(N_REGIONS) + parameters.job_finding + found, 1.0)[:, None]
    seekers = structure.commuting @ (finding * np.maximum(labour.unemployed, 0.0)) + separated
    tightness = vacancies / seekers * (1.0 - np.zeros(N_REGIONS) - faster)[:, None]
    fill_rate(tightness, labour.base_tightness, parameters.matching_curvature, labour.fill_rate)
    fill = (labour.fill_rate @ structure.skill_share.T).reshape(-1)
    hire(f.cell_start, f.weight, f.desired_employment, *speeds, fill, f.employment, staff)
    return staff.reshape(N_REGIONS, N_PRODUCTS)


def count_unemployed(
    staff: Array, labour: Labour, structure: Structure, working_age: Array, parameters: Parameters
) -> None:
    """Employed residents by commuting, labour force and unemployment (R, K) after hiring; staff (R, P).

        LF <- max(LF, E / (1 - u_min)),      u_min frictional unemployment

    Plants come with their staff, and commuters are hired by shares of the base year, so jobs may outrun the labour
    force of a region; whom it lacks comes from outside the labour force.
    """
    employed = structure.commuting.T @ (staff @ structure.skill_share)
    labour_force(
        structure.labour_force,
        working_age,
        labour.migration_stock,
        labour.foreign_workers,
        employed.sum(axis=1),
        labour.base_employed,
        parameters.participation_response,
        labour.force,
    )
    # more jobs than people in the labour force: outsiders take them, and frictional unemployment stays
    least = employed.sum(axis=1, keepdims=True) / (1.0 - parameters.least_unemployment)
    # skills of the force follow the skills asked for: training takes care of the mix
    total = np.maximum(labour.force.sum(axis=1, keepdims=True), least)
    labour.force[:] = total * employed / employed.sum(axis=1, keepdims=True)
    labour.unemployed[:] = labour.force - employed


def unemployment_rate(labour: Labour, least: float) -> Array:
    """(R, K) unemployment rate, at least that of frictional unemployment."""
    rate: Array = np.maximum(labour.unemployed / labour.force, least)
    return rate


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
    residence = unemployment_rate(labour, parameters.least_unemployment)
    local = structure.commuting @ residence
    base = structure.commuting @ labour.base_unemployment
    national = float(labour.unemployed.sum() / labour.force.sum())
    base_national = 1.0 - float(labour.base_employed.sum() / structure.labour_force.sum())
    target = np.empty_like(labour.wage)
    wage_target(anchor, consumer, labour.productivity, local, base, national - base_national, shift, parameters, target)
    before = log(labour.wage)
    step = log(target) - before - growth
    labour.wage[:] = exp(before + growth + parameters.wage_adjustment * step)
    index: Array = (labour.wage @ structure.skill_share.T).reshape(-1)
    return index


def migrate(
    labour: Labour, structure: Structure, working_age: Array, parameters: Parameters, pay: Array | float = 1.0
) -> None:
    """Net migration towards higher relative wages and better job chances; persons sum to zero.

    pay (R workplace,): wages with regional wage floors over those with the national one.
    """
    wage = structure.commuting.T @ (labour.wage.mean(axis=1) * pay)
    norm = structure.commuting.sum(axis=0)
    real = wage / norm
    force = labour.force.sum(axis=1)
    relative_wage = real / float((real * force).sum() / force.sum())
    unemployment = labour.unemployed.sum(axis=1) / force
    base = labour.base_unemployment.mean(axis=1)
    chance = (1.0 - unemployment) / (1.0 - base)
    relative_jobs = chance / float((chance * force).sum() / force.sum())
    flow = np.empty(N_REGIONS)
    migration_flow(relative_wage, relative_jobs, parameters.migration_elasticity, parameters.migration_limit, flow)
    persons = flow * force
    persons -= force * persons.sum() / force.sum()
    labour.migration_stock += persons / (structure.labour_force.sum(axis=1) * working_age)
