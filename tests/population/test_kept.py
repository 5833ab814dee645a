"""The population of a process is built once, and never an older one is taken for another."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from calibration import build
from sim.model import ManufacturingModel
from sim.parameters import default_parameters
from sim.population import Population, build_population, kept, kept_population
from tests.population.fixture import synthetic_economy

SCALE = 0.01


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_kept", {})


def test_what_is_kept_is_what_is_built_and_cannot_be_written() -> None:
    economy = synthetic_economy()
    one, built = kept_population(economy, SCALE, 1, 2), build_population(economy, SCALE, 1, 2)
    for field in dataclasses.fields(Population):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(built, field.name))
        assert not getattr(one, field.name).flags.writeable, field.name
    assert kept_population(synthetic_economy(), SCALE, 1, 2) is one  # another object, the same numbers


def test_an_economy_changed_in_place_is_another_one() -> None:
    economy = synthetic_economy()
    economy = dataclasses.replace(economy, value_added_region=economy.value_added_region.copy())
    before = kept_population(economy, SCALE, 1, 2)
    economy.value_added_region[3, 4] *= 1.1
    after = kept_population(economy, SCALE, 1, 2)
    assert not np.array_equal(before.value_added, after.value_added)
    np.testing.assert_array_equal(after.value_added, build_population(economy, SCALE, 1, 2).value_added)


def test_seed_scale_reserve_and_registry_tell_populations_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    economy = synthetic_economy()
    one = kept_population(economy, SCALE, 1, 2)
    others = [kept_population(economy, *rest) for rest in ((SCALE, 2, 2), (2 * SCALE, 1, 2), (SCALE, 1, 3))]
    assert all(other is not one for other in others)
    changed = default_parameters().replace(wage_noise=0.5 * default_parameters().wage_noise)
    monkeypatch.setattr(kept, "default_parameters", lambda: changed)
    assert not np.array_equal(kept_population(economy, SCALE, 1, 2).wage, one.wage)


def test_few_are_kept_and_no_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    economy = synthetic_economy()
    made = [kept_population(economy, SCALE, seed, 2) for seed in range(kept._KEPT + 1)]
    assert [id(one) for one in kept._kept.values()] == [id(one) for one in made[1:]]
    monkeypatch.setattr(kept, "_LARGEST", made[0].weight.nbytes)
    large = kept_population(economy, SCALE, 9, 2)
    assert large is not kept_population(economy, SCALE, 9, 2)
    assert not any(large is one for one in kept._kept.values())


def test_models_share_no_column_of_it() -> None:
    economy = build(2022)
    one, two = (ManufacturingModel(None, economy, default_parameters(), scale=SCALE) for _ in range(2))
    (held,) = kept._kept.values()
    columns = [column for column in vars(held).values() if isinstance(column, np.ndarray)]
    for name, column in vars(one.firms).items():
        assert column.flags.writeable, name
        assert not any(np.shares_memory(column, other) for other in [*columns, getattr(two.firms, name)]), name
