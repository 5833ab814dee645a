"""M1: adoption of smart-factory and AI technology by establishments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_PRODUCTS, N_REGIONS, N_SIZES
from sim.numerics import cell_sums, exp
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
    gradient = exp(parameters.adoption_size_gradient * (np.arange(N_SIZES) - 2.0))[size]
    liquid = exp(parameters.adoption_liquidity * np.clip(profit_rate, -0.2, 0.2))
    out[:] = np.minimum(rate * gradient * liquid * multiplier, 0.5)


def gains(parameters: Parameters) -> Array:
    """(4,) mature gain of each stage, log TFP."""
    return np.array([
        0.0,
        parameters.adoption_gain_basic,
        parameters.adoption_gain_intermediate,
        parameters.adoption_gain_ai,
    ])  # fmt: skip


def stage_effect(gain: Array, kept: Array, age: Array, success: Array, parameters: Parameters, out: Array) -> None:
    """J-curve of log TFP after go-live (n,): a level, never growth forever.

        0 .. t_d years: kept - d;     t_d .. t_g: linear to the gain of the new stage;     after t_g: the gain
        a failed installation returns to what was there before (kept) after t_d

    gain (n,) of the present stage, kept (n,): gain of the last stage that worked, age in quarters. Source: McElheran
    and others (2025), sizes by judgement (evidence E_ai_*).
    """
    dip = parameters.adoption_dip
    start, full = 4.0 * parameters.adoption_dip_years, 4.0 * parameters.adoption_full_years
    progress = np.clip((age - start) / max(full - start, 1.0), 0.0, 1.0)
    final = np.where(success > 0.5, np.maximum(gain, kept), kept)
    out[:] = np.where(
        age < start, kept - dip, np.where(success > 0.5, kept - dip + (final - kept + dip) * progress, kept)
    )


def adopt(
    firms: Firms, multiplier: Array | float, draws: Array, parameters: Parameters, labour_cost: Array | float = 1.0
) -> Array:
    """Move establishments up and write stage, age, success and effect columns.

    Args: multiplier (N,) of policy, draws (2, N) uniforms, labour_cost (N,) factor of the hazard where policy makes
    labour cheaper or dearer. Effects are relative to the base year, whose
    installations are mature. Returns the expected adoptions of the quarter per establishment that are due to the
    multiplier (N,).
    """
    live = firms.manufacturing & (firms.weight > 0.0)
    counted = np.where(live, firms.weight, 0.0)
    shape = (N_REGIONS, N_PRODUCTS)
    total = cell_sums(firms.cell_start, counted, np.ones_like(counted)).reshape(shape)
    adopted = cell_sums(firms.cell_start, counted, (firms.stage > 0).astype(float)).reshape(shape)
    peers = np.divide(adopted, total, out=np.zeros(shape), where=total > 0.0).reshape(-1)[firms.cell]
    factor = np.broadcast_to(multiplier, firms.weight.shape)
    chance = np.empty(firms.weight.size)
    hazard(peers, firms.size, firms.profit_rate, factor, parameters, chance)
    chance *= labour_cost
    settled = firms.stage_quarters >= 4.0 * parameters.adoption_dip_years
    chance *= np.where(firms.stage == 0, 1.0, parameters.adoption_upgrade * settled)
    chance[~live | (firms.stage >= TOP_STAGE)] = 0.0
    moved = np.flatnonzero(draws[0] < chance)
    gain = gains(parameters)
    worked = firms.success[moved] > 0.5
    firms.adoption_kept[moved] = np.where(worked, gain[firms.stage[moved]], firms.adoption_kept[moved])
    firms.stage_quarters += 1.0
    firms.stage_quarters[moved] = 0.0
    firms.stage[moved] += 1
    firms.success[moved] = (draws[1][moved] < parameters.adoption_success).astype(float)
    users = np.flatnonzero(firms.stage > 0)
    effect = np.empty(users.size)
    stage_effect(
        gain[firms.stage[users]], firms.adoption_kept[users], firms.stage_quarters[users], firms.success[users],
        parameters, effect,
    )  # fmt: skip
    firms.adoption_effect[users] = effect - firms.adoption_base[users]
    extra: Array = np.where(live, chance * (1.0 - 1.0 / np.maximum(factor, 1.0)), 0.0)
    return extra
