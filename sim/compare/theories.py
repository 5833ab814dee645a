"""Rival theories: the same plans under named settings of what is disputed, and which rankings flip.

What is drawn in a usual comparison (`uncertain` of the baseline) is fixed at one end of its range, so that a theory is
a statement about the world and not noise: replications, parameters and theories are three kinds of uncertainty.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.compare.runs import Comparison
from sim.compare.statistics import alike, beats, rank_bands
from sim.files.document import read_document
from sim.files.problems import DataError, Problem, ScenarioError, shown, suggest
from sim.labels import Label
from sim.parameters import ParameterSpec
from sim.results.effects import PRODUCTIVITY, VALUE_ADDED

FILE: Final = Path(__file__).with_name("theories.yaml")
OUTCOMES: Final = (VALUE_ADDED, PRODUCTIVITY)
RUNS: Final = 8
"""Replications under each theory, at most: each theory costs as much as a comparison."""
REFERENCE: Final = "as_drawn"

ENDS: Final = ("weak", "strong", "low", "high")
"""Ends of the range that is drawn, and of the one that is accepted."""

Range = tuple[float, float, float]


@dataclass(frozen=True)
class Theory:
    """A named setting: parameter -> an end of its range (`ENDS`), or the name of another parameter."""

    id: str
    label: Label
    settings: Mapping[str, str]


def read_theories(registry: Mapping[str, ParameterSpec]) -> tuple[Theory, ...]:
    """The theories of theories.yaml, the reference first; an unknown parameter is an error."""
    try:
        tree, problems = read_document(FILE)
    except ScenarioError as error:
        raise DataError(error.problems) from None
    known = (*ENDS, *registry)
    for name, node in tree.value.items():
        label, settings = node.at(("label",)), node.at(("settings",))
        if label is None or settings is None or not all(isinstance(one.value, dict) for one in (label, settings)):
            problems.append(Problem(node.mark, "a theory has a label {en, ko} and settings"))
            continue
        for parameter, value in settings.value.items():
            for word, names in ((parameter, tuple(registry)), (value.value, known)):
                if word not in names:
                    mark = value.key_mark if word is parameter else value.mark
                    message = f"theory {name}: unknown parameter {shown(word)}"
                    problems.append(Problem(mark or value.mark, message, suggest(word, names)))
    if problems:
        raise DataError(problems)
    return tuple(Theory(name, Label(**entry["label"]), entry["settings"]) for name, entry in tree.plain().items())


def under(theory: Theory, uncertain: Mapping[str, Range], registry: Mapping[str, ParameterSpec]) -> Mapping[str, Range]:
    """What is drawn when the theory holds: its parameters are the same in every run."""
    fixed = {}
    for name, setting in theory.settings.items():
        value = getattr(registry[name], setting) if setting in ENDS else registry[setting].default
        fixed[name] = (value, value, value)
    return {**uncertain, **fixed}


@dataclass(frozen=True)
class Rivals:
    """One comparison per theory, in the order of the file."""

    theories: tuple[Theory, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """Plans, the baseline first, that finished under every theory."""
        kept = set.intersection(*(set(comparison.members) for comparison in self.comparisons))
        return tuple(member for member in self.comparisons[0].members if member in kept)

    def draws(self, number: int, variable: str) -> Any:
        """(members, replications) effects of the last year under one theory."""
        comparison = self.comparisons[number]
        rows = [comparison.members.index(member) for member in self.members]
        return comparison.effects(variable)[rows, :, -1]


def run_rivals(theories: Sequence[Theory], factory: Any, compare: Callable[[Any], Comparison]) -> Rivals:
    """Run `compare(factory)` under each theory."""
    return Rivals(
        tuple(theories),
        tuple(
            compare(dataclasses.replace(factory, uncertain=under(theory, factory.uncertain, factory.registry)))
            for theory in theories
        ),
    )


def rank_table(rivals: Rivals) -> pd.DataFrame:
    """Mean effect, expected rank and its band of every plan under every theory, last year."""
    rows = []
    for variable in OUTCOMES:
        for number, theory in enumerate(rivals.theories):
            draws = rivals.draws(number, variable)
            ranks = rank_bands(draws)
            rows += [
                {
                    "variable": variable, "theory": theory.id, "plan": member, "mean": float(draws[k].mean()),
                    "q0.05": float(np.quantile(draws[k], 0.05)), "q0.95": float(np.quantile(draws[k], 0.95)),
                    "expected_rank": ranks[k, 0], "rank_q0.05": ranks[k, 1], "rank_q0.95": ranks[k, 2],
                }
                for k, member in enumerate(rivals.members)
            ]  # fmt: skip
    return pd.DataFrame(rows)


def flips(rivals: Rivals, usually: str = REFERENCE) -> pd.DataFrame:
    """Pairs of plans whose order under a theory is the reverse of that under the one of id `usually`.

    `clear`: the two can be told apart under both; otherwise the order flips within noise.
    """
    reference = next(k for k, theory in enumerate(rivals.theories) if theory.id == usually)
    rows: list[dict[str, Any]] = []
    for variable in OUTCOMES:
        usual = rivals.draws(reference, variable)
        before, same = beats(usual), alike(usual)
        for number, theory in enumerate(rivals.theories):
            draws = rivals.draws(number, variable)
            after, clear = beats(draws), np.logical_not(np.logical_or(same, alike(draws)))
            rows += [
                {
                    "variable": variable, "theory": theory.id, "plan": plan, "other": other,
                    "usual_probability": before[one, two], "probability": after[one, two],
                    "clear": bool(clear[one, two]),
                }
                for one, plan in enumerate(rivals.members)
                for two, other in enumerate(rivals.members)
                if one < two and (before[one, two] - 0.5) * (after[one, two] - 0.5) < 0.0
            ]  # fmt: skip
    columns = ["variable", "theory", "plan", "other", "usual_probability", "probability", "clear"]
    return pd.DataFrame(rows, columns=columns)
