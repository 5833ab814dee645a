"""Elementary functions with the same bits on every machine.

NumPy's ``exp`` and ``log`` choose an implementation by CPU, so their last bit is not portable. These are written
with IEEE additions, multiplications, both `fused` and exact scaling only (compiled without fast-math), which every
machine rounds alike. Accuracy: relative error below 4e-16 over the model's range (a test compares with ``math``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.compiled import allocating, elementwise, fused, inlined, kernel
from sim.lanes import weighted_sums

Array = NDArray[np.float64]
Column = Array | tuple[Array, ...]
"""An array (n,), or several that count as their product."""

_LN2_HIGH = 6.93147180369123816490e-01  # ln 2 rounded so that k * _LN2_HIGH is exact for |k| < 2**20
_LN2_LOW = 1.90821492927058770002e-10
_INVERSE_LN2 = 1.44269504088896338700
_EXP_LIMIT = 700.0
_ROUND = 6755399441055744.0
"""1.5 x 2**52: a number added to it is rounded to the nearest whole one, which the last bits of the sum then are."""
_ONE_BITS = 1023 << 52
"""Bits of one: 2**k is the number whose exponent field is k more, exact for |k| <= 1022, so scaling does not round."""
_INFINITE_BITS = 2047 << 52
_EXPONENT_BITS = -(1 << 52)
_SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
"""Bits of sqrt(1/2): what is above them in a number's bits starts with the k for which it is m 2**k."""


@elementwise
def exp(x):  # type: ignore[no-untyped-def]
    """e**x by range reduction x = k ln 2 + r, |r| <= ln2/2, and 1 + r + r^2 p(r); infinite or zero beyond 700.

    p of degree 9 passes through (e^r - 1 - r) / r^2 at Chebyshev's points: relative error of the form 1.6e-17.
    """
    shifted = np.float64(fused(x, _INVERSE_LN2, _ROUND))
    k = shifted - _ROUND
    r = fused(k, -_LN2_LOW, fused(k, -_LN2_HIGH, x))
    square = r * r  # even and odd powers apart: two short chains of operations instead of a long one
    even = fused(2.7620088445409746e-07, square, 2.4801521295954376e-05)
    even = fused(even, square, 0.0013888888917213717)
    even = fused(even, square, 0.04166666666662413)
    even = fused(even, square, 0.5000000000000001)
    odd = fused(2.510038549551032e-08, square, 2.7557268459997064e-06)
    odd = fused(odd, square, 0.00019841269863053618)
    odd = fused(odd, square, 0.008333333333330062)
    odd = fused(odd, square, 0.16666666666666669)
    p = fused(odd, r, even)
    scale = np.int64((shifted.view(np.int64) << 52) + _ONE_BITS).view(np.float64)
    value = fused(scale, fused(p, square, r), scale)
    beyond = np.int64(~(np.float64(x).view(np.int64) >> 63) & _INFINITE_BITS).view(np.float64)  # by the sign: one test
    return beyond if abs(x) > _EXP_LIMIT else value


@inlined
def _log_of_bits(bits, less):  # type: ignore[no-untyped-def]
    """ln(x / 2**less) of the positive normal x with these bits: x = m 2**k with m in [sqrt(1/2), sqrt 2).

    ln m = 2 atanh z = 2 z (1 + w p(w)), z = (m - 1) / (m + 1), w = z^2; p of degree 6 passes through
    (atanh z / z - 1) / w at Chebyshev's points: relative error of the form 4.2e-18.
    """
    above = bits - _SQRT_HALF_BITS
    k = np.float64((above >> 52) - less)
    f = np.int64(bits - (above & _EXPONENT_BITS)).view(np.float64) - 1.0
    z = f / (2.0 + f)
    w = z * z
    p = fused(0.07308292712444311, w, 0.07665855309105386)
    p = fused(p, w, 0.09091444727837474)
    p = fused(p, w, 0.11111105565129939)
    p = fused(p, w, 0.14285714313001635)
    p = fused(p, w, 0.19999999999949722)
    p = fused(p, w, 0.3333333333333335)
    twice = z + z
    return fused(k, _LN2_HIGH, fused(twice * w, p, fused(k, _LN2_LOW, twice)))


@elementwise
def log(x):  # type: ignore[no-untyped-def]
    """ln x by `_log_of_bits`."""
    small = x < 2.2250738585072014e-308
    scaled = np.float64(x * 18014398509481984.0 if small else x)  # subnormal: 2**54 x is normal
    value = _log_of_bits(scaled.view(np.int64), 54 if small else 0)
    value = value if x < np.inf else x
    return value if x > 0.0 else (-np.inf if x == 0.0 else np.nan)


@inlined
def log_of_normal(x):  # type: ignore[no-untyped-def]
    """The bits of `log` for a positive normal number, without a look whether it is one."""
    return _log_of_bits(np.float64(x).view(np.int64), 0)


def each(kernel: Callable[[Array, Array], None], values: Array | float) -> Array:
    """An array of any shape (or a number) through a compiled kernel that takes (n,) and fills (n,)."""
    x = np.ascontiguousarray(values, dtype=np.float64).reshape(np.shape(values))
    out = np.empty(x.shape)
    kernel(x.reshape(-1), out.reshape(-1))
    result: Array = out[()]
    return result


FARTHEST = 37.0
"""Standard deviations from which on a tail of the normal distribution is nothing."""


