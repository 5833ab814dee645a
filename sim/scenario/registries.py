"""The registries beside scenario files: `sources.yaml` (announced where) and `evidence.csv` (effect sizes)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from sim.files.document import Key, Node, read_document, read_text
from sim.files.problems import Mark, Problem, ScenarioError, shown
from sim.files.tables import read_cells
from sim.scenario.schema import Strict, Text
from sim.scenario.vocabulary import SHIPPED

SOURCES = "sources.yaml"
EVIDENCE = "evidence.csv"
GRADES = ("A", "B", "C")
WEAKEST = GRADES[-1]


class SourceEntry(Strict):
    """Where a plan was announced."""

    outlet: str = Field(min_length=1)
    date: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$")
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

    @property
    def standing(self) -> str:
        """The grade that counts: C until somebody has read the page, whatever kind of study it is."""
        return WEAKEST if self.verified.startswith("recalled") else self.grade


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
                problems += [_source_fault(tree, key, entry) for entry in error.errors(include_url=False)]
            out.setdefault(str(key), node.plain())
    return out, problems


def _source_fault(tree: Node, key: Key, entry: Any) -> Problem:
    loc = (key, *entry["loc"])
    hint = "a source has outlet, date (2025-05-23 or 2025-05), what {en, ko}, address (null if not stated)"
    name = shown(loc[-1])
    if entry["type"] == "missing":
        return Problem(tree.mark_of(loc), f"the key {name} is missing", hint)
    if entry["type"] == "extra_forbidden":
        return Problem(tree.mark_of(loc, key=True), f"unknown key {name}", hint)
    return Problem(tree.mark_of(loc), f"{shown(entry['input'])} cannot be the {name} of a source", hint)


def read_evidence(folders: Sequence[Path]) -> tuple[dict[str, Evidence], list[Problem]]:
    """Effect sizes by id: every `evidence.csv` beside a scenario and its parents, else the project's own."""
    paths = [path for folder in folders if (path := folder.resolve() / EVIDENCE).is_file()]
    out: dict[str, Evidence] = {}
    problems: list[Problem] = []
    for path in dict.fromkeys(paths or [SHIPPED / EVIDENCE]):
        found, more = _evidence_file(path)
        out = {**found, **out}
        problems += more
    return out, problems


def _evidence_file(path: Path) -> tuple[dict[str, Evidence], list[Problem]]:
    try:
        source = read_text(path, rank=200)
    except ScenarioError as error:
        return {}, error.problems
    columns = list(Evidence.__dataclass_fields__)
    try:
        table = read_cells(source)
    except ScenarioError as error:
        return {}, error.problems
    if not table or table[0][1] != columns:
        return {}, [Problem(Mark(source, 1, 1), f"the columns must be {', '.join(columns)}")]
    out: dict[str, Evidence] = {}
    problems: list[Problem] = []
    for number, cells in table[1:]:
        mark = Mark(source, number, 1)
        if len(cells) != len(columns):
            problems.append(Problem(mark, f"the row has {len(cells)} cells, the header {len(columns)}"))
            continue
        row = dict(zip(columns, cells, strict=True))
        if row["id"] in out:
            problems.append(Problem(mark, f"the id {shown(row['id'])} is given twice"))
        if row["grade"] not in GRADES:
            problems.append(Problem(mark, f"the grade must be one of {', '.join(GRADES)}"))
        out[row["id"]] = Evidence(**row)
    return out, problems
