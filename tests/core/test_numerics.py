"""Elementary functions against the C library, NumPy and plain loops."""

from __future__ import annotations

import math
import os
import platform
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba.core.errors import TypingError

from sim.codes import N_CELLS, N_PRODUCTS
from sim.compiled import fused, kernel
from sim.lanes import LANES, add_weighted, folded
from sim.numerics import (
    cell_sums,
    exp,
    group_sums,
    log,
    many_cell_sums,
    normal_distribution,
    power,
    scaled_sums,
    solve,
)
from sim.room import room
from tests.core.columns import State

RELATIVE = 4e-16
"""Documented accuracy: less than two units in the last place."""


def error(got: float, true: float) -> float:
    return abs(got - true) / abs(true) if true else abs(got)


@given(st.floats(-700.0, 700.0, exclude_max=True))
def test_exp_agrees_with_the_c_library(x: float) -> None:
    assert error(float(exp(x)), math.exp(x)) <= RELATIVE


def test_exp_on_a_dense_grid_and_at_breakpoints_of_its_reduction() -> None:
    grid = np.concatenate((np.linspace(-3.0, 3.0, 20_011), np.linspace(-690.0, 690.0, 20_011)))
    edges = (np.arange(-500, 500) + 0.5) * math.log(2.0)
    points = np.concatenate((grid, edges, np.nextafter(edges, -1e9), np.nextafter(edges, 1e9)))
    got = exp(points)
    assert max(error(g, math.exp(x)) for g, x in zip(got, points, strict=True)) <= RELATIVE


def test_exp_at_its_limits() -> None:
    assert exp(0.0) == 1.0
    assert exp(-0.0) == 1.0
    assert exp(1e-300) == 1.0
    assert exp(-np.inf) == 0.0
    assert exp(-800.0) == 0.0
    assert exp(800.0) == np.inf
    assert exp(np.inf) == np.inf
    assert np.isnan(exp(np.nan))


@given(st.floats(5e-324, 1e290))
def test_log_agrees_with_the_c_library(x: float) -> None:
    assert error(float(log(x)), math.log(x)) <= RELATIVE


def test_log_near_one_and_across_powers_of_two() -> None:
    near = 1.0 + np.concatenate((np.linspace(-0.4, 0.6, 40_011), np.logspace(-15, -1, 400), -np.logspace(-15, -1, 400)))
    half = np.sqrt(0.5) * np.exp2(np.arange(-40, 40))
    points = np.concatenate((near, half, np.nextafter(half, 0.0), np.nextafter(half, 1e99)))
    got = log(points)
    assert max(error(g, math.log(x)) for g, x in zip(got, points, strict=True)) <= RELATIVE


def test_log_at_its_limits() -> None:
    assert log(1.0) == 0.0
    assert log(np.inf) == np.inf
    assert log(0.0) == -np.inf
    assert np.isnan(log(-1.0))
    assert np.isnan(log(np.nan))
    assert log(5e-324) == pytest.approx(math.log(5e-324), rel=RELATIVE)


@given(st.floats(-300.0, 300.0))
def test_log_undoes_exp(x: float) -> None:
    assert float(log(exp(x))) == pytest.approx(x, abs=5e-16, rel=RELATIVE)


@given(st.floats(1e-3, 1e3), st.floats(-20.0, 20.0))
def test_power_agrees_with_pow(base: float, exponent: float) -> None:
    # the rounding of exponent x ln(base) is magnified by its size, at most 138
    got = float(power(np.array([base]), exponent)[0])
    assert got == pytest.approx(math.pow(base, exponent), rel=1e-13)


@given(st.floats(-38.0, 38.0))
def test_normal_distribution_agrees_with_the_error_function(x: float) -> None:
    assert float(normal_distribution(x)) == pytest.approx(0.5 * math.erfc(-x / math.sqrt(2.0)), abs=1e-14)


@given(st.floats(-7.0, 0.0))
def test_lower_tail_of_the_normal_distribution_keeps_relative_accuracy(x: float) -> None:
    assert float(normal_distribution(x)) == pytest.approx(0.5 * math.erfc(-x / math.sqrt(2.0)), rel=1e-12)


