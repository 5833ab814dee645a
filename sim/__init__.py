"""Agent-based model of Korean manufacturing: productivity and value added to 2035 under policy scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.results import Results

__all__ = ["load_results"]


def load_results(path: str | Path) -> Results:
    """A results folder (or the newest of a scenario) as pandas: `.summary`, `.runs`, `.iamc`, `.manifest`.

    >>> results = load_results("results/kim_moonsoo")
    >>> sorted(results.summary.scenario.unique())
    ['baseline', 'kim_moonsoo', 'kim_moonsoo - baseline']
    >>> results.runs["Value Added|Manufacturing"].xs("Korea", level="region").index.names
    FrozenList(['scenario', 'replication', 'period'])
    >>> results.changed_files()
    []
    """
    from sim.results import load_results as load

    return load(path)
