"""Series of the panel against each other and against the payments of the quarter: what a statistician would check."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS, SIZES
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.phases.results import smart_complexes
from sim.population.tags import TAGS, has_tag
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, steps

QUARTERS = 5
MADE = slice(0, N_SECTORS)


@pytest.fixture(scope="module")
def run(economy: OpeningEconomy, parameters: Parameters) -> tuple[dict[str, Any], list[Any], ManufacturingModel]:
    """Panel, what phases handed on in each quarter, and the model."""
    model, flows = build_model(economy, parameters, until=2023), []
    for _ in range(QUARTERS):
        model.step()
        pay, st, cleared = model.flow.payments, model.structure, model.flow.cleared
        taxed = {  # bought by each use, with the rate of the base year
            "inputs": (st.input_volume.sum(axis=0) * cleared.used) @ st.input_tax,
            "households": st.household_tax * (cleared.household_domestic + cleared.household_imported).sum(),
            "government": st.government_tax * (cleared.government_domestic + cleared.government_imported).sum(),
            "investment": st.investment_tax * (cleared.investment_domestic + cleared.investment_imported).sum(),
        }
        flows.append({
            "production tax": pay.production_tax.sum(), "product taxes": pay.product_taxes, "exports": pay.exports,
            "investment": pay.firm_investment.sum(), "spending": pay.household_spending.sum(),
            "sales": pay.firm_sales.sum(), "debt": model.public.debt, "deposits": model.households.deposits.sum(),
            "borrowed": pay.household_borrowing.sum(), "inherited": model.flow.liquidation[:-1].sum(),
            "force": model.labour.force.sum(), "stocks": model.prices.domestic @ model.flow.booked.inventory_change,
            "exported": model.flow.cleared.exported.sum(),
            "goods": model.prices.investment_goods, "research": model.prices.rd_goods,
            "factor": model.flow.purchases.investment_factor, "taxes in volume": sum(taxed.values()),
        })  # fmt: skip
    return dict(model.recorder.panel()), flows, model


def told(flows: list[Any], name: str) -> np.ndarray:
    return np.array([float(flow[name]) for flow in flows])


def test_value_added_is_the_income_of_labour_and_capital_and_taxes_on_production(run: Any) -> None:
    panel, flows, _ = run
    income = (panel["wage_bill"] + panel["capital_income"]).sum(axis=(1, 2)) + told(flows, "production tax")
    np.testing.assert_allclose(panel["value_added_nominal"].sum(axis=(1, 2)), income, rtol=1e-9)


def test_gdp_is_value_added_and_taxes_on_products(run: Any) -> None:
    panel, flows, _ = run
    made = panel["value_added_nominal"].sum(axis=(1, 2)) + told(flows, "product taxes")
    np.testing.assert_allclose(panel["gdp_nominal"], made, rtol=1e-9)


def test_gdp_in_volume_is_what_is_made_with_taxes_at_the_rates_of_the_base_year(run: Any) -> None:
    """In the base year, when prices are those that volumes are measured at, it is the nominal figure."""
    panel, flows, _ = run
    volume, nominal = panel["gdp_volume"], panel["gdp_nominal"]
    assert volume[:4].sum() == pytest.approx(nominal[:4].sum(), rel=5e-3)
    taxes = told(flows, "taxes in volume")
    np.testing.assert_allclose(volume, panel["value_added_volume"].sum(axis=(1, 2)) + taxes, rtol=1e-9)


def test_totals_of_the_nation_in_the_base_year_are_the_official_ones(run: Any, parameters: Parameters) -> None:
    panel, _, model = run
    e = model.economy
    consumption = float((e.household_domestic + e.household_imported).sum()) + e.tax_household
    official = {
        "gdp_nominal": 4.0 * model.base.gdp, "imports_volume": 4.0 * float(model.base.imports.sum()),
        "consumption_volume": consumption, "household_income": consumption / (1.0 - parameters.household_saving),
    }  # fmt: skip
    found = {name: float(panel[name][:4].sum()) for name in official}
    assert found == pytest.approx(official, rel=0.01)


def test_goods_made_are_sold_at_home_and_abroad_or_put_in_store(run: Any) -> None:
    panel, flows, _ = run
    made, sold = panel["gross_output_nominal"].sum(axis=(1, 2)), told(flows, "sales") + told(flows, "stocks")
    np.testing.assert_allclose(made, sold, rtol=1e-9)
    assert np.abs(told(flows, "stocks")).min() > 1e-6 * made.max()  # else the test says nothing of stores
    np.testing.assert_allclose(panel["exports_nominal"].sum(axis=(1, 2)), told(flows, "exports"), rtol=1e-9)
    np.testing.assert_allclose(panel["exports_volume"].sum(axis=(1, 2)), told(flows, "exported"), rtol=1e-9)


def test_investment_is_what_firms_pay_for_machines_and_research(run: Any) -> None:
    """Its price lies between those of machines and of research."""
    panel, flows, model = run
    paid, volume = panel["investment_nominal"].sum(axis=(1, 2)), panel["investment_volume"].sum(axis=(1, 2))
    np.testing.assert_allclose(paid, told(flows, "investment"), rtol=1e-9)
    prices = told(flows, "factor") * np.array([told(flows, "goods"), told(flows, "research")])
    assert np.all(
        (paid / volume >= prices.min(axis=0) * (1.0 - 1e-9)) & (paid / volume <= prices.max(axis=0) * (1.0 + 1e-9))
    )
    assert model.firms.total(model.firms.planned_rd) > 0.1 * volume[-1]


def test_who_is_not_unemployed_has_a_job(run: Any) -> None:
    panel, flows, _ = run
    jobs = panel["employment"].sum(axis=(1, 2))
    np.testing.assert_allclose(panel["unemployment_rate"], 1.0 - jobs / told(flows, "force"), rtol=1e-9)


def test_debt_rises_by_the_deficit(run: Any) -> None:
    panel, flows, _ = run
    np.testing.assert_allclose(panel["government_debt"], told(flows, "debt"), rtol=1e-12)
    np.testing.assert_allclose(np.diff(panel["government_debt"]), panel["fiscal_net"][1:], rtol=1e-6)


def test_households_spend_or_keep_what_they_earn_and_borrow(run: Any) -> None:
    panel, flows, _ = run
    kept = np.diff(told(flows, "deposits"))
    rest = panel["household_income"] + told(flows, "borrowed") + told(flows, "inherited") - told(flows, "spending")
    np.testing.assert_allclose(kept, rest[1:], rtol=1e-6)


def test_a_tenth_of_plants_are_the_most_productive_and_those_of_them_that_export_enough_are_world_class(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Fifty billion won of exports a year. One in ten plants is by definition in the top decile of the base year."""
    assert (parameters.world_class_exports, parameters.world_class_share) == (50.0, 0.1)
    model = steps(build_model(economy, parameters, scale=0.05, switches=DETERMINISTIC), 1)
    f = model.firms
    live = f.manufacturing & (f.weight > 0.0)
    added = f.output * (1.0 - f.input_multiplier * model.structure.input_unit[f.sector])
    by_person = np.where(live, added / np.where(live, f.employment, 1.0), 0.0)
    order = np.argsort(-by_person[live])
    weight = f.weight[live][order]
    last = np.searchsorted(np.cumsum(weight), 0.1 * weight.sum())
    assert by_person[live][order][last] == pytest.approx(model.base.top_productivity, rel=0.05)
    large = live & (4.0 * f.sales_export >= 50.0)
    found = model.recorder.panel()["world_class"][0].sum()
    assert found == pytest.approx(f.weight[large & (by_person >= model.base.top_productivity)].sum())
    assert 50.0 < found < f.weight[large].sum()


