"""Heat maps of a comparison for papers: sectors by plan, and measures by outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.codes import SECTORS
from sim.compare.attribution import Attribution
from sim.compare.content import bands
from sim.compare.extras import player_label
from sim.compare.figures import NAMES, Drawn, Material, new_figure, unclear
from sim.compare.runs import Comparison
from sim.compare.texts import EXTRAS, FIGURE_TEXT, FIGURES, PAGE
from sim.indicators import CODELIST
from sim.labels import NATION, SECTOR_LABELS, Label, Language, filled
from sim.measures import Array
from sim.report import style
from sim.results.effects import EFFECT_DIGITS, EMPLOYMENT, PRODUCTIVITY, VALUE_ADDED
from sim.results.units import number

Marks = NDArray[np.bool_]
ROW: Final = 0.155
"""Inches of a row."""
HEAD: Final = 1.05
"""Inches of the slanted heads."""
NARROW: Final = (VALUE_ADDED, PRODUCTIVITY, "Investment|Manufacturing|Real", EMPLOYMENT)
"""Outcomes that have room in one column."""


def tint(weight: float, *, gain: bool) -> list[float]:
    """White to blue for a gain, to vermillion for a loss; weight from 0 to 1."""
    colour = style.BLUE if gain else style.VERMILLION
    part = 0.0 if weight == 0.0 else 0.1 + 0.9 * weight
    return [1.0 - (1.0 - int(colour[k : k + 2], 16) / 255.0) * part for k in (1, 3, 5)]


def grid(
    material: Material, width: float, language: Language, rows: Sequence[str], columns: Sequence[str],
    values: Array, doubt: Marks, *notes: Label, one_scale: bool, sign: Label | None = None,
) -> Figure:  # fmt: skip
    """Cells of (rows, columns) with numbers, a question mark where unclear; colours on one scale or by column."""
    wide = width > 5.0
    figure = new_figure(width, HEAD + ROW * len(rows) + 0.45)
    axes = figure.subplots()
    letters, names = (6.0, 6.5) if wide else (min(5.0, 34.0 / len(columns)), 5.0)
    cells = np.round(values, EFFECT_DIGITS)
    largest = np.full(len(columns), np.abs(cells).max()) if one_scale else np.abs(cells).max(axis=0)
    for k, j in np.ndindex(cells.shape):
        weight = abs(cells[k, j]) / largest[j] if largest[j] > 0.0 else 0.0
        box = Rectangle(
            (j + 0.02, k + 0.04), 0.96, 0.92, facecolor=tint(weight, gain=bool(cells[k, j] > 0.0)),
            edgecolor=style.FAINT, linewidth=0.4,
        )  # fmt: skip
        axes.add_patch(box)
        text = number(float(values[k, j]), EFFECT_DIGITS, sign=True) + ("?" if doubt[k, j] else "")
        ink = "white" if weight > 0.6 else style.INK
        axes.text(j + 0.5, k + 0.53, text, ha="center", va="center", fontsize=letters, color=ink)
    axes.set_xlim(0.0, len(columns))
    axes.set_ylim(len(rows), 0.0)
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows, fontsize=names)
    axes.xaxis.tick_top()
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns, rotation=40, ha="left", fontsize=names)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    return material.finish(figure, language, *notes, PAGE["doubt"] if sign is None else sign)


def sectors(material: Material) -> Drawn:
    """Effect on the real value added of each sector in the last year, one column per plan."""
    comparison = material.comparison
    found = np.stack([bands(comparison.effects(f"{VALUE_ADDED}|{code}")[1:, :, -1], 1) for code in SECTORS])
    doubt = np.apply_along_axis(unclear, -1, found, material.runs)
    data = pd.concat(
        pd.DataFrame(found[k], columns=list(NAMES)).assign(
            plan=comparison.plans, sector=code, variable=VALUE_ADDED, region=NATION, year=int(comparison.years[-1])
        )
        for k, code in enumerate(SECTORS)
    )

    def draw(width: float, language: Language) -> Figure:
        """The figure."""
        names = [material.head(k + 1, language) for k in range(len(comparison.plans))]
        rows = [SECTOR_LABELS[code][language] for code in SECTORS]
        notes = (CODELIST[VALUE_ADDED].label, _year(comparison), material.of_baseline)
        return grid(material, width, language, rows, names, found[..., 0], doubt, *notes, one_scale=True,
                    sign=material.signs(PAGE["doubt"]))  # fmt: skip

    return Drawn("sectors", data, draw, FIGURES["sectors"])


def contributions(material: Material, one: Attribution) -> Drawn:
    """Contribution of each measure of a plan to its effect on each outcome in the last year, below their sum."""
    comparison, plan = material.comparison, material.plans[one.plan]
    places = list(one.order)
    values = np.vstack([one.total, one.contribution[places]])
    doubt = np.vstack([np.zeros_like(one.total, dtype=bool), one.unclear[places]])
    data = pd.DataFrame(
        {"plan": one.plan, "measure": player, "variable": outcome, "contribution": one.contribution[k, j],
         "standard_error": one.error[k, j], "year": int(comparison.years[-1])}
        for k, player in one.listed for j, outcome in enumerate(one.outcomes)
    )  # fmt: skip

    def draw(width: float, language: Language) -> Figure:
        """The figure."""
        labels = [EXTRAS["sum"], *(player_label(player, plan) for _, player in one.listed)]
        wide = width > 5.0
        rows = [_first_line(label[language], language, 58 if wide else 32) for label in labels]
        shown = [j for j, outcome in enumerate(one.outcomes) if wide or outcome in NARROW]
        heads = [
            f"{CODELIST[one.outcomes[j]].label[language]}, {comparison.unit(one.outcomes[j]).of_change[language]}"
            for j in shown
        ]
        names = [style.wrapped(head, language, 34) for head in heads]
        runs = filled(FIGURE_TEXT["runs"], runs=one.runs, scale=one.scale)
        return grid(
            material, width, language, rows, names, values[:, shown], doubt[:, shown], _year(comparison), runs,
            one_scale=False,
        )  # fmt: skip

    title = filled(FIGURE_TEXT["contributions"], plan=plan.title)
    return Drawn(f"contributions_{one.plan}", data, draw, title)


def _year(comparison: Comparison) -> Label:
    return Label(comparison.years[-1], f"{comparison.years[-1]}년")


def _first_line(text: str, language: Language, columns: int) -> str:
    first, *more = style.wrapped(text, language, columns).split("\n")
    return f"{first} …" if more else first
