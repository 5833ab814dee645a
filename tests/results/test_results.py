"""The results folder: formats, whole or not at all, closing words."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.ensemble import Ensemble, run_ensemble
from sim.labels import Label
from sim.results import ResultsError, RunInfo, closing_words, load_results, write_results
from sim.results import folder as folders
from sim.results.code import CodeVersion
from sim.results.effects import Effect
from sim.results.words import _effect_line, remarks
from tests.here import Here
from tests.results.fake_model import BASELINE, PLAN, FakeEconomy, FakeFactory

ROOT = Path(__file__).parents[2]
COLUMNS = ["model", "scenario", "region", "variable", "unit", "year", "value", "output_type", "output_type_id"]
CODE = CodeVersion("0123456789abcdef", dirty=False, source_hash="f" * 64)


PLEDGES = (
    {"id": "slogan", "says": {"en": "A slogan", "ko": "구호"}, "source": "speech", "status": "not_modelled",
     "why": {"en": "no instrument", "ko": "수단 없음"}},
    {"id": "power", "says": {"en": "Power grid", "ko": "전력망 확충"}, "source": "speech", "status": "modelled",
     "lever": "grid_capacity", "timing": {"start": "2025Q1", "lag": "4Q", "stated": False},
     "strength": {"weak": 0.2, "central": 0.45, "strong": 0.8, "unit": "share of planned capacity on time",
                  "evidence": ["E_en_grid", "E_en_own"]}},
    {"id": "inert", "says": {"en": "Easier start", "ko": "창업 간소화"}, "source": "speech", "status": "modelled",
     "lever": "entry_cost", "strength": {"evidence": ["judgement"]}},
    {"id": "again", "says": {"en": "Power again", "ko": "다시 전력망"}, "source": "speech", "status": "merged",
     "with": "power"},
)  # fmt: skip


def info_of(parent: Any = BASELINE, **changes: Any) -> RunInfo:
    files = {
        "plan.yaml": "schema: 1\n",
        "plan.resolved.yaml": "schema: 1  # plan.yaml:1\n",
        "baseline.yaml": "schema: 1\n",
    }
    info = RunInfo(
        title=Label(**PLAN.title),
        parent_title=None if parent is None else Label(**parent.title),
        data_vintage=FakeEconomy().vintage,
        settings={"scale": "sample", "until": 2035},
        scenario_files=files,
        lever_labels={lever.id: Label(**lever.says) for lever in PLAN.levers},
        mechanism_labels={"grid_capacity": Label("grid capacity", "전력망 용량")},
        pledges=PLEDGES,
        sources={"speech": {"outlet": "not stated", "date": "2025-05-23", "what": {"en": "A speech", "ko": "연설"}}},
        grades={"E_en_grid": "A", "E_en_own": "C"},
        starts={"power": "2026Q1", "inert": "2026Q1"},
        costless=(1, 2),
        command="python run.py scenarios/plan.yaml",
        warnings=(Label("plan.yaml:3:1 strength outside its plausible range", "plan.yaml:3:1 타당한 범위 밖"),),
        code=CODE,
    )
    return replace(info, **changes)


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def paired() -> Ensemble:
    return run_ensemble(PLAN, BASELINE, FakeFactory(), seed=7, replications=range(6), workers=Here())


@pytest.fixture(scope="module")
def folder(paired: Ensemble, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(paired, info_of(), tmp_path_factory.mktemp("results"), report=False)


def test_summary_has_the_published_format(folder: Path, paired: Ensemble) -> None:
    text = pd.read_csv(folder / "summary.csv", dtype=str, keep_default_na=False)
    assert list(text.columns) == COLUMNS
    assert list(text["scenario"].unique()) == ["plan", "baseline", "plan - baseline"]
    assert set(text["output_type"]) == {"mean", "quantile"}
    assert set(text.loc[text["output_type"] == "mean", "output_type_id"]) == {""}
    assert list(text.loc[text["output_type"] == "quantile", "output_type_id"].unique()) == [
        "0.05", "0.25", "0.5", "0.75", "0.95",
    ]  # fmt: skip
    assert sorted(text["year"].unique()) == [str(year) for year in range(2022, 2036)]
    assert not text.duplicated([*COLUMNS[:6], *COLUMNS[7:]]).any()
    assert (text["value"] != "").all() and np.isfinite(text["value"].astype(float)).all()
    assert len(text) == len(paired.keys) * 14 * 6 * 3


def test_difference_rows_are_paired(folder: Path, paired: Ensemble) -> None:
    summary = load_results(folder).summary
    rows = summary.query(
        "scenario == 'plan - baseline' and region == 'Ulsan' and year == 2035 "
        "and variable == 'Value Added|Manufacturing'"
    ).set_index("output_type_id")["value"]
    draws = paired.effect("Value Added|Manufacturing", "Ulsan")[:, -1]
    assert rows[""] == pytest.approx(draws.mean(), rel=1e-8)
    assert rows["0.05"] == pytest.approx(np.quantile(draws, 0.05), rel=1e-8)
    assert rows["0.95"] == pytest.approx(np.quantile(draws, 0.95), rel=1e-8)


def test_undefined_outcomes_have_no_row(paired: Ensemble, tmp_path: Path) -> None:
    annual = paired.annual.copy()
    annual[:, 2, paired.rows["Zombie Share", "Jeju"], 5] = np.nan
    path = write_results(replace(paired, annual=annual), info_of(), tmp_path, report=False)
    rows = load_results(path).summary.query("variable == 'Zombie Share' and region == 'Jeju'")
    assert sorted(set(range(2022, 2036)) - set(rows["year"])) == [2027]


def test_iamc_is_wide_and_holds_means(folder: Path, paired: Ensemble) -> None:
    wide = load_results(folder).iamc
    assert list(wide.columns) == ["Model", "Scenario", "Region", "Variable", "Unit", *map(str, range(2022, 2036))]
    row = wide.query("Scenario == 'plan' and Region == 'Korea' and Variable == 'Employment|Manufacturing'")
    assert row["2030"].item() == pytest.approx(paired.values("Employment|Manufacturing")[:, 8].mean(), rel=1e-8)
    assert not wide.duplicated(["Scenario", "Region", "Variable"]).any()


def test_runs_hold_every_replication_and_quarter(folder: Path, paired: Ensemble) -> None:
    runs = load_results(folder).runs
    assert len(runs) == 2 * 6 * 23 * 56
    value = runs.loc[("plan", 4, "Busan", "2031Q3"), "Value Added|Manufacturing"]
    row = [key[:2] for key in paired.quarterly_keys].index(("Value Added|Manufacturing", "Busan"))
    assert value == pytest.approx(paired.quarterly[1, 4, row, paired.quarters.index("2031Q3")], rel=1e-6)
    assert runs["SME Productivity Ratio"].notna().sum() == 2 * 6 * 56  # nation only


def test_manifest_says_what_made_the_results(folder: Path) -> None:
    results = load_results(folder)
    manifest = results.manifest
    assert manifest["run_id"] == folder.name and folder.name.endswith("_" + manifest["config_hash"][:8])
    assert re.fullmatch(r"\d{8}T\d{6}Z_[0-9a-f]{8}", folder.name)
    assert (manifest["seed"], manifest["replications"]) == (7, [0, 1, 2, 3, 4, 5])
    assert manifest["code"] == {"commit": CODE.commit, "dirty": False, "source_hash": CODE.source_hash}
    assert manifest["packages"]["numpy"] == np.__version__
    assert manifest["data_vintage"] == FakeEconomy().vintage
    assert manifest["warnings"] == ["plan.yaml:3:1 strength outside its plausible range"]
    assert manifest["inert_levers"] == ["inert"]
    assert manifest["wall_seconds"] > 0.0 and manifest["peak_memory_mb"]["largest_worker"] > 10.0
    assert {name for name in manifest["files"] if not name.startswith("tables/")} == {
        "summary.csv", "iamc.csv", "runs.parquet", "scenario/plan.yaml", "scenario/plan.resolved.yaml",
        "scenario/baseline.yaml",
    }  # fmt: skip
    assert results.changed_files() == []


def test_a_changed_file_is_noticed(paired: Ensemble, tmp_path: Path) -> None:
    path = write_results(paired, info_of(), tmp_path, report=False)
    (path / "iamc.csv").write_text("tampered")
    (path / "runs.parquet").unlink()
    assert load_results(path).changed_files() == ["iamc.csv", "runs.parquet"]


def test_config_hash_follows_everything_that_decides_the_numbers() -> None:
    info = info_of()
    assert info.config_hash == info_of(command="another").config_hash
    for change in (
        {"settings": {"scale": "1:1"}},
        {"data_vintage": "x"},
        {"scenario_files": {"plan.yaml": "schema: 2"}},
    ):
        assert info_of(**change).config_hash != info.config_hash


def test_code_version_of_a_checkout_and_without_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    version = CodeVersion.of_this_program()
    assert len(version.source_hash) == 64 and str(version)
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "a.py").write_text("x = 1")
    monkeypatch.setattr("sim.results.code.ROOT", tmp_path)
    CodeVersion.of_this_program.cache_clear()
    exported = CodeVersion.of_this_program()
    CodeVersion.of_this_program.cache_clear()
    assert exported.commit is None and str(exported) == f"src-{exported.source_hash[:8]}"


def test_two_runs_in_the_same_second_get_folders_of_their_own(tmp_path: Path) -> None:
    names = []

    def write() -> None:
        with folders.new_folder(tmp_path, "plan", "abcdef01") as draft:
            (draft.path / "x").write_text("x")
        names.append(draft.name)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(names)) == 8
    assert contents(tmp_path / "plan") == sorted(names)


def test_an_interrupted_write_leaves_nothing(tmp_path: Path) -> None:
    for error in (KeyboardInterrupt(), RuntimeError("bug")):
        with pytest.raises(type(error)), folders.new_folder(tmp_path, "plan", "abcdef01") as draft:
            (draft.path / "summary.csv").write_text("half")
            raise error
    assert contents(tmp_path / "plan") == []


def test_a_full_disk_is_one_clear_line(tmp_path: Path) -> None:
    expected = re.escape(f"results cannot be written in {tmp_path / 'plan'}: No space left on device")
    with pytest.raises(ResultsError, match=f"^{expected}$"), folders.new_folder(tmp_path, "plan", "abcdef01"):
        raise OSError(28, "No space left on device")
    assert contents(tmp_path / "plan") == []


def test_an_unwritable_place_is_noticed_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match=r"results cannot be written in .*: Not a directory"):
        folders.check_writable(tmp_path / "file", "plan")
    folders.check_writable(tmp_path, "plan")
    assert contents(tmp_path / "plan") == []


KILLED = """
    import sys, time
    sys.path.insert(0, {root!r})
    from pathlib import Path
    from sim.results.folder import new_folder
    with new_folder(Path({out!r}), "plan", "abcdef01") as draft:
        (draft.path / "summary.csv").write_text("half")
        print("writing", flush=True)
        time.sleep(60)
