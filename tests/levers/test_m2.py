"""Investment grants and tax credits: additionality by size, one subsidy, who is paid, tax really forgone."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from calibration.local_grants import LocalGrantTerms, local_grant_terms
from sim.codes import HUBS, REGIONS, SIZES
from sim.definitions import aid_rules
from sim.levers import REGISTRY
from sim.levers.definition import Cost, Spending
from sim.levers.m2_investment import TAX_CREDIT, spent
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC
from tests.core.support import BEFORE_INCOMES, advance, build_model, lever, same_panels, steps

START, YEARS = 4, 5
FULL_YEARS = START + 4 * YEARS


def run(economy: OpeningEconomy, parameters: Parameters, *levers: Lever, quarters: int = 6) -> ManufacturingModel:
    return steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), quarters)


def ledger(m: ManufacturingModel, item: str, pledge: str = "pledge") -> np.ndarray:
    values: np.ndarray = m.recorder.panel()["fiscal"][pledge][item]
    return values


def advance_to_prices(economy: OpeningEconomy, parameters: Parameters, *levers: Lever) -> ManufacturingModel:
    m = build_model(economy, parameters, *levers, switches=DETERMINISTIC)
    advance(m, BEFORE_INCOMES[:3])
    return m


# --- evidence


def additionality(economy: OpeningEconomy, parameters: Parameters, sizes: tuple[int, ...]) -> float:
    """New investment of the establishments in scope per won of grant over five years."""
    plain = build_model(economy, parameters, switches=DETERMINISTIC)
    helped = build_model(
        economy, parameters, lever("investment_grant", 0.1, sizes=sizes, start=START), switches=DETERMINISTIC
    )
    extra = 0.0
    for _ in range(FULL_YEARS):
        plain.step()
        helped.step()
        made = []
        for m in (plain, helped):
            f = m.firms
            inside = f.manufacturing & np.isin(f.size, sizes)
            made.append(float((f.weight * f.investment)[inside].sum()) * m.prices.investment_goods)
        extra += made[1] - made[0]
    return extra / float(ledger(helped, "grants").sum())


@pytest.fixture(scope="module")
def by_size(economy: OpeningEconomy, parameters: Parameters) -> dict[str, float]:
    return {"small": additionality(economy, parameters, (0, 1, 2)), "large": additionality(economy, parameters, (4,))}


def test_grants_by_firm_size_e_add_small(by_size: dict[str, float]) -> None:
    assert 0.3 < by_size["small"] < 0.9


def test_grants_by_firm_size_e_add_large(by_size: dict[str, float]) -> None:
    assert 0.0 < by_size["large"] < 0.35


def test_grants_move_small_firms_more_than_large_ones_e_rsa(by_size: dict[str, float]) -> None:
    assert by_size["small"] > 1.5 * by_size["large"]


class Gains(NamedTuple):
    """What a grant of a tenth in one region moves after five years, share per point of the grant unless stated."""

    jobs: float
    jobs_below_300: float
    jobs_large: float
    displaced: float
    """Value added lost elsewhere over value added gained."""


def gains(economy: OpeningEconomy, parameters: Parameters, region: str) -> Gains:
    """Five years of a grant in one region against none."""
    here = REGIONS.index(region)
    plain, helped = (
        run(economy, parameters, *levers, quarters=FULL_YEARS)
        for levers in ((), (lever("investment_grant", 0.1, start=START, regions=(region,)),))
    )

    def per_point(sizes: tuple[int, ...]) -> float:
        jobs = []
        for m in (plain, helped):
            f = m.firms
            inside = f.manufacturing & (f.region == here) & np.isin(f.size, sizes)
            jobs.append(float((f.weight * f.employment)[inside].sum()))
        return (jobs[1] / jobs[0] - 1.0) / 10.0

    made = [m.recorder.panel()["value_added_volume"][-4:, :, :17].sum(axis=(0, 2)) for m in (plain, helped)]
    gain = made[1] - made[0]
    return Gains(per_point((0, 1, 2, 3, 4)), per_point((0, 1, 2, 3)), per_point((4,)), 1.0 - gain.sum() / gain[here])


@pytest.fixture(scope="module")
def regional(economy: OpeningEconomy, parameters: Parameters) -> Gains:
    return gains(economy, parameters, "Gyeongnam")


def test_a_point_of_subsidy_raises_employment_e_grw(regional: Gains) -> None:
    assert 0.007 < regional.jobs < 0.012


def test_jobs_of_large_establishments_hardly_move_e_rsa(regional: Gains) -> None:
    assert regional.jobs_below_300 > 0.0015
    assert abs(regional.jobs_large) < 0.25 * regional.jobs_below_300


def test_part_of_what_a_region_gains_is_lost_elsewhere_e_displ(regional: Gains) -> None:
    assert 0.1 < regional.displaced < 0.8


def test_part_of_what_another_region_gains_is_lost_elsewhere_e_displ(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    assert 0.1 < gains(economy, parameters, "Daegu").displaced < 0.8


# --- grants


def test_a_grant_is_paid_on_all_investment_made_in_the_scope_and_on_none_elsewhere(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    m = build_model(economy, parameters, lever("investment_grant", 0.1, regions=("Ulsan",), sizes=(3, 4)))
    steps(m, 3)
    f = m.firms
    inside = (f.region == REGIONS.index("Ulsan")) & (f.size >= 3) & f.manufacturing
    made = float((f.weight * f.investment)[inside].sum()) * m.prices.investment_goods
    paid = ledger(m, "grants")[2]
    assert paid == pytest.approx(0.1 * made * m.flow.purchases.investment_factor, rel=0.02)  # entrants of the quarter
    assert not f.grants[~inside & (f.weight > 0.0)].any()


def test_grant_and_credit_on_the_same_spending_are_one_subsidy_below_the_ceiling() -> None:
    grant = np.array([0.0, 0.2, 0.2, 0.7])
    kept = grant * aid_rules.room(grant, 0.5)
    np.testing.assert_allclose(kept, [0.0, 0.2, 0.2, 0.5])
    credit = aid_rules.beside_grant(np.array([0.3, 0.1, 0.5, 0.3]), kept, 0.5)
    np.testing.assert_allclose(credit, [0.3, 0.08, 0.3, 0.0])


def test_of_several_grants_on_one_spending_the_highest_is_paid() -> None:
    grant, matching = np.array([0.1, 0.05, 0.1, 0.2]), np.array([0.02, 0.08, 0.0, 0.0])
    local, supported = np.array([0.0, 0.0, 0.15, 0.15]), np.array([0.5, 0.5, 0.5, 0.5])
    paid = aid_rules.highest(grant, matching, local, supported)
    np.testing.assert_allclose(paid, [[0.1, 0.0, 0.05, 0.2], [0.0, 0.08, 0.0, 0.0], [0.0, 0.0, 0.075, 0.0]])


def test_a_programme_below_another_pays_nothing_and_changes_nothing(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    higher, lower = lever("investment_grant", 0.1), lever("incentive_matching", 0.005, id="m")
    alone, both = (run(economy, parameters, *levers, quarters=2) for levers in ((higher,), (higher, lower)))
    assert same_panels(alone.recorder.panel(), both.recorder.panel()) == []
    assert not ledger(both, "grants", "m").any()


def test_levers_of_one_kind_share_the_grant_by_their_sizes(economy: OpeningEconomy, parameters: Parameters) -> None:
    levers = lever("investment_grant", 0.1), lever("investment_grant", 0.05, id="m", regions=("Ulsan",))
    alone, both = (run(economy, parameters, *chosen, quarters=1) for chosen in (levers[:1], levers))
    shared = ledger(both, "grants")[0] + ledger(both, "grants", "m")[0]
    assert shared == pytest.approx(ledger(alone, "grants")[0], rel=1e-12)
    f = both.firms
    in_ulsan = float((f.weight * f.grants)[f.region == REGIONS.index("Ulsan")].sum())
    assert ledger(both, "grants", "m")[0] == pytest.approx(in_ulsan / 3.0, rel=0.02)  # entrants of the quarter


def test_aid_takes_its_part_of_the_cost_of_capital_off_normal_cost_and_less_in_large_establishments() -> None:
    support, user, needed = np.array([0.1, 0.1, 0.0]), np.full(3, 0.03), np.full(3, 2.0)
    relief = aid_rules.cost_relief(support, user, needed, np.array([False, True, False]), 0.25)
    np.testing.assert_allclose(relief, [0.006, 0.0015, 0.0])


def test_a_grant_of_one_region_lowers_cost_there_alone(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, helped = (
        advance_to_prices(economy, parameters, *levers)
        for levers in ((), (lever("investment_grant", 0.1, regions=("Ulsan",)),))
    )
    f = helped.firms
    cheaper = (f.cost_index < plain.firms.cost_index) & (f.weight > 0.0)
    inside = (f.region == REGIONS.index("Ulsan")) & f.manufacturing & (f.weight > 0.0)
    assert np.array_equal(cheaper, inside)
    saved = 1.0 - (f.cost_index / plain.firms.cost_index)[inside]
    assert 0.002 < np.average(saved, weights=f.weight[inside]) < 0.02


# --- tax credits


def test_tax_credits_cost_what_corporate_tax_falls_short(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain = run(economy, parameters, quarters=1)
    helped = run(economy, parameters, lever("investment_tax_credit", 0.1), quarters=1)
    f, paid = helped.firms, helped.flow.payments
    missing = float(helped.flow.booked.tax_due.sum()) - float(paid.corporate_tax.sum())
    assert ledger(helped, "tax_expenditure")[0] == pytest.approx(missing, rel=1e-9)
    shortfall = float(plain.flow.payments.corporate_tax.sum() - paid.corporate_tax.sum())
    assert ledger(helped, "tax_expenditure")[0] == pytest.approx(shortfall, rel=0.02)
    assert not ledger(helped, "grants").any()
    assert np.all(helped.flow.tax_forgone[f.weight > 0.0] >= 0.0)


@pytest.mark.parametrize("instruments", [1, 2], ids=["one instrument", "two instruments"])
def test_tax_forgone_is_booked_to_kinds_of_levers_in_proportion_to_what_each_allows(
    economy: OpeningEconomy, parameters: Parameters, monkeypatch: pytest.MonkeyPatch, instruments: int
) -> None:
    """Two kinds of credits on all investment: of one instrument, by their sizes, or twice the claim of the other."""
    others = ("tax_credit",) if instruments == 1 else ("matching_rate",)
    second = dataclasses.replace(TAX_CREDIT, name="second_credit", writes=others)
    if instruments == 2:
        claim = lambda m, *_: Spending(tax_credit=Cost((2.0 * m.flow.aid.credit, spent(m)), 1.0, second))  # noqa: E731
        first = lambda m, *_: Spending(tax_credit=Cost((m.flow.aid.credit, spent(m)), 1.0, TAX_CREDIT))  # noqa: E731
        second = dataclasses.replace(second, write=lambda *_: None, spend=claim)
        monkeypatch.setitem(REGISTRY, TAX_CREDIT.name, dataclasses.replace(TAX_CREDIT, spend=first))
    monkeypatch.setitem(REGISTRY, second.name, second)
    levers = lever("investment_tax_credit", 0.05, id="a"), lever("second_credit", 0.1, id="b")
    m = run(economy, parameters, *levers, quarters=1)
    paid = [float(ledger(m, "tax_expenditure", pledge)[0]) for pledge in ("a", "b")]
    assert sum(paid) == pytest.approx(m.firms.total(m.flow.tax_forgone), rel=1e-2)  # entrants of the quarter
    assert paid[1] == pytest.approx(2.0 * paid[0], rel=1e-9)
    support = m.recorder.support["fiscal_by_region"][0].sum()
    assert support == pytest.approx(sum(paid), rel=1e-9)


def test_no_credit_is_paid_out_to_firms_that_owe_no_tax(economy: OpeningEconomy, parameters: Parameters) -> None:
    m = run(economy, parameters, lever("investment_tax_credit", 0.3), quarters=2)
    f = m.firms
    research = f.planned_rd * m.prices.rd_goods * m.flow.purchases.investment_factor
    losing = (f.earnings - research <= 0.0) & (f.weight > 0.0) & f.manufacturing
    assert losing.sum() > 10
    assert not m.flow.tax_forgone[losing].any()
    claimed = 0.3 * m.firms.investment * m.prices.investment_goods * m.flow.purchases.investment_factor
    assert np.all(m.flow.tax_forgone <= claimed * 1.0001)
    assert float(m.firms.weight @ m.flow.tax_forgone) < 0.999 * float(
        m.firms.weight @ (claimed * m.firms.manufacturing)
    )


def test_a_plant_that_buys_for_years_at_once_loses_no_credit(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Law carries a credit forward; claimed on purchases alone, a fifth of it would exceed the tax of the quarter."""
    forgone = []
    for given in (parameters, parameters.replace(project_size=0.0, machine_size=0.0, project_share=0.0)):
        panel = build_model(economy, given, lever("investment_tax_credit", 0.05, start=8), until=2026).run()
        forgone.append(panel["fiscal"]["pledge"]["tax_expenditure"].sum())
    assert forgone[0] == pytest.approx(forgone[1], rel=0.03)


