"""The shipped scenario on the real economy, from the command line to the folder of results."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main
from sim.codes import REGIONS, SECTORS

SCENARIO = str(Path(__file__).parents[1] / "scenarios" / "kim_moonsoo.yaml")


def run(out: Path, *options: str) -> Path:
    code = main([SCENARIO, "--until", "2031", "--scale", "0.05", "--out", str(out), *options])
    assert code == 0
    (folder,) = (out / "kim_moonsoo").iterdir()
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("one"), "--runs", "3", "--workers", "2")


def test_summary_has_the_published_names_and_the_scenario_the_baseline_and_the_difference(folder: Path) -> None:
    table = pd.read_csv(folder / "summary.csv")
    assert set(table["scenario"]) == {"kim_moonsoo", "baseline", "kim_moonsoo - baseline"}
    names = {f"Value Added|Manufacturing|{sector}" for sector in SECTORS} | {"Labour Productivity|Manufacturing"}
    assert names <= set(table["variable"])
    assert set(REGIONS) <= set(table["region"])
    assert set(table["year"]) == set(range(2022, 2032))


def test_base_year_is_the_official_figure_simulated(folder: Path) -> None:
    table = pd.read_csv(folder / "summary.csv")
    rows = table.query("scenario == 'baseline' and region == 'Korea' and year == 2022 and output_type == 'mean'")
    value = rows.set_index("variable")["value"]["Value Added|Manufacturing|Nominal"]
    assert value == pytest.approx(616_195, rel=0.005)  # KOSIS DT_1C91, billion won


def test_plan_changes_nothing_before_its_first_measure(folder: Path) -> None:
    table = pd.read_csv(folder / "summary.csv")
    before = table.query("scenario == 'kim_moonsoo - baseline' and year < 2026")
    assert (before["value"] == 0.0).all()


def test_manifest_tells_what_made_the_results(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert str(manifest).count("KOSIS") >= 1


def test_results_do_not_depend_on_the_number_of_workers(folder: Path, tmp_path: Path) -> None:
    other = run(tmp_path, "--runs", "3", "--workers", "1", "--no-report")
    one, two = (pd.read_parquet(place / "runs.parquet") for place in (folder, other))
    pd.testing.assert_frame_equal(one, two, check_exact=True)
