"""Estimation: known parameters are found again, flat ones are called so, and nothing later is used."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sim import estimation
from sim.estimation import Problem, Setting
from sim.parameters import RegistryError
from sim.validation import estimates
from sim.validation.hindcasts import ORIGINS

NOISE = np.random.default_rng(0).normal(size=(8, 200))


def toy(theta: Mapping[str, float]) -> dict[str, np.ndarray]:
    """Draws with standard deviation a and mean b; c does nothing."""
    return {"x": theta.get("b", 0.0) + theta["a"] * NOISE + 0.0 * theta.get("c", 0.0)}


def toy_moments(series) -> np.ndarray:
    return np.stack([series["x"].std(axis=1), series["x"].mean(axis=1)], axis=1)


def problem(names: tuple[str, ...]) -> Problem:
    truth = toy_moments(toy({"a": 0.5, "b": 2.0})).mean(axis=0)
    n = len(names)
    return Problem(names, (1.0,) * n, (0.01,) * n, (10.0,) * n, toy_moments, truth, ("sd", "mean"), 0.1 * truth)


def test_known_parameters_are_found_again() -> None:
    found = estimation.estimate(toy, problem(("a", "b")), 200)
    assert found.values == pytest.approx([0.5, 2.0], rel=0.02)
    assert found.identified.all() and found.fits and found.condition < 10.0


def test_moments_that_cannot_be_met_are_said() -> None:
    asked = problem(("a",))
    found = estimation.estimate(toy, asked, 60)
    assert found.identified.all() and not found.fits  # the mean stays where it is


def test_a_parameter_that_moves_nothing_is_not_identified() -> None:
    found = estimation.estimate(toy, problem(("a", "b", "c")), 60)
    assert found.identified.tolist() == [True, True, False]
    assert np.isinf(found.errors[2])


def test_the_model_is_a_function_of_parameters_on_common_random_numbers() -> None:
    run = estimation.simulator(Setting(2020, 2022, replications=2))
    one, two, other = run({}), run({}), run({"demand_shock_common": 0.03})
    for name, series in one.items():
        assert np.array_equal(series, two[name]), name
    assert one["value_added"].shape == (2, 3, 17) and one["exports"].shape == (2, 3)
    growth = [np.diff(np.log(found["exports"]))[:, 1:] for found in (one, other)]
    assert not np.array_equal(*growth)
    with pytest.raises(RegistryError):
        run({"no_such_parameter": 1.0})
    with pytest.raises(RegistryError):
        run({"demand_shock_common": 5.0})


def test_larger_shocks_spread_exports_and_groups_more() -> None:
    run = estimation.simulator(Setting(2019, 2022, replications=2))
    base = estimation.growth_spread(run({})).mean(axis=0)
    common = estimation.growth_spread(run({"demand_shock_common": 0.06})).mean(axis=0)
    sector = estimation.growth_spread(run({"demand_shock_sector": 0.1})).mean(axis=0)
    assert common[0] > 1.5 * base[0]
    assert sector[1] > 1.5 * base[1]


def test_moments_of_an_origin_do_not_see_later_years() -> None:
    early, late = estimates.shock_problem(2018).observed, estimates.shock_problem(2020).observed
    assert early[0] < late[0], "the fall of exports in 2020 is not known in 2018"


def test_the_table_holds_every_origin_with_its_provenance() -> None:
    found = estimates.read()
    assert set(ORIGINS) <= set(found)
    for origin, rows in found.items():
        assert set(rows) == {*estimates.SHOCKS, *estimates.ADOPTION}, origin
        assert all(value > 0.0 and error >= 0.0 for value, error, _ in rows.values())
