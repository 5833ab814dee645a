"""Where new investment goes, and customers with it."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS, N_SIZES
from sim.compiled import allocating, inlined
from sim.lanes import BLOCK, shift
from sim.numerics import exp


@inlined
def pace(planned, capital):  # type: ignore[no-untyped-def]
    """Part of an establishment that is built anew in a quarter: planned investment over capital, at most one."""
    part = min(planned / capital, 1.0)
    return part if capital > 0.0 else 0.0


@allocating
def _survey(start, weight, size, planned, capital, base, premium, share, origin):  # type: ignore[no-untyped-def]
    """Sums over customers of new sites by sector and size (5, P, Z): all, those times e^premium, those in regions of
    origin, those elsewhere times the share that is drawn there, and the largest such share."""
    sums = np.zeros((5, N_PRODUCTS, N_SIZES))
    n, pull, there, renewed = size.size, np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    for c in range(start.size - 1):
        s, leaving = c % N_PRODUCTS, origin[c // N_PRODUCTS]
        if s >= N_SECTORS:
            continue
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at_premium, at_share = shift(premium, n, low), shift(share, n, low)
            for i in range(low, high):
                j, asked = i - low, share[i - at_share]
                renewed[j] = weight[i] * base[i] * pace(planned[i], capital[i])
                pull[j], there[j] = renewed[j] * exp(premium[i - at_premium]), 0.0 if leaving else asked
            for i in range(low, high):
                j, z = i - low, size[i]
                sums[0, s, z] += renewed[j]
                sums[1, s, z] += pull[j]
                sums[2, s, z] += renewed[j] if leaving else 0.0
                sums[3, s, z] += renewed[j] * there[j]
                sums[4, s, z] = max(sums[4, s, z], there[j] if renewed[j] > 0.0 else 0.0)
    return sums


@allocating
def _move(start, weight, size, planned, capital, premium, share, origin, footloose, base):  # type: ignore[no-untyped-def]
    """Shares of one market (N,), in place."""
    n, sums = size.size, _survey(start, weight, size, planned, capital, base, premium, share, origin)
    for c in range(start.size - 1):
        s, leaving = c % N_PRODUCTS, origin[c // N_PRODUCTS]
        if s >= N_SECTORS:
            continue
        mean, lost, gain = np.ones(N_SIZES), sums[4, s], np.zeros(N_SIZES)
        for z in range(N_SIZES):
            if sums[0, s, z] > 0.0:
                mean[z] = sums[1, s, z] / sums[0, s, z]
            if sums[3, s, z] > 0.0:
                gain[z] = lost[z] * sums[2, s, z] / sums[3, s, z]
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at_premium, at_share = shift(premium, n, low), shift(share, n, low)
            for i in range(low, high):
                z = size[i]
                change = footloose * (exp(premium[i - at_premium]) / mean[z] - 1.0)
                change += -lost[z] if leaving else gain[z] * share[i - at_share]
                base[i] *= 1.0 + pace(planned[i], capital[i]) * change


@allocating
def move_sites(  # type: ignore[no-untyped-def]
    start, weight, size, planned, capital, premium, share, origin, footloose, base_home, base_abroad
):
    """Base-year shares of manufacturers (N,) times 1 + `pace` x change of their new sites.

    Change by `sim.agents.siting.drawn_to`, of the footloose part, and `sim.definitions.siting.moved_out`; pools: sector
    and size, at home and abroad apart; new sites count by the customers that they serve, weight x share x `pace`, so
    that what a pool sells stays. premium, share (N,) or one block of a number for all; origin (R,).
    """
    _move(start, weight, size, planned, capital, premium, share, origin, footloose, base_home)
    _move(start, weight, size, planned, capital, premium, share, origin, footloose, base_abroad)
