"""The scorecard on paper: CSV, JSON, one figure, and the page `validation.md`, losses as plainly as wins."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import calibration
from sim.codes import REGIONS
from sim.files.tables import Columns, read_table
from sim.files.whole import write_whole
from sim.results.code import CodeVersion
from sim.validation.back_tests import BackTest
from sim.validation.facts import Fact
from sim.validation.hindcasts import LAST, SEED, Size
from sim.validation.plan_of_2019 import ANNOUNCED, COMMON, DUE, Pair, PlanTest, Promise, promises
from sim.validation.scorecard import CALIBRATED, SETS, Cover, Row, Scorecard, summary

_TRIED = ("attempt", "what", "runs", "scale", "primary_ratio", "kept")
ATTEMPTS = Path(calibration.__file__).parent / "targets" / "validation_attempts.csv"
COLUMNS = ("set", "target", "what", "horizon", "sample", "origins", "cells", "n_effective", "model", "best_rival",
           "best_score", "ratio", "low", "high", "bar", "verdict")  # fmt: skip


@dataclass(frozen=True)
class Section:
    """One part of the page: a title and its lines of Markdown."""

    title: str
    lines: tuple[str, ...]


def attempts() -> list[dict[str, str]]:
    """What was tried after looking at a score, in order."""
    return list(read_table(ATTEMPTS, Columns(_TRIED, numbers=("primary_ratio",), keys=_TRIED[:1])))


def label(size: Size, kind: str) -> str:
    """What every number of the page rests on."""
    share = "default sample" if size.scale == "sample" else f"{float(size.scale):.0%} of establishments"
    protocol = "the protocol's runs" if kind == "full" else f"the {kind} form, not the protocol's runs"
    origins = f"{size.origins[0]}-{size.origins[-1]}" if len(size.origins) > 2 else " and ".join(map(str, size.origins))
    return (
        f"{size.replications} replications per origin ({protocol}), {share}, seed {SEED}, origins {origins}; "
        f"KOSIS regional accounts of the 2020 benchmark as published in 2024-25 (not the vintages of the origins); "
        f"code {CodeVersion.of_this_program()}"
    )


def as_record(row: Row) -> dict[str, Any]:
    """One line of the CSV."""
    found = row.result
    return {
        "set": row.information, "target": row.target, "what": row.what, "horizon": row.horizons, "sample": row.sample,
        "origins": found.origins, "cells": found.cells, "n_effective": round(row.effective, 1),
        "model": round(found.model, 3), "best_rival": found.best, "best_score": round(found.rivals[found.best], 3),
        "ratio": round(found.ratio, 4), "low": round(found.low, 3), "high": round(found.high, 3),
        "bar": "" if row.bar is None else row.bar, "verdict": row.verdict,
        **{name: round(value, 3) for name, value in found.rivals.items()},
    }  # fmt: skip


def table_text(card: Scorecard) -> str:
    """All rows as CSV."""
    records = [as_record(row) for row in card.rows]
    names = [*COLUMNS, *dict.fromkeys(key for record in records for key in record if key not in COLUMNS)]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


def _line(row: Row) -> str:
    found = row.result
    best = f"{found.best} {found.rivals[found.best]:.2f}"
    bar = "" if row.bar is None else f"{'<' if row.bar == 1.0 else '<='} {row.bar:g}: **{row.verdict}**"
    return (
        f"| {row.what} | {row.horizons} | {row.sample} | {found.model:.2f} | {best} | {found.ratio:.3f} | "
        f"{found.low:.2f} to {found.high:.2f} | {bar} | {found.origins}; {found.cells}; {row.effective:.0f} |"
    )


HEADER = (
    "| what | years ahead | sample | model | rival | ratio | 5-95 % | bar | origins; cells; effective n |",
    "|---|---|---|---|---|---|---|---|---|",
)


def hindcast_sections(card: Scorecard, kind: str) -> list[Section]:
    """The sections on hindcasts."""
    barred = [row for row in card.rows if row.bar is not None]
    met = sum(row.verdict == "met" for row in barred)
    tried = attempts()
    sections = [
        Section(
            "Claims of the protocol",
            (
                f"{met} of {len(barred)} bars met. The primary score was looked at {len(tried)} times before this run "
                "(decision 004): it is no longer an untouched test.",
                "",
                *HEADER,
                *(_line(row) for row in barred),
            ),
        )
    ]
    for number, name in SETS.items():
        rows = [row for row in card.rows if row.information == number and row.bar is None]
        if rows:
            sections.append(Section(f"Set {number}: {name}", (*HEADER, *(_line(row) for row in rows))))
    sections.append(Section("Scores of every rival (real value added, set 1)", tuple(_rival_table(card.rows))))
    sections.append(Section("Bands", tuple(_bands(card.coverage))))
    lines = ["| si/do | mean error | root mean square | weight |", "|---|---|---|---|"]
    lines += [f"| {name} | {bias:+.1f} | {size:.1f} | {weight:.3f} |" for name, bias, size, weight in card.regions]
    sections.append(Section("Errors by region, 2-3 years ahead, set 1 (100 x log)", tuple(lines)))
    worst = max(card.misfit.values())
    words = [
        f"Base year as simulated against official value added: worst si/do off by {100 * worst:.2f} % (forecasts are "
        "rebased to the observed level of the origin)."
    ]
    if card.exports_gap:
        words.append(
            "Set 2: foreign demand is set in a run without shocks; the mean over replications misses the observed path "
            f"of export volume by at most {100 * max(card.exports_gap.values()):.1f} %."
        )
    if kind != "full":
        words.append(f"This is the {kind} form: fewer and smaller runs than the protocol asks for.")
    sections.append(Section("Own misfit", tuple(words)))
    return sections


def fact_section(found: Sequence[Fact]) -> Section:
    """Stylised facts: a line each."""
    counts = {word: sum(fact.verdict == word for fact in found) for word in ("PASS", "WARN", "FAIL")}
    emergent = [fact for fact in found if fact.role == "emergent"]
    lines = [
        f"{counts['PASS']} pass, {counts['WARN']} warn, {counts['FAIL']} fail over {found[0].values.size} seeds (runs "
        f"of the baseline with shocks, 2022-2032); of the {len(emergent)} that nothing was set to, "
        f"{sum(fact.verdict == 'PASS' for fact in emergent)} pass. Calibrated: the opening state or "
        "parameters were set to meet it, the test is whether it lasts. Imposed: a parameter states it.",
        "",
        "| fact | role | model (sd over seeds) | pass | warn | verdict | source, grade |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {fact.title} | {fact.role} | {fact.values.mean():.3g} ({fact.values.std():.2g}) {fact.unit} | "
        f"{fact.low:g} to {fact.high:g} | {fact.warn_low:g} to {fact.warn_high:g} | **{fact.verdict}** | "
        f"{fact.source}, {fact.grade} |"
        for fact in found
    ]
    return Section("Stylised facts", tuple(lines))


def back_test_section(found: Sequence[BackTest]) -> Section:
    """Policies of the past."""
    lines = [
        "Smart factories from the opening economy of 2014 (means of 8 runs), minimum wage from that of 2017; runs "
        "without shocks at parameters of 2022, which used information after those years. The hazard of adoption "
        "without peers was fitted to supported plants; here it is less by the share that would not have adopted "
        "without support (`programme_additionality`), and the places come on top. Lead AI factories from the economy "
        "of 2022 (means of 8 runs): a computed range stands for history.",
        "",
        *_test_table(found),
    ]
    return Section("Back-tests of policies", tuple(lines))


def _test_table(found: Sequence[BackTest]) -> list[str]:
    return ["| response | model | evidence | unit | verdict | source |", "|---|---|---|---|---|---|"] + [
        f"| {test.title} | {test.value:.3g} | {test.low:g} to {test.high:g} | {test.unit} | **{test.verdict}** | "
        f"{test.source} |"
        for test in found
    ]


PLAN_WORDS = """\
Targets of the plan of June 2019 on a straight line from 2019 to their due date: did history keep the pace to 2022, and
does the model? One run each with and without the plan, without shocks, at central parameters, {share}, from
`calibration.build(2019, blind=True)`, measures as dated. Strengths of measures were set with later knowledge (30,144
places were given): this tests mechanisms, not foresight. Error: the model with the plan over what happened (of a
change: growth since 2019 over that of the published series), less one. Keeping the pace tests the plan only where the
run without it does not."""


def plan_section(found: PlanTest) -> Section:
    """The plan of 2019: promises, history to 2022 and the model, from 2019 and at the common start."""
    share = "default sample" if found.scale == "sample" else f"{float(found.scale):.0%} of establishments"
    due, end = (year - found.now.base_year for year in (DUE, COMMON.until))
    lines = [
        PLAN_WORDS.format(share=share),
        "",
        "| target, unit | promised, by | 2019 | needed in 2022 | happened | on pace | model without plan, 2019, 2022 | "
        "with plan, 2019, 2022 | on pace without, with | error, % | source, grade |",
        "|" + "---|" * 11,
        *(_promise_line(found, one) for one in promises()),
        "",
        f"Effect of the plan in {LAST}, per cent: {_effects(found.then, -1)}. History has no run without the plan; the "
        "model's tells how much of its answer is the plan's. Sizes:",
        "",
        *_test_table(found.sizes()),
        "",
        "At the common start the plan is announced again in 2026 of the economy of 2022 (measures move by six and a "
        f"half years, targets keep their dates). Effect in {DUE}, per cent: {_effects(found.now, due)}; "
        f"in {COMMON.until}: {_effects(found.now, end)}.",
        "",
        "| target, unit | promised | 2022 | 2030 without, with | 2035 without, with | first met without, with |",
        "|---|---|---|---|---|---|",
        *(_common_line(found, one) for one in promises()),
    ]
    return Section("Back-test of the 2019 plan", tuple(lines))


def _effects(pair: Pair, at: int) -> str:
    return ", ".join(f"{name} {values[at]:+.2f}" for name, values in pair.effects.items())


def number(value: float | None) -> str:
    """A figure for readers; None where none was published."""
    return "not published" if value is None else f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.4g}"


def _answer(value: bool | None) -> str:
    return "cannot be told" if value is None else "yes" if value else "no"


def error_text(error: float | str) -> str:
    """An error of the model in per cent, with its sign, or why there is none."""
    return error if isinstance(error, str) else f"{error:+.1f}"


def _promise_line(found: PlanTest, one: Promise) -> str:
    start, end = found.then.shown(one, ANNOUNCED), found.then.shown(one, LAST)
    model = [f"{number(start[k])}, {number(end[k])}" for k in (0, 1)]
    happened = _answer(one.on_pace(one.happened, one.base))
    note = f"; {one.note}" if one.note else ""
    cells = (
        f"`{one.target}`, {one.unit}", f"{number(one.promised)}, {one.due}", number(one.base), number(one.needed),
        number(one.happened), happened, *model,
        ", ".join(dict.fromkeys(_answer(found.on_pace(one, with_plan)) for with_plan in (False, True))),
        error_text(found.error(one)), f"{one.source}, {one.grade}{note}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _common_line(found: PlanTest, one: Promise) -> str:
    unit = one.unit.replace(str(ANNOUNCED), str(found.now.base_year))
    cells = [f"`{one.target}`, {unit}", f"{number(one.promised)} by {one.due} ({one.judged})"]
    for year in (found.now.base_year, DUE, COMMON.until):
        values = found.now.shown(one, year)
        cells.append(number(values[0]) if year == found.now.base_year else f"{number(values[0])}, {number(values[1])}")
    first = ", ".join(str(found.first_met(one.target, with_plan) or "never") for with_plan in (False, True))
    cells.append(first if found.judged(one.target) else "not judged: due before the first measure")
    return f"| {' | '.join(cells)} |"


def _rival_table(rows: Sequence[Row]) -> list[str]:
    chosen = [
        row for row in rows
        if row.target == "V1" and row.information == 1 and row.sample == "all" and "deviations" not in row.what
    ]  # fmt: skip
    names = list(chosen[0].result.rivals)
    lines = [f"| years ahead | model | {' | '.join(names)} |", "|" + "---|" * (len(names) + 2)]
    for row in sorted(chosen, key=lambda one: one.horizons):
        values = " | ".join(f"{row.result.rivals[name]:.2f}" for name in names)
        lines.append(f"| {row.horizons} | {row.result.model:.2f} | {values} |")
    return lines


def _bands(covers: Sequence[Cover]) -> list[str]:
    lines = [
        "Share of outcomes inside the bands of the model, V1, set 1; by value in brackets.",
        "",
        "| band | sample | years ahead | inside | counts as calibrated |",
        "|---|---|---|---|---|",
    ]
    for one in covers:
        low, high = CALIBRATED[one.band]
        lines.append(
            f"| {one.band} | {one.sample} | {one.horizons} | {one.result.plain:.0%} ({one.result.weighted:.0%}) | "
            f"{'yes' if one.calibrated else 'NO'} ({low:.0%} to {high:.0%}) |"
        )
    return lines


PREFACE = """# Validation: what was tested and how it came out

