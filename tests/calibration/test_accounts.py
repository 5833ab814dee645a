"""The opening accounts close in every base year and agree with the official totals."""

from __future__ import annotations

import numpy as np
import pytest

from calibration import BaseYearError, OpeningEconomy, build, tables
from calibration.balancing import Array
from sim.codes import GROUP_OF_SECTOR, GROUPS, N_SECTORS, PRODUCTS, REGIONS, SECTORS

YEARS = range(2014, 2023)
TRILLION = 1e3


@pytest.fixture(scope="module", params=YEARS)
def economy(request: pytest.FixtureRequest) -> OpeningEconomy:
    return build(request.param)


@pytest.fixture(scope="module")
def korea() -> OpeningEconomy:
    return build(2022)


def gdp(e: OpeningEconomy) -> float:
    return float(e.value_added.sum() + e.tax_intermediate.sum() + e.tax_household + e.tax_government + e.tax_investment)


def surplus(e: OpeningEconomy) -> Array:
    return e.value_added - e.compensation - e.production_tax - e.depreciation


def test_uses_equal_supply(economy: OpeningEconomy) -> None:
    e = economy
    uses = e.intermediate_domestic.sum(axis=1) + e.household_domestic + e.government_domestic
    uses = uses + e.investment_domestic + e.exports_by_market.sum(axis=1)
    np.testing.assert_allclose(uses, e.gross_output, rtol=1e-9)


def test_output_is_inputs_taxes_and_value_added(economy: OpeningEconomy) -> None:
    e = economy
    cost = e.intermediate_domestic.sum(axis=0) + e.intermediate_imported.sum(axis=0) + e.tax_intermediate
    np.testing.assert_allclose(cost + e.value_added, e.gross_output, rtol=1e-9)


def test_product_is_expenditure(economy: OpeningEconomy) -> None:
    e = economy
    imports = e.intermediate_imported.sum() + sum(
        a.sum() for a in (e.household_imported, e.government_imported, e.investment_imported)
    )
    domestic = sum(
        a.sum() for a in (e.household_domestic, e.government_domestic, e.investment_domestic, e.exports_by_market)
    )
    final_imports = imports - e.intermediate_imported.sum()
    taxes = e.tax_household + e.tax_government + e.tax_investment
    assert domestic + final_imports + taxes - imports == pytest.approx(gdp(e), rel=1e-10)


def test_gdp_is_the_sum_of_regional_product(economy: OpeningEconomy) -> None:
    official = tables.regional_year("grdp", economy.base_year).sum() / 1e3
    assert gdp(economy) == pytest.approx(official, rel=1e-5)


def test_nothing_is_negative_but_taxes(economy: OpeningEconomy) -> None:
    taxes = {"tax_intermediate", "tax_government", "relative_trend"}
    for name, value in vars(economy).items():
        if isinstance(value, np.ndarray) and name not in taxes:
            assert np.isfinite(value).all() and (value >= 0).all(), name


def test_every_sector_earns_a_surplus(economy: OpeningEconomy) -> None:
    assert (surplus(economy) > 0).all()


def test_investment_is_tangible_research_and_government(economy: OpeningEconomy) -> None:
    e = economy
    fixed = e.investment_domestic.sum() + e.investment_imported.sum() + e.tax_investment
    parts = e.tangible_investment.sum() + e.rd_expenditure.sum() + e.government_investment
    assert parts == pytest.approx(fixed, rel=1e-10)
    np.testing.assert_allclose(e.depreciation, e.depreciation_rate * e.capital, rtol=1e-12)
    assert (e.tangible_investment > e.depreciation).all()


def test_regions_add_up_to_the_nation(economy: OpeningEconomy) -> None:
    np.testing.assert_allclose(economy.value_added_region.sum(axis=0), economy.value_added, rtol=1e-12)


def test_manufacturing_of_every_region_and_group_is_official(economy: OpeningEconomy) -> None:
    for g in GROUPS:
        members = [i for i, s in enumerate(SECTORS) if GROUP_OF_SECTOR[s] == g]
        built = economy.value_added_region[:, members].sum(axis=1)
        official = [tables.regional(g, r)[economy.base_year] / 1e3 for r in REGIONS]
        np.testing.assert_allclose(built, official, rtol=1e-9)


