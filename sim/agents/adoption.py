"""M1: adoption of smart-factory and AI technology by establishments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_REGIONS, N_SECTORS
from sim.numerics import exp, group_sums
from sim.parameters import Parameters
from sim.state import Firms

Array = NDArray[np.float64]
TOP_STAGE = 3


def hazard(
    peers: Array, size: NDArray[np.int64], profit_rate: Array, multiplier: Array, parameters: Parameters, out: Array
) -> None:
    """Probability of moving up one stage within the quarter (N,), before the upgrade factor.

        h = (p + q peers) exp(z (size - 2)) exp(y profit / sales) multiplier / 4,   capped at one half

    peers: share of establishments of the region and sector at a stage above none; size class 0 .. 4; multiplier from
    policy. Source: Bass (1969); Korean smart factories 2014-2022 (evidence E_bass_sf).
    """
    rate = (parameters.adoption_innovation + parameters.adoption_imitation * peers) / 4.0
    gradient = exp(parameters.adoption_size_gradient * (size - 2.0))
    liquid = exp(parameters.adoption_liquidity * np.clip(profit_rate, -0.2, 0.2))
    out[:] = np.minimum(rate * gradient * liquid * multiplier, 0.5)


def stage_effect(stage: NDArray[np.int64], age: Array, success: Array, parameters: Parameters, out: Array) -> None:
    """J-curve of log TFP after go-live (N,): a level, never growth forever.

        0 .. t_d years: -d;   t_d .. t_g: linear from -d to +g;   after t_g: +g      if the installation succeeds
        a failed installation returns from -d to 0 at t_d

    g by stage; age in quarters. Source: McElheran and others (2025), sizes by judgement (evidence E_ai_*).
    """
    gains = np.array([
        0.0,
        parameters.adoption_gain_basic,
        parameters.adoption_gain_intermediate,
        parameters.adoption_gain_ai,
    ])  # fmt: skip
    gain = gains[stage]
    dip = np.where(stage > 0, parameters.adoption_dip, 0.0)
    start, full = 4.0 * parameters.adoption_dip_years, 4.0 * parameters.adoption_full_years
    progress = np.clip((age - start) / max(full - start, 1.0), 0.0, 1.0)
    mature = np.where(age < start, -dip, -dip + (gain + dip) * progress)
    failed = np.where(age < start, -dip, 0.0)
    out[:] = np.where(success > 0.5, mature, failed)


def adopt(firms: Firms, multiplier: Array, draws: Array, parameters: Parameters) -> Array:
    """Move establishments up and write stage, age, success and effect columns.

    Args: multiplier (R, S, Z) of policy, draws (2, N) uniforms. The effect is relative to the base year: an
    installation of the base year is mature and part of the base-year technology, so its effect counts from there.
    Returns the expected adoptions of the quarter per establishment that are due to the multiplier (N,).
    """
    live = firms.manufacturing & (firms.weight > 0.0)
    group = firms.region * N_SECTORS + np.minimum(firms.sector, N_SECTORS - 1)
    counted = np.where(live, firms.weight, 0.0)
    total = group_sums(group, counted, N_REGIONS * N_SECTORS)
    adopted = group_sums(group, counted * (firms.stage > 0), N_REGIONS * N_SECTORS)
    peers = np.divide(adopted, total, out=np.zeros_like(total), where=total > 0.0)[group]
    factor = multiplier[firms.region, np.minimum(firms.sector, N_SECTORS - 1), firms.size]
    chance = np.empty(firms.weight.size)
    hazard(peers, firms.size, firms.profit_rate, factor, parameters, chance)
    chance *= np.where(firms.stage == 0, 1.0, parameters.adoption_upgrade)
    chance[~live | (firms.stage >= TOP_STAGE) | (firms.stage_quarters < 4.0 * parameters.adoption_dip_years)] = 0.0
    moved = draws[0] < chance
    old_effect = np.zeros(firms.weight.size)
    stage_effect(firms.stage, firms.stage_quarters, firms.success, parameters, old_effect)
    firms.adoption_effect -= old_effect
    firms.stage[moved] += 1
    firms.stage_quarters += 1.0
    firms.stage_quarters[moved] = 0.0
    firms.success[moved] = (draws[1][moved] < parameters.adoption_success).astype(float)
    new_effect = np.zeros(firms.weight.size)
    stage_effect(firms.stage, firms.stage_quarters, firms.success, parameters, new_effect)
    firms.adoption_effect += new_effect
    extra: Array = np.where(live, chance * (1.0 - 1.0 / np.maximum(factor, 1.0)), 0.0)
    return extra