def test_firms_count_on_the_credit_that_their_last_bill_would_have_covered() -> None:
    credit, due, spending = np.full(4, 0.2), np.array([0.0, 5.0, 50.0, 1.0]), np.array([100.0, 100.0, 100.0, 0.0])
    np.testing.assert_allclose(aid_rules.usable_credit(credit, due, spending), [0.0, 0.05, 0.2, 0.2])


# --- local grants


def test_local_grants_follow_the_notice() -> None:
    terms = local_grant_terms()
    assert not terms.rate[[REGIONS.index(r) for r in HUBS["Capital"]]].any()
    small, large = SIZES.index("10-49"), SIZES.index("300+")
    outside = [r for r in REGIONS if r not in HUBS["Capital"]]
    for name in outside:
        rates = terms.rate[REGIONS.index(name)]
        assert 0.04 <= rates[large] < rates[small] <= 0.15
    assert terms.rate[REGIONS.index("Jeonnam"), small] > terms.rate[REGIONS.index("Busan"), small]


def test_a_large_project_gets_no_more_than_the_ceiling_and_a_tiny_one_nothing() -> None:
    terms = LocalGrantTerms(rate=np.full((1, 1), 0.1), ceiling=np.array([15.0]), minimum=1.0, years=3.0)
    spending = np.array([0.1, 1.0, 1000.0])
    rate = aid_rules.local_terms(spending, np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64), terms)
    np.testing.assert_allclose(rate * spending * 3.0, [0.0, 0.3, 15.0])


