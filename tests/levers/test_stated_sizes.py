"""What a size of a lever means in a year, and what it costs: by its own words, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import SECTORS
from sim.parameters import Parameters
from sim.policy import carries
from sim.population.tags import TAGS
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, lever, steps


def test_a_fifth_of_exposed_plants_a_year_converts_in_four_quarters_and_not_in_one(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Of those that have not yet: a twentieth a quarter leaves .95^4 = .815 after a year."""
    model = steps(build_model(economy, parameters, lever("plant_conversion", 0.2), switches=DETERMINISTIC), 4)
    f = model.firms
    exposed = f.manufacturing & carries(f, 1 << TAGS["engine_parts"]) & (f.weight > 0.0)
    standing = exposed & (f.converted > 0.0)  # entrants of the year have not
    assert f.weight[standing].sum() > 0.9 * f.weight[exposed].sum()
    assert np.average(f.converted[standing], weights=f.weight[standing]) == pytest.approx(1.0 - 0.95**4, rel=0.01)


def test_a_point_of_quality_costs_a_quarter_of_a_point_of_sales_a_year(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    assert parameters.quality_cost == 0.25
    pledge = lever("quality_support", 0.04, sectors=("SHIP",))
    panel = steps(build_model(economy, parameters, pledge, switches=DETERMINISTIC), 4).recorder.panel()
    sold = float(panel["gross_output_nominal"][:, :, SECTORS.index("SHIP")].sum())
    assert panel["fiscal"]["pledge"]["grants"].sum() == pytest.approx(0.25 * 0.04 * sold, rel=0.05)


def test_cheaper_sites_count_by_their_part_of_the_cost_of_capital(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """A quarter of the cost at four tenths off is half of the cost at a fifth off, and less than a third at it."""
    planned = []
    for part, cut in ((0.25, 0.4), (0.5, 0.2), (1.0 / 3.0, 0.4)):
        world = parameters.replace(site_cost_share=part)
        model = steps(build_model(economy, world, lever("site_cost", cut), switches=DETERMINISTIC), 1)
        planned.append(model.firms.total(model.firms.planned_investment))
    assert planned[0] == pytest.approx(planned[1], rel=1e-12)
    assert planned[2] > planned[0] * (1.0 + 1e-4)


def test_a_hundred_won_of_imports_replaced_cost_six_a_year(economy: OpeningEconomy, parameters: Parameters) -> None:
    """A hundredth of the machines that all sectors use as inputs, at what they cost abroad."""
    assert parameters.localisation_cost == 0.06
    pledge, machines = lever("input_localisation", 0.01, sectors=("MACH",)), SECTORS.index("MACH")
    model, used = build_model(economy, parameters, pledge, switches=DETERMINISTIC), 0.0
    for _ in range(4):
        cleared = steps(model, 1).flow.cleared
        inputs = cleared.input_domestic[machines] + cleared.input_imported[machines]
        used += float(inputs.sum()) * float(model.prices.imported[machines])
    paid = float(model.recorder.panel()["fiscal"]["pledge"]["grants"].sum())
    assert paid == pytest.approx(0.06 * 0.01 * used, rel=0.05)


def test_at_twice_the_pace_half_of_those_who_adopt_do_so_for_the_support_and_are_paid(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """A fifth of a billion won each in plants of ten and more; who would have adopted anyway gets nothing."""
    pledge = lever("adoption_support", 2.0, sizes=(2, 3, 4))
    model = steps(build_model(economy, parameters, pledge, switches=DETERMINISTIC), 1)
    f, price = model.firms, model.prices.investment_goods
    adopting = float((f.weight * model.flow.adoptions)[f.size >= 2].sum())
    paid = float(model.recorder.panel()["fiscal"]["pledge"]["grants"][0])
    assert adopting > 10.0
    assert paid == pytest.approx(0.5 * adopting * parameters.adoption_support_cost * price, rel=0.02)


def test_the_minimum_wage_of_the_base_year_is_of_the_size_of_the_official_one(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """9,160 won an hour in 2022, 209 paid hours a month; wages of the accounts hold what employers pay on top."""
    official = 9160.0 * 209.0 * 3.0 / 1e9
    assert 1.0 < build_model(economy, parameters).base.minimum_wage / official < 1.5
