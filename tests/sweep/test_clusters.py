"""Sweeps on a real Dask cluster and a real Slurm: killed workers and nodes, the numbers of one process.

A machine without Slurm or Dask skips these loudly; installed and failing is red.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim.cli import main
from sim.sweep.executors import slurm_scripts
from sim.sweep.store import Store, create, reopen
from sim.sweep.task import run_task

from .slurm_cluster import Cluster, absent, cluster
from .test_local import parts

Plan = Callable[..., Path]


@pytest.fixture
def expected(plan: Plan, tmp_path: Path) -> dict[str, bytes]:
    """What one process writes for the first four runs."""
    store, _ = create(plan(), tmp_path / "alone", limit=4)
    for task in store.tasks():
        assert run_task(str(store.folder), task) == 0
    return parts(store.folder)


# --- Slurm


def test_arrays_stay_within_the_limit_and_name_every_task_once(plan: Plan, tmp_path: Path) -> None:
    store, _ = create(plan(("runs_per_task: 2", "runs_per_task: 1")), tmp_path / "out")
    scripts = slurm_scripts(store, [0, 1, 2, 4, 5], {"at_once": 2, "partition": "main"}, limit=3)
    arrays = [next(line for line in script.splitlines() if "--array" in line) for script in scripts]
    assert arrays == ["#SBATCH --array=0-2%2", "#SBATCH --array=1-2%2"]
    assert scripts[1].splitlines()[-1].endswith("$((SLURM_ARRAY_TASK_ID + 3))")
    assert all("#SBATCH --partition=main" in script and "#SBATCH --requeue" in script for script in scripts)


def test_a_dry_run_submits_nothing(plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "run", str(plan()), "--out", str(tmp_path / "out"), "--executor", "slurm", "--dry-run"]
    assert main([*words, "--time", "00:10:00"]) == 0
    assert "#SBATCH --time=00:10:00" in capsys.readouterr().out
    assert parts(tmp_path / "out") == {}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--dry-run"], "the executor local does not use --dry-run; did you mean --executor slurm?"),
        (["--partition", "main", "--memory", "2G"],
         "the executor local does not use --partition, --memory; did you mean --executor slurm?"),
        (["--executor", "dask", "--time", "30"],
         "the executor dask does not use --time; did you mean --executor slurm?"),
        (["--scheduler", "tcp://here:1"],
         "the executor local does not use --scheduler; did you mean --executor dask?"),
        (["--executor", "slurm", "--workers", "2"],
         "the executor slurm does not use --workers; did you mean --executor local or dask?"),
        (["--scheduler", "tcp://here:1", "--time", "30"], "the executor local does not use --scheduler, --time"),
        (["--executor", "dask", "--scheduler", "tcp://here:1", "--workers", "2"],
         "a cluster that exists has its own workers: --workers has no effect with --scheduler"),
    ],
)  # fmt: skip
def test_an_option_that_the_executor_would_ignore_is_refused(
    plan: Plan, tmp_path: Path, options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --dry-run alone the whole sweep would be run."""
    for words in (["run", str(plan()), "--out", str(tmp_path / "out")], ["resume", str(tmp_path / "out")]):
        assert main(["sweep", *words, *options]) == 2
        assert capsys.readouterr().err == f"{told}; see: python run.py sweep --help\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--time", "2h", "--time: expected a length of time as sbatch takes it, found '2h': 02:00:00 is two hours"),
        ("--memory", "lots", "--memory: expected memory as sbatch takes it, found 'lots': 1500M, or 2G"),
        ("--at-once", "some", "--at-once: expected a whole number from 1 to 10000000, found 'some'"),
    ],
)
def test_an_option_that_sbatch_would_refuse_is_refused_before_a_sweep_is_made(
    plan: Plan, tmp_path: Path, option: str, value: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["sweep", "run", str(plan()), "--out", str(out), "--executor", "slurm", "--dry-run", option, value]
    assert main(words) == 2
    err = capsys.readouterr().err
    assert err.startswith(told) and err.count("\n") == 1
    assert not out.exists()


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """Three nodes of one processor each."""
    lacking = absent()
    if lacking or os.getuid() != 0:
        pytest.skip(f"Slurm is not here ({', '.join(lacking) or 'not root'}): packages slurm-wlm and munge")
    with cluster(tmp_path / "slurm") as one:
        monkeypatch.setenv("SLURM_CONF", str(tmp_path / "slurm" / "slurm.conf"))
        yield one


@pytest.mark.full
def test_a_job_array_gives_the_numbers_of_one_process(
    plan: Plan, tmp_path: Path, slurm: Cluster, expected: dict[str, bytes]
) -> None:
    """As docs/sweeps.md tells the first time: look at the script, then submit."""
    out = tmp_path / "out"
    words = ["sweep", "run", str(plan()), "--out", str(out), "--limit", "4", "--executor", "slurm", "--dry-run"]
    assert main(words) == 0
    options = ["--partition", "main", "--time", "00:10:00", "--memory", "1500M"]
    assert main(["sweep", "resume", str(out), "--executor", "slurm", *options]) == 0
    slurm.wait_idle(180.0)
    logs = "".join(path.read_text() for path in (out / "slurm").glob("*.out"))
    assert parts(out) == expected, logs


@pytest.mark.full
def test_a_killed_node_and_a_cancelled_job_lose_no_run(plan: Plan, tmp_path: Path, slurm: Cluster) -> None:
    out, file = tmp_path / "out", plan(("until: 2030", "until: 2035"), ("samples: 6", "samples: 12"))
    assert main(["sweep", "run", str(file), "--out", str(out), "--executor", "slurm"]) == 0
    time.sleep(8.0)
    slurm.kill_node("node2")
    running = slurm.call("squeue", "-h", "-r", "-t", "running", "-o", "%i").split()
    slurm.call("scancel", running[0])
    time.sleep(15.0)
    slurm.start_node("node2")
    slurm.wait_idle(400.0)
    store, _ = reopen(out)
    assert len(store.missing()) >= 1  # the job that was cancelled
    assert main(["sweep", "resume", str(out), "--workers", "2"]) == 0
    alone, _ = create(file, tmp_path / "one")
    for task in alone.tasks():
        run_task(str(alone.folder), task)
    assert parts(out) == parts(alone.folder)


# --- Dask


def test_a_dask_cluster_gives_the_numbers_of_one_process(
    plan: Plan, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    out = tmp_path / "out"
    words = ["sweep", "run", str(plan()), "--out", str(out), "--limit", "4", "--executor", "dask", "--workers", "2"]
    assert main(words) == 0
    assert parts(out) == expected


@pytest.mark.full
def test_a_killed_dask_worker_loses_no_run(plan: Plan, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
    file, out = plan(("until: 2030", "until: 2035")), tmp_path / "out"
    create(file, out)
    store = Store(out)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,
        distributed.Client(local) as client,
    ):
        futures = [client.submit(run_task, str(out), task, pure=False, retries=3) for task in store.tasks()]
        while not any(store.parts.glob("part-*.parquet")):
            time.sleep(0.2)
        os.kill(next(iter(local.workers.values())).pid, signal.SIGKILL)
        client.gather(futures)
    alone, _ = create(file, tmp_path / "one")
    for task in alone.tasks():
        run_task(str(alone.folder), task)
    assert parts(out) == parts(alone.folder)
    shutil.rmtree(out)
