"""Elementary functions with the same bits on every machine.

NumPy's ``exp`` and ``log`` choose an implementation by CPU, so their last bit is not portable. These are written
with IEEE additions, multiplications and exact scaling only (compiled without contraction or fast-math), which every
machine rounds alike. Accuracy: relative error below 4e-16 over the model's range (a test compares with ``math``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.compiled import elementwise, kernel

Array = NDArray[np.float64]

_LN2_HIGH = 6.93147180369123816490e-01  # ln 2 rounded so that k * _LN2_HIGH is exact for |k| < 2**20
_LN2_LOW = 1.90821492927058770002e-10
_INVERSE_LN2 = 1.44269504088896338700
_EXP_LIMIT = 700.0
_SQRT_HALF = 0.70710678118654752440
_EXPONENT_ZERO = 1023
"""Exponent field of one: 2**k is the number whose field is k more, exact for |k| <= 1022, so scaling does not round."""


@elementwise
def exp(x):  # type: ignore[no-untyped-def]
    """e**x by range reduction x = k ln 2 + r, |r| <= ln2/2, and the Taylor polynomial of degree 13 in r."""
    if not (x < _EXP_LIMIT):
        return np.inf if x > 0.0 else x
    if x < -_EXP_LIMIT:
        return 0.0
    k = math.floor(x * _INVERSE_LN2 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    p = 1.0 / 6227020800.0
    p = p * r + 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r * r + r
    return (1.0 + p) * np.int64((np.int64(k) + _EXPONENT_ZERO) << 52).view(np.float64)


@elementwise
def log(x):  # type: ignore[no-untyped-def]
    """ln x: x = m 2**k with m in [sqrt(1/2), sqrt 2); ln m = 2 atanh((m - 1)/(m + 1)) by its series."""
    small = x < 2.2250738585072014e-308
    scaled = np.float64(x * 18014398509481984.0 if small else x)  # subnormal: 2**54 x is normal
    bits = scaled.view(np.int64)
    k = (bits >> 52) - (1076 if small else 1022)
    m = np.int64((bits & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000).view(np.float64)
    low = m < _SQRT_HALF
    m = m + m if low else m
    k = k - 1 if low else k
    f = m - 1.0
    z = f / (2.0 + f)
    w = z * z
    p = 1.0 / 23.0
    p = p * w + 1.0 / 21.0
    p = p * w + 1.0 / 19.0
    p = p * w + 1.0 / 17.0
    p = p * w + 1.0 / 15.0
    p = p * w + 1.0 / 13.0
    p = p * w + 1.0 / 11.0
    p = p * w + 1.0 / 9.0
    p = p * w + 1.0 / 7.0
    p = p * w + 1.0 / 5.0
    p = p * w + 1.0 / 3.0
    value = k * _LN2_HIGH + (2.0 * z + (2.0 * z * w * p + k * _LN2_LOW))
    value = value if x < np.inf else x
    return value if x > 0.0 else (-np.inf if x == 0.0 else np.nan)


def each(kernel: Callable[[Array, Array], None], values: Array | float) -> Array:
    """An array of any shape (or a number) through a compiled kernel that takes (n,) and fills (n,)."""
    x = np.ascontiguousarray(values, dtype=np.float64).reshape(np.shape(values))
    out = np.empty(x.shape)
    kernel(x.reshape(-1), out.reshape(-1))
    result: Array = out[()]
    return result


@kernel
def normal_tails(x, out):  # type: ignore[no-untyped-def]
    """`normal_distribution` of (n,) values; out is another array."""
    for i in range(x.size):  # no branch: several at a time
        a = min(abs(x[i]), 37.0)
        top = 0.0352624965998911 * a + 0.700383064443688
        top = top * a + 6.37396220353165
        top = top * a + 33.912866078383
        top = top * a + 112.079291497871
        top = top * a + 221.213596169931
        top = top * a + 220.206867912376
        bottom = 0.0883883476483184 * a + 1.75566716318264
        bottom = bottom * a + 16.064177579207
        bottom = bottom * a + 86.7807322029461
        bottom = bottom * a + 296.564248779674
        bottom = bottom * a + 637.333633378831
        bottom = bottom * a + 793.826512519948
        bottom = bottom * a + 440.413735824752
        tail = exp(-0.5 * a * a) * top / bottom
        out[i] = 1.0 - tail if x[i] > 0.0 else tail
    for i in range(x.size):
        a = min(abs(x[i]), 37.0)
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


@kernel
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


@kernel
def cell_sums(start: NDArray[np.int64], weights: Array, values: Array) -> Array:
    """Sum of weights x values within consecutive blocks: block c is start[c] : start[c + 1]; added in order."""
    cells = start.size - 1
    out = np.zeros(cells)
    for c in range(cells):
        total = 0.0
        for i in range(start[c], start[c + 1]):
            total += weights[i] * values[i]
        out[c] = total
    return out


@kernel
def scaled_sums(start, weights, values, factor, out):  # type: ignore[no-untyped-def]
    """out (cells,) = sums of weights x (values x factor of the product (P,))."""
    for c in range(start.size - 1):
        total, here = 0.0, factor[c % factor.size]
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            total += weights[i] * (values[i] * here)
        out[c] = total


@kernel
def add_eight(weights, a, b, c, d, e, f, g, h, total):  # type: ignore[no-untyped-def]
    """total (8,) += sums of weights x column over eight columns (n or more,), element by element in order.

    Side by side they take the time of one: a sum in a fixed order waits for each addition.
    """
    ta, tb, tc, td, te, tf, tg, th = total[0], total[1], total[2], total[3], total[4], total[5], total[6], total[7]
    for i in range(weights.size):
        w = weights[i]
        ta += w * a[i]
        tb += w * b[i]
        tc += w * c[i]
        td += w * d[i]
        te += w * e[i]
        tf += w * f[i]
        tg += w * g[i]
        th += w * h[i]
    total[0], total[1], total[2], total[3], total[4], total[5], total[6], total[7] = ta, tb, tc, td, te, tf, tg, th


@kernel
def _four_cell_sums(start, weights, first, second, third, fourth, out):  # type: ignore[no-untyped-def]
    for c in range(start.size - 1):
        a = b = d = e = 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            a += weights[i] * first[i]
            b += weights[i] * second[i]
            d += weights[i] * third[i]
            e += weights[i] * fourth[i]
        out[0, c], out[1, c], out[2, c], out[3, c] = a, b, d, e


def many_cell_sums(start: NDArray[np.int64], weights: Array, columns: Sequence[Array]) -> Array:
    """`cell_sums` of several columns (n,) at once: (columns, cells), the same bits in a third of the time."""
    padded = [*columns, *[columns[-1]] * (-len(columns) % 4)]
    out = np.empty((len(padded), start.size - 1))
    for k in range(0, len(padded), 4):
        _four_cell_sums(start, weights, *padded[k : k + 4], out[k : k + 4])
    return out[: len(columns)]


@kernel
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


@kernel
def add_by_cell(start: NDArray[np.int64], column: Array, factor: Array, out: Array) -> None:
    """out += column x factor of the cell: (n,), (cells,), (n,)."""
    for c in range(start.size - 1):
        if factor[c] != 0.0:
            for i in range(start[c], start[c + 1]):
                out[i] += column[i] * factor[c]
