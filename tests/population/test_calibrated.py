"""The population of the real base year."""

from __future__ import annotations

import numpy as np
import pytest

import calibration
from calibration.economy import OpeningEconomy
from sim.codes import N_CELLS, N_SECTORS, N_SIZES
from sim.population import Population, build_population, has_tag


@pytest.fixture(scope="module")
def korea() -> OpeningEconomy:
    return calibration.build(2022)


@pytest.fixture(scope="module")
def population(korea: OpeningEconomy) -> Population:
    return build_population(korea)


def classes(population: Population, values: np.ndarray) -> np.ndarray:
    made = (population.sector < N_SECTORS) & (population.weight > 0)
    return np.bincount(population.size[made], (population.weight * values)[made], N_SIZES)


def test_cells_are_exact(population: Population, korea: OpeningEconomy) -> None:
    for column, total in (
        (population.value_added, korea.value_added_region),
        (population.employment, korea.employment_region),
    ):
        found = np.bincount(population.cell, population.weight * column, N_CELLS)
        np.testing.assert_allclose(found, total.reshape(-1), rtol=1e-12, atol=1e-12)


def test_class_counts_are_the_census_within_two_per_cent(population: Population, korea: OpeningEconomy) -> None:
    counts = classes(population, np.ones(len(population)))
    np.testing.assert_allclose(counts, korea.establishments.sum(axis=(0, 1)), rtol=0.02)


def test_one_to_one_has_about_540_000_establishments(korea: OpeningEconomy) -> None:
    full = build_population(korea, "1:1", reserve=0)
    standing = full.weight[full.weight > 0.0]
    assert (standing == 1.0).all()
    assert standing.size == len(full) - (full.cell_start[1:] - full.cell_end).sum()
    assert standing.size == pytest.approx(540_000, rel=0.03)


def test_the_upper_tail_is_about_zipf(population: Population) -> None:
    persons = population.employment[population.size == N_SIZES - 1]
    assert 0.9 <= 1.0 / np.log(persons / 300.0).mean() <= 1.25
    ranks = np.log(np.arange(1, persons.size + 1) - 0.5)
    assert 0.9 <= -np.polyfit(np.log(np.sort(persons)[::-1]), ranks, 1)[0] <= 1.25
    assert persons.max() > 10_000


def test_small_firms_make_about_a_third_of_a_large_firms_value_per_person(population: Population) -> None:
    """10-299 against 300 and more persons, as the Mining and Manufacturing Survey counts."""
    value_added, persons = classes(population, population.value_added), classes(population, population.employment)
    ratio = (value_added[2:4].sum() / persons[2:4].sum()) / (value_added[4] / persons[4])
    assert 0.25 <= ratio <= 0.34


@pytest.mark.parametrize("year", [2014, 2018])
def test_earlier_base_years_make_a_population(year: int) -> None:
    economy = calibration.build(year)
    made = build_population(economy, 0.01, reserve=0)
    found = np.bincount(made.cell, made.weight * made.employment, N_CELLS)
    np.testing.assert_allclose(found, economy.employment_region.reshape(-1), rtol=1e-12)


def test_complexes_are_of_the_size_reported(population: Population) -> None:
    """Orders of magnitude of establishments in the largest national complexes and of root industry."""
    for tag, low, high in (
        ("complex:Banwol_Sihwa", 8_000, 25_000),
        ("complex:Namdong", 3_500, 10_000),
        ("complex:Gumi", 1_500, 5_000),
        ("complex:Yeosu", 100, 500),
        ("root_industry", 24_000, 37_000),
    ):
        assert low < (population.weight * has_tag(population.tags, tag)).sum() < high, tag
