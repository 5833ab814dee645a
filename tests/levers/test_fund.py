"""The Public Growth Fund: its balance sheet, who pays for it, where its money goes, what it adds."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import HUBS, N_SECTORS, REGIONS, SECTORS
from sim.levers.definition import scope_of
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC
from tests.core.support import BEFORE_CHECK, BEFORE_INCOMES, advance, build_model, lever, steps

START, YEARS = 4, 5
FUND = lever("growth_fund", 30.0, start=START, end=START + 4 * YEARS - 1)
EQUITY = lever("patient_equity", 2.0, id="holding", start=START, end=START + 4 * YEARS - 1)


@pytest.fixture(scope="module")
def pair(economy: OpeningEconomy, parameters: Parameters) -> tuple[ManufacturingModel, ManufacturingModel]:
    plain, funded = (
        steps(build_model(economy, parameters, *ls, switches=DETERMINISTIC, scale=0.05), START + 4 * YEARS)
        for ls in ((), (FUND,))
    )
    return plain, funded


def investment(m: ManufacturingModel) -> np.ndarray:
    """(years,) trillion won of manufacturing, with R&D."""
    made = m.recorder.panel()["investment_nominal"][:, :, :N_SECTORS].sum(axis=(1, 2)) / 1000.0
    years: np.ndarray = made.reshape(-1, 4).sum(axis=1)
    return years


def test_anchor_e_fund_flow_new_manufacturing_investment_of_thirty_trillion_a_year(
    pair: tuple[ManufacturingModel, ManufacturingModel],
) -> None:
    """.9 to 13, central 4.4 trillion won a year. The part tied to projects is a judgement; the rest is an outcome."""
    added = investment(pair[1]) - investment(pair[0])
    assert np.all(added[:1] == 0.0)
    assert 0.9 < added[1 : 1 + YEARS].mean() < 13.0
    assert added[1 : 1 + YEARS].mean() == pytest.approx(4.4, rel=0.25)


def test_without_tied_projects_cheaper_credit_adds_a_little(economy: OpeningEconomy, parameters: Parameters) -> None:
    loose = parameters.replace(fund_tied_share=0.0)
    plain, funded = (
        steps(build_model(economy, loose, *ls, switches=DETERMINISTIC, scale=0.05), 16) for ls in ((), (FUND,))
    )
    added = investment(funded) - investment(plain)
    assert 0.01 < added[-1] < 0.9


def test_anchor_e_fund_disb_what_is_disbursed_is_less_than_what_is_announced(
    pair: tuple[ManufacturingModel, ManufacturingModel], parameters: Parameters
) -> None:
    funded = pair[1]
    ledger = funded.recorder.panel()["fiscal"]["pledge"]
    assert ledger["face_value"].sum() == pytest.approx(150_000.0)
    out = parameters.fund_disbursement * parameters.fund_manufacturing_share * 150_000.0
    shares = float(funded.finance.fund_equity.sum())
    assert shares == pytest.approx(parameters.fund_equity_share * out, rel=0.01)
    loans = float(funded.finance.fund_loans.sum())
    assert 0.6 * (out - shares) < loans < 0.9 * (out - shares)  # part has been repaid


def test_the_discount_is_paid_by_government_and_booked_to_the_pledge(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = steps(build_model(economy, parameters, FUND, scale=0.05), START + 3)
    advance(model, BEFORE_INCOMES)
    owed = model.firms.total(model.firms.loans * model.flow.finance.fund_cut / 4.0)
    advance(model, ("incomes_and_balance_sheets",))
    assert owed > 0.0
    assert model.flow.payments.interest_subsidy == pytest.approx(owed, rel=1e-12)
    assert model.recorder.fiscal["pledge"]["loan_subsidy"][model.quarter] == pytest.approx(owed, rel=1e-12)
    # low-rate loans x discount a quarter, as far as those served still owe them
    most = parameters.policy_loan_discount * parameters.fund_loan_share * float(model.finance.fund_loans.sum()) / 4.0
    assert 0.5 * most < owed <= most


def test_who_lends_to_all_manufacturers_bears_all_that_is_written_off(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Other producers owe loans as well, but none of theirs is written off, nor are they lent to by the Fund."""
    model = steps(build_model(economy, parameters, FUND), START + 2)
    advance(model, BEFORE_CHECK[:-1])
    f = model.firms
    model.finance.fund_loans[:] = f.by_cell(np.where(f.manufacturing, f.loans, 0.0)).reshape(-1)
    advance(model, BEFORE_CHECK[-1:])
    assert model.flow.turnover.written_off.sum() > 0.0
    assert model.flow.fund.lost_loans == pytest.approx(model.flow.turnover.written_off.sum(), rel=1e-9)
    assert model.finance.losses == pytest.approx(0.0, abs=1e-9 * model.flow.fund.lost_loans)


