"""Adoption of smart-factory and AI technology: who moves up a stage, and what a stage does to productivity."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import inlined, kernel
from sim.kernels.classes import class_values, of_class
from sim.lanes import BLOCK, LANES, add_weighted, folded, shift
from sim.numerics import exp
from sim.room import room

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
    later = kept - dip + (max(gain, kept) - kept + dip) * progress
    path = later if success > 0.5 else kept
    return kept - dip if age < start else path


@inlined
def peer_share(low, high, weight, stage, user, total):  # type: ignore[no-untyped-def]
    """Share of the establishments low .. high that are at a stage above none."""
    total[:] = 0.0
    for begin in range(low, high, BLOCK):
        first, last = np.uint64(begin), np.uint64(min(begin + BLOCK, high))
        for i in range(first, last):
            user[i - first] = 1.0 if stage[i] > 0 else 0.0
        add_weighted(total, 0, weight[first:last], (user, ()), last - first)
    all_of_them = folded(total, 1)
    return folded(total, 0) / all_of_them if all_of_them > 0.0 else 0.0


@inlined
def of_stage(number, place):  # type: ignore[no-untyped-def]
    """Number (4,) of a stage, chosen likewise."""
    value = number[0]
    value = number[1] if place == 1 else value
    value = number[2] if place == 2 else value
    return number[3] if place == 3 else value


@kernel
def move_up(  # type: ignore[no-untyped-def]
    start, weight, size, draws, multiplier, cost, imitation, customers, works, profit_rate, gradient, bass, curve,
    upgrade, gain, base, stage, stage_quarters, success, kept, effect, expected, extra,
):  # fmt: skip
    """One quarter of adoption; writes the columns from `stage` on (N,).

    draws (2, N); (N,) or one block of a number for all: multiplier, cost factor of the hazard, imitation q, customers'
    part, probability that an installation works;
    gradient (2, Z): of a move to the top stage in the second row; bass: p and weight of profits; curve: dip (4,) by
    stage, its end and the full effect in quarters; upgrade: hazard of users past the dip over that of others; gain
    (4,) by stage; base (N,): gain of the base-year stage; expected adoptions, and extra: those due to the multiplier,
    or one block of room where it is one for all.
    """
    innovation, liquidity, bound = bass
    dip, settled, full = curve
    dips = (dip[0], dip[1], dip[2], dip[3])
    user, total, n = room(BLOCK), room((2, LANES)), weight.size
    slopes, top_slopes = class_values(gradient[0]), class_values(gradient[1])
    gains = (gain[0], gain[1], gain[2], gain[3])
    for c in range(start.size - 1):
        low, high = np.uint64(start[c]), np.uint64(start[c + 1])
        if c % N_PRODUCTS >= N_SECTORS:
            expected[low:high] = 0.0
            if extra.size == n:
                extra[low:high] = 0.0
            continue
        peers = peer_share(start[c], start[c + 1], weight, stage, user, total)
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at = (
                shift(multiplier, n, low), shift(cost, n, low), shift(imitation, n, low), shift(customers, n, low),
                shift(works, n, low), shift(extra, n, low),
            )  # fmt: skip
            for i in range(low, high):  # one loop, no branch: several establishments at a time
                before, age, worked, had, pull = stage[i], stage_quarters[i], success[i], kept[i], multiplier[i - at[0]]
                slope, top_slope = of_class(slopes, size[i]), of_class(top_slopes, size[i])
                slope = top_slope if before == TOP_STAGE - 1 else slope
                chance = hazard(
                    peers, slope, profit_rate[i], pull, innovation, imitation[i - at[2]], liquidity, bound,
                    customers[i - at[3]],
                )  # fmt: skip
                again = upgrade if age >= settled else 0.0
                chance *= cost[i - at[1]] * (again if before > 0 else 1.0)
                chance = chance if weight[i] > 0.0 else 0.0
                chance = chance if before < TOP_STAGE else 0.0
                up = draws[0, i] < chance
                fresh = 1.0 if draws[1, i] < works[i - at[4]] else 0.0
                now = of_stage(gains, before)
                had = now if up and worked > 0.5 else had
                after = before + (1 if up else 0)
                age, worked = 0.0 if up else age + 1.0, fresh if up else worked
                now, fall = of_stage(gains, after), of_stage(dips, after)
                value = stage_effect(now, had, age, worked, fall, settled, full) - base[i]
                last = effect[i]
                effect[i] = value if after > 0 else last
                stage[i], stage_quarters[i], success[i], kept[i] = after, age, worked, had
                expected[i], extra[i - at[5]] = chance, chance * (1.0 - 1.0 / max(pull, 1.0))
