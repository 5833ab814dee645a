"""The population against the economy it stands for."""

from __future__ import annotations

import dataclasses
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from calibration.economy import OpeningEconomy
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES, REGIONS, SECTORS, SIZE_BOUNDS
from sim.parameters import default_parameters
from sim.population import TAGS, Population, build_population, has_tag
from sim.population.strata import PopulationError

from .fixture import synthetic_economy

Array = NDArray[np.float64]


def by_cell(population: Population, values: Array) -> Array:
    return np.bincount(population.cell, population.weight * values, N_CELLS)


def by_sector(population: Population, values: Array) -> Array:
    return np.bincount(population.sector, population.weight * values, N_PRODUCTS)


def by_class(population: Population, values: Array) -> Array:
    """Weighted sums over manufacturing establishments."""
    made = (population.sector < N_SECTORS) & (population.weight > 0)
    return np.bincount(population.size[made], (population.weight * values)[made], N_SIZES)


def test_cells_hold_exactly_the_economys_value_added_and_employment(
    population: Population, economy: OpeningEconomy
) -> None:
    for column, total in (
        (population.value_added, economy.value_added_region),
        (population.employment, economy.employment_region),
    ):
        np.testing.assert_allclose(by_cell(population, column), total.reshape(-1), rtol=1e-12, atol=0.0)


def test_sectors_hold_exactly_the_economys_balance_sheets_and_wages(
    population: Population, economy: OpeningEconomy
) -> None:
    for column, total in (
        (population.employment * population.wage, economy.compensation),
        (population.capital, economy.capital),
        (population.loans, economy.firm_loans),
        (population.deposits, economy.firm_deposits),
        (population.rd_expenditure, economy.rd_expenditure),
        (population.overseas_capacity, economy.overseas_output),
    ):
        np.testing.assert_allclose(by_sector(population, column), total, rtol=1e-12, atol=0.0)


def test_counts_by_cell_and_class_are_the_census(population: Population, economy: OpeningEconomy) -> None:
    made = (population.sector < N_SECTORS) & (population.weight > 0)
    stratum = (population.region.astype(int) * N_SECTORS + population.sector) * N_SIZES + population.size
    counts = np.bincount(stratum[made], population.weight[made], N_REGIONS * N_SECTORS * N_SIZES)
    np.testing.assert_allclose(counts, economy.establishments.reshape(-1), rtol=1e-12)


def test_every_agent_lies_within_its_size_class(population: Population) -> None:
    made = (population.sector < N_SECTORS) & (population.weight > 0)
    upper = np.append(SIZE_BOUNDS[1:], np.inf)
    persons, size = population.employment[made], population.size[made]
    assert (persons >= SIZE_BOUNDS[size] * (1 - 1e-12)).all()
    assert (persons < upper[size]).all()


def test_sampling_keeps_every_large_establishment_and_about_forty_thousand_agents(
    sample: Population, economy: OpeningEconomy
) -> None:
    large = sample.size == N_SIZES - 1
    assert (sample.weight[large] == 1.0).all()
    assert large.sum() == economy.establishments[:, :, -1].sum()
    active = sample.weight > 0
    assert abs(active.sum() / 40_000 - 1) < 0.02
    assert (sample.weight[active] >= 1.0).all()


def test_one_to_one_makes_each_establishment_an_agent(full: Population, economy: OpeningEconomy) -> None:
    active = full.weight > 0
    assert (full.weight[active] == 1.0).all()
    assert active.sum() == economy.establishments.sum() + N_REGIONS * 8


def test_a_share_scales_the_number_of_agents(economy: OpeningEconomy) -> None:
    population = build_population(economy, 0.02, reserve=0)
    agents = np.count_nonzero(population.weight > 0.0)
    assert agents - N_REGIONS * 8 == pytest.approx(0.02 * economy.establishments.sum(), rel=0.02)


