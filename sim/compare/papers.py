"""Files of the figures for papers: one and two columns wide, in both languages, each with the CSV of what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from matplotlib import rc_context

from sim.compare.attribution import Attribution
from sim.compare.figures import Drawn, Material, by_year, cost, levels, maps, ranking, targets
from sim.compare.grids import contributions, sectors
from sim.compare.plans import Plan
from sim.compare.runs import Comparison
from sim.labels import LANGUAGES
from sim.report import style
from sim.results.frames import write_frame
from sim.results.info import RunInfo
from sim.results.provenance import provenance

WIDTHS: Final = {"one_column": 3.5, "two_columns": 7.2}
"""Inches: 89 and 183 mm, as most journals have them."""
_SETTINGS: Final[Any] = {
    "font.size": 7.0, "xtick.labelsize": 6.5, "ytick.labelsize": 6.5, "axes.labelsize": 7.0, "axes.titlesize": 7.5,
    "legend.fontsize": 6.5, "lines.linewidth": 1.2, "axes.linewidth": 0.6,
    "grid.linewidth": 0.5,
}  # fmt: skip


def all_figures(material: Material, attributions: Sequence[Attribution]) -> list[Drawn]:
    """Every figure that a comparison can have: targets where it has some, contributions where they were asked for."""
    out = [make(material) for make in (ranking, by_year, levels, maps, sectors, cost)]
    if material.comparison.judged:
        out.append(targets(material))
    return [*out, *(contributions(material, found) for found in attributions)]


def write_figures(
    comparison: Comparison, plans: Mapping[str, Plan], info: RunInfo, run: str, folder: Path, formats: Sequence[str],
    attributions: Sequence[Attribution] = (),
) -> None:  # fmt: skip
    """`<figure>_<width>_<language>.<format>` and `<figure>.csv`."""
    folder.mkdir()
    material = Material(comparison, plans, info, run)
    with style.style(), rc_context(_SETTINGS):
        for drawn in all_figures(material, attributions):
            write_frame(drawn.data.assign(run=run), folder / f"{drawn.name}.csv", "%.9g")
            for width, inches in WIDTHS.items():
                for language in LANGUAGES:
                    figure = drawn.draw(inches, language)
                    about = f"{drawn.title[language]}; {' · '.join(provenance(comparison, info, run, language))}"
                    style.save(figure, folder / f"{drawn.name}_{width}_{language}", tuple(formats), about)
