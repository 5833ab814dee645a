"""Adoption of smart-factory and AI technology: who moves up a stage, and what a stage does to productivity."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import inlined, kernel
from sim.numerics import exp

TOP_STAGE = 3


@inlined
def hazard(  # type: ignore[no-untyped-def]
    peers, gradient, profit_rate, multiplier, innovation, imitation, liquidity, bound, customers,
):  # fmt: skip
    """Probability of moving up one stage within the quarter, before the upgrade factor.

        h = (p + q peers + c) exp(z (size - 2)) exp(y profit / sales) multiplier / 4,   capped at one half

    profit over sales counts within -bound .. bound; peers: share of establishments of the region and sector at a stage
    above none; gradient: the factor of its size class 0 .. 4; multiplier and c (adopting customers) from policy.
    Source: Bass (1969); Korean smart factories 2014-2022 (evidence E_bass_sf).
    """
    rate = (innovation + imitation * peers + customers) / 4.0
    liquid = exp(liquidity * min(max(profit_rate, -bound), bound))
    return min(rate * gradient * liquid * multiplier, 0.5)


@inlined
def stage_effect(gain, kept, age, success, dip, start, full):  # type: ignore[no-untyped-def]
    """J-curve of log TFP after go-live: a level, never growth forever.

        0 .. t_d quarters: kept - d;     t_d .. t_g: linear to the gain of the new stage;     after t_g: the gain
        a failed installation returns to what was there before (kept) after t_d

    gain of the present stage, kept: gain of the last stage that worked; age, start t_d and full t_g in quarters.
    Source: McElheran and others (2025), sizes by judgement (evidence E_ai_*).
    """
    progress = min(max((age - start) / max(full - start, 1.0), 0.0), 1.0)
    final = max(gain, kept) if success > 0.5 else kept
    path = kept - dip + (final - kept + dip) * progress if success > 0.5 else kept
    return kept - dip if age < start else path


@kernel
def move_up(  # type: ignore[no-untyped-def]
    start, weight, size, draws, multiplier, cost, imitation, customers, works, profit_rate, gradient, bass, curve,
    upgrade, gain, base, stage, stage_quarters, success, kept, effect, expected, extra,
):  # fmt: skip
    """One quarter of adoption; writes the columns from `stage` on (N,).

    draws (2, N); (N,): cost factor of the hazard, imitation q, customers' part, probability that an installation works;
    gradient (Z,); bass: p and weight of profits; curve: dip, its end and the full effect in quarters; upgrade: hazard
    of users past the dip over that of others; gain (4,) by stage; base (N,): gain of the base-year stage; expected
    adoptions, and extra: those due to the multiplier.
    """
    innovation, liquidity, bound = bass
    dip, settled, full = curve
    for c in range(start.size - 1):
        cell = range(np.uint64(start[c]), np.uint64(start[c + 1]))
        if c % N_PRODUCTS >= N_SECTORS:
            for i in cell:
                expected[i] = extra[i] = 0.0
            continue
        users = total = 0.0
        for i in cell:
            total += weight[i]
            users += weight[i] if stage[i] > 0 else 0.0
        peers = users / total if total > 0.0 else 0.0
        for i in cell:  # looked up apart, so that the next loop does several establishments at a time
            extra[i] = gradient[size[i]]
        for i in cell:
            chance = hazard(
                peers,
                extra[i],
                profit_rate[i],
                multiplier[i],
                innovation,
                imitation[i],
                liquidity,
                bound,
                customers[i],
            )
            extra[i] = chance * cost[i]
        for i in cell:
            chance = extra[i]
            if stage[i] > 0:
                chance *= upgrade if stage_quarters[i] >= settled else 0.0
            if weight[i] <= 0.0 or stage[i] >= TOP_STAGE:
                chance = 0.0
            stage_quarters[i] += 1.0
            if draws[0, i] < chance:
                if success[i] > 0.5:
                    kept[i] = gain[stage[i]]
                stage[i] += 1
                stage_quarters[i] = 0.0
                success[i] = 1.0 if draws[1, i] < works[i] else 0.0
            if stage[i] > 0:
                value = stage_effect(gain[stage[i]], kept[i], stage_quarters[i], success[i], dip, settled, full)
                effect[i] = value - base[i]
            expected[i] = chance
            extra[i] = chance * (1.0 - 1.0 / max(multiplier[i], 1.0))