def test_normal_distribution_is_a_distribution() -> None:
    x = np.linspace(-40.0, 40.0, 8001)
    value = normal_distribution(x)
    assert np.all(np.diff(value) >= 0.0)
    np.testing.assert_allclose(value + normal_distribution(-x), 1.0, rtol=0, atol=1e-15)
    assert value[0] >= 0.0
    assert value[-1] == 1.0
    join = 7.07106781186547
    assert normal_distribution(-np.nextafter(join, 0.0)) == pytest.approx(normal_distribution(-join), rel=1e-9)


@pytest.mark.parametrize("n", [1, 2, 5, 25])
def test_solve_agrees_with_lapack_on_random_systems(n: int) -> None:
    rng = np.random.default_rng(n)
    for _ in range(20):
        matrix, right = rng.normal(size=(n, n)), rng.normal(size=n)
        kept = matrix.copy(), right.copy()
        x = solve(matrix, right)
        np.testing.assert_allclose(matrix @ x, right, atol=1e-10 * np.abs(x).max() * n)
        np.testing.assert_allclose(x, np.linalg.solve(matrix, right), rtol=1e-7, atol=1e-9)
        assert np.array_equal(matrix, kept[0])
        assert np.array_equal(right, kept[1])


def test_solve_exchanges_rows_when_the_pivot_is_zero() -> None:
    x = solve(np.array([[0.0, 2.0, 0.0], [0.0, 0.0, 4.0], [1.0, 0.0, 0.0]]), np.array([2.0, 8.0, 5.0]))
    assert x.tolist() == [5.0, 1.0, 2.0]


def test_solve_refuses_a_singular_system() -> None:
    with pytest.raises(ZeroDivisionError, match="singular"):
        solve(np.array([[1.0, 2.0], [2.0, 4.0]]), np.ones(2))
    with pytest.raises(ZeroDivisionError, match="singular"):
        solve(np.zeros((3, 3)), np.zeros(3))


def by_lanes(weights: list[float], values: list[float]) -> float:
    """The sum that `sim.lanes` promises: each product added exactly, then rounded."""
    lanes = [0.0] * LANES
    for i, (weight, value) in enumerate(zip(weights, values, strict=True)):
        lanes[i % LANES] = float(Fraction(weight) * Fraction(value) + Fraction(lanes[i % LANES]))
    while len(lanes) > 1:
        half = len(lanes) // 2
        lanes = [one + other for one, other in zip(lanes[:half], lanes[half:], strict=True)]
    return lanes[0]


PAIRS = st.tuples(st.floats(0, 1e3), st.floats(-1e6, 1e6))


@given(st.lists(st.lists(PAIRS, max_size=40), min_size=1, max_size=8))
def test_cell_sums_add_each_block_and_leave_empty_cells_at_zero(blocks: list[list[tuple[float, float]]]) -> None:
    rows = [pair for block in blocks for pair in block]
    start = np.cumsum([0, *(len(block) for block in blocks)]).astype(np.int64)
    weights, values = (np.array([pair[k] for pair in rows], dtype=float) for k in (0, 1))
    expected = [by_lanes(*zip(*block, strict=True)) if block else 0.0 for block in blocks]
    assert cell_sums(start, weights, values).tolist() == expected
    in_order = []
    for block in blocks:  # plain additions in order: the built-in sum compensates for rounding
        total = 0.0
        for weight, value in block:
            total += weight * value
        in_order.append(total)
    index = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])
    assert group_sums(index, weights * values, len(blocks)).tolist() == in_order


@pytest.mark.parametrize("column", [np.arange(20), np.ones(40)[::2], np.ones(20, dtype=np.float32)])
def test_sums_in_lanes_refuse_what_they_would_misread(column: np.ndarray) -> None:
    with pytest.raises(TypingError, match="contiguous columns of float64"):
        cell_sums(np.array([0, 20]), np.ones(20), column)


@kernel
def in_parts(weights, one, two, parts):  # type: ignore[no-untyped-def]
    total = room((4, LANES))
    total[:] = 0.0
    low = 0
    for high in parts:
        cut = slice(low, high)
        add_weighted(total, 1, weights[cut], (one[cut], (one[cut], two[cut]), ()), high - low)
        low = high
    return folded(total, 0), folded(total, 1), folded(total, 2), folded(total, 3)