@pytest.mark.parametrize("scale", [0.0, -1.0, 1.5, "1:2", "full"])
def test_an_unknown_scale_is_an_error(economy: OpeningEconomy, scale: float | str) -> None:
    with pytest.raises(PopulationError, match="scale must be"):
        build_population(economy, scale)


def test_slots_are_sorted_by_cell_with_the_reserve_at_the_end(sample: Population) -> None:
    assert sample.cell_start.dtype == np.int64
    assert sample.cell_start[0] == 0
    assert sample.cell_start[-1] == len(sample)
    cell = sample.region.astype(int) * N_PRODUCTS + sample.sector
    np.testing.assert_array_equal(cell, sample.cell)
    for c in range(N_CELLS):
        part = sample.weight[sample.cell_start[c] : sample.cell_end[c]]
        if c % N_PRODUCTS < N_SECTORS:
            assert (part[-24:] == 0.0).all()
            assert (part[:-24] > 0.0).all()
        else:
            assert part.tolist() == [1.0]


def test_slots_that_fill_a_cell_up_are_few_and_blank(sample: Population) -> None:
    """Eight at a time leave no rest: in manufacturing cells begin at a multiple of eight from one to the next."""
    made = np.arange(N_CELLS) % N_PRODUCTS < N_SECTORS
    filling = sample.cell_start[1:] - sample.cell_end
    assert np.all((np.diff(sample.cell_start) % 8 == 0) == made)
    assert np.array_equal(np.unique(filling[made]), np.arange(8))
    assert np.all(filling[~made] == 0)


def test_reserve_slots_are_blank(sample: Population) -> None:
    blank = sample.weight == 0.0
    for field in dataclasses.fields(Population):
        if field.name not in ("cell_start", "cell_end", "identifier", "region", "sector"):
            assert not getattr(sample, field.name)[blank].any(), field.name
    with pytest.raises(ValueError, match="reserve"):
        build_population(synthetic_economy(), reserve=-1)


def test_identifiers_are_unique(full: Population) -> None:
    assert np.unique(full.identifier).size == len(full)


def test_an_empty_cell_has_only_reserve_slots(sample: Population) -> None:
    cell = REGIONS.index("Sejong") * N_PRODUCTS + SECTORS.index("SHIP")
    part = slice(sample.cell_start[cell], sample.cell_start[cell + 1])
    assert sample.weight[part].tolist() == [0.0] * 24


def test_the_draws_of_a_cell_do_not_depend_on_another_cell(economy: OpeningEconomy) -> None:
    """Ten per cent more value added in one cell: that cell moves by just as much, the persons of none move."""
    value_added = economy.value_added_region.copy()
    value_added[3, 4] *= 1.1
    before = build_population(economy, 0.02)
    after = build_population(dataclasses.replace(economy, value_added_region=value_added), 0.02)
    np.testing.assert_array_equal(before.employment, after.employment)
    cell = 3 * N_PRODUCTS + 4
    ratio = by_cell(after, after.value_added)[cell] / by_cell(before, before.value_added)[cell]
    assert ratio == pytest.approx(1.1, rel=1e-12)
    np.testing.assert_array_equal(before.age_years, after.age_years)


def test_agents_of_a_class_keep_their_draws_when_another_class_grows(economy: OpeningEconomy) -> None:
    counts, staff = economy.establishments.copy(), economy.establishment_employment.copy()
    persons = economy.employment_region.copy()
    counts[2, 9, 1] += 40
    staff[2, 9, 1] += 40 * 6.5
    persons[2, 9] += 40 * 6.5
    grown = dataclasses.replace(
        economy, establishments=counts, establishment_employment=staff, employment_region=persons
    )
    before, after = build_population(economy, 1.0), build_population(grown, 1.0)
    shared, i, j = np.intersect1d(before.identifier, after.identifier, return_indices=True)
    other = (before.cell[i] != 2 * N_PRODUCTS + 9) | (before.size[i] == 2)
    assert shared.size == len(before)
    np.testing.assert_allclose(before.employment[i][other], after.employment[j][other], rtol=1e-6)


