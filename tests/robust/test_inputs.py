"""Files of strangers: nothing runs, hangs or crashes, and what they wrote stays text wherever it is shown."""

from __future__ import annotations

import copy
import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from ruamel.yaml import YAML

from sim.cli import main
from sim.compare import keep
from sim.files.problems import unseen
from sim.labels import Label
from sim.report import style
from sim.results.info import ResultsError
from sim.results.render import write_csv, write_latex
from sim.results.sheets import Column, Number, Sheet
from sim.scenario import ScenarioError, load
from sim.sweep import executors
from sim.sweep import plan as sweeps
from sim.sweep.design import runs
from sim.sweep.plan import read_plan
from sim.sweep.store import Store

ROOT = Path(__file__).parents[2]
HEAD = "schema: 1\nid: {id}\ntitle: {{en: A, ko: 가}}\nextends: baseline\n"
WRONG: tuple[Any, ...] = (
    3, -1, "x", "", "\n", "../x", True, None, float("nan"), 1e300, [], [1], [{}], [None], {}, {"a": 1}, "2026-01-01",
)  # fmt: skip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped scenarios."""
    return Path(shutil.copytree(ROOT / "scenarios", tmp_path_factory.mktemp("shelf") / "scenarios"))


def refused(folder: Path, text: str, name: str = "mine") -> str:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(folder / f"{name}.yaml")
    return str(caught.value)


# --- files


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "anchor or alias"),
        ("a: " + "[" * 20_000, "nested too deeply"),
        ("a: " + "{b: " * 5_000, "nested too deeply"),
        ("- " * 5_000 + "x", "nested too deeply"),
        ("x" * 400_000, "larger than 300 kB"),
        ("a: !!python/object/apply:os.system ['true']\n", "tag"),
        ("a: [" + "1, " * 30_000 + "]\n", "more entries than are read"),
    ],
    ids=["bomb", "lists", "mappings", "blocks", "huge", "tag", "many"],
)
def test_a_file_made_to_harm_is_refused(shelf: Path, text: str, message: str) -> None:
    assert message in refused(shelf, text)


def test_a_file_without_end_is_refused(shelf: Path) -> None:
    (shelf / "endless.yaml").symlink_to("/dev/zero")
    with pytest.raises(ScenarioError, match="this is a device or a pipe, not a file"):
        load(shelf / "endless.yaml")


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "1e400", "9" * 400, "9" * 5_000, "0x" + "f" * 400])
def test_a_number_that_is_none_is_refused(shelf: Path, number: str) -> None:
    assert "wage_curve" in refused(shelf, HEAD.format(id="mine") + f"assume: {{wage_curve: {number}}}\n")


