"""Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011), one stream per mechanism, firm and quarter.

A draw depends only on (seed, replication, stream, index, time), never on what was drawn before; two scenarios
therefore share every number, and a mechanism that is off consumes none. Numbers of the economy (not of a firm) are
stratified over replications: `stratified`.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.compiled import fused, inlined, kernel
from sim.lanes import BLOCK
from sim.numerics import each, log
from sim.room import room, whole_room

Array = NDArray[np.float64]

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_TO_UNIT = 1.0 / 4503599627370496.0  # 2**-52


class Stream(IntEnum):
    """One stream per mechanism. Numbers are part of the results: never reuse or renumber one."""

    POPULATION_SIZE = 1
    POPULATION_PRODUCTIVITY = 2
    POPULATION_WAGE = 3
    POPULATION_CAPITAL = 4
    POPULATION_EXPORT = 5
    POPULATION_STAGE = 6
    POPULATION_OTHER = 7
    POPULATION_TAG = 8
    FIRM_TECHNOLOGY = 20
    ADOPTION = 21
    ADOPTION_SUCCESS = 22
    EXIT = 23
    ENTRY = 24
    ENTRANT = 25
    FINANCE = 26
    PROGRAMME = 27
    PROJECTS = 28
    SUPPLY_SHOCK = 40
    FOREIGN_COMMON = 41
    FOREIGN_SECTOR = 42
    SECTOR_TECHNOLOGY = 43
    REGION_TECHNOLOGY = 44
    REGION_LUCK = 45
    REGION_TREND = 46
    HOME_CONSUMPTION = 47
    HOME_INVESTMENT = 48
    DEMAND_SPREAD = 49
    HOME_SPREAD = 50
    REGION_SPREAD = 51
    LEVER_STRENGTH = 60
    PARAMETER = 61
    TARIFF = 62
    SHAPLEY_ORDER = 63
    TRIAL = 64
    RETURN = 65
    ENACTMENT = 66


@inlined
def _philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        n0 = (p1 >> _SHIFT) ^ c1 ^ k0
        n2 = (p0 >> _SHIFT) ^ c3 ^ k1
        c0, c1, c2, c3 = n0, p1 & _MASK, n2, p0 & _MASK
        k0 = (k0 + _W0) & _MASK
        k1 = (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@inlined
def first_uniform(name, time, stream, key_low, key_high):  # type: ignore[no-untyped-def]
    """The first uniform of an identity."""
    a, b, _, _ = _philox(name & _MASK, (name >> _SHIFT) & _MASK, np.uint64(time), np.uint64(stream), key_low, key_high)
    return (np.float64((a << np.uint64(20)) ^ (b >> np.uint64(12))) + 0.5) * _TO_UNIT


@kernel
def _fill(ids, time, stream, key_low, key_high, out):  # type: ignore[no-untyped-def]
    for i in range(ids.size):
        a, b, c, d = _philox(
            ids[i] & _MASK, (ids[i] >> _SHIFT) & _MASK, np.uint64(time), np.uint64(stream), key_low, key_high
        )
        high = (a << np.uint64(20)) ^ (b >> np.uint64(12))
        low = (c << np.uint64(20)) ^ (d >> np.uint64(12))
        out[0, i] = (np.float64(high) + 0.5) * _TO_UNIT
        out[1, i] = (np.float64(low) + 0.5) * _TO_UNIT


@kernel
def _fill_first(ids, time, stream, key_low, key_high, out):  # type: ignore[no-untyped-def]
    for i in range(ids.size):
        out[i] = first_uniform(ids[i], time, stream, key_low, key_high)


@kernel
def _fill_stratified(ids, time, stream, seed, number, levels, out):  # type: ignore[no-untyped-def]
    one, depth = np.uint64(1), np.uint64(levels)
    place, block = number & ((one << depth) - one), number >> depth
    for i in range(ids.size):
        low, high, stratum = ids[i] & _MASK, (ids[i] >> _SHIFT) & _MASK, np.uint64(0)
        for level in range(levels):
            k = np.uint64(level)
            pair = (stratum << (depth - one - k)) | (place >> (k + one))
            word = np.uint64(time) | (k << depth) | (pair << np.uint64(16))
            flip, _, _, _ = _philox(low, high, word, np.uint64(stream), seed, block)
            stratum = (stratum << one) | (((place >> k) ^ flip) & one)
        rest = first_uniform(ids[i], time, stream, seed, number)
        out[i] = (np.float64(stratum) + rest) / np.float64(one << depth)


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """One block of Philox4x32-10: four 32-bit words from a 4-word counter and a 2-word key."""
    a, b, c, d = _philox(*(np.uint64(word) for word in (*counter, *key)))
    return int(a), int(b), int(c), int(d)


def key(seed: int, replication: int) -> tuple[np.uint64, np.uint64]:
    """Two words that a run's numbers are keyed by."""
    if not (0 <= seed < 2**32 and 0 <= replication < 2**32):
        raise ValueError(f"seed and replication must lie in 0 .. 2**32-1, found {seed} and {replication}")
    return np.uint64(seed), np.uint64(replication)


def uniform_pair(
    seed: int, replication: int, stream: Stream, index: NDArray[np.uint64], time: int, out: Array | None = None
) -> Array:
    """(2, n) independent uniforms in the open interval (0, 1) for the ids `index` (n,) at quarter `time`."""
    ids = np.ascontiguousarray(index, dtype=np.uint64)
    out = np.empty((2, ids.size)) if out is None else out
    low, high = key(seed, replication)
    _fill(ids, time, int(stream), low, high, out)
    return out


