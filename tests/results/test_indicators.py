"""Known answers on hand-made panels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.codes import HUBS, N_SECTORS, REGIONS, SECTORS
from sim.indicators import CODELIST, Table, annual_table, quarterly_table
from sim.measures import PanelError
from tests.results.fake_model import SHARES, FakeEconomy, base_panel

ECONOMY = FakeEconomy()


def value(table: Table, variable: str, area: str = "Korea", period: str = "2022") -> float:
    row = next(k for k, key in enumerate(table.keys) if key[:2] == (variable, area))
    return float(table.values[row, table.periods.index(period)])


def test_names_and_units_are_those_of_the_interface() -> None:
    table = annual_table(base_panel(), ECONOMY, ("kms_power",))
    units = {variable: unit for variable, _, unit in table.keys}
    expected = {
        "Value Added|Manufacturing": "billion KRW_2020/yr",
        "Value Added|Manufacturing|SEMI": "billion KRW_2020/yr",
        "Value Added|Manufacturing|Nominal": "billion KRW/yr",
        "Value Added|Nominal|SHIP": "billion KRW/yr",
        "Gross Output|Manufacturing": "billion KRW/yr",
        "Gross Output|Manufacturing|Real": "billion KRW_2020/yr",
        "Exports|Manufacturing": "billion KRW/yr",
        "Exports|Manufacturing|Real": "billion KRW_2020/yr",
        "Investment|Manufacturing": "billion KRW/yr",
        "Investment|Manufacturing|Real": "billion KRW_2020/yr",
        "Value Added Ratio|Manufacturing": "share",
        "Value Added Ratio|Manufacturing|Constant Prices": "share",
        "Labour Productivity|Manufacturing": "million KRW_2020/worker",
        "Total Factor Productivity|Manufacturing": "index 2022 = 1",
        "Employment|Manufacturing": "thousand persons",
        "Wage|Manufacturing": "million KRW/worker/yr",
        "AI Adoption|Manufacturing": "share",
        "AI Adoption|Manufacturing|Value Added Weighted": "share",
        "New Items Share|Manufacturing": "share",
        "SME Productivity Ratio": "share",
        "Zombie Share": "share",
        "Fiscal Cost|Gross": "billion KRW/yr",
        "Fiscal Cost|Net": "billion KRW/yr",
        "Fiscal Cost|kms_power": "billion KRW/yr",
    }
    assert {name: units.get(name) for name in expected} == expected
    areas = {area for variable, area, _ in table.keys if variable == "Value Added|Manufacturing"}
    assert areas == {"Korea", *REGIONS, *HUBS}
    assert len(table.keys) == len(set(table.keys))
    assert np.isfinite(table.values).all()
    for sector in SECTORS:
        areas = {area for variable, area, _ in table.keys if variable == f"Value Added|Nominal|{sector}"}
        assert areas == {"Korea", *REGIONS}


def test_annual_flow_is_the_sum_of_quarters_and_stock_their_mean() -> None:
    panel = base_panel()
    factor = np.array([0.7, 0.9, 1.1, 1.3] * 14)
    panel["value_added_nominal"] = panel["value_added_nominal"] * factor[:, None, None]
    panel["employment"] = panel["employment"] * factor[:, None, None]
    panel["government_debt"] = np.arange(56.0)
    year, quarter = annual_table(panel, ECONOMY), quarterly_table(panel, ECONOMY)
    nominal = 1000.0 * SHARES[:, :N_SECTORS].sum()
    assert value(year, "Value Added|Manufacturing|Nominal") == pytest.approx(nominal, rel=1e-12)
    assert value(quarter, "Value Added|Manufacturing|Nominal", period="2022Q1") == pytest.approx(0.7 * nominal)
    workplace = 40.0 * SHARES[:, :N_SECTORS].sum() / 1e3
    assert value(year, "Employment|Manufacturing|Workplace") == pytest.approx(workplace, rel=1e-12)
    assert value(year, "Government Debt") == 3.0
    assert value(quarter, "Government Debt", period="2022Q2") == 1.0


def test_krw_2020_level_is_the_official_one_in_the_base_year() -> None:
    table = annual_table(base_panel(), ECONOMY)
    for number, region in enumerate(REGIONS):
        official = ECONOMY.manufacturing_real_2020[number]
        assert value(table, "Value Added|Manufacturing", region) == pytest.approx(official, rel=1e-12)
        sectors = sum(value(table, f"Value Added|Manufacturing|{sector}", region) for sector in SECTORS)
        assert sectors == pytest.approx(official, rel=1e-12)
    total = ECONOMY.manufacturing_real_2020.sum()
    assert value(table, "Value Added|Manufacturing") == pytest.approx(total, rel=1e-12)
    capital = sum(ECONOMY.manufacturing_real_2020[REGIONS.index(region)] for region in HUBS["Capital"])
    assert value(table, "Value Added|Manufacturing", "Capital") == pytest.approx(capital, rel=1e-12)


def test_krw_2020_of_the_nation_follows_its_own_volume_index_and_is_not_the_sum_of_regions() -> None:
    panel = base_panel()
    panel["value_added_volume"][4:, 0, :] *= 2.0  # Seoul doubles in 2023
    table = annual_table(panel, ECONOMY)
    volume = SHARES[:, :N_SECTORS].sum(axis=1)
    index = (volume.sum() + volume[0]) / volume.sum()
    nation = value(table, "Value Added|Manufacturing", period="2023")
    assert nation == pytest.approx(index * ECONOMY.manufacturing_real_2020.sum(), rel=1e-12)
    parts = sum(value(table, "Value Added|Manufacturing", region, "2023") for region in REGIONS)
    assert abs(parts / nation - 1.0) > 1e-3
    assert not CODELIST["Value Added|Manufacturing"].additive


def test_additive_outcomes_add_up() -> None:
    rng = np.random.default_rng(1)
    panel = base_panel()
    for name in list(panel):
        if name != "fiscal":
            panel[name] = panel[name] * rng.uniform(0.5, 1.5, np.shape(panel[name]))
    table = annual_table(panel, ECONOMY)
    checked = 0
    for entry in CODELIST.values():
        if entry.additive:
            parts = sum(value(table, entry.name, region, "2029") for region in REGIONS)
            assert parts == pytest.approx(value(table, entry.name, "Korea", "2029"), rel=1e-12), entry.name
            checked += 1
    assert checked > 20


def test_labour_productivity_uses_the_survey_concept() -> None:
    table = annual_table(base_panel(), ECONOMY)
    persons = 40.0 * SHARES[:, :N_SECTORS].sum(axis=1) * ECONOMY.employment_concept_ratio
    expected = ECONOMY.manufacturing_real_2020.sum() * 1e3 / persons.sum()
    assert value(table, "Labour Productivity|Manufacturing") == pytest.approx(expected, rel=1e-12)
    assert value(table, "Employment|Manufacturing") == pytest.approx(persons.sum() / 1e3, rel=1e-12)


@pytest.mark.parametrize("make", [annual_table, quarterly_table])
def test_growth_accounting_returns_the_residual(make: Any) -> None:
    panel = base_panel()
    t = np.arange(56.0)[:, None, None]
    panel["value_added_volume"] = panel["value_added_volume"] * np.exp(0.010 * t)
    panel["capital"] = panel["capital"] * np.exp(0.012 * t)
    panel["employment"] = panel["employment"] * np.exp(-0.002 * t)
    table = make(panel, ECONOMY)
    a_quarter = 0.010 - 0.4 * 0.012 + 0.6 * 0.002
    last, before = table.periods[-1], table.periods[-2]
    step = np.log(
        value(table, "Total Factor Productivity|Manufacturing", "Jeju", last)
        / value(table, "Total Factor Productivity|Manufacturing", "Jeju", before)
    )
    assert step == pytest.approx(a_quarter * (4 if make is annual_table else 1), rel=1e-9)
    base = [period for period in table.periods if period.startswith("2022")]
    levels = [value(table, "Total Factor Productivity|Manufacturing", "Korea", period) for period in base]
    assert np.mean(levels) == pytest.approx(1.0, rel=1e-12)


def test_shares_and_ratios() -> None:
    table = annual_table(base_panel(), ECONOMY)
    assert value(table, "AI Adoption|Manufacturing") == pytest.approx(0.1)
    assert value(table, "AI Adoption|Manufacturing|Value Added Weighted") == pytest.approx(0.3)
    assert value(table, "New Items Share|Manufacturing", "Jeju") == pytest.approx(0.05)
    assert value(table, "Zombie Share") == pytest.approx(0.1)
    assert value(table, "Entry Rate|Manufacturing") == pytest.approx(4 * 34.0 / 1700.0)
    assert value(table, "SME Productivity Ratio") == pytest.approx((10.0 / 40.0) / (10.0 / 20.0))
    assert value(table, "Value Added Ratio|Manufacturing") == pytest.approx(0.25)
    assert value(table, "Wage|Manufacturing") == pytest.approx(0.6 * 1000.0 / 40.0 * 1e3)
    assert value(table, "Price|Consumer", period="2030") == pytest.approx(1.0)


def test_theil_index_is_zero_only_without_differences() -> None:
    equal = FakeEconomy(
        manufacturing_real_2020=1000.0 * SHARES[:, :N_SECTORS].sum(axis=1), employment_concept_ratio=np.ones(17)
    )
    assert value(annual_table(base_panel(), equal), "Theil Index|Labour Productivity") == pytest.approx(0.0, abs=1e-12)
    assert value(annual_table(base_panel(), ECONOMY), "Theil Index|Labour Productivity") > 0.01


def test_fiscal_cost_is_the_sum_of_its_items_without_face_value() -> None:
    panel = base_panel()
    one = np.ones(56)
    panel["fiscal"] = {
        "a": {"grants": one, "tax_expenditure": one, "loan_subsidy": one, "losses": one, "administration": one,
              "purchases": one, "face_value": 100 * one},
        "b": {"grants": 2 * one, "tax_expenditure": 0 * one, "loan_subsidy": 0 * one, "losses": 0 * one,
              "administration": 0 * one, "purchases": 0 * one, "face_value": 0 * one},
    }  # fmt: skip
    table = annual_table(panel, ECONOMY, ("a", "b", "absent"))
    assert value(table, "Fiscal Cost|a") == 24.0
    assert value(table, "Fiscal Cost|Gross") == 32.0
    assert value(table, "Fiscal Cost|absent") == 0.0
    with pytest.raises(PanelError, match=r"unknown levers \['b'\]"):
        annual_table(panel, ECONOMY, ("a",))


def test_net_cost_counts_from_the_scenario_compared_with() -> None:
    parent = annual_table(base_panel(), ECONOMY)
    panel = base_panel()
    panel["fiscal_net"] = panel["fiscal_net"] + 5.0
    assert value(annual_table(panel, ECONOMY).relative_cost(parent), "Fiscal Cost|Net") == 20.0
    assert value(parent.relative_cost(parent), "Fiscal Cost|Net") == 0.0


def test_a_panel_with_a_hole_is_an_error() -> None:
    panel = base_panel()
    del panel["exports_volume"]
    with pytest.raises(PanelError, match="'exports_volume'"):
        annual_table(panel, ECONOMY)
    with pytest.raises(PanelError, match="55 quarters"):
        annual_table({**base_panel(), "zombies": np.ones((55, 17))}, ECONOMY)


def test_codelist_speaks_both_languages() -> None:
    for entry in CODELIST.values():
        assert entry.label.en and entry.label.ko and entry.definition
        assert any("가" <= letter <= "힣" for letter in entry.label.ko) or entry.label.ko.startswith("GDP")
