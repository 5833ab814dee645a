"""Every compiled pass does what its NumPy definition says: on random and extreme states, and over whole quarters."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bench.workload import Bench
from sim.exchange import definition, passes, plain_numpy
from tests.core.columns import State
from tests.core.states import CASES, ROOM, arrays

EXACT = 1e-12


ROUNDING = 1e-15
SMALLEST = 1e-300
"""Numbers below it have fewer digits."""
LOGS = ("sim.kernels.restructuring.rank",)
"""Passes that write a difference of logs: what they are the log of is equal to 1e-12."""


def close(name: str, got: np.ndarray, wanted: np.ndarray, n: int, extreme: bool) -> None:
    """Equal to 1e-12.

    Sums, whose terms may cancel, to 1e-12 of the largest of them; a number that is a difference, to the rounding of the
    largest of its column, unless the state is extreme and the largest says nothing of the others.
    """
    size = np.abs(wanted[np.isfinite(wanted)]).max(initial=0.0) if wanted.dtype == float else 0.0
    part = EXACT if got.shape[-1] != n else 0.0 if extreme else ROUNDING
    least = EXACT if name in LOGS else SMALLEST
    np.testing.assert_allclose(got, wanted, rtol=EXACT, atol=max(part * size, least))


PASSES = passes()


@pytest.mark.parametrize("name", sorted(CASES))
@settings(max_examples=50)
@given(seed=st.integers(0, 2**32 - 1), n=st.sampled_from([1, 2, 129, 3000]), extreme=st.booleans())
def test_a_pass_is_its_definition(name: str, seed: int, n: int, extreme: bool) -> None:
    arguments = CASES[name](State(seed, n, extreme))
    others = copy.deepcopy(arguments)
    with np.errstate(all="ignore"):
        results = PASSES[name](*arguments), definition(name)(*others)
    for place in ROOM.get(name, ()):
        arguments[place] = others[place] = None
    found, said = ([*arrays([side, result])] for side, result in zip((arguments, others), results, strict=True))
    for got, wanted in zip(found, said, strict=True):
        close(name, got, wanted, n, extreme)


def test_quarters_by_definition_are_the_quarters_of_the_passes() -> None:
    """Four quarters of the world without policy, and four of a plan with every lever at once."""
    bench = Bench()
    for plan, quarters in (("baseline", 4), ("everything", 8)):
        compiled, plain = bench.model(plan, 0.02), bench.model(plan, 0.02)
        compiled.advance(quarters)
        with plain_numpy():
            assert not any(passes())
            plain.advance(quarters)
        assert "sim.kernels.books.keep_books" in passes()
        for name, series in compiled.recorder.series.items():
            size = np.abs(series).max()
            np.testing.assert_allclose(plain.recorder.series[name], series, rtol=1e-9, atol=1e-9 * size, err_msg=name)
