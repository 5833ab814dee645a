"""Whole runs from the command line that are interrupted, killed, or find no room: one clear line, no half result."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.results import load_results
from tests.results.test_ensemble import _children, _gone

ROOT = Path(__file__).parents[2]
RUN = """
    import os, sys
    sys.path.insert(0, {root!r})
    import sim.ensemble
    from tests.results.fake_model import FakeFactory

    def factory(*arguments, **keywords):
        return FakeFactory(delay={delay!r})

    sim.ensemble.ModelFactory = factory
    if __name__ == "__main__":
        import sim.cli, sim.report, sim.results
        {before}
        print("ready", flush=True)
        sys.exit(sim.cli.main([*{words!r}, "--out", {out!r}, "--runs", "4", "--workers", "{workers}", *{options!r}]))
"""
"""The command line with a model of ten lines in place of the real one."""


def start(
    folder: Path, out: Path, *, delay: float = 0.0, before: str = "pass", options: tuple[str, ...] = ("--no-report",),
    room: int | None = None, words: tuple[str, ...] = (str(ROOT / "scenarios" / "baseline.yaml"),), workers: int = 2,
) -> subprocess.Popen[str]:  # fmt: skip
    """A run of the baseline (or other `words`) into `out`; `room`: no file may grow beyond so many bytes.

    workers: one is enough where what is tested happens in the process that writes.
    """
    script = folder / "run_fake.py"
    text = textwrap.dedent(RUN).format(
        root=str(ROOT), delay=delay, out=str(out), before=before,
        words=words, options=options, workers=workers,
    )  # fmt: skip
    script.write_text(text, encoding="utf-8")

    def limit() -> None:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    run = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=limit,
    )  # fmt: skip
    assert run.stdout is not None and run.stdout.readline() == "ready\n"
    return run


def finished(run: subprocess.Popen[str]) -> tuple[int, str, list[str]]:
    """Exit code, what was printed, and the lines of the error stream that are no news of progress."""
    out, err = run.communicate(timeout=120)
    return run.returncode, out, [line for line in err.splitlines() if " tasks, " not in line]


def left_in(out: Path) -> list[str]:
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*"))


def wait_for_workers(run: subprocess.Popen[str], begun: Path | None = None) -> list[int]:
    """Workers, once there are two; begun: and this folder is there, which is made when the files have been read."""
    end = time.monotonic() + 60.0
    while time.monotonic() < end:
        workers = _children(run.pid)
        if len(workers) >= 2 and (begun is None or begun.exists()):
            return workers
        time.sleep(0.05)
    raise AssertionError("no workers")


def test_a_run_that_is_left_alone_is_whole(tmp_path: Path) -> None:
    code, out, err = finished(start(tmp_path, tmp_path / "out"))
    assert (code, err) == (0, [])
    results = load_results(tmp_path / "out" / "baseline")
    assert results.changed_files() == [] and str(results.path) in out


@pytest.mark.parametrize("reading", [True, False], ids=["while files are read", "while it computes"])
def test_ctrl_c_is_one_line_and_leaves_nothing(tmp_path: Path, reading: bool) -> None:
    run = start(tmp_path, tmp_path / "out", delay=60.0)
    workers = wait_for_workers(run, None if reading else tmp_path / "out" / "baseline")
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: the whole group
    code, out, err = finished(run)
    assert (code, out, err) == (130, "", ["Interrupted; no results were written."])
    left = left_in(tmp_path / "out")
    assert (left == ["baseline"] or (reading and left == [])) and _gone(workers)


SLOW_WRITE = """
import time
def slowly(ensemble, path):
    path.write_text("half")
    print("writing", flush=True)
    time.sleep(60.0)
sim.results.write_summary = slowly
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_ended_while_writing_there_is_no_half_result(tmp_path: Path, how: signal.Signals) -> None:
    run = start(tmp_path, tmp_path / "out", before=f"exec({SLOW_WRITE!r})", workers=1)
    assert run.stdout is not None and run.stdout.readline() == "writing\n"
    os.killpg(run.pid, how)
    code, _, err = finished(run)
    visible = [name for name in left_in(tmp_path / "out") if "/." not in name]
    assert visible == ["baseline"]
    if how is signal.SIGINT:
        assert (code, err) == (130, ["Interrupted; no results were written."])
        assert left_in(tmp_path / "out") == ["baseline"]
    else:
        assert code == -how and err == []


def test_killed_while_it_computes_it_leaves_no_worker_and_no_result(tmp_path: Path) -> None:
    run = start(tmp_path, tmp_path / "out", delay=60.0)
    workers = wait_for_workers(run, tmp_path / "out" / "baseline")
    run.kill()
    run.communicate()
    assert _gone(workers) and left_in(tmp_path / "out") == ["baseline"]


@pytest.mark.parametrize(("room", "options"), [(100_000, ("--no-report",)), (2_500_000, ("--figures", "svg"))])
def test_no_room_for_the_results_is_one_line_and_leaves_nothing(
    tmp_path: Path, room: int, options: tuple[str, ...]
) -> None:
    """A file that cannot grow fails like a full disk: in the summary, and later in the report."""
    code, out, err = finished(start(tmp_path, tmp_path / "out", room=room, options=options, workers=1))
    assert (code, out) == (3, "")
    assert len(err) == 1 and err[0].startswith(f"results cannot be written in {tmp_path / 'out' / 'baseline'}: ")
    assert "too large" in err[0].casefold()
    assert left_in(tmp_path / "out") == ["baseline"]


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder in which nobody may write (the superuser aside)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


AS_NOBODY = """
check = sim.results.check_writable
def as_nobody(out, scenario):
    me = os.geteuid()
    try:
        if me == 0:  # the superuser may write everywhere
            os.seteuid(65534)
        check(out, scenario)
    finally:
        os.seteuid(me)  # who started the workers, and may end them
sim.results.check_writable = as_nobody
"""


def test_a_read_only_folder_is_noticed_before_the_work(tmp_path: Path, read_only: Path) -> None:
    run = start(tmp_path, read_only / "out", delay=60.0, before=f"exec({AS_NOBODY!r})")
    code, out, err = finished(run)
    assert (code, out) == (3, "")
    assert err == [f"results cannot be written in {read_only / 'out' / 'baseline'}: Permission denied"]
    assert list(read_only.iterdir()) == []


def test_two_runs_at_once_in_one_folder_are_both_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    runs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        runs.append(start(tmp_path / name, out, workers=1))
    assert [finished(run)[0] for run in runs] == [0, 0]
    folders = sorted((out / "baseline").iterdir())
    assert len(folders) == 2
    results = [load_results(folder) for folder in folders]
    assert [result.changed_files() for result in results] == [[], []]
    assert results[0].manifest["run_digests"] == results[1].manifest["run_digests"]
