"""What every published outcome is measured from: its own series, its own sector, its own size class, and no other."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.codes import N_REGIONS, N_SECTORS, REGIONS, SECTORS, SIZES
from sim.indicators import CODELIST, Table, annual_table
from tests.results.fake_model import QUARTERS, FakeEconomy, base_panel

ECONOMY = FakeEconomy()
RISES_AND_FALLS_WITH = {
    "Value Added|Manufacturing": ("value_added_volume", ""),
    "Value Added|Manufacturing|Nominal": ("value_added_nominal", ""),
    "Gross Output|Manufacturing": ("gross_output_nominal", ""),
    "Gross Output|Manufacturing|Real": ("gross_output_volume", ""),
    "Exports|Manufacturing": ("exports_nominal", ""),
    "Exports|Manufacturing|Real": ("exports_volume", ""),
    "Investment|Manufacturing": ("investment_nominal", ""),
    "Investment|Manufacturing|Real": ("investment_volume", ""),
    "Labour Productivity|Manufacturing": ("value_added_volume", "employment"),
    "Value Added Ratio|Manufacturing": ("value_added_nominal", "gross_output_nominal"),
    "Value Added Ratio|Manufacturing|Constant Prices": ("value_added_volume", "gross_output_volume"),
    "Employment|Manufacturing": ("employment", ""),
    "Employment|Manufacturing|Workplace": ("employment", ""),
    "Wage|Manufacturing": ("wage_bill", "employment"),
    "AI Adoption|Manufacturing": ("adopters", "establishments_rz"),
    "AI Adoption|Manufacturing|Value Added Weighted": ("adopters_value_added", "value_added_nominal"),
    "New Items Share|Manufacturing": ("new_items_sales", "sales"),
    "Zombie Share": ("zombies", "establishments"),
    "Establishments|Manufacturing": ("establishments", ""),
    "Entry Rate|Manufacturing": ("entries", "establishments"),
    "Exit Rate|Manufacturing": ("exits", "establishments"),
    "Smart Factories|Manufacturing": ("smart_factories", ""),
    "AI Factories|Manufacturing": ("ai_factories", ""),
    "Lead AI Factories|Manufacturing": ("lead_factories", ""),
    "Lead AI Factories|Places": ("lead_places", ""),
    "Smart Complexes|Manufacturing": ("smart_complexes", ""),
    "World-Class Firms|Manufacturing": ("world_class", ""),
    "GDP": ("gdp_nominal", ""),
    "GDP|Real": ("gdp_volume", ""),
    "Consumption|Real": ("consumption_volume", ""),
    "Imports|Real": ("imports_volume", ""),
    "Household Income": ("household_income", ""),
    "Unemployment Rate": ("unemployment_rate", ""),
    "Policy Rate": ("policy_rate", ""),
    "Government Debt": ("government_debt", ""),
    "Fiscal Cost|Net": ("fiscal_net", ""),
    "Public Support|Manufacturing": ("fiscal_by_region", ""),
}
"""Outcome -> series with which it doubles, and series with which it halves."""
RELATIVE = {
    "Total Factor Productivity|Manufacturing", "Price|Consumer", "Export Rank|Manufacturing",
    "Value Added Share|Manufacturing", "Manufacturing Share|Value Added", "Theil Index|Labour Productivity",
    "SME Productivity Ratio",
}  # fmt: skip
"""Twice a series everywhere and always is no other index, share or rank."""


def panel() -> dict[str, Any]:
    found = base_panel()
    for kind, count in (("region", N_REGIONS), ("sector", N_SECTORS), ("size", len(SIZES))):
        found[f"fiscal_by_{kind}"] = np.ones((QUARTERS, count))
    return found


def rows(table: Table, year: str = "2029") -> dict[tuple[str, str], float]:
    """Values of a year after the base year."""
    values = table.values[:, table.periods.index(year)]
    return {key[:2]: float(value) for key, value in zip(table.keys, values, strict=True)}


@cache
def plain() -> dict[tuple[str, str], float]:
    return rows(annual_table(panel(), ECONOMY))


def moved(series: str, part: Any = Ellipsis) -> dict[tuple[str, str], float]:
    """Outcomes with a part of a series doubled, over those without; those that do not move are left out."""
    other, before = panel(), plain()
    other[series] = other[series].copy()
    other[series][part] *= 2.0
    after = rows(annual_table(other, ECONOMY))
    ratio = {key: after[key] / before[key] for key in before if before[key] != after[key]}
    return {key: value for key, value in ratio.items() if abs(value - 1.0) > 1e-9}


@pytest.mark.parametrize("series", sorted({one for pair in RISES_AND_FALLS_WITH.values() for one in pair if one}))
def test_an_outcome_follows_the_series_that_it_is_named_after_and_no_other(series: str) -> None:
    families = ("Value Added|", "Employment|Size|", "Labour Productivity|Size|", "Public Support|")
    expected = {name: 2.0 for name, (up, _) in RISES_AND_FALLS_WITH.items() if up == series}
    expected |= {name: 0.5 for name, (_, down) in RISES_AND_FALLS_WITH.items() if down == series}
    found = {name: ratio for (name, area), ratio in moved(series).items() if area == "Korea"}
    single = {name: ratio for name, ratio in found.items() if name in expected or not name.startswith(families)}
    assert single == pytest.approx(expected)


def test_every_outcome_is_followed_here() -> None:
    rest = set(CODELIST) - set(RISES_AND_FALLS_WITH) - RELATIVE - {"Fiscal Cost|Gross"}
    parts = {f"Value Added|{kind}|{sector}" for kind in ("Manufacturing", "Nominal") for sector in SECTORS}
    parts |= {f"{name}|Size|{size}" for name in ("Value Added", "Employment", "Labour Productivity") for size in SIZES}
    parts |= {f"Public Support|{sector}" for sector in SECTORS} | {f"Public Support|Size|{size}" for size in SIZES}
    assert rest == parts


@pytest.mark.parametrize(
    ("series", "name"),
    [("value_added_volume", "Value Added|Manufacturing"), ("value_added_nominal", "Value Added|Nominal")],
)
def test_a_sector_is_its_own_and_that_of_its_region(series: str, name: str) -> None:
    """Ships made in Ulsan are among the ships of the nation and of Ulsan, in nobody else's and in no other sector."""
    region, sector = REGIONS.index("Ulsan"), SECTORS.index("SHIP")
    found = moved(series, (slice(None), region, sector))
    of_sectors = {key: ratio for key, ratio in found.items() if key[0] in {f"{name}|{code}" for code in SECTORS}}
    assert set(of_sectors) == {(f"{name}|SHIP", "Ulsan"), (f"{name}|SHIP", "Korea")}
    assert of_sectors[f"{name}|SHIP", "Ulsan"] == pytest.approx(2.0)
    assert 1.0 < of_sectors[f"{name}|SHIP", "Korea"] < 2.0


