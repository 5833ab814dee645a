"""Disks, files and clocks that fail: one clear line, nothing lost, and the same numbers once they work again."""

from __future__ import annotations

import errno
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.cli import main
from sim.compare import keep
from sim.files import whole as files
from sim.results import ResultsError, load_results, write_results
from sim.sweep.store import Store, create
from sim.sweep.task import run_task
from tests.compare.test_keep import FILES, MADE_BY, _given, _run
from tests.results.test_results import info_of
from tests.sweep.conftest import PLAN
from tests.sweep.test_local import parts

ROOT = Path(__file__).parents[2]
Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Exit code of a command and what it said on the error stream."""

    def run(*words: str | Path) -> tuple[int, str]:
        code = main([str(word) for word in words])
        return code, capsys.readouterr().err

    return run


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A plan of a sweep with three tasks, and the folder of the finished sweep."""
    place = tmp_path_factory.mktemp("sweep")
    (place / "small.yaml").write_text(PLAN, encoding="utf-8")
    store, _ = create(place / "small.yaml", place / "out", limit=6)
    for task in store.tasks():
        assert run_task(str(store.folder), task) == 0
    return place / "small.yaml", store.folder


@pytest.fixture
def copy(finished: tuple[Path, Path], tmp_path: Path) -> Path:
    """A copy of the finished sweep, to be damaged."""
    return Path(shutil.copytree(finished[1], tmp_path / "out"))


# --- disks


@contextmanager
def full_disk(at: int) -> Iterator[None]:
    """Inside, the disk is full when the file of this number, from 1, is written."""
    real, written = os.fsync, itertools.count(1)

    def fsync(handle: int) -> None:
        if next(written) == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        yield


def test_a_file_is_as_it_was_when_the_disk_is_full(tmp_path: Path) -> None:
    path = tmp_path / "a" / "file.txt"
    files.write_whole(path, b"old")
    with full_disk(1), pytest.raises(OSError, match="No space left") as caught:
        files.write_whole(path, b"new")
    assert caught.value.filename == str(path)
    assert [path.read_bytes(), list(path.parent.iterdir())] == [b"old", [path]]


