"""Regions: employment, commuting, ownership, real terms, trends, population."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from calibration import OpeningEconomy, build, builder, tables
from calibration.regions import census_employment, sector_value_added
from calibration.trends import real_manufacturing, relative_trend
from sim.codes import N_SECTORS, REGIONS, SECTORS


@pytest.fixture(scope="module")
def korea() -> OpeningEconomy:
    return build(2022)


def region(name: str) -> int:
    return REGIONS.index(name)


def test_employment_of_2022(korea: OpeningEconomy) -> None:
    """4,190 thousand in manufacturing at the workplace; 28,089 thousand in all, by residence."""
    assert korea.employment_region[:, :N_SECTORS].sum() == pytest.approx(4_190_000, rel=1e-9)
    assert korea.employed_residents.sum() == pytest.approx(28_089_000, rel=1e-4)
    assert korea.employment_region.sum() == pytest.approx(korea.employed_residents.sum(), rel=1e-12)
    ratio = dict(zip(REGIONS, korea.employment_concept_ratio, strict=True))
    for name, published in {"Seoul": 1.85, "Daegu": 1.43, "Chungnam": 0.80, "Jeonnam": 0.75}.items():
        assert ratio[name] == pytest.approx(published, abs=0.02)


@pytest.mark.parametrize("year", range(2014, 2022))
def test_past_employment_follows_the_survey_by_sector(year: int) -> None:
    now = census_employment(2022).sum(axis=0)
    past = census_employment(year).sum(axis=0)
    survey = np.array([tables.national("employed_survey", s)[year] for s in SECTORS])
    last = np.array([tables.national("employed_survey", s)[2022] for s in SECTORS])
    np.testing.assert_allclose(past / now / (survey / last), (past / now / (survey / last))[0], rtol=1e-9)


@pytest.mark.parametrize("year", (2014, 2018, 2022))
def test_commuting_joins_workplace_and_residence(year: int) -> None:
    e = build(year)
    jobs = e.employment_region.sum(axis=1)
    flows = jobs[:, None] * e.commuting
    np.testing.assert_allclose(flows.sum(axis=0), e.employed_residents, rtol=1e-9)
    crossing = 1 - np.trace(flows) / flows.sum()
    assert crossing == pytest.approx(0.12, abs=1e-3)


def test_commuting_flows_of_the_capital(korea: OpeningEconomy) -> None:
    """Census 2020: 1.256 million from Gyeonggi to Seoul with students; the largest flow of all."""
    flows = korea.employment_region.sum(axis=1)[:, None] * korea.commuting
    to_seoul = flows[region("Seoul"), region("Gyeonggi")]
    assert 0.75e6 < to_seoul < 1.256e6
    between = flows - np.diag(np.diag(flows))
    assert between.max() == to_seoul


def test_profits_flow_from_plants_to_owners(korea: OpeningEconomy) -> None:
    """Regional gross national income less product: Ulsan, Chungnam, Jeonnam pay, Seoul and Gyeonggi receive."""
    e = korea
    surplus = e.value_added - e.compensation - e.production_tax - e.depreciation
    earned = e.value_added_region @ (surplus / e.value_added)
    wages = e.employment_region @ (e.compensation / e.employment_region.sum(axis=0))
    net = e.ownership[:, :-1].T @ earned - earned + e.commuting.T @ wages - wages
    for name in ("Ulsan", "Chungnam", "Jeonnam", "Gyeongbuk", "Chungbuk"):
        assert net[region(name)] < -10_000
    for name in ("Seoul", "Gyeonggi"):
        assert net[region(name)] > 20_000
    official = tables.regional_year("net_primary_income", 2022) / 1e3
    assert np.corrcoef(net, official)[0, 1] > 0.95


def test_real_value_added_of_seoul_by_the_chain_identity() -> None:
    """20,927 (2014), 21,462 (2019), 20,175 (2022) billion won at chained 2020 prices."""
    seoul = real_manufacturing()[region("Seoul")]
    for year, value in {2014: 20_927, 2019: 21_462, 2022: 20_175}.items():
        assert seoul[tables.YEARS.index(year)] == pytest.approx(value, abs=1.0)


def test_implied_deflators_of_2022(korea: OpeningEconomy) -> None:
    nominal = korea.value_added_region[:, :N_SECTORS].sum(axis=1)
    deflator = dict(zip(REGIONS, nominal / korea.manufacturing_real_2020, strict=True))
    for name, value in {"Jeonnam": 1.383, "Ulsan": 1.257, "Gyeonggi": 0.999, "Seoul": 1.001}.items():
        assert deflator[name] == pytest.approx(value, abs=0.001)


def test_own_trends_use_no_later_year_and_average_to_zero() -> None:
    assert (relative_trend(2014) == 0).all()
    late = relative_trend(2022)
    weights = build(2022).value_added_region[:, :N_SECTORS].sum(axis=1)
    assert abs(weights @ late) / weights.sum() < 1e-12
    assert late[region("Gyeonggi")] > 0 > late[region("Gyeongbuk")]
    assert np.abs(late).max() < 0.05


def test_relative_trend_of_an_earlier_base_year_ignores_what_came_after(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before, late = relative_trend(2019), relative_trend(2022)
    with MovedCell(monkeypatch, tmp_path, "regional_accounts.csv", "Ulsan,real_manufacturing", 2022, 1.3):
        np.testing.assert_array_equal(relative_trend(2019), before)
        assert relative_trend(2022)[region("Ulsan")] > late[region("Ulsan")] + 0.01


def test_one_official_cell_moves_the_opening_economy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ulsan = region("Ulsan")
    before = build(2022).value_added_region[ulsan, :N_SECTORS].sum()
    cell = tables.regional("K_CHEM", "Ulsan")[2022] / 1e3
    with MovedCell(monkeypatch, tmp_path, "regional_accounts.csv", "Ulsan,K_CHEM", 2022, 1.1):
        after = builder._built.__wrapped__(2022, blind=False).value_added_region[ulsan, :N_SECTORS].sum()
    assert after - before == pytest.approx(0.1 * cell, rel=1e-6)


def test_working_age_population() -> None:
    """36.74 million in 2022, 35.2 in 2027, 30.7 in 2037; Ulsan 86.0 in 2032."""
    e = build(2022)
    weights = e.population_15plus / e.population_15plus.sum()
    nation = weights @ e.working_age_index
    assert nation[5] == pytest.approx(35.2 / 36.74, abs=1e-9)
    assert nation[15] == pytest.approx(30.7 / 36.74, abs=1e-9)
    ten = dict(zip(REGIONS, e.working_age_index[:, 10], strict=True))
    assert ten["Ulsan"] == pytest.approx(0.86, abs=0.015)
    assert ten["Sejong"] > 1 and ten["Sejong"] == max(ten.values())
    assert (e.working_age_index[:, 0] == 1).all()
    assert (np.diff(nation) < 0).all()
    assert build(2014).working_age_index.shape == (17, 24)


@pytest.mark.parametrize("year", range(2014, 2023))
def test_sectors_of_a_group_add_up(year: int) -> None:
    assert sector_value_added(year).sum() == pytest.approx(build(year).value_added[:N_SECTORS].sum(), rel=1e-12)


class MovedCell:
    """Tables with one figure multiplied, caches cleared on both sides."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, folder: Path, table: str, start: str, year: int, factor: float
    ) -> None:
        copy = folder / "tables"
        shutil.copytree(tables.FOLDER, copy)
        path = copy / table
        lines = path.read_text(encoding="utf-8").splitlines()
        column = lines[0].split(",").index(str(year))
        row = next(i for i, line in enumerate(lines) if line.startswith(start + ","))
        cells = lines[row].split(",")
        cells[column] = repr(float(cells[column]) * factor)
        lines[row] = ",".join(cells)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.monkeypatch, self.copy = monkeypatch, copy

    def __enter__(self) -> None:
        self.monkeypatch.setattr(tables, "FOLDER", self.copy)
        self._clear()

    def __exit__(self, *error: object) -> None:
        self.monkeypatch.undo()
        self._clear()

    @staticmethod
    def _clear() -> None:
        tables.rows.cache_clear()
        tables._index.cache_clear()
        tables._series.cache_clear()
