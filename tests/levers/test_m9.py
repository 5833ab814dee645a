"""M9: what trade policy does to orders, prices, the ledger and the accounts."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim import phases
from sim.codes import MARKETS, PRODUCTS
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC
from tests.core.support import BEFORE_INCOMES, advance, build_model, lever, steps

START = 4
AUTO, SHIP, MACH = (PRODUCTS.index(name) for name in ("AUTO", "SHIP", "MACH"))


def orders(economy: OpeningEconomy, parameters: Parameters, *levers: Lever) -> ManufacturingModel:
    """A model in the middle of the first quarter of its levers: orders are placed, accounts are not booked."""
    model = steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), START)
    advance(model, BEFORE_INCOMES)
    return model


@pytest.fixture(scope="module")
def plain(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    return orders(economy, parameters)


def asked(model: ManufacturingModel, plain: ManufacturingModel) -> np.ndarray:
    """(P, J) orders from abroad over those without policy."""
    return model.flow.orders.exports_by_market / plain.flow.orders.exports_by_market


def test_a_tariff_on_cars_cuts_orders_of_cars_from_the_united_states_alone(
    economy: OpeningEconomy, parameters: Parameters, plain: ManufacturingModel
) -> None:
    model = orders(economy, parameters, lever("tariff_change", 0.1, sectors=("AUTO",), start=START))
    ratio = asked(model, plain)
    us = MARKETS.index("US")
    assert 0.8 < ratio[AUTO, us] < 0.99
    ratio[AUTO, us] = 1.0
    np.testing.assert_array_equal(ratio, 1.0)


def test_a_tariff_cut_does_not_go_below_the_tariff_of_the_base_year(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    in_force = parameters.replace(us_tariff_start=2022.0)
    pledge = lever("tariff_change", -0.5, sectors=("AUTO", "SEMI"))
    model = steps(build_model(economy, in_force, pledge, switches=DETERMINISTIC), 2)
    us = model.world.tariff[:, MARKETS.index("US")]
    assert us[AUTO] == 0.0
    assert us[PRODUCTS.index("SEMI")] == 0.0  # exempt: nothing to cut
    assert us[MACH] > 0.1


def test_market_access_raises_the_orders_of_that_market_by_its_size(
    economy: OpeningEconomy, parameters: Parameters, plain: ManufacturingModel
) -> None:
    model = orders(economy, parameters, lever("market_access_china", 0.02, sectors=("MACH",), start=START))
    ratio = asked(model, plain)
    china = MARKETS.index("CN")
    assert ratio[MACH, china] == pytest.approx(np.exp(0.02), rel=1e-12)
    ratio[MACH, china] = 1.0
    np.testing.assert_array_equal(ratio, 1.0)


def test_promotion_moves_orders_from_two_markets_to_two_others_and_adds_what_is_not_diverted(
    economy: OpeningEconomy, parameters: Parameters, plain: ManufacturingModel
) -> None:
    moved = lever("export_promotion", 0.02, sectors=("MACH",), start=START)
    for diversion, extra in ((1.0, 0.0), (0.5, 0.01)):
        with_, without = (
            orders(economy, parameters.replace(export_promotion_diversion=diversion), *levers)
            for levers in ((moved,), ())
        )
        ratio = asked(with_, without)[MACH]
        assert [float(np.sign(round(x - 1.0, 12))) for x in ratio] == [-1.0, -1.0, 0.0, 0.0, 1.0, 1.0]
        total = with_.flow.orders.exports[MACH] / without.flow.orders.exports[MACH]
        assert total - 1.0 == pytest.approx(extra, abs=1e-4)
        others = np.arange(len(PRODUCTS)) != MACH
        np.testing.assert_array_equal(asked(with_, without)[others], 1.0)


def test_promotion_is_paid_to_exporters_of_the_scope(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = steps(build_model(economy, parameters, lever("export_promotion", 0.02, sectors=("MACH",))), 2)
    f = model.firms
    assert np.all(f.grants[(f.sector != MACH) | (f.sales_export == 0.0)] == 0.0)
    paid = f.weight @ f.grants / float(f.by_sector(f.sales_export)[MACH] * model.prices.export[MACH])
    assert paid == pytest.approx(0.02 * parameters.export_promotion_cost)


def test_an_agreement_opens_both_markets_and_costs_the_duty_on_imports(
    economy: OpeningEconomy, parameters: Parameters, plain: ManufacturingModel
) -> None:
    pledge = lever("trade_agreement", 1.0, start=START)
    model = orders(economy, parameters, pledge)
    by_market = model.flow.orders.exports_by_market.sum(axis=0) / plain.flow.orders.exports_by_market.sum(axis=0) - 1.0
    named = dict(zip(MARKETS, by_market, strict=True))
    assert all(0.0 <= named[market] < 1e-4 for market in ("US", "CN", "EU"))  # cheaper inputs
    assert named["JP"] > named["ASEAN"] > named["OTH"] > 1e-3
    steps_on = [steps(build_model(economy, parameters, *levers), 12) for levers in ((pledge,), ())]
    assert steps_on[0].prices.imported[MACH] < steps_on[1].prices.imported[MACH]
    assert steps_on[0].flow.cleared.imports.sum() > steps_on[1].flow.cleared.imports.sum()
    booked = steps_on[0].recorder.panel()["fiscal"]["pledge"]["tax_expenditure"]
    assert np.all(booked[:START] == 0.0)
    assert booked[-1] == pytest.approx(steps_on[0].flow.payments.duty_forgone, rel=1e-12)
    assert 0.0 < booked[-1] < parameters.agreement_duty_home * steps_on[0].flow.payments.imports
    assert steps_on[0].worst_residual < 1e-12


def test_two_agreements_share_the_duty_forgone(economy: OpeningEconomy, parameters: Parameters) -> None:
    levers = (lever("trade_agreement", 1.0, id="a"), lever("trade_agreement", 0.5, id="b", sectors=("AUTO",)))
    model = steps(build_model(economy, parameters, *levers), 3)
    booked = [items["tax_expenditure"][-1] for items in model.recorder.panel()["fiscal"].values()]
    assert min(booked) > 0.0
    assert sum(booked) == pytest.approx(model.flow.payments.duty_forgone, rel=1e-12)


def test_public_orders_are_really_bought_and_paid(economy: OpeningEconomy, parameters: Parameters) -> None:
    """What the lever books is what government purchases exceed the usual basket by, in every quarter."""
    pledge = lever("public_orders", 1.0, sectors=("SHIP",))
    model = build_model(economy, parameters, pledge, scale=0.05)
    for _ in range(4):
        before = advance(model, (*BEFORE_INCOMES, "incomes_and_balance_sheets"))
        cleared, pr, tax = model.flow.cleared, model.prices, 1.0 + model.structure.government_tax
        usual = (model.structure.government_basket > 0.0) & (np.arange(len(PRODUCTS)) != SHIP)
        basket = pr.domestic @ (cleared.government_domestic * usual) + pr.imported @ (
            cleared.government_imported * usual
        )
        booked = model.recorder.fiscal["pledge"]["purchases"][model.quarter]
        assert booked == pytest.approx(model.flow.payments.government_purchases - basket * tax, rel=1e-9)
        assert booked == pytest.approx(250.0, rel=0.05)
        phases.exit_and_entry(model)
        phases.close_accounts(model, before)
        phases.record(model)
        model.quarter += 1


def test_public_orders_for_ships_are_made_by_home_yards(economy: OpeningEconomy, parameters: Parameters) -> None:
    pledge = lever("public_orders", 1.0, sectors=("SHIP",), start=START)
    with_, without = (
        steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 10) for levers in ((pledge,), ())
    )
    more = with_.firms.by_sector(with_.firms.output) - without.firms.by_sector(without.firms.output)
    assert 150.0 < more[SHIP] < 400.0
    assert np.argmax(more) == SHIP


def test_anchor_e_tr_cptpp_accession_is_worth_up_to_six_tenths_of_a_percent_of_gdp(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """KIEP 2022 with the widened range of the ledger: +.1 to +.6 % of real GDP in the long run."""
    base, joined = (
        build_model(economy, parameters, *levers, switches=DETERMINISTIC, scale=0.05).run()["gdp_volume"][-4:].sum()
        for levers in ((), (lever("trade_agreement", 1.0, start=24, ramp=12),))
    )
    assert 0.001 < joined / base - 1.0 < 0.006


def test_anchor_e_tr_bok_the_tariff_in_force_costs_a_fraction_of_a_percent_of_gdp(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """A US tariff of 15 % on Korea and its rivals: between -.02 (NABO) and -.6 % (Bank of Korea) after two years."""
    free, taxed = (
        steps(build_model(economy, parameters.replace(us_tariff=rate), switches=DETERMINISTIC), 24)
        .recorder.panel()["gdp_volume"][-4:]
        .sum()
        for rate in (0.0, 0.15)
    )
    assert -0.007 < taxed / free - 1.0 < -0.0002