"""


def test_a_killed_run_leaves_no_half_result(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(textwrap.dedent(KILLED.format(root=str(ROOT), out=str(tmp_path))))
    run = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None and run.stdout.readline() == "writing\n"
    run.send_signal(signal.SIGKILL)
    run.communicate()
    visible = [name for name in contents(tmp_path / "plan") if not name.startswith(".")]
    assert visible == []
    with pytest.raises(ResultsError, match=r"no manifest\.json"):
        load_results(tmp_path / "plan")
    (hidden,) = (tmp_path / "plan").iterdir()
    os.utime(hidden, (0, 0))  # a day later the next run sweeps it away
    with folders.new_folder(tmp_path, "plan", "abcdef01") as draft:
        (draft.path / "x").touch()
    assert [path.name for path in (tmp_path / "plan").iterdir()] == [draft.name]


def test_load_results_opens_the_newest(paired: Ensemble, tmp_path: Path) -> None:
    write_results(paired, info_of(), tmp_path, report=False)
    newest = write_results(paired, info_of(), tmp_path, report=False)
    assert sim.load_results(tmp_path / "plan").path == newest


def shaped(paired: Ensemble, effects: dict[str, tuple[float, float]]) -> Ensemble:
    """The ensemble with effects spread evenly from low to high (in %) in the areas named, none elsewhere."""
    annual = paired.annual.copy()
    annual[1] = annual[0]
    for (variable, area), row in paired.rows.items():
        if area in effects and variable in ("Value Added|Manufacturing", "Labour Productivity|Manufacturing"):
            low, high = effects[area]
            annual[1, :, row, :] *= 1.0 + np.linspace(low, high, annual.shape[1])[:, None] / 100.0
        if variable.startswith("Fiscal Cost|"):
            annual[1, :, row, :] = paired.annual[1, :, row, :]
    return replace(paired, annual=annual)


ENGLISH = """\
A plan against No new policy
  mean and 90 % band of 8 paired runs, seed 7; % of No new policy
  Value added (real) 2030: +1.00 % (+0.55 to +1.45)
  Value added (real) 2035: +1.00 % (+0.55 to +1.45)
  Labour productivity 2030: +1.00 % (+0.55 to +1.45)
  Labour productivity 2035: +1.00 % (+0.55 to +1.45)
  Total factor productivity 2030: 0.00 % (0.00 to 0.00): indistinguishable from No new policy
  Total factor productivity 2035: 0.00 % (0.00 to 0.00): indistinguishable from No new policy
