"""The figures of a run: each drawn in Korean and English from one table of numbers, which is saved beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke

from sim.indicators import CODELIST, DEFICIT_CHANGE, FISCAL_NET
from sim.labels import AREA_LABELS, LANGUAGES, Label, Language
from sim.report import style
from sim.report.breakdowns import effect_row, intervals, sectors, sign_legend, signs, sizes
from sim.report.context import UNDER_SUBTITLE, Context, Plot, bands_of, fan, plain_numbers
from sim.report.plan import coverage, targets
from sim.report.style import BLUE, BOTTOM, GREY, LEFT, RIGHT, SERIES, TOP
from sim.results.effects import (
    PRODUCTIVITY,
    TFP,
    VALUE_ADDED,
    by_region,
    cost_by_lever,
    direction,
)
from sim.results.frames import write_frame
from sim.results.units import number

LEVERS_SHOWN: Final = len(SERIES)

TILES: Final = {
    "Incheon": (0, 0), "Seoul": (1, 0), "Gyeonggi": (2, 0), "Gangwon": (3, 0),
    "Chungnam": (0, 1), "Sejong": (1, 1), "Chungbuk": (2, 1), "Gyeongbuk": (3, 1),
    "Jeonbuk": (0, 2), "Daejeon": (1, 2), "Daegu": (2, 2), "Ulsan": (3, 2),
    "Gwangju": (0, 3), "Jeonnam": (1, 3), "Gyeongnam": (2, 3), "Busan": (3, 3),
    "Jeju": (0, 4),
}  # fmt: skip
"""Column and row of each si/do in the tile-grid map."""

UNITS: Final = {
    VALUE_ADDED: (1e-3, Label("trillion won of 2020 a year", "조원, 2020년 가격, 연간")),
    PRODUCTIVITY: (1.0, Label("million won of 2020 per worker", "백만원/인, 2020년 가격")),
    TFP: (1.0, Label("index, base year = 1", "지수, 기준연도 = 1")),
}
TEXT: Final = {
    "fan": Label("Manufacturing value added and productivity", "제조업 부가가치와 노동생산성"),
    "effect": Label("Effect on manufacturing by year", "제조업에 미치는 연도별 효과"),
    "region": Label(
        "Effect on real manufacturing value added by region, {year}", "지역별 제조업 실질 부가가치 효과, {year}년"
    ),
    "cost": Label("Fiscal cost by measure and year", "수단별·연도별 재정비용"),
    "percent": Label("% difference from {parent}", "{parent} 대비 %"),
    "bands": Label("mean, 50 % and 90 % bands", "평균, 50%·90% 구간"),
    "mean": Label("mean", "평균"),
    "half": Label("50 % band", "50% 구간"),
    "ninety": Label("90 % band", "90% 구간"),
    "unclear": Label("hollow or hatched: the 90 % band holds zero, or the mean shows as zero",
                     "속 빈 점·빗금: 90% 구간이 0을 포함하거나 평균이 0으로 표시됨"),
    "trillion": Label("trillion won a year, nominal, mean of runs", "조원, 명목, 연간, 모의실험 평균"),
    "net": Label(DEFICIT_CHANGE.en.lower(), DEFICIT_CHANGE.ko),
    "other": Label("other levers: {count}", "기타 수단 {count}개"),
    "free": Label("No lever of this scenario has a fiscal cost on record", "이 시나리오에는 기록된 재정비용이 없음"),
}  # fmt: skip


def fans(context: Context) -> Plot:
    """(a) Value added and productivity, scenario and baseline, with 50 and 90 % bands."""
    ensemble = context.ensemble
    years = np.array(ensemble.years, dtype=float)
    members = context.members
    bands = {
        (variable, name): bands_of(ensemble.values(variable, member=member) * UNITS[variable][0])
        for variable in (VALUE_ADDED, PRODUCTIVITY)
        for name, (member, _, _) in members.items()
    }
    data = pd.concat(
        pd.DataFrame(
            {"variable": variable, "unit": UNITS[variable][1].en, "scenario": name, "year": ensemble.years} | b
        )
        for (variable, name), b in bands.items()
    )

    def draw(language: Language) -> Figure:
        """The figure in one language."""
        figure = context.figure(TEXT["fan"][language], language, TEXT["bands"][language])
        panels = figure.subplots(1, 2)
        figure.subplots_adjust(LEFT, BOTTOM, RIGHT, TOP, wspace=0.2)
        for axes, variable in zip(panels, (VALUE_ADDED, PRODUCTIVITY), strict=True):
            for name, (_, colour, line) in members.items():
                fan(axes, years, bands[variable, name], colour, line)
            style.panel_title(axes, CODELIST[variable].label[language], UNITS[variable][1][language])
            style.year_axis(axes, ensemble.years)
            plain_numbers(axes)
        names = {ensemble.scenario: context.info.title[language], ensemble.parent: context.parent_name(language)}
        handles = [
            Line2D([], [], color=colour, linestyle=line, linewidth=2.0, label=names[name])
            for name, (_, colour, line) in members.items()
        ]
        figure.legend(handles=handles[::-1], **UNDER_SUBTITLE)
        return figure

    return Plot("fan", TEXT["fan"], data, draw)


def effects(context: Context) -> Plot:
    """(b) Paired effect by year on value added, labour productivity and TFP."""
    ensemble = context.ensemble
    variables = (VALUE_ADDED, PRODUCTIVITY, TFP)
    bands = {variable: bands_of(ensemble.effect(variable, percent=True)) for variable in variables}
    data = pd.concat(
        pd.DataFrame({"variable": variable, "unit": f"% of {ensemble.parent}", "year": ensemble.years} | b)
        for variable, b in bands.items()
    )
    years = np.array(ensemble.years, dtype=float)

    def draw(language: Language) -> Figure:
        """The figure in one language."""
        figure = context.figure(TEXT["effect"][language], language, TEXT["bands"][language])
        panels = figure.subplots(1, 3, sharey=True)
        figure.subplots_adjust(LEFT, BOTTOM, RIGHT, TOP, wspace=0.08)
        for axes, variable in zip(panels, variables, strict=True):
            fan(axes, years, bands[variable], BLUE)
            axes.axhline(0.0, color=style.INK, linewidth=0.9)
            unit = TEXT["percent"][language].format(parent=context.parent_name(language))
            style.panel_title(axes, CODELIST[variable].label[language], unit)
            style.year_axis(axes, ensemble.years)
        plain_numbers(panels[0])
        handles = [
            Line2D([], [], color=BLUE, linewidth=2.0, label=TEXT["mean"][language]),
            Patch(color=BLUE, alpha=0.42, linewidth=0, label=TEXT["half"][language]),
            Patch(color=BLUE, alpha=0.16, linewidth=0, label=TEXT["ninety"][language]),
        ]
        figure.legend(handles=handles, **UNDER_SUBTITLE)
        return figure

    return Plot("effect_by_year", TEXT["effect"], data, draw)


def _tile_map(axes: Axes, data: pd.DataFrame, language: Language) -> None:
    """Tiles at about the place of each si/do, blue for gains, vermillion for losses, grey for neither."""
    largest = max(float(data["mean"].abs().max()), 1e-12)
    for row in data.itertuples():
        column, line = TILES[row.region]
        weight = abs(row.mean) / largest
        colour = style.SIGN_COLOURS[direction(row.mean)]
        face = [1.0 - (1.0 - c) * (0.12 + 0.88 * weight) for c in _rgb(colour)]
        axes.add_patch(
            Rectangle(
                (column + 0.03, line + 0.03), 0.94, 0.94, facecolor=face, edgecolor=GREY if row.unclear else face,
                hatch="///" if row.unclear else None, linewidth=0.8,
            )
        )  # fmt: skip
        ink = "white" if weight > 0.6 else style.INK
        box = {"facecolor": face, "edgecolor": "none", "pad": 1.2} if row.unclear else None
        name = AREA_LABELS[row.region][language]
        axes.text(column + 0.5, line + 0.36, name, ha="center", va="center", color=ink, fontsize=9.5, bbox=box)
        axes.text(
            column + 0.5, line + 0.68, number(row.mean, 2, sign=True), ha="center", va="center", color=ink,
            fontsize=10.0, fontweight="bold", bbox=box,
        )  # fmt: skip
    axes.set_xlim(0.0, 4.0)
    axes.set_ylim(5.0, 0.0)
    axes.set_aspect("equal")
    axes.axis("off")


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[k : k + 2], 16) / 255.0 for k in (1, 3, 5))


def regions(context: Context) -> Plot:
    """(c) Effect by si/do: tile-grid map and ordered intervals; losers are shown like winners."""
    ensemble = context.ensemble
    year = ensemble.years[-1]
    rows = []
    for region in by_region(ensemble, VALUE_ADDED, year):
        draws = ensemble.effect(VALUE_ADDED, region, percent=True)[:, ensemble.years.index(year)]
        rows.append(effect_row(draws, region=region))
    data = pd.DataFrame(rows)
    shown = data.assign(variable=VALUE_ADDED, unit=f"% of {ensemble.parent}", year=year)
    title = Label(*(TEXT["region"][language].format(year=year) for language in ("en", "ko")))

    def draw(language: Language) -> Figure:
        """The figure in one language."""
        unit = TEXT["percent"][language].format(parent=context.parent_name(language))
        figure = context.figure(title[language], language, unit, height=6.6)
        left = figure.add_axes((0.02, 0.13, 0.44, 0.72))
        right = figure.add_axes((0.57, 0.17, 0.405, 0.66))
        _tile_map(left, data, language)
        intervals(right, data, [AREA_LABELS[region][language] for region in data["region"]])
        sign_legend(figure, language, (0.56, 0.83), data["mean"])
        figure.text(0.975, 0.855, TEXT["bands"][language], ha="right", fontsize=9.0, color=GREY)
        left.text(
            1.1,
            4.55,
            style.wrapped(signs(context.ensemble, TEXT["unclear"])[language], language, 34),
            fontsize=9.0,
            color=GREY,
            va="center",
        )
        right.set_xlabel(unit)
        return figure

    return Plot("effect_by_region", title, shown, draw)


def costs(context: Context) -> Plot:
    """(d) Gross fiscal cost by lever and year, and the change of the public deficit, trillion won."""
    ensemble, info = context.ensemble, context.info
    paths = {lever: path * 1e-3 for lever, path in cost_by_lever(ensemble).items()}
    net = ensemble.values(FISCAL_NET).mean(axis=0) * 1e-3
    data = pd.concat(
        pd.DataFrame({"lever": lever, "year": ensemble.years, "trillion_krw": path})
        for lever, path in {**paths, TEXT["net"].en: net}.items()
    )
    shown = dict(list(paths.items())[:LEVERS_SHOWN])
    rest = list(paths.values())[LEVERS_SHOWN:]

    def draw(language: Language) -> Figure:
        """The figure in one language."""
        figure = context.figure(TEXT["cost"][language], language, TEXT["trillion"][language])
        axes = figure.subplots()
        figure.subplots_adjust(LEFT, BOTTOM, 0.68, 0.84)
        years = np.array(ensemble.years, dtype=float)
        labels = {lever: style.wrapped(info.lever_label(lever)[language], language, 34) for lever in shown}
        bars = [(labels[lever], path, SERIES[k]) for k, (lever, path) in enumerate(shown.items())]
        if rest:
            bars.append((TEXT["other"][language].format(count=len(rest)), np.sum(rest, axis=0), "#A9A9A9"))
        up, down = np.zeros_like(net), np.zeros_like(net)
        for label, path, colour in bars:
            base = np.where(path >= 0.0, up, down)
            axes.bar(years, path, 0.78, base, color=colour, edgecolor="white", linewidth=0.6, label=label)
            up, down = up + np.maximum(path, 0.0), down + np.minimum(path, 0.0)
        axes.axhline(0.0, color=style.INK, linewidth=0.9)
        halo = [withStroke(linewidth=3.6, foreground="white")]
        axes.plot(
            years, net, "o-", color=style.INK, markersize=4.5, linewidth=1.5, label=TEXT["net"][language],
            path_effects=halo, clip_on=False, zorder=5,
        )  # fmt: skip
        if not bars:
            axes.text(0.5, 0.6, TEXT["free"][language], transform=axes.transAxes, ha="center", color=GREY)
        style.year_axis(axes, ensemble.years, 0.6)
        axes.margins(y=0.05)
        plain_numbers(axes)
        handles, names = axes.get_legend_handles_labels()
        handles, names = handles[::-1], names[::-1]
        axes.legend(handles, names, loc="upper left", bbox_to_anchor=(1.02, 1.02), labelspacing=0.9)
        return figure

    return Plot("fiscal_cost", TEXT["cost"], data, draw)


def plots(context: Context) -> list[Plot]:
    """All figures that this run can have; one that is compared with nothing has only levels."""
    paired = (effects, targets, regions, sectors, sizes, costs, coverage)
    makers = (fans, *(paired if context.ensemble.parent is not None else (targets, coverage)))
    empty = {targets: not context.ensemble.targets, coverage: not context.info.pledges}
    return [make(context) for make in makers if not empty.get(make, False)]


def write_figures(context: Context, folder: Path, formats: tuple[str, ...]) -> dict[str, dict[Language, str]]:
    """Write every figure as `<name>_<language>.<format>` and its numbers as `<name>.csv`; returns the SVG texts."""
    folder.mkdir()
    about = f"{context.run_name}; config {context.info.config_hash[:16]}; code {context.info.code}"
    about += f"; data {context.info.data_vintage}; seed {context.ensemble.seed}"
    texts: dict[str, dict[Language, str]] = {}
    with style.style():
        for plot in plots(context):
            write_frame(plot.data.assign(run=context.run_name), folder / f"{plot.name}.csv", "%.9g")
            texts[plot.name] = {}
            for language in LANGUAGES:
                stem = folder / f"{plot.name}_{language}"
                style.save(plot.draw(language), stem, formats, f"{about}; {plot.title[language]}")
                texts[plot.name][language] = stem.with_suffix(".svg").read_text(encoding="utf-8")
    return texts