Made by `python run.py validate`. The protocol ([validation_protocol.md](validation_protocol.md)) was committed before
any score and is not edited. Errors are 100 x log, value-weighted and pooled over origins; a ratio below one means that
the model is better than the best rival, which is chosen after the fact. Six origins cannot tell .90 from 1.00: read the
interval.

**Pseudo out of sample.** No series shows the model a year after the origin (a test disturbs all later years and sees
the same forecast bit by bit). But the parameters of behaviour are those of 2022, some tuned on the table of standard
shocks and on the baseline to 2035; structure known for one late year only (census 2023, adoption 2024, size classes) is
used at every origin; and the accounts are today's revised ones. Trends of technology and public spending and expected
growth were set with a projection of November 2022 (decisions 016, 018), which no origin knew; the slowdown that it
has is left out at all origins. The mechanism of regional trends was improved after
looking at scores (decision 004). Spreads of shocks were set on 2015-2022 (exports, decision 005) and 2003-2019 (demand
at home, decision 011), partly the years in which bands are tested, so their coverage is not out of sample. Nothing
after 2022 is used.
"""


def page(sections: Sequence[Section], what: str) -> str:
    """The whole page."""
    parts = [PREFACE, f"\nRests on: {what}.\n"]
    parts += [f"\n## {section.title}\n\n" + "\n".join(section.lines) + "\n" for section in sections]
    return "".join(parts)


def write(folder: Path, card: Scorecard, sections: Sequence[Section], size: Size, kind: str, extra: Any) -> None:
    """scorecard.csv, scorecard.json, scorecard.svg and validation.md in `folder`."""
    what = label(size, kind)
    write_whole(folder / "scorecard.csv", table_text(card).encode())
    content = {
        "rests_on": what,
        "kind": kind,
        "attempts": len(attempts()),
        "claims": summary(card),
        "coverage": [
            {"band": one.band, "sample": one.sample, "horizons": one.horizons, "inside": one.result.plain,
             "by_value": one.result.weighted, "calibrated": one.calibrated}
            for one in card.coverage
        ],
        **extra,
    }  # fmt: skip
    write_whole(folder / "scorecard.json", (json.dumps(content, indent=1, default=float) + "\n").encode())
    write_whole(folder / "validation.md", page(sections, what).encode())
    draw(card, folder / "scorecard", what)


def draw(card: Scorecard, stem: Path, what: str) -> None:
    """Scores by horizon beside the rivals, and the ratios of the claims with their intervals."""
    from sim.report.style import BLUE, GREY, VERMILLION, new_figure, panel_title, save, style

    rows = {
        row.horizons: row for row in card.rows
        if row.target == "V1" and row.information == 1 and row.sample == "all" and "deviations" not in row.what
        and "-" not in row.horizons
    }  # fmt: skip
    claims = [row for row in card.rows if row.bar is not None]
    with style():
        figure = new_figure(
            f"Hindcasts of real value added, {len(REGIONS)} si/do",
            "Value-weighted error pooled over origins; a ratio below one beats the best naive rival",
            "\n".join(what.split("; ")),
        )  # fmt: skip
        left = figure.add_axes((0.075, 0.2, 0.38, 0.52))
        years = sorted(rows)
        for name in next(iter(rows.values())).result.rivals:
            left.plot(years, [rows[y].result.rivals[name] for y in years], color=GREY, linewidth=1.0)
            left.annotate(name[:2], (len(years) - 1, rows[years[-1]].result.rivals[name]), xytext=(4, 0),
                          textcoords="offset points", fontsize=8, color=GREY, va="center")  # fmt: skip
        left.plot(years, [rows[y].result.model for y in years], color=BLUE, linewidth=2.4, marker="o")
        panel_title(left, "Score by years ahead (blue: model)", "100 x log")
        right = figure.add_axes((0.66, 0.2, 0.31, 0.52))
        for place, row in enumerate(reversed(claims)):
            found = row.result
            right.plot([found.low, found.high], [place, place], color=GREY, linewidth=1.4)
            right.plot([found.ratio], [place], "o", color=BLUE if row.verdict == "met" else VERMILLION)
            right.plot([float(row.bar or 0.0)], [place], "|", color="black", markersize=14)
        names = [f"{row.horizons} y, {row.sample if 'dev' not in row.what else 'deviations'}" for row in claims[::-1]]
        right.set_yticks(np.arange(len(claims)), names)
        panel_title(right, "Ratio, 5-95 %, and bar (red: missed)")
        save(figure, stem, ("svg",), what)