def test_a_population_is_reproducible_and_seeds_differ(economy: OpeningEconomy, sample: Population) -> None:
    again, other = build_population(economy), build_population(economy, seed=1)
    for field in dataclasses.fields(Population):
        np.testing.assert_array_equal(getattr(sample, field.name), getattr(again, field.name))
    assert not np.array_equal(sample.value_added, other.value_added)


def test_large_establishments_have_a_pareto_tail(full: Population) -> None:
    persons = full.employment[full.size == N_SIZES - 1]
    hill = 1.0 / np.log(persons / 300.0).mean()
    ranks = np.arange(1, persons.size + 1)
    slope = -np.polyfit(np.log(np.sort(persons)[::-1]), np.log(ranks - 0.5), 1)[0]
    assert 0.9 < hill < 1.25
    assert 0.9 < slope < 1.25


def test_productivity_follows_the_size_gradient(population: Population, economy: OpeningEconomy) -> None:
    relative = by_class(population, population.value_added) / by_class(population, population.employment)
    np.testing.assert_allclose(
        relative / relative[-1], economy.size_productivity / economy.size_productivity[-1], rtol=1e-6
    )


def test_wages_follow_the_size_gradient(population: Population, economy: OpeningEconomy) -> None:
    heads = by_class(population, population.employment)
    relative = by_class(population, population.employment * population.wage) / heads
    np.testing.assert_allclose(relative / relative[-1], economy.size_wage / economy.size_wage[-1], rtol=1e-6)


def test_tfp_within_cell_and_class_has_a_90_10_ratio_of_three_to_four(full: Population) -> None:
    made = (full.sector < N_SECTORS) & (full.weight > 0)
    share = default_parameters().opening_capital_share
    value_added, capital, persons = (x[made] for x in (full.value_added, full.capital, full.employment))
    tfp = np.log(value_added / capital**share / persons ** (1 - share))
    stratum = (full.cell * 8 + full.size)[made]
    deviation = tfp - (np.bincount(stratum, tfp) / np.maximum(np.bincount(stratum), 1))[stratum]
    low, high = np.quantile(deviation, [0.1, 0.9])
    assert 3.0 < np.exp(high - low) < 4.0


def test_exporters_and_exports_by_class(population: Population, economy: OpeningEconomy) -> None:
    exports = population.export_intensity > 0
    share = by_class(population, exports) / by_class(population, np.ones(len(population)))
    np.testing.assert_allclose(share, economy.exporter_share, atol=0.003)
    made = population.sector < N_SECTORS
    output = population.value_added * (economy.gross_output / economy.value_added)[population.sector]
    by_size = by_class(population, output * population.export_intensity * made)
    np.testing.assert_allclose(by_size / by_size.sum(), economy.size_export_share, atol=0.02)
    assert population.export_intensity.max() <= 0.95
    np.testing.assert_array_equal(exports & made, has_tag(population.tags, "exporter"))


def test_stages_by_class_are_exact_within_one_agents_weight(population: Population, economy: OpeningEconomy) -> None:
    counts = by_class(population, np.ones(len(population)))
    largest = np.array([population.weight[population.size == z].max() for z in range(N_SIZES)])
    for stage in range(4):
        found = by_class(population, population.stage == stage)
        assert (np.abs(found - economy.adoption[:, stage] * counts) <= largest).all()


def test_adopters_are_more_productive(full: Population) -> None:
    inside = (full.size == 2) & (full.weight > 0)
    per_person = full.value_added[inside] / full.employment[inside]
    assert per_person[full.stage[inside] >= 2].mean() > 1.1 * per_person[full.stage[inside] == 0].mean()


def test_weak_firms_by_sector(population: Population, economy: OpeningEconomy) -> None:
    share = by_sector(population, population.zombie) / np.maximum(by_sector(population, np.ones(len(population))), 1)
    np.testing.assert_allclose(share, economy.zombie_share, atol=0.005)
    margin = 1 - population.wage * population.employment / np.where(
        population.value_added > 0, population.value_added, 1
    )
    inside = (population.size == 3) & (population.weight > 0)
    assert margin[inside & population.zombie].mean() < margin[inside & ~population.zombie].mean()


