"""M3: research and new products, selection, spillovers; quality, conversion of plants, inputs made at home."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS, SECTORS, SIZES
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.policy import carries
from sim.population.tags import TAGS
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, lever, steps
from tests.levers.outcomes import makers, published, series

LARGE = SIZES.index("300+")
SMES = (0, 1, 2, 3)


def after(
    economy: OpeningEconomy, parameters: Parameters, quarters: int, *levers: Lever, scale: float = 0.02
) -> ManufacturingModel:
    return steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC, scale=scale), quarters)


def test_grants_for_research_and_for_new_products_are_each_paid_on_what_firms_plan_anyway(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    levers = lever("rd_support", 0.1, id="a"), lever("product_support", 0.2, id="b", sectors=("SEMI",))
    plain, helped = after(economy, parameters, 1), after(economy, parameters, 1, *levers)
    f = plain.firms
    research = makers(plain) * f.planned_rd * helped.prices.rd_goods
    fiscal = helped.recorder.panel()["fiscal"]
    assert fiscal["a"]["grants"][0] == pytest.approx(0.1 * research.sum(), rel=1e-9)
    chips = f.sector == np.flatnonzero(levers[1].sectors)[0]
    assert fiscal["b"]["grants"][0] == pytest.approx(0.2 * research[chips].sum(), rel=1e-9)


def test_new_items_come_over_years_and_more_of_them_by_support_of_products(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    shares = []
    for levers in ((), (lever("rd_support", 0.1),), (lever("product_support", 0.1),)):
        panel = after(economy, parameters, 40, *levers).recorder.panel()
        sales, fresh = (panel[name].sum(axis=1) for name in ("sales", "new_items_sales"))
        shares.append(fresh / sales)
    plain, research, products = shares
    rise = products / plain - 1.0
    assert 0.0 < rise[3] < 0.35 * rise[39]
    assert 1.5 < rise[39] / (research[39] / plain[39] - 1.0) < 2.5


def test_one_percent_more_launches_take_four_tenths_of_a_percent_of_research_in_grants(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """The mapping of a pledge that states launches; its own range is 0 to 5 percent."""
    size = 0.02 * parameters.rd_product_share / (1.0 + parameters.rd_additionality)
    plain, helped = (
        after(economy, parameters, 44, *levers).recorder.panel() for levers in ((), (lever("product_support", size),))
    )
    share = [panel["new_items_sales"][-4:].sum() / panel["sales"][-4:].sum() for panel in (plain, helped)]
    assert share[1] / share[0] - 1.0 == pytest.approx(0.02, rel=0.1)


def test_spillovers_reach_smaller_establishments_that_do_research(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = after(economy, parameters, 3, lever("rd_spillover", 0.1))
    f, live = model.firms, model.firms.weight > 0.0
    able = live & f.manufacturing & (f.size < LARGE) & (f.rd_intensity > 0.0)
    assert np.all(f.knowledge[able] > 0.0)
    assert np.all(f.knowledge[live & ~able] == 0.0)


def test_what_spills_over_in_a_year_is_its_part_of_the_industrial_research_of_institutes(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = after(economy, parameters, 4, lever("rd_spillover", 0.1))
    research = float(makers(model) @ model.firms.planned_rd) * 4.0
    worn = 1.0 - 1.5 * parameters.rd_depreciation / 4.0  # mean age of four quarters' gains
    gained = float(makers(model) @ model.firms.knowledge)
    assert gained == pytest.approx(0.1 * parameters.public_research * research * worn, rel=0.02)


def test_knowledge_is_no_capital_that_anybody_paid_for(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, helped = (after(economy, parameters, 2, *levers) for levers in ((), (lever("rd_spillover", 1.0),)))
    assert float(makers(helped) @ helped.firms.knowledge) > 0.0
    assert helped.flow.research == pytest.approx(plain.flow.research, rel=1e-4)
    assert helped.worst_residual < 1e-12


def test_what_was_learned_fades_when_the_programme_ends(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = after(economy, parameters, 8, lever("rd_quality", 0.5, end=7))
    learned = float(makers(model) @ model.firms.knowledge)
    steps(model, 20)
    assert 0.3 * learned < float(makers(model) @ model.firms.knowledge) < 0.6 * learned


def test_spillovers_narrow_the_gap_of_smaller_firms_and_grants_widen_it(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Four fifths of the research of manufacturing is that of establishments of 300 and more."""
    ratios = [
        published(after(economy, parameters, 40, *levers), "SME Productivity Ratio")
        for levers in ((), (lever("rd_spillover", 0.15),), (lever("rd_support", 0.1),))
    ]
    assert ratios[2] < ratios[0] < ratios[1]


