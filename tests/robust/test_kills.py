"""Runs and comparisons that are killed, find no room, or are two: nothing half written, what was finished is kept."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from sim.results import load_results
from sim.sweep import executors
from tests.results.test_ensemble import _gone
from tests.results.test_interrupted import AS_NOBODY, finished, left_in, read_only, start, wait_for_workers

__all__ = ["read_only"]

ROOT = Path(__file__).parents[2]
MOMENTS = 3
"""Kills per command, spread over the time it takes."""
MANY = 60


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, ...]]:
    """What is run: the baseline, and two plans without measures against it."""
    shelf = Path(shutil.copytree(ROOT / "scenarios", tmp_path_factory.mktemp("shelf") / "scenarios"))
    plans = []
    for name in ("one", "two"):
        text = f"schema: 1\nid: {name}\ntitle: {{en: {name}, ko: {name}}}\nextends: baseline\n"
        (shelf / f"{name}.yaml").write_text(text, encoding="utf-8")
        plans.append(str(shelf / f"{name}.yaml"))
    return {"run": (str(shelf / "baseline.yaml"),), "compare": ("compare", *plans), "first": ("compare", plans[0])}


OPTIONS = {"run": ("--no-report",), "compare": ("--no-report", "--keep-draws")}
PLACE = {"run": "baseline", "compare": "compare"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def whole(out: Path, kind: str) -> list[Path]:
    """Folders of results that can be seen, each as its manifest says."""
    folders = sorted((out / PLACE[kind]).glob("[!.]*"))
    for folder in folders:
        assert load_results(folder).changed_files() == []
        assert set(contents(folder)) == {*load_results(folder).manifest["files"], "manifest.json"}
    return folders


def numbers(folder: Path, kind: str) -> dict[str, bytes]:
    """What the numbers are, without the name and the time of the run."""
    if kind == "run":
        return {"digests": json.dumps(load_results(folder).manifest["run_digests"]).encode()}
    return {name: content for name, content in contents(folder).items() if name.startswith("data/")}


def kills(kind: str, commands: dict[str, tuple[str, ...]], folder: Path, times: int) -> None:
    moments = random.Random(times)
    out, options = folder / "out", OPTIONS[kind]

    def begin(words: str = kind) -> Any:
        return start(folder, out, words=commands[words], options=options, workers=1)

    run, begun = begin(), time.monotonic()
    assert finished(run)[::2] == (0, [])
    takes = time.monotonic() - begun
    if kind == "compare":  # its first plan is finished, and taken from there
        assert finished(begin("first"))[::2] == (0, [])
        options += ("--reuse", str(whole(out, kind)[-1]))
    before = {path: contents(path) for path in whole(out, kind)}
    through = 0
    for number in range(times):
        run = begin()
        time.sleep((number + moments.random()) / times * takes)
        run.kill()
        run.communicate()
        through += run.returncode == 0
        assert len(whole(out, kind)) >= len(before) + through
        assert {path: contents(path) for path in before} == before
    assert through < times
    assert finished(begin())[::2] == (0, [])
    assert numbers(whole(out, kind)[-1], kind) == numbers(next(iter(before)), kind)


@pytest.mark.parametrize("kind", ["run", pytest.param("compare", marks=pytest.mark.full)])
def test_killed_at_any_moment_nothing_is_half_written_and_what_was_finished_is_kept(
    kind: str, commands: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    kills(kind, commands, tmp_path, MOMENTS)


@pytest.mark.full
@pytest.mark.parametrize("kind", ["run", "compare"])
def test_killed_at_many_moments(kind: str, commands: dict[str, tuple[str, ...]], tmp_path: Path) -> None:
    kills(kind, commands, tmp_path, MANY)


def test_a_comparison_killed_while_it_computes_leaves_no_worker(
    commands: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    run = start(tmp_path, tmp_path / "out", delay=60.0, words=commands["compare"])
    workers = wait_for_workers(run)
    run.kill()
    run.communicate()
    assert _gone(workers) and left_in(tmp_path / "out") == ["compare"]


@pytest.mark.full
@pytest.mark.parametrize(("room", "options"), [(20_000, ("--no-report",)), (400_000, ())])
def test_no_room_for_a_comparison_is_one_line_and_leaves_nothing(
    commands: dict[str, tuple[str, ...]], tmp_path: Path, room: int, options: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    code, told, err = finished(start(tmp_path, out, room=room, options=options, words=commands["compare"]))
    assert (code, told) == (3, "")
    assert len(err) == 1 and err[0].startswith(f"results cannot be written in {out / 'compare'}: ")
    assert "too large" in err[0].casefold()
    assert left_in(out) == ["compare"]


def test_a_read_only_folder_is_noticed_before_a_comparison(
    commands: dict[str, tuple[str, ...]], tmp_path: Path, read_only: Path
) -> None:
    before = f"exec({AS_NOBODY.replace('sim.results.check', 'sim.compare.command.check')!r})"
    run = start(
        tmp_path, read_only / "out", delay=60.0, before="import sim.compare.command; " + before,
        words=commands["compare"],
    )  # fmt: skip
    code, out, err = finished(run)
    assert (code, out) == (3, "")
    assert err == [f"results cannot be written in {read_only / 'out' / 'compare'}: Permission denied"]
    assert list(read_only.iterdir()) == []


SWEEP_AS_NOBODY = """
import os, sim.sweep.store
write = sim.sweep.store.write_whole
def as_nobody(path, content):
    if os.geteuid() == 0:  # the superuser may write everywhere
        os.seteuid(65534)
    write(path, content)
sim.sweep.store.write_whole = as_nobody
words = ["sweep", "run", {plan!r}, "--out", {out!r}, "--limit", "2"]
sys.exit(sim.cli.main(words))
"""


def test_a_read_only_folder_is_one_line_of_a_sweep(tmp_path: Path, read_only: Path) -> None:
    plan, out = str(ROOT / "scenarios" / "sweeps" / "power_pledge.yaml"), read_only / "out"
    before = "print('ready', flush=True); exec(" + repr(SWEEP_AS_NOBODY.format(plan=plan, out=str(out))) + ")"
    code, told, err = finished(start(tmp_path, out, before=before))
    assert (code, told) == (3, "")
    assert err == [f"{out / 'plan.yaml'}: Permission denied"]
    assert list(read_only.iterdir()) == []


@pytest.mark.full
def test_two_comparisons_at_once_in_one_folder_are_both_whole(
    commands: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    runs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        runs.append(start(tmp_path / name, out, words=commands["compare"], options=OPTIONS["compare"]))
    assert [finished(run)[0] for run in runs] == [0, 0]
    one, two = whole(out, "compare")
    assert numbers(one, "compare") == numbers(two, "compare")


def test_a_worker_of_a_sweep_that_is_killed_is_told_and_what_is_done_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.results import ResultsError
    from sim.sweep.store import create
    from tests.sweep.conftest import PLAN

    (tmp_path / "small.yaml").write_text(PLAN, encoding="utf-8")
    store, _ = create(tmp_path / "small.yaml", tmp_path / "out", limit=4)
    monkeypatch.setattr(executors, "_do", _die)
    with pytest.raises(ResultsError, match=r"a worker process ended unexpectedly .* what is done is kept: python run"):
        executors.local(store, store.tasks(), 1)


def _die(alone: Any, folder: str, task: int) -> int:
    os._exit(9)
