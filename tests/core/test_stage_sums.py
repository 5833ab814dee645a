"""Sums over AI factories, which targets read."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.base_year import in_complexes
from sim.codes import N_SECTORS, REGIONS, STAGES, TEN_AND_MORE
from sim.parameters import Parameters
from sim.phases.results import _ai_factories, smart_complexes, world_trade
from sim.population.tags import complexes, has_tag
from sim.switches import FULL, Switches

from .support import build_model, lever, steps


def test_if_every_plant_were_an_ai_factory_the_sums_are_those_of_manufacturing(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    m = steps(build_model(economy, parameters), 1)
    m.firms.stage[:] = STAGES.index("ai_factory")
    # exit and entry have moved the weights since the quarter was measured: compare with sums of the same moment
    f = m.firms
    used = (m.structure.input_volume.sum(axis=0) * (1.0 + m.structure.input_tax))[f.sector] * f.input_multiplier
    sums = _ai_factories(m)
    for name, column in (("value_added_volume", f.output * (1.0 - used)), ("employment", f.employment)):
        made = f.by_cell(np.where(f.manufacturing, column, 0.0))
        np.testing.assert_allclose(sums[f"ai_factory_{name}"], made, rtol=1e-12, atol=1e-9)
    # One quarter after the opening persons make about what they made in the base year.
    base, now = (sums[f"ai_factory_{name}"].sum() for name in ("value_added_base", "value_added_volume"))
    assert base == pytest.approx(now, rel=0.02)
    official = economy.value_added_region[:, :N_SECTORS].sum() / 4.0
    assert base == pytest.approx(official, rel=0.02)


def test_recorded_sums_follow_the_number_of_ai_factories(economy: OpeningEconomy, parameters: Parameters) -> None:
    panel = steps(build_model(economy, parameters), 8).recorder.panel()
    persons = panel["ai_factory_employment"].sum(axis=(1, 2))
    assert (persons > 0.0).all() and (persons < panel["employment"][:, :, :N_SECTORS].sum(axis=(1, 2))).all()
    assert (panel["ai_factory_employment"][:, :, N_SECTORS:] == 0.0).all()


def test_a_complex_is_smart_when_enough_of_its_plants_of_ten_and_more_are(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    m = build_model(economy, parameters)
    f = m.firms
    f.stage[:] = STAGES.index("basic")
    assert smart_complexes(m).sum() == 0.0
    here = np.flatnonzero(has_tag(f.tags, "complex:Changwon") & (f.weight > 0.0) & (f.size >= 2))
    order = here[np.argsort(-f.weight[here])]
    reached = np.cumsum(f.weight[order]) >= m.parameters.smart_complex_share * f.weight[here].sum()
    enough = int(np.flatnonzero(reached)[0]) + 1
    f.stage[order[: enough - 1]] = STAGES.index("intermediate")
    assert smart_complexes(m).sum() == 0.0
    f.stage[order[enough - 1]] = STAGES.index("intermediate")
    assert list(np.flatnonzero(smart_complexes(m))) == [REGIONS.index("Gyeongnam")]
    f.stage[(f.size < 2) | ~has_tag(f.tags, "complex")] = STAGES.index("ai_factory")
    assert smart_complexes(m).sum() == 1.0  # neither small plants nor those outside count
    f.stage[:] = STAGES.index("intermediate")
    marks, region = complexes()
    assert smart_complexes(m).sum() == marks.size == 21
    np.testing.assert_array_equal(smart_complexes(m), np.bincount(region, minlength=len(REGIONS)))


def test_smart_complexes_come_with_adoption_and_not_with_designation(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Learning in complexes makes more of them smart; with adoption frozen the same measure makes none."""

    def number(strength: float, switches: Switches = FULL) -> float:
        pledge = lever("adoption_peers", strength, tags=("complex",))
        m = steps(build_model(economy, parameters, pledge, scale=0.1, switches=switches), 44)
        return float(m.recorder.panel()["smart_complexes"][-1].sum())

    none, some, more = (number(strength) for strength in (0.0, 0.3, 1.0))
    assert none < some < more <= 21.0
    assert number(1.0, Switches(off=frozenset({"M1"}))) == 0.0


def test_world_trade_grows_with_foreign_demand_and_prices(economy: OpeningEconomy, parameters: Parameters) -> None:
    slow, fast = (
        steps(build_model(economy, parameters.replace(foreign_demand_growth=growth, china_drift=drift)), 9)
        for growth, drift in ((0.0, 0.0), (0.02, 0.02))
    )
    # What Korea loses to China is no loss of world trade; the deviation is the same luck in both.
    assert world_trade(fast) / world_trade(slow) == pytest.approx(np.exp(0.02 * (8 - 1.5) / 4.0), rel=1e-6)


def test_where_no_plant_stood_in_a_complex_none_ever_does(economy: OpeningEconomy, parameters: Parameters) -> None:
    m = steps(build_model(economy, parameters, lever("reshoring", 1.0), scale=0.02), 24)
    f, carry = m.firms, np.bitwise_or.reduce(complexes()[0])
    assert ((f.tags & carry) == 0).any()
    inside = np.flatnonzero((f.tags & carry != 0) & (f.size >= TEN_AND_MORE) & (f.weight > 0.0))
    assert 0 < inside.size <= m.base.in_complexes.size
    assert np.isin(inside, m.base.in_complexes).all()


def test_plants_that_a_programme_splits_off_count_in_their_complex(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Plants of a complex that a programme serves stand in slots of their own, and are its smart ones."""
    m = steps(build_model(economy, parameters, lever("smart_factory_slots", 3000.0, start=1)), 12)
    f, (marks, _) = m.firms, complexes()
    whole = np.flatnonzero((f.tags & np.bitwise_or.reduce(marks) != 0) & (f.size >= TEN_AND_MORE))
    assert np.setdiff1d(whole, m.base.in_complexes).size > 0
    assert np.array_equal(in_complexes(f), whole)
    reached = 0
    for mark in marks:
        mine = np.where((f.tags & mark != 0) & (f.size >= TEN_AND_MORE), f.weight, 0.0)
        smart = float(mine @ (f.stage >= 2))
        reached += smart >= parameters.smart_complex_share * mine.sum() > 0.0
    assert smart_complexes(m).sum() == reached