@pytest.mark.parametrize(
    "name", ["../mine", "/tmp/mine", "mine\u202e", "mіne", "mine\u200b", "한글", "a b", "a;b", ".."]
)
def test_a_name_that_is_no_plain_word_is_refused(shelf: Path, name: str) -> None:
    assert "id" in refused(shelf, HEAD.format(id=json.dumps(name)))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("year,demand_shock_common\n2026," + "9" * 140_000 + "\n", "not a table"),
        ("year,demand_shock_common\n2026,1e400\n", "demand_shock_common"),
        ("year,demand_shock_common\n2026,nan\n", "demand_shock_common"),
        ("year,year,demand_shock_common\n2026,2027,0\n", "two columns are called 'year'"),
        ("year,demand_shock_common,demand_shock_common\n2026,0,1\n", "two columns are called 'demand_shock_common'"),
    ],
    ids=["endless cell", "enormous", "nan", "two years", "two values"],
)
def test_a_table_made_to_harm_is_refused(shelf: Path, table: str, message: str) -> None:
    (shelf / "table.csv").write_text(table, encoding="utf-8")
    text = HEAD.format(id="mine") + "assume: {demand_shock_common: {file: table.csv}}\n"
    assert message in refused(shelf, text)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("E_x,M1\n", "the row has 2 cells, the header 11"),
        ("E_x" + "," * 11 + "one too many\n", "the row has 12 cells, the header 11"),
        ("E_x," + "9" * 140_000 + "\n", "not a table"),
    ],
    ids=["short", "long", "endless cell"],
)
def test_a_broken_row_of_evidence_is_refused(shelf: Path, tmp_path: Path, row: str, message: str) -> None:
    folder = Path(shutil.copytree(shelf, tmp_path / "copy", symlinks=True))
    with (folder / "evidence.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    assert message in refused(folder, HEAD.format(id="mine"))


@pytest.mark.parametrize("letter", ["\\e", "\\u202e", "\\u200b", "\\u2028", "\\a", "\\x7f"])
def test_a_character_that_nobody_sees_is_refused_and_never_reaches_the_terminal(shelf: Path, letter: str) -> None:
    told = refused(shelf, HEAD.format(id="mine").replace("en: A", f'en: "A{letter}[31m"'))
    assert "cannot be shown" in told and unseen(told) == ""
    told = refused(shelf, HEAD.format(id="mine") + f'assume: {{policy_rate: "{letter}[31m"}}\n')
    assert "cannot be shown" in told and unseen(told) == ""


@pytest.mark.parametrize("blank", ['"   "', '"\\t"', '"\\u3164\\u115f"', '"\\u2800"', "''"])
def test_a_title_that_shows_nothing_is_none(shelf: Path, blank: str) -> None:
    told = refused(shelf, HEAD.format(id="mine").replace("en: A", f"en: {blank}"))
    assert "the text is empty" in told or "cannot be shown" in told


@pytest.mark.parametrize("name", ['"a\\0b"', '"\\ud800"', "x" * 300, "a/" * 3000], ids=["zero", "half", "long", "deep"])
@pytest.mark.parametrize("key", ["extends", "compare_with", "file"])
def test_a_name_that_no_system_takes_is_a_fault_of_the_file(shelf: Path, key: str, name: str) -> None:
    text = HEAD.format(id="mine")
    if key == "extends":
        text = text.replace("extends: baseline", f"extends: {name}")
    else:
        text += f"report: {{compare_with: {name}}}\n" if key == "compare_with" else ""
        text += f"assume: {{policy_rate: {{file: {name}}}}}\n" if key == "file" else ""
    assert f"mine.yaml:{4 if key == 'extends' else 5}:" in refused(shelf, text)


@pytest.mark.parametrize("word", ["\udcff", "a\0b"])
def test_a_word_of_another_encoding_is_refused(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ROOT / "scenarios" / "baseline.yaml"), "--runs", "1", "--out", word]) == 2
    assert "is not UTF-8 text; see: python run.py --help" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("explain", "kms_power", "--lang", "ko"), ("explain", "pledges", "--lang", "ko")])
def test_a_terminal_without_korean_letters_gets_their_codes(words: tuple[str, ...]) -> None:
    bare = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    run = subprocess.run(
        [sys.executable, "-m", "sim.cli", *words], cwd=ROOT, env=bare, capture_output=True, text=True, check=True
    )
    assert r"\uacf5\uc57d" in run.stdout or r"\uc0b0\uc5c5" in run.stdout
    assert run.stdout.isascii() and run.stderr == ""


@pytest.mark.parametrize(
    ("goal", "message"),
    [
        ("change: 1e308", "1e+308 is above 100"),
        ("change: -5", "-5 is below -1"),
        ("level: 1e300", "1e+300 is above 1e+15"),
    ],
)
def test_a_goal_that_no_number_can_meet_is_refused(shelf: Path, goal: str, message: str) -> None:
    target = f"{{id: a, indicator: labour_productivity, {goal}, by: 2030Q4}}"
    assert message in refused(shelf, HEAD.format(id="mine") + f"targets: [{target}]\n")


def test_thousands_of_faults_are_told_in_time_and_not_all(shelf: Path) -> None:
    text = refused(shelf, HEAD.format(id="mine") + "".join(f"abc_{number}: 1\n" for number in range(3000)))
    assert text.count("unknown key") == 200 and text.endswith("... and 2800 more")


def test_copies_of_tables_from_two_folders_do_not_overwrite_each_other(shelf: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shelf, tmp_path / "copy", symlinks=True))
    (folder / "far").mkdir()
    (folder / "a.csv").write_text("year,policy_rate,foreign_inflation\n2026,0.02,0.02\n", encoding="utf-8")
    (folder / "far" / "A.csv").write_text("year,policy_rate,foreign_inflation\n2026,0.02,0.03\n", encoding="utf-8")
    assume = "assume: {policy_rate: {file: a.csv}, foreign_inflation: {file: far/A.csv}}\n"
    (folder / "mine.yaml").write_text(HEAD.format(id="mine") + assume, encoding="utf-8")
    files = load(folder / "mine.yaml").files
    copies = [text for name, text in files.items() if name.endswith(".csv")]
    assert len(copies) == 2 and len({name.casefold() for name in files}) == len(files)


