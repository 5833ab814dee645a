"""The page `docs/sensitivity.md` from finished sweeps: `python run.py sweep page DIR... > docs/sensitivity.md`.

Headline outcomes, in the last year of the sweep: the effect of each plan on value added and on labour productivity (per
cent of the first scenario) and, in the first scenario, growth of value added and of employment since the base year (per
cent). Kinds of design make the sections: morris a screening, sobol indices, one_at_a_time rankings and what turns them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.results.info import ResultsError
from sim.sweep import rankings, response
from sim.sweep.analyse import collect, indices, replicated_in
from sim.sweep.design import points
from sim.sweep.plan import SweepPlan
from sim.sweep.store import Store
from sim.sweep.words import counted

Array = NDArray[np.float64]
Opened = tuple[Store, SweepPlan]
NATION: Final = "Korea"
VALUE: Final = "Value Added|Manufacturing"
PRODUCTIVITY: Final = "Labour Productivity|Manufacturing"
JOBS: Final = "Employment|Manufacturing"
SHORT: Final = {VALUE: "value added", PRODUCTIVITY: "labour productivity", JOBS: "employment"}
MATTER: Final = 10
"""Parameters that go on from the screening to the indices."""
SMALL: Final = 0.02
"""Of the largest mean effect: below it a parameter moves no headline."""
INTRO: Final = """\
# Sensitivity: which assumptions matter

