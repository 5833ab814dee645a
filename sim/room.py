"""Working memory of a compiled pass: tables on its stack.

A table costs nothing to make, begins on a line of the cache, and the compiler knows that it lies apart from columns.
It is gone when the pass returns, so it cannot be returned. Numbers in it are not set. Its size stands in the source,
because one that is known only when the pass runs could use up the stack.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import intrinsic

_LINE = 64
"""Bytes of a line of the cache."""
_WHOLE = ir.IntType(64)
_ONES = 0xFF
"""A byte; eight of them are no number."""
FOUL = False
"""Whether numbers that are not set are none (a test looks whether anybody reads them); set before passes compile."""
_part_of_loops: Any = intrinsic(prefer_literal=True)
"""Decorator without types."""


def _lengths(shape: Any) -> list[int]:
    """The size of each axis, of a number or of a tuple of numbers that stand in the source."""
    axes = getattr(shape, "types", (shape,))
    lengths = [getattr(axis, "literal_value", None) for axis in axes]
    if not all(isinstance(length, int) for length in lengths):
        raise TypingError(f"the size of a table on the stack must be known when the pass is compiled, found {shape}")
    return lengths  # type: ignore[return-value]


def _on_the_stack(number: Any) -> Any:
    """The function that makes tables of a type of numbers."""

    def make(_: Any, shape: Any) -> Any:
        """Type and code of one call."""
        lengths = _lengths(shape)
        table = types.Array(number, len(lengths), "C")

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            """Code of one call: the memory belongs to the pass, wherever in it the call stands."""
            kind, count, strides = context.get_data_type(number), 1, []
            size = context.get_abi_sizeof(kind)
            for length in reversed(lengths):
                strides.append(ir.Constant(_WHOLE, size * count))
                count *= length
            with builder.goto_entry_block():
                memory = builder.alloca(kind, size=ir.Constant(_WHOLE, count))
            memory.align = _LINE
            if FOUL:
                cgutils.memset(builder, memory, ir.Constant(_WHOLE, size * count), _ONES)
            made = context.make_array(table)(context, builder)
            context.populate_array(
                made, data=memory, shape=cgutils.pack_array(builder, [ir.Constant(_WHOLE, one) for one in lengths]),
                strides=cgutils.pack_array(builder, strides[::-1]), itemsize=ir.Constant(_WHOLE, size), meminfo=None,
            )  # fmt: skip
            return made._getvalue()

        return table(shape), generate

    return make


def _named(name: str, number: Any) -> Any:
    made = _on_the_stack(number)
    made.__name__ = made.__qualname__ = name
    return _part_of_loops(made)


room: Any = _named("room", types.float64)
"""`room(shape)`: a table of float64."""
whole_room: Any = _named("whole_room", types.int64)
"""`whole_room(shape)`: a table of int64."""
