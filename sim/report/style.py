"""How every figure looks: vendored font, colours safe for colour-blind readers, caption, files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from matplotlib import font_manager, rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from sim.ensemble import Ensemble
from sim.labels import Language
from sim.report.typeface import FONT_FILES, FONTS
from sim.results.info import RunInfo
from sim.results.provenance import provenance, text_width

BLUE: Final = "#0072B2"
VERMILLION: Final = "#D55E00"
GREY: Final = "#707070"
SIGN_COLOURS: Final = {1: BLUE, -1: VERMILLION, 0: GREY}
"""Of a gain, a loss and neither (`sim.results.effects.direction`)."""
INK: Final = "#1F2328"
FAINT: Final = "#D9DCE0"
SERIES: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
"""Okabe and Ito (2008), Color Universal Design."""

WIDTH, HEIGHT, LEFT, RIGHT = 10.0, 5.8, 0.075, 0.975
TOP, BOTTOM = 0.74, 0.155
"""Inches, and the part of the figure that panels may use."""

_SETTINGS: Final[Any] = {
    "font.family": "Pretendard",
    "font.size": 10.0,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.7,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "svg.fonttype": "path",
    "text.parse_math": False,
    "svg.hashsalt": "korea-manufacturing-abm",
    "figure.dpi": 100.0,
    "savefig.dpi": 300.0,
    "hatch.linewidth": 0.6,
}

_CAPTION_COLUMNS: Final = 140
_FOOT_LINE, _FOOT_EDGE = 0.15, 0.06
"""Inches: a line of a caption below a figure, and its distance from the edges."""
_SUBTITLE_COLUMNS: Final = 118


@cache
def _load_fonts() -> None:
    for name in FONT_FILES:
        font_manager.fontManager.addfont(str(FONTS / name))


@contextmanager
def style() -> Iterator[None]:
    """The project's look, without changing settings of the caller."""
    _load_fonts()
    with rc_context(_SETTINGS):
        yield


def wrapped(text: str, language: Language, columns: int) -> str:
    """Break a label into lines; Korean letters are about twice as wide."""
    return textwrap.fill(text, columns if language == "en" else max(columns * 5 // 9, 8), break_long_words=False)


def caption(ensemble: Ensemble, info: RunInfo, name: str, language: Language) -> str:
    """Runs, seed, data vintage, code version, run, and what kind of statement this is; broken between the items."""
    return _joined(provenance(ensemble, info, name, language), _CAPTION_COLUMNS)


def _joined(parts: Sequence[str], columns: int) -> str:
    """Items of a caption in lines, broken between them."""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]} · {part}" if lines[-1] else part
        if lines[-1] and text_width(longer) > columns:
            lines.append(part)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def above_foot(figure: Figure, parts: Sequence[str]) -> Figure | SubFigure:
    """Write a caption at the foot of a figure with a constrained layout; returns the part above, for all else."""
    if not parts:
        return figure
    width, height = figure.get_size_inches()
    text = _joined(parts, int(_CAPTION_COLUMNS * width / WIDTH))
    below = _FOOT_LINE * (1 + text.count("\n")) + 2.0 * _FOOT_EDGE
    (above,), (foot,) = figure.subfigures(2, 1, squeeze=False, height_ratios=[height - below, below])
    foot.text(_FOOT_EDGE / width, _FOOT_EDGE / below, text, fontsize=7.5, color=GREY, va="bottom")
    return above


def new_figure(title: str, subtitle: str, foot: str, *, height: float = HEIGHT) -> Figure:
    """An empty figure with title, subtitle and caption; distances from the edges are fixed in inches."""
    figure = Figure(figsize=(WIDTH, height))
    size = min(10.5, 10.5 * _SUBTITLE_COLUMNS / text_width(subtitle))
    figure.text(0.02, 1.0 - 0.18 / height, title, fontsize=14.5, fontweight="bold", va="top")
    figure.text(0.02, 1.0 - 0.53 / height, subtitle, fontsize=size, color=GREY, va="top")
    figure.text(0.02, 0.10 / height, foot, fontsize=8.0, color=GREY, va="bottom", linespacing=1.35)
    return figure


def panel_title(axes: Axes, title: str, unit: str = "") -> None:
    """Name of a panel and, below it, the unit of its vertical axis."""
    above: Any = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
    axes.annotate(title, (0.0, 1.0), xytext=(0.0, 23.0), fontsize=10.5, fontweight="bold", **above)
    axes.annotate(unit, (0.0, 1.0), xytext=(0.0, 9.0), fontsize=9.0, color=GREY, **above)


def year_axis(axes: Axes, years: tuple[str, ...], margin: float = 0.3) -> None:
    """Years as whole numbers, every third one named, the last one always."""
    values = [int(year) for year in years]
    step = 1 if len(values) <= 6 else 2 if len(values) <= 10 else 3
    ticks = values[::-1][::step][::-1]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.set_xlim(values[0] - margin, values[-1] + margin)


def save(figure: Figure, stem: Path, formats: tuple[str, ...], about: str) -> None:
    """Write the figure in each format, with what made it in the file's metadata."""
    for suffix in formats:
        metadata: dict[str, str | None] = {"Title": stem.name}
        if suffix == "svg":
            metadata |= {"Description": about, "Date": None}
        elif suffix == "pdf":
            metadata |= {"Subject": about, "CreationDate": None}
        else:
            metadata |= {"Description": about}
        figure.savefig(stem.with_suffix(f".{suffix}"), format=suffix, metadata=metadata, facecolor="white")