Made by `python run.py sweep page` from finished sweeps (commands: [sweeps.md](sweeps.md#the-page-of-sensitivity)).
Nation, small populations, common random numbers: differences are those of the parameter, but a sample of establishments
is coarse, and an effect of a plan here is not the one to quote (that is `compare` at the default sample). Ranges are
those from which ensembles draw ([parameters.md](parameters.md))."""
SCREENED: Final = """\
Mean size of the effect of a parameter over its range (mu*), with its 95 % interval, in points of the headline in
{year}, largest first. Where the spread (sigma) is larger than the mean, marked ~, the effect depends on the other
parameters or changes sign."""
MATTERED: Final = """\
{still} of {all} {move} no headline by {small:.0%} of what the first one does. {most}, by
their share in the sum of mean effects, averaged over the kinds of headline: {names}."""
BELOW: Final = " The plans below vary those that\nmatter most for their own headlines."
BELOW_ONE: Final = " The plan below varies those that\nmatter most for its own headlines."
SHARED: Final = """\
Share of the variance of a headline in {year} that is a parameter's: alone (first order), and with all its interactions
(total), with 95 % intervals by resampling. Parameters uniform over their range, all others at their centre."""
ADDED: Final = """\
A sum of first orders near one means that parameters add up; what is missing to one, and totals above first orders, are
interactions and the coarseness of small populations."""
TURNED: Final = """\
Effects of the plans in {year}, per cent of `{first}`, when one parameter at a time goes to the end of its range. An
order is turned when it differs from that at the centre in every replication; plans whose order at the centre differs
between replications are not told apart and have none. With few replications these are candidates for a closer look by
`compare`, which tells no order from fewer than eight runs, and no verdicts."""
ALONE: Final = """\
Effect of the plan in {year}, per cent of `{first}`, all parameters at their centre. One plan has no order that could be
turned."""


@dataclass(frozen=True)
class Headline:
    """One number per run."""

    variable: str
    plan: str | None
    """Whose effect, per cent of the first scenario; None: growth in that one since the base year, per cent."""

    @property
    def kind(self) -> str:
        """What the number is, whichever the plan."""
        return f"{'growth of' if self.plan is None else 'effect on'} {SHORT[self.variable]}"

    @property
    def title(self) -> str:
        """Head of its column."""
        return self.kind if self.plan is None else f"{self.kind}, `{self.plan}`"


def headlines(plan: SweepPlan) -> list[Headline]:
    """Effects of every plan but the first, then levels of the first."""
    effects = [Headline(name, one.id) for name in (VALUE, PRODUCTIVITY) for one in plan.scenarios[1:]]
    return [*effects, Headline(VALUE, None), Headline(JOBS, None)]


def values(frame: pd.DataFrame, plan: SweepPlan, headline: Headline) -> Array:
    """(samples,) the headline at every point, mean over replications."""
    year, first = plan.horizon.until, plan.scenarios[0].id
    now = replicated_in(frame, plan, headline.variable, NATION, year)
    if headline.plan is not None:
        found = now[headline.plan] / now[first]
    else:
        found = now[first] / replicated_in(frame, plan, headline.variable, NATION, plan.horizon.base_year)[first]
    result: Array = 100.0 * (found - 1.0).mean(axis=1)
    return result


def measured(opened: Opened) -> dict[Headline, dict[str, Array]]:
    """Indices of every headline that moves at all."""
    store, plan = opened
    frame = pd.read_parquet(collect(store))
    found = {headline: values(frame, plan, headline) for headline in headlines(plan)}
    return {headline: indices(plan, one) for headline, one in found.items() if np.ptp(one) > 0.0}


def that_matter(plan: SweepPlan, found: dict[Headline, dict[str, Array]], count: int = MATTER) -> list[str]:
    """Parameters with the largest share in the sum of mean effects, averaged over kinds of headline alike."""
    kinds: dict[str, list[Array]] = {}
    for headline, one in found.items():
        kinds.setdefault(headline.kind, []).append(one["mean_size"] / one["mean_size"].sum())
    share = np.mean([np.mean(parts, axis=0) for parts in kinds.values()], axis=0)
    return [plan.vary[k].name for k in np.argsort(-share, kind="stable")[:count]]


def document(sweeps: Sequence[Opened]) -> list[str]:
    """Lines of the page. Raises ResultsError for a sweep of another design, or one that orders plans and has none."""
    makers = {"morris": _screening, "sobol": _sobol, "one_at_a_time": _turned}
    lines = [INTRO]
    for number, opened in enumerate(sweeps):
        plan = opened[1]
        after = [one for _, one in sweeps[number + 1 :]]
        if plan.design not in makers:
            raise ResultsError(f"the page shows {', '.join(makers)}; {plan.id} is a {plan.design}")
        lines += [
            "",
            f"## {escape(' '.join(plan.title['en'].split()), quote=False)}",
            "",
            *_about(*opened),
            "",
            *makers[plan.design](opened, after),
        ]
    return lines


def _about(store: Store, plan: SweepPlan) -> Iterator[str]:
    scale = plan.scale if isinstance(plan.scale, str) else f"{plan.scale:.0%} of establishments"
    source = " ".join(store.source.replace("`", " ").split())
    yield (
        f"`{source}`: {counted(len(store.table), 'run')} "
        f"({counted(len(points(plan)), 'point')} x {counted(len(plan.scenarios), 'scenario')} x "
        f"{counted(plan.replications, 'replication')}), {counted(len(plan.vary), 'parameter')}, "
        f"seed {plan.seed}, {scale}, {plan.horizon.base_year}-{plan.horizon.until}; data "
        f"{store.identity['data']}; code src-{store.identity['code'][:8]}."
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _screening(opened: Opened, after: Sequence[SweepPlan]) -> Iterator[str]:
    plan, found = opened[1], measured(opened)
    yield SCREENED.format(year=plan.horizon.until)
    yield ""
    rows = []
    for headline, one in found.items():
        largest = np.argsort(-one["mean_size"], kind="stable")[:MATTER]
        cells = [
            f"`{plan.vary[k].name}` {one['mean_size'][k]:.2g} ± {one['size_interval'][k]:.1g}"
            + (" ~" if one["spread"][k] > one["mean_size"][k] else "")
            for k in largest
        ]
        rows.append([headline.title, "; ".join(cells)])
    number = min(MATTER, len(plan.vary))
    yield from _table(["headline", f"the {number} largest, in order" if number > 1 else "the parameter"], rows)
    still = [
        varied.name for k, varied in enumerate(plan.vary)
        if all(one["mean_size"][k] < SMALL * one["mean_size"].max() for one in found.values())
    ]  # fmt: skip
    yield ""
    names = ", ".join(f"`{name}`" for name in that_matter(plan, found))
    screened = {varied.name for varied in plan.vary}
    below = sum({varied.name for varied in one.vary} <= screened for one in after)
    yield MATTERED.format(
        still=len(still), all=counted(len(plan.vary), "parameter"), move="moves" if len(still) == 1 else "move",
        small=SMALL, names=names, most=f"The {MATTER} that matter most" if len(plan.vary) > MATTER else "In order",
    ) + ("" if not below else BELOW_ONE if below == 1 else BELOW)  # fmt: skip


def _sobol(opened: Opened, _: Sequence[SweepPlan]) -> Iterator[str]:
    plan, found = opened[1], measured(opened)
    yield SHARED.format(year=plan.horizon.until)
    yield ""
    total = np.mean([one["total"] for one in found.values()], axis=0)
    rows = []
    for k in np.argsort(-total, kind="stable"):
        cells = [
            f"{one['first'][k]:.2f} ± {one['first_interval'][k]:.2f}, {one['total'][k]:.2f} ± "
            f"{one['total_interval'][k]:.2f}" for one in found.values()
        ]  # fmt: skip
        rows.append([f"`{plan.vary[k].name}`", *cells])
    rows.append(["sum", *(f"{one['first'].sum():.2f}, {one['total'].sum():.2f}" for one in found.values())])
    yield from _table(["first order, total", *(headline.title for headline in found)], rows)
    yield ""
    yield ADDED


def _turned(opened: Opened, _: Sequence[SweepPlan]) -> Iterator[str]:
    store, plan = opened
    year, compared = plan.horizon.until, len(plan.scenarios) - 1
    if not compared:
        raise ResultsError(f"{plan.id} has one scenario, so that there are no plans whose order could be turned")
    yield (TURNED if compared > 1 else ALONE).format(year=year, first=plan.scenarios[0].id)
    for variable in (VALUE, PRODUCTIVITY):
        found = {
            name.split(" - ")[0]: one
            for name, one in response.differences(store, plan, variable, NATION, year).items()
        }  # fmt: skip
        ranked = rankings.order(found)
        yield ""
        yield (
            f"**{SHORT[variable].capitalize()}.** " + ", ".join(f"`{name}` {mean:+.2f}" for name, mean in ranked) + "."
        )
        if compared == 1:
            continue
        yield ""
        flipped = rankings.flips(plan, found)
        if flipped.empty:
            yield "No parameter alone turns the order of two plans."
            continue
        yield from _table(
            ["parameter", "at", "ahead before", "behind before", "lead before", "lead then"],
            [
                [f"`{row.varied}`", f"{row.value:g} ({row.end})", f"`{row.ahead}`", f"`{row.behind}`",
                 f"{row.lead:+.2f}", f"{row.lead_then:+.2f}"]
                for row in flipped.itertuples()
            ],
        )  # fmt: skip
