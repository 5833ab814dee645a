"""What became of a plan: its targets over time, and which of its pledges are in the model."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim.labels import Label, Language
from sim.report import style
from sim.report.context import UNDER_SUBTITLE, Context, Plot, bands_of, fan, plain_numbers
from sim.report.style import GREY, LEFT, RIGHT, VERMILLION
from sim.results.effects import repeats
from sim.results.goals import Goal, goals
from sim.results.sheets import STATUS_LABELS
from sim.results.target_sheet import TEXT as TARGETS
from sim.results.units import number, reader_unit
from sim.targets import falls

TEXT: Final = {
    "targets": Label("Announced targets: outcome and goal", "발표된 목표와 모형 결과"),
    "coverage": Label("Coverage of pledges", "공약 반영 현황"),
    "bands": Label("mean, 50 % and 90 % bands", "평균, 50%·90% 구간"),
    "goal": Label("promised", "목표치"),
    "chance": Label("met in {share} % of runs ({low}–{high})", "실행의 {share}%에서 달성 ({low}~{high})"),
    "most": Label("at most {value} by {due}", "{due}까지 {value} 이하"),
    "least": Label("at least {value} by {due}", "{due}까지 {value} 이상"),
    "counts": Label("{count} of {all}", "{all}건 중 {count}건"),
    "rows": Label("rows of the plan and what the model makes of each", "계획의 각 항목과 모형의 처리"),
    "inert": Label("no effect in this run", "이번 실행에서 효과 없음"),
}  # fmt: skip
ACROSS: Final = 3
COLOURS: Final = dict(zip(STATUS_LABELS, ("#0072B2", "#009E73", "#56B4E9", "#E69F00", "#B0B4B9"), strict=True))
"""Colour of each status of a pledge."""
_TITLE_LINES: Final = 3
_LINE: Final = 0.185
"""Inches of one line of the list of pledges."""


def targets(context: Context) -> Plot:
    """(g) Each target: path of the outcome with and without the plan, what was promised, and by when."""
    ensemble = context.ensemble
    years = np.array(ensemble.years, dtype=float)
    members = context.members
    found = goals(ensemble)
    bands = {
        (goal.number, name): bands_of(Goal(ensemble, goal.number, member).yearly * reader_unit(goal.unit).factor)
        for goal in found
        for name, (member, _, _) in members.items()
    }
    data = pd.concat(
        pd.DataFrame(
            {"target": found[k].target.id, "unit": reader_unit(found[k].unit).label.en, "scenario": name,
             "year": ensemble.years, "promised": _promise(found[k]).mean(axis=0)} | b
        )
        for (k, name), b in bands.items()
    )  # fmt: skip
    across = min(ACROSS, len(found))
    lines = -(-len(found) // across)

    def draw(language: Language) -> Figure:
        """The figure in one language."""
        height = 2.2 + 2.75 * lines
        figure = context.figure(TEXT["targets"][language], language, TEXT["bands"][language], height)
        panels = figure.subplots(lines, across, squeeze=False).ravel()
        figure.subplots_adjust(LEFT, 0.85 / height, RIGHT, 1.0 - 2.1 / height, wspace=0.26, hspace=0.95)
        for axes in panels[len(found) :]:
            axes.axis("off")
        for axes, goal in zip(panels, found, strict=False):
            for name, (_, colour, line) in members.items():
                fan(axes, years, bands[goal.number, name], colour, line)
            _goal_line(axes, goal, years, language)
            style.year_axis(axes, ensemble.years)
            plain_numbers(axes)
        names = {ensemble.scenario: context.info.title[language], ensemble.parent: context.parent_name(language)}
        handles = [
            Line2D([], [], color=colour, linestyle=line, linewidth=2.0, label=names[name])
            for name, (_, colour, line) in members.items()
        ][::-1]
        handles.append(Line2D([], [], color=VERMILLION, linestyle=":", marker="D", label=TEXT["goal"][language]))
        figure.legend(handles=handles, **{**UNDER_SUBTITLE, "bbox_to_anchor": (0.013, 1.0 - 0.66 / height)})
        return figure

    return Plot("targets", TEXT["targets"], data, draw)


def _promise(goal: Goal) -> Any:
    """(replications, years) what was promised, in the unit of readers."""
    first = len(goal.ensemble.quarters) // len(goal.ensemble.years)
    return goal.required[:, first - 1 :: first] * reader_unit(goal.unit).factor


def _goal_line(axes: Axes, goal: Goal, years: Any, language: Language) -> None:
    """What was promised, the date, and how often it is met, in words above the panel."""
    promised = _promise(goal).mean(axis=0)
    at = goal.target.by // (len(goal.ensemble.quarters) // len(goal.ensemble.years))
    axes.plot(years, promised, color=VERMILLION, linestyle=":", linewidth=1.5)
    due = float(goal.required_at_date.mean()) * reader_unit(goal.unit).factor
    axes.plot(years[at], due, "D", color=VERMILLION, markersize=6.0, clip_on=False, zorder=6)
    low, high = (f"{100.0 * bound:.0f}" for bound in goal.interval)
    chance = TEXT["chance"][language].format(share=f"{100.0 * goal.probability:.0f}", low=low, high=high)
    chance = chance if goal.judged else TARGETS["unjudged"][language]
    name = style.wrapped(goal.label[language], language, 40).split("\n")
    title = "\n".join(name if len(name) <= _TITLE_LINES else [*name[: _TITLE_LINES - 1], f"{name[_TITLE_LINES - 1]} …"])
    above: Any = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
    axes.annotate(title, (0.0, 1.0), xytext=(0.0, 34.0), fontsize=9.5, fontweight="bold", linespacing=1.15, **above)
    axes.annotate(chance, (0.0, 1.0), xytext=(0.0, 20.0), fontsize=9.0, color=style.INK, **above)
    unit = f"{reader_unit(goal.unit).label[language]} · {TEXT['most' if falls(goal.target) else 'least'][language]}"
    unit = unit.format(value=number(due, reader_unit(goal.unit).digits), due=goal.due)
    axes.annotate(unit, (0.0, 1.0), xytext=(0.0, 7.0), fontsize=8.5, color=GREY, **above)


def coverage(context: Context) -> Plot:
    """(h) Rows of the plan by what the model makes of them: a bar of counts, and every row under its status."""
    pledges, ensemble = context.info.pledges, context.ensemble
    remarks = dict.fromkeys(ensemble.inert, TEXT["inert"]) | repeats(ensemble)
    rows = [
        {
            "pledge": pledge["id"],
            "status": status,
            "lever": pledge.get("lever") or "",
            "inert": pledge["id"] in ensemble.inert,
            "repeats": ", ".join(ensemble.repeated.get(pledge["id"], ())),
        }
        for status in STATUS_LABELS
        for pledge in pledges
        if pledge["status"] == status
    ]
    data = pd.DataFrame(rows)
    says = {pledge["id"]: Label(**pledge["says"]) for pledge in pledges}
    counts = {status: int((data["status"] == status).sum()) for status in STATUS_LABELS}

    def draw(language: Language) -> Figure:
        """The figure in one language."""
        columns = _columns(rows, says, remarks, language)
        height = 2.35 + _LINE * max(len(column) for column in columns)
        figure = context.figure(TEXT["coverage"][language], language, TEXT["rows"][language], height)
        _bar(figure.add_axes((0.02, 1.0 - 1.42 / height, 0.955, 0.30 / height)), counts, language)
        for k, column in enumerate(columns):
            _list(figure, column, 0.02 + 0.49 * k, 1.0 - 1.72 / height, _LINE / height)
        return figure

    return Plot("coverage", TEXT["coverage"], data, draw)


def _bar(axes: Axes, counts: dict[str, int], language: Language) -> None:
    left, total = 0, sum(counts.values())
    for status, count in counts.items():
        if not count:
            continue
        axes.barh(0.0, count, left=left, color=COLOURS[status], edgecolor="white", height=1.0)
        ink = style.INK if status == "not_modelled" else "white"
        axes.text(left + count / 2.0, 0.0, str(count), ha="center", va="center", color=ink, fontweight="bold")
        left += count
    handles = [
        Rectangle((0.0, 0.0), 1.0, 1.0, color=COLOURS[status],
                  label=f"{label[language]}: {TEXT['counts'][language].format(count=counts[status], all=total)}")
        for status, label in STATUS_LABELS.items() if counts[status]
    ]  # fmt: skip
    axes.set_xlim(0.0, total)
    axes.axis("off")
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.006, 1.0), ncols=len(handles), fontsize=9.0,
        handlelength=1.0, columnspacing=1.4,
    )  # fmt: skip


def _columns(
    rows: list[dict[str, Any]], says: dict[str, Label], remarks: dict[str, Label], language: Language
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(colour or nothing, text) of each line of the list, in two columns of about equal length."""
    blocks = []
    for row in rows:
        remark = remarks.get(row["pledge"])
        text = says[row["pledge"]][language] + (f" ({remark[language]})" if remark is not None else "")
        parts = style.wrapped(text, language, 76).split("\n")
        blocks.append([(COLOURS[row["status"]] if k == 0 else "", part) for k, part in enumerate(parts)])
    half = sum(map(len, blocks)) / 2.0
    left: list[tuple[str, str]] = []
    while blocks and len(left) + len(blocks[0]) / 2.0 <= half:
        left += blocks.pop(0)
    return left, [line for block in blocks for line in block]


def _list(figure: Figure, lines: list[tuple[str, str]], x: float, top: float, step: float) -> None:
    for k, (colour, text) in enumerate(lines):
        y = top - k * step
        if colour:
            size = 0.0085
            figure.patches.append(
                Rectangle((x, y - 0.62 * step), size, 0.55 * step, color=colour, transform=figure.transFigure)
            )
        figure.text(x + 0.014, y, text, fontsize=8.8, va="top", color=style.INK)
