"""Compiled loops over establishments: one decorator, one cache.

numba looks for changes only in the file that holds a function, not in the functions it calls. The cache folder is
therefore named by the text of all modules that hold compiled functions, which import nothing else of the program than
each other and the code lists (a test sees to it); numba itself keys what is inside by its version and the CPU.
Division follows IEEE (no exception), so that loops over arrays run several elements at a time; nothing is contracted
or reordered, so results have the same bits on every machine.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numba

PROGRAM = Path(__file__).parent
FOLDER = PROGRAM.parent / ".cache"
"""Beside the program; where that cannot be written, numba's own place is used."""
_KEPT = 3


def sources(root: Path = PROGRAM) -> list[Path]:
    """Modules with compiled functions, and the code lists they use."""
    holders = [path for path in sorted(root.rglob("*.py")) if b"sim.compiled" in path.read_bytes()]
    return [*holders, *(path for path in (root / "codes.py", root / "compiled.py") if path.exists())]


def program_key(root: Path = PROGRAM) -> str:
    """Digest of all sources of compiled functions."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sources(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder(parent: Path, key: str) -> str:
    """Folder of one version of the program, made if need be; older ones but the newest few are removed. Empty: none."""
    folder = parent / f"numba-{key}"
    if not folder.is_dir():
        try:
            folder.mkdir(parents=True)
        except OSError:
            return ""
        with suppress(OSError):
            folders = sorted(parent.glob("numba-*"), key=lambda path: path.stat().st_mtime, reverse=True)
            for old in folders[_KEPT:]:
                shutil.rmtree(old, ignore_errors=True)
    return str(folder)


_CACHE = cache_folder(FOLDER, program_key())


@contextmanager
def first_use() -> Iterator[bool]:
    """Whether nothing says that this version is compiled on this machine; when the block ends well, something does."""
    from llvmlite.binding import get_host_cpu_name

    mark = Path(_CACHE) / f"compiled-{numba.__version__}-{get_host_cpu_name()}" if _CACHE else None
    first = mark is not None and not mark.exists()
    yield first
    if mark is not None and first:
        with suppress(OSError):
            mark.touch()


@contextmanager
def _own_cache() -> Iterator[None]:
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = before or _CACHE
    try:
        yield
    finally:
        config.CACHE_DIR = before


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a loop over arrays, or a scalar function used in such loops, when it is first called."""
    with _own_cache():
        return numba.njit(cache=True, error_model="numpy")(function)


def inlined(function: Callable[..., Any]) -> Any:
    """A scalar function that is part of the loops that call it."""
    with _own_cache():
        return numba.njit(cache=True, error_model="numpy", inline="always")(function)


def elementwise(function: Callable[..., Any]) -> Any:
    """A ufunc of one float64 argument."""
    with _own_cache():
        return numba.vectorize(["float64(float64)"], cache=True)(function)
