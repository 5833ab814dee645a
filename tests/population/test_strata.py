"""Rounding, raking, size laws and selection."""

from __future__ import annotations

import dataclasses
import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import sim.population as package
from calibration.economy import OpeningEconomy
from sim.codes import N_REGIONS, N_SECTORS, N_SIZES, SIZE_BOUNDS
from sim.parameters import default_parameters, load_registry
from sim.population import activity, build, finance, sizes, strata, tags
from sim.population.selection import lottery, position, select
from sim.population.sizes import calibrate, draw_employment, pareto_mean, size_law
from sim.population.strata import build_strata, controlled_rounding, rake


@given(
    arrays(
        np.float64, (N_REGIONS, N_SECTORS, N_SIZES), elements=st.floats(0, 50, width=32), fill=st.floats(0, 3, width=32)
    )
)
def test_rounding_moves_each_count_by_less_than_one_and_sums_too(counts: np.ndarray) -> None:
    whole = controlled_rounding(counts)
    assert (np.abs(whole - counts) < 1 + 1e-6).all()
    assert (np.abs(whole.sum(axis=0) - counts.sum(axis=0)) < 1 + 1e-6).all()
    assert (np.abs(whole.sum(axis=(0, 1)) - counts.sum(axis=(0, 1))) <= 0.5 + 1e-6).all()


def test_rounding_leaves_whole_counts_alone(economy: OpeningEconomy) -> None:
    np.testing.assert_array_equal(controlled_rounding(economy.establishments), economy.establishments)


def test_raking_meets_both_margins() -> None:
    rng = np.random.default_rng(1)
    rows, columns = rng.uniform(1, 5, 7), rng.uniform(1, 5, 4)
    table = rake(rng.uniform(0.1, 1, (7, 4)), rows, columns)
    np.testing.assert_allclose(table.sum(axis=1), rows, rtol=1e-12)
    np.testing.assert_allclose(table.sum(axis=0), columns * rows.sum() / columns.sum(), rtol=1e-10)


def test_raking_holds_the_rows_where_zeros_forbid_the_columns() -> None:
    table = rake(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([3.0, 4.0]), np.array([1.0, 6.0]))
    np.testing.assert_allclose(table.sum(axis=1), [3.0, 4.0])


@pytest.mark.parametrize("exponent", [-2.0, 0.0, 0.5, 1.0, 1.2, 3.0])
def test_mean_of_the_truncated_pareto_law(exponent: float) -> None:
    log_range = np.log(40.0)
    y = (np.arange(200_000) + 0.5) / 200_000 * log_range
    density = np.exp(-exponent * y)
    mean = (np.exp(y) * density).sum() / density.sum()
    assert pareto_mean(np.array([exponent]), np.array([log_range]))[0] == pytest.approx(mean, rel=1e-6)


def test_size_laws_hit_the_means_of_the_closed_classes(economy: OpeningEconomy) -> None:
    parameters = default_parameters()
    opening = build_strata(economy, "1:1", parameters)
    scale, exponent, log_range = (x[:, :-1] for x in size_law(opening, parameters))
    held = opening.establishments[:, :-1] > 1
    mean = (opening.employment / np.maximum(opening.establishments, 1))[:, :-1]
    np.testing.assert_allclose((scale * pareto_mean(exponent, log_range))[held], mean[held], rtol=1e-6)


@given(st.lists(st.floats(1e-3, 1.0), min_size=1, max_size=30), st.floats(1.05, 4.9))
def test_persons_meet_any_total_within_the_class(rank: list[float], mean: float) -> None:
    size = len(rank)
    shape = (N_REGIONS * N_SECTORS, N_SIZES)
    counts = np.zeros(shape, dtype=np.int64)
    persons = np.zeros(shape)
    counts[0, 0], persons[0, 0] = size, size * mean
    lower = np.broadcast_to(SIZE_BOUNDS, shape)
    upper = np.broadcast_to(np.append(SIZE_BOUNDS[1:], np.inf), shape)
    one = strata.Strata(counts, counts, persons, persons, lower, upper)
    zero = np.zeros(size, dtype=np.int64)
    found = draw_employment(one, zero, np.minimum(rank, 1 - 1e-12), np.ones(size), default_parameters())
    assert found.sum() == pytest.approx(size * mean, rel=1e-12)
    assert found.min() >= 1 - 1e-9
    assert found.max() <= 5 + 1e-9


def test_fractional_counts_become_whole_establishments(economy: OpeningEconomy) -> None:
    """Fractions of establishments, cells of a few persons: counts by class stay within 2 %, persons exact."""
    rng = np.random.default_rng(3)
    counts = economy.establishments * rng.uniform(0.7, 1.3, economy.establishments.shape)
    staff = economy.establishment_employment * rng.uniform(0.7, 1.3, counts.shape)
    counts[4], staff[4] = counts[4] * 1e-3, staff[4] * 1e-3
    persons = economy.employment_region.copy()
    persons[:, :N_SECTORS] = staff.sum(axis=2)
    shaken = dataclasses.replace(
        economy, establishments=counts, establishment_employment=staff, employment_region=persons
    )
    opening = build_strata(shaken, "1:1", default_parameters())
    whole = opening.establishments.sum(axis=0)
    np.testing.assert_allclose(whole, counts.sum(axis=(0, 1)), rtol=0.02)
    np.testing.assert_allclose(opening.employment.sum(axis=1), staff.sum(axis=2).reshape(-1), rtol=1e-12)
    mean = opening.employment / np.maximum(opening.establishments, 1)
    held = opening.establishments > 0
    assert (mean >= opening.lower * (1 - 1e-9))[held].all()
    assert (mean <= opening.upper * (1 + 1e-9))[held].all()


def test_selection_takes_the_best_up_to_the_target() -> None:
    score = np.array([0.1, 0.9, 0.5, 0.7, 0.2])
    group = np.array([0, 0, 0, 1, 1])
    weight = np.array([1.0, 2.0, 3.0, 1.0, 1.0])
    assert position(score, group, weight, 2).tolist() == [5.5, 1.0, 3.5, 0.5, 1.5]
    assert select(score, group, weight, np.array([2.0, 2.0])).tolist() == [False, True, False, True, True]


def test_lottery_draws_in_proportion_to_odds() -> None:
    rng = np.random.default_rng(0)
    odds = np.repeat([1.0, 4.0], 50_000)
    score = lottery(rng.uniform(size=odds.size), odds)
    chosen = select(score, np.zeros(odds.size, dtype=np.int64), np.ones(odds.size), np.array([5_000.0]))
    assert chosen[50_000:].sum() / chosen[:50_000].sum() == pytest.approx(4.0, rel=0.1)


def test_calibration_leaves_a_group_without_values_at_zero() -> None:
    found = calibrate(np.array([0.0, 1.0, 3.0]), np.ones(3), np.array([0, 1, 1]), np.array([5.0, 8.0]))
    assert found.tolist() == [0.0, 2.0, 6.0]


def test_every_parameter_of_the_population_is_used() -> None:
    text = "".join(inspect.getsource(m) for m in (package, activity, build, finance, sizes, strata, tags))
    names = [name for name, spec in load_registry().items() if spec.module == "sim.population"]
    assert names
    for name in names:
        stem = next((name.removesuffix(f"_{end}") for end in finance.SIZE_NAMES if name.endswith(f"_{end}")), name)
        assert stem in text or name in text, name
