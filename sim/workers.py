"""Worker processes of a command: started once, each with one thread, used by every part of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from importlib import import_module
from multiprocessing import active_children, get_context
from types import TracebackType
from typing import Any, Final, Protocol

from sim.interrupts import deaf_to_ctrl_c
from sim.processes import available_cores, keep_for_good, one_thread_each, release, watch_parent
from sim.progress import Progress


class Factory(Protocol):
    """Makes runs inside a worker; sent with every task, prepared once per worker."""

    def prepare(self) -> None:
        """Build what all runs share."""


Task = Callable[[Any, Any, Any], Any]
"""task(factory, context, replication); runs in a worker."""
MODEL: Final = ("sim.model", "sim.ensemble")
"""What a run needs, most of a second to import."""


class EnsembleError(Exception):
    """One clear sentence for the user; `details` holds the worker's traceback."""

    exit_code = 3

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message, details)
        self.message, self.details = message, details

    def __str__(self) -> str:
        return self.message


_prepared: dict[int, Factory] = {}
"""In a worker: factories that it has prepared, by their number."""


def _initialise(modules: tuple[str, ...]) -> None:
    threading.Thread(target=watch_parent, daemon=True).start()
    for name in modules:
        import_module(name)


def _nothing() -> None:
    """The first task of a pool starts its processes."""


def _perform(task: Task, number: int, factory: Factory, context: Any, replication: Any) -> Any:
    if number not in _prepared:
        factory.prepare()
        _prepared[number] = factory
        keep_for_good()
    try:
        return task(_prepared[number], context, replication)
    finally:
        release()


class Workers:
    """`with Workers(2) as workers: results = workers.each(task, factory, context, range(32))`.

    What goes wrong inside ends the processes. modules: what each process imports as soon as it has started; without any
    it starts with the first task.
    """

    def __init__(
        self, count: int | None = None, progress: Progress | None = None, *, at_most: int | None = None,
        modules: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        count = count or available_cores()
        self.count = count if at_most is None else min(count, at_most)
        self._progress, self._modules = progress, modules
        self._factories: list[Factory] = []
        self._stack = ExitStack()
        self._finished = 0

    def __enter__(self) -> Workers:
        self._others = set(active_children())
        self._stack.enter_context(one_thread_each())
        if self._progress is not None:
            self._stack.enter_context(self._progress)
        self._pool = ProcessPoolExecutor(self.count, get_context("spawn"), _initialise, (self._modules,))
        if self._modules:
            self.begin(_nothing)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for process in set(active_children()) - self._others:
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._stack.close()

    def begin(self, function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Run a function in some process; what is returned waits for its result, or raises what it raised."""
        with deaf_to_ctrl_c():
            future = self._pool.submit(function, *arguments)

        def result() -> Any:
            """The result, EnsembleError where the process died."""
            try:
                return future.result()
            except BrokenProcessPool:
                raise EnsembleError(DIED) from None

        return result

    def submit(self, task: Task, factory: Factory, context: Any, replications: Sequence[Any]) -> dict[Future[Any], Any]:
        """A task for every replication; which future is of which."""
        known = [number for number, other in enumerate(self._factories) if other is factory]
        if not known:
            self._factories.append(factory)
        number = known[0] if known else len(self._factories) - 1
        with deaf_to_ctrl_c():
            return {self._pool.submit(_perform, task, number, factory, context, one): one for one in replications}

    def each(self, task: Task, factory: Factory, context: Any, replications: Sequence[Any]) -> list[Any]:
        """Results of the task for every replication, in their order, whatever the order of completion.

        Raises EnsembleError when a worker dies.
        """
        done: dict[Any, Any] = {}
        try:
            tasks = self.submit(task, factory, context, replications)
            for future in as_completed(tasks):
                done[tasks[future]] = future.result()
                if self._progress is not None:
                    self._progress.update(self._finished + len(done), len(tasks) - len(done))
            self._finished += len(tasks)
        except BrokenProcessPool:
            raise EnsembleError(DIED) from None
        return [done[replication] for replication in replications]


DIED: Final = "a worker process ended unexpectedly (out of memory, or killed); try fewer --workers"