@inlined
def hart(a):  # type: ignore[no-untyped-def]
    """Numerator and denominator of Phi(-a) exp(a^2/2), a between 0 and `FARTHEST`."""
    top = fused(0.0352624965998911, a, 0.700383064443688)
    top = fused(top, a, 6.37396220353165)
    top = fused(top, a, 33.912866078383)
    top = fused(top, a, 112.079291497871)
    top = fused(top, a, 221.213596169931)
    top = fused(top, a, 220.206867912376)
    bottom = fused(0.0883883476483184, a, 1.75566716318264)
    bottom = fused(bottom, a, 16.064177579207)
    bottom = fused(bottom, a, 86.7807322029461)
    bottom = fused(bottom, a, 296.564248779674)
    bottom = fused(bottom, a, 637.333633378831)
    bottom = fused(bottom, a, 793.826512519948)
    return top, fused(bottom, a, 440.413735824752)


@inlined
def normal_middle(x):  # type: ignore[no-untyped-def]
    """`normal_distribution` of one number: absolute error below 1e-14; from 7.07 on it has no digits of the tail.

    No branch, so that loops do several at a time.
    """
    a = min(abs(x), FARTHEST)
    top, bottom = hart(a)
    tail = exp(-0.5 * a * a) * top / bottom
    return 1.0 - tail if x > 0.0 else tail


@kernel
def normal_tails(x, out):  # type: ignore[no-untyped-def]
    """`normal_distribution` of (n,) values; out is another array."""
    for i in range(x.size):
        out[i] = normal_middle(x[i])
    for i in range(x.size):
        a = min(abs(x[i]), FARTHEST)
        if not a < 7.07106781186547:
            density = exp(-0.5 * a * a)
            tail = density / ((a + 1.0 / (a + 2.0 / (a + 3.0 / (a + 4.0 / (a + 0.65))))) * 2.506628274631)
            out[i] = 1.0 - tail if x[i] > 0.0 else tail


def normal_distribution(x: Array | float) -> Array:
    """Standard normal distribution function (Hart 1968 in West's form, absolute error below 1e-14), any shape."""
    return each(normal_tails, x)


def power(base: Array, exponent: Array | float) -> Array:
    """base**exponent = exp(exponent ln base) for positive bases; any shape that broadcasts."""
    result: Array = exp(exponent * log(base))
    return result


@allocating
def solve(matrix: Array, right: Array) -> Array:
    """Solution x of matrix @ x = right by Gaussian elimination with partial pivoting.

    Shapes: matrix (n, n), right (n,). A fixed order of operations, so the bits do not depend on a LAPACK.
    Raises ZeroDivisionError for a singular matrix.
    """
    n = right.size
    a = matrix.copy()
    x = right.copy()
    for col in range(n):
        pivot = col
        for row in range(col + 1, n):
            if abs(a[row, col]) > abs(a[pivot, col]):
                pivot = row
        if a[pivot, col] == 0.0:
            raise ZeroDivisionError("singular matrix")
        if pivot != col:
            for k in range(n):
                a[pivot, k], a[col, k] = a[col, k], a[pivot, k]
            x[pivot], x[col] = x[col], x[pivot]
        for row in range(col + 1, n):
            factor = a[row, col] / a[col, col]
            if factor != 0.0:
                for k in range(col + 1, n):
                    a[row, k] -= factor * a[col, k]
                x[row] -= factor * x[col]
    for row in range(n - 1, -1, -1):
        total = x[row]
        for k in range(row + 1, n):
            total -= a[row, k] * x[k]
        x[row] = total / a[row, row]
    return x


@allocating
def cell_sums(start: NDArray[np.int64], weights: Array, values: Array) -> Array:
    """Sum of weights x values within consecutive blocks: block c is start[c] : start[c + 1]; order of `sim.lanes`."""
    cells = start.size - 1
    out = np.empty(cells)
    for c in range(cells):
        out[c] = weighted_sums(weights, (values,), start[c], start[c + 1])[0]
    return out


@kernel
def scaled_sums(start, weights, values, factor, out):  # type: ignore[no-untyped-def]
    """out (cells,) = sums of weights x values, x factor of the product (P,)."""
    for c in range(start.size - 1):
        out[c] = weighted_sums(weights, (values,), start[c], start[c + 1])[0] * factor[c % factor.size]


@kernel
def _cell_sums_of(start, weights, columns, out):  # type: ignore[no-untyped-def]
    """out (columns, cells) = sums of weights x column; a tuple of arrays counts as their product."""
    for c in range(start.size - 1):
        sums = weighted_sums(weights, columns, start[c], start[c + 1])
        for k in range(len(sums)):
            out[k, c] = sums[k]


def many_cell_sums(start: NDArray[np.int64], weights: Array, columns: Sequence[Column]) -> Array:
    """`cell_sums` of several columns (n,) or products of columns at once: (columns, cells), the same bits."""
    out = np.empty((len(columns), start.size - 1))
    _cell_sums_of(start, weights, tuple(columns), out)
    return out


@allocating
def group_sums(index: NDArray[np.int64], values: Array, size: int) -> Array:
    """Sum of values by index: (n,), (n,) -> (size,), added in the order of the rows.

    The sum of a run of equal indices stays in a register: the same bits without waiting for memory.
    """
    out = np.zeros(size)
    if index.size == 0:
        return out
    here = index[0]
    total = out[here]
    for i in range(index.size):
        if index[i] != here:
            out[here] = total
            here = index[i]
            total = out[here]
        total += values[i]
    out[here] = total
    return out
