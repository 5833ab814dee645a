"""Counter-based random numbers: published known answers, independence of order, distributions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.random import Stream, inverse_normal, normal, philox, stratified, uniform, uniform_pair

FULL = 0xFFFFFFFF
# Known-answer vectors of the Random123 library (Salmon, Moraes, Dror and Shaw 2011) for philox4x32 with 10 rounds.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((FULL, FULL, FULL, FULL), (FULL, FULL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
MANY = np.arange(200_000, dtype=np.uint64)


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_published_known_answers(
    counter: tuple[int, int, int, int], key: tuple[int, int], words: tuple[int, int, int, int]
) -> None:
    assert philox(counter, key) == words


def test_draw_of_the_first_counter_is_the_published_block() -> None:
    # stream 0 is not a mechanism; with every counter word zero the block is the first known answer
    a, b, c, d = KNOWN[0][2]
    pair = uniform_pair(0, 0, 0, np.zeros(1, dtype=np.uint64), 0)[:, 0]  # type: ignore[arg-type]
    assert pair[0] == ((a << 20 ^ b >> 12) + 0.5) / 2**52
    assert pair[1] == ((c << 20 ^ d >> 12) + 0.5) / 2**52


@given(st.permutations(range(12)), st.integers(0, 2**32 - 1), st.integers(0, 60))
def test_a_draw_depends_on_its_index_not_on_its_place(order: list[int], seed: int, time: int) -> None:
    ids = np.array([0, 1, 7, 2**20, 2**32, 2**32 + 1, 5 << 32, 2**40 + 3, 2**52, 2**63, 2**64 - 1, 9], dtype=np.uint64)
    whole = uniform_pair(seed, 3, Stream.EXIT, ids, time)
    assert np.array_equal(uniform_pair(seed, 3, Stream.EXIT, ids[order], time), whole[:, order])
    alone = uniform_pair(seed, 3, Stream.EXIT, ids[order[0] : order[0] + 1], time)
    assert np.array_equal(alone[:, 0], whole[:, order[0]])


def test_every_part_of_the_key_gives_other_numbers() -> None:
    ids = np.arange(50, dtype=np.uint64)
    base = (11, 2, Stream.ADOPTION, ids, 5)
    other = [
        (12, 2, Stream.ADOPTION, ids, 5),
        (11, 3, Stream.ADOPTION, ids, 5),
        (2, 11, Stream.ADOPTION, ids, 5),
        (11, 2, Stream.EXIT, ids, 5),
        (11, 2, Stream.ADOPTION, ids + np.uint64(50), 5),
        (11, 2, Stream.ADOPTION, ids + np.uint64(1 << 32), 5),
        (11, 2, Stream.ADOPTION, ids, 6),
    ]
    drawn = [uniform(*arguments) for arguments in (base, *other)]
    assert len(np.unique(np.concatenate(drawn))) == 50 * len(drawn)


def test_streams_have_each_their_own_number() -> None:
    assert len({int(stream) for stream in Stream}) == len(Stream.__members__)


@pytest.mark.parametrize("stream", [Stream.FIRM_TECHNOLOGY, Stream.EXIT, Stream.FOREIGN_SECTOR])
def test_uniforms_are_uniform_and_the_pair_is_independent(stream: Stream) -> None:
    first, second = uniform_pair(4, 1, stream, MANY, 9)
    for drawn in (first, second):
        assert 0.0 < drawn.min() < 1e-4
        assert 1.0 - 1e-4 < drawn.max() < 1.0
        assert stats.kstest(drawn, "uniform").pvalue > 1e-4
    n = MANY.size
    assert abs(np.corrcoef(first, second)[0, 1]) < 4.0 / np.sqrt(n)
    assert abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 4.0 / np.sqrt(n)


@pytest.mark.parametrize(
    ("other", "seed", "replication", "time"),
    [
        (Stream.ADOPTION, 4, 1, 9),
        (Stream.FIRM_TECHNOLOGY, 5, 1, 9),
        (Stream.FIRM_TECHNOLOGY, 4, 2, 9),
        (Stream.FIRM_TECHNOLOGY, 4, 1, 10),
    ],
)
def test_streams_seeds_replications_and_quarters_are_uncorrelated(
    other: Stream, seed: int, replication: int, time: int
) -> None:
    one = normal(4, 1, Stream.FIRM_TECHNOLOGY, MANY, 9)
    two = normal(seed, replication, other, MANY, time)
    assert abs(np.corrcoef(one, two)[0, 1]) < 4.0 / np.sqrt(MANY.size)


def test_normal_draws_have_the_moments_of_the_normal() -> None:
    z = normal(0, 0, Stream.SECTOR_TECHNOLOGY, MANY, 1)
    n = MANY.size
    assert abs(z.mean()) < 4.0 / np.sqrt(n)
    assert abs(z.var() - 1.0) < 4.0 * np.sqrt(2.0 / n)
    assert abs(stats.skew(z)) < 4.0 * np.sqrt(6.0 / n)
    assert abs(stats.kurtosis(z)) < 4.0 * np.sqrt(24.0 / n)


def test_inverse_normal_agrees_with_scipy_far_into_both_tails() -> None:
    u = np.concatenate((np.linspace(1e-6, 1.0 - 1e-6, 50_001), 10.0 ** -np.arange(7.0, 300.0, 3.0), [2.0**-53]))
    np.testing.assert_allclose(inverse_normal(u), stats.norm.ppf(u), rtol=2e-15, atol=2e-15)


@given(st.integers(1, 2**52))
def test_inverse_normal_is_odd_about_one_half(numerator: int) -> None:
    u = numerator / 2**53  # exact, and so is 1 - u
    assert float(inverse_normal(u)) == -float(inverse_normal(1.0 - u))


@pytest.mark.parametrize("bad", [(-1, 0), (0, -1), (2**32, 0), (0, 2**32)])
def test_keys_outside_their_range_are_errors(bad: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="seed and replication"):
        uniform(*bad, Stream.EXIT, np.zeros(1, dtype=np.uint64), 0)


@pytest.mark.parametrize("runs", [2, 8, 32, 256])
@pytest.mark.parametrize("first", [0, 256, 4096])
def test_of_so_many_runs_one_lies_in_each_interval(runs: int, first: int) -> None:
    ids = np.arange(40, dtype=np.uint64)
    drawn = np.array([stratified(5, first + r, Stream.PARAMETER, ids, 3) for r in range(runs)])
    for one in np.floor(drawn * runs).astype(int).T:
        assert sorted(one) == list(range(runs))


def test_stratified_numbers_are_uniform_and_independent() -> None:
    """Of one run over indices; and of 256 runs, between indices, quarters and streams.

    Neighbours lie in opposite halves, so correlations over runs vary by a quarter more than those of independent runs.
    """
    alone = stratified(3, 17, Stream.FOREIGN_SECTOR, MANY, 9)
    assert stats.kstest(alone, "uniform").pvalue > 1e-3
    ids = np.arange(60, dtype=np.uint64)
    series = [(Stream.FOREIGN_SECTOR, 4), (Stream.FOREIGN_SECTOR, 5), (Stream.SECTOR_TECHNOLOGY, 4)]
    drawn = np.array(
        [np.concatenate([stratified(3, r, stream, ids, time) for stream, time in series]) for r in range(256)]
    )
    between = np.corrcoef(drawn, rowvar=False)[np.triu_indices(180, 1)]
    assert np.sqrt((between**2).mean()) < 1.35 / np.sqrt(255)
    assert np.abs(between).max() < 6.0 / np.sqrt(255)


def test_means_over_stratified_runs_are_more_precise() -> None:
    """Of a function of five numbers: the mean over 32 runs, over many seeds."""
    ids = np.arange(5, dtype=np.uint64)

    def spread(draw: Callable[..., np.ndarray]) -> float:
        means = []
        for seed in range(150):
            u = np.array([draw(seed, r, Stream.LEVER_STRENGTH, ids, 0) for r in range(32)])
            means.append((np.exp(u[:, 0]) + u[:, 1] ** 2 + u[:, 2] * u[:, 3] - u[:, 4]).mean())
        return float(np.std(means))

    assert spread(stratified) < 0.4 * spread(uniform)
