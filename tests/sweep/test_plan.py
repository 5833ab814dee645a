"""Plans of sweeps: what is refused, with its place, and how many runs a design makes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.cli import main
from sim.results.info import ResultsError
from sim.scenario import ScenarioError
from sim.sweep import response
from sim.sweep.checks import FORMS
from sim.sweep.design import points, runs
from sim.sweep.plan import SweepPlan, read_plan
from sim.sweep.store import Store, create, reopen

Plan = Callable[..., Path]

CUBE = "latin_hypercube, samples: 6"
FAULTS = {
    "unknown parameter": ("grid_on_time", "grid_on_tme", "unknown parameter 'grid_on_tme'", "mean 'grid_on_time'?"),
    "unknown lever": ("kms_rd_infra", "kms_rd", "no lever of these scenarios is 'levers.kms_rd.strength'", "levers."),
    "lever as --set names it": (
        "levers.kms_rd_infra.strength", "pledges.kms_rd_infra.strength.central",
        "no lever of these scenarios is 'pledges.kms_rd_infra.strength.central'",
        "did you mean 'levers.kms_rd_infra.strength'?"),
    "empty range": ("low: 0.1, high: 0.6", "low: 0.6, high: 0.1", "the range of 'grid_on_time' is empty", ""),
    "outside": ("high: 0.6", "high: 1.6", "1.6 is outside what grid_on_time accepts, 0 to 1", ""),
    "varied and set": ("scale:", "set: {grid_on_time: 0.3}\nscale:", "'grid_on_time' varies and is set as well", ""),
    "unknown design": ("latin_hypercube", "latin_cube", "expected design:", "did you mean 'latin_hypercube'?"),
    "design key": ("samples: 6", "samples: 6, levels: 4", "unknown key 'levels'", ""),
    "design without size": (", samples: 6", "", "a design latin_hypercube needs 'samples'", ""),
    "unknown key": ("scale:", "scales: 2\nscale:", "unknown key 'scales'", "did you mean 'scale'?"),
    "id of a device": ("id: small", "id: prn", "'prn' cannot be an id", "such as 'prn_plan'"),
    "no such scenario": ("kim_moonsoo.yaml", "kim_moonso.yaml", "cannot be used", ""),
    "unknown outcome": ("Employment|Manu", "Employmnt|Manu", "unknown outcome 'Employmnt|Manufacturing'", "mean"),
    "scale": ("scale: 0.01", "scale: 3", "expected sample, 1:1 or a share from 0.01 to 1, found 3", ""),
    "sobol off its sequence": (
        CUBE, "sobol, samples: 50", "samples of a design sobol are a power of two, found 50", "hint: 32 or 64"),
    "morris with odd levels": (
        CUBE, "morris, trajectories: 4, levels: 5", "levels of a design morris are an even number, found 5", "hint: 6"),
    "point beyond its range": (
        CUBE, "list, points: [[0.05, 0.7]]", "0.7 is outside the range of grid_on_time under 'vary', 0.1 to 0.6", ""),
    "point given twice": (CUBE, "list, points: [[0.05, 0.2], [0.05, 0.2]]", "this point is listed twice", ""),
    "value given twice": (
        "low: 0.1, high: 0.6", "values: [0.1, 0.6, 0.1]", "the value 0.1 of 'grid_on_time' is listed twice", ""),
    "point off the values": (
        f"low: 0.1, high: 0.6}}\ndesign: {{kind: {CUBE}",
        "values: [0.1, 0.6]}\ndesign: {kind: list, points: [[0.05, 0.3]]",
        "0.3 is none of the values of grid_on_time under 'vary'", ""),
    "time of a cluster": (
        "scale:", "cluster: {time: 2h}\nscale:", "expected a length of time as sbatch takes it, found '2h'", "02:00:00"
    ),
    "memory of a cluster": (
        "scale:", "cluster: {memory: lots}\nscale:", "expected memory as sbatch takes it, found 'lots'", "1500M, or 2G"
    ),
    "values in a cube": ("low: 0.1, high: 0.6", "values: [0.1]", "needs 'low' and 'high' for everything", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_plan_is_refused_with_its_place(plan: Plan, name: str) -> None:
    old, new, message, hint = FAULTS[name]
    with pytest.raises(ScenarioError) as caught:
        read_plan(plan((old, new)))
    text = str(caught.value)
    assert message in text
    assert hint in text
    assert "small.yaml:" in text


def test_a_bad_plan_ends_with_the_exit_code_of_the_users_fault_and_writes_nothing(plan: Plan, tmp_path: Path) -> None:
    assert main(["sweep", "run", str(plan(("grid_on_time", "nothing"))), "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_a_measure_that_a_short_run_does_not_reach_is_told_as_that(plan: Plan) -> None:
    """It is known, so that no other name is offered in its place, and a run that is long enough takes it."""
    late = ("kms_rd_infra.strength, low: 0.02", "kms_power.strength, low: 0.02")
    path = plan(late, ("until: 2030", "until: 2028"))
    with pytest.raises(ScenarioError) as caught:
        read_plan(path)
    (fault,) = [problem for problem in caught.value.problems if not problem.warning]
    assert str(fault).startswith(
        f"{path}:6:12: vary[0].name\n  'kms_power' does not act before the run ends (until 2028; first acts 2030Q1)\n"
        "  hint: until: 2030, or later\n"
    )
    with pytest.raises(ScenarioError, match=r"did you mean 'levers\.kms_power\.strength'"):
        read_plan(plan(("until: 2030", "until: 2028"), (late[0], "kms_powr.strength, low: 0.02")))
    assert read_plan(plan(late)).vary[0].pledge == "kms_power"


def test_a_plan_of_a_sweep_can_be_checked(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(plan())]) == 0
    assert capsys.readouterr().out == "1 file checked: ready to run.\n"
    assert main(["check", str(plan(("scale:", "scales: 2\nscale:")))]) == 2
    told = capsys.readouterr().err
    assert "unknown key 'scales'" in told and told.endswith("\n1 error and 5 warnings.\n")  # of ramps


def test_a_design_over_its_budget_is_refused(plan: Plan) -> None:
    with pytest.raises(ScenarioError, match="makes 12 runs, more than its budget of 11"):
        runs(read_plan(plan(("scale:", "budget: 11\nscale:"))))


def test_a_design_over_its_budget_is_found_by_the_check_at_its_place(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    path = plan(("scale:", "budget: 11\nscale:"))
    assert main(["check", str(path)]) == 2
    assert f"{path}:9:9: budget\n  the design makes 12 runs, more than its budget of 11\n" in capsys.readouterr().err
    path = plan((CUBE, "latin_hypercube, samples: 20000"))
    assert main(["check", str(path)]) == 2
    assert (
        f"{path}:8:9: design\n  the design makes 40000 runs, more than its budget of 20000" in capsys.readouterr().err
    )


def test_warnings_of_scenarios_are_those_of_the_sweep(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = plan(("until: 2030", "until: 2028"))
    late = "  warning: the measure does not act before the run ends, and is left out\n"
    assert main(["check", str(path), str(path)]) == 0
    told = capsys.readouterr()
    assert told.out == "2 files checked: ready to run.\n"
    assert told.err.count(late) == 3 and told.err.endswith(f"\n{told.err.count('warning: ')} warnings.\n")
    folder = tmp_path / "out"
    assert main(["sweep", "run", str(path), "--out", str(folder), "--executor", "slurm", "--dry-run"]) == 0
    assert capsys.readouterr().out.count(late) == 3
    kept = json.loads((folder / "identity.json").read_text(encoding="utf-8"))["warnings"]
    assert sum("does not act before the run ends" in warning for warning in kept) == 3
    assert reopen(folder)[1].problems == read_plan(path).problems


def test_one_task_is_told_as_one(plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(tmp_path / "out"), "--executor", "slurm", "--dry-run"]
    path = plan(("runs_per_task: 2\n", ""))
    assert main(["sweep", "run", str(path), "--limit", "4", "--out", *words]) == 0
    assert f"4 runs in 1 task: {tmp_path / 'out'}\n" in capsys.readouterr().out
    assert main(["sweep", "resume", *words]) == 0
    assert capsys.readouterr().out.startswith("1 of 1 task is missing: ")


def test_a_sweep_begun_before_warnings_were_kept_is_resumed(plan: Plan, tmp_path: Path) -> None:
    store, _ = create(plan(), tmp_path / "out", limit=2)
    path = store.folder / "identity.json"
    same = json.loads(path.read_text(encoding="utf-8"))
    del same["warnings"], same["plan source"]
    path.write_text(json.dumps(same), encoding="utf-8")
    assert reopen(store.folder)[1].id == "small"
    assert Store(store.folder).source == str(plan())


@pytest.mark.parametrize("time", ["30", "30:00", "02:00:00", "1-12", "1-12:00", "1-12:00:00", "90"])
@pytest.mark.parametrize("memory", ["1500M", "2G", "1500"])
def test_every_way_in_which_slurm_writes_time_and_memory_is_taken(time: str, memory: str) -> None:
    assert FORMS["time"].fits(time) and FORMS["memory"].fits(memory)


@pytest.mark.parametrize("text", ["2h", "1:2:3:4", "-1", "1-", "2:0", "", "٣", "1.5", "02:00:00\n"])
def test_what_slurm_does_not_read_as_a_time_is_none(text: str) -> None:
    assert not FORMS["time"].fits(text)


def test_numbers_of_runs(plan: Plan) -> None:
    """Known from the designs: n, r (k + 1), n (k + 2), and the product of the values."""
    pytest.importorskip("SALib", reason="SALib is not installed: designs sobol and morris")
    k = 2
    cube = read_plan(plan())
    assert len(points(cube)) == 6
    assert len(runs(cube)) == 6 * 2
    morris = read_plan(plan(("latin_hypercube, samples: 6", "morris, trajectories: 5, levels: 4")))
    assert len(points(morris)) == 5 * (k + 1)
    sobol = read_plan(plan(("latin_hypercube, samples: 6", "sobol, samples: 8")))
    assert len(points(sobol)) == 8 * (k + 2)
    grid = read_plan(
        plan(
            ("latin_hypercube, samples: 6", "grid"), ("low: 0.02, high: 0.1", "values: [0.02, 0.05, 0.1]"),
            ("low: 0.1, high: 0.6", "values: [0.2, 0.4]"), ("scale:", "replications: 3\nscale:"),
        )
    )  # fmt: skip
    assert len(runs(grid)) == 3 * 2 * 3 * 2


def test_a_latin_hypercube_has_one_point_in_every_layer(plan: Plan) -> None:
    unit = (points(read_plan(plan())) - [0.02, 0.1]) / [0.08, 0.5]
    for column in unit.T:
        assert sorted(np.floor(column * 6).astype(int)) == list(range(6))


def test_a_run_is_named_by_all_that_defines_it(plan: Plan) -> None:
    first = list(runs(read_plan(plan()))["run"])
    assert first == list(runs(read_plan(plan()))["run"])
    assert len(set(first)) == len(first)
    changes = (
        ("until: 2030", "until: 2031"), ("scale: 0.01", "scale: 0.02"), ("areas: [Korea, Ulsan]", "areas: [Korea]"),
        ("scale:", "seed: 2\nscale:"), ("scale:", "set: {policy_rate: 0.03}\nscale:"),
    )  # fmt: skip
    for change in changes:
        assert not set(first) & set(runs(read_plan(plan(change)))["run"])


def test_how_runs_are_packed_does_not_change_their_names(plan: Plan) -> None:
    packed = runs(read_plan(plan(("runs_per_task: 2", "runs_per_task: 5"))))
    assert list(packed["run"]) == list(runs(read_plan(plan()))["run"])
    assert list(packed["task"]) == [0] * 4 + [1] * 4 + [2] * 4


SHIPPED = sorted((Path(__file__).parents[2] / "scenarios" / "sweeps").glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_plans_can_be_used(path: Path) -> None:
    assert read_plan(path).id == path.stem


def response_of(plan: Callable[..., Path], *changes: tuple[str, str]) -> tuple[SweepPlan, pd.DataFrame]:
    """Main effects where the outcome is known: 3 x the first thing - 5 x the second + the replication."""
    made = read_plan(plan(*changes))
    places = points(made)
    outcome = 3.0 * places[:, :1] - 5.0 * places[:, 1:] + np.arange(made.replications)
    return made, response.main_effects(made, {"plan": outcome})


def test_response_over_values_is_the_mean_over_all_else(plan: Callable[..., Path]) -> None:
    _, frame = response_of(
        plan, ("low: 0.02, high: 0.1", "values: [0.02, 0.1]"), ("low: 0.1, high: 0.6", "values: [0.1, 0.3]"),
        ("kind: latin_hypercube, samples: 6", "kind: grid"), ("scale: 0.01", "scale: 0.01\nreplications: 3"),
    )  # fmt: skip
    assert list(frame["mean"]) == pytest.approx([0.06 - 1.0 + 1.0, 0.3 - 1.0 + 1.0, 0.18 - 0.5 + 1.0, 0.18 - 1.5 + 1.0])
    assert list(frame["p95"] - frame["p05"]) == pytest.approx([1.8] * 4)  # of the replications 0, 1, 2


def test_response_over_samples_is_the_line_through_them(plan: Callable[..., Path]) -> None:
    _, frame = response_of(plan)
    rise = (
        frame.groupby("varied", sort=False)["mean"].diff().dropna() / frame.groupby("varied")["value"].diff().dropna()
    )
    assert list(rise) == pytest.approx([3.0, -5.0])


def test_a_line_through_too_few_samples_is_an_error(plan: Callable[..., Path]) -> None:
    with pytest.raises(ResultsError, match="too few"):
        response_of(plan, ("samples: 6", "samples: 3"))


@pytest.mark.parametrize(
    ("samples", "limit", "tasks", "sizes"),
    [
        (500, None, 24, {40, 42}), (288, None, 24, {24}), (1250, None, 48, {52, 54}), (5000, None, 120, {82, 84}),
        (30, None, 6, {10}), (6, None, 1, {12}), (500, 20, 2, {10}), (500, 25, 2, {11, 14}),
    ],
)  # fmt: skip
def test_tasks_are_even_and_a_multiple_of_24_unless_runs_are_few(
    plan: Plan, samples: int, limit: int | None, tasks: int, sizes: set[int]
) -> None:
    read = read_plan(plan(("samples: 6", f"samples: {samples}"), ("runs_per_task: 2\n", "")))
    packed = runs(read, limit)
    counts = packed["task"].value_counts().sort_index()
    assert list(counts.index) == list(range(tasks))
    assert set(counts) == sizes
    groups = packed.groupby(["sample", "replication"])["task"].nunique()
    assert (groups == 1).all()  # scenarios of one sample share quarters, so they share a task
    assert list(packed["run"]) == list(runs(read)["run"])[: len(packed)]
