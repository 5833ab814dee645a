"""Figures of a comparison for papers, each with the numbers that it shows; heat maps are in `sim.compare.grids`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.codes import REGIONS
from sim.compare.content import bands
from sim.compare.plans import Plan, against
from sim.compare.runs import Comparison
from sim.compare.tables import cost_text, mean_costs
from sim.compare.texts import FIGURE_TEXT, FIGURES, PAGE
from sim.indicators import CODELIST
from sim.labels import AREA_LABELS, NATION, Label, Language
from sim.measures import Array
from sim.report import style
from sim.report.figures import TILES
from sim.results.effects import FEWEST, NO_SIGNS, PRODUCTIVITY, VALUE_ADDED, direction, verdict
from sim.results.goals import Goal, goals
from sim.results.info import RunInfo
from sim.results.provenance import provenance, text_width
from sim.results.units import number

MARKERS: Final = {
    "circle": "o", "square": "s", "diamond": "D", "up": "^", "down": "v", "plus": "P", "cross": "X", "hexagon": "h",
    "bar": "|",
}  # fmt: skip
NAMES: Final = ("mean", "q0.05", "q0.25", "q0.50", "q0.75", "q0.95")
_FOOT: Final = 5.0
"""Points of the line of provenance."""
_LETTERS: Final = 27
"""Of that size in an inch, Korean ones counting twice."""


@dataclass(frozen=True)
class Drawn:
    """One figure: its name, its numbers, how to draw it at a width in a language."""

    name: str
    data: pd.DataFrame
    draw: Callable[[float, Language], Figure]
    title: Label


@dataclass(frozen=True)
class Material:
    """What figures are drawn from."""

    comparison: Comparison
    plans: Mapping[str, Plan]
    info: RunInfo
    run: str

    def title(self, member: int, language: Language, columns: int) -> str:
        """What readers call a plan, broken into lines."""
        return style.wrapped(self.plans[self.comparison.members[member]].title[language], language, columns)

    @property
    def of_baseline(self) -> Label:
        """Unit of effects: % of the baseline by its name."""
        return against(PAGE["percentOf"], self.plan(0))

    @property
    def runs(self) -> int:
        """Replications behind every effect."""
        return len(self.comparison.replications)

    def signs(self, text: Label) -> Label:
        """What hollow, hatched and doubtful signs say: the text, or that there are too few runs for a verdict."""
        return NO_SIGNS if self.runs < FEWEST else text

    def plan(self, member: int) -> Plan:
        """A member of the comparison."""
        return self.plans[self.comparison.members[member]]

    def head(self, member: int, language: Language) -> str:
        """A plan in the little room above a column: its name without what stands in brackets at its end."""
        return style.wrapped(re.sub(r"\s*\([^()]*\)$", "", self.plan(member).title[language]), language, 24)

    def finish(self, figure: Figure, language: Language, *notes: Label) -> Figure:
        """Put how to read it and the provenance below, and lay the panels out above them."""
        parts = [*(note[language] for note in notes), *provenance(self.comparison, self.info, self.run, language)]
        wide = int(figure.get_figwidth() * _LETTERS)
        lines = [""]
        for part in parts:
            longer = f"{lines[-1]} · {part}" if lines[-1] else part
            lines = [*lines[:-1], longer] if text_width(longer) <= wide or not lines[-1] else [*lines, part]
        height = (len(lines) * _FOOT * 1.35 + 5.0) / 72.0 / figure.get_figheight()
        figure.text(0.01, 0.004, "\n".join(lines), fontsize=_FOOT, color=style.GREY, va="bottom")
        engine: Any = figure.get_layout_engine()
        engine.set(rect=(0.0, height, 1.0, 1.0 - height))
        return figure


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of so many inches whose panels lay themselves out."""
    return Figure(figsize=(width, height), layout="constrained")


def _percent(axis: Any, count: int = 5) -> None:
    axis.set_major_locator(MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}".replace("-", "−")))


def _frame(material: Material, variable: str, area: str, statistics: Array, **more: object) -> pd.DataFrame:
    """Long numbers of (plans, years, statistics)."""
    years = material.comparison.years
    return pd.concat(
        pd.DataFrame(statistics[k], columns=list(NAMES)).assign(
            plan=plan, variable=variable, region=area, year=[int(year) for year in years], **more
        )
        for k, plan in enumerate(material.comparison.plans)
    )