@pytest.mark.parametrize("place", range(len(SIZES)))
def test_a_size_class_is_its_own(place: int) -> None:
    size, part = SIZES[place], (slice(None), place)
    volume, persons = moved("value_added_volume_by_size", part), moved("employment_by_size", part)
    assert volume == pytest.approx(
        {(f"Value Added|Size|{size}", "Korea"): 2.0, (f"Labour Productivity|Size|{size}", "Korea"): 2.0}
    )
    del persons["SME Productivity Ratio", "Korea"]
    assert persons == pytest.approx(
        {(f"Employment|Size|{size}", "Korea"): 2.0, (f"Labour Productivity|Size|{size}", "Korea"): 0.5}
    )
    assert moved("fiscal_by_size", part) == pytest.approx({(f"Public Support|Size|{size}", "Korea"): 2.0})


def test_size_classes_and_sectors_add_up_to_manufacturing_in_won_of_2020() -> None:
    found = plain()
    whole = found["Value Added|Manufacturing", "Korea"]
    assert sum(found[f"Value Added|Size|{size}", "Korea"] for size in SIZES) == pytest.approx(whole)
    for area in ("Korea", "Jeonnam"):
        parts = sum(found[f"Value Added|Manufacturing|{sector}", area] for sector in SECTORS)
        assert parts == pytest.approx(found["Value Added|Manufacturing", area])


def test_support_of_a_sector_and_of_a_region_is_its_own() -> None:
    sector, region = SECTORS.index("CHEM"), REGIONS.index("Jeju")
    assert moved("fiscal_by_sector", (slice(None), sector)) == pytest.approx({("Public Support|CHEM", "Korea"): 2.0})
    found = moved("fiscal_by_region", (slice(None), region))
    assert found["Public Support|Manufacturing", "Jeju"] == pytest.approx(2.0)
    assert {area for _, area in found} == {"Korea", "Jeju"}


def test_rates_and_prices_of_a_year_are_means_of_its_quarters() -> None:
    """3 % of the labour force out of work in each quarter is 3 % in the year."""
    found = plain()
    assert found["Unemployment Rate", "Korea"] == pytest.approx(0.03)
    assert found["Policy Rate", "Korea"] == pytest.approx(0.025)


def test_theil_index_of_a_region_with_half_the_persons_and_three_quarters_of_value() -> None:
    """3/4 ln(3/2) + 1/4 ln(1/2) = .1308, by persons of the survey; equal productivity by the survey is none."""
    value = np.full(N_REGIONS, 0.25 / (N_REGIONS - 1))
    persons = np.full(N_REGIONS, 0.5 / (N_REGIONS - 1))
    value[0], persons[0] = 0.75, 0.5
    concept = np.linspace(0.8, 1.4, N_REGIONS)
    official = FakeEconomy(manufacturing_real_2020=1e5 * value, employment_concept_ratio=concept)

    def theil(of_survey: np.ndarray) -> float:
        one = panel()
        made = one["employment"][0, :, :N_SECTORS].sum(axis=1)
        one["employment"] = one["employment"] * (of_survey / concept / made)[:, None]
        return rows(annual_table(one, official))["Theil Index|Labour Productivity", "Korea"]

    assert theil(1e5 * persons) == pytest.approx(0.75 * np.log(1.5) + 0.25 * np.log(0.5))
    assert theil(1e5 * value) == pytest.approx(0.0, abs=1e-12)


def test_growth_accounting_weighs_by_the_mean_of_the_shares_before_and_after() -> None:
    """A tenth more labour makes no more while its share goes from .6 to .4: productivity falls by half of ln 1.1."""
    one = panel()
    later = np.where(np.arange(QUARTERS) < 4, 0.6, 0.4)[:, None, None]
    one["wage_bill"], one["capital_income"] = (part * one["value_added_nominal"] for part in (later, 1.0 - later))
    one["employment"] = one["employment"] * np.where(np.arange(QUARTERS) < 4, 1.0, 1.1)[:, None, None]
    found = rows(annual_table(one, ECONOMY), "2023")["Total Factor Productivity|Manufacturing", "Korea"]
    assert np.log(found) == pytest.approx(-0.5 * np.log(1.1))
