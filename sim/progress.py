"""Progress of long work: a bar with an estimate on a terminal, one line a minute elsewhere."""

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

    def __enter__(self) -> Progress:
        self._started = self._said = time.monotonic()
        if self.stream.isatty():
            self._bar = tqdm(total=0, desc=self.title, unit="run", file=self.stream, smoothing=0.1, leave=False)
        return self

    def update(self, done: int, waiting: int) -> None:
        """`done` tasks are finished and `waiting` are not."""
        if self._bar is not None:
            self._bar.total = done + waiting
            self._bar.n = done
            self._bar.refresh()
            return
        now = time.monotonic()
        if now - self._said >= self.every and done:
            self._said = now
            spent = now - self._started
            left = spent / done * waiting
            self.stream.write(
                f"{self.title}: {done} of {done + waiting} runs, {spent / 60:.1f} min, about {left / 60:.1f} min left\n"
            )
            self.stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