def test_a_changed_table_makes_another_scenario(shelf: Path, tmp_path: Path) -> None:
    """Else a sweep would be resumed, or draws reused, with the numbers of two tables."""
    folder = Path(shutil.copytree(shelf, tmp_path / "copy", symlinks=True))
    text = HEAD.format(id="mine") + "assume: {policy_rate: {file: a.csv}}\n"
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    resolved = []
    for rate in (0.02, 0.03):
        (folder / "a.csv").write_text(f"year,policy_rate\n2026,{rate}\n", encoding="utf-8")
        resolved.append(load(folder / "mine.yaml").files["mine.resolved.yaml"])
    assert resolved[0] != resolved[1]


def test_a_table_that_is_replaced_by_a_child_need_not_be_readable(shelf: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shelf, tmp_path / "copy", symlinks=True))
    (folder / "bad.csv").write_bytes(b"\xb0\xa1")
    parent = HEAD.format(id="parent") + "assume: {policy_rate: {file: bad.csv}}\n"
    (folder / "parent.yaml").write_text(parent, encoding="utf-8")
    child = HEAD.format(id="mine").replace("baseline", "parent") + "assume: {policy_rate: 0.02}\n"
    (folder / "mine.yaml").write_text(child, encoding="utf-8")
    assert load(folder / "mine.yaml").assume["policy_rate"] == 0.02


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(shelf: Path) -> None:
    (shelf / "table.csv").write_text('year,policy_rate,note\n2026,0.02,"open\n2027,0.03,x\n', encoding="utf-8")
    told = refused(shelf, HEAD.format(id="mine") + "assume: {policy_rate: {file: table.csv}}\n")
    assert "table.csv:3:1\n  not a table: unexpected end of data" in told


# --- plans of sweeps


@pytest.fixture(scope="module")
def quick_plans(shelf: Path) -> Any:
    """Scenarios of plans are read once; plan files and their damage every time."""
    kept: dict[str, Any] = {}

    def once(path: Path, options: Any) -> Any:
        key = f"{path.resolve()} {options}"
        if key not in kept:
            kept[key] = load(path, options)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeps, "load", once)
        yield shelf / "sweeps"


