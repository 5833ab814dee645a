"""Whom plans reach: the words of scopes, with official figures of the base year and the pledges that name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.codes import (
    GROUP_OF_SECTOR,
    GROUPS,
    HUBS,
    N_REGIONS,
    N_SECTORS,
    N_SIZES,
    REGIONS,
    SECTORS,
    SIZES,
)
from sim.explain.sheets import sheet
from sim.labels import AREA_LABELS, SECTOR_LABELS, SIZE_LABELS, Label, Language

Row = tuple[str, Any]
Entry = Mapping[str, Any]
"""A pledge or target as plain data."""
LARGEST = 3
"""Sectors, regions or classes named as the largest of a part of manufacturing."""
KINDS = {
    "si/do": Label("si/do,", "시·도,"),
    "hub": Label("hub,", "권역,"),
    "sector": Label("sector,", "업종,"),
    "group": Label("group of sectors,", "업종 그룹,"),
    "size": Label("size class,", "규모,"),
    "tag": Label("tag of establishments,", "사업체 표식,"),
}
UNITS = {
    "money": Label(" trillion KRW, nominal", "조원, 명목"), "jobs": Label(" thousand persons", "천명"),
    "plants": Label(" establishments", "개"),
}  # fmt: skip
ALL = Label("all", "전체")
_OWN_TAGS = {
    "exporter": Label("Exports in the base year", "기준연도 수출 사업체"),
    "returning": Label("Came back from abroad under the reshoring law", "유턴법으로 복귀한 사업체"),
    "complex": Label("In any of the industrial complexes of the model", "모형의 산업단지 중 한 곳에 있는 사업체"),
}
"""Tags that are not drawn by a row of the table of tags."""


# --- parts of manufacturing


@cache
def _opening() -> Any:
    from calibration import build

    return build()


def _members() -> dict[str, tuple[str, Label, NDArray[np.bool_], tuple[str, ...]]]:
    """Code -> kind, label, strata (R, S, Z) that belong to it, and the codes it is made of or belongs to."""
    found: dict[str, tuple[str, Label, NDArray[np.bool_], tuple[str, ...]]] = {}

    def part(axis: int, among: Sequence[str], codes: Iterable[str]) -> NDArray[np.bool_]:
        """Strata of these codes."""
        shape = [1, 1, 1]
        shape[axis] = len(among)
        chosen = np.isin(among, list(codes)).reshape(shape)
        return np.broadcast_to(chosen, (N_REGIONS, N_SECTORS, N_SIZES))

    for code in REGIONS:
        found[code] = ("si/do", AREA_LABELS[code], part(0, REGIONS, [code]), tuple(h for h in HUBS if code in HUBS[h]))
    for code, inside in HUBS.items():
        found[code] = ("hub", AREA_LABELS[code], part(0, REGIONS, inside), inside)
    for code in SECTORS:
        found[code] = ("sector", SECTOR_LABELS[code], part(1, SECTORS, [code]), (GROUP_OF_SECTOR[code],))
    for code in GROUPS:
        inside = tuple(one for one in SECTORS if GROUP_OF_SECTOR[one] == code)
        label = Label(*("; ".join(SECTOR_LABELS[one][language] for one in inside) for language in ("en", "ko")))
        found[code] = ("group", label, part(1, SECTORS, inside), inside)
    for code in SIZES:
        found[code] = ("size", SIZE_LABELS[code], part(2, SIZES, [code]), ())
    return found


def _number(value: float, total: float, unit: str, language: Language) -> str:
    """A figure with its unit and its share of all of manufacturing."""
    said = f"{value:,.{1 if value < 100.0 and unit != 'plants' else 0}f}{UNITS[unit][language]}"
    share = f"{100.0 * value / total:.1f}"
    return f"{said} ({share} %)" if language == "en" else f"{said}({share}%)"


def _figures(kind: str, strata: NDArray[np.bool_], language: Language) -> list[Row]:
    """Rows of official figures of the base year of a part of manufacturing."""
    economy = _opening()
    plants, jobs = economy.establishments, economy.establishment_employment
    rows: list[Row] = [("base year", str(economy.base_year))]
    if kind != "size":
        made = economy.value_added_region[:, :N_SECTORS]
        here = made * strata[:, :, 0]
        rows.append(("value added", _number(here.sum() / 1000.0, made.sum() / 1000.0, "money", language)))
        axis, labels = (0, SECTOR_LABELS) if kind in ("si/do", "hub") else (1, AREA_LABELS)
        codes, sums = (SECTORS, REGIONS)[axis], here.sum(axis=axis)
        order = np.argsort(-sums, kind="stable")[:LARGEST]
        percent = " %" if language == "en" else "%"
        shares = ((labels[codes[k]][language], 100.0 * sums[k] / sums.sum()) for k in order if sums[k] > 0.0)
        largest = (f"{label} {share:.0f}{percent}" for label, share in shares)
        rows.append(("largest", ", ".join(largest)))
    rows.append(("jobs", _number((jobs * strata).sum() / 1000.0, jobs.sum() / 1000.0, "jobs", language)))
    rows.append(("plants", _number((plants * strata).sum(), plants.sum(), "plants", language)))
    return rows


def _named_in(codes: Sequence[str], entries: Iterable[Entry]) -> str:
    """Pledges and targets whose scope names one of the codes."""
    found = []
    for item in entries:
        scope = item.get("scope")
        words = [one for part in scope.values() if isinstance(part, list) for one in part] if scope else []
        if any(code in words for code in codes):
            found.append(str(item.get("id")))
    return ", ".join(dict.fromkeys(found))


def _parts(name: str, entries: Iterable[Entry], language: Language) -> Iterator[tuple[str, list[Row]]]:
    """Title and rows of a si/do, hub, sector, group or size class, by its code or by its name in either language."""
    for code, (kind, label, strata, others) in _members().items():
        if name.casefold() not in (code.casefold(), label.en.casefold(), label.ko.casefold()):
            continue
        above = others if kind in ("si/do", "sector") else ()
        title = f"{code}: {KINDS[kind][language]} {label[language]}"
        yield title, [
            ("part of", ", ".join(above)), ("made of", "" if above else ", ".join(others)),
            *_figures(kind, strata, language), ("named in", _named_in((code, *above), entries)),
        ]  # fmt: skip


# --- tags


def _tags() -> dict[str, tuple[Label, tuple[str, ...], tuple[str, ...]]]:
    """Tag -> label, and the si/do and sectors that carry it (none: any)."""
    from sim.population.tags import tag_rules

    found: dict[str, tuple[Label, tuple[str, ...], tuple[str, ...]]]
    found = {name: (label, (), ()) for name, label in _OWN_TAGS.items()}
    for rule in tag_rules():
        _, *before = found.get(rule.tag, (None, (), ()))
        here = (REGIONS, rule.cells // N_SECTORS), (SECTORS, rule.cells % N_SECTORS)
        regions, sectors = (
            tuple(dict.fromkeys([*old, *(codes[k] for k in rows.tolist())]))
            for old, (codes, rows) in zip(before, here, strict=True)
        )
        found[rule.tag] = Label(*rule.label), regions, sectors
    return {tag: (label, () if len(where) == N_REGIONS else where, who) for tag, (label, where, who) in found.items()}


def _tagged(name: str, entries: Iterable[Entry], language: Language) -> Iterator[tuple[str, list[Row]]]:
    """Title and rows of a tag, by its name or label."""
    for tag, (label, regions, sectors) in _tags().items():
        if name.casefold() in (tag.casefold(), label.en.casefold(), label.ko.casefold()):
            yield f"{tag}: {KINDS['tag'][language]} {label[language]}", [
                ("regions", ", ".join(regions)), ("sectors", ", ".join(sectors)),
                ("named in", _named_in((tag,), entries)),
            ]  # fmt: skip


# --- all


def sheets(name: str, entries: Sequence[Entry], language: Language) -> Iterator[str]:
    """The sheet of a word of scopes, by its code or by what readers call it."""
    for found in (_parts, _tagged):
        yield from (sheet(title, rows, language) for title, rows in found(name, entries, language))


def _listed(*kinds: str) -> Callable[[Language], list[tuple[str, str, str]]]:
    def rows(language: Language) -> list[tuple[str, str, str]]:
        """Code, what it is part or made of, and label."""
        return [
            (code, ", ".join(others), label[language])
            for code, (kind, label, _, others) in _members().items() if kind in kinds
        ]  # fmt: skip

    return rows


def _listed_tags(language: Language) -> list[tuple[str, str, str]]:
    every = ALL[language]
    return [(tag, ", ".join(regions) or every, label[language]) for tag, (label, regions, _) in _tags().items()]


LISTS: Mapping[str, Callable[[Language], list[tuple[str, str, str]]]] = {
    "regions": _listed("si/do", "hub"), "sectors": _listed("sector", "group"), "sizes": _listed("size"),
    "tags": _listed_tags,
}  # fmt: skip
"""Lists by name."""


def names() -> list[str]:
    """Codes of all."""
    return [*_members(), *_tags()]
