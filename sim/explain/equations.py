"""Where a parameter stands in the equations of `docs/model.md`, which tests hold to the code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "model.md"
_HEAD: Final = re.compile(r"^##+ (\d+(?:\.\d+)?)", flags=re.MULTILINE)
_BLOCK: Final = re.compile(r"^ *```\n(.*?)^ *```", flags=re.MULTILINE | re.DOTALL)
_LISTED: Final = re.compile(r"`(\w+)` = `(\w+)`")


@dataclass(frozen=True)
class Section:
    """A section of the page."""

    number: str
    lines: tuple[str, ...]
    """Of its equations."""
    sentences: tuple[str, ...]
    listed: dict[str, str]
    """Symbols of the parameters it lists, by their names."""


@cache
def sections() -> tuple[Section, ...]:
    """The numbered sections of the page; none where the page is missing."""
    if not PAGE.is_file():
        return ()
    parts = _HEAD.split(PAGE.read_text(encoding="utf-8", errors="replace"))[1:]
    found = []
    for number, text in zip(parts[::2], parts[1::2], strict=True):
        lines = [" ".join(line.split()) for block in _BLOCK.findall(text) for line in block.splitlines()]
        prose = " ".join(_BLOCK.sub("", text).split())
        listed = {name: symbol for symbol, name in _LISTED.findall(prose)}
        sentences = (part.strip(" |") for part in re.split(r"(?<=[.;:]) | \| ", _LISTED.sub("", prose)))
        found.append(Section(number, tuple(filter(None, lines)), tuple(sentences), listed))
    return tuple(found)


def equations_of(name: str) -> list[str]:
    """Equations in which the symbol of a parameter stands, else sentences, of the sections that list it."""
    lines, sentences = [], []
    for section in sections():
        symbol = section.listed.get(name)
        if symbol is None:
            continue
        here = re.compile(rf"(?<!\w){symbol}(?!\w|\^\()")  # not the e of e^(x)
        lines += [f"{line} ({section.number})" for line in section.lines if here.search(line)]
        told = re.compile(rf"`[^`]*(?<!\w){symbol}(?!\w)[^`]*`")
        sentences += [f"{part} ({section.number})" for part in section.sentences if told.search(part)]
    return lines or sentences
