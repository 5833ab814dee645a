"""Labour pools by region and skill."""

from __future__ import annotations

import numpy as np

from sim.numerics import exp, log, power


def _by_cell(values, skill_share, out):
    """Mean over the skills of each cell."""
    out[:] = (values @ skill_share.T).reshape(-1)


def fill_rate(tightness, base, curvature, out):
    """Hires over planned hires relative to the base year."""
    now, then = (
        power(1.0 + power(one, curvature), -1.0 / curvature) for one in (np.maximum(tightness, 1e-9), base)
    )  # fmt: skip
    out[:] = np.minimum(1.0, now / then)


def find_staff(wanted, leaving, skill_share, commuting, unemployed, finding, faster, base, curvature, filled, fill):
    """Fill rates of the pools and of the skills of each cell."""
    vacancies, separated = (one.reshape(-1, skill_share.shape[0]) @ skill_share for one in (wanted, leaving))
    seekers = commuting @ (finding[:, None] * np.maximum(unemployed, 0.0)) + separated
    fill_rate(vacancies / seekers * (1.0 - faster)[:, None], base, curvature, filled)
    _by_cell(filled, skill_share, fill)


def labour_force(base, working_age, migration, foreign, employed, base_employed, response, out):
    """Labour force by region of residence and skill."""
    structural = working_age * (1.0 + migration)
    drawn = 1.0 + response * (employed / (base_employed * structural) - 1.0)
    out[:] = base * (structural * drawn)[:, None] + foreign[:, None] * base / base.sum(axis=1, keepdims=True)


def live_and_work(
    staff, skill_share, commuting, base, working_age, migration, foreign, base_employed, response, least, force,
    unemployed,
):  # fmt: skip
    """Employed residents by commuting; labour force, no smaller than they and frictional unemployment; unemployed."""
    employed = commuting.T @ (staff.reshape(-1, skill_share.shape[0]) @ skill_share)
    working = employed.sum(axis=1)
    labour_force(base, working_age, migration, foreign, working, base_employed, response, force)
    total = np.maximum(force.sum(axis=1), working / (1.0 - least))
    force[:] = (total / working)[:, None] * employed
    unemployed[:] = force - employed


def wage_target(level, unemployment, base, gap, weights, out):
    """Target wage index."""
    anchor, consumer, productivity, shift = log(np.array(level))
    indexation, curve, cycle = weights
    common = anchor + indexation * (consumer - anchor) + productivity + shift + cycle * 100.0 * gap
    out[:] = exp(common + curve * log(unemployment / base))


def follow_target(
    force, unemployed, commuting, base_unemployment, base_employed, base_force, least, level, weights, growth, speed,
    skill_share, wage, index,
):  # fmt: skip
    """Wage indices move to their target; those of the skills of each cell."""
    local = commuting @ np.maximum(unemployed / force, least)
    national, then = unemployed.sum() / force.sum(), 1.0 - base_employed.sum() / base_force.sum()
    target, before = np.empty_like(wage), log(wage)
    wage_target(level, local, commuting @ base_unemployment, national - then, weights, target)
    wage[:] = exp(before + growth + speed * (log(target) - before - growth))
    _by_cell(wage, skill_share, index)


def migration_flow(income, jobs, moved, elasticity, reach, limit, out):
    """Net migration over the labour force."""
    out[:] = np.clip(elasticity / 4.0 * (log(income) + log(jobs) - moved / reach), -limit / 4.0, limit / 4.0)


def move_people(
    wage, unemployed, force, base_unemployment, commuting, pay, base_force, working_age, elasticity, reach, limit, moved
):
    """Net migration of the quarter towards higher relative wages and better job chances."""
    people, flow = force.sum(axis=1), np.empty(moved.size)
    income = commuting.T @ (wage.mean(axis=1) * pay) / commuting.sum(axis=0)
    jobs = (1.0 - unemployed.sum(axis=1) / people) / (1.0 - base_unemployment.mean(axis=1))
    income, jobs = (one / np.average(one, weights=people) for one in (income, jobs))
    migration_flow(income, jobs, moved, elasticity, reach, limit, flow)
    persons = flow * people
    persons -= people * persons.sum() / people.sum()
    moved += persons / (base_force.sum(axis=1) * working_age)
