"""M3: research grants, new products, selection of public research, spillovers of public institutes."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS, SIZES
from sim.model import ManufacturingModel
from sim.parameters import Parameters
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


def test_one_percent_more_launches_take_one_and_two_thirds_percent_of_research_in_grants(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """The mapping of a pledge that states launches; its own range is 0 to 5 percent."""
    size = 0.02 * parameters.rd_product_share / parameters.rd_additionality
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
    better = lever("rd_quality", 0.15, id="better", sizes=SMES, start=4)
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


def test_anchor_e_rd_add_research_beyond_the_grant_is_less_than_the_grant(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    grant = lever("rd_support", 0.2)
    plain, helped = (after(economy, parameters, 12, *levers) for levers in ((), (grant,)))
    research = [series("investment_volume")(model) for model in (plain, helped)]
    paid = helped.recorder.panel()["fiscal"]["pledge"]["grants"].sum()
    assert 0.0 <= (research[1] - research[0]) / paid <= 0.8


def test_anchor_e_rd_elast_ten_percent_more_research_raise_productivity_by_about_a_percent_in_the_long_run(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Elasticity .01 to .25 of output to the own stock, .08 in the middle; all of the grant is made additional here."""
    world = parameters.replace(rd_additionality=1.0)
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
