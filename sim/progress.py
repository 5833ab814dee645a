"""Progress of long work: a bar with an estimate on a terminal, one line a minute elsewhere.

The pace counts from the first task that ends: what comes before it (compiling, starting workers) is done once.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, TextIO

from tqdm import tqdm

EVERY_SECONDS = 60.0


class Progress:
    """`with Progress("kim_moonsoo") as progress: progress.update(done, waiting)`."""

    def __init__(self, title: str = "runs", stream: TextIO | None = None, every: float = EVERY_SECONDS) -> None:
        self.title, self.stream, self.every = title, stream or sys.stderr, every
        self._bar: Any = None
        self._first: tuple[float, int] | None = None
        """When tasks were first done, and how many."""

    def __enter__(self) -> Progress:
        self._started = self._said = time.monotonic()
        if self.stream.isatty():
            self._bar = tqdm(total=0, desc=self.title, unit="task", file=self.stream, smoothing=0.1, leave=False)
        return self

    def update(self, done: int, waiting: int) -> None:
        """`done` tasks are finished and `waiting` are not."""
        if self._bar is not None:
            self._bar.total = done + waiting
            self._bar.n = done
            self._bar.refresh()
            return
        now = time.monotonic()
        if done and self._first is None:
            self._first = now, done
        if now - self._said >= self.every and self._first is not None:
            self._said = now
            line = f"{self.title}: {done} of {done + waiting} tasks, {(now - self._started) / 60:.1f} min"
            since, before = self._first
            if done > before:
                line += f", about {(now - since) / (done - before) * waiting / 60:.1f} min left"
            self.stream.write(line + "\n")
            self.stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
