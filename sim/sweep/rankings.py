"""Which plan is ahead, and which assumption alone turns that around (sweeps with the design `one_at_a_time`)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.labels import Language
from sim.sweep.plan import SweepPlan
from sim.sweep.texts import COMMANDS
from sim.sweep.words import About, table

Array = NDArray[np.float64]
COLUMNS = ("varied", "end", "value", "ahead", "behind", "lead", "lead_then")


def order(found: Mapping[str, Array]) -> list[tuple[str, float]]:
    """Plans and their mean outcome at the centre of everything (first row), the largest first."""
    means = [(name, float(values[0].mean())) for name, values in found.items()]
    return sorted(means, key=lambda pair: -pair[1])


def flips(plan: SweepPlan, found: Mapping[str, Array]) -> pd.DataFrame:
    """Pairs of plans whose order at one end of one range is not that at the centre, in every replication alike.

    found: (samples, replications) outcome by plan. Pairs whose order at the centre differs between replications have no
    order that could turn. lead: mean lead at the centre; lead_then: at that end (negative). Same unit as the outcome.
    """
    rows: list[tuple[Any, ...]] = []
    for one, two in combinations(found, 2):
        gap = found[one] - found[two]
        if (gap[0] < 0.0).all():
            one, two, gap = two, one, -gap
        if not (gap[0] > 0.0).all():
            continue
        for row in np.flatnonzero((gap < 0.0).all(axis=1)):
            number, high = (row - 1) // 2, row % 2 == 0
            varied = plan.vary[number]
            rows.append((
                varied.name, "high" if high else "low", float((varied.high if high else varied.low) or 0.0), one, two,
                float(gap[0].mean()), float(gap[row].mean()),
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("lead_then", ignore_index=True)


def told(ranked: list[tuple[str, float]], flipped: pd.DataFrame, about: About, language: Language = "en") -> str:
    """In lines: the order at the centre, and what turns it. Names are those of files in English, titles in Korean."""
    plans = ", ".join(f"{about.shown(name, language)} {value:.3g}" for name, value in ranked)
    lines = [COMMANDS["order"][language].format(plans=plans)]
    lines.append(COMMANDS["no_flip"][language] if flipped.empty else table(flipped, about, language))
    return "\n".join(lines)
