"""Stylised facts and back-tests: the target file, the measures on hand-made plants, directions of the policies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import calibration
from sim.files.problems import DataError
from sim.model import ManufacturingModel
from sim.validation import facts
from sim.validation.back_tests import ai_factories, floor_levels, minimum_wage, move_floor, smart_factories
from sim.validation.facts import MEASURES, SETTLED, Observation, Plants, read_targets
from sim.validation.past import past_parameters

SCALE = 0.02


def test_at_least_twelve_facts_with_source_and_tolerance() -> None:
    targets = read_targets()
    assert len(targets) >= 12
    assert set(targets) == set(MEASURES)
    assert sum(entry["role"] == "emergent" for entry in targets.values()) >= 6


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("pass: [1, 2]", "passes: [1, 2]", "fields differ"),
        ("pass: [1, 2]", "pass: [-1, 2]", "inside warn"),
        ("pass: [1, 2]", "pass: [1, .nan]", "pass and warn are two numbers each"),
        ("pass: [1, 2]", "pass: [1, two]", r"facts.yaml:1:6: one\n  pass and warn are two numbers each"),
        ("pass: [1, 2]", "pass: [1, 2", "not valid YAML"),
        ("role: emergent", "role: hoped", "role must be one of"),
    ],
)
def test_a_wrong_target_is_an_error(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = "one: {title: t, pass: [1, 2], warn: [0, 3], unit: x, role: emergent, grade: A, source: s}\n"
    path = tmp_path / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_targets(path)
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_targets(path)


def plants(output: np.ndarray, persons: np.ndarray, **changes: np.ndarray) -> Plants:
    """Plants of one sector, all in the largest class but one, weight one."""
    n = output.size
    one, whole = np.ones(n), np.zeros(n, dtype=np.int64)
    made = {
        "ident": np.arange(n, dtype=np.uint64), "sector": whole, "size": whole + 3, "weight": one, "persons": persons,
        "output": output, "value": one, "wages": one, "exports": one, "invested": one, "capital": one,
    }  # fmt: skip
    return Plants(**{**made, **changes})


def seen(*years: Plants) -> Observation:
    empty = np.zeros((0, 0))
    first = years[0]
    return Observation((first, first, *years), {}, empty, empty, empty, empty, empty)


def test_growth_shape_tells_laplace_from_normal() -> None:
    draw = np.random.default_rng(1)
    persons = np.full(200_000, 100.0)
    for growth, expected in ((draw.laplace(size=persons.size), 0.707), (draw.normal(size=persons.size), 0.798)):
        start = plants(np.ones(persons.size), persons)
        found = MEASURES["growth_shape"](seen(start, plants(np.exp(0.1 * growth), persons)))
        assert found == pytest.approx(expected, abs=0.01)


def test_growth_scaling_finds_the_exponent() -> None:
    draw = np.random.default_rng(2)
    persons = np.exp(draw.uniform(0.0, 7.0, 100_000))
    growth = 0.2 * persons**-0.17 * draw.normal(size=persons.size)
    found = MEASURES["growth_scaling"](seen(plants(np.ones(persons.size), persons), plants(np.exp(growth), persons)))
    assert found == pytest.approx(0.17, abs=0.01)


def test_spikes_and_inaction_by_hand() -> None:
    invested = np.array([0.0, 0.1, 0.3, 0.6])
    year = plants(np.ones(4), np.ones(4), invested=invested)
    assert MEASURES["investment_spikes"](seen(year)) == pytest.approx(0.9)
    assert MEASURES["investment_inaction"](seen(year)) == pytest.approx(0.25)
    assert MEASURES["investment_spike_years"](seen(year)) == pytest.approx(0.5)


def test_persistence_of_investment_by_hand() -> None:
    """Plants that all take turns, all go on, or do either at random."""
    one, other = (plants(np.ones(4), np.ones(4), invested=np.array(row)) for row in ([0, 0, 1, 1], [1, 1, 0, 0]))
    assert MEASURES["investment_persistence"](seen(one, other)) == pytest.approx(-1.0)
    assert MEASURES["investment_persistence"](seen(one, one)) == pytest.approx(1.0)
    mixed = plants(np.ones(4), np.ones(4), invested=np.array([0, 1, 0, 1]))
    assert MEASURES["investment_persistence"](seen(one, mixed)) == pytest.approx(0.0, abs=1e-12)


def test_deaths_of_plants_of_10_to_299_persons_by_hand() -> None:
    """Of 40 plants of 10 to 49 and 10 of 50 to 299 persons one dies a year; micro and large ones do not count."""
    quarters = 4 * (SETTLED + 2)
    deaths = np.tile([9.0, 9.0, 0.2, 0.05, 3.0], (quarters, 1))
    standing = np.tile([900.0, 90.0, 30.0, 10.0, 5.0], (quarters, 1))
    panel = {"establishments_rz": np.stack((standing, np.tile([0.0, 0.0, 10.0, 0.0, 0.0], (quarters, 1))), axis=1)}
    one = Observation((), panel, *(np.zeros(0) for _ in range(4)), deaths)
    assert MEASURES["exit_large"](one) == pytest.approx(1.0 / 50.0)


def test_weighted_quantile() -> None:
    assert facts.weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([1.0, 8.0, 1.0]), 0.5) == 1.0


def test_measures_are_finite_on_a_run() -> None:
    found = facts.facts([0], SCALE, workers=1)
    assert all(np.isfinite(fact.values).all() for fact in found)
    assert {fact.verdict for fact in found} <= {"PASS", "WARN", "FAIL"}


def test_the_minimum_wage_of_the_back_test_is_the_official_one_in_every_quarter() -> None:
    """6,470 won in 2017, 7,530 in 2018 and 8,350 in 2019."""
    model = ManufacturingModel(None, calibration.build(2017), past_parameters(), scale=0.01, until=2019)
    official = {2017: 1.0, 2018: 7530 / 6470, 2019: 8350 / 6470}
    for quarter in range(12):
        level = floor_levels()[2017 + quarter // 4]
        move_floor(model, level)
        model.step()
        assert model.world.minimum_wage == pytest.approx(level, rel=1e-12)
        assert level == pytest.approx(official[2017 + quarter // 4], rel=1e-9)


def test_a_roll_out_adds_factories_and_rises_of_the_floor_cost_jobs() -> None:
    added = {test.name: test.value for test in smart_factories(SCALE)}
    assert added["roll_out_added"] > 0.5
    (direct,) = ai_factories(SCALE)
    assert direct.verdict == "PASS"
    rises = {test.name: test.value for test in minimum_wage(SCALE)}
    assert rises["wage_elasticity"] < 0.0 < rises["wage_bill"]
