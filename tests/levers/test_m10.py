"""Facts of training, talent, matching and quotas."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim import phases
from sim.agents import skills as rules
from sim.codes import HUBS, N_SECTORS, REGIONS, SECTORS
from sim.model import ManufacturingModel
from sim.parameters import Parameters, load_registry
from sim.phases import workforce
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC
from tests.core.support import BEFORE_INCOMES, advance, build_model, lever, same_panels, steps

from .outcomes import productivity

CAPITAL = np.isin(REGIONS, HUBS["Capital"])


def run(economy: OpeningEconomy, parameters: Parameters, quarters: int, *levers: Lever) -> ManufacturingModel:
    return steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), quarters)


# --- training


@pytest.mark.parametrize("value", ["weak", "default", "strong"])
def test_anchor_e_tr_konings_ten_points_of_trained_staff_are_worth_one_and_a_half_to_three_percent(
    economy: OpeningEconomy, parameters: Parameters, value: str
) -> None:
    """Ten points trained in one year, ten years later, all training kept: per ten points, +.014 to +.032."""
    gain = getattr(load_registry()["training_gain"], value)
    world = parameters.replace(training_fading=0.0, training_gain=gain, training_additionality=1.0)
    plain, taught = (run(economy, world, 40, *levers) for levers in ((), (lever("training", 0.1, end=3),)))
    f = taught.firms
    weight = np.where(f.manufacturing, f.weight, 0.0) * f.output
    points = float(weight @ f.trained / weight.sum()) / 0.1
    assert 0.9 < points <= 1.0
    assert 0.014 < (productivity(taught) - productivity(plain)) / points < 0.032


def test_of_training_with_public_money_a_part_would_have_been_done_anyway(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    pledge = lever("training", 0.1)
    half, all_of_it = (run(economy, parameters.replace(training_additionality=part), 8, pledge) for part in (0.5, 1.0))
    taught = [float(m.firms.weight @ (m.firms.employment * m.firms.trained)) for m in (half, all_of_it)]
    paid = [m.recorder.panel()["fiscal"]["pledge"]["purchases"].sum() for m in (half, all_of_it)]
    assert taught[0] == pytest.approx(0.5 * taught[1], rel=0.02)
    assert paid[0] == pytest.approx(paid[1], rel=0.01)


def test_training_takes_time_and_fades(parameters: Parameters) -> None:
    trained, skill, path = np.zeros(1), np.zeros(1), []
    for quarter in range(60):
        rules.train(0.1 if quarter < 8 else 0.0, parameters, trained, skill)
        path.append(float(skill[0]))
    best = int(np.argmax(path))
    assert path[0] < 0.1 * max(path)
    assert best > 8
    assert path[-1] < 0.5 * max(path)


def test_training_of_one_sector_reaches_its_staff_alone(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = run(economy, parameters, 6, lever("training", 0.1, sectors=("AUTO",), sizes=(2, 3), start=2))
    f = model.firms
    inside = (f.sector == SECTORS.index("AUTO")) & np.isin(f.size, (2, 3)) & (f.weight > 0.0)
    outside = f.manufacturing & ~((f.sector == SECTORS.index("AUTO")) & np.isin(f.size, (2, 3)))
    assert np.mean(f.skill[inside] > 0.0) > 0.9
    assert np.all(f.skill[outside] == 0.0)


def bought(economy: OpeningEconomy, parameters: Parameters, *levers: Lever) -> tuple[float, float]:
    """Booked by the levers, and government purchases above the usual basket, in the third quarter."""
    model = steps(build_model(economy, parameters, *levers), 2)
    before = advance(model, (*BEFORE_INCOMES, "incomes_and_balance_sheets"))
    cleared, pr, tax = model.flow.cleared, model.prices, 1.0 + model.structure.government_tax
    usual = (model.structure.government_basket > 0.0) & (np.arange(pr.domestic.size) != workforce.EDUCATION)
    share = model.structure.government_basket[workforce.EDUCATION]
    rest = pr.domestic @ (cleared.government_domestic * usual) + pr.imported @ (cleared.government_imported * usual)
    education = (
        model.flow.payments.government_purchases / tax
        - rest
        - model.flow.government * share * pr.domestic[workforce.EDUCATION]
    )
    books = model.recorder.fiscal.values()
    booked = sum(float(book[item][2]) for book in books for item in ("purchases", "administration"))
    phases.exit_and_entry(model)
    phases.close_accounts(model, before)
    return booked, education * tax


def test_programmes_are_bought_from_education_services_and_booked_without_loss(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    levers = (
        lever("training", 0.05, id="a"), lever("training", 0.1, id="b", sectors=("SEMI",)),
        lever("graduates_kept", 0.05, id="c", regions=("Busan", "Ulsan")), lever("talent_inflow", 2000.0, id="d"),
        lever("matching", 0.05, id="e"), lever("reemployment", 0.05, id="f", regions=("Ulsan",)),
    )  # fmt: skip
    booked, paid = bought(economy, parameters, *levers)
    nothing = bought(economy, parameters)[1]
    assert booked > 50.0
    assert paid - nothing == pytest.approx(booked, rel=1e-3)


def test_ten_percent_of_staff_trained_a_year_costs_its_places(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = run(economy, parameters, 1, lever("training", 0.1))
    staff = float(model.recorder.panel()["employment"][0, :, :N_SECTORS].sum())
    booked = model.recorder.panel()["fiscal"]["pledge"]["purchases"][0]
    assert booked == pytest.approx(0.1 * staff / 4.0 * parameters.training_cost / 1e3, rel=0.05)


# --- people


def test_graduates_who_stay_are_missing_in_the_capital(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, kept = (run(economy, parameters, 12, *levers) for levers in ((), (lever("graduates_kept", 0.1),)))
    moved = (kept.labour.migration_stock + kept.labour.graduates) - plain.labour.migration_stock
    assert np.all(moved[~CAPITAL] > 0.0)
    assert np.all(moved[CAPITAL] < 0.0)
    assert np.all(kept.labour.talent[~CAPITAL].sum(axis=1) > 0.0)
    assert np.all(kept.labour.talent[CAPITAL].sum(axis=1) < 0.0)


def test_nothing_is_paid_for_graduates_of_the_capital_hub(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Nobody is kept there: a lever on the hub does and costs nothing, one everywhere costs what it does outside."""
    hub = tuple(HUBS["Capital"])
    others = tuple(name for name in REGIONS if name not in hub)
    everywhere, outside, inside = (
        run(economy, parameters, 2, lever("graduates_kept", 0.1, regions=regions)) for regions in (None, others, hub)
    )
    paid = [m.recorder.panel()["fiscal"]["pledge"]["purchases"].sum() for m in (everywhere, outside, inside)]
    assert paid[0] == paid[1] > 0.0
    assert paid[2] == 0.0
    assert not inside.labour.talent.any()