def test_a_programme_supports_as_many_firms_as_it_has_places() -> None:
    eligible = np.array([100.0, 50.0, 0.0, 10.0])
    assert aid_rules.supported_share(eligible, 5.0, 3.0) @ eligible == pytest.approx(15.0)
    assert list(aid_rules.supported_share(eligible, 100.0, 3.0)) == [1.0, 1.0, 0.0, 1.0]
    assert not aid_rules.supported_share(np.zeros(2), 5.0, 3.0).any()


def test_a_large_project_is_as_many_times_likelier_to_be_supported_as_it_is_larger() -> None:
    plants = np.array([100.0, 100.0, 0.0])
    share = aid_rules.supported_share(plants, 10.0, 3.0, np.array([1.0, 2.0, 9.0]))
    np.testing.assert_allclose(share, [0.1, 0.2, 0.0])
    sure = aid_rules.supported_share(np.array([100.0, 1.0, 10.0]), 10.0, 3.0, np.array([1.0, 1000.0, 2.0]))
    np.testing.assert_allclose(sure, [29.0 / 120.0, 1.0, 58.0 / 120.0])  # the others share what a sure one leaves


def test_places_of_two_programmes_add_up_and_each_pays_for_its_own(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Equal numbers in two regions are two programmes."""
    busan, daegu = (lever("local_investment_grant", 20.0, id=name, regions=(name,)) for name in ("Busan", "Daegu"))
    both = run(economy, parameters, busan, daegu, quarters=1)
    for pledge in (busan, daegu):
        alone = run(economy, parameters, pledge, quarters=1)
        assert ledger(both, "grants", pledge.id)[0] == pytest.approx(ledger(alone, "grants", pledge.id)[0], rel=1e-3)


def test_local_grants_cost_per_firm_and_year_is_of_the_order_of_the_programme_e_kr_lips(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """About 60 firms a year share some 150 to 250 billion won of state and local money: 1 to 5 billion a firm.

    In the fourth year, when those of three years are in support as they are in the present programme.
    """
    m = run(economy, parameters, lever("local_investment_grant", 60.0), quarters=16)
    per_firm = ledger(m, "grants")[12:16].sum() / 60.0
    assert 1.0 < per_firm < 5.0


def test_firms_are_in_local_support_for_three_years_of_their_project_and_no_longer(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Places of one year, 15 a quarter: support builds up, stays two years more and is paid after the lever's end."""
    m = build_model(economy, parameters, lever("local_investment_grant", 60.0, end=3), switches=DETERMINISTIC)
    firms = []
    for _ in range(17):
        m.step()
        firms.append(sum(one.firms for one in m.local_support.values()))
    assert firms == [15.0, 30.0, 45.0, *[60.0] * 9, 45.0, 30.0, 15.0, 0.0, 0.0]
    paid = ledger(m, "grants")
    np.testing.assert_allclose(paid[:15] / paid[3:12].mean(), np.array(firms[:15]) / 60.0, atol=0.1)
    assert not paid[15:].any()
    assert m.flow.aid.support == 0.0


def test_what_a_firm_gets_is_paid_by_the_lever_that_gave_it_a_place_after_another_has_followed(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    first = lever("local_investment_grant", 60.0, id="first", end=3)
    second = lever("local_investment_grant", 60.0, id="second", start=4)
    m = run(economy, parameters, first, second, quarters=8)
    earlier, later = (ledger(m, "grants", name)[7] for name in ("first", "second"))
    assert earlier > 0.0
    assert later == pytest.approx(earlier, rel=1e-9)
    assert m.recorder.support["fiscal_by_region"][7].sum() == pytest.approx(earlier + later, rel=1e-2)


def test_local_grants_reach_no_firm_in_the_capital_hub(economy: OpeningEconomy, parameters: Parameters) -> None:
    m = run(economy, parameters, lever("local_investment_grant", 100.0), quarters=2)
    capital = np.isin(m.firms.region, [REGIONS.index(r) for r in HUBS["Capital"]])
    assert not m.firms.grants[capital].any()
    assert m.firms.grants[~capital].any()


# --- matching


def test_the_budget_binds_an_open_promise(economy: OpeningEconomy, parameters: Parameters) -> None:
    tight = parameters.replace(matching_budget=400.0)
    runs = [run(economy, tight, lever("incentive_matching", size), quarters=4) for size in (0.05, 0.2)]
    paid = [ledger(m, "grants").sum() for m in runs]
    assert paid[0] == pytest.approx(400.0, rel=0.05)
    assert paid[1] == pytest.approx(paid[0], rel=0.01)
