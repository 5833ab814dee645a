"""The compiled loop of the bandwidth test."""

from __future__ import annotations

from sim.compiled import kernel


@kernel
def triad(one, two, three):  # type: ignore[no-untyped-def]
    """a = b + 3 c, columns (n,)."""
    for i in range(one.size):
        one[i] = two[i] + 3.0 * three[i]
