"""Compiled loops over establishments: one decorator, one cache.

numba looks for changes only in the file that holds a function, not in the functions it calls. The cache folder is
therefore named by the text of all modules that hold compiled functions, which import nothing else of the program than
each other, the code lists and `sim.room` (a test sees to it); numba itself keys what is inside by its version and the
CPU. Division follows IEEE (no exception), so that loops over arrays run several elements at a time; nothing is
reordered and only what is written as `fused` is contracted, so results have the same bits on every machine. The
compiler is told that arrays handed to a pass do not overlap: who hands over a column that is written hands it over once
(a test sees to it).

Files of the cache end with a checksum: what a full disk, a power cut or a bad block left of one is compiled anew, never
run. numba keeps its files as pickles, so that who may write in the cache folder may run code, as may who writes in the
folder of the program itself; no other file that the program reads is a pickle.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import numba
from numba import types
from numba.extending import lower_builtin, type_callable

caching: Any = import_module("numba.core.caching")
dispatcher: Any = import_module("numba.core.dispatcher")
dufunc: Any = import_module("numba.np.ufunc.dufunc")
ufuncbuilder: Any = import_module("numba.np.ufunc.ufuncbuilder")
_njit: Any = numba.njit
"""Parts of numba that have no types."""

PROGRAM = Path(__file__).parent
FOLDER = PROGRAM.parent / ".cache"
"""Beside the program; where that cannot be written, numba's own place is used."""
_KEPT = 3
_DIGEST = 16
"""Bytes of a checksum."""
_USED = ("codes.py", "compiled.py", "room.py")
"""What modules with compiled functions use besides each other."""


def sources(root: Path = PROGRAM) -> list[Path]:
    """Modules with compiled functions, and what they use besides each other."""
    holders = [path for path in sorted(root.rglob("*.py")) if b"sim.compiled" in path.read_bytes()]
    return [*holders, *(path for path in (root / name for name in _USED) if path.exists())]


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


def vector_features(features: Mapping[str, bool]) -> str | None:
    """What to tell the compiler of a processor: all that it has, and to use vectors of 512 bits; None: nothing to tell.

    LLVM keeps to half that width on Intel's processors, the first of which slowed down under long vectors; those that
    have `avx512bitalg` (2019 on) do not. The width changes no bit of a result.
    """
    if not features.get("avx512bitalg"):
        return None
    told = {**features, "prefer-256-bit": False}
    return ",".join(f"{'+' if has else '-'}{name}" for name, has in sorted(told.items()))


def _tell_compiler() -> None:
    """Before the first pass is compiled, unless the user has said what to assume."""
    from llvmlite.binding import get_host_cpu_features

    config: Any = numba.config
    if config.CPU_FEATURES is None and config.CPU_NAME is None:
        with suppress(RuntimeError):  # a system that does not say
            config.CPU_FEATURES = vector_features(get_host_cpu_features())


_tell_compiler()


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


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST).digest()


def _whole(path: str) -> bool:
    """Whether a file of the cache can be read and is as it was written."""
    try:
        content = Path(path).read_bytes()
    except OSError:
        return False
    return _digest(content[:-_DIGEST]) == content[-_DIGEST:]


class _CheckedFile(caching.IndexDataCacheFile):  # type: ignore[misc]
    """Files of numba's cache with a checksum behind their content, which numba does not read."""

    @contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[IO[bytes]]:
        content = io.BytesIO()
        yield content
        with super()._open_for_write(filepath) as file:
            file.write(content.getvalue() + _digest(content.getvalue()))

    def _load_index(self) -> Any:
        return super()._load_index() if _whole(self._index_path) else {}

    def _load_data(self, name: str) -> Any:
        if not _whole(self._data_path(name)):
            raise OSError(f"{name} is not as it was written")  # numba takes it for a file that is gone
        return super()._load_data(name)


class _CheckedCache(caching.FunctionCache):  # type: ignore[misc]
    """numba's cache of one function; what cannot be kept is compiled again by the next process."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        stamp = self._impl.locator.get_source_stamp()
        self._cache_file = _CheckedFile(self._cache_path, self._impl.filename_base, stamp)

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled form, where the disk takes it."""
        with suppress(OSError):
            super().save_overload(sig, data)


def _cache_of(function: Callable[..., Any]) -> Any:
    try:
        return _CheckedCache(function)
    except RuntimeError:  # no folder for a cache can be written
        return caching.NullCache()


_Compiler: Any = dispatcher._FunctionCompiler


class _Apart(_Compiler):  # type: ignore[misc]
    """numba's compiler of one function, told that its arrays do not overlap: no code to find out, none for overlap."""

    def _customize_flags(self, flags: Any) -> Any:
        flags.noalias = True
        return flags


@contextmanager
def _own_cache() -> Iterator[None]:
    """Inside, what is decorated is kept in this program's cache, and its arrays lie apart."""
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = before or _CACHE
    dispatcher.FunctionCache = ufuncbuilder.FunctionCache = _cache_of
    dispatcher._FunctionCompiler = _Apart
    try:
        yield
    finally:
        config.CACHE_DIR = before
        dispatcher.FunctionCache = ufuncbuilder.FunctionCache = caching.FunctionCache
        dispatcher._FunctionCompiler = _Compiler


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a loop over arrays, or a scalar function used in such loops, when it is first called.

    Arrays are lent by the caller, who holds them until the pass returns, so nobody counts references to them; numba
    does at every slice and tuple, two atomic operations each. A pass can therefore make no array but a `sim.room`.
    """
    with _own_cache():
        return _njit(cache=True, error_model="numpy", _nrt=False)(function)


def allocating(function: Callable[..., Any]) -> Any:
    """`kernel` of a pass that makes arrays of a size that is known only then, or returns one."""
    with _own_cache():
        return _njit(cache=True, error_model="numpy", _nrt=True)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """A scalar function that is part of the loops that call it."""
    with _own_cache():
        return _njit(cache=True, error_model="numpy", inline="always")(function)


class _Direct(dufunc.DUFunc):  # type: ignore[misc]
    """A ufunc called without a look whether an argument is of a class that takes over; small arrays wait for that."""

    __call__ = dufunc.DUFunc.__base__.__call__


def elementwise(function: Callable[..., Any]) -> Any:
    """A ufunc of one float64 argument."""
    with _own_cache():
        made = numba.vectorize(["float64(float64)"], cache=True)(function)
    made.__class__ = _Direct
    return made


def fused(factor: Any, other: Any, term: Any) -> Any:
    """factor x other + term, in compiled loops rounded once.

    Every machine gives the same bits: IEEE 754 defines the operation, and a processor without it runs the C library's,
    which is slow. In the interpreter two roundings.
    """
    return factor * other + term


@type_callable(fused)  # type: ignore[misc]
def _type_of_fused(context):  # type: ignore[no-untyped-def]
    return lambda factor, other, term: types.float64(types.float64, types.float64, types.float64)


@lower_builtin(fused, types.float64, types.float64, types.float64)  # type: ignore[misc]
def _code_of_fused(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
    return builder.fma(*arguments)
