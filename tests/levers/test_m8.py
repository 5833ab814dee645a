"""M8: discount on electricity, green power, and a grid that load outgrows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS, PRODUCTS, REGIONS
from sim.levers.definition import scope_of
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.switches import DETERMINISTIC
from tests.core.support import BEFORE_INCOMES, advance, build_model, lever, same_panels, steps

POWER_USERS = [PRODUCTS.index(name) for name in ("NMET", "STEEL", "WOOD")]
"""Sectors that pay two percent of output for electricity."""


def first_quarter(economy: OpeningEconomy, parameters: Parameters, *levers: object) -> ManufacturingModel:
    """A model after prices of its third quarter, in which the levers start."""
    model = steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 2)  # type: ignore[arg-type]
    advance(model, BEFORE_INCOMES[:3])
    return model


def test_a_discount_lowers_the_cost_of_its_scope_by_the_part_of_the_bill(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    pledge = lever("power_price", 0.2, regions=("Ulsan",), sizes=(3, 4), start=2)
    plain, cheap = (first_quarter(economy, parameters, *levers) for levers in ((), (pledge,)))
    inside = scope_of(pledge).covers(cheap.firms) & (cheap.firms.weight > 0.0)
    saved = (plain.firms.cost_index - cheap.firms.cost_index) * plain.firms.base_unit_cost
    assert np.all(saved[~inside] == 0.0)
    price = plain.prices.domestic[PRODUCTS.index("ENER")]
    bill = cheap.structure.electricity[cheap.firms.sector] * price
    np.testing.assert_allclose(saved[inside], 0.2 * bill[inside], rtol=0.01)  # price before this quarter's move


def test_government_pays_the_discount_and_the_accounts_close(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = steps(build_model(economy, parameters, lever("power_price", 0.2, sectors=("STEEL",))), 6)
    f, steel = model.firms, PRODUCTS.index("STEEL")
    booked = model.recorder.panel()["fiscal"]["pledge"]["grants"][-1]
    output = model.recorder.panel()["gross_output_volume"][-1][:, steel].sum()
    price = model.prices.domestic[PRODUCTS.index("ENER")]
    assert booked == pytest.approx(0.2 * model.structure.electricity[steel] * price * output, rel=1e-9)
    assert np.all(f.grants[f.sector != steel] == 0.0)
    assert model.worst_residual < 1e-12


def test_two_discounts_on_one_bill_are_the_stronger_alone(economy: OpeningEconomy, parameters: Parameters) -> None:
    levers = (lever("power_price", 0.2, id="a"), lever("power_price", 0.1, id="b", regions=("Ulsan",)))
    both, one = (steps(build_model(economy, parameters, *chosen), 4) for chosen in (levers, levers[:1]))
    fiscal = both.recorder.panel()["fiscal"]
    paid = fiscal["a"]["grants"] + fiscal["b"]["grants"]
    np.testing.assert_allclose(paid, one.recorder.panel()["fiscal"]["a"]["grants"], rtol=1e-12)


def test_green_power_saves_exports_of_its_region(economy: OpeningEconomy, parameters: Parameters) -> None:
    pledge = lever("green_power", 0.2, regions=("Jeonnam",), start=2)
    plain, green = (
        steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 24).recorder.panel()["exports_volume"]
        for levers in ((), (pledge,))
    )
    change = green[-1][:, :N_SECTORS].sum(axis=1) / plain[-1][:, :N_SECTORS].sum(axis=1) - 1.0
    here = np.flatnonzero(pledge.regions)[0]
    assert change[here] == pytest.approx(0.2 * parameters.green_power_asked, rel=0.25)
    assert np.all(np.abs(np.delete(change, here)) < 0.2 * change[here])


def investment_with_and_without_grid(
    economy: OpeningEconomy, parameters: Parameters, **world: float
) -> tuple[dict[str, Any], dict[str, Any], float]:
    """Panels of a run without and with a grid built on time from the third year, and what it adds to investment of
    manufacturers in the last two years, share."""
    changed = parameters.replace(**world)
    plain, built = (
        dict(build_model(economy, changed, *levers, switches=DETERMINISTIC).run())
        for levers in ((), (lever("grid_capacity", 1.0, start=8),))
    )
    late = [float(panel["investment_volume"][-8:, :, :N_SECTORS].sum()) for panel in (plain, built)]
    return plain, built, late[1] / late[0] - 1.0


def test_where_no_region_is_short_of_grid_more_of_it_changes_no_bit(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    plain, built, worth = investment_with_and_without_grid(economy, parameters, grid_headroom=2.0)
    assert same_panels(plain, built) == []
    assert worth == 0.0


def test_the_grid_is_worth_more_the_faster_power_per_unit_of_output_grows_until_deficits_stop_all_connections(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Of the first three only that of the baseline stops a region by 2035 (deficit of 1 / grid_bite), the last most."""
    pace = 0.0, 0.002, parameters.electrification, 0.03
    worth = [investment_with_and_without_grid(economy, parameters, electrification=g)[2] for g in pace]
    assert 0.0 < worth[0] < worth[1] < worth[2]
    assert 0.0 < worth[3] < worth[2]


