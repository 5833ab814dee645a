"""Statistics of paired draws: known answers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.compare.statistics import FEWEST, alike, beats, indistinguishable, percents, ranks

DRAWS = np.array([[1.0, 2.0, 3.0, 4.0], [0.0, 3.0, 2.0, 4.0], [9.0, 9.0, 9.0, 9.0]])


def test_probability_of_beating_counts_a_tie_for_one_half() -> None:
    assert beats(DRAWS).tolist() == [[0.5, 0.625, 0.0], [0.375, 0.5, 0.0], [1.0, 1.0, 0.5]]


def test_plans_whose_difference_holds_zero_are_indistinguishable() -> None:
    assert indistinguishable(DRAWS).tolist() == [[True, True, False], [True, True, False], [False, False, True]]


def test_plans_have_no_order_where_noise_or_rounding_hides_it() -> None:
    draws = np.array([[1.0, 1.1, 1.2], [1.0001, 1.1001, 1.2001], [0.5, 1.15, 1.9], [3.0, 3.1, 3.2]]).repeat(3, axis=1)
    assert not indistinguishable(draws)[0, 1]  # always more, but by nothing that is shown
    assert alike(draws).tolist() == [[True] * 3 + [False]] * 3 + [[False] * 3 + [True]]


def test_two_plans_that_are_alike_are_seldom_told_apart_from_the_fewest_runs_on() -> None:
    """Of pairs of which neither is ahead; with fewer runs the band would tell most of two runs apart."""
    luck = np.random.Generator(np.random.Philox(1)).normal(size=(2000, FEWEST))
    told = {
        runs: float(np.mean([not indistinguishable(np.stack([draws[:runs], np.zeros(runs)]))[0, 1] for draws in luck]))
        for runs in (2, 4, FEWEST)
    }
    assert told[2] == pytest.approx(0.53, abs=0.03) and told[4] == pytest.approx(0.15, abs=0.03)
    assert told[FEWEST] < 0.1
    assert [2.0 * (1 + runs) / 2**runs > 0.1 for runs in (FEWEST - 1, FEWEST)] == [True, False]


def test_tied_plans_share_their_ranks_and_every_rank_is_given_once() -> None:
    found = ranks(DRAWS)
    assert found.tolist() == [[0.0, 0.625, 0.375], [0.0, 0.375, 0.625], [1.0, 0.0, 0.0]]


def test_chances_of_two_plans_add_up_as_shown() -> None:
    wins = np.arange(200) < 113  # 0.565, which binary has below: .2f gives 0.56, and 0.43 for the other
    draws = np.stack([wins, ~wins]).astype(float)
    assert [f"{chance:.2f}" for chance in beats(draws)[[0, 1], [1, 0]]] == ["0.56", "0.43"]
    assert percents(draws).tolist() == [[50, 56], [44, 50]]
