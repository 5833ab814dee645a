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

from sim.labels import Label, Language, filled, with_particles
from sim.results.info import ResultsError
from sim.results.provenance import vintage
from sim.sweep import rankings, response
from sim.sweep.analyse import collect, indices, replicated_in
from sim.sweep.design import points
from sim.sweep.plan import SweepPlan
from sim.sweep.store import Store
from sim.sweep.texts import ENDS, PAGE, many

Array = NDArray[np.float64]
Opened = tuple[Store, SweepPlan]
NATION: Final = "Korea"
VALUE: Final = "Value Added|Manufacturing"
PRODUCTIVITY: Final = "Labour Productivity|Manufacturing"
JOBS: Final = "Employment|Manufacturing"
SHORT: Final = {
    VALUE: Label("value added", "부가가치"), PRODUCTIVITY: Label("labour productivity", "노동생산성"),
    JOBS: Label("employment", "취업자"),
}  # fmt: skip
MATTER: Final = 10
"""Parameters that go on from the screening to the indices."""
SMALL: Final = 0.02
"""Of the largest mean effect: below it a parameter moves no headline."""


@dataclass(frozen=True)
class Headline:
    """One number per run."""

    variable: str
    plan: str | None
    """Whose effect, per cent of the first scenario; None: growth in that one since the base year, per cent."""

    @property
    def kind(self) -> Label:
        """What the number is, whichever the plan."""
        return filled(PAGE["growth" if self.plan is None else "effect"], name=SHORT[self.variable])

    @property
    def title(self) -> Label:
        """Head of its column."""
        return self.kind if self.plan is None else filled(PAGE["of_plan"], kind=self.kind, plan=self.plan)


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
    kinds: dict[Label, list[Array]] = {}
    for headline, one in found.items():
        kinds.setdefault(headline.kind, []).append(one["mean_size"] / one["mean_size"].sum())
    share = np.mean([np.mean(parts, axis=0) for parts in kinds.values()], axis=0)
    return [plan.vary[k].name for k in np.argsort(-share, kind="stable")[:count]]


def document(sweeps: Sequence[Opened], language: Language = "en") -> list[str]:
    """Lines of the page in one language.

    Raises ResultsError for a sweep of another design, or one that orders plans and has none.
    """
    makers = {"morris": _screening, "sobol": _sobol, "one_at_a_time": _turned}
    lines = [PAGE["intro"][language]]
    for number, opened in enumerate(sweeps):
        plan = opened[1]
        after = [one for _, one in sweeps[number + 1 :]]
        if plan.design not in makers:
            raise ResultsError(f"the page shows {', '.join(makers)}; {plan.id} is a {plan.design}")
        lines += [
            "",
            f"## {escape(' '.join(plan.title[language].split()), quote=False)}",
            "",
            about(*opened)[language],
            "",
            *makers[plan.design](opened, after, language),
        ]
    return lines