# --- anchors


def effect(economy: OpeningEconomy, parameters: Parameters, *levers: Lever) -> float:
    """Rise of national TFP in 2035, log, by levers from the second year on."""
    values = []
    for chosen in ((), levers):
        model = after(economy, parameters, 56, *chosen)
        values.append(published(model, "Total Factor Productivity|Manufacturing"))
    return values[1] / values[0] - 1.0


def test_anchor_e_rd_kdi_better_selection_at_most_doubles_what_grants_to_smaller_firms_bring(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    grant = lever("rd_support", 0.2, id="grant", sizes=SMES, start=4)
    better = lever("rd_quality", 0.5, id="better", sizes=SMES, start=4)  # the most that is plausible
    alone, both, usual = (effect(economy, parameters, *levers) for levers in ((grant,), (grant, better), (better,)))
    assert 1.1 < (both - usual) / alone < 2.0


def test_anchor_e_rd_kdi_grants_to_smaller_firms_bring_research_and_hardly_value_added(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Three years on: the study found more research and no gain in value added."""
    grant = lever("rd_support", 0.2, sizes=SMES, start=4)
    plain, helped = (after(economy, parameters, 16, *levers) for levers in ((), (grant,)))
    paid = helped.recorder.panel()["fiscal"]["pledge"]["grants"].sum()
    made = [model.recorder.panel()["value_added_by_size"][:, :LARGE].sum() for model in (plain, helped)]
    research = [
        float((makers(model) * model.firms.rd_stock)[model.firms.size < LARGE].sum()) for model in (plain, helped)
    ]
    assert research[1] / research[0] > 1.01
    assert -0.5 < (made[1] - made[0]) / paid < 0.5


def test_anchor_e_rd_add_own_research_beyond_the_grant_is_less_than_the_grant(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    grant = lever("rd_support", 0.2)
    plain, helped = (after(economy, parameters, 12, *levers) for levers in ((), (grant,)))
    research = [series("investment_volume")(model) for model in (plain, helped)]
    paid = helped.recorder.panel()["fiscal"]["pledge"]["grants"].sum()
    assert 0.0 <= (research[1] - research[0]) / paid - 1.0 <= 0.8


def test_anchor_e_rd_elast_ten_percent_more_research_raise_productivity_by_about_a_percent_in_the_long_run(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Elasticity .01 to .25 of output to the own stock, .08 in the middle; the grant brings its own amount here."""
    world = parameters.replace(rd_additionality=0.0)
    plain, helped = (after(economy, world, 56, *levers) for levers in ((), (lever("rd_support", 0.1),)))
    stock = [series_of_makers(model, "rd_stock") for model in (plain, helped)]
    tfp = [published(model, "Total Factor Productivity|Manufacturing") / 14.0 for model in (plain, helped)]
    grown = np.log(stock[1] / stock[0])
    assert 0.06 < grown < 0.1
    assert 0.01 < np.log(tfp[1] / tfp[0]) / grown < 0.25


def series_of_makers(model: ManufacturingModel, column: str) -> float:
    return float(makers(model) @ getattr(model.firms, column))


def test_sectors_outside_manufacturing_learn_nothing(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = after(economy, parameters, 3, lever("rd_quality", 0.5), lever("product_support", 0.5, id="b"))
    others = model.firms.sector >= N_SECTORS
    assert np.all(model.firms.knowledge[others] == 0.0)
    assert np.all(model.firms.new_products[others] == 0.0)


# --- quality, conversion, inputs made at home

SUPPLIERS = ("CHEM", "RUBB", "NMET", "STEEL", "FABM", "SEMI", "PREC", "ELEQ", "MACH", "AUTO")
"""Makers of materials, parts and equipment."""


def by_product(model: ManufacturingModel, name: str, sector: str) -> float:
    """A series of the panel in the last year, one product."""
    panel = model.recorder.panel()
    return float(panel[name][-4:, :, SECTORS.index(sector)].sum())


def test_quality_is_sold_partly_as_more_pieces_and_partly_as_more_value_per_piece(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    pledge = lever("quality_support", 0.05, sectors=("SHIP",))
    grown = []
    for share in (0.0, 1.0):
        world = parameters.replace(quality_value_share=share)
        plain, better = (after(economy, world, 40, *levers) for levers in ((), (pledge,)))
        ratio = [
            by_product(m, "value_added_volume", "SHIP") / by_product(m, "gross_output_volume", "SHIP")
            for m in (plain, better)
        ]
        exports = [by_product(m, "exports_volume", "SHIP") for m in (plain, better)]
        grown.append((exports[1] / exports[0] - 1.0, ratio[1] - ratio[0]))
    (demand, no_value), (little_demand, value) = grown
    assert demand > 0.01
    assert demand > 2.0 * little_demand  # some comes of the lower cost per unit
    assert abs(no_value) < 1e-4 < 0.01 < value


@pytest.mark.parametrize(
    ("sector", "size", "low", "high"),
    [("SHIP", 0.05, 0.0, 0.08), ("CHEM", 0.07, 0.005, 0.03)],
)
def test_a_pledge_of_quality_is_sized_to_what_it_states_for_2035(
    economy: OpeningEconomy, parameters: Parameters, sector: str, size: float, low: float, high: float
) -> None:
    """E_tr_fgo, E_rd_elast: orders of ships +3 % (0 to 8); F_va: value-added ratio of chemicals +1 point (0 to 3)."""
    pledge = lever("quality_support", size, sectors=(sector,), start=16, ramp=12)
    plain, better = (after(economy, parameters, 56, *levers) for levers in ((), (pledge,)))
    if sector == "SHIP":
        column = SECTORS.index(sector)
        asked = [m.flow.orders.exports[column] for m in (plain, better)]
        reached = float(np.log(asked[1] / asked[0]))
    else:
        ratio = [
            by_product(m, "value_added_volume", sector) / by_product(m, "gross_output_volume", sector)
            for m in (plain, better)
        ]
        reached = ratio[1] - ratio[0]
    assert low < reached < high


def test_work_on_quality_is_bought_and_makes_no_process_more_productive(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    world = parameters.replace(quality_value_share=0.0)
    pledge = lever("quality_support", 0.1, sectors=("OTHR",), sizes=(0, 1))
    plain, better = (after(economy, world, 8, *levers) for levers in ((), (pledge,)))
    inside = (better.firms.sector == SECTORS.index("OTHR")) & (better.firms.size < 2) & (better.firms.weight > 0.0)
    first = slice(0, 1)
    bought = [m.recorder.panel()["investment_volume"][first].sum() for m in (plain, better)]
    paid = better.recorder.panel()["fiscal"]["pledge"]["grants"][0]
    assert bought[1] - bought[0] == pytest.approx(paid / better.anchor, rel=0.1)
    change = better.firms.log_tfp[inside] - plain.firms.log_tfp[inside]
    assert np.abs(change).max() < 2e-3
    assert better.worst_residual < 1e-12


def test_quality_wears_out_when_nobody_pays(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = after(economy, parameters, 16, lever("quality_support", 0.1, end=15))
    there = float(makers(model) @ model.firms.bought_quality)
    steps(model, 16)
    assert 0.35 * there < float(makers(model) @ model.firms.bought_quality) < 0.65 * there


def test_only_plants_of_engine_parts_convert_and_they_close_less_often(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    pledge = lever("plant_conversion", 0.3, regions=("Ulsan", "Gyeongnam"))
    plain, helped = (after(economy, parameters, 20, *levers) for levers in ((), (pledge,)))
    f = helped.firms
    exposed = carries(f, 1 << TAGS["engine_parts"]) & pledge.regions[f.region] & (f.weight > 0.0)
    assert np.all(f.converted[exposed] > 0.5)
    assert np.all(f.converted[(f.weight > 0.0) & ~exposed] == 0.0)
    shared = exposed & (plain.firms.weight > 2.0) & (f.size == 0)  # above, another firm goes on in the plant
    assert f.weight[shared].sum() > 1.02 * plain.firms.weight[shared].sum()


def test_a_conversion_is_paid_once(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = after(economy, parameters, 52, lever("plant_conversion", 0.3))
    paid = model.recorder.panel()["fiscal"]["pledge"]["grants"]
    assert paid[40:].sum() < 0.1 * paid[:12].sum()
    f = model.firms
    exposed = carries(f, 1 << TAGS["engine_parts"]) & f.manufacturing
    value = float((f.weight * f.capital)[exposed].sum())
    assert paid.sum() == pytest.approx(parameters.conversion_cost * value * 0.98, rel=0.3)


@pytest.mark.parametrize("share", [0.005, 0.02])
def test_the_import_share_of_inputs_falls_by_what_a_pledge_states(
    economy: OpeningEconomy, parameters: Parameters, share: float
) -> None:
    """Sized to the evidence (E_rd_elast, E_rd_add): 0 to 3 percent of inputs in the plans."""
    pledge = lever("input_localisation", share, sectors=SUPPLIERS)
    imported = []
    for levers in ((), (pledge,)):
        cleared = after(economy, parameters, 44, *levers).flow.cleared
        rows = [SECTORS.index(name) for name in SUPPLIERS]
        foreign, home = cleared.input_imported[rows].sum(), cleared.input_domestic[rows].sum()
        imported.append(foreign / (foreign + home))
    assert imported[0] - imported[1] == pytest.approx(share, rel=0.2)


def test_households_buy_no_more_at_home_because_inputs_do(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, helped = (
        after(economy, parameters, 20, *levers).flow.cleared
        for levers in ((), (lever("input_localisation", 0.02, sectors=SUPPLIERS),))
    )
    cars = SECTORS.index("AUTO")
    shares = [c.household_domestic[cars] / (c.household_domestic + c.household_imported)[cars] for c in (plain, helped)]
    assert shares[1] == pytest.approx(shares[0], rel=2e-3)


def test_makers_of_inputs_get_the_grants_and_no_one_else(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = after(economy, parameters, 3, lever("input_localisation", 0.02, sectors=("MACH",)))
    f, live = model.firms, model.firms.weight > 0.0
    assert np.all(f.grants[live & (f.sector != SECTORS.index("MACH"))] == 0.0)
    assert float((f.weight * f.grants).sum()) == pytest.approx(
        model.recorder.panel()["fiscal"]["pledge"]["grants"][-1], rel=1e-3
    )


def test_two_pledges_on_the_same_inputs_are_the_stronger_alone(economy: OpeningEconomy, parameters: Parameters) -> None:
    levers = (
        lever("input_localisation", 0.02, id="a", sectors=("MACH",)),
        lever("input_localisation", 0.01, id="b", sectors=("MACH",)),
    )
    both, one = (after(economy, parameters, 4, *chosen) for chosen in (levers, levers[:1]))
    fiscal = both.recorder.panel()["fiscal"]
    alone = one.recorder.panel()["fiscal"]["a"]["grants"]
    np.testing.assert_allclose(fiscal["a"]["grants"] + fiscal["b"]["grants"], alone, rtol=1e-12)
    assert np.all(fiscal["b"]["grants"] < fiscal["a"]["grants"])


def test_an_entrant_brings_no_research_of_the_agent_that_it_joins(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Small makers that do no research buy work on quality: the R&D of their agent is not multiplied by entry."""
    model = after(economy, parameters, 6, lever("quality_support", 0.3, sizes=(0,)))
    assert model.worst_residual < 1e-12


@pytest.mark.parametrize(("name", "size"), [("quality_support", 0.1), ("rd_support", 0.2), ("product_support", 0.2)])
def test_what_government_pays_of_an_expense_is_no_loss_of_those_who_make_it(
    economy: OpeningEconomy, parameters: Parameters, name: str, size: float
) -> None:
    world = parameters.replace(rd_additionality=0.0)  # they add nothing of their own
    plain, helped = (after(economy, world, 8, *levers) for levers in ((), (lever(name, size),)))
    assert float(helped.firms.by_sector(helped.firms.grants)[:N_SECTORS].sum()) > 0.0
    earned = [float(makers(m) @ (m.firms.profit_rate * m.firms.expected_output)) for m in (plain, helped)]
    assert earned[1] > 0.99 * earned[0]
