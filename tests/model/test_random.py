"""Random numbers: published answers, independence of order, distribution."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.numerics import exp, log, normal_distribution, solve
from sim.random import Stream, inverse_normal, philox, uniform, uniform_pair

ONES = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_known_answers(counter, key, answer) -> None:
    assert philox(counter, key) == answer  # known-answer vectors of Random123 1.09


def test_a_draw_depends_on_its_own_id_only() -> None:
    ids = np.arange(1000, dtype=np.uint64)
    order = np.random.default_rng(1).permutation(1000)
    assert (uniform(7, 3, Stream.EXIT, ids, 5)[order] == uniform(7, 3, Stream.EXIT, ids[order], 5)).all()


def test_streams_quarters_and_replications_differ() -> None:
    ids = np.arange(200, dtype=np.uint64)
    draws = [
        uniform(1, 0, Stream.EXIT, ids, 0), uniform(1, 1, Stream.EXIT, ids, 0), uniform(1, 0, Stream.EXIT, ids, 1),
        uniform(1, 0, Stream.ENTRY, ids, 0), uniform(2, 0, Stream.EXIT, ids, 0),
    ]  # fmt: skip
    assert len({draw.tobytes() for draw in draws}) == 5


def test_uniforms_are_uniform_and_pairs_uncorrelated() -> None:
    pair = uniform_pair(11, 0, Stream.ADOPTION, np.arange(200_000, dtype=np.uint64), 4)
    assert stats.kstest(pair[0], "uniform").pvalue > 0.001
    assert abs(np.corrcoef(pair)[0, 1]) < 0.01


def test_elementary_functions_against_the_library() -> None:
    x = np.linspace(-600.0, 600.0, 200_001)
    assert np.max(np.abs(exp(x) / np.exp(x) - 1.0)) < 5e-16
    y = np.exp(np.linspace(-300.0, 300.0, 200_001))
    assert np.max(np.abs(log(y) - np.log(y)) / np.maximum(np.abs(np.log(y)), 1e-3)) < 5e-16
    assert log(np.array([0.0]))[0] == -np.inf
    assert np.isnan(log(np.array([-1.0]))[0])
    z = np.linspace(-10.0, 10.0, 20_001)
    assert np.max(np.abs(normal_distribution(z) - stats.norm.cdf(z))) < 1e-14
    u = np.linspace(1e-6, 1.0 - 1e-6, 20_001)
    assert np.max(np.abs(inverse_normal(u) - stats.norm.ppf(u))) < 1e-13


def test_solver_against_the_library_and_on_a_singular_matrix() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        a, b = rng.normal(size=(25, 25)), rng.normal(size=25)
        assert np.allclose(solve(a, b), np.linalg.solve(a, b), rtol=1e-9)
    with pytest.raises(ZeroDivisionError):
        solve(np.zeros((2, 2)), np.ones(2))