def unclear(row: Array, runs: int) -> bool:
    """Whether an effect (mean and quantiles, in the order of `NAMES`) cannot be told from none."""
    return verdict(row[0], row[1], row[5], runs) == 0


def _interval(axes: Axes, place: float, row: Array, plan: Plan, runs: int) -> None:
    hollow = unclear(row, runs)
    axes.plot([row[1], row[5]], [place, place], color=plan.colour, linewidth=0.9, solid_capstyle="butt")
    axes.plot([row[2], row[4]], [place, place], color=plan.colour, linewidth=3.2, alpha=0.45, solid_capstyle="butt")
    axes.plot(
        row[0], place, MARKERS[plan.shape], color=plan.colour, markersize=4.5,
        markerfacecolor="white" if hollow else plan.colour, markeredgewidth=0.9,
    )  # fmt: skip


def ranking(material: Material) -> Drawn:
    """Effect of each plan on value added and productivity in the last year, with 50 and 90 % intervals."""
    found = {name: bands(material.comparison.effects(name)[1:], 1) for name in (VALUE_ADDED, PRODUCTIVITY)}
    data = pd.concat(
        _frame(material, name, NATION, values).query("year == year.max()") for name, values in found.items()
    )
    order = np.argsort(-found[VALUE_ADDED][:, -1, 0], kind="stable")

    def draw(width: float, language: Language) -> Figure:
        """The figure; panels side by side where there is room."""
        wide = width > 5.0
        tall = (0.34 if wide else 0.44) * len(order) * (1 if wide else 2) + 0.9
        figure = new_figure(width, tall)
        panels = figure.subplots(1, 2, sharey=True) if wide else figure.subplots(2, 1, sharex=True)
        for axes, (name, values) in zip(panels, found.items(), strict=True):
            for place, k in enumerate(order):
                _interval(axes, place, values[k, -1], material.plan(k + 1), material.runs)
            axes.axvline(0.0, color=style.INK, linewidth=0.7)
            axes.set_ylim(len(order) - 0.4, -0.6)
            axes.set_yticks(range(len(order)), [material.title(k + 1, language, 30) for k in order])
            axes.grid(visible=True, axis="x")
            axes.grid(visible=False, axis="y")
            axes.set_title(f"{CODELIST[name].label[language]}, {material.comparison.years[-1]}", loc="left")
            axes.set_xlabel(material.of_baseline[language])
            _percent(axes.xaxis)
        return material.finish(figure, language, FIGURE_TEXT["bands"], material.signs(FIGURE_TEXT["hollow"]))

    return Drawn("ranking", data, draw, FIGURES["ranking"])


def by_year(material: Material) -> Drawn:
    """Effect on value added by year, one panel per plan on one scale."""
    statistics = bands(material.comparison.effects(VALUE_ADDED)[1:], 1)
    years = np.array([int(year) for year in material.comparison.years])

    def draw(width: float, language: Language) -> Figure:
        """The figure."""
        across = min(4 if width > 5.0 else 2, len(statistics))
        down = -(-len(statistics) // across)
        figure = new_figure(width, 1.35 * down + 0.5)
        panels = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False).reshape(-1)
        for k, axes in enumerate(panels):
            if k >= len(statistics):
                axes.set_axis_off()
                continue
            plan, rows = material.plan(k + 1), statistics[k]
            axes.fill_between(years, rows[:, 1], rows[:, 5], color=plan.colour, alpha=0.16, linewidth=0)
            axes.fill_between(years, rows[:, 2], rows[:, 4], color=plan.colour, alpha=0.30, linewidth=0)
            axes.plot(years, rows[:, 0], color=plan.colour)
            axes.axhline(0.0, color=style.INK, linewidth=0.6)
            axes.set_title(material.title(k + 1, language, 26), loc="left", fontsize=6.5)
            axes.xaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
            axes.tick_params(labelbottom=k + across >= len(statistics))  # nothing stands below
            _percent(axes.yaxis, 4)
        figure.supylabel(f"{CODELIST[VALUE_ADDED].label[language]}, %", fontsize=7.0)
        return material.finish(figure, language, material.of_baseline, FIGURE_TEXT["bands"])

    return Drawn("effect_by_year", _frame(material, VALUE_ADDED, NATION, statistics), draw, FIGURES["effect_by_year"])


