"""Sums over producers in a fixed order that a core does eight at a time.

Addition is not associative, so a compiler may not split a sum. Here the split is part of the rule: weight x column of
producer i of a cell is added to lane i mod 8, rounded once, and the lanes are added pairwise, k with k + 4, then with
k + 2, then with k + 1. The bits are those of this order on every machine, whatever the width of its vector unit and
however many threads run.

Written in the language of the compiler, for loops of `sim.compiled`. A column is an array or a tuple of arrays,
which counts as their product; the empty one sums the weights.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import intrinsic

from sim.compiled import inlined

LANES = 8
BLOCK = 128
"""Producers treated together: what lies between their columns stays in the first cache."""


@inlined
def shift(column, count, low):  # type: ignore[no-untyped-def]
    """What to take off the row of a producer in the block from `low` on to find it in the column.

    Nothing, in a column of all `count` producers; in one that holds the same number for all, and is one block long,
    rows begin anew with each block.
    """
    return np.uint64(0) if column.size == count else np.uint64(low)


_part_of_loops: Any = intrinsic
"""Decorator without types."""
_INDEX, _PLACE = ir.IntType(64), ir.IntType(32)
_WIDE = ir.VectorType(ir.DoubleType(), LANES)
_PLACES = ir.VectorType(_PLACE, LANES)
_ONCE = ir.FunctionType(_WIDE, (_WIDE, _WIDE, _WIDE))
"""Product and sum rounded once: `sim.compiled.fused` of eight."""
_NOTHING = ir.Constant(_WIDE, [0.0] * LANES)
_DOUBLE_BYTES = 8


def _check(*arrays: Any) -> None:
    """Addresses are followed without looking: everything must be whole columns of 64-bit floating point numbers.

    Raises:
        TypingError: at compilation, when an array has another type or strides.
    """
    for array in arrays:
        if not isinstance(array, types.Array) or array.dtype != types.float64 or array.layout != "C":
            raise TypingError(f"sums in lanes need contiguous columns of float64, found {array}")


def _factors(columns: Any) -> list[Any]:
    """Types of all arrays in columns, some of which are products."""
    return [part for one in columns for part in getattr(one, "types", (one,))]


def _address(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    return context.make_array(kind)(context, builder, array).data


def _addresses(context: Any, builder: Any, kind: Any, columns: Any) -> list[tuple[Any, ...]]:
    """Addresses of the factors of each column."""
    found = []
    one: Any
    for k, one in enumerate(kind):
        column = builder.extract_value(columns, k)
        if hasattr(one, "types"):
            parts = [(part, builder.extract_value(column, j)) for j, part in enumerate(one.types)]
        else:
            parts = [(one, column)]
        found.append(tuple(_address(context, builder, *part) for part in parts))
    return found


def _eight(builder: Any, address: Any, at: Any) -> Any:
    place = builder.bitcast(builder.gep(address, [at]), _WIDE.as_pointer())
    return builder.load(place, align=_DOUBLE_BYTES)


def _one(builder: Any, address: Any, at: Any) -> Any:
    """The number at a place, in all eight."""
    number = builder.load(builder.gep(address, [at]))
    first = builder.insert_element(ir.Constant(_WIDE, ir.Undefined), number, ir.Constant(_PLACE, 0))
    return builder.shuffle_vector(first, first, ir.Constant(_PLACES, [0] * LANES))


def _added(builder: Any, read: Any, weights: Any, columns: Any, at: Any, lanes: list[Any]) -> list[Any]:
    """Lanes with weight times column at a place, one or eight by `read`."""
    once = cgutils.get_or_insert_function(builder.module, _ONCE, f"llvm.fma.v{LANES}f64")
    weight, found = read(builder, weights, at), []
    for factors, lane in zip(columns, lanes, strict=True):
        values = [read(builder, factor, at) for factor in factors]
        if values:
            found.append(builder.call(once, (weight, functools.reduce(builder.fmul, values), lane)))
        else:
            found.append(builder.fadd(lane, weight))
    return found


def _loop(builder: Any, low: Any, high: Any, step: int, begin: list[Any], body: Any) -> list[Any]:
    """Values that `body(at, values)` has made of `begin` after going from low to below high by steps."""
    before, inside = builder.block, builder.append_basic_block("lanes")
    after = builder.append_basic_block("lanes.done")
    builder.cbranch(builder.icmp_signed("<", low, high), inside, after)
    builder.position_at_end(inside)
    at = builder.phi(_INDEX)
    at.add_incoming(low, before)
    values = [builder.phi(one.type) for one in begin]
    made = body(at, values)
    following = builder.add(at, ir.Constant(_INDEX, step))
    at.add_incoming(following, inside)
    for value, first, last in zip(values, begin, made, strict=True):
        value.add_incoming(first, before)
        value.add_incoming(last, inside)
    builder.cbranch(builder.icmp_signed("<", following, high), inside, after)
    builder.position_at_end(after)
    out = [builder.phi(one.type) for one in begin]
    for value, first, last in zip(out, begin, made, strict=True):
        value.add_incoming(first, before)
        value.add_incoming(last, inside)
    return out


def _add(builder: Any, weights: Any, columns: Any, total: list[Any], low: Any, high: Any) -> list[Any]:
    """Lanes after low .. high have been added, of which low is the first of its eight."""
    last = builder.add(low, builder.and_(builder.sub(high, low), ir.Constant(_INDEX, -LANES)))

    def eight(at: Any, lanes: list[Any]) -> list[Any]:
        """Lanes with the eight producers from a place on."""
        return _added(builder, _eight, weights, columns, at, lanes)

    def one(at: Any, lanes: list[Any]) -> list[Any]:
        """Lanes with the producer of a place in its own."""
        place = builder.insert_element(
            ir.Constant(_PLACES, ir.Undefined), builder.trunc(builder.sub(at, last), _PLACE), ir.Constant(_PLACE, 0)
        )
        places = builder.shuffle_vector(place, place, ir.Constant(_PLACES, [0] * LANES))
        own = builder.icmp_signed("==", places, ir.Constant(_PLACES, list(range(LANES))))
        added = _added(builder, _one, weights, columns, at, lanes)
        return [builder.select(own, new, old) for new, old in zip(added, lanes, strict=True)]

    total = _loop(builder, low, last, LANES, total, eight)
    return _loop(builder, last, high, 1, total, one)


def _fold(builder: Any, lanes: Any) -> Any:
    width = LANES
    while width > 1:
        width //= 2
        halves = [ir.Constant(ir.VectorType(_PLACE, width), list(range(at, at + width))) for at in (0, width)]
        nothing = ir.Constant(lanes.type, ir.Undefined)
        lanes = builder.fadd(*(builder.shuffle_vector(lanes, nothing, half) for half in halves))
    return builder.extract_element(lanes, ir.Constant(_PLACE, 0))


@_part_of_loops
def weighted_sums(_: Any, weights: Any, columns: Any, low: Any, high: Any) -> Any:
    """Sums of weight x column over low .. high, one for each of the columns."""
    _check(weights, *_factors(columns))
    signature = types.UniTuple(types.float64, len(columns))(weights, columns, types.int64, types.int64)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        """Code of one call."""
        address = _address(context, builder, signature.args[0], arguments[0])
        each = _addresses(context, builder, signature.args[1], arguments[1])
        lanes = _add(builder, address, each, [_NOTHING] * len(each), *arguments[2:])
        return context.make_tuple(builder, signature.return_type, [_fold(builder, one) for one in lanes])

    return signature, generate


@_part_of_loops
def add_weighted(_: Any, total: Any, first: Any, weights: Any, columns: Any, count: Any) -> Any:
    """Add weight x column over the first `count` producers to the lanes (., 8) of `total` from row `first` on.

    A cell may come in parts: all but the last of a number that eight divides.
    """
    _check(total, weights, *_factors(columns))
    signature = types.none(total, types.int64, weights, columns, types.int64)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        """Code of one call."""
        kept = _address(context, builder, signature.args[0], arguments[0])
        address = _address(context, builder, signature.args[2], arguments[2])
        each = _addresses(context, builder, signature.args[3], arguments[3])
        begin = builder.mul(arguments[1], ir.Constant(_INDEX, LANES))
        rows = [builder.add(begin, ir.Constant(_INDEX, LANES * k)) for k in range(len(each))]
        lanes = [_eight(builder, kept, row) for row in rows]
        lanes = _add(builder, address, each, lanes, ir.Constant(_INDEX, 0), arguments[4])
        for row, values in zip(rows, lanes, strict=True):
            place = builder.bitcast(builder.gep(kept, [row]), _WIDE.as_pointer())
            builder.store(values, place, align=_DOUBLE_BYTES)
        return context.get_dummy_value()

    return signature, generate


@_part_of_loops
def folded(_: Any, total: Any, row: Any) -> Any:
    """Sum of the lanes in a row of `total`."""
    _check(total)
    signature = types.float64(total, types.int64)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        """Code of one call."""
        kept = _address(context, builder, signature.args[0], arguments[0])
        return _fold(builder, _eight(builder, kept, builder.mul(arguments[1], ir.Constant(_INDEX, LANES))))

    return signature, generate