def test_research_is_concentrated_in_large_firms(full: Population) -> None:
    spending = by_class(full, full.rd_expenditure)
    assert 0.65 < spending[-1] / spending.sum() < 0.95
    assert spending[:2].sum() / spending.sum() < 0.03


def test_small_firms_owe_more_per_unit_of_capital(full: Population) -> None:
    leverage = by_class(full, full.loans) / by_class(full, full.capital)
    assert (leverage[:3] > 1.4 * leverage[-1]).all()


def test_plants_abroad_belong_to_large_exporters(full: Population) -> None:
    owners = (full.overseas_capacity > 0) & (full.sector < N_SECTORS)
    assert (full.size[owners] >= 3).all()
    assert (full.export_intensity[owners] > 0).all()


def test_share_near_the_minimum_wage_at_the_mean_wage_of_a_class(full: Population, economy: OpeningEconomy) -> None:
    heads = by_class(full, full.employment)
    bill = by_class(full, full.employment * full.wage)
    for z in range(N_SIZES):
        (spread,) = np.unique(full.wage_dispersion[(full.size == z) & (full.weight > 0)])
        cut = np.log(1.1 * economy.minimum_wage_ratio * (bill.sum() / heads.sum()) / (bill[z] / heads[z]))
        share = NormalDist().cdf((cut + spread**2 / 2) / spread)
        assert share == pytest.approx(economy.minimum_wage_near_share[z], rel=1e-6)
        assert 0.05 < spread < 0.8


def test_a_class_paid_below_the_minimum_wage_is_an_error(economy: OpeningEconomy) -> None:
    with pytest.raises(PopulationError, match="minimum wage in size class 1-4"):
        build_population(dataclasses.replace(economy, minimum_wage_ratio=0.6), 0.01)


def test_older_firms_are_larger(full: Population) -> None:
    age = by_class(full, full.age_years) / by_class(full, np.ones(len(full)))
    assert (np.diff(age) > 0).all()
    assert full.age_years.max() <= default_parameters().oldest_establishment


def test_complexes_are_exclusive_and_in_their_region(full: Population) -> None:
    complexes = [name for name in TAGS if name.startswith("complex:")]
    member = np.stack([has_tag(full.tags, name) for name in complexes])
    assert member.sum(axis=0).max() == 1
    yeosu = has_tag(full.tags, "complex:Yeosu")
    assert set(full.region[yeosu]) == {REGIONS.index("Jeonnam")}
    assert {SECTORS[s] for s in set(full.sector[yeosu])} == {"REFI", "CHEM"}
    everyone = (full.region == REGIONS.index("Jeonnam")) & (full.sector == SECTORS.index("CHEM")) & (full.weight > 0)
    small = everyone & (full.size < 3)
    assert yeosu[small].mean() == pytest.approx(0.35, abs=4 * np.sqrt(0.25 / small.sum()))


def test_returned_firms_and_unknown_tags(population: Population) -> None:
    back = has_tag(population.tags, "returning")
    assert (population.weight * back).sum() == pytest.approx(70, abs=2)
    assert has_tag(population.tags, "exporter")[back].all()
    with pytest.raises(KeyError, match="unknown tag 'complex:Atlantis'"):
        has_tag(population.tags, "complex:Atlantis")


def test_output_without_people_is_an_error(economy: OpeningEconomy) -> None:
    persons = economy.employment_region.copy()
    persons[1, 2] = 0.0
    with pytest.raises(PopulationError, match="no employment in Busan/WOOD"):
        build_population(dataclasses.replace(economy, employment_region=persons))


def test_negative_value_added_is_an_error(economy: OpeningEconomy) -> None:
    value_added = economy.value_added_region.copy()
    value_added[0, 0] = -1.0
    with pytest.raises(PopulationError, match="negative value added in Seoul/FOOD"):
        build_population(dataclasses.replace(economy, value_added_region=value_added))
