"""Market shares of producers: sums, bounds, and what they follow."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS
from sim.kernels.competition import expect_and_cost, move_shares
from sim.lanes import BLOCK

Array = np.ndarray


def cells_of(sector: Array) -> Array:
    """First slots of the cells, when all firms are in the first region and sorted by sector."""
    count = np.bincount(sector, minlength=N_REGIONS * N_PRODUCTS)
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(count)))


def move(
    start: Array, weight: Array, base: Array, share: Array, cost: Array, quality: Array, elasticity: float = 4.0,
    speed: float = 0.2, local: tuple[int, ...] = (), regional: float = 0.0,
) -> Array:  # fmt: skip
    """Home shares one quarter on, at mean cost one and mean quality zero; export shares are moved alike."""
    home, abroad = share.copy(), share.copy()
    services = np.isin(np.arange(N_PRODUCTS), local)
    move_shares(
        start, weight, services, np.full(start.size - 1, regional), *np.ones((2, start.size - 1)),
        np.ones(N_PRODUCTS), np.zeros(N_PRODUCTS), elasticity, speed, cost, quality, base, base, home, abroad,
    )  # fmt: skip
    if not local:
        assert np.array_equal(home, abroad)
    return home


@given(st.integers(1, 40), st.integers(0, 10**6), st.floats(0.0, 8.0), st.floats(0.01, 0.2))
def test_shares_sum_to_one_and_stay_positive_and_bounded(n: int, seed: int, elasticity: float, speed: float) -> None:
    rng = np.random.default_rng(seed)
    sector = np.sort(rng.integers(0, 4, n))
    start = cells_of(sector)
    weight, base = rng.uniform(0.5, 50.0, n), rng.uniform(0.01, 1.0, n)
    base /= np.bincount(sector, weight * base)[sector]
    share, cost, quality = base.copy(), np.exp(rng.normal(0, 0.3, n)), rng.normal(0, 0.1, n)
    for _ in range(60):
        share = move(start, weight, base, share, cost, quality, elasticity, speed)
        totals = np.bincount(sector, weight * share, 4)
        np.testing.assert_allclose(totals[np.unique(sector)], 1.0, rtol=1e-12)
        assert share.min() > 0.0
    # a level form: the pull of one firm over another cannot exceed the ratio of their attraction
    pull = base * np.exp(quality - elasticity * np.log(cost))
    for s in np.unique(sector):
        inside = sector == s
        ratio = (share / base)[inside]
        most = (pull / base)[inside].max() / (pull / base)[inside].min()
        assert ratio.max() / ratio.min() <= max(most, 1.0) * (1 + 1e-9)


def test_equal_firms_keep_their_shares_and_a_share_moves_a_fifth_of_its_gap_at_most() -> None:
    start = cells_of(np.zeros(2, dtype=np.int64))
    base, weight = np.array([0.2, 0.8]), np.ones(2)
    np.testing.assert_allclose(move(start, weight, base, base, np.ones(2), np.zeros(2)), base, rtol=1e-15)
    share = move(start, weight, base, base, np.array([0.9, 1.0]), np.zeros(2))
    gained = 0.2 * 0.2 * (0.9**-4 - 1.0)
    np.testing.assert_allclose(share, np.array([0.2 + gained, 0.8]) / (1.0 + gained), rtol=1e-12)


def test_a_sector_without_shares_is_left_alone_and_an_empty_slot_moves_nothing() -> None:
    start = cells_of(np.array([0, 0, 1, 1]))
    share = move(
        start, np.array([1.0, 1.0, 1.0, 0.0]), np.array([0.0, 0.0, 2.0, 7.0]), np.array([0.0, 0.0, 2.0, 7.0]),
        np.array([1.0, 2.0, 1.0, np.nan]), np.zeros(4),
    )  # fmt: skip
    assert share[:3].tolist() == [0.0, 0.0, 1.0]


def test_local_services_have_the_share_of_their_region() -> None:
    start = cells_of(np.array([0, 1]))
    share = move(
        start, np.ones(2), np.array([1.0, 1.0]), np.array([1.0, 1.0]), np.array([0.5, 0.5]), np.zeros(2), local=(1,),
        regional=0.3,
    )  # fmt: skip
    assert share.tolist() == [1.0, 0.3]


def test_makers_beyond_the_trend_of_their_sector_and_of_better_quality_appeal_in_the_market_they_sell_in() -> None:
    """One sells at home, the other abroad, shares of one: a tenth more productive is worth .02 at a weight of .2."""
    start, one = cells_of(np.zeros(2, dtype=np.int64)), np.ones(2)
    home, abroad = np.array([1.0, 0.0]), np.array([0.0, 1.0])

    def appeal(tfp: tuple[float, float], quality: tuple[float, float], trend: float) -> list[float]:
        sums = np.empty((7, N_CELLS))
        expect_and_cost(
            start, one.copy(), np.full(N_PRODUCTS, 0.5), np.full(N_PRODUCTS, 0.4), 1.0, True, 0.0, 0.0,
            (one.copy(), one.copy()), (one.copy(), one.copy(), one.copy()),
            (np.array(tfp), 0.1 * one, 2.0 * one), False, np.zeros(BLOCK), np.full(N_PRODUCTS, trend), 0.2,
            (np.array(quality), home, abroad), one.copy(), np.empty(2), sums,
        )  # fmt: skip
        return sums.sum(axis=1)[5:].tolist()

    np.testing.assert_allclose(appeal((0.0, 0.0), (0.0, 0.0), 0.0), [0.0, 0.0], atol=1e-15)
    np.testing.assert_allclose(appeal((0.1, 0.0), (0.0, 0.0), 0.0), [0.02, 0.0], atol=1e-15)
    np.testing.assert_allclose(appeal((0.0, 0.1), (0.0, 0.0), 0.0), [0.0, 0.02], atol=1e-15)
    np.testing.assert_allclose(appeal((0.1, 0.1), (0.0, 0.0), 0.1), [0.0, 0.0], atol=1e-15)
    np.testing.assert_allclose(appeal((0.0, 0.0), (0.03, 0.05), 0.0), [0.03, 0.05], atol=1e-15)
