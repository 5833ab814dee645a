"""What came out of a sweep: one table over all parts, sensitivity indices, figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.files.whole import write_whole
from sim.labels import Label, Language
from sim.results.info import ResultsError
from sim.sweep.design import points, problem
from sim.sweep.plan import SweepPlan
from sim.sweep.store import Store, command, parquet_bytes
from sim.sweep.words import About

Array = NDArray[np.float64]
RESAMPLES = 200


def collect(store: Store) -> Path:
    """All outcomes with what varied in each run, in one parquet file beside the parts (DuckDB over the parts)."""
    try:
        import duckdb
    except ImportError:
        raise ResultsError("duckdb is not installed: pip install 'korea-manufacturing-abm[sweep]'") from None
    if not any(store.parts.glob("part-*.parquet")):
        raise ResultsError(f"{store.folder} holds no finished task yet")
    store.must_be_whole()
    parts, table = str(store.parts / "part-*.parquet"), str(store.folder / "table.parquet")
    try:
        frame = duckdb.execute(
            f"select t.*, p.variable, p.region, p.unit, p.year, p.value from read_parquet('{_quoted(parts)}') p "
            f"join read_parquet('{_quoted(table)}') t using (run) order by t.task, t.run, p.variable, p.region, p.year"
        ).df()
    except duckdb.Error as error:
        reason = " ".join(str(error).split())[:200]
        raise ResultsError(f"{store.folder}: parts and table are not those of one sweep ({reason})") from None
    path = store.folder / "collected.parquet"
    write_whole(path, parquet_bytes(frame))
    return path


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def replicated(store: Store, plan: SweepPlan, variable: str, region: str, year: int) -> dict[str, Array]:
    """(samples, replications) of an outcome by scenario; a missing or failed run is an error."""
    if store.left_out():
        raise ResultsError(
            f"{store.folder}: {store.left_out()}; sweep analyse needs all of them: "
            f"{command('run', store.plan_file, '--out', 'ANOTHER_FOLDER')}"
        )
    return replicated_in(pd.read_parquet(collect(store)), plan, variable, region, year)


def replicated_in(frame: pd.DataFrame, plan: SweepPlan, variable: str, region: str, year: int) -> dict[str, Array]:
    """The same from the collected table."""
    chosen = frame[(frame["variable"] == variable) & (frame["region"] == region) & (frame["year"] == year)]
    if chosen.empty:
        held = ", ".join(sorted(frame.loc[frame["variable"] == variable, "region"].unique()))
        but = f", but of: {held}" if held else ""
        raise ResultsError(f"the sweep holds no {variable} of {region} in {year}{but}")
    found: dict[str, Array] = {}
    for scenario in plan.scenarios:
        values = np.full((len(points(plan)), plan.replications), np.nan)
        mine = chosen[chosen["scenario"] == scenario.id]
        values[mine["sample"], mine["replication"]] = mine["value"]
        if np.isnan(values).any():
            raise ResultsError(
                f"{int(np.isnan(values).sum())} runs of {scenario.id} are missing: failed, not done yet (see sweep "
                "status), or left out by --limit"
            )
        found[scenario.id] = values
    return found


def unit_of(store: Store, variable: str) -> str:
    """Unit of an outcome in the collected table."""
    frame = pd.read_parquet(collect(store), columns=["variable", "unit"])
    units = frame.loc[frame["variable"] == variable, "unit"]
    return str(units.iloc[0]) if len(units) else ""


def sensitivity(store: Store, plan: SweepPlan, variable: str, region: str, year: int) -> pd.DataFrame:
    """Sobol indices (first order and total) or Morris measures of every scenario's outcome, with 95 % intervals.

    Where the sweep compares two scenarios the indices are also those of the difference of each to the first.
    """
    if plan.design not in ("sobol", "morris"):
        raise ResultsError(f"a design {plan.design} has no sensitivity indices; use sobol or morris")
    wide = {name: values.mean(axis=1) for name, values in replicated(store, plan, variable, region, year).items()}
    first = plan.scenarios[0].id
    columns = wide | {f"{name} - {first}": values - wide[first] for name, values in wide.items() if name != first}
    rows: list[dict[str, Any]] = []
    for name, values in columns.items():
        if np.ptp(values) == 0.0:
            continue
        found = indices(plan, values)
        for number, varied in enumerate(plan.vary):
            measures = {key: float(found[key][number]) for key in found}
            rows.append({"outcome": name, "variable": variable, "year": year, "varied": varied.name, **measures})
    if not rows:
        raise ResultsError(f"{variable} of {region} in {year} is the same in all runs of a scenario: nothing moves it")
    return pd.DataFrame(rows)


def indices(plan: SweepPlan, values: Array) -> dict[str, Array]:
    """Measures by name, (varied,) each, of one number per sample: Sobol indices or Morris measures."""
    if plan.design == "sobol":
        from SALib.analyze import sobol

        found = sobol.analyze(problem(plan), values, calc_second_order=False, num_resamples=RESAMPLES, seed=plan.seed)
        return {"first": found["S1"], "first_interval": found["S1_conf"], "total": found["ST"],
                "total_interval": found["ST_conf"]}  # fmt: skip
    from SALib.analyze import morris

    found = morris.analyze(
        problem(plan), points(plan), values, num_levels=plan.settings["levels"], num_resamples=RESAMPLES, seed=plan.seed
    )
    return {"mean_effect": found["mu"], "mean_size": found["mu_star"], "size_interval": found["mu_star_conf"],
            "spread": found["sigma"]}  # fmt: skip


def draw(frame: pd.DataFrame, about: About, stem: Path, language: Language, foot: Sequence[Label] = ()) -> None:
    """Bars of the indices, one panel per outcome (SVG). foot: items of the caption (`sim.sweep.words.caption`)."""
    from matplotlib.figure import Figure

    from sim.report import style

    size, interval = ("total", "total_interval") if "total" in frame else ("mean_size", "size_interval")
    names = list(dict.fromkeys(frame["outcome"]))
    rows = frame["varied"].nunique()
    with style.style():
        figure = Figure(figsize=(4.4 + 3.0 * len(names), 1.5 + 0.42 * rows), layout="constrained")
        panels = style.above_foot(figure, [part[language] for part in foot])
        axes = panels.subplots(1, len(names), squeeze=False, sharey=True)
        for axis, name in zip(axes[0], names, strict=True):
            data = frame[frame["outcome"] == name].iloc[::-1]
            labels = [style.wrapped(about.varied(varied)[language], language, 48) for varied in data["varied"]]
            places = range(len(labels))
            axis.barh(places, data[size], xerr=data[interval], color=style.BLUE, ecolor=style.INK, height=0.6)
            axis.set_yticks(places, labels)
            axis.set_title(style.wrapped(about.outcome(name)[language], language, 48), fontsize=9)
            axis.set_xlabel(style.wrapped(about.axis(size)[language], language, 48), fontsize=8)
            axis.axvline(0.0, color=style.INK, linewidth=0.8)
            axis.grid(visible=False, axis="y")
        panels.suptitle(about.title[language], fontsize=10)
        style.save(figure, stem, ("svg",), about.title[language])
