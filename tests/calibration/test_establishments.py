"""Size classes and what differs by size."""

from __future__ import annotations

import numpy as np
import pytest

from calibration import OpeningEconomy, build, tables
from calibration.establishments import size_classes
from sim.codes import N_REGIONS, N_SECTORS, REGIONS, SECTORS, SIZES


@pytest.fixture(scope="module", params=(2014, 2022))
def economy(request: pytest.FixtureRequest) -> OpeningEconomy:
    return build(request.param)


def test_employment_of_the_classes_is_that_of_the_cells(economy: OpeningEconomy) -> None:
    cells = economy.employment_region[:, :N_SECTORS]
    np.testing.assert_allclose(economy.establishment_employment.sum(axis=2), cells, rtol=1e-10, atol=1e-6)


def test_class_counts_follow_the_census() -> None:
    counts = build(2022).establishments.sum(axis=(0, 1))
    census = tables.by_size("establishments")
    np.testing.assert_allclose(counts / counts.sum(), census / census.sum(), rtol=0.003)
    assert counts.sum() == pytest.approx(537_580 * 4_190_000 / 4_156_969, rel=0.005)


def test_classes_keep_their_bounds_where_cells_are_large(economy: OpeningEconomy) -> None:
    counts, people = economy.establishments.sum(axis=(0, 1)), economy.establishment_employment.sum(axis=(0, 1))
    mean = people / counts
    assert (np.diff(mean) > 0).all()
    np.testing.assert_allclose(mean, tables.by_size("mean_employment"), rtol=0.05)


def test_large_plants_stand_where_chips_and_cars_are_made() -> None:
    e = build(2022)
    share = e.establishment_employment[:, :, -1] / e.establishment_employment.sum(axis=2)
    assert share[REGIONS.index("Gyeonggi"), SECTORS.index("SEMI")] > 0.25
    assert share[REGIONS.index("Seoul"), SECTORS.index("TEXT")] < 0.05


def test_a_cell_of_equal_mean_keeps_the_national_distribution() -> None:
    means, national = tables.by_size("mean_employment"), tables.by_size("establishments")
    counts = np.full((N_REGIONS, N_SECTORS), 1000.0)
    people = counts * (means @ national / national.sum())
    number, _ = size_classes(counts, people)
    np.testing.assert_allclose(number, np.broadcast_to(1000 * national / national.sum(), number.shape), rtol=1e-5)


def test_gradients_by_size(economy: OpeningEconomy) -> None:
    e = economy
    weights = e.establishment_employment.sum(axis=(0, 1))
    for ratio in (e.size_productivity, e.size_wage):
        assert (np.diff(ratio) > 0).all()
        assert ratio @ weights / weights.sum() == pytest.approx(1)
    middle = slice(SIZES.index("10-49"), SIZES.index("300+"))
    smaller = e.size_productivity[middle] @ weights[middle] / weights[middle].sum()
    assert smaller / e.size_productivity[-1] == pytest.approx(0.325, abs=0.02)
    below = e.size_wage[:-1] @ weights[:-1] / weights[:-1].sum()
    assert 0.55 < below / e.size_wage[-1] < 0.62
    assert (np.diff(e.exporter_share) > 0).all()
    assert (np.diff(e.minimum_wage_near_share) < 0).all()


def test_exporters_are_the_published_number() -> None:
    e = build(2022)
    assert e.establishments.sum(axis=(0, 1)) @ e.exporter_share == pytest.approx(39_169, rel=0.03)


def test_adoption_rises_with_size_and_with_the_years() -> None:
    early, late = build(2014), build(2022)
    assert (np.diff(late.adoption[:, 1:].sum(axis=1)) > 0).all()
    assert (early.adoption[:, 0] > late.adoption[:, 0]).all()
    counts = late.establishments.sum(axis=(0, 1))
    overall = counts @ late.adoption / counts.sum()
    assert 0.04 < overall[1:].sum() < 0.07
    assert overall[2:].sum() < 0.02
    assert overall[3] < 0.001


def test_births_and_deaths() -> None:
    """Business demography, manufacturing: about 7 % each, falling births since 2016."""
    e = build(2022)
    counts = e.establishments.sum(axis=(0, 1))
    assert counts @ e.entry_rate / counts.sum() == pytest.approx(0.07, abs=0.01)
    assert counts @ e.exit_rate / counts.sum() == pytest.approx(0.07, abs=0.01)
    assert (build(2016).entry_rate >= e.entry_rate)[:-1].all()


def test_minimum_wage_ratio_rose_with_the_increases_of_2018_and_2019() -> None:
    assert build(2022).minimum_wage_ratio == pytest.approx(9160 * 209 / 4_180_000)
    assert build(2019).minimum_wage_ratio > build(2017).minimum_wage_ratio