def test_graduates_kept_sum_to_nobody(parameters: Parameters) -> None:
    graduates, out = np.arange(1.0, 18.0), np.empty(17)
    rules.keep_graduates(np.full(17, 0.1), graduates, out)
    assert out.sum() == pytest.approx(0.0, abs=1e-12)
    assert out[1] == pytest.approx(0.1 * graduates[1])


def test_more_than_all_graduates_are_neither_kept_nor_paid(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Four pledges of .3 keep all, and pay a quarter of it each."""
    one, four = (
        run(economy, parameters, 1, *(lever("graduates_kept", 0.3, id=str(number)) for number in range(count)))
        for count in (1, 4)
    )
    assert four.policy.graduates_kept.max() == 1.0
    assert four.labour.talent[~CAPITAL].sum() == pytest.approx(one.labour.talent[~CAPITAL].sum() / 0.3)
    (alone,), parts = ([book["purchases"][0] for book in m.recorder.panel()["fiscal"].values()] for m in (one, four))
    assert parts == pytest.approx([0.25 * alone / 0.3] * 4)


def test_vacancies_are_filled_at_once_at_most_and_paid_once(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Three pledges of .5 cut all of the duration; two do, and it costs the same."""
    two, three = (
        run(economy, parameters, 6, *(lever("matching", 0.5, id=str(number)) for number in range(count)))
        for count in (2, 3)
    )
    assert three.policy.matching.max() == 1.0 and three.worst_residual < 1e-12
    paid = [sum(book["purchases"].sum() for book in m.recorder.panel()["fiscal"].values()) for m in (two, three)]
    assert paid[0] == pytest.approx(paid[1], rel=1e-12)
    assert np.all(np.isfinite(three.recorder.panel()["employment"]))


def test_each_pledge_for_talent_brings_its_people_to_its_own_scope(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    small = lever("talent_inflow", 1000.0, id="small", regions=("Jeju",), sectors=("FOOD",))
    large = lever("talent_inflow", 1000.0, id="large", regions=("Gyeonggi",))
    alone, other, both = (
        run(economy, parameters, 4, *levers).labour.talent for levers in ((small,), (large,), (small, large))
    )
    place = REGIONS.index("Jeju"), SECTORS.index("FOOD")
    assert both[place] == pytest.approx(alone[place], rel=1e-12)
    assert alone[place] > 900.0
    np.testing.assert_allclose(both, alone + other, rtol=1e-3)


def test_people_won_are_those_of_the_lever_whatever_its_scope(economy: OpeningEconomy, parameters: Parameters) -> None:
    world = parameters.replace(talent_stay=40.0)
    for scope in ({}, {"regions": ("Daejeon", "Gyeonggi"), "sectors": ("SEMI", "PHAR")}):
        model = run(economy, world, 4, lever("talent_inflow", 2000.0, **scope))
        assert 1950.0 < model.labour.talent.sum() <= 2000.0
        assert model.labour.settled.sum() == pytest.approx(model.labour.talent.sum())
    assert np.count_nonzero(model.labour.talent) == 4


def test_talent_left_in_an_emptying_cell_is_worth_no_more_than_a_cell_full_of_it() -> None:
    talent, jobs, out = np.array([[50.0, 2.0, -3.0, 1.0]]), np.array([[0.08, 4.0, 1.0, 0.0]]), np.empty((1, 4))
    rules.talent_effect(talent, jobs, 0.3, out)
    assert out.tolist() == [[0.3, 0.15, -0.3, 0.0]]


# --- matching and quotas


def test_matching_helps_nobody_where_vacancies_are_filled_as_in_the_base_year() -> None:
    from sim.kernels.labour import fill_rate

    base, out = np.full((1, 2), 0.9), np.empty((1, 2))
    fill_rate(0.8 * base, base, 2.0, out)
    assert np.all(out == 1.0)
    fill_rate(1.5 * base, base, 2.0, out)
    tight = out.copy()
    fill_rate(0.8 * 1.5 * base, base, 2.0, out)
    assert np.all(out > tight)


def test_anchor_e_e9_a_quota_that_is_half_used_brings_nobody_when_it_is_raised(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    plain, raised = (
        run(economy, parameters, 16, *levers).recorder.panel() for levers in ((), (lever("foreign_quota", 0.05),))
    )
    assert same_panels(plain, raised) == []


def test_lower_visa_pay_fills_the_quota_and_then_places_matter(economy: OpeningEconomy, parameters: Parameters) -> None:
    world = parameters.replace(foreign_demand=0.9, foreign_demand_wage=5.0)
    pay, places = lever("visa_wage", 0.2, id="pay"), lever("foreign_quota", 0.02, id="places")
    staff = [
        float(run(economy, world, 12, *levers).labour.visa_staff.sum())
        for levers in ((), (places,), (pay,), (pay, places))
    ]
    assert staff[0] == staff[1] == 0.0
    assert 0.0 < staff[2] < staff[3]


def test_anchor_e_e9_out_more_foreign_staff_adds_output_and_jobs(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Revenue up. The study finds no native job lost; here more than a quarter of the staff is additional by year 5."""
    world = parameters.replace(foreign_demand=3.0)
    plain, more = (run(economy, world, 24, *levers) for levers in ((), (lever("foreign_quota", 0.02, start=4),)))
    output = [m.recorder.panel()["gross_output_volume"][-1, :, :N_SECTORS].sum() for m in (plain, more)]
    assert output[1] > output[0]
    extra = more.firms.total(more.firms.employment) - plain.firms.total(plain.firms.employment)
    assert extra > 0.25 * float(more.labour.visa_staff.sum())


def test_help_is_paid_for_those_alone_who_would_not_find_a_job_anyway(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Beyond 1 - job_finding more help finds nobody: nothing changes and nothing more is paid, also by two levers."""
    left = 1.0 - parameters.job_finding
    most, more, both = (
        steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 4).recorder.panel()
        for levers in (
            (lever("reemployment", left),),
            (lever("reemployment", 0.2),),
            (lever("reemployment", 0.2, id="a"), lever("reemployment", 0.1, id="b", regions=("Ulsan",))),
        )
    )
    assert same_panels(most, more) == []
    np.testing.assert_array_equal(more["fiscal"]["pledge"]["purchases"], most["fiscal"]["pledge"]["purchases"])
    paid = both["fiscal"]["a"]["purchases"] + both["fiscal"]["b"]["purchases"]
    np.testing.assert_allclose(paid, most["fiscal"]["pledge"]["purchases"], rtol=1e-12)
    assert np.all(both["fiscal"]["b"]["purchases"] > 0.0)
