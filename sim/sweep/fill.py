"""`sweep fill PLAN.yaml DIR`: a plan varies what a finished screening has found to matter for its own headlines."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sim.files.problems import Mark, Problem, ScenarioError, Source
from sim.files.whole import write_whole
from sim.results.info import ResultsError
from sim.sweep.page import headlines, measured, that_matter
from sim.sweep.plan import SweepPlan, Varied, read_plan
from sim.sweep.store import Store

ENTRY: Final = "  - {name: "


def fill(path: Path, screening: tuple[Store, SweepPlan], count: int | None) -> tuple[str, ...]:
    """Write the parameters with the largest shares under `vary` of a plan; returns their names, the largest first.

    Shares are those of the headlines that the plan has in common with the screening; of a plan that asks which order of
    plans is turned (one_at_a_time) those of effects only. count: how many; None: as many as the plan varies now.
    Raises ResultsError where there is nothing to choose from, ScenarioError for a plan whose `vary` is no plain list.
    """
    store, screened = screening
    if screened.design != "morris":
        raise ResultsError(f"{store.folder} is no screening: its design is {screened.design}, not morris")
    plan = read_plan(path)
    wanted = [one for one in headlines(plan) if one.plan is not None or plan.design != "one_at_a_time"]
    found = {headline: one for headline, one in measured(screening).items() if headline in wanted}
    if not found:
        raise ResultsError(f"{store.folder} screens none of the headlines of {path}: compare their scenarios")
    names = that_matter(screened, found, count or len(plan.vary))
    ranges = {one.name: one for one in screened.vary}
    _write(path, [ranges[name] for name in names])
    read_plan(path)
    return tuple(names)


def _write(path: Path, chosen: list[Varied]) -> None:
    """Replace the lines of `vary`; everything else stays as it is, comments too."""
    lines = path.read_text(encoding="utf-8").splitlines()
    begin = next((number for number, line in enumerate(lines) if line.rstrip() == "vary:"), None)
    end = begin + 1 if begin is not None else 0
    while end < len(lines) and lines[end].startswith(ENTRY):
        end += 1
    if begin is None or end == begin + 1:
        mark = Mark(Source(str(path), tuple(lines)))
        raise ScenarioError([Problem(mark, f"'vary:' and lines '{ENTRY}...}}' below it were not found")])
    entries = [f"{ENTRY}{one.name}, low: {one.low:g}, high: {one.high:g}}}" for one in chosen]
    write_whole(path, "\n".join([*lines[: begin + 1], *entries, *lines[end:], ""]).encode())
