"""The Korean-English glossary names things as the program does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sim.codes import SECTORS, SIZES
from sim.indicators import CODELIST
from sim.labels import AREA_LABELS, MECHANISM_LABELS, SECTOR_LABELS, SIZE_LABELS, Label
from sim.levers import REGISTRY
from sim.population.tags import tag_rules
from sim.results.sheets import STATUS_LABELS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "glossary.md"
GENERATED = "## Outcomes"
CLASSES = (("<SECTOR>", Label("[sector]", "[업종]"), SECTOR_LABELS), ("<SIZE>", Label("[size]", "[규모]"), SIZE_LABELS))


def _outcomes() -> Iterator[tuple[str, str, str, str]]:
    """Name, English, Korean, unit; outcomes by sector or size once, with a stand-in for the class."""
    seen = set()
    for name, entry in CODELIST.items():
        code, label = name, entry.label
        for stand_in, words, labels in CLASSES:
            last = name.rpartition("|")[2]
            if last in labels:
                code = name.removesuffix(last) + stand_in
                label = Label(label.en.replace(labels[last].en, words.en), label.ko.replace(labels[last].ko, words.ko))
        if code not in seen:
            seen.add(code)
            yield f"`{code}`", label.en, label.ko, entry.unit.format(base=2022)


def _labels(labels: Mapping[str, Label | Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    for name, label in labels.items():
        yield f"`{name}`", label["en"], label["ko"]


def _section(title: str, head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> list[str]:
    cells = [tuple(head), *rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells]
    return [f"## {title}", "", lines[0], "|" + "---|" * len(cells[0]), *lines[1:], ""]


def generated() -> str:
    """The part of the page that is taken from the catalogues of the program."""
    names = ("English", "한국어")
    tags = {rule.tag: Label(*rule.label) for rule in tag_rules()}
    levers = {name: definition.label for name, definition in REGISTRY.items()}
    lines = [
        *_section("Outcomes", ("in `summary.csv`", *names, "unit"), _outcomes()),
        *_section("Levers", ("in a plan", *names), _labels(levers)),
        *_section("Mechanisms", ("code", *names), _labels(MECHANISM_LABELS)),
        *_section("Status of a pledge", ("in a plan", *names), _labels(STATUS_LABELS)),
        *_section("Regions and hubs", ("code", *names), _labels(AREA_LABELS)),
        *_section("Sectors", ("code", *names), _labels(SECTOR_LABELS)),
        *_section("Size classes of establishments", ("code", *names), _labels(SIZE_LABELS)),
        *_section("Tags of establishments", ("in a scope", *names), _labels(tags)),
    ]
    return "\n".join(lines)


def test_the_catalogues_are_in_the_glossary_as_they_are(update: bool) -> None:
    page = PAGE.read_text(encoding="utf-8")
    written = page[: page.index(GENERATED)]
    if update:
        PAGE.write_text(written + generated(), encoding="utf-8")
    told = "python run.py test tests/test_glossary.py --update writes the tables of docs/glossary.md anew"
    assert PAGE.read_text(encoding="utf-8") == written + generated(), told


def test_every_label_of_an_outcome_is_there_in_both_languages() -> None:
    rows = re.findall(r"^\| `.+?` \| (.+?) \| (.+?) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    told = {Label(*row) for row in rows}
    classes = [label for *_, labels in CLASSES for label in labels.values()]
    told |= {
        Label(f"{row.en.partition(':')[0]}: {label.en}", f"{row.ko.partition(':')[0]}: {label.ko}")
        for row in told if row.en.endswith("]") for label in classes
    }  # fmt: skip
    assert {entry.label for entry in CODELIST.values()} - told == set()
    assert len(CODELIST) > len(SECTORS) * 2 + len(SIZES) * 3


def test_words_of_the_first_table_are_words_of_the_program() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", page[: page.index(GENERATED)], flags=re.MULTILINE)[2:]
    files = [*(ROOT / "sim").rglob("*.py"), *(ROOT / "scenarios").glob("*.yaml"), ROOT / "docs" / "scenarios.md"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files).casefold()
    assert len(rows) > 25
    unused = [word for row in rows for cell in row for word in cell.split(", ") if word.casefold() not in source]
    assert unused == []