def uniform(
    seed: int, replication: int, stream: Stream, index: NDArray[np.uint64], time: int, out: Array | None = None
) -> Array:
    """(n,) uniforms in (0, 1): the first of each pair.

    A number belongs to its identity and quarter, whatever else is drawn:

    >>> firms = np.array([7, 8, 9], dtype=np.uint64)
    >>> drawn = uniform(1, 0, Stream.ADOPTION, firms, time=5)
    >>> bool(drawn[1] == uniform(1, 0, Stream.ADOPTION, firms[1:2], time=5)[0])
    True
    >>> bool(drawn[1] == uniform(1, 0, Stream.ADOPTION, firms[1:2], time=6)[0])
    False
    """
    ids = np.ascontiguousarray(index, dtype=np.uint64)
    out = np.empty(ids.size) if out is None else out
    low, high = key(seed, replication)
    _fill_first(ids, time, int(stream), low, high, out)
    return out


def normal(
    seed: int, replication: int, stream: Stream, index: NDArray[np.uint64], time: int, out: Array | None = None
) -> Array:
    """(n,) standard normal draws by the inverse distribution function."""
    ids = np.ascontiguousarray(index, dtype=np.uint64)
    out = np.empty(ids.size) if out is None else out
    low, high = key(seed, replication)
    _fill_normal(ids, time, int(stream), low, high, out)
    return out


LEVELS = 12
"""Replications come in blocks of 2^12, within which draws are stratified; quarters are counted below that number."""


def stratified(seed: int, replication: int, stream: Stream, index: NDArray[np.uint64], time: int) -> Array:
    """(n,) uniforms in (0, 1), for numbers that a whole replication has in common; ids `index` (n,), quarter `time`.

    Each is uniform and independent of those with another index, time or stream. Over replications 0 .. 2^k - 1 (and the
    next as many) exactly one lies in each of 2^k intervals of equal length: of two neighbours one lies in the lower
    half, of two such pairs one of each half lies in its lower half, and so on; which one, chance decides each time. So
    thirty-two runs tell means of what is drawn like many more that are drawn independently (McKay, Beckman and Conover
    1979), and run r stays run r, whatever their number.

    >>> one = np.zeros(1, dtype=np.uint64)
    >>> drawn = [float(stratified(1, r, Stream.PARAMETER, one, 0)[0]) for r in range(8)]
    >>> sorted(int(8 * u) for u in drawn)
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    ids = np.ascontiguousarray(index, dtype=np.uint64)
    out = np.empty(ids.size)
    low, number = key(seed, replication)
    _fill_stratified(ids, time, int(stream), low, number, LEVELS, out)
    return out


def stratified_normal(seed: int, replication: int, stream: Stream, index: NDArray[np.uint64], time: int) -> Array:
    """(n,) standard normal numbers that a whole replication has in common: `stratified`."""
    return inverse_normal(stratified(seed, replication, stream, index, time))


# Coefficients of Wichura's algorithm AS241 (PPND16), Applied Statistics 37 (1988) 477-484.
_A = (3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
      45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727)  # fmt: skip
_B = (1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
      21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610)  # fmt: skip
_C = (1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
      1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4)  # fmt: skip
_D = (1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
      0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9)  # fmt: skip  # noqa: E501
_E = (6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
      0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7)  # fmt: skip  # noqa: E501
_F = (1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15)  # fmt: skip  # noqa: E501


@inlined
def _ratio(r, above, below):  # type: ignore[no-untyped-def]
    top, bottom = above[7], below[7]
    for i in range(6, -1, -1):
        top = fused(top, r, above[i])
        bottom = fused(bottom, r, below[i])
    return top / bottom


@kernel
def _block_quantiles(u, far, root, side, out):  # type: ignore[no-untyped-def]
    """Quantiles of a block; far, root and side (BLOCK,): room to work in."""
    count = np.uint64(out.size)
    for i in range(count):  # no branch: several at a time
        q = u[i] - 0.5
        out[i] = q * _ratio(0.180625 - q * q, _A, _B)
    found = 0
    for i in range(count):
        far[found] = i
        found += not abs(u[i] - 0.5) <= 0.425
    for j in range(found):
        drawn = u[far[j]]
        root[j] = math.sqrt(-log(min(drawn, 1.0 - drawn)))
    for j in range(found):
        side[j] = _ratio(root[j] - 1.6, _C, _D)
    for j in range(found):
        i, value = far[j], side[j]
        if root[j] > 5.0:  # once in 1e11
            value = _ratio(root[j] - 5.0, _E, _F)
        out[i] = -value if u[i] < 0.5 else value


@kernel
def _quantiles(u, out):  # type: ignore[no-untyped-def]
    far, root, side = whole_room(BLOCK), room(BLOCK), room(BLOCK)
    for low in range(0, u.size, BLOCK):
        high = min(low + BLOCK, u.size)
        _block_quantiles(u[low:high], far, root, side, out[low:high])


@kernel
def _fill_normal(ids, time, stream, key_low, key_high, out):  # type: ignore[no-untyped-def]
    far, root, side, drawn = whole_room(BLOCK), room(BLOCK), room(BLOCK), room(BLOCK)
    for low in range(0, ids.size, BLOCK):
        high = min(low + BLOCK, ids.size)
        count, names = np.uint64(high - low), ids[low:high]
        for i in range(count):
            drawn[i] = first_uniform(names[i], time, stream, key_low, key_high)
        _block_quantiles(drawn, far, root, side, out[low:high])


def inverse_normal(u: Array | float) -> Array:
    """Quantile of the standard normal distribution (AS241); absolute error about 1e-15; u in (0, 1), any shape."""
    return each(_quantiles, u)
