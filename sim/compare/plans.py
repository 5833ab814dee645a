"""What readers see of a plan: its name, its sign in every figure, its pledges and their sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from sim.labels import Label, filled
from sim.results.info import source_label
from sim.results.sheets import TEXT, evidence_label
from sim.scenario.assumptions import departures

COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#332288", "#882255")
"""Okabe and Ito (2008) without yellow, which is faint on white, and two dark colours of Tol (2021)."""
BASELINE_COLOUR: Final = "#707070"
SHAPES: Final = ("circle", "square", "diamond", "up", "down", "plus", "cross", "hexagon", "bar")
DASHES: Final = ("", "7 3", "2 3", "9 3 2 3", "4 2")
"""A plan is known by its shape and dash too: colour and shape together repeat after 72 plans only."""


ACTING: Final = ("modelled", "sized_to_evidence")
"""Status of the pledges that have a lever."""
ASSUMED: Final = "sized_to_evidence"


@dataclass(frozen=True)
class Pledge:
    """One row of a plan as readers see it."""

    id: str
    says: Label
    status: str
    lever: Label | None
    module: str
    evidence: Label
    source: Label
    address: str | None
    remark: Label | None
    costed: bool = False
    """Whether its lever has a cost rule."""
    acts: bool = False
    """Whether its lever acts before the run ends."""


@dataclass(frozen=True)
class Plan:
    """One member of a comparison; the baseline has its own colour."""

    id: str
    title: Label
    colour: str
    shape: str
    dash: str
    pledges: tuple[Pledge, ...]
    sources: tuple[Label, ...] = ()
    """What each source of the pledges is."""
    other_world: bool = False
    """Whether it assumes another world than the baseline, so that its effect is not that of its measures alone."""

    @property
    def acting(self) -> tuple[Pledge, ...]:
        """Pledges that act."""
        return tuple(pledge for pledge in self.pledges if pledge.acts)

    @property
    def late(self) -> tuple[Pledge, ...]:
        """Pledges whose lever would act after the run ends only."""
        return tuple(pledge for pledge in self.pledges if pledge.status in ACTING and not pledge.acts)

    @property
    def idle(self) -> bool:
        """Whether none of its pledges acts."""
        return bool(self.pledges) and not self.acting

    @property
    def uncosted(self) -> tuple[Pledge, ...]:
        """Pledges that act and whose lever has no cost rule."""
        return tuple(pledge for pledge in self.acting if not pledge.costed)

    @property
    def mostly_uncosted(self) -> bool:
        """Whether most of its acting pledges have no cost, so that what a won brings is no rank of the plan."""
        return 2 * len(self.uncosted) > len(self.acting)

    @property
    def assumed(self) -> tuple[Pledge, ...]:
        """Pledges the size of whose effect is assumed, the instrument set to it."""
        return tuple(pledge for pledge in self.acting if pledge.status == ASSUMED)

    def label(self, lever: str) -> Label:
        """What readers call a lever, by the id of its pledge."""
        return next((pledge.says for pledge in self.pledges if pledge.id == lever), Label(lever, lever))


def _remark(row: Mapping[str, Any]) -> Label | None:
    parts = [Label(**row[key]) for key in ("why", "note") if key in row]
    parts += [filled(TEXT[key], name=row[key]) for key in ("with", "where") if row.get(key)]
    return Label("; ".join(part.en for part in parts), "; ".join(part.ko for part in parts)) if parts else None


def _link(address: str | None) -> str | None:
    """An address of the web that is safe to link to; anything else is shown as text only."""
    if not address or any(sign in address for sign in " \"'<>"):
        return None
    if address.startswith(("https://", "http://")):
        return address
    return None if ":" in address or "." not in address else f"https://{address}"


def _sources(rows: Sequence[Mapping[str, Any]], sources: Mapping[str, Mapping[str, Any]]) -> tuple[Label, ...]:
    """What the sources of the rows are, each once."""
    out = []
    for key in dict.fromkeys(row["source"] for row in rows):
        if "what" in sources.get(key, {}):
            what, where = sources[key]["what"], source_label(sources[key])
            out.append(Label(*(f"{what[tongue]} ({where[tongue]})" for tongue in ("en", "ko"))))
    return tuple(out)


def _pledge(row: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]], acting: Set[str]) -> Pledge:
    """A row for readers; acting: ids of the pledges whose lever acts in the run."""
    from sim.levers import REGISTRY

    definition = REGISTRY.get(row.get("lever", ""))
    source = sources.get(row["source"], {})
    return Pledge(
        id=row["id"],
        says=Label(**row["says"]),
        status=row["status"],
        lever=None if definition is None else Label(**definition.label),
        module="" if definition is None else definition.module,
        evidence=evidence_label(row.get("strength", {}).get("evidence", ())),
        source=source_label(source) if source else Label(str(row["source"]), str(row["source"])),
        address=_link(source.get("address")),
        remark=_remark(row),
        costed=definition is not None and definition.spend is not None,
        acts=row["status"] in ACTING and row["id"] in acting,
    )


def against(text: Label, baseline: Plan) -> Label:
    """A text with the name of the baseline in its place."""
    title = baseline.title
    return Label(text.en.replace("{baseline}", title.en), text.ko.replace("{baseline}", title.ko))


def _title(scenario: Any, among: Sequence[Any]) -> Label:
    """Its title; with its id in a language in which another one has the same."""
    named = {
        language: text if [other.title[language] for other in among].count(text) == 1 else f"{text} [{scenario.id}]"
        for language, text in scenario.title.items()
    }
    return Label(**named)


def describe(baseline: Any, plans: Sequence[Any]) -> dict[str, Plan]:
    """Every plan that was given, by id, the baseline first; a plan keeps its sign when another one fails."""
    out, every = {}, (baseline, *plans)
    for number, scenario in enumerate(every):
        place, acting = number - 1, {lever.id for lever in scenario.levers}
        out[scenario.id] = Plan(
            id=scenario.id,
            title=_title(scenario, every),
            colour=COLOURS[place % len(COLOURS)] if number else BASELINE_COLOUR,
            shape=SHAPES[place % len(SHAPES)] if number else "circle",
            dash=DASHES[place % len(DASHES)] if number else "",
            pledges=tuple(_pledge(row, scenario.sources, acting) for row in scenario.pledges),
            sources=_sources(scenario.pledges, scenario.sources),
            other_world=bool(departures(scenario, baseline)),
        )
    return out