def places(tree: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [*([place] if place else []), *(found for key, child in entries for found in places(child, (*place, key)))]


PLANS = {
    path.name: YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "scenarios" / "sweeps").glob("*.yaml"))
}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_plan_of_a_sweep_with_a_wrong_value_is_refused_or_read(quick_plans: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PLANS)))
    tree = copy.deepcopy(PLANS[name])
    place = data.draw(st.sampled_from([*places(tree), *((key,) for key in sweeps.KEYS)]))
    inner = tree
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = data.draw(st.sampled_from(WRONG))
    path = quick_plans / "damaged.yaml"
    path.write_text(json.dumps(tree).replace("NaN", ".nan"), encoding="utf-8")
    try:
        read_plan(path)
    except ScenarioError as error:
        assert "damaged.yaml:" in str(error)


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ('cluster: {partition: "a\\nrm -rf x"}', "line of the job script"),
        ('cluster: {extra: ["--x\\rcurl y"]}', "line of the job script"),
        ("cluster: {extra: --exclusive}", "expected a list"),
        ("cluster: {at_once: '2; x'}", "expected a whole number"),
        ("outcomes: 3", "expected a list"),
        ("areas: []", "expected a list"),
        ("title: {en: only}", "expected {en"),
        ("design: {kind: morris, trajectories: 4, levels: 1}", "expected a whole number from 2"),
    ],
)
def test_a_plan_writes_no_commands_into_job_scripts(quick_plans: Path, extra: str, message: str) -> None:
    text = (ROOT / "scenarios" / "sweeps" / "power_pledge.yaml").read_text(encoding="utf-8")
    kept = "\n".join(line for line in text.splitlines() if not line.startswith(extra.split(":")[0]))
    path = quick_plans / "damaged.yaml"
    path.write_text(f"{kept}\n{extra}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        read_plan(path)


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "가", "X", "a b"])
def test_a_sweep_is_named_by_a_plain_word(quick_plans: Path, tmp_path: Path, name: str) -> None:
    tree = PLANS["power_pledge.yaml"] | {"id": name}
    (quick_plans / "damaged.yaml").write_text(json.dumps(tree), encoding="utf-8")
    assert main(["sweep", "run", str(quick_plans / "damaged.yaml"), "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_a_design_of_billions_is_refused_before_it_is_made(quick_plans: Path) -> None:
    tree = copy.deepcopy(PLANS["power_pledge.yaml"])
    values = [number / 1000.0 for number in range(1, 500)]
    tree["vary"] = [{"name": name, "values": values} for name in ("grid_on_time", "policy_rate", "minimum_wage_growth")]
    tree["design"] = {"kind": "grid"}
    path = quick_plans / "damaged.yaml"
    tree["vary"][1]["values"] = tree["vary"][2]["values"] = [number / 10_000.0 for number in range(1, 500)]
    path.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(ScenarioError, match=f"makes {499**3 * 4} runs, more than its budget"):
        runs(read_plan(path))


def test_no_name_or_option_writes_a_line_or_an_option_into_a_job_script(tmp_path: Path) -> None:
    options = {"partition": "a --uid=0", "account": "x;y", "memory": "1G # z"}
    script = executors._script(Store(tmp_path / "a b%A"), [0, 1], 0, options)
    for line in (
        "--partition='a --uid=0'",
        "--account='x;y'",
        "--mem='1G # z'",
        f"--output='{tmp_path}/a b%%A/slurm/%A",
    ):
        assert f"\n#SBATCH {line}" in script
    for folder, option in ((tmp_path / "a\nrm x", {}), (tmp_path, {"time": "1\nrm x"})):
        with pytest.raises(ResultsError, match="line of the job script"):
            executors._script(Store(folder), [0], 0, option)


# --- what is shown


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1")


def sheet(*texts: str) -> Sheet:
    columns = (Column(Label("Says", "내용")), Column(Label("Effect", "효과")))
    rows = tuple((Label(text, text), Number(-1.5, 1)) for text in texts)
    return Sheet("table", Label("T", "표"), columns, rows)


def test_no_text_in_a_table_is_a_formula(tmp_path: Path) -> None:
    write_csv(sheet(*FORMULAS, " \t=1", "\r\n=1", "in\rtwo", "plain"), tmp_path / "t.csv", "en", "run")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        cells = [row[:2] for row in csv.reader(file)][1:]
    assert [text for text, _ in cells] == [*(f"'{text}" for text in FORMULAS), "'=1", "'=1", "in two", "plain"]
    assert {number for _, number in cells} == {"-1.5"}  # numbers keep their sign


def test_text_of_others_is_no_command_in_latex(tmp_path: Path) -> None:
    write_latex(sheet(r"\input{/etc/passwd} $x$ 5 % & #1 ~ ^ _"), tmp_path / "t.tex", "en", [])
    text = (tmp_path / "t.tex").read_text(encoding="utf-8")
    assert r"\input" not in text
    assert r"\textbackslash{}input\{/etc/passwd\} \$x\$ 5 \% \& \#1" in text


def test_a_title_with_signs_of_mathematics_is_drawn_as_text(tmp_path: Path) -> None:
    with style.style():
        figure = plt.figure()
        figure.suptitle(r"Costs $\nosuch{ and $<script>alert(1)</script>")
        style.save(figure, tmp_path / "f", ("svg",), r"about $\nosuch{$ <script>alert(2)</script>")
    assert "<script" not in (tmp_path / "f.svg").read_text(encoding="utf-8")


def test_kept_draws_that_hold_objects_are_not_unpickled(tmp_path: Path) -> None:
    np.savez(tmp_path / keep.FILE, about=np.array([{"a": 1}], dtype=object), annual=np.zeros(1))
    with pytest.raises(keep.CompareError, match=r"draws\.npz is damaged \(.*allow_pickle=False"):
        keep.finished(tmp_path, {}, ())


def test_code_reads_no_pickles() -> None:
    for path in (*(ROOT / "sim").rglob("*.py"), *(ROOT / "calibration").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not any(word in text for word in ("import pickle", "read_pickle", "allow_pickle=True", "joblib")), path