def test_losses_of_the_fund_are_made_good_by_government_a_quarter_later_and_booked(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = steps(build_model(economy, parameters, FUND, EQUITY, scale=0.05), START)
    lost, paid = [], []
    for _ in range(12):
        model.step()
        lost.append(model.flow.fund.lost_loans + model.flow.fund.lost_equity)
        paid.append(model.flow.payments.fund_support)
    np.testing.assert_allclose(paid[1:], lost[:-1], rtol=1e-12)
    assert sum(lost) > 0.0
    booked = sum(items["losses"] for items in model.recorder.panel()["fiscal"].values())
    np.testing.assert_allclose(booked[START:], paid, rtol=1e-9)
    assert model.worst_residual < 1e-12


def test_a_programme_is_booked_the_losses_of_its_own_money_whatever_stands_beside_it(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Of 30 trillion a year 6 become shares in manufacturers, of 10 trillion of public equity all of them do."""
    fund = lever("growth_fund", 30.0, start=1)
    equity = lever("patient_equity", 10.0, id="holding", start=1)

    def losses(*levers: Lever) -> dict[str, float]:
        model = steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 9)
        return {name: float(items["losses"].sum()) for name, items in model.recorder.panel()["fiscal"].items()}

    alone, together = losses(fund) | losses(equity), losses(fund, equity)
    assert together == pytest.approx(alone, rel=0.05)
    assert min(alone.values()) > 0.0


def test_each_pledge_has_paid_its_own_money_also_where_both_reach(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Equal sums buy equal amounts of shares; loans are lent as far as those served owe any."""
    everywhere = lever("growth_fund", 10.0, id="everywhere")
    chips = lever("growth_fund", 10.0, id="chips", sectors=("SEMI",))
    model = build_model(economy, parameters, everywhere, chips)
    advance(model, BEFORE_INCOMES)
    assert model.fund_given["equity"]["chips"] == pytest.approx(model.fund_given["equity"]["everywhere"], rel=1e-9)
    for kind, held in (("equity", model.finance.fund_equity), ("loans", model.finance.fund_loans)):
        assert sum(model.fund_given[kind].values()) == pytest.approx(held.sum(), rel=1e-9)


def test_public_funds_own_no_more_than_a_part_of_the_capital(economy: OpeningEconomy, parameters: Parameters) -> None:
    """A trillion a year for the makers of Jeju is more than all their capital; what buys nothing is not paid."""
    pledge = lever("patient_equity", 1.0, regions=("Jeju",))
    model = steps(build_model(economy, parameters, pledge, switches=DETERMINISTIC), 16)
    f, here = model.firms, REGIONS.index("Jeju")
    capital = (f.weight * f.capital)[(f.region == here) & f.manufacturing].sum() * model.prices.investment_goods
    held = float(model.finance.fund_equity.sum())
    assert 0.0 < held < parameters.fund_largest_stake * capital
    assert model.fund_given["equity"][pledge.id] < 2.0 * held < 1000.0
    assert model.finance.fund_liabilities == pytest.approx(held, rel=0.05)


def test_the_fund_goes_on_being_paid_and_repaid_when_the_pledge_has_ended(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    short = lever("growth_fund", 30.0, end=7)
    model = steps(build_model(economy, parameters, short, scale=0.05), 8)
    held = float(model.finance.fund_loans.sum())
    steps(model, 8)
    assert model.flow.fund.lent == 0.0
    assert model.flow.payments.fund_interest > 0.0
    assert model.recorder.fiscal["pledge"]["loan_subsidy"][15] > 0.0
    expected = held * (1.0 - 1.0 / (4.0 * parameters.fund_maturity)) ** 8
    assert 0.9 * expected < float(model.finance.fund_loans.sum()) <= expected


def test_anchor_e_fund_struct_two_fifths_at_least_go_outside_the_capital_hub(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    hub = np.isin(np.array(REGIONS), HUBS["Capital"])
    for sectors in (None, ("SEMI",)):
        pledge = lever("growth_fund", 30.0, sectors=sectors)
        model = steps(build_model(economy, parameters, pledge, scale=0.05), 2)
        claims = (model.finance.fund_loans + model.finance.fund_equity).reshape(len(REGIONS), -1)
        assert claims[~hub].sum() / claims.sum() >= 0.399
        if sectors is not None:
            others = [k for k in range(claims.shape[1]) if k != 10]
            assert np.all(claims[:, others] == 0.0)


def test_the_same_money_under_two_names_counts_once(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Parts of a sum, like 40 % for regions, stand in one overlap group with it."""
    pledge, again = (
        lever("growth_fund", size, id=name, regions=regions, start=START, overlap="fund")
        for name, size, regions in (("pledge", 30.0, None), ("again", 12.0, HALVES[1]))
    )
    one, two = (steps(build_model(economy, parameters, *ls, scale=0.02), 12) for ls in ((pledge,), (pledge, again)))
    assert np.array_equal(two.finance.fund_equity, one.finance.fund_equity)
    assert not two.recorder.panel()["fiscal"]["again"]["face_value"].any()


HALVES = tuple(tuple(name for name in REGIONS if (name in HUBS["Capital"]) == inside) for inside in (True, False))
"""Regions of the Capital hub, and the others."""


def held(model: ManufacturingModel) -> tuple[np.ndarray, np.ndarray, float]:
    """Loans and shares of the Fund by cell, and the face value booked so far, billion won."""
    ledger = model.recorder.panel()["fiscal"]
    face = sum(float(items["face_value"].sum()) for items in ledger.values())
    return model.finance.fund_loans, model.finance.fund_equity, face


@pytest.mark.parametrize("name", ["growth_fund", "patient_equity"])
def test_pledges_for_disjoint_regions_or_sectors_add_up(
    economy: OpeningEconomy, parameters: Parameters, name: str
) -> None:
    """The smaller one does not thin out the larger one: each sum is shared out in its own scope."""
    others = tuple(sector for sector in SECTORS if sector != "SEMI")
    for one, two in (({"sectors": ("SEMI",)}, {"sectors": others}), ({"regions": HALVES[0]}, {"regions": HALVES[1]})):
        first, second = lever(name, 12.0, id="first", **one), lever(name, 1.0, id="second", **two)
        alone = [held(steps(build_model(economy, parameters, ls), 8)) for ls in (first, second)]
        together = held(steps(build_model(economy, parameters, first, second), 8))
        for kind in (0, 1):
            apart = alone[0][kind] + alone[1][kind]
            np.testing.assert_allclose(together[kind], apart, rtol=0.03, atol=1e-3 * apart.sum() + 1e-9)
            assert together[kind].sum() == pytest.approx(apart.sum(), rel=2e-3)
        assert together[2] == pytest.approx(alone[0][2] + alone[1][2], rel=1e-12)


def test_two_halves_of_the_country_are_the_whole(economy: OpeningEconomy, parameters: Parameters) -> None:
    """15 trillion won a year in each half are 30 in all: shares bought, loans and face value."""
    halves = [lever("growth_fund", 15.0, id=f"half {k}", regions=half) for k, half in enumerate(HALVES)]
    whole = held(steps(build_model(economy, parameters, lever("growth_fund", 30.0)), 8))
    both = held(steps(build_model(economy, parameters, *halves), 8))
    assert both[2] == pytest.approx(60_000.0, rel=1e-12) == whole[2]
    assert both[1].sum() == pytest.approx(whole[1].sum(), rel=0.01)
    assert both[0].sum() == pytest.approx(whole[0].sum(), rel=0.01)


@pytest.mark.parametrize("more", [{"regions": ("Busan",)}, {"sizes": (3,)}, {"tags": ("exporter",)}, {}], ids=str)
def test_a_further_pledge_never_takes_from_what_is_there(
    economy: OpeningEconomy, parameters: Parameters, more: dict[str, tuple[str, ...]]
) -> None:
    first, second = lever("growth_fund", 20.0, id="first"), lever("growth_fund", 1.0, id="second", **more)
    one, two = build_model(economy, parameters, first), build_model(economy, parameters, first, second)
    for model in (one, two):
        advance(model, BEFORE_INCOMES)
    for alone, beside in zip(held(one)[:2], held(two)[:2], strict=True):
        assert np.all(beside >= alone * (1.0 - 1e-12))
        assert beside.sum() > alone.sum()
    for kind in ("loans", "equity"):
        assert two.fund_given[kind]["first"] == pytest.approx(one.fund_given[kind]["first"], rel=1e-12)


@pytest.mark.parametrize("scope", [{"sizes": (4,)}, {"tags": ("exporter",)}], ids=str)
def test_loans_are_cheap_for_those_in_the_scope_alone_also_when_the_pledge_has_ended(
    economy: OpeningEconomy, parameters: Parameters, scope: dict[str, tuple[str, ...]]
) -> None:
    pledge = lever("growth_fund", 20.0, end=5, **scope)
    model = steps(build_model(economy, parameters, pledge, scale=0.05), 8)
    advance(model, BEFORE_INCOMES)
    f, off = model.firms, model.flow.finance.fund_cut
    inside = scope_of(pledge).covers(f)
    assert np.all(off[~inside] == 0.0)
    assert np.any(off[inside & (f.weight > 0.0)] > 0.0)
    owed = f.total(np.where(inside & model.flow.finance.served, f.loans, 0.0))
    assert 0.0 < model.finance.fund_loans.sum() <= owed


def test_equity_costs_no_interest_subsidy(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = steps(build_model(economy, parameters, EQUITY, scale=0.05), START + 8)
    ledger = model.recorder.panel()["fiscal"]["holding"]
    assert np.all(ledger["loan_subsidy"] == 0.0)
    assert model.finance.fund_loans.sum() == 0.0
    assert model.finance.fund_equity.sum() == pytest.approx(0.7 * 2000.0 * 2, rel=0.01)
    assert model.flow.payments.fund_dividends.sum() > 0.0


@pytest.mark.parametrize(
    ("some", "nothing"),
    [(EQUITY, lever("growth_fund", 0.0, id="empty")), (FUND, lever("patient_equity", 0.0, id="empty"))],
    ids=["a programme of nothing", "shares of nothing"],
)
def test_what_announces_nothing_changes_and_costs_nothing(
    economy: OpeningEconomy, parameters: Parameters, some: Lever, nothing: Lever
) -> None:
    """A programme without money lends nothing: its part of all loans of the Fund is none of none."""
    alone, beside = (
        steps(build_model(economy, parameters, *ls, scale=0.01), START + 6).recorder.panel()
        for ls in ((some,), (some, nothing))
    )
    np.testing.assert_array_equal(beside["value_added_volume"], alone["value_added_volume"])
    for name, paid in beside["fiscal"][some.id].items():
        np.testing.assert_array_equal(paid, alone["fiscal"][some.id][name])
        assert not beside["fiscal"]["empty"][name].any()