def test_a_sweep_that_finds_no_room_says_so_and_goes_on_when_there_is(
    finished: tuple[Path, Path], tmp_path: Path, said: Said
) -> None:
    """At every file in turn, from the first of the start to the last of a task."""
    plan, sound = finished
    out = tmp_path / "out"
    for file in (1, 2, 3):  # plan, table, identity
        with full_disk(file):
            code, err = said("sweep", "run", plan, "--out", out, "--limit", "6")
        assert code == 3 and re.fullmatch(rf"{re.escape(str(out))}/\S+: No space left on device\n", err)
        assert not list(out.rglob("*.tmp")) and not list(out.rglob("part-*"))
    create(plan, out, limit=6)  # a start that found no room, or was killed, is begun again
    for file in (1, 2):  # part, times
        with full_disk(file):
            code, err = said("sweep", "task", out, file)
        assert code == 3 and "No space left on device" in err and err.count("\n") == 1
    assert list(parts(out)) == ["part-00002.parquet"]
    for task in Store(out).missing():
        run_task(str(out), task)
    assert parts(out) == parts(sound)


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Callable[[int], None]]:
    """A disk of so many kB in memory, and how to make it larger."""
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("a small disk needs the program mount and the superuser")
    place.mkdir()
    words = [mount, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
    if subprocess.run(words, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        yield lambda size: subprocess.run([mount, "-o", f"remount,size={size}k", str(place)], check=True)
    finally:
        subprocess.run(["umount", str(place)], check=True)


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    arguments = [sys.executable, "-m", "sim.cli", *map(str, words)]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.full
def test_a_sweep_on_a_disk_that_fills_up_is_resumed_on_a_larger_one(
    finished: tuple[Path, Path], tmp_path: Path
) -> None:
    plan, sound = finished
    start = sum(-(-path.stat().st_size // 4096) for path in sound.iterdir() if path.is_file())
    with small_disk(tmp_path / "disk", 4 * (start + 4)) as enlarge:
        out = tmp_path / "disk" / "out"
        done = command("sweep", "run", plan, "--out", out, "--limit", "6", "--workers", "1")
        assert done.returncode == 3
        told = [line for line in done.stderr.splitlines() if " tasks, " not in line]
        assert (
            len(told) == 1
            and told[0].startswith(str(out))
            and told[0].endswith(
                f": No space left on device; finished tasks are kept: python run.py sweep resume {out}"
            )
        )
        assert parts(out).items() < parts(sound).items()
        enlarge(20_000)
        assert command("sweep", "resume", out, "--workers", "1").returncode == 0
        assert parts(out) == parts(sound)


def test_a_sweep_that_is_interrupted_says_that_finished_tasks_are_kept(
    finished: tuple[Path, Path], tmp_path: Path
) -> None:
    plan, sound = finished
    out = tmp_path / "out"
    words = [sys.executable, "-m", "sim.cli", "sweep", "run", str(plan), "--out", str(out), "--workers", "1"]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    run = subprocess.Popen(words, cwd=ROOT, start_new_session=True, **quiet)
    while run.poll() is None and not (out.is_dir() and parts(out)):
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: the whole group
    told = [line for line in run.communicate(timeout=120)[1].splitlines() if " tasks, " not in line]
    assert run.returncode == 130
    assert told == [f"Interrupted; finished tasks are kept: python run.py sweep resume {out}"]
    assert parts(sound).keys() & parts(out).keys()


def test_what_the_system_refuses_is_one_line(
    finished: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/somewhere/table.parquet")

    monkeypatch.setattr(Store, "missing", refuse)
    assert said("sweep", "status", finished[1]) == (3, "/somewhere/table.parquet: Permission denied\n")


# --- sweeps that are damaged


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "half": lambda content: content[: len(content) // 2],
    "garbage": lambda content: b"PAR1\x00garbage" * 30,
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_part_that_is_cut_is_made_again(finished: tuple[Path, Path], copy: Path, how: str, said: Said) -> None:
    part = Store(copy).part(1)
    part.write_bytes(DAMAGE[how](part.read_bytes()))
    assert Store(copy).missing() == [1]
    assert said("sweep", "collect", copy)[0] == 3
    assert run_task(str(copy), 1) == 0
    assert parts(copy) == parts(finished[1])


def test_a_part_of_which_one_bit_is_wrong_is_named(copy: Path, said: Said) -> None:
    part = Store(copy).part(1)
    content = bytearray(part.read_bytes())
    content[200] ^= 1
    part.write_bytes(content)
    code, err = said("sweep", "collect", copy)
    assert code == 3
    assert err == f"{part.parent}: {part.name} damaged; delete it, then: python run.py sweep resume {copy}\n"


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("identity.json", "identity.json is damaged, so that nothing says what made this sweep"),
        ("table.parquet", "was begun with other table.parquet; restore it"),
    ],
)
def test_a_sweep_that_does_not_know_what_it_is_goes_no_further(
    finished: tuple[Path, Path], copy: Path, name: str, message: str, how: str, said: Said
) -> None:
    before = parts(copy)
    (copy / name).write_bytes(DAMAGE[how]((copy / name).read_bytes()))
    code, err = said("sweep", "resume", copy)
    assert code == 3 and message in err and err.count("\n") == 1
    assert parts(copy) == before


DEEP = "[" * 100_000
"""More than the reader of JSON goes down."""


@pytest.mark.parametrize("text", ["[]", "null", "3", '{"plan file": "x"}', DEEP], ids=range(5))
def test_an_identity_that_is_something_else_is_told(copy: Path, text: str, said: Said) -> None:
    (copy / "identity.json").write_text(text, encoding="utf-8")
    code, err = said("sweep", "resume", copy)
    assert code == 3 and "identity.json is damaged" in err


@pytest.mark.parametrize("how", ["other table", "folders", "damaged table"])
def test_parts_of_something_else_are_not_collected(copy: Path, how: str, said: Said) -> None:
    for part in list(copy.glob("parts/part-*")):
        if how == "other table":
            shutil.copy(copy / "table.parquet", part)
        elif how == "folders":
            part.unlink()
            part.mkdir()
    if how == "damaged table":
        (copy / "table.parquet").write_bytes(b"PAR1")
    code, err = said("sweep", "collect", copy)
    assert code == 3 and f"{copy}: parts and table are not those of one sweep (" in err and err.count("\n") == 1


def test_status_needs_no_times_and_names_a_damaged_list_of_failures(
    copy: Path, said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, path in enumerate(sorted((copy / "timing").iterdir())):
        path.write_text(("", "[1]", '{"started": null}')[number], encoding="utf-8")
    assert main(["sweep", "status", str(copy)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "6 runs: 6 done, 0 failed, 0 to do (0 of 3 tasks).",
        "6 of the plan's 12 runs were asked for (--limit); sweep analyse needs all of them.",
    ]
    (copy / "failures").mkdir()
    (copy / "failures" / "task-00001.jsonl").write_text('{"run": "a', encoding="utf-8")
    code, err = said("sweep", "status", copy)
    assert code == 3 and "task-00001.jsonl is damaged; delete it and " in err and err.count("\n") == 1


def test_a_start_that_was_killed_is_begun_again_and_files_of_others_are_left_alone(
    finished: tuple[Path, Path], tmp_path: Path, said: Said
) -> None:
    plan, sound = finished
    out = tmp_path / "out"
    out.mkdir()
    (out / ".table.parquet.host.1.tmp").write_text("half")
    for name in ("plan.yaml", "table.parquet"):
        shutil.copy(sound / name, out / name)
        assert create(plan, out, limit=6)[0].tasks() == [0, 1, 2]
        (out / "identity.json").unlink()
    for name in ("plan.yaml", "notes.txt"):
        shutil.rmtree(out)
        out.mkdir()
        (out / name).write_text("mine", encoding="utf-8")
        code, err = said("sweep", "run", plan, "--out", out, "--limit", "6")
        assert (code, err) == (3, f"{out} is not empty; a sweep takes a folder of its own\n")
        assert [(path.name, path.read_text()) for path in out.iterdir()] == [(name, "mine")]


def test_a_sweep_of_another_version_is_named_and_kept(copy: Path, said: Said) -> None:
    before = parts(copy)
    path = copy / "identity.json"
    same = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**same, "code": "0" * 64, "format": 0, "data": "2019"}), encoding="utf-8")
    code, err = said("sweep", "resume", copy)
    assert code == 3 and f"{copy} was begun with other code, data, format; restore it, or begin a new sweep" in err
    assert parts(copy) == before


def test_a_sweep_whose_plan_or_scenario_is_gone_says_which(
    finished: tuple[Path, Path], tmp_path: Path, said: Said
) -> None:
    shelf = Path(shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios"))
    plan = tmp_path / "small.yaml"
    plan.write_text(PLAN.replace(str(ROOT / "scenarios"), str(shelf)), encoding="utf-8")
    create(plan, tmp_path / "out", limit=2)
    (shelf / "kim_moonsoo.yaml").unlink()
    code, err = said("sweep", "resume", tmp_path / "out")
    assert code == 2 and " cannot be used" in err and "kim_moonsoo.yaml\n  there is no such file" in err
    plan.unlink()
    code, err = said("sweep", "resume", tmp_path / "out")
    assert code == 3 and f"the plan of this sweep, {plan}, is gone; a copy is " in err


def test_a_command_to_copy_is_one_command_whatever_the_folder_is_called(tmp_path: Path, said: Said) -> None:
    out = tmp_path / "a b; touch c"
    _, err = said("sweep", "resume", out)
    assert err.endswith(f"begin one with: python run.py sweep run PLAN.yaml --out '{out}'\n")


@pytest.mark.parametrize("words", [("status",), ("resume",), ("collect",), ("task", "0"), ("repeat", "x"), ("page",)])
def test_no_sweep_is_one_line(tmp_path: Path, words: tuple[str, ...], said: Said) -> None:
    code, err = said("sweep", words[0], tmp_path / "none", *words[1:])
    assert code == 3 and err.startswith(f"{tmp_path / 'none'} holds no sweep") and err.count("\n") == 1


# --- results that are damaged, or of another version


@pytest.fixture(scope="module")
def of_a_run(paired: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder of a run without figures."""
    return write_results(paired, info_of(), tmp_path_factory.mktemp("results"), report=False)


@pytest.fixture
def results(of_a_run: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(of_a_run, tmp_path / of_a_run.name))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"files": 3}', '{"format": 1}', "\udc80", DEEP], ids=range(8))
def test_a_damaged_manifest_is_told(results: Path, text: str) -> None:
    (results / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ResultsError, match=r"manifest\.json is damaged or gone"):
        _ = load_results(results).summary


@pytest.mark.parametrize("name", ["a" * 300, "a\0b", "nowhere"])
def test_what_is_no_folder_of_results_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ResultsError, match=r"is no (results folder|name of a results folder)"):
        load_results(tmp_path / name)


def test_results_of_another_version_are_told(results: Path) -> None:
    content = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    (results / "manifest.json").write_text(json.dumps(content | {"format": 2}), encoding="utf-8")
    with pytest.raises(ResultsError, match="is of format 2, this version reads 1: open it with the version that made"):
        _ = load_results(results).manifest


@pytest.mark.parametrize(("name", "what"), [("summary.csv", "summary"), ("iamc.csv", "iamc"), ("runs.parquet", "runs")])
def test_a_table_that_is_not_as_it_was_written_is_told(results: Path, name: str, what: str) -> None:
    content = bytearray((results / name).read_bytes())
    content[len(content) // 2] ^= 1
    (results / name).write_bytes(content)
    with pytest.raises(ResultsError, match=rf"{re.escape(name)} is gone or not as it was written"):
        getattr(load_results(results), what)
    (results / name).unlink()
    with pytest.raises(ResultsError, match=rf"{re.escape(name)} is gone or not as it was written"):
        getattr(load_results(results), what)


@pytest.fixture(scope="module")
def of_a_comparison(workers: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the draws of a comparison."""
    folder = tmp_path_factory.mktemp("draws")
    keep.save(_run(workers, "kim_moonsoo"), MADE_BY, [FILES["baseline"], *_given("kim_moonsoo")], folder)
    return folder


@pytest.fixture
def kept(of_a_comparison: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    shutil.copy(of_a_comparison / keep.FILE, tmp_path)
    return tmp_path


@pytest.mark.parametrize("how", [*DAMAGE, "one bit"])
def test_damaged_draws_are_told(kept: Path, how: str) -> None:
    path = kept / keep.FILE
    content = path.read_bytes()
    middle = len(content) // 2
    bit = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    path.write_bytes(DAMAGE[how](content) if how in DAMAGE else bit)
    with pytest.raises(keep.CompareError, match=r"draws\.npz is damaged \(.*run the comparison again without --reuse"):
        keep.finished(kept, MADE_BY, _given("kim_moonsoo"))


@pytest.mark.parametrize("what", ["annual", "about", "members", "made_by"])
def test_draws_whose_parts_do_not_belong_together_are_told(kept: Path, what: str) -> None:
    with np.load(kept / keep.FILE) as stored:
        arrays = {name: stored[name] for name in stored.files}
    about = json.loads(arrays["about"].tobytes())
    if what == "annual":
        arrays["annual"] = arrays["annual"][:, :2]
    elif what == "about":
        del arrays["about"]
    else:
        del about[what]
        arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    np.savez(kept / keep.FILE, **arrays)
    with pytest.raises(keep.CompareError, match=r"draws\.npz is damaged"):
        keep.finished(kept, MADE_BY, _given("kim_moonsoo"))


# --- two at once


@pytest.mark.full
def test_two_that_resume_one_sweep_lose_and_double_nothing(finished: tuple[Path, Path], tmp_path: Path) -> None:
    plan, sound = finished
    store, _ = create(plan, tmp_path / "out", limit=6)
    words = [sys.executable, "-m", "sim.cli", "sweep", "resume", str(store.folder), "--workers", "2"]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(words, cwd=ROOT, **quiet) for _ in range(2)]
    said = [process.communicate(timeout=600)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert not [line for text in said for line in text.splitlines() if " tasks, " not in line]
    assert parts(store.folder) == parts(sound)
    assert not list(store.folder.rglob("*.tmp"))
    frame = pd.concat([pd.read_parquet(path) for path in sorted(store.parts.iterdir())])
    assert not frame.duplicated(["run", "variable", "region", "year"]).any()
