"""What programmes for people cost in a year, and how many people they are about, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import HUBS, N_SECTORS, REGIONS
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.phases import workforce
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, lever, steps

CAPITAL = np.isin(REGIONS, HUBS["Capital"])
MILLION = 1e-3
"""Billion won."""


def year(economy: OpeningEconomy, parameters: Parameters, name: str, size: float) -> tuple[ManufacturingModel, float]:
    """The model after the base year, and what the lever cost in it, billion won."""
    model = steps(build_model(economy, parameters, lever(name, size), switches=DETERMINISTIC), 4)
    return model, float(model.recorder.panel()["fiscal"]["pledge"]["purchases"].sum())


def manufacturing(model: ManufacturingModel) -> float:
    """Persons."""
    return float(model.firms.by_cell(model.firms.employment)[:, :N_SECTORS].sum())


def test_a_year_of_talent_costs_its_people(economy: OpeningEconomy, parameters: Parameters) -> None:
    _, paid = year(economy, parameters, "talent_inflow", 2000.0)
    assert paid == pytest.approx(2000.0 * parameters.talent_cost * MILLION, rel=0.03)


def test_a_year_of_graduates_who_stay_costs_its_people_and_a_part_of_them_goes_to_factories(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """A tenth of all who finish outside the Capital hub; they work where others of their region do."""
    model, paid = year(economy, parameters, "graduates_kept", 0.1)
    finish = parameters.graduate_rate * model.structure.labour_force.sum(axis=1)
    stay = np.where(CAPITAL, 0.0, 0.1 * finish)
    assert paid == pytest.approx(stay.sum() * parameters.graduate_cost * MILLION, rel=0.03)
    there = model.labour.graduates * model.structure.labour_force.sum(axis=1)
    assert there[~CAPITAL] == pytest.approx(stay[~CAPITAL], rel=0.02)
    assert there.sum() == pytest.approx(0.0, abs=0.01 * stay.sum())
    jobs = model.firms.by_cell(model.firms.employment)
    share = jobs[:, :N_SECTORS].sum(axis=1) / jobs.sum(axis=1)
    found = model.labour.talent.sum(axis=1)
    assert found[~CAPITAL] == pytest.approx((stay * share)[~CAPITAL], rel=0.06)


def test_help_to_find_jobs_costs_those_who_are_helped(economy: OpeningEconomy, parameters: Parameters) -> None:
    """A fifth less time to fill the posts of leavers is paid for a fifth of them; a point more of the unemployed who
    find work in a quarter for that point of them."""
    model, paid = year(economy, parameters, "matching", 0.2)
    leave = 4.0 * parameters.separation_rate * model.firms.total(model.firms.employment)
    assert paid == pytest.approx(0.2 * leave * parameters.placement_cost * MILLION, rel=0.05)
    model, paid = year(economy, parameters, "reemployment", 0.01)
    found = 4.0 * 0.01 * float(model.labour.unemployed.sum())
    assert paid == pytest.approx(found * parameters.placement_cost * MILLION, rel=0.05)


def test_courses_cost_more_when_those_who_teach_do(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = steps(build_model(economy, parameters, lever("training", 0.1), switches=DETERMINISTIC), 40)
    paid = model.recorder.panel()["fiscal"]["pledge"]["purchases"]
    places = model.recorder.panel()["employment"][:, :, :N_SECTORS].sum(axis=(1, 2))
    dearer = (paid / places)[-1] / (paid / places)[0]
    assert dearer > 1.1
    assert dearer == pytest.approx(float(model.prices.domestic[workforce.EDUCATION]) / model.base.level, rel=0.03)


def test_a_quota_that_binds_is_filled_at_its_pace_by_its_share_of_factory_staff(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Three candidates a place: two more places for a hundred of manufacturing staff bring two, not at once."""
    world = parameters.replace(foreign_demand=3.0)
    model = steps(build_model(economy, world, lever("foreign_quota", 0.02), switches=DETERMINISTIC), 1)
    first = float(model.labour.visa_staff.sum()) / (0.02 * manufacturing(model))
    steps(model, 39)
    assert first == pytest.approx(parameters.foreign_arrival, rel=0.01) and first < 0.5
    assert float(model.labour.visa_staff.sum()) == pytest.approx(0.02 * manufacturing(model), rel=0.03)
    assert np.all(model.labour.foreign_workers >= model.labour.visa_staff)


def test_people_from_abroad_are_in_the_labour_force(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Each of them: no more jobs are asked for, so they add to those who look for one."""
    world = parameters.replace(foreign_demand=3.0, participation_response=0.0)
    plain, more = (
        steps(build_model(economy, world, *ls, switches=DETERMINISTIC), 3)
        for ls in ((), (lever("foreign_quota", 0.02),))
    )
    added = more.labour.force.sum() - plain.labour.force.sum()
    assert added == pytest.approx(float(more.labour.visa_staff.sum()), rel=0.02)
