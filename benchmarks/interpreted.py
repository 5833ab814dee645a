"""Compiled rules of one firm as plain Python."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any


def interpreted(rule: Any) -> Callable[..., Any]:
    """The same rule run by the interpreter, with the elementary functions of the standard library."""
    scope = vars(sys.modules[rule.py_func.__module__])
    return FunctionType(rule.py_func.__code__, {**scope, "exp": math.exp, "log": math.log}, rule.py_func.__name__)
