"""What every figure is made of: its numbers, the run it shows, bands and axes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.ensemble import Ensemble
from sim.labels import Label, Language
from sim.measures import Array
from sim.report import style
from sim.results.info import RunInfo
from sim.results.units import number

QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
AGAINST: Final = Label("{scenario} against {parent}", "{scenario} (비교 기준: {parent})")
UNDER_SUBTITLE: Final[Any] = {"loc": "upper left", "bbox_to_anchor": (0.013, 0.885), "ncols": 3, "columnspacing": 2.0}

_MOST_DIGITS: Final = 9


@dataclass(frozen=True)
class Plot:
    """One figure: its file name, its numbers, and how to draw them in a language."""

    name: str
    title: Label
    data: pd.DataFrame
    draw: Callable[[Language], Figure]


@dataclass(frozen=True)
class Context:
    """What every figure needs."""

    ensemble: Ensemble
    info: RunInfo
    run_name: str

    def figure(self, title: str, language: Language, extra: str = "", height: float = style.HEIGHT) -> Figure:
        """Empty figure with the scenario in its subtitle and the provenance in its caption."""
        subtitle = self.info.title[language]
        if self.ensemble.parent is not None:
            subtitle = AGAINST[language].format(scenario=subtitle, parent=self.parent_name(language))
        foot = style.caption(self.ensemble, self.info, self.run_name, language)
        return style.new_figure(title, f"{subtitle}{' · ' if extra else ''}{extra}", foot, height=height)

    @property
    def members(self) -> dict[str, tuple[int, str, Literal["-", "--"]]]:
        """The scenario it is compared with and the scenario: member of the ensemble, colour, line."""
        members: dict[str, tuple[int, str, Literal["-", "--"]]] = {}
        if self.ensemble.parent is not None:
            members[self.ensemble.parent] = (0, style.GREY, "--")
        members[self.ensemble.scenario] = (-1, style.BLUE, "-")
        return members

    def parent_name(self, language: Language) -> str:
        """What readers call the scenario compared with."""
        if self.info.parent_title is not None:
            return self.info.parent_title[language]
        return self.ensemble.parent or ""


def bands_of(draws: Array) -> dict[str, Array]:
    """Mean and quantiles over the first axis."""
    quantiles = np.quantile(draws, QUANTILES, axis=0)
    return {"mean": draws.mean(axis=0)} | {f"q{q:.2f}": row for q, row in zip(QUANTILES, quantiles, strict=True)}


def fan(axes: Axes, years: Array, bands: dict[str, Array], colour: str, line: str = "-") -> None:
    """Mean with its 50 and 90 % bands."""
    axes.fill_between(years, bands["q0.05"], bands["q0.95"], color=colour, alpha=0.16, linewidth=0)
    axes.fill_between(years, bands["q0.25"], bands["q0.75"], color=colour, alpha=0.30, linewidth=0)
    axes.plot(years, bands["mean"], color=colour, linewidth=2.0, linestyle=line)


def plain_numbers(axes: Axes) -> None:
    """Tick labels with the digits that their distance needs, and a true minus sign."""

    def label(value: float, _: int) -> str:
        """Text of one tick."""
        ticks = axes.get_yticks()
        gap = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
        needed = next(d for d in range(_MOST_DIGITS + 1) if d == _MOST_DIGITS or abs(gap - round(gap, d)) < gap * 1e-6)
        return number(value, needed)

    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(label))