Regions in 2035, value added, %: gain Ulsan +2.00; lose Seoul -1.00
  not distinguishable from zero: 13; shown as 0.00: 2 (Gwangju, Jeonnam)
Fiscal cost 2026-2035, trillion won a year: gross 1.38, change of the public deficit (with interest) 0.84; \
1 of 2 acting measures have no cost in the model
No effect at all (leaving it out changes no bit; runs checked: 3): inert (Easier start)
Bands and probabilities from 8 runs are rough; 32 runs or more are advised for what is published.
Warning: plan.yaml:3:1 strength outside its plausible range
Report: results/plan/x/report.html"""

KOREAN = """\
어떤 계획 (비교 기준: 새 정책 없음)
  동일 난수로 짝지은 8쌍 모의실험의 평균과 90% 구간, 시드 7; 새 정책 없음 대비 %
  부가가치(실질) 2030: +1.00% (+0.55 ~ +1.45)
  부가가치(실질) 2035: +1.00% (+0.55 ~ +1.45)
  노동생산성 2030: +1.00% (+0.55 ~ +1.45)
  노동생산성 2035: +1.00% (+0.55 ~ +1.45)
  총요소생산성 2030: 0.00% (0.00 ~ 0.00): 새 정책 없음과 통계적으로 구분되지 않음(90% 구간에 0 포함)
  총요소생산성 2035: 0.00% (0.00 ~ 0.00): 새 정책 없음과 통계적으로 구분되지 않음(90% 구간에 0 포함)
