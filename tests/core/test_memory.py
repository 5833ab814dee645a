"""What a run keeps in memory: no library that it does not need, few working columns."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim import agent_based, phases
from sim.bench.workload import FIRST, Bench
from sim.compiled import PROGRAM
from sim.lanes import BLOCK
from sim.parameters import Parameters
from sim.processes import return_pages
from sim.scratch import Scratch

from .support import build_model, steps

MOST_COLUMNS = 12


def told(code: str) -> str:
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=PROGRAM.parent, stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout.strip()


def test_a_process_that_runs_models_loads_no_tables_and_no_networks() -> None:
    assert (
        told("import sys, sim.model; print(sorted({'pandas', 'networkx', 'scipy.spatial'} & set(sys.modules)))") == "[]"
    )


def test_a_library_that_stood_aside_comes_when_it_is_asked() -> None:
    code = "import sim.agent_based, mesa.agent, mesa.discrete_space.network as n; import pandas, networkx; "
    code += "print(mesa.agent.pd.Series is pandas.Series, len(n.nx.path_graph(3)), pandas.Series([1, 2]).sum())"
    assert told(code) == "True 3 3"


def test_a_library_that_is_there_already_is_used_as_it_is() -> None:
    with agent_based.stand_ins(("numpy", "no_such_library")):
        assert sys.modules["numpy"] is np
        assert isinstance(sys.modules["no_such_library"], agent_based.StandIn)
    assert "no_such_library" not in sys.modules


def test_columns_of_a_phase_are_free_for_the_next_one_but_those_kept() -> None:
    scratch = Scratch(3)
    one, two, kept = scratch.column("one"), scratch.column("two"), scratch.column("three", kept=True)
    assert scratch.column("one") is one
    scratch.end_phase()
    pair = scratch.pair("both")
    again = {id(scratch.column(name)) for name in ("a", "b")}
    assert again == {id(one), id(two)}
    assert scratch.column("three", kept=True) is kept
    scratch.end_phase()
    assert scratch.pair("both") is pair  # and its rows are lent to nobody else meanwhile
    others = [scratch.column(name) for name in ("a", "b", "c")]
    assert not any(np.shares_memory(pair, other) for other in others)


def test_a_pair_that_is_lent_in_parts_is_not_handed_out() -> None:
    scratch = Scratch(3)
    first = scratch.pair("both")
    scratch.end_phase()
    taken = [scratch.column(name) for name in ("a", "b")]
    assert all(np.shares_memory(first, column) for column in taken)
    assert not np.shares_memory(scratch.pair("both"), first)


def test_a_number_for_all_takes_no_column(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = steps(build_model(economy, parameters), 6)
    for value in (0.0, 1.0, 0.3):
        block = model.scratch.same(value)
        assert block.size == BLOCK < model.firms.weight.size and np.all(block == value)
    assert model.scratch.same(model.firms.weight) is model.firms.weight
    held = model.scratch
    assert len(held._free) + len(held._kept) <= MOST_COLUMNS
    assert not held._lent


def test_every_phase_with_working_columns_lends_them() -> None:
    lent = {name for name in phases.__all__ if hasattr(getattr(phases, name), "__wrapped__")}
    assert lent >= {"technology", "plans", "labour_market", "production", "goods_market", "exit_and_entry", "record"}


def test_giving_pages_back_leaves_what_is_in_use() -> None:
    kept, freed = np.arange(1e6), np.ones(10**6)
    del freed
    return_pages()
    np.testing.assert_array_equal(kept, np.arange(1e6))
    assert float(np.ones(10**6).sum()) == 1e6  # and what is asked for next


@pytest.mark.parametrize("plan", ["baseline", "everything"])
def test_what_all_may_hold_is_written_by_none(plan: str) -> None:
    """Blocks and columns of one number are lent to many at once."""
    model = Bench().model(plan, 0.02)
    model.advance(2 * FIRST)
    shared = [*model.scratch._blocks.items(), *model.scratch._constants.items()]
    assert len(shared) > 2
    for value, block in shared:
        assert np.all(block == value), value
