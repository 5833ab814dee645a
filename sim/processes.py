"""Worker processes: one thread each, gone when their parent is gone, no larger than their models."""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection, parent_process
from typing import Final

_THREAD_SETTINGS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
_WARNINGS, _FREED = "PYTHONWARNINGS", "ignore:resource_tracker:UserWarning"
ONE_THREAD: Final = {**dict.fromkeys(_THREAD_SETTINGS, "1"), "OMP_WAIT_POLICY": "passive"}


def watch_parent() -> None:
    """End this worker when the parent is gone (killed), so that no orphan keeps a core busy."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def peak_memory_mb() -> float:
    """Largest resident memory of this process so far, MB (0 where the system does not say)."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def release() -> None:
    """Give back the memory of models that are done with.

    A model and its agents refer to each other, so that only the collector of cycles finds them; left to itself it
    counts objects and not their size, and hundreds of megabytes of arrays wait for it.
    """
    gc.collect()


def return_pages() -> None:
    """Memory that is free but kept for later goes back to the system, where the allocator can be told (glibc)."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def keep_for_good() -> None:
    """What exists now stays to the end of this process: `release` need not look through it, and takes milliseconds."""
    gc.collect()
    gc.freeze()


def lacks_fused_product() -> bool:
    """Whether this is an x86 processor that has, or shows, no fused multiplication and addition (`sim.compiled`)."""
    from llvmlite.binding import get_host_cpu_features

    with suppress(RuntimeError):  # a system that does not say
        return get_host_cpu_features().get("fma") is False
    return False


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Processes started inside keep numerical libraries to one thread.

    That which frees the semaphores of a command that was killed does so without a word.
    """
    warnings = ",".join(filter(None, [os.environ.get(_WARNINGS), _FREED]))
    settings = {**ONE_THREAD, _WARNINGS: warnings}
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
