"""Labour pools by region and skill: matching, labour force, wage curve, migration. R regions, K skills, P products."""

from __future__ import annotations

import numpy as np

from sim.compiled import allocating, kernel
from sim.numerics import exp, log


@kernel
def _to_skills(persons, skill_share, out):  # type: ignore[no-untyped-def]
    """Persons by cell (R x P,) by the skills of the products: out (R, K)."""
    products, kinds = skill_share.shape
    for r in range(out.shape[0]):
        for k in range(kinds):
            total = 0.0
            for p in range(products):
                total += persons[r * products + p] * skill_share[p, k]
            out[r, k] = total


@kernel
def _across(commuting, people, out):  # type: ignore[no-untyped-def]
    """What is by residence (R, K) by workplace: out (R work, K) = commuting (R work, R home) x people.

    With commuting transposed, the other way.
    """
    for r in range(out.shape[0]):
        for k in range(out.shape[1]):
            total = 0.0
            for h in range(commuting.shape[1]):
                total += commuting[r, h] * people[h, k]
            out[r, k] = total


@kernel
def _by_cell(values, skill_share, out):  # type: ignore[no-untyped-def]
    """Mean of values (R, K) over the skills of each cell: out (R x P,)."""
    products, kinds = skill_share.shape
    for c in range(out.size):
        total = 0.0
        for k in range(kinds):
            total += values[c // products, k] * skill_share[c % products, k]
        out[c] = total


@kernel
def fill_rate(tightness, base, curvature, out):  # type: ignore[no-untyped-def]
    """Hires over planned hires relative to the base year (R, K).

        phi(T) = (1 + T^l)^(-1/l),      out = min(1, phi(T) / phi(T0)),      T planned hires / job seekers

    Source: den Haan, Ramey and Watson (2000).

    >>> tightness, found = np.array([[0.5], [1.0], [2.0]]), np.empty((3, 1))
    >>> fill_rate(tightness, np.ones((3, 1)), 1.0, found)
    >>> found.ravel().round(3)  # slack, as in the base year, tight
    array([1.   , 1.   , 0.667])
    """
    for i in range(out.size):
        now = exp(-1.0 / curvature * log(1.0 + exp(curvature * log(max(tightness.flat[i], 1e-9)))))
        then = exp(-1.0 / curvature * log(1.0 + exp(curvature * log(base.flat[i]))))
        out.flat[i] = min(1.0, now / then)


@allocating
def find_staff(  # type: ignore[no-untyped-def]
    wanted, leaving, skill_share, commuting, unemployed, finding, faster, base, curvature, filled, fill
):
    """Fill rates filled (R, K) of the pools and fill (cells,) of the skills of each cell.

    tightness = planned hires / (those who search among the unemployed who commute here + leavers) x (1 - faster)

    wanted and leaving (cells,): planned hires, leavers; finding (R home,): part of the unemployed who are available;
    faster (R work,): cut of vacancy duration; base (R, K): tightness of the base year.
    """
    vacancies, separated, searching = np.empty_like(base), np.empty_like(base), np.empty_like(base)
    _to_skills(wanted, skill_share, vacancies)
    _to_skills(leaving, skill_share, separated)
    seekers = np.empty_like(base)
    for r in range(base.shape[0]):
        for k in range(base.shape[1]):
            searching[r, k] = finding[r] * max(unemployed[r, k], 0.0)
    _across(commuting, searching, seekers)
    for r in range(base.shape[0]):
        for k in range(base.shape[1]):
            seekers[r, k] = vacancies[r, k] / (seekers[r, k] + separated[r, k]) * (1.0 - faster[r])
    fill_rate(seekers, base, curvature, filled)
    _by_cell(filled, skill_share, fill)


@kernel
def labour_force(base, working_age, migration, foreign, employed, base_employed, response, out):  # type: ignore[no-untyped-def]
    """Labour force by region of residence and skill (R, K).

        LF = LF0 N (1 + m) [1 + chi (E / (E0 N (1 + m)) - 1)] + foreign workers

    N index of the population of working age times trend participation, m cumulated net migration, E employed
    residents: a share chi of additional jobs is filled from outside the labour force (encouraged workers).
    """
    for r in range(base.shape[0]):
        structural = working_age[r] * (1.0 + migration[r])
        drawn = 1.0 + response * (employed[r] / (base_employed[r] * structural) - 1.0)
        total = base[r].sum()
        for k in range(base.shape[1]):
            out[r, k] = base[r, k] * (structural * drawn) + foreign[r] * base[r, k] / total


@allocating
def live_and_work(  # type: ignore[no-untyped-def]
    staff, skill_share, commuting, base, working_age, migration, foreign, base_employed, response, least, force,
    unemployed,
):  # fmt: skip
    """Labour force and unemployed (R, K) after hiring; staff (cells,).

        LF <- max(LF, E / (1 - u_min)),      u_min = least: frictional unemployment

    More jobs than people in the labour force: outsiders take them. Skills of the force follow the skills asked for:
    training takes care of the mix.
    """
    here, employed = np.empty_like(base), np.empty_like(base)
    _to_skills(staff, skill_share, here)
    _across(commuting.T, here, employed)
    working = np.empty(base.shape[0])
    for r in range(working.size):
        working[r] = employed[r].sum()
    labour_force(base, working_age, migration, foreign, working, base_employed, response, force)
    for r in range(working.size):
        total = max(force[r].sum(), working[r] / (1.0 - least))
        for k in range(base.shape[1]):
            force[r, k] = total * employed[r, k] / working[r]
            unemployed[r, k] = force[r, k] - employed[r, k]


@kernel
def wage_target(level, unemployment, base, gap, weights, out):  # type: ignore[no-untyped-def]
    """Target wage index by region and skill (R, K).

        ln W* = ln(anchor) + alpha (ln CPI - ln anchor) + ln y + beta_u ln(u / u0) + beta_U 100 (U - U0) + ln shift

    level: price level at anchored inflation, consumer prices, smoothed productivity y, shift; u local and U national
    unemployment rate, gap = U - U0; weights: alpha, beta_u, beta_U per percentage point. Source: wage curve
    (Blanchflower and Oswald 1994; Korea 2002).
    """
    anchor, consumer, productivity, shift = level
    indexation, curve, cycle = weights
    common = log(anchor) + indexation * (log(consumer) - log(anchor)) + log(productivity) + log(shift)
    common += cycle * 100.0 * gap
    for r in range(out.shape[0]):
        for k in range(out.shape[1]):
            out[r, k] = exp(common + curve * log(unemployment[r, k] / base[r, k]))


@allocating
def follow_target(  # type: ignore[no-untyped-def]
    force, unemployed, commuting, base_unemployment, base_employed, base_force, least, level, weights, growth, speed,
    skill_share, wage, index,
):  # fmt: skip
    """Wage indices (R work, K) move to their target, and index (cells,) of the skills of each cell.

        ln W <- ln W + g + phi (ln W* - ln W - g)

    growth g: expected nominal wage growth a quarter; speed phi; unemployment counts as no lower than `least`.
    """
    rate, local, base, target = np.empty_like(wage), np.empty_like(wage), np.empty_like(wage), np.empty_like(wage)
    for r in range(wage.shape[0]):
        for k in range(wage.shape[1]):
            rate[r, k] = max(unemployed[r, k] / force[r, k], least)
    _across(commuting, rate, local)
    _across(commuting, base_unemployment, base)
    gap = unemployed.sum() / force.sum() - (1.0 - base_employed.sum() / base_force.sum())
    wage_target(level, local, base, gap, weights, target)
    for r in range(wage.shape[0]):
        for k in range(wage.shape[1]):
            before = log(wage[r, k])
            wage[r, k] = exp(before + growth + speed * (log(target[r, k]) - before - growth))
    _by_cell(wage, skill_share, index)


@kernel
def migration_flow(income, jobs, moved, elasticity, reach, limit, out):  # type: ignore[no-untyped-def]
    """Net migration of the quarter over the labour force (R,), summing to zero persons by the caller.

        m = mu / 4 [ln(w_r / w) + ln((1 - u_r) / (1 - u)) - M_r / nu],  bounded by limit / 4

    Relative real wages and jobs, both relative to the base year; M_r (R,) who has moved since then. A difference that
    lasts moves mu times it in its first year and nu times it in the end: only some can be moved by it. Source: mu a
    year by Caliendo, Dvorkin and Parro (2019), nu in the long run by Tombe and Zhu (2019), evidence E_migr.
    """
    for r in range(out.size):
        wanted = elasticity / 4.0 * (log(income[r]) + log(jobs[r]) - moved[r] / reach)
        out[r] = min(max(wanted, -limit / 4.0), limit / 4.0)


@allocating
def move_people(  # type: ignore[no-untyped-def]
    wage, unemployed, force, base_unemployment, commuting, pay, base_force, working_age, elasticity, reach, limit, moved
):
    """Net migration of the quarter is added to moved (R,), shares of the labour force; persons sum to zero.

    pay (R work,): factor of wages. Wages and jobs are those that residents commute to, over their national mean.
    """
    count, skills = wage.shape
    people, income, jobs, flow = np.empty(count), np.empty(count), np.empty(count), np.empty(count)
    for h in range(count):
        people[h] = force[h].sum()
        earned, norm = 0.0, 0.0
        for r in range(count):
            earned += commuting[r, h] * (wage[r].sum() / skills * pay[r])
            norm += commuting[r, h]
        income[h] = earned / norm
        jobs[h] = (1.0 - unemployed[h].sum() / people[h]) / (1.0 - base_unemployment[h].sum() / skills)
    everybody = people.sum()
    income /= (income * people).sum() / everybody
    jobs /= (jobs * people).sum() / everybody
    migration_flow(income, jobs, moved, elasticity, reach, limit, flow)
    net = (flow * people).sum() / everybody
    for h in range(count):
        moved[h] += (flow[h] - net) * people[h] / (base_force[h].sum() * working_age[h])
