"""The registries beside scenario files: `sources.yaml` (announced where) and `evidence.csv` (effect sizes)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from sim.scenario.document import read_document, read_text
from sim.scenario.problems import Mark, Problem, ScenarioError, shown
from sim.scenario.schema import Strict, Text
from sim.scenario.vocabulary import SHIPPED

SOURCES = "sources.yaml"
EVIDENCE = "evidence.csv"
GRADES = ("A", "B", "C")


class SourceEntry(Strict):
    """Where a plan was announced."""

    outlet: str = Field(min_length=1)
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    what: Text
    address: str | None
    note: str | None = None


@dataclass(frozen=True)
class Evidence:
    """An effect size of the literature or of an official release."""

    id: str
    mechanism: str
    what: str
    low: str
    central: str
    high: str
    unit: str
    source: str
    grade: str
    verified: str
    note: str


def read_sources(folders: Sequence[Path]) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """Entries of the `sources.yaml` beside a scenario and beside its parents; the nearest file wins."""
    out: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for number, folder in enumerate(dict.fromkeys(folder.resolve() for folder in folders)):
        path = folder / SOURCES
        if not path.is_file():
            continue
        try:
            tree, found = read_document(path, rank=100 + number)
        except ScenarioError as error:
            problems += error.problems
            continue
        problems += found
        for key, node in tree.value.items():
            try:
                SourceEntry.model_validate(node.plain())
            except ValidationError as error:
                fault = error.errors(include_url=False)[0]
                place = tree.mark_of((key, *fault["loc"]))
                problems.append(Problem(place, f"the source {shown(key)} is not complete: {fault['msg'].casefold()}",
                                        "outlet, date (2025-05-23), what {en, ko}, address (or null)"))  # fmt: skip
            out.setdefault(str(key), node.plain())
    return out, problems


def read_evidence(folder: Path) -> tuple[dict[str, Evidence], list[Problem]]:
    """The registry of effect sizes: `evidence.csv` beside the scenario, else the project's own."""
    path = folder / EVIDENCE
    try:
        source = read_text(path if path.is_file() else SHIPPED / EVIDENCE, rank=200)
    except ScenarioError as error:
        return {}, error.problems
    table = csv.DictReader(source.lines)
    columns = list(Evidence.__dataclass_fields__)
    if list(table.fieldnames or ()) != columns:
        return {}, [Problem(Mark(source, 1, 1), f"the columns must be {', '.join(columns)}")]
    out: dict[str, Evidence] = {}
    problems: list[Problem] = []
    for row in table:
        mark = Mark(source, table.line_num, 1)
        if row["id"] in out:
            problems.append(Problem(mark, f"the id {shown(row['id'])} is given twice"))
        if row["grade"] not in GRADES:
            problems.append(Problem(mark, f"the grade must be one of {', '.join(GRADES)}"))
        out[row["id"]] = Evidence(**row)
    return out, problems
