"""Counter-based random numbers: Philox4x32-10, and the quantiles of the normal distribution."""

from __future__ import annotations

import numpy as np

from sim import random as compiled
from sim.numerics import log

_WORD, _MASK = np.uint64(32), np.uint64(0xFFFFFFFF)
_MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_BITS = 2.0**-52


def philox(c0, c1, c2, c3, k0, k1):
    """Ten rounds on counters (n,): four 32-bit words each."""
    for _ in range(10):
        p0, p1 = _MULTIPLIERS[0] * c0, _MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (p1 >> _WORD) ^ c1 ^ k0, p1 & _MASK, (p0 >> _WORD) ^ c3 ^ k1, p0 & _MASK
        k0, k1 = (k0 + _WEYL[0]) & _MASK, (k1 + _WEYL[1]) & _MASK
    return c0, c1, c2, c3


def _words(ids, time, stream, key_low, key_high):
    time, stream = np.full_like(ids, time), np.full_like(ids, stream)
    return philox(ids & _MASK, ids >> _WORD, time, stream, key_low, key_high)


def _unit(high, low):
    return ((high << np.uint64(20) ^ low >> np.uint64(12)).astype(float) + 0.5) * _BITS


def fill(ids, time, stream, key_low, key_high, out):
    """Two uniforms in (0, 1) for each id."""
    a, b, c, d = _words(ids, time, stream, key_low, key_high)
    out[0], out[1] = _unit(a, b), _unit(c, d)


def fill_first(ids, time, stream, key_low, key_high, out):
    """The first of the two."""
    a, b, _, _ = _words(ids, time, stream, key_low, key_high)
    out[:] = _unit(a, b)


def fill_stratified(ids, time, stream, seed, number, levels, out):
    """Uniforms of run `number`: one of 2^levels intervals, whose digits chance exchanges between pairs of runs."""
    block, place = divmod(int(number), 2**levels)
    stratum = np.zeros(ids.size, dtype=int)
    for level in range(levels):
        pair = stratum * 2 ** (levels - 1 - level) + place // 2 ** (level + 1)
        word = (time + level * 2**levels + pair * 2**16).astype(np.uint64)
        flip, _, _, _ = philox(ids & _MASK, ids >> _WORD, word, np.full_like(ids, stream), seed, np.uint64(block))
        stratum = 2 * stratum + (place // 2**level + flip.astype(int)) % 2
    fill_first(ids, time, stream, seed, number, out)
    out[:] = (stratum + out) / 2.0**levels


def fill_normal(ids, time, stream, key_low, key_high, out):
    """Quantiles of the first uniform of each id."""
    drawn = np.empty_like(out)
    fill_first(ids, time, stream, key_low, key_high, drawn)
    quantiles(drawn, out)


def _ratio(r, above, below):
    return np.polyval(above[::-1], r) / np.polyval(below[::-1], r)


def quantiles(u, out):
    """Quantiles of the standard normal distribution (AS241)."""
    q = u - 0.5
    out[:] = q * _ratio(0.180625 - q * q, compiled._A, compiled._B)
    far = np.flatnonzero(np.abs(q) > 0.425)
    r = np.sqrt(-log(np.minimum(u[far], 1.0 - u[far])))
    value = np.where(r <= 5.0, _ratio(r - 1.6, compiled._C, compiled._D), _ratio(r - 5.0, compiled._E, compiled._F))
    out[far] = np.copysign(value, q[far])


def block_quantiles(u, far, root, side, out):
    """Quantiles of the first of a block, as many as out has room for."""
    quantiles(u[: out.size], out)
