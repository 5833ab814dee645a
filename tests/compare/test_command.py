"""`python run.py compare` on the real model, short and small: the folder it leaves, and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main
from sim.compare.theories import read_theories
from sim.parameters import load_registry
from sim.results.effects import VALUE_ADDED
from sim.results.manifest import changed_files
from tests.here import without_processes

PLANS = ["scenarios/kim_moonsoo.yaml", "scenarios/lee_jaemyung.yaml"]
SHORT = ["--runs", "2", "--scale", "0.02", "--workers", "2"]


def _folder(out: Path) -> Path:
    (found,) = (out / "compare").glob("2*")
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("compare")
    assert main(["compare", *PLANS, *SHORT, "--out", str(out), "--keep-draws", "--figures", "svg"]) == 0
    return _folder(out)


def test_folder_is_whole(folder: Path) -> None:
    assert changed_files(folder) == []
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names >= {
        "report.html", "manifest.json", "draws.npz", "data/effects.csv", "data/beats.csv", "data/recipients.csv",
        "tables/tables_ko.xlsx", "tables/effects_en.tex", "tables/coverage_ko.html", "figures/ranking.csv",
        "figures/ranking_one_column_ko.svg", "figures/map_two_columns_en.svg", "figures/levels_one_column_en.svg",
        "figures/sectors_two_columns_ko.svg", "figures/cost.csv", "scenario/kim_moonsoo.resolved.yaml",
    }  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["compared"] == ["baseline", "kim_moonsoo", "lee_jaemyung"]
    assert manifest["failed"] == {}
    assert len((folder / "report.html").read_bytes()) < 5_000_000


def test_files_name_the_run(folder: Path) -> None:
    assert set(pd.read_csv(folder / "figures/cost.csv")["run"]) == {folder.name}
    assert folder.name in (folder / "figures/cost_one_column_en.svg").read_text(encoding="utf-8")
    assert folder.name in (folder / "tables/effects_ko.tex").read_text(encoding="utf-8").replace(r"\_", "_")


def test_finished_plans_are_not_run_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.compare.study.run_comparison", lambda *_, **__: pytest.fail("a plan was run again"))
    with without_processes():
        assert main(["compare", *PLANS, *SHORT, "--out", str(tmp_path), "--reuse", str(folder)]) == 0
    before, after = (pd.read_csv(place / "data/effects.csv") for place in (folder, _folder(tmp_path)))
    pd.testing.assert_frame_equal(before, after)
    assert "2 plans against No new policy" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([PLANS[0], PLANS[0], *SHORT], "two plans have the id 'kim_moonsoo': scenarios/kim_moonsoo.yaml and "),
        (["scenarios/baseline.yaml", *SHORT], "nothing to compare with 'baseline'"),
        ([*PLANS, *SHORT, "--budget", "0"], "expected trillion won, found '0'"),
        ([*PLANS, *SHORT, "--shaply"], "unknown option '--shaply'; did you mean '--shapley'?"),
        ([*PLANS, "--runs", "3", *SHORT[2:], "--reuse", "{folder}"], "was made with runs 2; this run has runs 3"),
    ],
)
def test_mistakes_are_said_before_anything_runs(
    folder: Path, words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [word.replace("{folder}", str(folder)) for word in words]
    assert main(["compare", *given, "--out", str(tmp_path)]) == 2
    assert message in capsys.readouterr().err


BASE = """\
schema: 1
id: {name}
title: {{en: One, ko: 하나}}
report: {{compare_with: {other}}}
"""


def _files(folder: Path, **others: str) -> None:
    """Files of empty plans by name, and what each is compared with."""
    folder.mkdir()
    for name, other in others.items():
        (folder / f"{name}.yaml").write_text(BASE.format(name=name, other=other), encoding="utf-8")


def test_two_plans_with_one_id_are_both_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    _files(tmp_path / "a", base="null", plan="base")
    _files(tmp_path / "b", base="null", plan="base")
    for more in ([], ["--baseline", "a/base.yaml"]):
        assert main(["compare", "a/plan.yaml", "b/plan.yaml", *more]) == 2
        assert capsys.readouterr().err == (
            "b/plan.yaml:2:5: id\n"
            "  two plans have the id 'plan': a/plan.yaml and b/plan.yaml\n"
            "  hint: give one of the two files another name, and its id the same\n"
            "      2 | id: plan\n"
            "        |     ^\n\n1 error; nothing was run.\n"
        )
    assert main(["compare", "a/plan.yaml", "b/base.yaml"]) == 2
    assert capsys.readouterr().err == (
        "b/base.yaml:4:24: report.compare_with\n"
        "  a/plan.yaml is compared with a/base.yaml, b/base.yaml with b/base.yaml\n"
        "  hint: choose one for all: --baseline FILE\n"
        "      4 | report: {compare_with: null}\n"
        "        |                        ^\n\n1 error; nothing was run.\n"
    )
    assert main(["compare", "a/plan.yaml", "b/base.yaml", "--baseline", "a/base.yaml"]) == 2
    assert "two plans have the id 'base': a/base.yaml and b/base.yaml" in capsys.readouterr().err


@pytest.mark.full
def test_everything_that_can_be_asked_for(tmp_path: Path) -> None:
    asked = ["--equal-budget", "--shapley", "--rival-theories", "--financing", "--additionality", "--figures", "all"]
    words = ["compare", "scenarios/lee_jaemyung.yaml", "scenarios/lee_junseok.yaml", "--runs", "2", "--scale", "0.02"]
    assert main([*words, "--workers", "2", "--out", str(tmp_path), *asked]) == 0
    folder = _folder(tmp_path)
    contributions = pd.read_csv(folder / "data/contributions.csv")
    sums = contributions.groupby(["plan", "variable"])[["contribution", "total"]].agg(
        {"contribution": "sum", "total": "first"}
    )
    assert (sums["contribution"] - sums["total"]).abs().max() < 1e-9
    budget = pd.read_csv(folder / "data/equal_budget.csv").set_index("plan")
    assert budget.loc["lee_junseok", "factor"] != budget.loc["lee_junseok", "factor"]  # costs nothing: not reachable
    assert set(pd.read_csv(folder / "data/additionality.csv")["equilibrium"]) == {"partial", "full"}
    theories = {theory.id for theory in read_theories(load_registry())}
    assert set(pd.read_csv(folder / "data/rival_theories.csv")["theory"]) == theories
    paid = pd.read_csv(folder / "data/financing.csv").set_index(["variable", "plan", "paid_by"])["mean"]
    gained = paid.sort_index().loc[(VALUE_ADDED, "lee_jaemyung")]
    assert gained["debt"] > gained["income_tax"] > 0.0
    assert gained["debt"] > gained["spending_cuts"] > 0.0
    drawn = pd.read_csv(folder / "figures/contributions_lee_jaemyung.csv").set_index(["measure", "variable"])
    found = contributions[contributions["plan"] == "lee_jaemyung"].set_index(["player", "variable"])["contribution"]
    assert (drawn["contribution"] - found.rename_axis(["measure", "variable"])).abs().max() < 1e-6
    assert (folder / "figures/map_one_column_en.png").is_file()
    assert (folder / "figures/map_one_column_en.pdf").is_file()
