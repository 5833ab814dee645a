"""Figures and the report page of a run."""

from __future__ import annotations

from pathlib import Path

from sim.ensemble import Ensemble
from sim.labels import Language
from sim.report.context import Context
from sim.report.figures import write_figures
from sim.report.page import write_report
from sim.results.info import RunInfo


def write_all(
    ensemble: Ensemble, info: RunInfo, folder: Path, name: str, formats: tuple[str, ...], language: Language
) -> None:
    """Write `figures/` and `report.html` into the folder of the run called `name`."""
    context = Context(ensemble, info, name)
    texts = write_figures(context, folder / "figures", formats)
    write_report(context, texts, folder / "report.html", language)
