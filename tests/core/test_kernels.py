"""Compiled passes do what their rules say in NumPy: on random states and at the edges, to 1e-12."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.firms import wage_floor_cost
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES
from sim.kernels.census import jobs_of_large
from sim.kernels.finance import finance
from sim.kernels.recipients import add_received
from sim.kernels.wages import floor_cost, pay
from sim.markets.credit import credit_access, finance_plan
from sim.numerics import add_eight, cell_sums, scaled_sums

EDGES = np.array([0.0, 1e-300, 1e-12, 1.0, 1e12])


def cells(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """(N,) cell of each of n producers, some cells empty, and the first slots of the cells."""
    cell = np.sort(rng.integers(0, N_CELLS, n))
    return cell, np.searchsorted(cell, np.arange(N_CELLS + 1))


def column(rng: np.random.Generator, n: int) -> np.ndarray:
    """Log-normal values, one in eight at an edge."""
    values = np.exp(rng.normal(0.0, 2.0, n))
    edge = rng.integers(0, 8, n) == 0
    values[edge] = rng.choice(EDGES, edge.sum())
    return values


@pytest.mark.parametrize("n", [1, 255, 256, 3000])
def test_cost_of_a_wage_floor_is_that_of_the_definition(n: int) -> None:
    rng = np.random.default_rng(n)
    ratio, dispersion = column(rng, n), np.minimum(column(rng, n), 2.0)
    expected, out = np.empty(n), np.empty(n)
    wage_floor_cost(np.maximum(ratio * 0.9, 1e-3), dispersion, expected)
    floor_cost(ratio, 0.9, 1e-3, dispersion, out)
    np.testing.assert_allclose(out, expected, rtol=1e-12)


def test_a_wage_is_the_product_of_its_parts() -> None:
    rng = np.random.default_rng(3)
    cell, start = cells(rng, 2000)
    index, base, floor, wage = column(rng, N_CELLS), column(rng, 2000), column(rng, 2000), np.empty(2000)
    pay(start, index, base, floor, wage)
    np.testing.assert_allclose(wage, base * index[cell] * floor, rtol=1e-12)


def test_access_to_credit_and_paid_investment_are_those_of_the_definition() -> None:
    rng = np.random.default_rng(4)
    n = 6000
    cell, start = cells(rng, n)
    planned, capital, inventory, loans, deposits = (column(rng, n) for _ in range(5))
    surplus, interest, guarantee = (rng.normal(size=n) for _ in range(3))
    guarantee = 0.1 * np.abs(guarantee)
    access, investment = np.empty(n), np.empty(n)
    finance(
        start,
        1.3,
        (0.7, 0.3),
        guarantee,
        planned,
        capital,
        inventory,
        loans,
        deposits,
        surplus,
        interest,
        access,
        investment,
    )
    made = cell % N_PRODUCTS < N_SECTORS
    assets, wanted, paid = (capital + inventory) * 1.3, np.empty(n), np.empty(n)
    credit_access(loans, assets, guarantee, 0.7, 0.3, wanted)
    funds = np.maximum(surplus - interest, 0.0) + deposits
    finance_plan(planned * 1.3, funds, (0.7 + guarantee) * assets - loans, paid)
    np.testing.assert_allclose(access, np.where(made, wanted, 1.0), rtol=1e-12)
    np.testing.assert_allclose(investment, np.where(made & (paid < planned * 1.3), paid / 1.3, planned), rtol=1e-12)
    assert np.any(made & (investment < planned))
    assert np.array_equal(investment[~made], planned[~made])


def test_sums_of_several_columns_are_those_of_each() -> None:
    rng = np.random.default_rng(5)
    n = 4000
    _, start = cells(rng, n)
    weight, columns, factor = column(rng, n), [column(rng, n) for _ in range(8)], column(rng, N_PRODUCTS)
    total, out = np.zeros(8), np.empty(N_CELLS)
    add_eight(weight, *columns, total)
    for sum_of_it, values in zip(total, columns, strict=True):
        assert sum_of_it == cell_sums(np.array([0, n]), weight, values)[0]
    scaled_sums(start, weight, columns[0], factor, out)
    product = np.repeat(np.arange(N_CELLS) % N_PRODUCTS, np.diff(start))
    assert np.array_equal(out, cell_sums(start, weight, columns[0] * factor[product]))


def test_jobs_of_large_establishments_are_manufacturing_and_alive() -> None:
    rng = np.random.default_rng(6)
    n = 5000
    cell, start = cells(rng, n)
    weight, size, jobs = np.maximum(rng.normal(size=n), 0.0), rng.integers(0, 5, n), column(rng, n)
    out = np.empty(n)
    found = jobs_of_large(start, weight, size, jobs, 3, out)
    assert np.array_equal(out[:found], jobs[(cell % N_PRODUCTS < N_SECTORS) & (size >= 3) & (weight > 0.0)])


def test_money_received_is_summed_over_manufacturing() -> None:
    rng = np.random.default_rng(7)
    n = 4000
    cell, start = cells(rng, n)
    weight, size, received = column(rng, n), rng.integers(0, N_SIZES, n), rng.uniform(size=n)
    sums = np.zeros(N_REGIONS), np.zeros(N_SECTORS), np.zeros(N_SIZES)
    add_received(start, weight, size, received, *sums)
    paid = np.where(cell % N_PRODUCTS < N_SECTORS, weight * received, 0.0)
    by_sector = np.bincount(cell % N_PRODUCTS, paid, N_PRODUCTS)
    for out, expected in zip(
        sums, (np.bincount(cell // N_PRODUCTS, paid, N_REGIONS), by_sector, np.bincount(size, paid)), strict=True
    ):
        np.testing.assert_allclose(out, expected[: out.size], rtol=1e-12)
