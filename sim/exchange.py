"""Other ways to run the same quarter: every compiled pass exchanged for its NumPy definition, or for another form.

For measurements and tests, and for processes that compile together: each compiles what it claims first and runs the
rest by its definition meanwhile.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numba.core.registry import CPUDispatcher

from sim import numerics

Pass = Callable[..., Any]
_PART = re.compile(r"sim\.kernels\..*\._")


def _modules() -> list[Any]:
    """What is loaded of the program; the bench itself is no part of what it measures."""
    loaded = list(sys.modules.items())
    return [module for label, module in loaded if label.startswith("sim.") and not label.startswith("sim.bench")]


def passes() -> dict[str, Any]:
    """Compiled loops over arrays in the modules that are loaded, by full name.

    Parts of other loops are left out: what is inlined, and private functions of `sim.kernels`.
    """
    found = {}
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, CPUDispatcher) and "inline" not in value.targetoptions:
                found[f"{value.py_func.__module__}.{value.py_func.__name__}"] = value
    return {name: value for name, value in found.items() if not _PART.match(name)}


@contextmanager
def exchanged(others: Mapping[int, Any]) -> Iterator[None]:
    """While the block runs every module of the program sees the other for each object; others: by `id` of the object.

    For measurements and tests: it changes the program for all models of the process.
    """
    kept = [
        (module, name, value) for module in _modules() for name, value in list(vars(module).items())
        if id(value) in others
    ]  # fmt: skip
    for module, name, value in kept:
        setattr(module, name, others[id(value)])
    try:
        yield
    finally:
        for module, name, value in kept:
            setattr(module, name, value)


def definition(name: str) -> Pass:
    """NumPy definition of the compiled pass with this full name; AttributeError or ImportError where it has none."""
    module, _, function = name.rpartition(".")
    found: Pass = getattr(import_module(f"sim.definitions.{module.rpartition('.')[2]}"), function.lstrip("_"))
    return found


@contextmanager
def plain_numpy() -> Iterator[None]:
    """While the block runs quarters are NumPy alone: every pass by its definition, exp and log those of NumPy."""
    others: dict[int, Any] = {id(one): definition(name) for name, one in passes().items()}
    others |= {id(numerics.exp): np.exp, id(numerics.log): np.log}
    with exchanged(others), np.errstate(all="ignore"):
        yield


@contextmanager
def claims() -> Iterator[Path]:
    """A folder where processes that compile together say who compiles what; it is gone after the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def claimed(folder: Path, name: str) -> bool:
    """Whether this process is the first to ask for the name."""
    try:
        (folder / hashlib.blake2b(name.encode(), digest_size=16).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


@contextmanager
def compiled_in_parts(claims: Path) -> Iterator[None]:
    """While the block runs a pass is compiled by the process that claims it first; the others run its definition.

    So none waits for another. What is computed holds to 1e-12 only; what is compiled is that of an ordinary run.
    """
    found, forms = passes(), dict[str, Pass]()

    def shared(name: str, one: Any) -> Pass:
        """The pass in a form that compiles what this process has claimed."""
        ours: dict[tuple[Any, ...], bool] = {}
        plain = definition(name)

        def run(*arguments: Any) -> Any:
            """The pass, or its definition."""
            kinds = tuple(one.typeof_pyval(argument) for argument in arguments)
            if kinds not in ours:
                ours[kinds] = claimed(claims, f"{name}{kinds}")
                if ours[kinds]:
                    with exchanged({id(form): found[other] for other, form in forms.items()}):
                        one.compile(kinds)
            return one(*arguments) if ours[kinds] else plain(*arguments)

        return run

    forms |= {name: shared(name, one) for name, one in found.items()}
    with exchanged({id(one): forms[name] for name, one in found.items()}), np.errstate(all="ignore"):
        yield
