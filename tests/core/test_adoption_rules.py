"""M1: hazard of adoption, J-curve, peers and support."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.economy import OpeningEconomy
from sim.agents.adoption import adopt, gains
from sim.kernels.adoption import hazard, stage_effect
from sim.parameters import Parameters, default_parameters
from sim.state import Firms

from .support import build_model

P = default_parameters()


def chance(peers: float, size: int = 2, profit: float = 0.0, multiplier: float = 1.0) -> float:
    gradient = np.exp(P.adoption_size_gradient * (size - 2.0))
    return float(
        hazard(
            peers,
            gradient,
            profit,
            multiplier,
            P.adoption_innovation,
            P.adoption_imitation,
            P.adoption_liquidity,
            P.adoption_profit_bound,
            0.0,
        )
    )


def effect(
    age: float, success: float = 1.0, gain: float = 0.06, kept: float = 0.0, parameters: Parameters = P
) -> float:
    start, full = 4.0 * parameters.adoption_dip_years, 4.0 * parameters.adoption_full_years
    return float(stage_effect(gain, kept, age, success, parameters.adoption_dip, start, full))


@pytest.fixture
def firms(economy: OpeningEconomy, parameters: Parameters) -> Firms:
    return copy.deepcopy(build_model(economy, parameters).firms)


@given(st.floats(0.0, 0.99), st.integers(0, 3), st.floats(-0.2, 0.19), st.floats(1.0, 5.0))
def test_adoption_is_likelier_with_peers_size_profit_and_support(
    peers: float, size: int, profit: float, multiplier: float
) -> None:
    base = chance(peers, size, profit, multiplier)
    assert 0.0 < base <= 0.5
    for other in (
        chance(peers + 0.01, size, profit, multiplier),
        chance(peers, size + 1, profit, multiplier),
        chance(peers, size, profit + 0.01, multiplier),
        chance(peers, size, profit, multiplier + 0.1),
    ):
        assert other > base or other == 0.5


def test_ten_years_of_the_hazard_follow_the_bass_curve() -> None:
    """Share of adopters solves dF = (p + q F)(1 - F) (Bass 1969), here against its closed form."""
    share, p, q = 0.0, P.adoption_innovation, P.adoption_imitation
    for _ in range(40):
        share += (1.0 - share) * chance(share)
    decay = np.exp(-(p + q) * 10.0)
    assert share == pytest.approx((1.0 - decay) / (1.0 + q / p * decay), rel=0.08)  # quarterly steps


def test_losses_beyond_the_clip_do_not_matter() -> None:
    assert chance(0.2, profit=-0.2) == chance(0.2, profit=-5.0)
    assert chance(0.2, profit=0.2) == chance(0.2, profit=5.0)


def test_the_curve_dips_recovers_and_stays_a_level() -> None:
    dip, full = 4.0 * P.adoption_dip_years, 4.0 * P.adoption_full_years
    assert effect(0.0) == effect(dip - 1.0) == -P.adoption_dip < 0.0
    assert effect(full) == pytest.approx(0.06) == effect(400.0)
    assert effect((dip + full) / 2.0) == pytest.approx((0.06 - P.adoption_dip) / 2.0)
    path = [effect(age) for age in np.arange(dip, full + 1.0)]
    assert np.all(np.diff(path) > 0.0)


def test_a_failed_installation_costs_the_dip_and_loses_nothing_that_was_there() -> None:
    dip = 4.0 * P.adoption_dip_years
    assert effect(0.0, success=0.0, kept=0.02) == pytest.approx(0.02 - P.adoption_dip)
    assert effect(dip, success=0.0, kept=0.02) == effect(400.0, success=0.0, kept=0.02) == 0.02


@given(st.floats(0.0, 200.0), st.sampled_from([0.0, 1.0]), st.floats(0.0, 0.1), st.floats(0.0, 0.1))
def test_the_effect_is_bounded_by_dip_and_gain(age: float, success: float, gain: float, kept: float) -> None:
    value = effect(age, success, gain, kept)
    assert kept - P.adoption_dip - 1e-15 <= value <= max(gain, kept) + 1e-15


def test_gains_rise_with_the_stage_and_nothing_gains_nothing() -> None:
    assert gains(P)[0] == 0.0
    assert np.all(np.diff(gains(P)) > 0.0)


def no_luck(firms: Firms) -> np.ndarray:
    return np.ones((2, firms.weight.size))


def neutral(firms: Firms) -> np.ndarray:
    return np.ones(firms.weight.size)


def test_base_year_users_have_no_effect_of_their_own_before_they_move(firms: Firms) -> None:
    for _ in range(12):
        adopt(firms, neutral(firms), no_luck(firms), P)
    assert np.all(firms.adoption_effect == 0.0)


def test_one_step_at_a_time_for_live_establishments_of_manufacturing_only(firms: Firms) -> None:
    before = firms.stage.copy()
    adopt(firms, neutral(firms), np.zeros((2, firms.weight.size)), P)  # everybody who can, does, and succeeds
    live = firms.manufacturing & (firms.weight > 0.0)
    assert np.all(firms.stage[live] == np.minimum(before[live] + 1, 3))
    assert np.array_equal(firms.stage[~live], before[~live])
    assert firms.stage.max() == 3
    stage = firms.stage.copy()
    adopt(firms, neutral(firms), np.zeros((2, firms.weight.size)), P)
    assert np.array_equal(firms.stage, stage)  # nobody moves on during the dip


def test_path_of_an_adopter_through_success_and_a_failed_upgrade(firms: Firms) -> None:
    i = int(np.flatnonzero(firms.manufacturing & (firms.weight > 0.0) & (firms.stage == 0))[0])
    win, lose, idle = (no_luck(firms) for _ in range(3))
    win[:, i] = 0.0
    lose[:, i] = 0.0, 1.0
    adopt(firms, neutral(firms), win, P)
    assert firms.adoption_effect[i] == pytest.approx(-P.adoption_dip_basic)
    for _ in range(40):
        adopt(firms, neutral(firms), idle, P)
    assert firms.adoption_effect[i] == pytest.approx(P.adoption_gain_basic)
    adopt(firms, neutral(firms), lose, P)
    assert firms.adoption_effect[i] == pytest.approx(
        P.adoption_gain_basic - (P.adoption_dip_basic + P.adoption_dip) / 2.0
    )
    for _ in range(40):
        adopt(firms, neutral(firms), idle, P)
    assert firms.adoption_effect[i] == pytest.approx(P.adoption_gain_basic)
    adopt(firms, neutral(firms), win, P)
    for _ in range(40):
        adopt(firms, neutral(firms), idle, P)
    assert firms.stage[i] == 3
    assert firms.adoption_effect[i] == pytest.approx(P.adoption_gain_ai)


def test_support_pays_for_additional_adoptions_only(firms: Firms) -> None:
    twin = copy.deepcopy(firms)
    _, none = adopt(firms, neutral(firms), no_luck(firms), P)
    assert np.all(none == 0.0)
    doubled = neutral(firms)
    doubled[(firms.region == 3) & (firms.sector == 5)] = 2.0
    _, extra = adopt(twin, doubled, no_luck(twin), P)
    inside = (twin.region == 3) & (twin.sector == 5) & (twin.weight > 0.0) & (twin.stage < 3)
    assert np.all(extra[inside] > 0.0)
    assert np.all(extra[~inside] == 0.0)


def test_expected_additional_adoptions_are_what_happens_on_average(firms: Firms) -> None:
    rng = np.random.default_rng(0)
    tripled = 3.0 * neutral(firms)
    expected, gained, weights = 0.0, [], firms.weight
    for _ in range(30):
        draws = rng.uniform(size=(2, firms.weight.size))
        moved = []
        for factor in (neutral(firms), tripled):
            run = copy.deepcopy(firms)
            _, extra = adopt(run, factor, draws, P)
            expected = float(weights @ extra)
            moved.append(float(weights @ (run.stage - firms.stage)))
        gained.append(moved[1] - moved[0])
    error = np.std(gained, ddof=1) / np.sqrt(len(gained))
    assert abs(np.mean(gained) - expected) < 3.0 * error
    assert expected > 10.0 * error
