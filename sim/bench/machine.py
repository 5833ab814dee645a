"""The machine that a measurement was made on."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.processes import available_cores
from sim.results.code import CodeVersion

PACKAGES = ("numpy", "numba", "llvmlite", "mesa")


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (ValueError, OSError, AttributeError):
        return 0.0


def busy() -> float:
    """Processes that want a core, mean of the last minute (0 where the system does not say)."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def describe() -> dict[str, Any]:
    """Processor, cores, memory, system, versions, the code measured, and how busy the machine is."""
    import llvmlite.binding

    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": _processor(),
        "cpu_target": str(llvmlite.binding.get_host_cpu_name()),
        "cores": available_cores(),
        "memory_gb": round(_memory_gb(), 1),
        "load_before": round(busy(), 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "code": str(CodeVersion.of_this_program()),
        "source_hash": CodeVersion.of_this_program().source_hash,
    }
