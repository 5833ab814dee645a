"""Clocks that are set forward and back: names keep their order, nothing is removed, no estimate is absurd."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sim.cli import main
from sim.results import folder, load_results
from sim.results.folder import new_folder
from sim.sweep.command import _memory, _worked
from sim.sweep.store import Store, create
from sim.sweep.task import run_task
from tests.sweep.conftest import PLAN

ROOT = Path(__file__).parents[2]


class Clock(datetime):
    """A clock that can be set."""

    at = datetime(2026, 3, 1, tzinfo=UTC)

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        """What the clock shows."""
        return cls.at


def test_the_newest_results_have_the_last_name_also_where_the_clock_was_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "datetime", Clock)
    names = []
    for hours in (0, -5, -5, 3, -10_000):
        monkeypatch.setattr(Clock, "at", datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hours))
        with new_folder(tmp_path, "plan", "abcdef01") as draft:
            (draft.path / "manifest.json").write_text("{}")
        names.append(draft.name)
        assert load_results(tmp_path / "plan").path == draft.final
    assert names == sorted(set(names))


@pytest.mark.parametrize("name", ["99991231T235959Z_a", "20261399T000000Z_a", "notes", "20260101_old"])
def test_other_folders_do_not_stand_in_the_way_of_results(tmp_path: Path, name: str) -> None:
    (tmp_path / "plan" / name).mkdir(parents=True)
    with new_folder(tmp_path, "plan", "abcdef01") as draft:
        (draft.path / "x").touch()
    assert draft.name.startswith(f"{datetime.now(UTC):%Y}")


def test_a_clock_set_forward_lets_no_run_remove_what_another_is_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time
    with new_folder(tmp_path, "plan", "abcdef01") as writing:
        (writing.path / "half").touch()
        monkeypatch.setattr(time, "time", lambda: now() + 1e6)
        with new_folder(tmp_path, "plan", "abcdef02") as other:
            (other.path / "whole").touch()
        (writing.path / "rest").touch()
    assert sorted(path.name for path in writing.final.iterdir()) == ["half", "rest"]


def test_the_pace_of_a_sweep_counts_the_time_in_which_tasks_ran() -> None:
    day = 86_400.0
    tasks = [{"started": 100.0, "seconds": 10.0}, {"started": 105.0, "seconds": 10.0}]
    assert _worked(tasks) == 15.0  # two workers
    assert _worked([*tasks, {"started": day, "seconds": 5.0}]) == 20.0  # a night, or a clock set forward
    assert _worked([*tasks, {"started": -day, "seconds": 5.0}]) == 20.0  # or back
    assert _worked([{"started": 100.0, "seconds": 10.0}, {"started": 100.0, "seconds": 10.0}]) == 10.0
    assert _worked([]) == 0.0


def test_memory_is_told_after_the_first_and_the_last_task_of_a_process() -> None:
    peaks = (("a 1", 20.0, 410.0), ("a 2", 1.0, 380.0), ("a 1", 2.0, 400.0), ("a 2", 30.0, 420.0))
    times = [{"process": process, "started": started, "peak_memory_mb": peak} for process, started, peak in peaks]
    assert _memory(times) == "Memory of the largest process: 400 MB after its first task, 420 MB after its last."


def test_a_task_takes_no_negative_time_when_the_clock_is_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "small.yaml").write_text(PLAN, encoding="utf-8")
    create(tmp_path / "small.yaml", tmp_path / "out", limit=4)
    shown = iter([1e9, 1e9 - 7200.0, 1e9 - 7200.0, 5.0])
    monkeypatch.setattr(time, "time", lambda: next(shown, 0.0))
    assert run_task(str(tmp_path / "out"), 0) == 0
    (told,) = Store(tmp_path / "out").times()
    assert 0.0 < told["seconds"] < 600.0
    main(["sweep", "status", str(tmp_path / "out")])
    said = capsys.readouterr().out
    assert "2 to do (1 of 2 tasks)" in said and re.search(r"At that pace \d minutes are left", said)


def test_nothing_else_reads_the_clock_of_the_day() -> None:
    """Numbers and progress cannot move with it: names of folders, ages of left-overs, times of tasks, the machine."""
    clock = re.compile(r"\btime\.time\(|datetime\.(now|utcnow|today)|date\.today|localtime|gmtime|strftime")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "sim").rglob("*.py")
        if clock.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"sim/results/folder.py", "sim/sweep/task.py", "sim/bench/machine.py"}
