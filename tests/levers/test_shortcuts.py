"""Short ways through many producers give what the long ones give, bit for bit."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.agents.restructuring import least_productive_first
from sim.levers import REGISTRY
from sim.levers.definition import scope_of
from sim.levers.sharing import part_of
from sim.parameters import Parameters
from sim.policy import SUM, Instrument, Scope
from tests.core.support import build_model, lever, steps

from .cases import CASES

NAMES = ("investment_grant", "power_price", "adoption_support")
PLACES: Any = {"regions": ("Ulsan", "Busan"), "sectors": ("CHEM", "AUTO"), "tags": ("exporter",)}


@pytest.mark.parametrize("part", [0.0, 1e-6, 0.01, 0.3, 1.0, 2.0])
def test_who_closes_first_is_found_as_by_sorting_all(part: float) -> None:
    chance, count = np.random.default_rng(7), 6000
    firms: Any = SimpleNamespace(
        sector=chance.integers(0, 4, count),
        weight=chance.integers(0, 3, count) * 1.0,
        capital=chance.lognormal(size=count),
    )
    firms.capital[chance.integers(0, count, 300)] = 0.0
    rate = np.where(chance.random(count) < 0.8, 0.1, 0.0)
    order = np.where(chance.random(count) < 0.1, -np.inf, np.round(chance.normal(size=count), 1))  # many are equal
    slots, wanted = np.flatnonzero((rate > 0.0) & (firms.weight * firms.capital > 0.0)), np.zeros(4)
    for sector in range(3):  # none of the fourth
        inside = (firms.sector == sector) & (rate > 0.0)
        wanted[sector] = part * float((firms.weight * firms.capital)[inside].sum())
    expected = np.zeros(count)
    for sector in np.flatnonzero(wanted > 0.0):
        pool = np.flatnonzero((firms.sector == sector) & (rate > 0.0) & (firms.weight * firms.capital > 0.0))
        pool = pool[np.argsort(order[pool], kind="stable")]
        size = firms.weight[pool] * firms.capital[pool]
        expected[pool] = np.clip((wanted[sector] - (np.cumsum(size) - size)) / size, 0.0, 1.0)
    assert np.array_equal(least_productive_first(firms, slots, firms.sector[slots], order, wanted), expected)
    assert (expected.max() > 0.0) == (part > 0.0)


@pytest.mark.parametrize("rule", [SUM, "strongest"])
def test_rates_of_some_are_those_of_all_at_their_places(
    economy: OpeningEconomy, parameters: Parameters, rule: str
) -> None:
    firms = build_model(economy, parameters).firms
    instrument, everywhere = Instrument(rule), np.ones
    instrument.write(Scope.of(everywhere(17, bool), everywhere(17, bool), everywhere(5, bool)), 0.25)
    instrument.write(Scope.of(np.arange(17) < 6, everywhere(17, bool), np.arange(5) > 1, bits=2), 0.5)
    instrument.write(Scope.of(everywhere(17, bool), np.arange(17) > 9, everywhere(5, bool), bits=4), 0.75)
    slots = np.random.default_rng(3).integers(0, firms.weight.size, 2000)
    rates = instrument.of(firms)
    assert isinstance(rates, np.ndarray)
    assert np.unique(rates).size > 3
    assert np.array_equal(instrument.among(firms, slots), rates[slots])


def test_levers_alone_with_one_scope_share_a_column_and_others_do_not(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    wide, price, support = (lever(name, CASES[name].single, id=name) for name in NAMES)
    narrow = lever(NAMES[0], CASES[NAMES[0]].double, id="narrow", **PLACES)
    model = steps(build_model(economy, parameters, wide, price, support, narrow), 2)
    assert not model.flow.parts  # kept no longer than the bills of the quarter
    parts = {item.id: part_of(model, REGISTRY[item.lever], item) for item in (wide, price, support, narrow)}
    assert parts[NAMES[1]] is parts[NAMES[2]]
    assert parts[NAMES[0]] is not parts[NAMES[1]]
    inside = scope_of(wide).covers(model.firms)
    assert np.array_equal(parts[NAMES[1]], inside.astype(float))
    np.testing.assert_allclose(parts[NAMES[0]] + parts["narrow"], parts[NAMES[1]], rtol=1e-15)
    reached = scope_of(narrow).covers(model.firms)
    assert np.all(parts["narrow"][reached] > 0.5)
    assert np.all(parts["narrow"][~reached] == 0.0)
