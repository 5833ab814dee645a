"""Throughput of one worker process and of two, as an ensemble uses them: one thread each, parallel over runs."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Final

from sim.bench.workload import Bench
from sim.interrupts import deaf_to_ctrl_c
from sim.processes import one_thread_each

SETTLE: Final = 0.5
"""Seconds that a first task takes, so that each worker gets one: all are up before the clock starts."""


class _Worker:
    bench: Bench


def _open(plan: str) -> None:
    _Worker.bench = Bench()
    _Worker.bench.warm(plan)


def _wait() -> int:
    time.sleep(SETTLE)
    return os.getpid()


def _one_run(plan: str, scale: str | float, replication: int) -> float:
    begin = time.process_time()
    _Worker.bench.model(plan, scale, replication=replication).run()
    return time.process_time() - begin


def _seconds(workers: int, plan: str, scale: str | float, runs: int) -> tuple[float, float]:
    """Wall seconds of some runs on so many workers, and their processor seconds."""
    with one_thread_each(), ProcessPoolExecutor(workers, get_context("spawn"), _open, (plan,)) as pool:
        with deaf_to_ctrl_c():
            up: set[int] = set()
            while len(up) < workers:
                up |= {task.result() for task in [pool.submit(_wait) for _ in range(workers)]}
        begin = time.perf_counter()
        tasks = [pool.submit(_one_run, plan, scale, number) for number in range(runs)]
        used = sum(task.result() for task in tasks)
        return time.perf_counter() - begin, used


def two_against_one(plan: str, scale: str | float, runs: int) -> dict[str, Any]:
    """Speed of two workers over that of one on the same runs; says little where other work wants the cores."""
    one, one_cpu = _seconds(1, plan, scale, runs)
    two, two_cpu = _seconds(2, plan, scale, runs)
    return {
        "plan": plan, "scale": scale, "runs": runs, "one_wall_s": one, "two_wall_s": two, "speed_up": one / two,
        "cpu_share_of_one": one_cpu / one, "cpu_two_over_one": two_cpu / one_cpu,
    }  # fmt: skip
