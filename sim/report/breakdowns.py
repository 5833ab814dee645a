"""Effects by sector and by size of establishment, ordered, with their bands; losers are shown like winners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.codes import SECTORS, SIZES
from sim.ensemble import Ensemble
from sim.indicators import CODELIST
from sim.labels import NATION, SECTOR_LABELS, SIZE_LABELS, Label, Language, filled
from sim.measures import Array
from sim.report import style
from sim.report.context import QUANTILES, Context, Plot
from sim.report.style import BOTTOM, GREY, RIGHT, TOP
from sim.results.effects import (
    EFFECT_DIGITS,
    FEWEST,
    NO_SIGNS,
    PRODUCTIVITY,
    VALUE_ADDED,
    Effect,
    direction,
)
from sim.results.units import number

TEXT: Final = {
    "sector": Label(
        "Effect on real manufacturing value added by sector, {year}", "업종별 제조업 실질 부가가치 효과, {year}년"
    ),
    "size": Label("Effect by size of establishment, {year}", "사업체 규모별 효과, {year}년"),
    "percent": Label("% difference from {parent}", "{parent} 대비 %"),
    "bands": Label("mean, 50 % and 90 % bands", "평균, 50%·90% 구간"),
    "gain": Label("gain", "증가"),
    "loss": Label("loss", "감소"),
    "neither": Label("neither: shows as {zero}", "어느 쪽도 아님: {zero}"),
    "unclear": Label("hollow: the 90 % band holds zero, or the mean shows as zero",
                     "속 빈 점: 90% 구간이 0을 포함하거나 평균이 0으로 표시됨"),
}  # fmt: skip
SIZE_PANELS: Final = (
    ("Value Added|Size", CODELIST[VALUE_ADDED].label),
    ("Labour Productivity|Size", CODELIST[PRODUCTIVITY].label),
    ("Employment|Size", CODELIST["Employment|Manufacturing|Workplace"].label),
)


def effect_row(draws: Array, **names: Any) -> dict[str, Any]:
    """One line of an ordered figure: mean, quantiles, and whether the sign is clear; draws are (replications,)."""
    found = Effect.of(draws)
    keys = ("q05", "q25", "q50", "q75", "q95")
    quantiles = dict(zip(keys, np.quantile(draws, QUANTILES), strict=True))
    return {**names, "mean": found.mean, **quantiles, "unclear": found.side == 0}


def signs(ensemble: Ensemble, text: Label) -> Label:
    """What hollow and hatched signs say: the text, or that there are too few runs for a verdict."""
    return NO_SIGNS if len(ensemble.replications) < FEWEST else text


def intervals(axes: Axes, data: pd.DataFrame, names: Sequence[str]) -> None:
    """One line a row, in their order, with 50 and 90 % bands."""
    for place, row in enumerate(data.itertuples()):
        colour = style.SIGN_COLOURS[direction(row.mean)]
        axes.plot([row.q05, row.q95], [place, place], color=colour, linewidth=1.2, solid_capstyle="butt")
        axes.plot([row.q25, row.q75], [place, place], color=colour, linewidth=4.0, alpha=0.45, solid_capstyle="butt")
        axes.plot(
            row.mean, place, "o", color=colour, markersize=6.0, markerfacecolor="white" if row.unclear else colour
        )
    axes.axvline(0.0, color=style.INK, linewidth=0.9)
    axes.set_yticks(range(len(data)), list(names))
    axes.set_ylim(len(data) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}".replace("-", "−")))


def sign_legend(figure: Figure, language: Language, place: tuple[float, float], means: pd.Series) -> None:
    """Colours of gains, losses and of what is neither, of those that there are."""
    sides = {direction(mean) for mean in means}
    zero = number(0.0, EFFECT_DIGITS)
    handles = [
        Line2D(
            [],
            [],
            marker="o",
            color=style.SIGN_COLOURS[side],
            linewidth=1.2,
            label=TEXT[key][language].format(zero=zero),
        )
        for key, side in (("gain", 1), ("loss", -1), ("neither", 0))
        if side in sides
    ]
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=place, ncols=3)


def _titles(key: str, year: str) -> Label:
    return filled(TEXT[key], year=year)


def sectors(context: Context) -> Plot:
    """(e) Effect on value added by sector, largest first."""
    ensemble = context.ensemble
    year = ensemble.years[-1]
    at = ensemble.years.index(year)
    rows = [effect_row(ensemble.effect(f"{VALUE_ADDED}|{code}", percent=True)[:, at], sector=code) for code in SECTORS]
    data = pd.DataFrame(rows).sort_values("mean", ascending=False, kind="stable").reset_index(drop=True)
    title = _titles("sector", year)

    def draw(language: Language) -> Figure:
        """The figure in one language."""
        unit = TEXT["percent"][language].format(parent=context.parent_name(language))
        figure = context.figure(title[language], language, TEXT["bands"][language], height=6.6)
        axes = figure.add_axes((0.26, 0.17, 0.63, 0.66))
        intervals(axes, data, [SECTOR_LABELS[code][language] for code in data["sector"]])
        for place, row in enumerate(data.itertuples()):
            axes.annotate(
                number(row.mean, 2, sign=True), (1.1, place), xycoords=("axes fraction", "data"), va="center",
                ha="right", fontsize=9.0, color=GREY, annotation_clip=False,
            )  # fmt: skip
        axes.set_xlabel(unit)
        sign_legend(figure, language, (0.25, 0.83), data["mean"])
        figure.text(0.96, 0.855, signs(ensemble, TEXT["unclear"])[language], ha="right", fontsize=9.0, color=GREY)
        return figure

    shown = data.assign(variable=VALUE_ADDED, unit=f"% of {ensemble.parent}", year=year)
    return Plot("effect_by_sector", title, shown, draw)


def _by_size(context: Context, at: int) -> Mapping[str, pd.DataFrame]:
    ensemble = context.ensemble
    return {
        stem: pd.DataFrame(
            [effect_row(ensemble.effect(f"{stem}|{code}", NATION, percent=True)[:, at], size=code) for code in SIZES]
        )
        for stem, _ in SIZE_PANELS
    }


def sizes(context: Context) -> Plot:
    """(f) Effect on value added, productivity and persons by size class, small to large."""
    ensemble = context.ensemble
    year = ensemble.years[-1]
    tables = _by_size(context, ensemble.years.index(year))
    title = _titles("size", year)

    def draw(language: Language) -> Figure:
        """The figure in one language."""
        figure = context.figure(title[language], language, TEXT["bands"][language], height=5.0)
        panels = figure.subplots(1, len(SIZE_PANELS), sharex=True, sharey=True)
        figure.subplots_adjust(0.14, BOTTOM + 0.03, RIGHT, TOP - 0.05, wspace=0.1)
        unit = TEXT["percent"][language].format(parent=context.parent_name(language))
        for axes, (stem, label) in zip(panels, SIZE_PANELS, strict=True):
            intervals(axes, tables[stem], [SIZE_LABELS[code][language] for code in SIZES])
            style.panel_title(axes, label[language], unit)
            axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
        sign_legend(figure, language, (0.013, 0.79), pd.concat(table["mean"] for table in tables.values()))
        figure.text(RIGHT, 0.812, signs(ensemble, TEXT["unclear"])[language], ha="right", fontsize=9.0, color=GREY)
        return figure

    shown = pd.concat(table.assign(variable=stem, year=year) for stem, table in tables.items())
    return Plot("effect_by_size", title, shown.assign(unit=f"% of {ensemble.parent}"), draw)
