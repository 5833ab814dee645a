"""What a sweep over values or samples shows: the outcome at every point, and how it moves with what varies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.labels import Label, Language
from sim.results.info import ResultsError
from sim.results.provenance import text_width
from sim.sweep.analyse import replicated
from sim.sweep.design import points
from sim.sweep.plan import SweepPlan
from sim.sweep.store import Store
from sim.sweep.words import About, is_relative

Array = NDArray[np.float64]
_BAND = {"p05": 5.0, "p95": 95.0}
"""Percentiles over replications: a 90 % band."""
_KEY, _LINE = 8, 0.16
"""Room of a sign in the legend, in letters, and of a line of it, in inches."""


def differences(store: Store, plan: SweepPlan, variable: str, region: str, year: int) -> dict[str, Array]:
    """(samples, replications) by name: each scenario's outcome less that of the first; the outcome itself where the
    plan has one scenario only. In per cent of the first scenario's outcome, except for money (in its own unit)."""
    wide = replicated(store, plan, variable, region, year)
    first = plan.scenarios[0].id
    if len(plan.scenarios) == 1:
        return {first: wide[first]}
    relative = is_relative(variable)
    return {
        f"{name} - {first}": (values - wide[first]) * (100.0 / wide[first] if relative else 1.0)
        for name, values in wide.items()
        if name != first
    }


def cells(plan: SweepPlan, found: Mapping[str, Array]) -> pd.DataFrame:
    """One row per point of the design and outcome: what varies, mean over replications and 90 % band; one has none."""
    frames = []
    for name, values in found.items():
        frame = pd.DataFrame(points(plan), columns=[one.name for one in plan.vary])
        frame.insert(0, "outcome", name)
        frame["mean"] = values.mean(axis=1)
        for column, per_cent in _band(plan).items():
            frame[column] = np.percentile(values, per_cent, axis=1)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _band(plan: SweepPlan) -> dict[str, float]:
    """Columns of the band: those over replications, where there is more than one."""
    return _BAND if plan.replications > 1 else {}


def main_effects(plan: SweepPlan, found: Mapping[str, Array]) -> pd.DataFrame:
    """How an outcome moves with one thing, averaged over all others; bands are those over replications, if several.

    Designs of values (grid, list): the mean at each value. One at a time: low, centre and high. Samples (Latin
    hypercube): the fitted line
    y = c + sum_k b_k x_k at the low and the high end of x_k, the others in their middle.
    Raises ResultsError where samples are too few for the line.
    """
    places = points(plan)
    rows = []
    for name, values in found.items():
        for number, varied in enumerate(plan.vary):
            column = places[:, number]
            if plan.design == "one_at_a_time":
                at = {column[row]: values[row] for row in (1 + 2 * number, 0, 2 + 2 * number)}
            elif varied.values:
                at = {value: values[column == value].mean(axis=0) for value in np.unique(column)}
            else:
                at = _line(places, values, number)
            for value, outcome in at.items():
                row = {"outcome": name, "varied": varied.name, "value": float(value), "mean": float(outcome.mean())}
                band = {column: float(np.percentile(outcome, per_cent)) for column, per_cent in _band(plan).items()}
                rows.append(row | band)
    return pd.DataFrame(rows)


def _line(places: Array, values: Array, number: int) -> dict[float, Array]:
    if len(places) <= places.shape[1] + 1:
        raise ResultsError(f"{len(places)} samples are too few to tell {places.shape[1]} things apart")
    middle = places.mean(axis=0)
    matrix = np.column_stack([np.ones(len(places)), places - middle])
    slopes = np.linalg.lstsq(matrix, values, rcond=None)[0]
    ends = (float(places[:, number].min()), float(places[:, number].max()))
    return {end: slopes[0] + (end - middle[number]) * slopes[1 + number] for end in ends}


def draw(frame: pd.DataFrame, about: About, stem: Path, language: Language, foot: Sequence[Label] = ()) -> None:
    """One panel per thing that varies: mean and, if there is one, 90 % band of every outcome over its values (SVG).

    foot: items of the caption (`sim.sweep.words.caption`).
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    from sim.report import style

    names = list(dict.fromkeys(frame["varied"]))
    columns = 26 * max(len(names), 2) + 18
    legend = [style.wrapped(about.outcome(str(one))[language], language, columns) for one in frame["outcome"].unique()]
    widest = max(text_width(line) for label in legend for line in label.split("\n"))
    beside = 2 if 2 * (widest + _KEY) <= columns else 1
    height = 3.8 + _LINE * max(sum(label.count("\n") + 1 for label in legend) / beside - 1.0, 0.0)
    with style.style():
        figure = Figure(figsize=(max(1.2 + 2.6 * len(names), 5.6), height), layout="constrained")
        panels = style.above_foot(figure, [part[language] for part in foot])
        axes = panels.subplots(1, len(names), squeeze=False, sharey=True)
        for axis, name in zip(axes[0], names, strict=True):
            for number, (_, data) in enumerate(frame[frame["varied"] == name].groupby("outcome", sort=False)):
                band = [data["mean"] - data["p05"], data["p95"] - data["mean"]] if "p05" in data else None
                axis.errorbar(
                    data["value"], data["mean"], yerr=band, fmt="o-", capsize=3, linewidth=1.2, markersize=4,
                    color=style.SERIES[number % len(style.SERIES)], label=legend[number],
                )  # fmt: skip
            axis.set_xlabel(style.wrapped(about.varied(name)[language], language, 40), fontsize=8)
            axis.xaxis.set_major_locator(MaxNLocator(nbins=5))
            axis.axhline(0.0, color=style.INK, linewidth=0.6)
        axes[0][0].set_ylabel(style.wrapped(about.response_unit[language], language, 40), fontsize=8)
        heads = (about.title[language], about.response[language])
        panels.suptitle("\n".join(style.wrapped(head, language, columns) for head in heads), fontsize=9)
        if len(legend) > 1:
            handles, labels = axes[0][0].get_legend_handles_labels()
            panels.legend(handles, labels, loc="outside lower center", ncols=beside, fontsize=8)
        style.save(figure, stem, ("svg",), about.title[language])
