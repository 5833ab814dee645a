"""Facts of plants that return from abroad and of outward investment that is held back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.agents import reshoring as rules
from sim.agents.demography import entrant_template
from sim.codes import HUBS, N_PRODUCTS, N_REGIONS, N_SECTORS, REGIONS, SECTORS
from sim.kernels.turnover import STOCKS
from sim.model import ManufacturingModel
from sim.parameters import Parameters, load_registry
from sim.phases import reshoring as phase
from sim.policy import carries
from sim.population.tags import TAGS
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, lever, same_panels, steps

CAPITAL = np.isin(REGIONS, HUBS["Capital"])
PROGRAMME = 22.0
"""Certified firms a year of today's programme (E_ut_count)."""


def run(economy: OpeningEconomy, parameters: Parameters, quarters: int, *levers: Lever) -> ManufacturingModel:
    return steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), quarters)


def returned(m: ManufacturingModel) -> np.ndarray:
    """Slots of the agents that stand for returned plants."""
    known = m.homecoming.agents.values()
    return np.array([slot for slot, ident in known if rules.standing(m.firms, slot, ident)], dtype=np.int64)


def each_quarter(m: ManufacturingModel, quarters: int) -> dict[str, list[float]]:
    """What happens in every quarter of a run."""
    out: dict[str, list[float]] = {name: [] for name in ("plants", "investment", "jobs", "repatriated")}
    for _ in range(quarters):
        m.step()
        slots = returned(m)
        out["plants"].append(float(m.flow.returned.sum()))
        out["investment"].append(m.firms.total(np.zeros(m.firms.weight.size) + m.flow.building))
        out["jobs"].append(float(m.firms.weight[slots] @ m.firms.employment[slots]))
        out["repatriated"].append(float(m.flow.repatriated.sum()))
    return out


@pytest.fixture(scope="module")
def tenfold(economy: OpeningEconomy, parameters: Parameters) -> tuple[ManufacturingModel, dict[str, list[float]]]:
    """Ten times today's programme, so that the draw of sites averages out; nobody leaves the market."""
    switches = replace(DETERMINISTIC, demography=False)
    model = build_model(economy, parameters, lever("reshoring", 10.0 * PROGRAMME), switches=switches)
    return model, each_quarter(model, 28)


# --- evidence


@pytest.mark.parametrize("value", ["weak", "default", "strong"])
def test_anchor_e_ut_macro_a_second_programme_of_todays_size_brings_about_a_thousand_jobs_a_year(
    economy: OpeningEconomy, parameters: Parameters, value: str
) -> None:
    world = parameters.replace(return_realised=getattr(load_registry()["return_realised"], value))
    model = build_model(economy, world, lever("reshoring", PROGRAMME), switches=DETERMINISTIC)
    jobs = each_quarter(model, 32)["jobs"]
    a_year = (jobs[31] - jobs[15]) / 4.0
    assert 500.0 < a_year < 2400.0
    if value == "default":
        assert 700.0 < a_year < 1300.0


def test_anchor_e_ut_active_not_all_announced_plants_come(
    tenfold: tuple[ManufacturingModel, dict[str, list[float]]],
) -> None:
    announced = 10.0 * PROGRAMME * 7.0
    assert sum(tenfold[1]["plants"]) / announced == pytest.approx(0.56, abs=0.01)


def test_anchor_e_ut_invest_a_plant_costs_what_certified_firms_plan(
    tenfold: tuple[ManufacturingModel, dict[str, list[float]]],
) -> None:
    """681.5 billion won of 26 firms to 1,108.9 billion of 24, at prices of the base year."""
    model, found = tenfold
    done = sum(found["plants"][:-8])
    finished = sum(found["investment"]) - sum(
        item.investment * item.done for item in model.homecoming.projects if item.done < item.quarters
    )
    assert 681.5 / 26.0 < finished / done < 1108.9 / 24.0


def test_anchor_e_ut_subsidy_todays_programme_costs_what_it_did(
    tenfold: tuple[ManufacturingModel, dict[str, list[float]]],
) -> None:
    """77.2 to 136.2 billion won a year, 2022 to 2024."""
    paid = tenfold[0].recorder.panel()["fiscal"]["pledge"]["grants"]
    assert 77.2 < float(paid[:8].sum()) / 2.0 / 10.0 < 136.2