def _tile(axes: Axes, region: str, row: Array, largest: float, language: Language, runs: int) -> None:
    column, line = TILES[region]
    weight = abs(row[0]) / largest if largest > 0.0 else 0.0
    colour = style.SIGN_COLOURS[direction(row[0])]
    tint = [1.0 - (1.0 - int(colour[k : k + 2], 16) / 255.0) * (0.1 + 0.9 * weight) for k in (1, 3, 5)]
    doubt = unclear(row, runs)
    axes.add_patch(
        Rectangle((column + 0.03, line + 0.03), 0.94, 0.94, facecolor=tint, edgecolor=style.FAINT, linewidth=0.5,
                  hatch="/////" if doubt else None)
    )  # fmt: skip
    ink = "white" if weight > 0.6 and not doubt else style.INK
    box: Any = {"facecolor": tint, "edgecolor": "none", "pad": 0.4} if doubt else None
    shown = ((0.34, AREA_LABELS[region][language], 4.6), (0.70, number(float(row[0]), 2, sign=True), 5.0))
    for below, text, size in shown:
        axes.text(column + 0.5, line + below, text, ha="center", va="center", fontsize=size, color=ink, bbox=box)


def maps(material: Material) -> Drawn:
    """Tile-grid map of the effect on value added in the last year, one per plan on one scale."""
    found = {region: bands(material.comparison.effects(VALUE_ADDED, region)[1:], 1) for region in REGIONS}
    data = pd.concat(
        _frame(material, VALUE_ADDED, region, values).query("year == year.max()") for region, values in found.items()
    )
    count = len(material.comparison.plans)
    largest = max(float(np.abs(values[:, -1, 0]).max()) for values in found.values())

    def draw(width: float, language: Language) -> Figure:
        """The figure."""
        across = min(4 if width > 5.0 else 2, count)
        down = -(-count // across)
        figure = new_figure(width, width / across * 1.35 * down + 0.4)
        panels = figure.subplots(down, across, squeeze=False).reshape(-1)
        for k, axes in enumerate(panels):
            axes.set_axis_off()
            if k < count:
                for region, values in found.items():
                    _tile(axes, region, values[k, -1], largest, language, material.runs)
                axes.set_xlim(0.0, 4.0)
                axes.set_ylim(5.0, 0.0)
                axes.set_aspect("equal")
                axes.set_title(material.title(k + 1, language, 28), loc="left", fontsize=6.5)
        year = Label(material.comparison.years[-1], f"{material.comparison.years[-1]}년")
        return material.finish(figure, language, year, material.of_baseline, material.signs(PAGE["hatched"]))

    return Drawn("map", data, draw, FIGURES["map"])


def cost(material: Material) -> Drawn:
    """Effect on value added in the last year against gross cost a year, or its difference to a costly baseline."""
    axis = against(PAGE[cost_text(material.comparison, "costAxis")], material.plan(0))
    statistics = bands(material.comparison.effects(VALUE_ADDED)[1:], 1)[:, -1]
    a_year = np.array(list(mean_costs(material.comparison).values())) * 1e-3
    data = pd.DataFrame(statistics, columns=list(NAMES)).assign(
        plan=material.comparison.plans, gross_cost_trillion_krw_a_year=a_year, variable=VALUE_ADDED,
        year=int(material.comparison.years[-1]),
    )  # fmt: skip

    def draw(width: float, language: Language) -> Figure:
        """The figure."""
        figure = new_figure(width, 2.9 if width > 5.0 else 2.7 + 0.17 * len(statistics))
        axes = figure.subplots()
        for k, row in enumerate(statistics):
            plan, hollow = material.plan(k + 1), unclear(row, material.runs)
            axes.plot([a_year[k]] * 2, [row[1], row[5]], color=plan.colour, linewidth=0.9)
            axes.plot([a_year[k]] * 2, [row[2], row[4]], color=plan.colour, linewidth=3.2, alpha=0.45)
            face = "white" if hollow else plan.colour
            axes.plot(
                a_year[k], row[0], MARKERS[plan.shape], color=plan.colour, markersize=5.0, linestyle="none",
                markerfacecolor=face, label=material.title(k + 1, language, 60),
            )  # fmt: skip
        axes.axhline(0.0, color=style.INK, linewidth=0.7)
        axes.set_xlabel(axis[language])
        axes.set_ylabel(f"{CODELIST[VALUE_ADDED].label[language]} {material.comparison.years[-1]}, %")
        _percent(axes.xaxis)
        _percent(axes.yaxis)
        figure.legend(loc="outside upper left", ncols=2 if width > 5.0 else 1, handletextpad=0.3, columnspacing=1.0)
        return material.finish(
            figure, language, material.of_baseline, FIGURE_TEXT["bands"], material.signs(FIGURE_TEXT["hollow"])
        )

    return Drawn("cost", data, draw, FIGURES["cost"])


def levels(material: Material) -> Drawn:
    """Value added: the baseline with its bands, and the mean under each plan."""
    comparison, unit = material.comparison, material.comparison.unit(VALUE_ADDED)
    statistics = bands(comparison.values(VALUE_ADDED) * unit.factor, 1)
    years = np.array([int(year) for year in comparison.years])
    data = pd.concat(
        pd.DataFrame(statistics[k], columns=list(NAMES)).assign(
            plan=plan, variable=VALUE_ADDED, region=NATION, year=years, unit=unit.label.en
        )
        for k, plan in enumerate(comparison.members)
    )

    def draw(width: float, language: Language) -> Figure:
        """The figure."""
        wide = width > 5.0
        figure = new_figure(width, (2.9 if wide else 2.6) + 0.17 * len(statistics) / (2 if wide else 1))
        axes = figure.subplots()
        grey, rows = material.plan(0).colour, statistics[0]
        axes.fill_between(years, rows[:, 1], rows[:, 5], color=grey, alpha=0.16, linewidth=0)
        axes.fill_between(years, rows[:, 2], rows[:, 4], color=grey, alpha=0.30, linewidth=0)
        for k in range(len(statistics)):
            plan = material.plan(k)
            axes.plot(
                years, statistics[k, :, 0], color=plan.colour, linewidth=1.0, linestyle="-" if k else "--",
                marker=MARKERS[plan.shape], markersize=3.2, markevery=(k % 3, 3), label=material.title(k, language, 60),
            )  # fmt: skip
        axes.set_ylabel(f"{CODELIST[VALUE_ADDED].label[language]},\n{unit.label[language]}")
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
        figure.legend(loc="outside upper left", ncols=2 if wide else 1, handlelength=2.6, columnspacing=1.0)
        return material.finish(figure, language, against(FIGURE_TEXT["grey"], material.plan(0)))

    return Drawn("levels", data, draw, FIGURES["levels"])


def targets(material: Material) -> Drawn:
    """Share of runs that meet each announced target, with its 90 % interval, and the share without the plan."""
    judged = material.comparison.judged
    found = [(plan, goal) for plan, of_plan in judged.items() for goal in goals(of_plan)]
    shares = np.array(
        [[goal.probability, *goal.interval, Goal(judged[plan], goal.number, 0).probability] for plan, goal in found]
    )
    data = pd.DataFrame(100.0 * shares, columns=["share", "q0.05", "q0.95", "share_without_plan"]).assign(
        plan=[plan for plan, _ in found], target=[goal.target.id for _, goal in found],
        due=[goal.due for _, goal in found], unit="% of runs",
    )  # fmt: skip

    def draw(width: float, language: Language) -> Figure:
        """The figure."""
        wide = width > 5.0
        figure = new_figure(width, (0.3 if wide else 0.42) * len(found) + 0.8 + 0.17 * len(judged))
        axes = figure.subplots()
        for place, (name, _) in enumerate(found):
            plan = material.plans[name]
            share, low, high, without = 100.0 * shares[place]
            if np.isnan(share):
                axes.text(
                    0.0, place, PAGE["unjudged"][language], va="center", fontsize="small", color=style.GREY,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
                )  # fmt: skip
            axes.plot([low, high], [place, place], color=plan.colour, linewidth=1.2)
            new = name not in [earlier for earlier, _ in found[:place]]
            axes.plot(
                share, place, MARKERS[plan.shape], color=plan.colour, markersize=4.5,
                label=style.wrapped(plan.title[language], language, 60) if new else None,
            )  # fmt: skip
            axes.plot(without, place + 0.32, "o", color=style.GREY, markersize=2.6, markerfacecolor="white")
        letters = 60 if wide else 30
        names = [style.wrapped(f"{goal.label[language]} ({goal.due})", language, letters) for _, goal in found]
        axes.set_yticks(range(len(found)), names)
        axes.set_ylim(len(found) - 0.4, -0.6)
        axes.set_xlim(-4.0, 104.0)
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(PAGE["ofRuns"][language])
        figure.legend(loc="outside upper left", ncols=2 if wide else 1, handletextpad=0.3, columnspacing=1.0)
        return material.finish(
            figure, language, FIGURE_TEXT["interval"], against(FIGURE_TEXT["without"], material.plan(0))
        )

    return Drawn("targets", data, draw, FIGURES["targets"])
