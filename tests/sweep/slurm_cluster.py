"""A throw-away Slurm on the loopback address: own key, own ports, own folder; everything it starts it stops by pid.

Runs as root on one machine without systemd. Needs the programs of the Debian packages slurm-wlm and munge.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "scancel", "sinfo")
PATIENCE = 60.0


def absent() -> list[str]:
    """Programs that are not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def _until(true: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen within {patience:.0f} s")
        time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    holders = [socket.socket() for _ in range(count)]
    for holder in holders:
        holder.bind(("127.0.0.1", 0))
    ports = [int(holder.getsockname()[1]) for holder in holders]
    for holder in holders:
        holder.close()
    return ports


@dataclass
class Cluster:
    """A running cluster of virtual nodes."""

    folder: Path
    nodes: tuple[str, ...]

    @property
    def environment(self) -> dict[str, str]:
        """Variables with which commands find this cluster."""
        return {**os.environ, "SLURM_CONF": str(self.folder / "slurm.conf")}

    def call(self, *words: str) -> str:
        """Output of a Slurm command."""
        done = subprocess.run(words, capture_output=True, text=True, check=True, env=self.environment, timeout=60)
        return done.stdout

    def pid(self, name: str) -> int | None:
        """Process of a daemon; None when it is not alive."""
        try:
            number = int((self.folder / f"{name}.pid").read_text())
            os.kill(number, 0)
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return None
        return number

    def start_node(self, node: str) -> None:
        """Start the daemon of a node."""
        (self.folder / "spool" / node).mkdir(parents=True, exist_ok=True)
        subprocess.run(["slurmd", "-f", str(self.folder / "slurm.conf"), "-N", node], check=True, env=self.environment)
        _until(lambda: self.pid(f"slurmd.{node}") is not None, f"start of node {node}")

    def kill_node(self, node: str) -> None:
        """SIGKILL for the daemon of a node and the steps it looks after."""
        number = self.pid(f"slurmd.{node}")
        assert number is not None
        os.kill(number, signal.SIGKILL)
        (self.folder / f"slurmd.{node}.pid").unlink()

    def idle(self) -> bool:
        """Whether no job is waiting or running."""
        return not self.call("squeue", "-h").strip()

    def wait_idle(self, patience: float) -> None:
        """Wait until no job is left."""
        _until(self.idle, "the end of all jobs", patience)

    def stop(self) -> None:
        """Cancel jobs and end every daemon by its pid."""
        if self.pid("slurmctld") is not None:
            jobs = self.call("squeue", "-h", "-o", "%A").split()
            if jobs:
                subprocess.run(["scancel", *dict.fromkeys(jobs)], env=self.environment, check=False, timeout=60)
                time.sleep(1.0)
        for name in (*(f"slurmd.{node}" for node in self.nodes), "slurmctld", "munged"):
            number = self.pid(name)
            if number is None:
                continue
            os.kill(number, signal.SIGTERM)
            try:
                _until(lambda name=name: self.pid(name) is None, f"end of {name}", 10.0)
            except TimeoutError:
                os.kill(number, signal.SIGKILL)


def _configuration(folder: Path, nodes: tuple[str, ...], ports: list[int]) -> str:
    host = socket.gethostname().split(".")[0]
    settings = {
        "ClusterName": "trial", "SlurmctldHost": f"{host}(127.0.0.1)", "SlurmUser": "root", "SlurmdUser": "root",
        "AuthType": "auth/munge", "AuthInfo": f"socket={folder}/munge/socket", "SlurmctldPort": ports[0],
        "CommunicationParameters": "NoCtldInAddrAny,NoInAddrAny", "StateSaveLocation": f"{folder}/state",
        "SlurmdSpoolDir": f"{folder}/spool/%n", "SlurmctldPidFile": f"{folder}/slurmctld.pid",
        "SlurmdPidFile": f"{folder}/slurmd.%n.pid", "SlurmctldLogFile": f"{folder}/slurmctld.log",
        "SlurmdLogFile": f"{folder}/slurmd.%n.log", "ProctrackType": "proctrack/linuxproc", "TaskPlugin": "task/none",
        "SelectType": "select/cons_tres", "SelectTypeParameters": "CR_CPU_Memory", "SchedulerType": "sched/backfill",
        "SchedulerParameters": "sched_interval=1,bf_interval=1,batch_sched_delay=0,requeue_delay=1",
        "ReturnToService": 2, "KillWait": 2, "SlurmdTimeout": 10, "SlurmctldTimeout": 10, "MinJobAge": 300,
        "MaxArraySize": 100, "MailProg": "/bin/true", "SlurmdParameters": "config_overrides",
        "AccountingStorageType": "accounting_storage/none", "MpiDefault": "none", "SwitchType": "switch/none",
        "JobRequeue": 1,
    }  # fmt: skip
    lines = [f"{key}={value}" for key, value in settings.items()]
    lines += [
        f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=1 RealMemory=3000 State=UNKNOWN"
        for node, port in zip(nodes, ports[1:], strict=True)
    ]
    lines.append(f"PartitionName=main Nodes={','.join(nodes)} Default=YES MaxTime=INFINITE State=UP")
    return "\n".join(lines) + "\n"


@contextmanager
def cluster(folder: Path, count: int = 3) -> Iterator[Cluster]:
    """A cluster of `count` nodes with one processor each, stopped at the end whatever happens."""
    nodes = tuple(f"node{number}" for number in range(1, count + 1))
    one = Cluster(folder, nodes)
    for name in ("state", "spool", "munge"):
        (folder / name).mkdir(parents=True)
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.getuid() and str(parent) != "/":
            parent.chmod(parent.stat().st_mode | 0o711)
    (folder / "munge" / "key").write_bytes(os.urandom(1024))
    (folder / "slurm.conf").write_text(_configuration(folder, nodes, _free_ports(count + 1)), encoding="utf-8")
    (folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\n", encoding="utf-8")
    shutil.chown(folder / "munge", "munge", "munge")
    shutil.chown(folder / "munge" / "key", "munge", "munge")
    (folder / "munge" / "key").chmod(0o400)
    (folder / "munge").chmod(0o711)
    try:
        place = folder / "munge"
        subprocess.run(
            ["setpriv", "--reuid=munge", "--regid=munge", "--clear-groups", "munged", "--force",
             f"--key-file={place}/key", f"--socket={place}/socket", f"--pid-file={place}/munged.pid",
             f"--log-file={place}/log", f"--seed-file={place}/seed"],
            check=True, capture_output=True,
        )  # fmt: skip
        _until((place / "socket").exists, "start of munge")
        (folder / "munged.pid").symlink_to(place / "munged.pid")
        subprocess.run(["slurmctld", "-f", str(folder / "slurm.conf")], check=True, env=one.environment)
        for node in nodes:
            one.start_node(node)
        _until(lambda: set(one.call("sinfo", "-h", "-N", "-o", "%T").split()) == {"idle"}, "idle nodes")
        yield one
    finally:
        one.stop()
