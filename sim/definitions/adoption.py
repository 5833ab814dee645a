"""Adoption of smart-factory and AI technology."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import made, of_cell, ratio, sums, whole
from sim.kernels.adoption import TOP_STAGE
from sim.numerics import exp


def stage_effect(gain, kept, age, success, dip, start, full):
    """J-curve of log TFP after go-live (N,); a failed installation returns to what was there before after the dip."""
    progress = np.clip((age - start) / max(full - start, 1.0), 0.0, 1.0)
    later = np.where(success > 0.5, kept - dip + (np.maximum(gain, kept) - kept + dip) * progress, kept)
    return np.where(age < start, kept - dip, later)


def move_up(
    start, weight, size, draws, multiplier, cost, imitation, customers, works, profit_rate, gradient, bass, curve,
    upgrade, gain, base, stage, stage_quarters, success, kept, effect, expected, extra,
):  # fmt: skip
    """Hazard of the next stage, who moves up, and the effect of the stage on log TFP."""
    innovation, liquidity, bound = bass
    dip, settled, full = curve
    inside = made(start)
    multiplier, cost, imitation, customers, works = (
        whole(column, weight.size) for column in (multiplier, cost, imitation, customers, works)
    )  # fmt: skip
    peers = of_cell(start, ratio(sums(start, np.where(stage > 0, weight, 0.0)), sums(start, weight)))
    rate = (innovation + imitation * peers + customers) / 4.0
    liquid = exp(liquidity * np.clip(profit_rate, -bound, bound))
    slope = np.where(stage == TOP_STAGE - 1, gradient[1][size], gradient[0][size])
    chance = np.minimum(rate * slope * liquid * multiplier, 0.5) * cost
    chance *= np.where(stage > 0, np.where(stage_quarters >= settled, upgrade, 0.0), 1.0)
    chance[~inside | (weight <= 0.0) | (stage >= TOP_STAGE)] = 0.0
    stage_quarters += inside
    up = np.flatnonzero(inside & (draws[0] < chance))
    kept[up] = np.where(success[up] > 0.5, gain[stage[up]], kept[up])
    stage[up] += 1
    stage_quarters[up] = 0.0
    success[up] = draws[1, up] < works[up]
    users = inside & (stage > 0)
    path = stage_effect(gain[stage], kept, stage_quarters, success, dip[stage], settled, full)
    effect[:] = np.where(users, path - base, effect)
    expected[:] = chance
    if extra.size == weight.size:
        extra[:] = chance * (1.0 - 1.0 / np.maximum(multiplier, 1.0))