@given(st.integers(0, 50), st.integers(0, 4))
def test_lanes_go_on_where_the_part_before_stopped_and_pairs_are_products(n: int, whole: int) -> None:
    rng = np.random.default_rng(n)
    weights, one, two = rng.normal(size=(3, n)) * 10.0 ** rng.integers(-9, 9, (3, n))
    parts = np.array([min(LANES * whole, n), n])
    expected = [by_lanes(weights.tolist(), values.tolist()) for values in (one, one * two, np.ones(n))]
    assert list(in_parts(weights, one, two, parts)) == [0.0, *expected]


def test_group_sums_do_not_need_sorted_rows_and_keep_groups_without_rows() -> None:
    index = np.array([3, 0, 3, 1, 0], dtype=np.int64)
    assert group_sums(index, np.array([1.0, 2.0, 4.0, 8.0, 16.0]), 6).tolist() == [18.0, 8.0, 0.0, 5.0, 0.0, 0.0]


def test_sums_of_several_columns_have_the_bits_of_each() -> None:
    s = State(5, 4000, extreme=False)
    columns, factor, out = [s.money() for _ in range(5)], s.positive(N_PRODUCTS), np.empty(N_CELLS)
    expected = [cell_sums(s.start, s.weight, values) for values in columns]
    assert np.array_equal(many_cell_sums(s.start, s.weight, columns), expected)
    scaled_sums(s.start, s.weight, columns[0], factor, out)
    assert np.array_equal(out, expected[0] * np.tile(factor, N_CELLS // N_PRODUCTS))


# --- one rounding for a product and a sum


@kernel
def fuse(factor, other, term, out):  # type: ignore[no-untyped-def]
    for i in range(out.size):
        out[i] = fused(factor[i], other[i], term[i])


def test_a_product_and_a_sum_are_rounded_once_in_compiled_loops() -> None:
    rng = np.random.default_rng(3)
    factor, other = rng.normal(size=(2, 400))
    term, out = -factor * other * (1.0 + rng.choice([0.0, 1e-16, 1e-12, 1.0], 400)), np.empty(400)
    fuse(factor, other, term, out)
    exact = [Fraction(a) * Fraction(b) + Fraction(c) for a, b, c in zip(factor, other, term, strict=True)]
    assert out.tolist() == [float(value) for value in exact]
    assert np.any(out != factor * other + term)
    assert fused(2.0, 3.0, 4.0) == 10.0  # in the interpreter


FUNCTIONS = """
import hashlib, numpy as np
from sim.numerics import cell_sums, exp, log, normal_distribution
from sim.random import Stream, normal
x = np.concatenate((np.linspace(-699.0, 699.0, 2001), np.linspace(-3.0, 3.0, 2001)))
draws = normal(1, 0, Stream.EXIT, np.arange(2000, dtype=np.uint64), 1)
sums = cell_sums(np.array([0, 1000, 1003, x.size]), exp(x / 100.0), x)
for values in (exp(x), log(np.abs(x) + 1e-300), normal_distribution(x), draws, sums):
    print(hashlib.blake2b(values.tobytes()).hexdigest())
"""
QUARTERS = """
from sim.bench.workload import Bench
model = Bench().model("baseline", 0.01)
model.advance(4)
for name, series in sorted(model.recorder.series.items()):
    print(name, series.tobytes().hex())
"""


def said(program: str, **setting: str) -> list[str]:
    """What a program prints in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, check=True, text=True, cwd=Path(__file__).parents[2], env=os.environ | setting,
    )  # fmt: skip
    return ran.stdout.split()


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="names a processor of another kind")
@pytest.mark.parametrize(
    "program", [FUNCTIONS, pytest.param(QUARTERS, marks=pytest.mark.full)], ids=["functions", "quarters"]
)
def test_a_processor_that_cannot_fuse_and_has_short_vectors_gives_the_same_bits(program: str, tmp_path: Path) -> None:
    oldest = {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": "+sse2", "NUMBA_CACHE_DIR": str(tmp_path)}
    found = said(program)
    assert len(found) >= 5
    assert said(program, **oldest) == found
