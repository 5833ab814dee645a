"""M1: adoption of smart-factory and AI technology by establishments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES
from sim.kernels.adoption import move_up, stage_effect
from sim.lanes import BLOCK
from sim.numerics import cell_sums, exp
from sim.parameters import Parameters
from sim.scratch import Scratch
from sim.state import Firms

Array = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Conditions:
    """What policy changes in the conditions of adoption, (N,) or for all."""

    imitation: Array | float = 0.0
    """Added to the imitation coefficient q, per year."""
    customers: Array | float = 0.0
    """Added hazard from adopting customers, per year."""
    cost: Array | float = 1.0
    """Factor of the hazard from the cost of adoption and of the labour that it saves."""
    success: Array | float = 0.0
    """Added to the probability of success."""


USUAL = Conditions()


def gains(parameters: Parameters) -> Array:
    """(4,) mature gain of each stage, log TFP."""
    return np.array([
        0.0,
        parameters.adoption_gain_basic,
        parameters.adoption_gain_intermediate,
        parameters.adoption_gain_ai,
    ])  # fmt: skip


def dips(parameters: Parameters) -> Array:
    """(4,) loss of log TFP after go-live by stage; that of the intermediate stage lies half way."""
    basic, full = parameters.adoption_dip_basic, parameters.adoption_dip
    return np.array([0.0, basic, 0.5 * (basic + full), full])


def curve(parameters: Parameters) -> tuple[Array, float, float]:
    """Of the J-curve: dips (4,), and quarters from go-live to the end of the dip and to the full gain."""
    return dips(parameters), 4.0 * parameters.adoption_dip_years, 4.0 * parameters.adoption_full_years


def install(firms: Firms, slots: Index, stage: int, works: NDArray[np.bool_], parameters: Parameters) -> None:
    """A stage goes live in `slots`: what worked before is kept, the J-curve starts, success is settled."""
    gain, (dip, settled, full) = gains(parameters), curve(parameters)
    worked = firms.success[slots] > 0.5
    kept = np.where(worked, gain[firms.stage[slots]], firms.adoption_kept[slots])
    firms.adoption_kept[slots] = kept
    firms.stage_quarters[slots] = 0.0
    firms.stage[slots] = stage
    firms.success[slots] = works.astype(float)
    effect = [
        stage_effect(gain[stage], had, 0.0, new, dip[stage], settled, full)
        for had, new in zip(kept, firms.success[slots], strict=True)
    ]
    firms.adoption_effect[slots] = np.array(effect) - firms.adoption_base[slots]


def adopting_customers(firms: Firms, flows: Array) -> Array:
    """(P,) share of adopting establishments among the customers of each product, weighted by what they buy.

        c_s = sum_u v_su a_u / sum_u v_su

    flows (P, P user): home inputs of manufacturing by user; a_u share of establishments of the user's sector that are
    above no stage.
    """
    live = np.where(firms.manufacturing & (firms.weight > 0.0), firms.weight, 0.0)
    count = cell_sums(firms.cell_start, live, np.ones_like(live)).reshape(N_REGIONS, N_PRODUCTS).sum(axis=0)
    users = cell_sums(firms.cell_start, live, (firms.stage > 0).astype(float)).reshape(N_REGIONS, N_PRODUCTS)
    share = np.divide(users.sum(axis=0), count, out=np.zeros(N_PRODUCTS), where=count > 0.0)
    bought = flows[:, :N_SECTORS].sum(axis=1)
    out: Array = np.divide(
        flows[:, :N_SECTORS] @ share[:N_SECTORS], bought, out=np.zeros(N_PRODUCTS), where=bought > 0.0
    )
    return out


def adopt(
    firms: Firms,
    multiplier: Array | float,
    draws: Array,
    parameters: Parameters,
    conditions: Conditions = USUAL,
    scratch: Scratch | None = None,
) -> tuple[Array, Array | float]:
    """Move establishments up and write stage, age, success and effect columns.

    Args: multiplier (N,) of policy, draws (2, N) uniforms, conditions set by policy. Effects are relative to the base
    year, whose installations are mature. Returns the expected adoptions of the quarter per establishment (N,), and
    those of them that are due to the multiplier (N,), the number zero where it is one for all.
    """
    p, s = parameters, scratch or Scratch(firms.weight.size)
    slopes = np.array([p.adoption_size_gradient, p.ai_adoption_size_gradient])
    gradient = exp(slopes[:, None] * (np.arange(N_SIZES) - 2.0))
    chance, supported = s.column("adoptions", kept=True), isinstance(multiplier, np.ndarray) or multiplier > 1.0
    extra = s.column("adoptions by support", kept=True) if supported else np.empty(BLOCK)
    move_up(
        firms.cell_start, firms.weight, firms.size, draws,
        s.same(multiplier), s.same(conditions.cost),
        s.same(p.adoption_imitation + conditions.imitation),
        s.same(conditions.customers),
        s.same(p.adoption_success + conditions.success), firms.profit_rate, gradient,
        (p.adoption_innovation, p.adoption_liquidity, p.adoption_profit_bound),
        curve(p), p.adoption_upgrade, gains(p),
        firms.adoption_base, firms.stage, firms.stage_quarters, firms.success, firms.adoption_kept,
        firms.adoption_effect, chance, extra,
    )  # fmt: skip
    return chance, extra if supported else 0.0