def test_new_items_are_about_fifteen_percent_of_sales_in_the_base_year(run: Any) -> None:
    """As the Manufacturing Renaissance of 2019 says of products younger than five years."""
    panel, _, _ = run
    share = panel["new_items_sales"][:4].sum() / panel["sales"][:4].sum()
    assert share == pytest.approx(0.15, abs=0.02)


def test_a_complex_is_smart_where_enough_of_its_larger_plants_are_above_the_basic_stage(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Ten and more persons, intermediate stage and above, two fifths of the plants; each complex in its own si/do."""
    assert parameters.smart_complex_share == 0.4
    model = build_model(economy, parameters, scale=0.1)
    f, stages = model.firms, {"none": 0, "basic": 1, "intermediate": 2}
    large, inside = f.size >= SIZES.index("10-49"), has_tag(f.tags, "complex") & (f.weight > 0.0)

    def smart(where: np.ndarray, stage: str) -> np.ndarray:
        f.stage[:] = np.where(where, stages[stage], 0)
        return smart_complexes(model)

    every = smart(inside, "intermediate")
    assert every.sum() > 10.0
    assert np.array_equal(smart(inside & large, "intermediate"), every)
    assert not smart(inside, "basic").any()
    assert not smart(inside & ~large, "intermediate").any()
    name = next(tag for tag in TAGS if tag.startswith("complex:"))
    plants = np.flatnonzero(has_tag(f.tags, name) & inside & large)
    share = np.cumsum(f.weight[plants]) / f.weight[plants].sum()
    enough = plants[: np.searchsorted(share, 0.4) + 1]
    found = smart(np.isin(np.arange(f.weight.size), enough), "intermediate")
    assert found.tolist() == np.bincount(f.region[enough[:1]], minlength=found.size).tolist()
    assert not smart(np.isin(np.arange(f.weight.size), enough[:-1]), "intermediate").any()
