"""The command line: exit codes, one-line faults, no traceback, nothing written for a faulty file."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from llvmlite import binding

import sim.ensemble
import sim.results
from sim import cli
from sim.cli import main
from sim.parameters import RegistryError

ROOT = Path(__file__).resolve().parents[2]


def test_check_of_a_good_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "baseline.yaml", "sources.yaml"]) == 0
    assert capsys.readouterr().out == "2 files checked: ready to run.\n"


def test_check_of_a_faulty_file(folder: Path, edit: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    edit("[Jeonnam, Gyeonggi]", "[Jeonam, Gyeonggi]")
    assert main(["check", "plan.yaml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("plan.yaml:12:23: pledges[0].scope.regions[0]\n  unknown region 'Jeonam'\n")
    assert err.endswith("\n1 error.\n")


def test_warnings_alone_do_not_fail(
    folder: Path, edit: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    edit("strong: 0.4,", "strong: 0.6,")
    assert main(["check", "plan.yaml"]) == 0
    out, err = capsys.readouterr()
    assert "warning: 0.6 is outside the plausible range" in err
    assert out == "1 file checked: ready to run.\n"


def test_a_faulty_file_runs_nothing_and_writes_nothing(
    folder: Path, edit: Callable[..., None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sim.ensemble, "run_ensemble", lambda *_, **__: pytest.fail("a faulty file was run"))
    edit("lever: grid_capacity", "lever: grid_capacty")
    before = sorted(folder.rglob("*"))
    assert main(["plan.yaml"]) == 2
    assert sorted(folder.rglob("*")) == before
    assert capsys.readouterr().err.endswith("\n1 error; nothing was run.\n")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["chek", "plan.yaml"],
         "'chek' is neither a command nor a file: did you mean 'check'?; see: python run.py --help"),
        (["plan.yaml", "baseline.yaml"], "a run takes one scenario file, found 2; see: python run.py --help"),
        (["plan.yaml", "--rusn", "3"], "unknown option '--rusn'; did you mean '--runs'?; see: python run.py --help"),
        (["plan.yaml", "--runs", "0"],
         "--runs: expected a whole number above zero, found '0'; see: python run.py --help"),
        (["plan.yaml", "--runs"], "--runs: expected one argument; see: python run.py --help"),
        (["plan.yaml", "--seed", "-1"],
         "--seed: expected a whole number from 0 to 4294967295, found '-1'; see: python run.py --help"),
        (["plan.yaml", "--scale", "2:1"],
         "--scale: expected sample, 1:1 or a share from 0.01 to 1, found '2:1'; see: python run.py --help"),
        (["plan.yaml", "--start", "2022"],
         "--start: expected the first quarter of a year, such as 2022Q1, found '2022'; see: python run.py --help"),
        (["plan.yaml", "--start", "2030Q1"],
         "--start: a run starts in 2014 to 2022, not in 2030Q1; see: python run.py --help"),
        (["plan.yaml", "--until", "2022"], "--until must lie in 2023 to 2045, not 2022; see: python run.py --help"),
        (["plan.yaml", "--timing", "now"],
         "--timing: expected as_dated or common_start, found 'now'; see: python run.py --help"),
        (["check"], "the following arguments are required: files; see: python run.py check --help"),
        (["explain"], "the following arguments are required: name; see: python run.py explain --help"),
        (["sweep", "run", "x"], "the following arguments are required: --out; see: python run.py sweep --help"),
        (["bench", "--quik"], "unknown option '--quik'; did you mean '--quick'?; see: python run.py bench --help"),
    ],
)  # fmt: skip
def test_faults_of_the_command_line(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], line: str
) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err == line + "\n"


def test_help_is_short_and_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert len(text.splitlines()) < 35
    assert "examples:\n  python run.py scenarios/kim_moonsoo.yaml" in text
    assert main([]) == 2


class ModelStopError(Exception):
    """An error of the model that says which exit code it means."""

    exit_code = 3


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [(RegistryError("economy.yaml: wage: label needs en and ko"), 3, "economy.yaml: wage: label needs en and ko"),
     (ModelStopError("uses = supply does not hold"), 3, "uses = supply does not hold"),
     (KeyboardInterrupt(), 130, "Interrupted; no results were written.")],
)  # fmt: skip
def test_errors_of_a_run_are_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int,
    line: str,
) -> None:  # fmt: skip
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(sim.ensemble, "run_ensemble", fail)
    assert main(["plan.yaml", "--out", "out"]) == code
    assert capsys.readouterr().err.splitlines()[-1] == line


def test_options_reach_the_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: dict[str, Any] = {}

    def run(scenario: Any, reference: Any, factory: Any, **options: Any) -> Any:
        seen.update(options, scenario=scenario, reference=reference, factory=factory)
        return "ensemble"

    def write(ensemble: Any, info: Any, out: Path, **options: Any) -> Path:
        seen.update(options, info=info, out=out)
        return out / "plan" / "folder"

    monkeypatch.setattr(sim.ensemble, "run_ensemble", run)
    monkeypatch.setattr(sim.ensemble.ModelFactory, "economy", SimpleNamespace(vintage="accounts of 2025"))
    monkeypatch.setattr(sim.results, "write_results", write)
    monkeypatch.setattr(sim.results, "closing_words", lambda *_: "what was found")
    words = ["plan.yaml", "--runs", "3", "--seed", "7", "--scale", "0.02", "--until", "2033", "--workers", "2",
             "--out", "out", "--set", "wage_curve=-0.07", "--figures", "all", "--lang", "ko"]  # fmt: skip
    monkeypatch.setattr(binding, "get_host_cpu_features", lambda: {"avx": True, "fma": True})
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert out == "what was found\n" and "this processor" not in err
    assert list(seen["replications"]) == [0, 1, 2]
    assert (seen["seed"], seen["workers"].count, seen["figures"], seen["language"]) == (7, 2, "all", "ko")
    assert (seen["factory"].base_year, seen["factory"].until, seen["factory"].scale) == (2022, 2033, 0.02)
    assert seen["factory"].uncertain == seen["scenario"].uncertain
    assert seen["command"] == "python run.py " + " ".join(words)
    assert seen["reference"].assume["wage_curve"] == -0.07
    info = seen["info"]
    assert info.settings["set"] == ["wage_curve=-0.07"]
    assert info.costless == (2, 2)  # levers of these tests have no cost rule
    assert set(info.scenario_files) == {
        "plan.yaml", "plan.resolved.yaml", "baseline.yaml", "baseline.resolved.yaml", "outlook.csv",
    }  # fmt: skip
    assert any("the world differs from that of 'baseline'" in warning.en for warning in info.warnings)
    told = [warning.ko for warning in info.warnings]
    assert any("'baseline'과(와) 가정한 여건이 다름" in warning for warning in told), told
    monkeypatch.setattr(binding, "get_host_cpu_features", lambda: {"avx": True, "fma": False})
    assert main(["plan.yaml", "--replication", "5", "--out", "out"]) == 0
    assert seen["replications"] == [5]
    assert main(["plan.yaml", "--until", "2025", "--out", "out"]) == 0
    assert seen["info"].costless == (0, 0)  # what acts after the run ends does not count
    assert "note: this processor" in capsys.readouterr().err


def test_user_faults_show_no_traceback_in_a_process_of_their_own(folder: Path) -> None:
    for words in (["check", "none.yaml"], ["none.yaml"], ["check", str(folder)], ["nonsense"]):
        run = subprocess.run(
            [sys.executable, str(ROOT / "run.py"), *words], capture_output=True, text=True, check=False, cwd=folder
        )
        assert run.returncode == 2, run.stderr
        assert "Traceback" not in run.stderr
        assert run.stdout == ""


@pytest.mark.parametrize("command", ["run", "check", "explain", "validate", "compare", "bench"])
def test_help_of_a_command_tells_every_option_it_takes(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken: set[str] = set()

    def listen(parser: cli.Parser, *_: object) -> None:
        taken.update(name for action in parser._actions for name in action.option_strings)
        raise cli.UsageError("heard")

    assert main([command, "--help"]) == 0
    told = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    monkeypatch.setattr(cli.Parser, "parse_args", listen)
    main([command, "x"])
    assert told == taken


@pytest.mark.parametrize(
    "words", [["sweep", "--help"], ["sweep", "run", "--help"], ["help", "sweep"], ["sweep", "run", "-h"]]
)
def test_help_of_a_sweep_is_one_page(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    assert capsys.readouterr().out.startswith("python run.py sweep run PLAN.yaml")


def test_help_without_a_command_is_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--help"], ["help"], ["x.yaml", "--help"]):
        assert main(words) == 0
        assert capsys.readouterr().out.startswith("usage: python run.py SCENARIO.yaml")
