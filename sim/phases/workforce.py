"""Training, talent, matching and foreign staff of the quarter (M10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import skills as rules
from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS, PRODUCTS
from sim.phases.innovation import moves

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
EDUCATION = PRODUCTS.index("PUBL")
"""Public administration, education and health: what training and placement are bought from."""
MILLION = 1e-3
"""Billion won in a million."""


def _jobs(m: ManufacturingModel) -> Array:
    return rules.manufacturing(m.firms.by_cell(m.firms.employment))


def graduates(m: ManufacturingModel) -> Array:
    """(R,) graduates of higher education a year, persons."""
    out: Array = m.parameters.graduate_rate * m.structure.labour_force.sum(axis=1) * m.world.working_age
    return out


def develop(m: ManufacturingModel) -> Array | float:
    """(N,) effect of training and talent on log TFP; the number zero, without work, where there never was any."""
    f, p, policy, lab = m.firms, m.parameters, m.policy, m.labour
    if not m.switches.on("M10"):
        return 0.0
    if moves(m, "trained", policy.training.active) or moves(m, "skill"):
        rules.train(policy.training.of(f), p, f.trained, f.skill)
        m.moved.add("skill")
    if policy.talent_inflow or np.count_nonzero(policy.graduates_kept) or np.count_nonzero(lab.talent):
        _win_talent(m)
        effect = np.zeros((N_REGIONS, N_PRODUCTS))
        rules.talent_effect(lab.talent, _jobs(m), p.talent_gain, effect[:, :N_SECTORS])
        return f.skill + effect.reshape(-1)[f.cell]
    return f.skill if "skill" in m.moved else 0.0


def _win_talent(m: ManufacturingModel) -> None:
    """People from abroad join the labour force; graduates stay, a part of them in manufacturing as others do."""
    p, lab, policy = m.parameters, m.labour, m.policy
    jobs = _jobs(m)
    people = np.zeros_like(jobs)
    for table in policy.talent_inflow:
        people += rules.spread_people(rules.manufacturing(table), jobs)
    abroad = people.sum(axis=1)
    lab.settled += abroad / rules.QUARTERS - lab.settled / (rules.QUARTERS * p.talent_stay)
    if np.count_nonzero(policy.graduates_kept):
        kept = np.empty(N_REGIONS)
        rules.keep_graduates(policy.graduates_kept, graduates(m), kept)
        lab.graduates += kept / rules.QUARTERS / (m.structure.labour_force.sum(axis=1) * m.world.working_age)
        people += kept[:, None] * jobs / m.firms.by_region(m.firms.employment)[:, None]
    rules.hold_talent(people, p.talent_stay, lab.talent)


def foreign_workers(m: ManufacturingModel, imported: Array | float) -> Array | float:
    """(R,) people in the labour force from abroad beyond the baseline: with returning plants, on visas, talent."""
    if not m.switches.on("M10"):
        return imported
    f, p, policy, lab = m.firms, m.parameters, m.policy, m.labour
    cheap = policy.visa_wage_cut.active and m.switches.on("M5")
    if cheap or np.count_nonzero(policy.foreign_quota) or np.count_nonzero(lab.visa_staff):
        jobs = _jobs(m).sum(axis=1)
        cut = np.zeros(N_REGIONS)
        if cheap:
            lower = f.by_region(f.employment * policy.visa_wage_cut.of(f))
            np.divide(lower, jobs, out=cut, where=jobs > 0.0)
        rules.foreign_staff(jobs, policy.foreign_quota, cut, p.foreign_demand_wage, p, lab.visa_staff)
    return lab.visa_staff + lab.settled + imported


def search(m: ManufacturingModel) -> tuple[Array | float, Array | float]:
    """Rise of the outflow rate from unemployment (R,) and cut of vacancy duration (R,) by policy."""
    if not m.switches.on("M10"):
        return 0.0, 0.0
    return found(m), m.policy.matching


def found(m: ManufacturingModel) -> Array:
    """(R,) rise of the outflow rate from unemployment by policy: no more than those who would not find a job anyway.

    min(sum, 1 - f)
    """
    out: Array = np.minimum(m.policy.reemployment, 1.0 - m.parameters.job_finding)
    return out


def costs(m: ManufacturingModel) -> Array:
    """(P,) what the programmes buy this quarter, billion won, of education and public services."""
    out = np.zeros(N_PRODUCTS)
    if not m.switches.on("M10"):
        return out
    f, policy = m.firms, m.policy
    if policy.training.active:
        out[EDUCATION] += training_money(m, policy.training.of(f))
    if policy.talent_inflow:
        out[EDUCATION] += talent_money(m, sum(float(table.sum()) for table in policy.talent_inflow))
    if np.count_nonzero(policy.graduates_kept):
        out[EDUCATION] += graduate_money(m, policy.graduates_kept)
    if np.count_nonzero(policy.matching):
        out[EDUCATION] += placement_money(m, vacancies(m), policy.matching)
    if np.count_nonzero(policy.reemployment):
        out[EDUCATION] += placement_money(m, m.labour.unemployed.sum(axis=1), found(m))
    return out


def _unit(m: ManufacturingModel) -> float:
    """Billion won of the quarter in one million won of the base year."""
    return MILLION * float(m.prices.domestic[EDUCATION])


def training_money(m: ManufacturingModel, rate: Array | float) -> float:
    """Courses of the quarter: rate (N,) a year x staff x cost of a person."""
    places = m.firms.total(m.firms.employment * rate) / rules.QUARTERS
    return m.parameters.training_cost * places * _unit(m)


def talent_money(m: ManufacturingModel, people: float) -> float:
    """People a year won from abroad x cost of a person."""
    return m.parameters.talent_cost * people * _unit(m) / rules.QUARTERS


def graduate_money(m: ManufacturingModel, share: Array) -> float:
    """Graduates kept x cost of a person; nobody is kept in the Capital hub, so nothing is paid there."""
    kept = float(rules.staying(share, graduates(m)).sum()) / rules.QUARTERS
    return m.parameters.graduate_cost * kept * _unit(m)


def vacancies(m: ManufacturingModel) -> Array:
    """(R,) vacancies that leavers open in a quarter, persons."""
    out: Array = m.parameters.separation_rate * m.firms.by_region(m.firms.employment)
    return out


def placement_money(m: ManufacturingModel, people: Array, effect: Array) -> float:
    """People (R,) served x effect x cost of a person at full effect."""
    return m.parameters.placement_cost * float(people @ effect) * _unit(m)


def paid(m: ManufacturingModel, money: float) -> float:
    """What services ordered for `money` cost: delivered at home, or bought abroad for want of supply."""
    fill = m.flow.cleared.fill[EDUCATION]
    return float(money * (fill + (1.0 - fill) * m.prices.imported[EDUCATION] / m.prices.domestic[EDUCATION]))