2035년 지역별 부가가치(%): 증가 울산 +2.00; 감소 서울 -1.00
  통계적으로 구분되지 않음(90% 구간에 0 포함): 13곳; 0.00으로 표시됨: 2곳 (광주, 전남)
재정비용 2026~2035년: 연평균 총비용 1.38조 원, 재정적자 변화(이자 포함) 0.84조 원; \
작동하는 수단 2개 중 1개는 모형에 비용이 없음
효과 전혀 없음(빼도 3회 실행에서 한 비트도 변하지 않음): inert (창업 간소화)
8회 실행의 구간과 확률은 대략적이며, 발표용으로는 32회 이상을 권한다.
경고: plan.yaml:3:1 타당한 범위 밖
보고서: results/plan/x/report.html"""


BY_REGION = {
    "Korea": (0.5, 1.5), "Ulsan": (1.0, 3.0), "Busan": (-0.5, 1.5), "Seoul": (-1.5, -0.5), "Jeju": (-1.0, 0.6),
    "Gwangju": (0.003, 0.0045), "Jeonnam": (-0.0045, -0.003),
}  # fmt: skip


def test_closing_words() -> None:
    eight = run_ensemble(PLAN, BASELINE, FakeFactory(), seed=7, replications=range(8), workers=Here())
    ensemble = shaped(eight, BY_REGION)
    report = Path("results/plan/x/report.html")
    assert closing_words(ensemble, info_of(), report, "en") == ENGLISH
    assert closing_words(ensemble, info_of(), report, "ko") == KOREAN


def test_from_few_runs_no_effect_is_told_from_none(paired: Ensemble) -> None:
    """Six runs, of which all of Ulsan point one way: by chance that happens too often for a verdict."""
    words, korean = (closing_words(shaped(paired, BY_REGION), info_of(), None, language) for language in ("en", "ko"))
    assert "6 runs are too few for a verdict: from fewer than 8 no effect is told from none." in words
    assert "Regions in 2035, value added, %: too few runs for a verdict; largest means Ulsan +2.00, Busan" in words
    assert "gain " not in words and "indistinguishable" not in words and "; lose " not in words
    assert "6회 실행은 판정하기에 적음" in korean and "지역별 부가가치(%): 실행이 적어 판정하지 않음" in korean
    assert "구분되지 않음" not in korean and re.findall("[a-z]{4,}", korean.split("inert")[0]) == []


def test_a_measure_that_repeats_another_is_told_with_what_it_is_charged(paired: Ensemble) -> None:
    annual = paired.annual.copy()
    for lever, cost in (("rd", 300.0), ("loans", 100.0)):
        annual[1, :, paired.rows[f"Fiscal Cost|{lever}", "Korea"], :] = cost
    twice = replace(paired, annual=annual, repeated={"loans": ("rd",), "power": ("loans",)})
    words, korean = (closing_words(twice, info_of(), None, language) for language in ("en", "ko"))
    assert (
        "Adds nothing to other measures of the plan (leaving it out changes no bit, unless they are left out too; runs "
        "checked: 3): loans (Loans to SMEs): adds nothing to rd; charged 25 % of what they cost together; "
    ) in words
    assert "loans (중소기업 융자): rd에 더하는 효과 없음, 함께 드는 비용의 25% 부담" in korean
    free = replace(twice, repeated={"power": ("inert",)})
    assert "power (Power grid): adds nothing to inert\n" in closing_words(free, info_of(), None)


def test_closing_words_of_a_single_run_and_of_a_scenario_alone(paired: Ensemble) -> None:
    single = replace(paired, replications=(0,), annual=paired.annual[:, :1], inert=())
    words = closing_words(single, info_of(warnings=()), None)
    assert "one paired run, seed 7: no band" in words and " to +" not in words
    assert "Report" not in words and "No effect" not in words
    alone = replace(paired, parent=None, annual=paired.annual[:1])
    words = closing_words(alone, info_of(None, warnings=()), None).splitlines()
    runs = len(alone.replications)
    assert words[0] == "A plan" and len(words) == 6
    assert words[1] == f"  mean and 90 % band of {runs} runs, seed 7"
    assert words[-1].startswith(f"Bands and probabilities from {runs} runs are rough")
    assert re.fullmatch(
        r"  Value added \(real\) 2022 → 2035: [\d,.]+ → [\d,.]+ \([\d,.]+ to [\d,.]+\) trillion won of 2020/yr, "
        r"\+\d\.\d\d \([+-]\d\.\d\d to \+\d\.\d\d\) % a year",
        words[2],
    )
    words = closing_words(replace(single, parent=None, annual=single.annual[:1]), info_of(None, warnings=()), None)
    assert "\n  one run, seed 7: no band\n" in words and " to " not in words
    korean = closing_words(alone, info_of(None, warnings=()), None, "ko")
    assert f"\n  {runs}회 모의실험의 평균과 90% 구간, 시드 7\n" in korean and "->" not in korean


def test_a_run_in_which_no_measure_acts_says_so(paired: Ensemble) -> None:
    info = info_of(costless=(0, 0))
    assert "; no measure acts before the run ends\n" in closing_words(paired, info, None)
    assert "; 실행이 끝나기 전에 작동하는 수단이 없음\n" in closing_words(paired, info, None, "ko")


def test_cost_free_scenarios_say_so(paired: Ensemble) -> None:
    free = replace(paired, annual=np.repeat(paired.annual[:1], 2, axis=0))
    assert "Fiscal cost: none on record" in closing_words(free, info_of(), None)


def test_manifest_is_readable_text(folder: Path) -> None:
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text)["title"]["ko"] == "어떤 계획" and "어떤 계획" in text


def test_without_xarray_it_is_said_in_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(ResultsError, match=r"^to_xarray needs xarray: pip install xarray$"):
        load_results(folder).to_xarray()


@pytest.mark.full
def test_runs_as_xarray(folder: Path, paired: Ensemble) -> None:
    pytest.importorskip("xarray")
    data = load_results(folder).to_xarray()
    value = data["Value Added|Manufacturing"]
    assert value.dims == ("scenario", "replication", "region", "period") and value.attrs["units"]
    row = paired.quarterly[
        1, 3, [key[:2] for key in paired.quarterly_keys].index(("Value Added|Manufacturing", "Ulsan"))
    ]
    held = value.sel(scenario="plan", replication=paired.replications[3], region="Ulsan")
    assert held.sel(period=list(paired.quarters)).values == pytest.approx(row, rel=1e-6)


def test_settings_that_are_not_as_usual_are_told_with_the_base_year() -> None:
    odd = info_of(settings={"scale": 0.02, "start": "2020Q1", "set": ["wage_curve=-0.07"]}, warnings=())
    assert [text.en for text in remarks(8, odd)][-1] == "Not as usual: scale 0.02, base year 2020, wage_curve=-0.07"
    assert [text.ko for text in remarks(32, odd)] == [
        "평소와 다른 설정: 표본 비율 0.02, 기준연도 2020년, wage_curve=-0.07"
    ]
    assert remarks(32, info_of(settings={"scale": "sample", "start": "2022Q1", "set": []}, warnings=())) == []


def test_a_band_that_holds_zero_shows_it() -> None:
    def line(*effect: float) -> str:
        return _effect_line("x", Effect(*effect, runs=32), 32, "en", "y")

    assert line(0.06, -0.004, 0.13) == "  x: +0.06 % (-0.004 to +0.130): indistinguishable from y"
    assert line(0.06, 0.004, 0.13) == "  x: +0.06 % (0.00 to +0.13)"
    assert line(0.003, 0.001, 0.004) == "  x: 0.00 % (0.00 to 0.00): indistinguishable from y (shows as 0.00)"
    assert line(0.0, 0.0, 0.0) == "  x: 0.00 % (0.00 to 0.00): indistinguishable from y"
    assert line(0.06, -0.02, 0.13) == "  x: +0.06 % (-0.02 to +0.13): indistinguishable from y"


def test_printed_results_say_what_they_rest_on(tmp_path: Path, paired: Ensemble) -> None:
    odd = info_of(settings={"scale": 0.02, "start": "2022Q1", "until": 2030, "set": []})
    folder = write_results(paired, odd, tmp_path, report=False)
    runs = len(paired.replications)
    assert (
        str(load_results(folder))
        == f"plan: {runs} runs, seed {paired.seed}, until 2030; not as usual: scale 0.02; {folder}"
    )
