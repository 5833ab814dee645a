"""A target in a wrong unit: `check` tells it with its place, together with everything else that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.indicators import CODELIST
from sim.measures import MEMBERS, Block, PanelError
from sim.model import ManufacturingModel
from sim.parameters import default_parameters
from sim.scenario import Horizon, Options, Problem, check, report
from sim.scenario.base_figures import economy, most_complexes, opening_panel
from sim.targets import SCALE
from sim.world_rank import exporters

GOAL = "indicator: labour_productivity, change: 0.30"


def told(edit: Callable[..., None], goal: str) -> list[Problem]:
    """What is said in the line of the target."""
    edit(GOAL, goal)
    return [problem for problem in check(["plan.yaml"]) if problem.mark.path.startswith("targets")]


@pytest.mark.parametrize(
    ("goal", "hint"),
    [
        ("indicator: value_added, level: 700", "in trillion won? then write 700000"),
        ("indicator: value_added, level: 700000000000000", "in won? then write 700000"),
        ("indicator: value_added, level: 7000000", "in hundred million won? then write 700000"),
        ("indicator: gdp, level: 3000", "in trillion won? then write 3000000"),
        ("indicator: labour_productivity, level: 170900000", "in won? then write 170.9"),
        ("indicator: labour_productivity, level: 17090", "in ten thousand won? then write 170.9"),
        ("indicator: employment, level: 4500000", "in persons? then write 4500"),
        ("indicator: employment, level: 450", "in ten thousand persons? then write 4500"),
        ("indicator: establishments, level: 600000", "in establishments? then write 600"),
        ("indicator: smart_factories, level: 30", "in thousands? then write 30000"),
        ("indicator: sme_productivity_ratio, level: 60", "in %? then write 0.6"),
        ("indicator: value_added_ratio, level: 0.003", "0.3 is 30 %"),
        ("indicator: total_factor_productivity, level: 110", "in %? then write 1.1"),
        ("indicator: theil_index_labour_productivity, level: 9", "in %? then write 0.09"),
        ("indicator: fiscal_cost_gross, level: 5000000000000", "is the unit right?"),
        ("indicator: lead_ai_factories, level: 0.5", "is the unit right?"),
        ("indicator: ai_factories, level: 700000", "is the unit right?"),
        ("indicator: value_added, level: -5", "is the unit right?"),
        ("indicator: labour_productivity, change: 2", "0.02 is +2 %"),
    ],
)
def test_a_level_in_another_unit_is_warned_of_with_what_to_write(
    edit: Callable[..., None], goal: str, hint: str
) -> None:
    (problem,) = told(edit, goal)
    assert (problem.warning, problem.hint, problem.mark.line) == (True, hint, 40)
    assert problem.korean and problem.korean_hint


@pytest.mark.parametrize(
    "goal",
    [
        "indicator: value_added, level: 700000",
        "indicator: value_added, scope: {regions: [Jeju]}, level: 1200",
        "indicator: value_added, scope: {sectors: [SHIP]}, level: 30000",
        "indicator: value_added_share, scope: {regions: [Jeonnam]}, level: 0.6",
        "indicator: ai_adoption, level: 0.5",  # from one in a hundred: adoption may well multiply
        "indicator: ai_factories, level: 5000",
        "indicator: world_class_firms, change: 2",
        "indicator: exports, change: 1.0",
        "indicator: zombie_share, level: 0.0",
        "indicator: fiscal_cost_net, level: -5000",
        "indicator: export_rank, level: 1",
        f"indicator: smart_complexes, level: {most_complexes()}",
        "indicator: labour_productivity, scope: {tags: [ai_factory]}, level: 170",  # no such plant on record
    ],
)
def test_what_may_be_meant_is_not_doubted(edit: Callable[..., None], goal: str) -> None:
    assert told(edit, goal) == []


@pytest.mark.parametrize(
    ("goal", "message"),
    [
        ("indicator: employment, level: -5", "-5 is below zero, which Employment|Manufacturing cannot be"),
        ("indicator: export_rank, level: 0.5", "there is no rank 0.5: the first of Export Rank|Manufacturing is 1"),
        ("indicator: unemployment_rate, level: 3.1", "3.1 is no share: Unemployment Rate is measured in: share"),
    ],
)
def test_what_no_economy_can_be_is_a_fault(edit: Callable[..., None], goal: str, message: str) -> None:
    (problem,) = told(edit, goal)
    assert (problem.warning, problem.message) == (False, message)


def test_what_the_model_cannot_tell_is_said_with_what_it_has(edit: Callable[..., None]) -> None:
    known = len(exporters().exports)
    (never,) = told(edit, f"indicator: smart_complexes, level: {most_complexes() + 1}")
    assert never.warning and f"the model has {most_complexes()}" in never.message
    edit(f"indicator: smart_complexes, level: {most_complexes() + 1}", GOAL)
    (always,) = told(edit, f"indicator: export_rank, level: {known}")
    assert always.warning and f"the {known} largest exporters" in always.message


def test_it_is_told_together_with_all_other_faults(folder: Path, edit: Callable[..., None]) -> None:
    edit("lever: grid_capacity", "lever: grid_capacty")
    edit(GOAL, "indicator: value_added, level: 700")
    text = report(check(["plan.yaml"]))
    assert "plan.yaml:11:12: pledges[0].lever\n  unknown lever" in text
    assert "plan.yaml:40:49: targets[0].level\n  warning: level: 700 is 0.00121 times" in text


def test_it_is_held_against_the_base_year_of_the_run(folder: Path, edit: Callable[..., None]) -> None:
    edit(GOAL, "indicator: gdp, level: 3000")
    (message,) = [p.message for p in check(["plan.yaml"], Options(Horizon(2018, 2035))) if "level: 3,000" in p.message]
    assert "the 2,010,000 of the base year" in message  # 2,007.8 trillion won in 2018


def test_official_figures_and_the_first_year_of_a_run_are_of_one_order_of_magnitude() -> None:
    """Of what a warning compares with: nowhere is the official figure as far off as half of what is doubted."""
    found = economy(2022)
    model = ManufacturingModel(None, found, default_parameters(), scale=0.02)
    run, official = (Block(panel, found, 4, MEMBERS) for panel in (model.run(until=2022), opening_panel(2022)))
    held = 0
    for name, entry in CODELIST.items():
        try:
            opening = np.atleast_1d(entry.function(official)[:, -1])
        except PanelError:
            continue
        simulated = np.atleast_1d(entry.function(run)[:, -1])
        large = opening > 0.0 if entry.national else np.arange(opening.size) == 0
        off = simulated[large] / opening[large]
        assert np.all((off < SCALE / 2.0) & (off > 2.0 / SCALE)), (name, off)
        held += 1
    assert held > 60


@pytest.mark.parametrize("goal", ["level: 0.3", "change: 0.05"])
def test_a_share_of_the_nation_is_no_target_of_the_nation(edit: Callable[..., None], goal: str) -> None:
    """It is one: who means manufacturing in all value added is told which outcome that is."""
    (problem,) = told(edit, f"indicator: value_added_share, {goal}")
    assert not problem.warning and "1 by definition" in problem.message
    assert "manufacturing_share_value_added" in problem.hint


def test_a_share_of_the_nation_is_one_of_a_region(edit: Callable[..., None]) -> None:
    assert not told(edit, "indicator: value_added_share, level: 0.1, scope: {regions: [Gyeongnam]}")


def test_the_share_of_manufacturing_in_value_added_opens_at_the_official_one(edit: Callable[..., None]) -> None:
    """28 % of all value added (regional accounts of 2022); a promise of 30 % is judged like any other."""
    share = CODELIST["Manufacturing Share|Value Added"].function(Block(opening_panel(2022), economy(2022), 4))
    assert 0.27 < share[0, 0] < 0.29
    assert not told(edit, "indicator: manufacturing_share_value_added, level: 0.30")