def test_anchor_e_ut_jobs_net_jobs_per_won_are_between_those_of_returners_and_of_domestic_firms(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """1.17 (firms that return) to 2.48 (domestic firms) per billion won; six years after the start."""
    plain = run(economy, parameters, 28)
    model = build_model(economy, parameters, lever("reshoring", 5.0 * PROGRAMME), switches=DETERMINISTIC)
    found = each_quarter(model, 28)
    jobs = [m.recorder.panel()["employment"][-1, :, :N_SECTORS].sum() for m in (plain, model)]
    assert 1.17 < (jobs[1] - jobs[0]) / sum(found["investment"]) < 2.48


# --- plants


def test_plants_are_built_and_staffed_as_planned(
    tenfold: tuple[ManufacturingModel, dict[str, list[float]]], parameters: Parameters
) -> None:
    """Two years after the first ones started; those under construction do not work yet."""
    model, found = tenfold
    f, slots = model.firms, returned(model)
    assert f.weight[slots].sum() == pytest.approx(sum(found["plants"]))
    staffed, begun = sum(found["plants"][:16]), sum(found["plants"])
    assert 0.9 * staffed < found["jobs"][27] / parameters.return_jobs < begun
    assert found["jobs"][0] < 0.02 * parameters.return_jobs * found["plants"][0]
    assert np.all(f.size[slots] == rules.PLANT_SIZE)
    assert np.all(carries(f, 1 << TAGS["returning"])[slots])
    assert float((f.weight * f.grants)[slots].sum()) > 0.0


def test_what_a_plant_costs_is_paid_by_government_the_bank_and_money_from_abroad(
    tenfold: tuple[ManufacturingModel, dict[str, list[float]]],
) -> None:
    """Grants and money from abroad together leave the part that the bank finances of such plants."""
    model, found = tenfold
    paid = float(model.recorder.panel()["fiscal"]["pledge"]["grants"].sum())
    own = sum(found["repatriated"]) + paid
    assert 0.35 < own / (sum(found["investment"]) * model.prices.investment_goods) < 0.75
    assert model.worst_residual < 1e-12


def test_other_aid_does_not_pay_for_a_plant_that_has_its_own_grant(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Four quarters in which hundreds of plants are under construction and do hardly anything else."""
    levers = (lever("reshoring", 500.0, id="plants"), lever("investment_grant", 0.2, id="aid", tags=("returning",)))
    plain, both = (run(economy, parameters, 4, *some).recorder.panel()["fiscal"] for some in (levers[1:], levers))
    more = float(both["aid"]["grants"].sum() - plain["aid"]["grants"].sum())
    assert 0.0 <= more < 0.05 * float(both["plants"]["grants"].sum())


def test_plants_keep_away_from_the_capital_where_there_is_no_grant(
    tenfold: tuple[ManufacturingModel, dict[str, list[float]]],
) -> None:
    model, _ = tenfold
    f, slots = model.firms, returned(model)
    jobs = f.by_cell(f.employment)[:, :N_SECTORS].sum(axis=1)
    here = np.bincount(f.region[slots], f.weight[slots], CAPITAL.size)
    assert 0.15 < here[CAPITAL].sum() / here.sum() < 0.7 * jobs[CAPITAL].sum() / jobs.sum()
    assert np.all(phase.subsidy(model)[CAPITAL] == 0.0)
    assert np.all(phase.subsidy(model)[~CAPITAL] > 0.0)


def test_plants_come_to_the_complex_that_the_plan_names(economy: OpeningEconomy, parameters: Parameters) -> None:
    pledge = lever("reshoring", 100.0, tags=("complex:Gumi",), sectors=("SEMI", "ELEQ"))
    model = run(economy, parameters, 6, pledge)
    f, slots = model.firms, returned(model)
    assert f.weight[slots].sum() == pytest.approx(84.0)
    assert set(f.region[slots]) == {REGIONS.index("Gyeongbuk")}
    assert set(f.sector[slots]) == {SECTORS.index("SEMI"), SECTORS.index("ELEQ")}
    for tag in ("complex:Gumi", "complex", "returning"):
        assert np.all(carries(f, 1 << TAGS[tag])[slots])


def test_sites_preferred_by_place_based_policy_draw_plants_that_carry_its_tags(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """The odds of the region are e times as high where the plan says returning plants; its share was an eighth."""
    plants, site = lever("reshoring", 400.0, id="plants"), REGIONS.index("Gyeongbuk")
    here = []
    for tag in ("ai_supplier", "returning"):
        premium = lever("location_premium", 1.0, regions=("Gyeongbuk",), tags=(tag,))
        f = (model := run(economy, parameters, 4, plants, premium)).firms
        slots = returned(model)
        here.append(float(f.weight[slots[f.region[slots] == site]].sum()))
    assert 1.6 < here[1] / here[0] < np.e


def test_a_scope_in_which_nobody_works_brings_nobody(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain = run(economy, parameters, 4).recorder.panel()
    model = run(economy, parameters, 4, lever("reshoring", 100.0, tags=("complex:Gumi",), regions=("Busan",)))
    assert same_panels(plain, model.recorder.panel()) == []


def test_plants_under_way_are_finished_after_the_end_and_no_more_come(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = build_model(economy, parameters, lever("reshoring", 100.0, end=3), switches=DETERMINISTIC)
    found = each_quarter(model, 16)
    assert sum(found["plants"][:4]) == 56.0
    assert sum(found["plants"][4:]) == 0.0
    assert found["investment"][8] > 0.0
    assert sum(found["investment"][12:]) == 0.0
    assert found["jobs"][15] > found["jobs"][4]
    assert not model.homecoming.projects


def test_what_comes_home_is_made_abroad_no_more(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, model = (run(economy, parameters, 1, *levers) for levers in ((), (lever("reshoring", 200.0),)))
    before, after = (m.firms.by_sector(m.firms.overseas_capacity) for m in (plain, model))
    moved = np.bincount(
        [model.firms.sector[item.slot] for item in model.homecoming.projects],
        [4.0 * item.output for item in model.homecoming.projects],
        N_PRODUCTS,
    )
    np.testing.assert_allclose(before - after, moved, rtol=1e-9, atol=1e-6)


def test_a_plant_that_joins_others_moves_no_money_and_no_sales(economy: OpeningEconomy, parameters: Parameters) -> None:
    f = run(economy, parameters, 2).firms
    sample = int(np.flatnonzero(f.manufacturing & (f.size == rules.PLANT_SIZE) & (f.weight > 1.0))[0])
    cell = int(f.cell[sample])
    template = entrant_template(f, 1e-3, (rules.PLANT_SIZE,))
    names = (*STOCKS, "capacity", "expected_output", "share_domestic", "share_export", "rd_stock", "planned_rd")
    before = {name: f.total(getattr(f, name)) for name in names}
    firms, known = f.total(np.ones(f.weight.size)), {(cell, 7): (sample, int(f.ident[sample]))}
    assert rules.settle(f, cell, 7, known, lambda: template, 1.4) == sample
    fresh = rules.settle(f, cell, 3, known, lambda: template, 1.4)
    assert fresh != sample
    assert f.total(np.ones(f.weight.size)) == pytest.approx(firms + 2.0)
    for name in names:
        assert f.total(getattr(f, name)) == pytest.approx(before[name], rel=1e-12), name


def test_exports_of_others_stay_and_home_sales_of_others_make_room(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    f = run(economy, parameters, 2).firms
    one = int(np.flatnonzero((f.sector == SECTORS.index("AUTO")) & (f.weight > 0.0))[3])
    output, exports = np.zeros(f.weight.size), np.zeros(N_PRODUCTS)
    output[one] = 100.0
    sold, domestic = f.by_sector(f.sales_export), f.by_sector(f.sales_domestic)
    home, abroad = rules.sell_from_home(f, output, 0.4, np.ones((N_REGIONS, N_PRODUCTS)), exports)
    auto = SECTORS.index("AUTO")
    assert sold[auto] * exports[auto] == pytest.approx(0.4 * 100.0 * f.weight[one])
    assert sold[auto] * abroad[one] == pytest.approx(40.0)
    assert domestic[auto] * home[one] == pytest.approx(60.0)
    assert np.count_nonzero(exports) == np.count_nonzero(abroad) == 1


# --- wages of returning plants


def test_cheaper_staff_brings_more_plants_and_pays_less_in_them(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    plants = lever("reshoring", 200.0, id="plants")
    cheap = (lever("returning_wage", 0.5, id="pay"), lever("native_share", 0.2, id="natives"))
    plain, low = (run(economy, parameters, 12, plants, *levers) for levers in ((), cheap))
    assert len(low.homecoming.projects) > 1.05 * len(plain.homecoming.projects)
    wages = []
    for m in (plain, low):
        slots = returned(m)
        jobs = m.firms.weight[slots] * m.firms.employment[slots]
        wages.append(float(jobs @ (m.firms.wage[slots] / m.firms.base_wage[slots]) / jobs.sum()))
    assert wages[1] < 0.8 * wages[0]


# --- outward investment


def test_anchor_e_ofdi_where_both_are_complements_a_deterrent_keeps_nothing_at_home(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    world = parameters.replace(outward_kept=load_registry()["outward_kept"].weak)
    plain, hindered = (
        run(economy, world, 6, *levers).recorder.panel() for levers in ((), (lever("outward_deterrent", 0.5),))
    )
    assert same_panels(plain, hindered) == []


def test_firms_with_plants_abroad_invest_what_they_keep_at_home(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """About 30.5 trillion won a year go abroad; a fifth of the half that is held back stays."""
    pledge = lever("outward_deterrent", 0.5, sectors=("SEMI", "AUTO"))
    plain, model = (run(economy, parameters, 1, *levers) for levers in ((), (pledge,)))
    f = model.firms
    abroad = f.overseas_capacity * parameters.outward_rate
    assert f.total(abroad) == pytest.approx(30.5e3, rel=0.03)
    owners = (f.overseas_capacity > 0.0) & np.isin(f.sector, (SECTORS.index("SEMI"), SECTORS.index("AUTO")))
    more = f.investment - plain.firms.investment
    np.testing.assert_allclose(more[owners], 0.5 * parameters.outward_kept / 4.0 * abroad[owners], rtol=1e-6)
    assert np.all(more[~owners] == 0.0)


def test_what_is_kept_at_home_stays_after_ten_years(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, model = (
        run(economy, parameters, 40, *levers) for levers in ((), (lever("outward_deterrent", 0.5, end=19),))
    )
    capital = [m.firms.by_sector(m.firms.capital)[:N_SECTORS].sum() for m in (plain, model)]
    exports = [m.recorder.panel()["exports_volume"][-1, :, :N_SECTORS].sum() for m in (plain, model)]
    assert capital[1] > capital[0]
    assert exports[1] > exports[0]
