"""Splitting establishments off agents: nothing is made or lost, and programmes reach the number they announce."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.agents.splitting import choose, race, spare_slots, split_off
from sim.codes import N_CELLS
from sim.parameters import Parameters
from sim.state import Firms

from .support import build_model, steps

INTENSIVE = {"region", "sector", "cell", "size", "ident", "tags", "manufacturing", "weight"}


@pytest.fixture
def firms(economy: OpeningEconomy, parameters: Parameters) -> Firms:
    return steps(build_model(economy, parameters), 5).firms


def heavy(firms: Firms, number: int) -> np.ndarray:
    slots = np.flatnonzero(firms.manufacturing & (firms.weight > 5.0) & (firms.size >= 2))
    _, first = np.unique(firms.cell[slots], return_index=True)
    return slots[first][:number]


def test_splitting_conserves_every_stock_flow_and_share_of_every_cell(firms: Firms) -> None:
    columns = [name for name in Firms.column_names() if name not in INTENSIVE]
    before = {name: firms.by_cell(getattr(firms, name)) for name in columns}
    count, by_size = firms.weight.sum(), np.bincount(firms.size, firms.weight)
    sources = heavy(firms, 40)
    split_off(firms, np.concatenate((sources, sources)))  # two of each
    for name in columns:
        after = firms.by_cell(getattr(firms, name))
        np.testing.assert_allclose(after, before[name], rtol=1e-12, atol=1e-12 * np.abs(before[name]).max())
    assert firms.weight.sum() == pytest.approx(count, rel=1e-14)
    np.testing.assert_allclose(np.bincount(firms.size, firms.weight), by_size, rtol=1e-13)


def test_what_is_split_off_is_one_establishment_like_its_source_with_luck_of_its_own(firms: Firms) -> None:
    sources = heavy(firms, 10)
    weight = firms.weight[sources].copy()
    targets = split_off(firms, sources)
    assert np.all(firms.weight[targets] == 1.0)
    np.testing.assert_array_equal(firms.weight[sources], weight - 1.0)
    for name in Firms.column_names():
        if name not in ("ident", "weight"):
            np.testing.assert_array_equal(getattr(firms, name)[targets], getattr(firms, name)[sources])
    live = firms.ident[firms.weight > 0.0]
    assert np.unique(live).size == live.size


def test_an_agent_of_one_establishment_and_a_full_cell_cannot_be_split(firms: Firms) -> None:
    light = np.flatnonzero(firms.manufacturing & (firms.weight == 1.0))[:1]
    with pytest.raises(ValueError, match="split off"):
        split_off(firms, light)
    source = heavy(firms, 1)
    with pytest.raises(ValueError, match="split off"):
        split_off(firms, np.repeat(source, 100))


def test_slots_that_entrants_need_are_no_spare_slots(firms: Firms) -> None:
    usable = np.arange(firms.weight.size) < firms.cell_end[firms.cell]  # the others fill their cell up
    free = firms.manufacturing & (firms.weight <= 0.0) & usable
    assert not np.all(usable)
    by_cell = np.bincount(firms.cell[free], minlength=N_CELLS)
    np.testing.assert_array_equal(spare_slots(firms, 0), by_cell)
    np.testing.assert_array_equal(spare_slots(firms, 10), np.maximum(by_cell - 10, 0))


def test_the_expected_number_of_establishments_is_the_number_of_places(firms: Firms) -> None:
    rng = np.random.default_rng(0)
    slots = np.flatnonzero(firms.manufacturing & (firms.weight > 0.0) & np.isin(firms.size, (2, 3)))
    reached = []
    for _ in range(600):
        times = race(firms.weight[slots], np.ones(slots.size), rng.uniform(size=slots.size))
        spare = np.zeros(N_CELLS, dtype=np.int64)
        chosen = choose(firms, slots, times, 30.5, spare, rng.uniform(size=slots.size).__getitem__)
        assert chosen.split.size == 0
        assert np.unique(chosen.whole).size == chosen.whole.size
        reached.append(firms.weight[chosen.whole].sum())
    assert abs(np.mean(reached) - 30.5) < 3.0 * np.std(reached) / np.sqrt(len(reached))


def test_whole_agents_fill_the_places_and_a_heavier_one_is_split(firms: Firms) -> None:
    light = np.flatnonzero(firms.manufacturing & (firms.weight == 1.0) & (firms.size == 4))[:3]
    source = heavy(firms, 1)
    spare = np.zeros(N_CELLS, dtype=np.int64)
    spare[firms.cell[source]] = 1
    chosen = choose(firms, np.concatenate((light, source)), np.arange(4.0), 4.0, spare, np.ones(4).__getitem__)
    np.testing.assert_array_equal(chosen.whole, light)
    np.testing.assert_array_equal(chosen.split, source)
    assert chosen.left == 0.0
    assert spare.sum() == 0
    assert choose(firms, light, np.arange(3.0), 5.0, spare, np.ones(3).__getitem__).left == 2.0


def test_odds_of_the_race_follow_weight_and_pull() -> None:
    rng = np.random.default_rng(1)
    weight, pull = np.array([1.0, 3.0, 1.0]), np.array([1.0, 1.0, 2.0])
    first = np.array([race(weight, pull, rng.uniform(size=3)).argmin() for _ in range(6000)])
    share = np.bincount(first, minlength=3) / first.size
    np.testing.assert_allclose(share, np.array([1.0, 3.0, 2.0]) / 6.0, atol=0.02)


def test_ordering_those_alone_who_may_come_in_time_chooses_what_putting_all_in_order_would(firms: Firms) -> None:
    rng = np.random.default_rng(2)
    slots = np.flatnonzero(firms.manufacturing & (firms.weight > 0.0))
    times, draws = rng.uniform(size=slots.size).round(3), rng.uniform(size=slots.size)
    spare = spare_slots(firms, 2)
    for places in (0.5, 7.0, 400.5, 1e5):
        before, after = spare.copy(), spare.copy()
        chosen = choose(firms, slots, times, places, after, draws.__getitem__)
        ranked = np.argsort(times, kind="stable")
        whole, split, left, waiting = [], [], places, -1
        for number in ranked:
            slot = slots[number]
            if left <= 0.0:
                break
            if firms.weight[slot] <= left:
                whole.append(slot)
                left -= firms.weight[slot]
            elif left >= 1.0 and before[firms.cell[slot]] > 0:
                split.append(slot)
                before[firms.cell[slot]] -= 1
                left -= 1.0
            elif waiting < 0:
                waiting = number
        if left > 0.0 and waiting >= 0 and draws[waiting] < left / firms.weight[slots[waiting]]:
            whole.append(slots[waiting])
        assert chosen.whole.tolist() == whole
        assert chosen.split.tolist() == split
        assert np.array_equal(before, after)
