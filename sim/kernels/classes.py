"""Producers of one size class within a block: sums by class are sums over a block with the weights of that class."""

from __future__ import annotations

import numpy as np

from sim.compiled import inlined


@inlined
def classes(size, low, high, kinds):  # type: ignore[no-untyped-def]
    """Size classes from the smallest to the largest of the producers low .. high, of which there are `kinds`."""
    least = most = size[low]
    for i in range(low, high):
        least = size[i] if size[i] < least else least
        most = size[i] if size[i] > most else most
    return range(max(least, 0), min(np.int64(most), kinds - 1) + 1)


@inlined
def highest(code, low, high):  # type: ignore[no-untyped-def]
    """Largest code (sizes, stages) of the producers low .. high, compared as bytes: 64 at a time."""
    most = code[low]
    for i in range(low, high):
        most = code[i] if code[i] > most else most
    return most


@inlined
def choose(size, chosen, weight, low, high, out):  # type: ignore[no-untyped-def]
    """Weights of the producers low .. high of a size class, zero for all others, into the first rows of out."""
    for i in range(low, high):
        w = weight[i]
        out[i - low] = w if size[i] == chosen else 0.0


@inlined
def class_values(table):  # type: ignore[no-untyped-def]
    """Values (5,) by size class as numbers of their own."""
    return (table[0], table[1], table[2], table[3], table[4])


@inlined
def of_class(table, place):  # type: ignore[no-untyped-def]
    """Value (5,) of a size class: chosen, not looked up, so that loops do several at a time."""
    value = table[0]
    value = table[1] if place == 1 else value
    value = table[2] if place == 2 else value
    value = table[3] if place == 3 else value
    return table[4] if place == 4 else value


@inlined
def add_to_class(sums, place, value):  # type: ignore[no-untyped-def]
    """Sums (5,) with a value added to that of its size class: none waits for another."""
    first = sums[0] + (value if place == 0 else 0.0)
    second = sums[1] + (value if place == 1 else 0.0)
    third = sums[2] + (value if place == 2 else 0.0)
    fourth = sums[3] + (value if place == 3 else 0.0)
    return (first, second, third, fourth, sums[4] + (value if place == 4 else 0.0))