def test_anchor_e_en_default_a_fifth_off_the_bill_is_up_to_seven_tenths_of_a_percent_of_cost(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    plain, cheap = (
        first_quarter(economy, parameters, *levers) for levers in ((), (lever("power_price", 0.2, start=2),))
    )
    f = plain.firms
    users = np.isin(f.sector, POWER_USERS) & (f.weight > 0.0)
    cost = np.array([m.firms.weight[users] @ (m.firms.cost_index * f.expected_output)[users] for m in (plain, cheap)])
    assert 0.003 < 1.0 - cost[1] / cost[0] < 0.007


def jobs_of_power_users(economy: OpeningEconomy, parameters: Parameters, *regions: str) -> float:
    """Change of jobs in power-intensive sectors of the regions (none: the nation) five years after a fifth off."""
    pledge = lever("power_price", 0.2, regions=regions or None, start=4)
    jobs = [
        steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 24)
        .recorder.panel()["employment"][-1][np.ix_(pledge.regions, POWER_USERS)]
        .sum()
        for levers in ((), (pledge,))
    ]
    return float(jobs[1] / jobs[0] - 1.0)


def test_anchor_e_en_emp_cheaper_power_brings_jobs_where_electricity_is_a_large_input(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    assert jobs_of_power_users(economy, parameters) > 0.0


Discounted = tuple[ManufacturingModel, ManufacturingModel]


@pytest.fixture(scope="module")
def discounted(economy: OpeningEconomy, parameters: Parameters) -> Discounted:
    """Two years without and with a fifth off the bill of everybody; not to be changed."""
    pledge = lever("power_price", 0.2, start=4)
    plain, cheap = (
        steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 12) for levers in ((), (pledge,))
    )
    return plain, cheap


def test_cheaper_power_lowers_the_price_of_output_and_not_labour_per_unit_of_it(
    discounted: Discounted, parameters: Parameters
) -> None:
    plain, cheap = discounted
    steel = PRODUCTS.index("STEEL")
    lower = 1.0 - cheap.prices.domestic[steel] / plain.prices.domestic[steel]
    f, g = plain.firms, cheap.firms
    same = (f.sector == steel) & (f.weight > 0.0) & (f.ident == g.ident)
    before, after = (m.desired_employment[same] / m.expected_output[same] for m in (f, g))
    assert lower > 0.001
    rise = float(np.average(np.log(after / before), weights=(f.weight * f.employment)[same]))
    assert abs(rise) < 0.1 * parameters.capital_labour_elasticity * lower


def test_a_discount_that_government_pays_costs_its_users_no_profit(discounted: Discounted) -> None:
    plain, cheap = discounted
    users = np.isin(plain.firms.sector, POWER_USERS)
    profit = [
        float((m.firms.weight * m.firms.profit_rate * m.firms.expected_output)[users].sum()) for m in (plain, cheap)
    ]
    assert profit[1] > profit[0]


def test_a_discount_is_a_part_of_the_bill_of_the_day(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Ten years on, power of a unit of output costs as much more as energy does; so does a fifth off it."""
    pledge = lever("power_price", 0.2)
    model = build_model(economy, parameters, pledge, switches=DETERMINISTIC)
    bill = []
    for _ in range(40):
        model.step()
        f, power = model.firms, PRODUCTS.index("ENER")
        used = f.total(np.where(f.manufacturing, model.structure.electricity[f.sector] * f.output, 0.0))
        bill.append((used, used * float(model.prices.domestic[power])))
    paid = model.recorder.panel()["fiscal"]["pledge"]["grants"]
    off = [paid[quarter] / bill[quarter][1] for quarter in (0, 39)]
    assert bill[39][1] / bill[39][0] > 1.1 * bill[0][1] / bill[0][0]
    assert off == pytest.approx([0.2, 0.2], rel=0.02)


def test_cheaper_power_in_one_region_brings_jobs_where_electricity_is_a_large_input(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """E_en_emp: a fifth more on the bill of a country cost 2 to 4 % of jobs, at higher cost shares."""
    assert 0.001 < jobs_of_power_users(economy, parameters, "Gyeongbuk") < 0.04


def test_green_power_comes_and_goes_where_it_is_without_moving_exports_elsewhere(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    pledge = lever("green_power", 0.4, regions=("Ulsan",), start=4, end=15)
    plain, green = (
        steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 28).recorder.panel()["exports_volume"]
        for levers in ((), (pledge,))
    )
    change = green[:, :, :N_SECTORS].sum(axis=2) / plain[:, :, :N_SECTORS].sum(axis=2) - 1.0
    here = REGIONS.index("Ulsan")
    others = np.delete(change, here, axis=1)
    assert 0.0 < change[4, here] < change[15, here] > change[27, here]
    for quarter in (4, 8, 16):  # when it begins, on the way, when it has ended
        assert np.abs(others[quarter]).max() < 0.1 * change[quarter, here]


def test_aid_for_investment_does_not_make_green_power_worth_more(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    aid, power = lever("investment_grant", 0.1, id="aid", start=4), lever("green_power", 0.2, id="green", start=4)
    runs = {
        name: steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 40)
        for name, levers in (("none", (power,)), ("aid", (aid, power)))
    }
    reached = {name: run.green_exports[:N_SECTORS] for name, run in runs.items()}
    most = 0.2 * parameters.green_power_asked
    assert np.all(reached["aid"] < most) and np.all(reached["none"] < most)
    assert np.all(reached["none"] > 0.5 * most)
