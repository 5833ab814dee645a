"""Mesa's `Model` and `Agent`, without the libraries for tables and networks that mesa imports for uses of its own.

They take 80 MB of every process and most of a second of its start; the model needs none of them. While mesa is being
imported a stand-in is found in the place of each; it imports the library when somebody asks it for something.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import FrameType, ModuleType
from typing import Any, Final

__all__ = ["Agent", "Model"]

UNUSED: Final = ("pandas", "networkx", "scipy.spatial", "scipy.spatial.distance", "tqdm.auto")


class StandIn(ModuleType):
    """A module that imports the one it stands for when something of it is called, or asked for after mesa's import."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is not self:
            return getattr(import_module(self.__name__), name)

        def later(*arguments: Any, **options: Any) -> Any:
            """The function of the library."""
            return getattr(import_module(self.__name__), name)(*arguments, **options)

        return later


@contextmanager
def stand_ins(names: tuple[str, ...]) -> Iterator[None]:
    """Inside, what is imported under these names is a stand-in, unless it has been imported before."""
    missing = {name: StandIn(name) for name in names if name not in sys.modules}
    sys.modules.update(missing)
    try:
        yield
    finally:
        for name, module in missing.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


@contextmanager
def callers_by_name() -> Iterator[None]:
    """Inside, a caller's module is that of its name; else it is looked for in the sources of all that is loaded.

    mesa asks twice who imports it, for the name of its log.
    """
    getframeinfo, getmodule = inspect.getframeinfo, inspect.getmodule

    def by_name(of: object, _filename: str | None = None) -> ModuleType | None:
        """The module named by a frame; of anything else, as ever."""
        named = sys.modules.get(of.f_globals.get("__name__", "")) if isinstance(of, FrameType) else None
        return named or getmodule(of, _filename)

    looked_up: Any = by_name
    inspect.getframeinfo, inspect.getmodule = lambda frame, *_: getframeinfo(frame, 0), looked_up
    try:
        yield
    finally:
        inspect.getframeinfo, inspect.getmodule = getframeinfo, getmodule


with stand_ins(UNUSED), callers_by_name():
    from mesa import Agent, Model
