"""Results folders that exist whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sim.results.info import ResultsError

_STALE_SECONDS: Final = 24 * 3600.0
_NAME: Final = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Draft:
    """A folder being written: `path` is its temporary place, `final` where it will stand."""

    path: Path
    final: Path

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.final.name


def _reserve(parent: Path, tail: str) -> Draft:
    """Take the first free second: the hidden folder is created by one process only, so no name is given twice.

    A second after those of all folders that stand, also where the clock was set back: the last name is the newest run.
    """
    after = [_after(path.name) for path in parent.iterdir()]
    moment = max([datetime.now(UTC), *(later for later in after if later is not None)])
    while True:
        final = parent / f"{moment:{_NAME}}_{tail}"
        hidden = parent / f".{final.name}.partial"
        try:
            hidden.mkdir()
        except FileExistsError:
            moment += timedelta(seconds=1)
            continue
        if not final.exists():
            return Draft(hidden, final)
        hidden.rmdir()
        moment += timedelta(seconds=1)


def _after(name: str) -> datetime | None:
    """The second after that in the name of a results folder; None for any other name."""
    try:
        return datetime.strptime(name.partition("_")[0], _NAME).replace(tzinfo=UTC) + timedelta(seconds=1)
    except (ValueError, OverflowError):
        return None


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Whether nobody else holds the folder; inside, this process does. The hold ends with the process, however it ends.

    True where the system, or the disk of the folder, knows no such holds.
    """
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield True
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        except BlockingIOError:
            free = False
        except OSError:
            free = True
        yield free
    finally:
        os.close(handle)


def _sweep(parent: Path) -> None:
    """Remove what killed runs left a day ago or earlier, unless it is still being written (and the clock was set)."""
    for hidden in parent.glob(".*.partial"):
        try:
            age = time.time() - hidden.stat().st_mtime
        except FileNotFoundError:  # another run has just finished it
            continue
        if age > _STALE_SECONDS:
            with _held(hidden) as free:
                if free:
                    shutil.rmtree(hidden, ignore_errors=True)


def check_writable(out: Path, scenario: str) -> None:
    """Fail before the work, not after it, when results cannot be written there."""
    parent = out / scenario
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=parent):
            pass
    except OSError as error:
        raise ResultsError(f"results cannot be written in {parent}: {error.strerror}") from None


@contextmanager
def new_folder(out: Path, scenario: str, tail: str) -> Iterator[Draft]:
    """`<out>/<scenario>/<UTC>_<tail>`, visible only once everything inside is written."""
    parent = out / scenario
    draft = None
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _sweep(parent)
        draft = _reserve(parent, tail)
        with _held(draft.path):
            yield draft
            draft.path.rename(draft.final)
    except BaseException as error:
        if draft is not None:
            shutil.rmtree(draft.path, ignore_errors=True)
        if isinstance(error, OSError):
            raise ResultsError(f"results cannot be written in {parent}: {error.strerror or error}") from error
        raise
