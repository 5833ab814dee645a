"""A sweep on this machine: every run once, whatever is killed; the same numbers however it is done."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.cli import main
from sim.labels import Language
from sim.report import style
from sim.results.info import ResultsError
from sim.sweep import response
from sim.sweep import task as tasks
from sim.sweep.design import points
from sim.sweep.plan import read_plan
from sim.sweep.store import Store, create, reopen
from sim.sweep.task import run_task
from sim.sweep.words import About, caption, varied_label

Plan = Callable[..., Path]
ROOT = Path(__file__).parents[2]


def parts(folder: Path) -> dict[str, bytes]:
    """Bytes of every file of outcomes."""
    return {path.name: path.read_bytes() for path in sorted((folder / "parts").glob("part-*.parquet"))}


def go(plan: Path, out: Path, *options: str) -> int:
    """Run a sweep by its command."""
    return main(["sweep", "run", str(plan), "--out", str(out), "--workers", "2", *options])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A plan and the folder of its finished sweep."""
    from tests.sweep.conftest import PLAN

    place = tmp_path_factory.mktemp("sweep")
    (place / "small.yaml").write_text(PLAN, encoding="utf-8")
    assert go(place / "small.yaml", place / "out") == 0
    return place / "small.yaml", place / "out"


def test_every_run_is_there_once_with_every_outcome(whole: tuple[Path, Path]) -> None:
    store = Store(whole[1])
    frame = pd.concat([pd.read_parquet(path) for path in sorted(store.parts.glob("part-*.parquet"))])
    assert store.missing() == []
    assert set(frame["run"]) == set(store.table["run"])
    assert not frame.duplicated(["run", "variable", "region", "year"]).any()
    assert len(frame) == 12 * 2 * 2 * 9  # runs, outcomes, areas, years 2022 to 2030


def test_a_task_alone_gives_the_same_bytes_as_the_sweep(whole: tuple[Path, Path], tmp_path: Path) -> None:
    store, _ = create(whole[0], tmp_path / "again", limit=4)
    assert store.tasks() == [0, 1]
    assert run_task(str(store.folder), 1) == 0
    assert parts(store.folder) == {"part-00001.parquet": parts(whole[1])["part-00001.parquet"]}


def test_resume_does_only_what_is_missing(whole: tuple[Path, Path], tmp_path: Path) -> None:
    create(whole[0], tmp_path / "half", limit=4)
    kept = tmp_path / "half" / "parts" / "part-00000.parquet"
    kept.write_bytes((whole[1] / "parts" / kept.name).read_bytes())
    before = kept.stat().st_mtime_ns
    assert main(["sweep", "resume", str(tmp_path / "half"), "--workers", "1"]) == 0
    assert kept.stat().st_mtime_ns == before
    assert parts(tmp_path / "half").items() <= parts(whole[1]).items()