def about(store: Store, plan: SweepPlan) -> Label:
    """What a sweep rests on: file, runs, what varies, seed, scale, years, data, code."""
    scale = Label(str(plan.scale), str(plan.scale))
    if not isinstance(plan.scale, str):
        scale = filled(PAGE["scale"], share=f"{plan.scale:.0%}")
    return filled(
        PAGE["about"], source=" ".join(store.source.replace("`", " ").split()),
        runs=many(len(store.table), "run"), points=many(len(points(plan)), "point"),
        scenarios=many(len(plan.scenarios), "scenario"), replications=many(plan.replications, "replication"),
        parameters=many(len(plan.vary), "parameter"), seed=plan.seed, scale=scale, first=plan.horizon.base_year,
        last=plan.horizon.until, data=vintage(store.identity["data"]), code=store.identity["code"][:8],
    )  # fmt: skip


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _screening(opened: Opened, after: Sequence[SweepPlan], language: Language) -> Iterator[str]:
    plan, found = opened[1], measured(opened)
    yield PAGE["screened"][language].format(year=plan.horizon.until)
    yield ""
    rows = []
    for headline, one in found.items():
        largest = np.argsort(-one["mean_size"], kind="stable")[:MATTER]
        cells = [
            f"`{plan.vary[k].name}` {one['mean_size'][k]:.2g} ± {one['size_interval'][k]:.1g}"
            + (" ~" if one["spread"][k] > one["mean_size"][k] else "")
            for k in largest
        ]
        rows.append([headline.title[language], "; ".join(cells)])
    number = min(MATTER, len(plan.vary))
    largest_of = PAGE["largest" if number > 1 else "the_parameter"][language].format(count=number)
    yield from _table([PAGE["headline"][language], largest_of], rows)
    still = [
        varied.name for k, varied in enumerate(plan.vary)
        if all(one["mean_size"][k] < SMALL * one["mean_size"].max() for one in found.values())
    ]  # fmt: skip
    yield ""
    names = ", ".join(f"`{name}`" for name in that_matter(plan, found))
    screened = {varied.name for varied in plan.vary}
    below = sum({varied.name for varied in one.vary} <= screened for one in after)
    most = filled(PAGE["most" if len(plan.vary) > MATTER else "in_order"], count=MATTER)
    told = filled(
        PAGE["mattered"], still=len(still), all=many(len(plan.vary), "parameter"), small=f"{SMALL:.0%}", names=names,
        move="moves" if len(still) == 1 else "move", most=most,
    )  # fmt: skip
    varied_below = PAGE["below_one" if below == 1 else "below"][language] if below else ""
    yield with_particles(told[language]) + varied_below


def _sobol(opened: Opened, _: Sequence[SweepPlan], language: Language) -> Iterator[str]:
    plan, found = opened[1], measured(opened)
    yield PAGE["shared"][language].format(year=plan.horizon.until)
    yield ""
    total = np.mean([one["total"] for one in found.values()], axis=0)
    rows = []
    for k in np.argsort(-total, kind="stable"):
        cells = [
            f"{one['first'][k]:.2f} ± {one['first_interval'][k]:.2f}, {one['total'][k]:.2f} ± "
            f"{one['total_interval'][k]:.2f}" for one in found.values()
        ]  # fmt: skip
        rows.append([f"`{plan.vary[k].name}`", *cells])
    rows.append(
        [PAGE["sum"][language], *(f"{one['first'].sum():.2f}, {one['total'].sum():.2f}" for one in found.values())]
    )
    yield from _table([PAGE["orders"][language], *(headline.title[language] for headline in found)], rows)
    yield ""
    yield PAGE["added"][language]


def _turned(opened: Opened, _: Sequence[SweepPlan], language: Language) -> Iterator[str]:
    store, plan = opened
    year, compared = plan.horizon.until, len(plan.scenarios) - 1
    if not compared:
        raise ResultsError(f"{plan.id} has one scenario, so that there are no plans whose order could be turned")
    yield PAGE["turned" if compared > 1 else "alone"][language].format(year=year, first=plan.scenarios[0].id)
    for variable in (VALUE, PRODUCTIVITY):
        found = {
            name.split(" - ")[0]: one
            for name, one in response.differences(store, plan, variable, NATION, year).items()
        }  # fmt: skip
        ranked = rankings.order(found)
        yield ""
        name_of = SHORT[variable][language].capitalize()
        yield f"**{name_of}.** " + ", ".join(f"`{name}` {mean:+.2f}" for name, mean in ranked) + "."
        if compared == 1:
            continue
        yield ""
        flipped = rankings.flips(plan, found)
        if flipped.empty:
            yield PAGE["no_flip"][language]
            continue
        yield from _table(
            [PAGE[key][language] for key in ("parameter", "at", "ahead", "behind", "lead", "lead_then")],
            [
                [f"`{row.varied}`", f"{row.value:g} ({ENDS[str(row.end)][language]})", f"`{row.ahead}`",
                 f"`{row.behind}`", f"{row.lead:+.2f}", f"{row.lead_then:+.2f}"]
                for row in flipped.itertuples()
            ],
        )  # fmt: skip
