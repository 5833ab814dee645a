"""Hindcasts: nothing after the origin enters a forecast; rivals and scores against hand-made cases."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

import calibration
from calibration import tables
from calibration.builder import _build
from calibration.trends import components
from sim.codes import N_SECTORS
from sim.validation import hindcasts, report, scorecard, scores
from sim.validation.observed import FIRST, Target, regional_value_added, targets
from sim.validation.rivals import (
    RIVALS,
    autoregression,
    half_drift,
    national_drift,
    random_walk,
    regional_drift,
    rivals_of,
    shift_share,
)

SCALE = 0.02


@pytest.fixture
def later_years_disturbed(monkeypatch: pytest.MonkeyPatch):
    """Every series of the tables times 1.37 in all years after 2018."""
    real = tables.rows

    def disturbed(table: str) -> tuple[dict[str, str], ...]:
        late = [str(year) for year in range(2019, tables.LAST_YEAR + 1)]
        return tuple(
            {key: str(float(value) * 1.37) if key in late and value else value for key, value in row.items()}
            for row in real(table)
        )

    def apply() -> None:
        monkeypatch.setattr(tables, "rows", disturbed)
        tables._index.cache_clear()
        tables._series.cache_clear()

    yield apply
    monkeypatch.undo()
    tables._index.cache_clear()
    tables._series.cache_clear()


def test_no_series_after_the_origin_enters_a_forecast(later_years_disturbed) -> None:
    parameters = hindcasts.origin_parameters(2018, 0)
    before = hindcasts.simulate(calibration.build(2018, blind=True), parameters, SCALE, 0)
    open_before = calibration.build(2018).value_added
    later_years_disturbed()
    with tables.seen_to(2018):
        economy = _build(2018)
    hindcasts.uncertain.cache_clear()
    hindcasts.blind_economy.cache_clear()
    assert hindcasts.origin_parameters(2018, 0) == parameters
    after = hindcasts.simulate(economy, parameters, SCALE, 0)
    for name in ("regions", "groups", "jobs", "exports"):
        assert np.array_equal(getattr(before, name), getattr(after, name)), name
    assert not np.array_equal(_build(2018).value_added, open_before), "the disturbance reaches an open build"


def test_a_disturbance_before_the_origin_is_seen(later_years_disturbed) -> None:
    before = calibration.build(2020, blind=True)
    later_years_disturbed()
    with tables.seen_to(2020):
        after = _build(2020)
    assert not np.array_equal(before.value_added_region, after.value_added_region)


@pytest.mark.parametrize("origin", hindcasts.ORIGINS)
def test_official_totals_of_the_origin_are_met(origin: int) -> None:
    economy = calibration.build(origin, blind=True)
    seen = economy.value_added_region[:, :N_SECTORS].sum(axis=1)
    full = calibration.build(origin).value_added_region[:, :N_SECTORS].sum(axis=1)
    assert seen == pytest.approx(full, rel=1e-9)
    assert abs(economy.relative_trend @ full) < 1e-9 * full.sum()


def test_the_last_year_is_the_same_with_and_without_hindsight() -> None:
    one, two = calibration.build(2022), calibration.build(2022, blind=True)
    for name, value in vars(one).items():
        assert np.array_equal(value, getattr(two, name)), name


def test_figures_of_2022_that_stand_in_for_series_agree_with_them() -> None:
    from calibration.regions import _survey, census_employment, residents
    from sim.codes import REGIONS

    assert tables.scalar("manufacturing_survey_2022") == tables.national("manufacturing_employed")[2022]
    assert tables.scalar("rd_business_2022") == pytest.approx(tables.national("rd_business")[2022], rel=1e-3)
    worker = tables.regional_year("grdp", 2022).sum() / residents("employed", 2022).sum()
    assert tables.scalar("product_per_worker_2022") == pytest.approx(worker, rel=1e-3)
    jobs = census_employment(2022).sum(axis=1) / tables.THOUSAND
    ratio = jobs / np.array([_survey(region, 2022) for region in REGIONS])
    assert tables.by_region("census_per_survey") == pytest.approx(ratio, abs=1e-3)


def test_shrinkage_keeps_a_lasting_trend_and_drops_luck() -> None:
    weights = np.array([0.5, 0.5])
    lasting = np.array([[0.02] * 6, [-0.02] * 6])
    luck = np.array([[0.02, -0.02] * 3, [-0.02, 0.02] * 3])
    assert components(lasting, weights).shrinkage == pytest.approx(1.0)
    assert components(luck, weights).shrinkage == 0.0


def test_shrinkage_finds_the_share_of_variance_that_was_put_in() -> None:
    draw = np.random.default_rng(3)
    regions, years = 40_000, 5
    growth = draw.normal(0.0, 0.03, (regions, 1)) + draw.normal(0.0, 0.06, (regions, years))
    found = components(growth - growth.mean(axis=0), np.full(regions, 1.0 / regions))
    assert np.sqrt([found.between, found.within]) == pytest.approx([0.03, 0.06], rel=0.05)
    assert found.shrinkage == pytest.approx(0.03**2 / (0.03**2 + 0.06**2 / years), abs=0.03)


def hand_made() -> Target:
    """Two series: one grows by .10 and .30, the other falls by .10 twice."""
    logs = np.array([[0.0, 0.1, 0.4], [0.0, -0.1, -0.2]])
    total = np.array([0.0, 0.02, 0.08])
    mix = np.array([[[1.0] * 3, [0.0] * 3], [[0.5] * 3, [0.5] * 3]])
    groups = np.array([[0.0, 0.1, 0.2], [0.0, -0.2, -0.2]])
    return Target("T", "two", ("a", "b"), logs, total, np.full((2, 3), 0.5), mix, groups)


@pytest.mark.parametrize(
    ("rival", "expected"),
    [
        (random_walk, [[0.0, 0.0], [0.0, 0.0]]),
        (regional_drift, [[0.2, 0.4], [-0.1, -0.2]]),
        (national_drift, [[0.04, 0.08], [0.04, 0.08]]),
        (half_drift, [[0.1, 0.2], [-0.05, -0.1]]),
        (autoregression, [[0.2, 0.4], [-0.1, -0.2]]),
        (shift_share, [[0.1, 0.2], [0.0, 0.0]]),
    ],
)
def test_rivals_on_two_series(rival, expected) -> None:
    assert rival(hand_made(), 2) == pytest.approx(np.array(expected), abs=1e-12)


def test_autoregression_returns_to_its_mean() -> None:
    growth = np.array([0.08, 0.06, 0.05, 0.045, 0.0425])
    logs = np.concatenate([[0.0], np.cumsum(growth)])[None]
    path = np.diff(autoregression(Target("T", "one", ("a",), logs, logs[0], np.ones_like(logs)), 8), axis=1)[0]
    assert 0.0 < growth.mean() - path[-1] < 0.1 * (growth.mean() - path[0])


def test_rivals_are_those_of_the_protocol_and_know_nothing_later() -> None:
    assert [name[:2] for name in RIVALS] == ["R1", "R2", "R3", "R4", "R5", "R6"]
    full = regional_value_added()
    for name, rival in RIVALS.items():
        cut = full.to(2018)
        assert cut.logs.shape[1] == 2018 - FIRST + 1
        assert rival(cut, 3).shape == (17, 3), name


def test_employment_has_no_shift_share() -> None:
    assert {target.name: len(rivals_of(target)) for target in targets()} == {
        "V1": 6, "V2": 6, "V3": 6, "V4": 5, "V4n": 5,
    }  # fmt: skip


def test_scores_and_ratio_by_hand() -> None:
    values = np.full((2, 2, 2), np.nan)
    values[0, 0], values[1, 0], values[0, 1] = [3.0, 0.0], [0.0, 4.0], [5.0, 5.0]
    errors = scores.Errors((2016, 2017), values, np.array([[0.5, 0.5], [0.25, 0.75]]))
    squares = errors.squares()
    assert squares[0] == pytest.approx([4.5, 25.0])
    assert scores.pooled(squares, np.array([[True, False], [True, False]])) == pytest.approx(math.sqrt(8.25))
    assert errors.squares(relative=True)[0, 1] == 0.0
    ratio = scores.compare(squares, {"same": squares, "worse": 4.0 * squares}, np.ones((2, 2), bool))
    assert (ratio.best, ratio.ratio, ratio.low, ratio.high) == ("same", 1.0, 1.0, 1.0)


def test_paths_that_cross_2020() -> None:
    crossing = scores.crosses_break((2016, 2019, 2020), 5)
    assert crossing.tolist() == [
        [False, False, False, True, True],
        [True, True, True, True, True],
        [False, False, False, False, False],
    ]


def test_given_the_nation_keeps_deviations_and_adds_true_growth() -> None:
    target = hand_made()
    path = scorecard.given_nation(target, {2014: np.array([[0.3, 0.6], [0.1, 0.2]])})[2014]
    assert path == pytest.approx(np.array([[0.12, 0.28], [-0.08, -0.12]]))


def test_foreign_demand_follows_exports_up_to_the_origin_only() -> None:
    growth = [hindcasts.foreign_demand_growth(origin, 0.0) for origin in (2016, 2019)]
    known = next(row for row in tables.rows("national_series") if row["item"] == "exports_volume_growth")
    assert growth[0] == pytest.approx(np.mean([math.log1p(float(known[y]) / 100) for y in ("2015", "2016")]))
    assert growth[1] == pytest.approx(np.mean([math.log1p(float(known[str(y)]) / 100) for y in range(2015, 2020)]))


def test_shifted_foreign_demand_gives_observed_exports() -> None:
    shifts = hindcasts.demand_shifts(2020, SCALE)
    economy, parameters = hindcasts.blind_economy(2020), hindcasts.origin_parameters(2020, None)
    exports = np.log(hindcasts.simulate(economy, parameters, SCALE, None, shifts).exports)
    assert np.diff(exports) == pytest.approx([math.log1p(0.108), math.log1p(0.029)], abs=0.002)


def test_smoke_scorecard_is_written_whole(tmp_path) -> None:
    size = hindcasts.Size(2, SCALE, (2020, 2021))
    free = hindcasts.hindcast(size, workers=1)
    card = scorecard.build(free, None)
    report.write(tmp_path, card, report.hindcast_sections(card, "smoke"), size, "smoke", {})
    with (tmp_path / "scorecard.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["target"] for row in rows} == {"V1", "V2", "V3", "V4", "V4n"}
    assert all(float(row["model"]) > 0.0 and float(row["low"]) <= float(row["high"]) for row in rows)
    assert {path.name for path in tmp_path.iterdir()} == {
        "scorecard.csv", "scorecard.json", "scorecard.svg", "validation.md",
    }  # fmt: skip
    assert max(card.misfit.values()) < 0.02