def test_a_folder_that_holds_a_sweep_is_not_taken_twice(
    whole: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert go(*whole) == 3
    assert "sweep resume" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("samples: 6", "samples: 7"), "plan"),
        (("kim_moonsoo", "industry"), "scenario"),
    ],
)
def test_resume_refuses_by_the_name_of_what_differs(
    whole: tuple[Path, Path], tmp_path: Path, change: tuple[str, str], field: str
) -> None:
    plan = tmp_path / "small.yaml"
    plan.write_text(whole[0].read_text(encoding="utf-8"), encoding="utf-8")
    create(plan, tmp_path / "out", limit=2)
    if field == "plan":
        plan.write_text(plan.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    else:
        path = tmp_path / "out" / "identity.json"
        same = json.loads(path.read_text(encoding="utf-8"))
        same["scenario kim_moonsoo"] += " "
        path.write_text(json.dumps(same), encoding="utf-8")
    with pytest.raises(ResultsError, match=f"begun with other .*{field}"):
        reopen(tmp_path / "out")


def test_a_run_that_fails_is_told_with_the_command_that_repeats_it_and_stops_no_other(
    whole: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_whole = Store(whole[1])
    bad = str(store_whole.table["run"].iloc[1])
    plain = tasks._outcomes

    def break_one(table: object, run: str, plan: object) -> pd.DataFrame:
        if run == bad:
            raise ArithmeticError("the accounts do not close")
        return plain(table, run, plan)  # type: ignore[arg-type]

    create(whole[0], tmp_path / "out", limit=2)
    monkeypatch.setattr(tasks, "_outcomes", break_one)
    tasks._opened.cache_clear()
    assert run_task(str(tmp_path / "out"), 0) == 1
    (failure,) = Store(tmp_path / "out").failures()
    assert failure["run"] == bad
    assert "the accounts do not close" in failure["error"]
    assert failure["repeat"].endswith(f"sweep repeat {tmp_path / 'out'} {bad}")
    done = pd.read_parquet(tmp_path / "out" / "parts" / "part-00000.parquet")
    good = pd.read_parquet(whole[1] / "parts" / "part-00000.parquet")
    pd.testing.assert_frame_equal(done, good[good["run"] != bad].reset_index(drop=True), check_exact=True)
    monkeypatch.undo()
    (tmp_path / "out" / "parts" / "part-00000.parquet").unlink()
    assert run_task(str(tmp_path / "out"), 0) == 0
    assert Store(tmp_path / "out").failures() == []


def test_a_sweep_killed_after_its_first_task_goes_on_and_gives_the_same_bytes(
    whole: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ["sweep", "run", str(whole[0]), "--out", str(out), "--workers", "1"]
    with subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and not (out.is_dir() and parts(out)):
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert 0 < len(parts(out)) < len(parts(whole[1]))
    assert main(["sweep", "resume", str(out), "--workers", "2"]) == 0
    assert parts(out) == parts(whole[1])


@pytest.mark.full
def test_a_hundred_kills_lose_and_double_nothing(whole: tuple[Path, Path], tmp_path: Path) -> None:
    import random

    moments = random.Random(1)
    out = tmp_path / "out"
    assert go(whole[0], out, "--limit", "12") == 0
    for _ in range(100):
        for path in (out / "parts").iterdir():
            if moments.random() < 0.5:
                path.unlink()
        command = [sys.executable, str(ROOT / "run.py"), "sweep", "resume", str(out), "--workers", "2"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(moments.uniform(0.5, 8.0))
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        for path in (out / "parts").glob("part-*.parquet"):
            assert path.read_bytes() == (whole[1] / "parts" / path.name).read_bytes()
    assert main(["sweep", "resume", str(out), "--workers", "2"]) == 0
    assert parts(out) == parts(whole[1])


def test_status_and_analyse_say_in_the_same_words_that_a_limit_left_runs_out(
    whole: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "few"
    store, _ = create(whole[0], out, limit=4)
    for task in store.tasks():
        store.part(task).write_bytes((whole[1] / "parts" / store.part(task).name).read_bytes())
    words = "4 of the plan's 12 runs were asked for (--limit); sweep analyse needs all of them"
    assert main(["sweep", "status", str(out)]) == 0
    told = capsys.readouterr().out
    assert "4 runs: 4 done, 0 failed, 0 to do" in told and words in told
    assert main(["sweep", "analyse", str(out)]) == 3
    assert words in capsys.readouterr().err
    assert main(["sweep", "status", str(whole[1])]) == 0
    assert "asked for" not in capsys.readouterr().out


def test_analyse_says_outcome_region_year_and_unit_and_draws_in_both_languages(
    whole: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--outcome", "Employment|Manufacturing", "--region", "Ulsan", "--year", "2030")
    assert main(["sweep", "analyse", str(whole[1]), *options]) == 0
    told = capsys.readouterr().out
    assert told.startswith("small: Employment")
    assert ", Ulsan, 2030\ndifference to “No new policy”, unit: %\n" in told
    assert "band" not in told and "p05" not in told  # one replication has none
    folder = whole[1] / "analysis"
    table = pd.read_csv(folder / "response.csv")
    asked = ("Employment|Manufacturing", "Ulsan", 2030, "% of “No new policy”")
    assert {tuple(row) for row in table[["variable", "region", "year", "unit"]].itertuples(index=False)} == {asked}
    for language, title in (("en", "Ulsan, 2030"), ("ko", "울산, 2030년")):
        text = (folder / f"response_{language}.svg").read_text(encoding="utf-8")
        assert title in text and str(folder / f"response_{language}.svg") in told


def test_analyse_takes_the_last_year_of_the_plan_and_names_as_the_plan_does(
    whole: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "analyse", str(whole[1]), "--outcome", "employment"]) == 0
    table = pd.read_csv(whole[1] / "analysis" / "response.csv")
    assert set(table["variable"]) == {"Employment|Manufacturing"} and set(table["year"]) == {2030}
    assert ", Korea, 2030\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--outcome", "Employmnt|Manufacturing"),
         "the sweep holds no outcome 'Employmnt|Manufacturing', but: Value Added|Manufacturing, "
         "Employment|Manufacturing; did you mean 'Employment|Manufacturing'?"),
        (("--outcome", "emploiment"), "Employment|Manufacturing; did you mean 'employment'?"),
        (("--outcome", "labour_productivity"),
         "the sweep holds no outcome 'labour_productivity', but: Value Added|Manufacturing, Employment|Manufacturing"),
        (("--region", "Ulsn"), "the sweep holds no region 'Ulsn', but: Korea, Ulsan; did you mean 'Ulsan'?"),
        (("--year", "2035"), "the sweep holds no year 2035, but: 2022 to 2030"),
    ],
)  # fmt: skip
def test_analyse_tells_what_a_sweep_holds_and_leaves_no_folder_when_it_refuses(
    whole: tuple[Path, Path], tmp_path: Path, options: tuple[str, str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "out"
    shutil.copytree(whole[1], copy, ignore=shutil.ignore_patterns("analysis"))
    assert main(["sweep", "analyse", str(copy), *options]) == 2
    assert f"{told}; see: python run.py sweep --help\n" in capsys.readouterr().err
    assert not (copy / "analysis").exists()


def test_a_sweep_that_cannot_be_analysed_is_left_without_a_folder(
    whole: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, _ = create(whole[0], tmp_path / "out")
    assert main(["sweep", "analyse", str(store.folder)]) == 3
    assert "holds no finished task yet" in capsys.readouterr().err
    assert not (store.folder / "analysis").exists()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_figure_has_a_caption_below_everything_else_and_no_band_of_one_replication(
    plan: Plan, tmp_path: Path, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Figure] = []
    monkeypatch.setattr(style, "save", lambda figure, *_: drawn.append(figure))
    for changes in ((), (("scale:", "replications: 3\nscale:"),)):
        made = read_plan(plan(*changes))
        about = About(made, "Value Added|Manufacturing", "Korea", 2030, "billion KRW_2020/yr")
        found = {name: points(made)[:, :1] + np.arange(made.replications) for name in ("a", "b")}
        foot = caption(made, 12 * made.replications, "Census on Establishments 2023", "0123abcd")
        response.draw(response.main_effects(made, found), about, tmp_path / "x", language, foot)
        assert ("p05" in response.cells(made, found)) == (made.replications == 3)
        assert ("90" in about.response[language]) == (made.replications == 3)
    told = {"en": "{runs} runs seed 1 scale 0.01 data: Census on Establishments 2023",
            "ko": "{runs}회 실행 시드 1 표본 비율 0.01 자료: 전국사업체조사 2023년"}[language]  # fmt: skip
    for figure, runs, banded in zip(drawn, (12, 36), (False, True), strict=True):
        panels, below = figure.subfigs
        (line,) = below.texts
        assert " ".join(line.get_text().replace("·", "").split()).startswith(told.format(runs=runs))
        assert {bool(axis.containers[0].has_yerr) for axis in figure.axes} == {banded}
        figure.draw_without_rendering()
        (legend,) = panels.legends
        assert line.get_window_extent().y1 <= legend.get_window_extent().y0
        assert legend.get_window_extent().y1 <= min(axis.get_tightbbox().y0 for axis in figure.axes)


def test_what_varies_is_called_by_its_words_and_unit(plan: Plan) -> None:
    made = read_plan(plan())
    grid = varied_label("grid_on_time", made)
    assert "grid_on_time" not in grid.en and grid.ko != grid.en and grid.en.endswith(")")
    pledge = varied_label("levers.kms_rd_infra.strength", made)
    assert pledge.en.startswith("strength: ") and pledge.ko.startswith("강도: ") and "kms_rd_infra" not in pledge.en
    about = About(made, "Fiscal Cost|Gross", "Korea", 2030, "billion KRW/yr")
    assert about.response_unit.ko == "10억 원/년"  # money is not in per cent
    assert about.outcome("kim_moonsoo - baseline").ko.endswith(" − 정책 변화 없음")


def test_sweeps_have_a_help_of_their_own_which_their_page_repeats(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("python run.py sweep run PLAN.yaml")
    assert f"## Commands\n```\n{told}```\n" in (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")
