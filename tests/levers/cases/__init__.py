"""Doses and outcomes of every lever, one module by mechanism: CASES by name, WORLD = parameters in which it bites."""

from __future__ import annotations

import importlib
import pkgutil

from tests.levers.outcomes import Case

CASES: dict[str, Case] = {}
WORLD: dict[str, float] = {}
for _found in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
    _module = importlib.import_module(f"{__name__}.{_found.name}")
    CASES |= _module.CASES
    WORLD |= getattr(_module, "WORLD", {})
