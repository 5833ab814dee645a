"""Agent-based model of Korean manufacturing: productivity and value added to 2035 under policy scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.results import Results

__all__ = ["load_results"]


def load_results(path: str | Path) -> Results:
    """A results folder (or the newest of a scenario) as pandas: `.summary`, `.runs`, `.iamc`, `.manifest`."""
    from sim.results import load_results as load

    return load(path)
