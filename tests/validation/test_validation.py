"""The model before it is believed: base year, standard shocks, stability of the baseline."""

from __future__ import annotations

import pytest

from calibration import build
from sim.parameters import default_parameters
from sim.stability import stability_bands
from sim.validation.standard_shocks import YEARS, Response, base_year_fit, response_table, run


@pytest.fixture(scope="module")
def baseline():
    return run(build(2022), default_parameters(), None, 2035)


@pytest.fixture(scope="module")
def responses() -> list[Response]:
    return response_table(build(2022), default_parameters())


def test_simulated_base_year_is_the_official_one(baseline) -> None:
    missed = [f"{what}: {error:.4f}" for what, error, limit in base_year_fit(build(2022), baseline) if error > limit]
    assert not missed


def test_tested_responses_to_standard_shocks_lie_in_their_ranges(responses) -> None:
    outside = [
        f"{row.id} year {YEARS[i]}: {row.simulated[i]:.3f} not in {row.accepted[i]}"
        for row in responses
        for i in range(len(YEARS))
        if row.is_test(i) and not row.inside(i)
    ]
    assert not outside


def test_every_row_of_the_table_is_simulated(responses) -> None:
    assert len(responses) == 49
    assert all(any(abs(value) > 1e-6 for value in row.simulated) for row in responses)


def test_baseline_stays_in_its_bands(baseline) -> None:
    outside = [
        f"{b.measure}: {b.lowest:.3f} .. {b.highest:.3f} not in {b.low} .. {b.high}"
        for b in stability_bands(build(2022), baseline)
        if not b.inside
    ]
    assert not outside
