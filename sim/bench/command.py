"""The command: run every measurement, show it, keep it as JSON under results/bench."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from sim.bench import machine
from sim.bench.workers import two_against_one
from sim.files.whole import write_whole
from sim.processes import ONE_THREAD, available_cores
from sim.results import check_writable
from sim.results.code import ROOT

LARGE_STEP: Final = (0.1, "1:1")
"""Shares of establishments between which linearity is measured: some 54 and 540 thousand producers."""
ENSEMBLE: Final = 32
"""Runs that workers share, as many as a plan gets by default."""
Say = Callable[[str], None]


def _task(name: str, *arguments: Any) -> dict[str, Any]:
    """One measurement in its own process, so that memory and caches of the others do not count."""
    return _alone("sim.bench.task", name, *(json.dumps(argument) for argument in arguments))


def _peers(*arguments: Any) -> dict[str, Any]:
    """The model beside its NumPy definitions and one agent per firm."""
    return _alone("benchmarks.side_by_side", *(json.dumps(argument) for argument in arguments))


def _alone(*module: str) -> dict[str, Any]:
    words = [sys.executable, "-m", *module]
    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, **ONE_THREAD}, stdout=subprocess.PIPE, check=True, text=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def importing(repeats: int) -> dict[str, float]:
    """Seconds to import the package, and the model with all that it needs; processor and wall."""
    out = {}
    for module in ("sim", "sim.model"):
        code = f"import time; c, w = time.process_time(), time.perf_counter(); import {module}; "
        code += "print(time.process_time() - c, time.perf_counter() - w)"
        runs = [
            subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout
            for _ in range(repeats)
        ]
        seconds = [tuple(float(word) for word in run.split()) for run in runs]
        out[f"{module}_cpu_s"] = statistics.median(cpu for cpu, _ in seconds)
        out[f"{module}_wall_s"] = statistics.median(wall for _, wall in seconds)
    return out


def linearity(quarters: int, repeats: int) -> dict[str, Any]:
    """Time of ten times the producers over the time of one, baseline."""
    small, large = (_task("run", "baseline", scale, repeats, quarters) for scale in LARGE_STEP)
    seconds = [one["cpu_s"] - one["building_cpu_s"] for one in (small, large)]
    more = large["agents"] / small["agents"]
    return {
        "agents": [small["agents"], large["agents"]], "times_the_agents": more,
        "times_the_time": seconds[1] / seconds[0], "ten_times": 10.0 * seconds[1] / seconds[0] / more,
    }  # fmt: skip


def measure(quick: bool, say: Say) -> dict[str, Any]:
    """Every measurement of the command, by name."""
    short, repeats = (12, 1) if quick else (56, 5)
    out: dict[str, Any] = {"machine": machine.describe(), "quick": quick}
    steps: dict[str, Callable[[], dict[str, Any]]] = {
        "sample_baseline": lambda: _task("run", "baseline", "sample", repeats, 56),
        "sample_everything": lambda: _task("run", "everything", "sample", repeats, 56),
        "full_baseline": lambda: _task("run", "baseline", "1:1", 1 if quick else 3, 56),
        "full_everything": lambda: _task("run", "everything", "1:1", 1, short),
        "kernels_sample": lambda: _task("kernels", "baseline", "sample", short),
        "kernels_full": lambda: _task("kernels", "baseline", "1:1", short // 3),
        "roofline": lambda: _task("roofline", "1:1", short // 3),
        "linearity": lambda: linearity(short, 1 if quick else 3),
        "workers": lambda: two_against_one("baseline", "sample", 4 if quick else ENSEMBLE),
        "side_by_side": lambda: _peers("sample", 4, 1 if quick else 5),
        "importing": lambda: importing(1 if quick else 5),
    }
    if available_cores() < 2:
        del steps["workers"]
    if not (ROOT / "benchmarks").is_dir():  # not part of an installed package
        del steps["side_by_side"]
    for name, step in steps.items():
        begin = time.perf_counter()
        out[name] = step()
        say(f"{name:20s} {_words(name, out[name])}   ({time.perf_counter() - begin:.0f} s)")
    out["machine"]["load_after"] = round(machine.busy(), 2)
    return out


def _words(name: str, found: dict[str, Any]) -> str:
    """The figures of one measurement that a reader wants first."""
    if "building_cpu_s" in found:
        return (
            f"{found['cpu_s']:.2f} s CPU ({found['wall_s']:.2f} s) for {found['quarters']} quarters of "
            f"{found['agents']:,} producers: {found['per_second'] / 1e6:.2f} million a second; "
            f"{found['peak_memory_mb']:.0f} MB"
        )
    if name.startswith("kernels"):
        return f"{found['per_second'] / 1e6:.2f} million a second, {100 * found['share_of_quarter']:.0f} % of a quarter"
    if name == "roofline":
        return (
            f"{100 * found['share']:.0f} % of what memory allows ({found['bytes_per_agent_quarter']:.0f} bytes a "
            f"producer and quarter, {found['bandwidth_gb_s']:.0f} GB/s)"
        )
    if name == "linearity":
        return f"ten times the producers take {found['ten_times']:.2f} times the time"
    if name == "side_by_side":
        return (
            f"{found['times_agents']:.0f} times as fast as one mesa.Agent per firm (results differ by "
            f"{found['agents_difference']:.0e}), {found['times_numpy']:.1f} times as plain NumPy "
            f"({found['numpy_difference']:.0e})"
        )
    if name == "workers":
        return f"two workers are {found['speed_up']:.2f} times as fast as one"
    return ", ".join(f"{key} {value:.2f}" for key, value in found.items())


def bench(quick: bool, folder: Path, say: Say) -> Path:
    """Measure and write `bench/<time>.json` in the folder; returns its path."""
    check_writable(folder, "bench")
    found = measure(quick, say)
    path = folder / "bench" / (found["machine"]["time"].replace(":", "").replace("+0000", "Z") + ".json")
    write_whole(path, (json.dumps(found, indent=1) + "\n").encode())
    return path
