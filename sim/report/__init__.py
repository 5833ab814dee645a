"""Figures and the report page of a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sim.ensemble import Ensemble
from sim.labels import Language
from sim.report.page import write_report
from sim.results.info import RunInfo
from sim.workers import Workers

__all__ = ["begin_figures", "write_report"]

Texts = dict[str, dict[Language, str]]


def begin_figures(
    ensemble: Ensemble, info: RunInfo, folder: Path, name: str, formats: tuple[str, ...], workers: Workers | None
) -> Callable[[], Texts]:
    """Draw `figures/` in the folder of the run called `name`; what is returned gives the SVG texts once they are drawn.

    A worker draws them, where there are any; else they are drawn when the texts are asked for.
    """
    if workers is None:
        return lambda: _figures(ensemble, info, folder, name, formats)
    return workers.begin(_figures, ensemble, info, folder, name, formats)


def _figures(ensemble: Ensemble, info: RunInfo, folder: Path, name: str, formats: tuple[str, ...]) -> Texts:
    from sim.report.context import Context  # which import matplotlib: only those who draw do
    from sim.report.figures import write_figures

    return write_figures(Context(ensemble, info, name), folder / "figures", formats)
