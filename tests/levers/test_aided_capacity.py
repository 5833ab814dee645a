"""Capacity that investment aid adds (M2): the customers it wins, and that both go as it wears out."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.agents import aid
from sim.agents.splitting import split_off
from sim.codes import REGIONS
from sim.definitions import aid_rules
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC, Switches
from tests.core.support import BEFORE_INCOMES, advance, build_model, lever, same_panels, steps

START = 4


def run(economy: OpeningEconomy, parameters: Parameters, *levers: Lever, quarters: int = 6) -> ManufacturingModel:
    return steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), quarters)


def in_ulsan(m: ManufacturingModel, growth: float) -> aid.NewCapacity:
    """Capacity planned by the makers of Ulsan that adds `growth` to their sales."""
    new = aid.NewCapacity()
    aid.of_standing_plants(m.firms, new)
    new.planned = np.where((m.firms.region == REGIONS.index("Ulsan")) & m.firms.manufacturing, growth, 0.0)
    return new


def wear(m: ManufacturingModel) -> np.ndarray:
    rate: np.ndarray = m.structure.depreciation[m.firms.sector]
    return rate


def test_new_capacity_takes_customers_abroad_from_foreigners_and_at_home_from_other_makers_and_importers(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    m = build_model(economy, parameters)
    f, new = m.firms, in_ulsan(m, 0.1)
    before = [f.by_cell(f.share_domestic), f.by_cell(f.share_export)]
    aid.win_customers(f, m.structure.depreciation, new)
    after = [f.by_cell(f.share_domestic), f.by_cell(f.share_export)]
    here = REGIONS.index("Ulsan")
    for was, now, market in zip(before, after, (np.exp(new.home), 1.0 + new.exports), strict=True):
        sold = now / np.maximum(now.sum(axis=0), 1e-12) * market  # shares are scaled to one afterwards
        np.testing.assert_allclose(np.delete(sold, here, axis=0), np.delete(was, here, axis=0), rtol=0.02, atol=1e-12)
        np.testing.assert_allclose(sold[here, :17], 1.1 * was[here, :17], rtol=0.02, atol=1e-12)


def test_aid_adds_capacity_by_what_is_invested_and_less_in_large_establishments(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    m = run(economy, parameters, lever("investment_grant", 0.1, regions=("Ulsan",), start=1), quarters=1)
    advance(m, BEFORE_INCOMES[:5])
    f, growth = m.firms, np.asarray(m.new_capacity.planned)
    inside = (f.region == REGIONS.index("Ulsan")) & f.manufacturing & (f.weight > 0.0) & (f.planned_investment > 0.0)
    assert not growth[~inside].any()
    won = growth * f.capital * f.credit_access / (0.1 * np.where(inside, f.planned_investment, 1.0))
    large = parameters.aid_expansion * parameters.aid_pass_through_large
    idle = inside & (f.capacity > 1.02 * f.expected_output)
    assert np.count_nonzero(idle) > 100
    np.testing.assert_allclose(won[idle], np.where(f.size == 4, large, parameters.aid_expansion)[idle], rtol=1e-12)


def test_aid_wins_customers_from_the_first_quarter_of_a_run_on(economy: OpeningEconomy, parameters: Parameters) -> None:
    m = build_model(economy, parameters, lever("investment_grant", 0.1), switches=DETERMINISTIC)
    advance(m, BEFORE_INCOMES[:5])
    f, planned = m.firms, np.asarray(m.new_capacity.planned)
    standing = f.manufacturing & (f.weight > 0.0) & (f.planned_investment > 0.0)
    assert np.count_nonzero(planned[standing] > 0.0) > 0.95 * np.count_nonzero(standing)


def test_a_plant_at_its_limit_seeks_no_customers_and_one_near_it_no_more_than_it_can_serve() -> None:
    half, expected = np.full(4, 0.5), np.array([100.0, 100.0, 100.0, 0.0])
    capacity = np.array([99.0, 100.2, 150.0, 1.0])
    won = aid_rules.new_sales(half, np.full(4, 4.0), np.full(4, 100.0), np.full(4, 1.4), capacity, expected)
    np.testing.assert_allclose(won, [0.0, 0.002, 1.4 * 0.5 * 0.04, 1.4 * 0.5 * 0.04])


@pytest.mark.parametrize("dose", [0.1, 0.3])
def test_what_aid_sells_is_sold_by_those_who_have_it_and_others_lose(
    economy: OpeningEconomy, parameters: Parameters, dose: float
) -> None:
    """Eight years on, also of grants at the end of their range: no export is won by plants without aid."""
    inside = np.isin(REGIONS, ("Jeonbuk", "Gyeongbuk"))
    pledge = lever("investment_grant", dose, regions=("Jeonbuk", "Gyeongbuk"), sizes=(2, 3), start=START)
    plain, helped = (run(economy, parameters, *some, quarters=36).recorder.panel() for some in ((), (pledge,)))
    for series in ("value_added_volume", "exports_volume"):
        more = (helped[series] - plain[series])[-4:, :, :17].sum(axis=(0, 2))
        assert more[inside].sum() > 0.0
        assert -0.8 * more[inside].sum() < more[~inside].sum() < 0.0


# --- aided capacity wears out


def test_what_a_single_grant_has_won_fades_at_the_depreciation_of_the_sector_and_is_gone_in_the_long_run(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    m = build_model(economy, parameters)
    f, new, rate = m.firms, in_ulsan(m, 0.1), wear(m)
    names = ("base_share_domestic", "base_share_export", "share_domestic", "share_export")
    opening = {name: getattr(f, name).copy() for name in names}
    aid.win_customers(f, m.structure.depreciation, new)
    new.planned, peak = 0.0, [new.exports.copy(), new.home.copy()]
    won = np.asarray(new.stock) > 0.0
    np.testing.assert_allclose(np.asarray(new.stock)[won], np.log(1.1), rtol=1e-12)
    for _ in range(20):
        aid.win_customers(f, m.structure.depreciation, new)
    np.testing.assert_allclose(np.asarray(new.stock)[won], (np.log(1.1) * (1.0 - rate) ** 20)[won], rtol=1e-12)
    for now, at_first in zip((new.exports, new.home), peak, strict=True):
        left = now[at_first > 0.0] / at_first[at_first > 0.0]
        kept = (1.0 - m.structure.depreciation[at_first > 0.0]) ** 20
        np.testing.assert_allclose(left, kept, rtol=0.05)
    for _ in range(2000):
        aid.win_customers(f, m.structure.depreciation, new)
    for name in names:
        np.testing.assert_allclose(getattr(f, name), opening[name], rtol=1e-9, atol=1e-300)
    assert max(np.abs(new.exports).max(), np.abs(new.home).max()) < 1e-9


def test_a_grant_that_lasts_adds_until_what_is_built_only_replaces_what_wears_out(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    m = build_model(economy, parameters)
    new, rate = aid.NewCapacity(), wear(m)
    aid.of_standing_plants(m.firms, new)
    growth = np.where(m.firms.manufacturing & (m.firms.region == REGIONS.index("Ulsan")), 0.003, 0.0)
    stocks = []
    for _ in range(800):
        new.planned = growth
        aid.win_customers(m.firms, m.structure.depreciation, new)
        stocks.append(np.asarray(new.stock).copy())
    aided = growth > 0.0
    np.testing.assert_allclose(stocks[-1][aided], (np.log(1.003) / rate)[aided], rtol=1e-3)
    assert np.all((stocks[47] - stocks[43])[aided] < 0.45 * (stocks[3])[aided])  # twelfth year against the first
    assert not stocks[-1][~aided].any()


def test_jobs_and_sales_fade_after_the_last_grant_and_level_off_while_it_lasts(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    def rise(last: int | None) -> np.ndarray:
        """Jobs of Gyeongnam by year over those without the grant."""
        here = REGIONS.index("Gyeongnam")
        pledge = lever("investment_grant", 0.1, regions=("Gyeongnam",), start=START, end=last)
        jobs = [
            run(economy, parameters, *chosen, quarters=56).recorder.panel()["employment"][:, here, :17].sum(axis=1)
            for chosen in ((), (pledge,))
        ]
        return np.asarray((jobs[1] / jobs[0] - 1.0).reshape(-1, 4).mean(axis=1))

    short, lasting = rise(START + 8), rise(None)
    peak = int(short.argmax())
    assert np.all(np.diff(short[peak:]) < 0.0)
    assert short[-1] < 0.45 * short[peak]
    yearly = np.diff(lasting)
    assert -0.002 < yearly[-1] < 0.2 * yearly.max()


def test_a_plant_that_is_new_in_its_slot_has_no_aided_capacity(economy: OpeningEconomy, parameters: Parameters) -> None:
    m = run(economy, parameters, lever("investment_grant", 0.1), quarters=5)
    fresh, left = m.flow.turnover.created, m.new_capacity
    before = np.asarray(left.stock).copy()
    left.stock, planned = before + 0.1, np.asarray(left.planned)
    planned += 0.1  # of whoever stood in the slot before
    advance(m, BEFORE_INCOMES[:3])
    stock = np.asarray(m.new_capacity.stock)
    standing = m.firms.manufacturing & (m.firms.weight > 0.0)
    standing[fresh] = False
    assert fresh.size > 100
    assert not stock[fresh].any()
    assert np.all(stock[standing] > 0.1)


def test_a_plant_split_off_an_agent_has_its_aided_capacity(economy: OpeningEconomy, parameters: Parameters) -> None:
    m = run(economy, parameters, lever("investment_grant", 0.1, regions=("Ulsan",)), quarters=6)
    f, new = m.firms, m.new_capacity
    aid.of_standing_plants(f, new)
    sources = np.flatnonzero((np.asarray(new.stock) > 0.0) & (f.weight > 2.0))[:1]
    before = f.total(f.share_domestic * np.asarray(new.stock))
    targets = split_off(f, sources)
    aid.split_stock(f, sources, targets, new)
    aid.of_standing_plants(f, new)
    assert np.asarray(new.stock)[targets] == np.asarray(new.stock)[sources] > 0.0
    assert f.total(f.share_domestic * np.asarray(new.stock)) == pytest.approx(before, rel=1e-12)


def test_aid_that_is_switched_off_or_not_there_leaves_no_stock_and_no_bit(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    off = Switches(off=frozenset({"M2"}))
    without, frozen = (
        steps(build_model(economy, parameters, *levers, switches=off), 6)
        for levers in ((), (lever("investment_grant", 0.1),))
    )
    assert same_panels(without.recorder.panel(), frozen.recorder.panel()) == []
    for m in (without, frozen):
        assert m.new_capacity.owner is None
        assert m.new_capacity.stock == 0.0
