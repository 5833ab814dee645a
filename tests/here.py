"""Work of a pool done in the process that asks for it: for tests of what is computed and written, not of processes.

Starting a process and loading the compiled passes in it takes longer than most runs of a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import pytest

from sim.progress import Progress
from sim.workers import Factory, Task, Workers

POOLS = ("sim.cli", "sim.compare.command", "sim.sweep.executors")
"""Modules whose commands start workers."""


class Here(Workers):
    """Workers without processes: every task is finished when it has been handed over."""

    def __init__(self, count: int | None = 1, progress: Progress | None = None, **_: Any) -> None:
        super().__init__(1, progress)

    def __enter__(self) -> Here:
        if self._progress is not None:
            self._stack.enter_context(self._progress)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def begin(self, function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Call the function."""
        result = function(*arguments)
        return lambda: result

    def submit(self, task: Task, factory: Factory, context: Any, replications: Sequence[Any]) -> dict[Future[Any], Any]:
        """Do the task for every replication; what is raised waits in its future."""
        factory.prepare()
        done: dict[Future[Any], Any] = {}
        for one in replications:
            future: Future[Any] = Future()
            try:
                future.set_result(task(factory, context, one))
            except Exception as error:
                future.set_exception(error)
            done[future] = one
        return done


@contextmanager
def without_processes() -> Iterator[None]:
    """Inside, commands do the work of their workers themselves."""
    with pytest.MonkeyPatch.context() as patch:
        for module in POOLS:
            patch.setattr(f"{module}.Workers", Here)
        yield
