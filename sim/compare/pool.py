"""Worker processes of a comparison: started once, each with one thread, used by every part of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import active_children, get_context
from types import TracebackType
from typing import Any

from sim.ensemble import EnsembleError, Factory
from sim.processes import available_cores, deaf_to_ctrl_c, keep_for_good, one_thread_each, release, watch_parent
from sim.progress import Progress

Task = Callable[[Factory, Any, Any], Any]
"""task(factory, context, item), as often as there are items; runs in a worker."""

_prepared: dict[int, Factory] = {}
"""In a worker: factories that it has prepared, by their number."""


def _initialise() -> None:
    threading.Thread(target=watch_parent, daemon=True).start()


def _perform(task: Task, number: int, factory: Factory, context: Any, item: Any) -> Any:
    if number not in _prepared:
        factory.prepare()
        _prepared[number] = factory
        keep_for_good()
    try:
        return task(_prepared[number], context, item)
    finally:
        release()


class Workers:
    """`with Workers(2) as workers: results = workers.each(task, factory, context, range(32))`."""

    def __init__(self, count: int | None = None, progress: Progress | None = None) -> None:
        self.count = count or available_cores()
        self._progress = progress or Progress()
        self._factories: list[Factory] = []
        self._stack = ExitStack()
        self._finished = 0

    def __enter__(self) -> Workers:
        self._others = set(active_children())
        self._stack.enter_context(one_thread_each())
        self._shown = self._stack.enter_context(self._progress)
        self._pool = ProcessPoolExecutor(self.count, get_context("spawn"), _initialise)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for process in set(active_children()) - self._others:
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._stack.close()

    def each(self, task: Task, factory: Factory, context: Any, items: Sequence[Hashable]) -> list[Any]:
        """Results of the task for every item (a replication, say), in their order, whatever the order of completion.

        Raises EnsembleError when a worker dies.
        """
        known = [number for number, other in enumerate(self._factories) if other is factory]
        if not known:
            self._factories.append(factory)
        number = known[0] if known else len(self._factories) - 1
        done: dict[Hashable, Any] = {}
        try:
            with deaf_to_ctrl_c():
                tasks: dict[Future[Any], Hashable] = {
                    self._pool.submit(_perform, task, number, factory, context, item): item for item in items
                }
            for future in as_completed(tasks):
                done[tasks[future]] = future.result()
                self._shown.update(self._finished + len(done), len(tasks) - len(done))
            self._finished += len(tasks)
        except BrokenProcessPool:
            raise EnsembleError(
                "a worker process ended unexpectedly (out of memory, or killed); try fewer --workers"
            ) from None
        return [done[item] for item in items]
