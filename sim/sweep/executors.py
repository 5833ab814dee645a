"""Who does the tasks: processes of this machine, a Dask cluster, or a Slurm job array. Each is thin: a part is done
when its file exists, whoever wrote it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from sim.files.whole import write_whole
from sim.processes import ONE_THREAD, available_cores, one_thread_each
from sim.progress import Progress
from sim.results.code import ROOT
from sim.results.info import ResultsError
from sim.sweep.store import Store, command
from sim.sweep.task import run_task
from sim.workers import EnsembleError, Workers

ARRAY_LIMIT = 1001
"""MaxArraySize of a Slurm installation that nobody has changed."""
_RETRIES = 3


def local(store: Store, tasks: Sequence[int], workers: int | None) -> int:
    """Do tasks in worker processes, one thread each; returns the number of failed runs."""
    try:
        with Workers(workers, Progress("sweep"), at_most=max(len(tasks), 1)) as pool:
            return sum(pool.each(_do, _Alone(), str(store.folder), tasks))
    except EnsembleError as error:
        raise ResultsError(f"{error}; what is done is kept: {command('resume', store.folder)}") from None


class _Alone:
    """A task of a sweep prepares what it needs."""

    def prepare(self) -> None:
        """Nothing is shared."""


def _do(_: _Alone, folder: str, task: int) -> int:
    return run_task(folder, task)


def dask(store: Store, tasks: Sequence[int], workers: int | None, scheduler: str | None) -> int:
    """Do tasks on a Dask cluster: an existing one by its address, else one of processes on this machine."""
    try:
        from distributed import Client, LocalCluster
        from distributed import as_completed as completed
    except ImportError:
        raise ResultsError("dask.distributed is not installed: pip install 'korea-manufacturing-abm[sweep]'") from None
    count = workers or available_cores()
    with one_thread_each(), Progress("sweep") as shown:
        cluster = None if scheduler else LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None)
        try:
            with Client(scheduler or cluster, timeout="30s") as client:
                futures = [
                    client.submit(run_task, str(store.folder.resolve()), task, pure=False, retries=_RETRIES)
                    for task in tasks
                ]
                failed = 0
                for number, (_, result) in enumerate(completed(futures, with_results=True), start=1):
                    failed += int(result)
                    shown.update(number, len(tasks) - number)
        finally:
            if cluster is not None:
                cluster.close()
    return failed


def slurm_scripts(store: Store, tasks: Sequence[int], options: dict[str, Any], limit: int) -> list[str]:
    """Texts of the job scripts: one array per `limit` consecutive numbers of tasks."""
    arrays: dict[int, list[int]] = {}
    for task in tasks:
        arrays.setdefault(task // limit, []).append(task % limit)
    return [_script(store, numbers, block * limit, options) for block, numbers in sorted(arrays.items())]


def _script(store: Store, numbers: list[int], offset: int, options: dict[str, Any]) -> str:
    folder = store.folder.resolve()
    at_once = f"%{options['at_once']}" if options.get("at_once") else ""
    wanted = {
        "job-name": f"sweep-{folder.name}",
        "array": _ranges(numbers) + at_once,
        "ntasks": 1,
        "cpus-per-task": 1,
        "time": options.get("time", "04:00:00"),
        "mem": options.get("memory", "1500M"),
        "partition": options.get("partition"),
        "account": options.get("account"),
        "open-mode": "append",
        "output": f"{str(folder).replace('%', '%%')}/slurm/%A_%a.out",
    }
    if not all(str(text).isprintable() for text in (*wanted.values(), *options.get("extra", []))):
        raise ResultsError(f"a line break in {str(folder)!r}, or in an option, would write a line of the job script")
    lines = [
        "#!/bin/bash",
        *(f"#SBATCH --{key}={shlex.quote(str(value))}" for key, value in wanted.items() if value is not None),
    ]
    lines += ["#SBATCH --requeue", *(f"#SBATCH {extra}" for extra in options.get("extra", []))]
    lines += [f"export {name}={value}" for name, value in ONE_THREAD.items()]
    program = shlex.join([sys.executable, str(ROOT / "run.py"), "sweep", "task", str(folder)])
    lines.append(f"exec {program} $((SLURM_ARRAY_TASK_ID + {offset}))")
    return "\n".join(lines) + "\n"


def _ranges(numbers: Sequence[int]) -> str:
    """`0-4,7` for 0 1 2 3 4 7."""
    out: list[list[int]] = []
    for number in sorted(numbers):
        if out and number == out[-1][1] + 1:
            out[-1][1] = number
        else:
            out.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in out)


def array_limit(options: dict[str, Any]) -> int:
    """Largest array index plus one that the cluster takes: from the plan, else asked of Slurm, else its default."""
    if options.get("max_array_size"):
        return int(options["max_array_size"])
    try:
        told = subprocess.run(["scontrol", "show", "config"], capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return ARRAY_LIMIT
    found = re.search(r"MaxArraySize\s*=\s*(\d+)", told.stdout)
    return int(found[1]) if found else ARRAY_LIMIT


def slurm(store: Store, tasks: Sequence[int], options: dict[str, Any], *, dry_run: bool) -> list[str]:
    """Write and submit job arrays; returns the job ids (the scripts when `dry_run`). Nothing stays on this machine."""
    scripts = slurm_scripts(store, tasks, options, array_limit(options))
    if dry_run:
        return scripts
    if shutil.which("sbatch") is None:
        raise ResultsError("sbatch was not found: this machine cannot submit to Slurm (see --dry-run)")
    (store.folder / "slurm").mkdir(exist_ok=True)
    jobs = []
    for number, script in enumerate(scripts):
        path = store.folder / "slurm" / f"array-{os.getpid()}-{number:03d}.sh"
        write_whole(path, script.encode())
        sent = subprocess.run(["sbatch", "--parsable", str(path)], capture_output=True, text=True, check=False)
        if sent.returncode != 0:
            raise ResultsError(f"sbatch refused {path}: {sent.stderr.strip()}")
        jobs.append(sent.stdout.strip())
    return jobs


def cancel_hint(jobs: Sequence[str]) -> str:
    """How a person stops what was submitted."""
    return "scancel " + " ".join(job.split(";")[0] for job in jobs)