def test_shares_sum_to_one(economy: OpeningEconomy) -> None:
    e = economy
    for rows in (e.import_origin_share, e.commuting, e.ownership, e.adoption, e.skill_share):
        np.testing.assert_allclose(rows.sum(axis=1), 1.0, rtol=1e-12)
    assert e.household_income_share.sum() == pytest.approx(1)
    assert e.size_export_share.sum() == pytest.approx(1)


def test_official_totals_of_2022(korea: OpeningEconomy) -> None:
    """KOSIS DT_1C91 and DT_1C96, trillion won."""
    assert korea.value_added[:N_SECTORS].sum() / TRILLION == pytest.approx(616.195, abs=0.001)
    assert gdp(korea) / TRILLION == pytest.approx(2327.6, abs=0.1)
    built = dict(zip(REGIONS, korea.value_added_region[:, :N_SECTORS].sum(axis=1) / TRILLION, strict=True))
    for region, official in {"Gyeonggi": 209.9, "Chungnam": 70.27, "Ulsan": 48.37, "Seoul": 20.20}.items():
        assert built[region] == pytest.approx(official, abs=0.05)
    sector = dict(zip(PRODUCTS, korea.value_added / TRILLION, strict=True))
    official_rest = {
        "AGRI": 35.7,
        "CONS": 121.2,
        "TRAD": 289.3,
        "ICTS": 106.1,
        "FINB": 473.7,
        "PUBL": 374.6,
        "OTHS": 107.3,
    }
    for code, value in official_rest.items():
        assert sector[code] == pytest.approx(value, abs=0.06)


def test_energy_is_opened_on_trend_and_gdp_is_not_changed_by_it(korea: OpeningEconomy) -> None:
    """The loss of the utility is a subsidy on products: value added up by 26.8, product taxes down by as much."""
    energy = korea.value_added[PRODUCTS.index("ENER")] / TRILLION
    assert energy == pytest.approx(45)
    taxes = (gdp(korea) - korea.value_added.sum()) / TRILLION
    assert taxes + energy - 18.186 == pytest.approx(185.279, abs=0.01)


def test_structure_of_2022(korea: OpeningEconomy) -> None:
    e = korea
    output = e.gross_output[:N_SECTORS].sum()
    assert output / TRILLION == pytest.approx(2420, rel=1e-6)
    assert e.gross_output.sum() / TRILLION == pytest.approx(5560, rel=1e-6)
    official = e.value_added.sum() - 26.8 * TRILLION
    assert 0.52 < e.compensation.sum() / official < 0.56
    consumed = e.depreciation.sum() + 0.85 * e.rd_expenditure.sum()
    assert 0.21 < consumed / gdp(e) < 0.23
    margin = (surplus(e) - e.rd_expenditure)[:N_SECTORS].sum() / output
    assert margin == pytest.approx(0.057, abs=0.005)  # operating margin 5.7 %: research is an expense there
    exports = e.exports_by_market.sum()
    assert 0.46 < exports / gdp(e) < 0.50
    domestic_content = np.linalg.solve(
        (np.eye(len(PRODUCTS)) - e.intermediate_domestic / e.gross_output).T, e.value_added / e.gross_output
    )
    content = domestic_content @ e.exports_by_market.sum(axis=1) / exports
    assert 0.58 < content < 0.68  # KITA: .642 in 2022


def test_exports_by_sector_and_market_of_2022(korea: OpeningEconomy) -> None:
    factory = korea.exports_by_market[:N_SECTORS]
    share = factory.sum(axis=1) / factory.sum()
    assert share[SECTORS.index("SEMI")] == pytest.approx(198 / 669.6, abs=0.002)
    assert share[SECTORS.index("AUTO")] == pytest.approx(77.4 / 669.6, abs=0.002)
    partners = factory.sum(axis=0) / factory.sum()
    np.testing.assert_allclose(partners, np.array([109.77, 155.8, 68.1, 30.6, 124.9, 194.4]) / 683.6, atol=0.02)


def test_base_years_are_bounded_and_cached() -> None:
    assert build(2022) is build(2022)
    for year in (2013, 2023):
        with pytest.raises(BaseYearError, match=r"outside 2014\.\.2022"):
            build(year)


def test_arrays_cannot_be_written(korea: OpeningEconomy) -> None:
    with pytest.raises(ValueError, match="read-only"):
        korea.value_added[0] = 0.0
