"""Tags of establishments: a bit mask that scenario scopes select on.

Rules: `exporter` = exports in the base year; `returning` = came back from abroad under the reshoring law, drawn among
exporters with 50-299 persons until their weights reach `returning_establishments`; all other tags are drawn with the
shares of ``tags.csv`` by region, sector and size (small = below 50 persons, large = 50 and more). An establishment
belongs to at most one complex: the complexes of a cell divide the unit interval of one draw; `complex` = in any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_REGIONS, N_SECTORS, N_SIZES, REGIONS, SECTORS
from sim.files.problems import shown, suggest
from sim.files.tables import Columns, Row, read_table
from sim.parameters import Parameters
from sim.population.finance import Establishments
from sim.population.selection import select
from sim.population.strata import LARGE
from sim.random import Stream, uniform

Array = NDArray[np.float64]
Mask = NDArray[np.uint64]

TABLE: Final = Path(__file__).with_name("tags.csv")
_SHARES = ("share_small", "share_large")
_COLUMNS = ("tag", "label_en", "label_ko", "regions", "sectors", *_SHARES, "source", "grade")
_SMALL_CLASSES = 3
"""Classes below 50 persons."""
_COMPLEX = "complex:"
ANY_COMPLEX: Final = "complex"
"""Tag of the establishments of every complex."""


@dataclass(frozen=True)
class TagRule:
    """One row of ``tags.csv``."""

    tag: str
    label: tuple[str, str]
    """English, Korean."""
    cells: NDArray[np.int64]
    small: float
    large: float


@cache
def tag_rules() -> tuple[TagRule, ...]:
    """The rows of ``tags.csv``; an unknown region or sector is an error."""
    rules = []
    for row in read_table(TABLE, Columns(_COLUMNS, numbers=_SHARES, filled=_COLUMNS), _faults):
        regions = range(N_REGIONS) if row["regions"] == "*" else [REGIONS.index(x) for x in row["regions"].split()]
        sectors = [SECTORS.index(x) for x in row["sectors"].split()]
        cells = np.array([r * N_SECTORS + s for r in regions for s in sectors])
        label = (row["label_en"], row["label_ko"])
        rules.append(TagRule(row["tag"], label, cells, float(row["share_small"]), float(row["share_large"])))
    return tuple(rules)


def _faults(row: Row) -> Iterator[tuple[str, str, str]]:
    for column, known in (("regions", REGIONS), ("sectors", SECTORS)):
        for word in row[column].split():
            if word not in known and not (column == "regions" and row[column] == "*"):
                yield column, f"unknown {column[:-1]} {shown(word)}", suggest(word, known)
    for column in _SHARES:
        if not 0.0 <= float(row[column]) <= 1.0:
            yield column, f"{row[column]} is no share, 0 to 1", ""


def _bits() -> MappingProxyType[str, int]:
    names = ["exporter", "returning"]
    names += [rule.tag for rule in tag_rules() if rule.tag not in names]
    return MappingProxyType({name: bit for bit, name in enumerate(dict.fromkeys([*names, ANY_COMPLEX]))})


TAGS: Final = _bits()
"""Tag name -> bit number in the mask."""


@cache
def complexes() -> tuple[Mask, NDArray[np.int64]]:
    """Bits (K,) of the single complexes, and the si/do (K,) in which each lies."""
    rules = [rule for rule in tag_rules() if rule.tag.startswith(_COMPLEX)]
    marks = np.array([1 << TAGS[rule.tag] for rule in rules], dtype=np.uint64)
    return marks, np.array([rule.cells[0] // N_SECTORS for rule in rules])


def has_tag(tags: Mask, name: str) -> NDArray[np.bool_]:
    """(N,) whether each agent carries the tag; an unknown name is an error."""
    if name not in TAGS:
        raise KeyError(f"unknown tag {name!r}; known tags: {', '.join(TAGS)}")
    out: NDArray[np.bool_] = (tags >> np.uint64(TAGS[name])) & np.uint64(1) == 1
    return out


def _share_tables() -> dict[str, Array]:
    """Tag -> (C * Z,) share of establishments by stratum."""
    tables: dict[str, Array] = {}
    for rule in tag_rules():
        table = tables.setdefault(rule.tag, np.zeros(N_REGIONS * N_SECTORS * N_SIZES)).reshape(-1, N_SIZES)
        table[rule.cells, :_SMALL_CLASSES] = rule.small
        table[rule.cells, _SMALL_CLASSES:] = rule.large
    return tables


def assign_tags(firms: Establishments, exporters: NDArray[np.bool_], seed: int, parameters: Parameters) -> Mask:
    """(n,) bit mask of every manufacturing agent."""
    tags = np.where(exporters, np.uint64(1 << TAGS["exporter"]), np.uint64(0))
    stratum = firms.stratum
    floor = np.zeros(N_REGIONS * N_SECTORS * N_SIZES)
    for name, table in _share_tables().items():
        mine = np.flatnonzero(table[stratum] > 0.0)
        joint = name.startswith(_COMPLEX)
        draw = uniform(seed, 0, Stream.POPULATION_TAG, firms.identifier[mine], 0 if joint else TAGS[name])
        low = floor[stratum[mine]] if joint else 0.0
        chosen = (draw >= low) & (draw < low + table[stratum[mine]])
        tags[mine[chosen]] |= np.uint64(1 << TAGS[name])
        if joint:
            tags[mine[chosen]] |= np.uint64(1 << TAGS[ANY_COMPLEX])
            floor += table
    able = np.flatnonzero(exporters & (firms.size == LARGE - 1))
    if able.size:
        score = uniform(seed, 0, Stream.POPULATION_TAG, firms.identifier[able], TAGS["returning"])
        goal = np.array([parameters.returning_establishments])
        back = select(score, np.zeros(able.size, dtype=np.int64), firms.weight[able], goal)
        tags[able[back]] |= np.uint64(1 << TAGS["returning"])
    return tags
