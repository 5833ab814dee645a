"""M1: adoption of smart-factory and AI technology by establishments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_SIZES
from sim.kernels.adoption import move_up
from sim.numerics import exp
from sim.parameters import Parameters
from sim.state import Firms

Array = NDArray[np.float64]


def gains(parameters: Parameters) -> Array:
    """(4,) mature gain of each stage, log TFP."""
    return np.array([
        0.0,
        parameters.adoption_gain_basic,
        parameters.adoption_gain_intermediate,
        parameters.adoption_gain_ai,
    ])  # fmt: skip


def adopt(
    firms: Firms, multiplier: Array | float, draws: Array, parameters: Parameters, labour_cost: Array | float = 1.0
) -> Array:
    """Move establishments up and write stage, age, success and effect columns.

    Args: multiplier (N,) of policy, draws (2, N) uniforms, labour_cost (N,) factor of the hazard where policy makes
    labour cheaper or dearer. Effects are relative to the base year, whose installations are mature. Returns the
    expected adoptions of the quarter per establishment that are due to the multiplier (N,).
    """
    p, n = parameters, firms.weight.size
    gradient = exp(p.adoption_size_gradient * (np.arange(N_SIZES) - 2.0))
    extra = np.empty(n)
    move_up(
        firms.cell_start, firms.weight, firms.size, draws, np.zeros(n) + multiplier, np.zeros(n) + labour_cost,
        firms.profit_rate, gradient, (p.adoption_innovation, p.adoption_imitation, p.adoption_liquidity),
        (p.adoption_dip, 4.0 * p.adoption_dip_years, 4.0 * p.adoption_full_years), p.adoption_upgrade,
        p.adoption_success, gains(p), firms.adoption_base, firms.stage, firms.stage_quarters, firms.success,
        firms.adoption_kept, firms.adoption_effect, extra,
    )  # fmt: skip
    return extra
