"""Slips of the hand in YAML: what was typed, where the reader of YAML tells only what it stumbled on later."""

from __future__ import annotations

import math
import re
from typing import Final

from sim.files.problems import Mark, Problem, Source, shown

_KEY: Final = r"[A-Za-z_가-힣][\w가-힣]*"
_WIDE_COLON: Final = re.compile(rf" *(?:- +)?({_KEY}) *([：﹕∶])")
_DASH: Final = re.compile(rf" *(-){_KEY} *:")
_NO_SPACE: Final = re.compile(rf" *(?:- +)?(?!complex:)({_KEY}):(?![/:])(\S.*)")
_WIDE_COMMAS: Final = "，、"
_FIRST_KEY: Final = re.compile(r"""( *(?:- +)*)(?:"[^"]*"|'[^']*'|[^\s"'#{\[][^:]*?) *$""")
"""What stands before the first colon of a line that begins with a key."""
_NUMBER: Final = re.compile(r"(?<![\w,.])[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?!\w|,[0-9])")
_CURLY: Final = {"“": "”", "„": "”", "‘": "’", "「": "」"}
PERCENT: Final = 100.0


def stumbled(source: Source, line: int, column: int, told: str) -> Problem | None:
    """The slip that made the reader of YAML stop at a place, line and column from 1; None where none is seen."""
    text = _line(source, line)
    if "cannot start any token" in told:
        message = f"not valid YAML: text cannot begin with '{text[column - 1 : column]}'"
        return Problem(Mark(source, line, column), message, "put the text in quotes")
    if "but got ':'" in told:
        return _second_colon(source, line, column, text)
    above = _above(source, line)
    for number in (line, above):
        if number and (found := _missing_space(source, number)):
            return found
    before = _FIRST_KEY.fullmatch(text[: column - 1]) if text[column - 1 : column] == ":" else None
    own = _indent(text)
    if not above or not (before or column == own + 1) or re.match(" *-( |$)", text):
        return _behind_quotes(source, line, column, text)
    usual = _indent(_line(source, above), dash=True)
    if own <= usual or re.search(r":\s*(?:[|>][-+]?)?\s*(?:#.*)?$", _line(source, above)):
        return None
    hint = f"begin it with {usual} blanks, as line {above}" if usual else f"begin it without blanks, as line {above}"
    return Problem(Mark(source, line, own + 1), "not valid YAML: this line is indented more than the one above", hint)


def _line(source: Source, number: int) -> str:
    return source.lines[number - 1] if 1 <= number <= len(source.lines) else ""


def _above(source: Source, line: int) -> int:
    """The nearest line above that says something; 0 where there is none."""
    numbers = range(min(line, len(source.lines) + 1) - 1, 0, -1)
    return next((one for one in numbers if _line(source, one).strip() and _line(source, one).lstrip()[0] != "#"), 0)


def _indent(text: str, *, dash: bool = False) -> int:
    """Blanks before the first word; with dashes of a list before it."""
    found = re.match(r" *(?:- +)*" if dash else " *", text)
    return found.end() if found else 0


def _missing_space(source: Source, line: int) -> Problem | None:
    """A key whose colon, or dash, is not one to YAML."""
    text = _line(source, line)
    if found := _WIDE_COLON.match(text):
        return Problem(Mark(source, line, found.start(2) + 1), f"not valid YAML: a fullwidth colon '{found[2]}'",
                       f"write '{found[1]}: ...', with the colon of the keyboard and a space")  # fmt: skip
    if found := _DASH.match(text):
        return Problem(Mark(source, line, found.start(1) + 1), "not valid YAML: no space after the dash",
                       f"write '- {text.strip()[1:].split(':')[0]}: ...', with a space after the dash")  # fmt: skip
    if found := _NO_SPACE.match(text):
        return Problem(Mark(source, line, found.end(1) + 1), "not valid YAML: no space after the colon",
                       f"write {shown(f'{found[1]}: {found[2].strip()}')}, with a space after the colon")  # fmt: skip
    return None


def _second_colon(source: Source, line: int, column: int, text: str) -> Problem | None:
    wide = next((at for at, letter in enumerate(text[: column - 1]) if letter in _WIDE_COMMAS), -1)
    if wide >= 0:
        return Problem(
            Mark(source, line, wide + 1), f"not valid YAML: a fullwidth comma '{text[wide]}'",
            "write the comma of the keyboard and a space, or put the text in quotes",
        )  # fmt: skip
    return Problem(
        Mark(source, line, column), "not valid YAML: a second ': ' without a comma before it",
        "put text that contains ': ' in quotes, or add the comma that is missing",
    )  # fmt: skip


def _behind_quotes(source: Source, line: int, column: int, text: str) -> Problem | None:
    if text[: column - 1].rstrip()[-1:] not in ('"', "'") or column <= _indent(text) + 1:
        return None
    return Problem(
        Mark(source, line, column), "not valid YAML: text behind a closing quotation mark",
        "put the whole text in quotes of one kind; within it use the other kind",
    )  # fmt: skip


def loose(key: str, mark: Mark, path: str, end: int) -> Problem | None:
    """The slip that made a part of a value a key of `{...}` without a colon; `end` is the column behind it, from 0."""
    text = _line(mark.source, mark.line)
    at = mark.column - 1
    if text[end:].lstrip()[:1] not in (",", "}", ""):
        return None

    def here(column: int) -> Mark:
        """A place in this line, column from 0."""
        return Mark(mark.source, mark.line, column + 1, path)

    number = next((one for one in _NUMBER.finditer(text) if one.start() < at < one.end()), None)
    if number is not None:
        return Problem(here(number.start()), f"commas within the number {number[0]}", number_hint(number[0]))
    opened = max(text.rfind(quote, 0, at) for quote in _CURLY)
    if opened >= 0 and _CURLY[text[opened]] not in text[opened:at]:
        message = f"curly quotes ({text[opened]}) do not hold a text together"
        return Problem(here(opened), message, "use straight quotes: \" or '")
    if found := re.fullmatch(rf"({_KEY})(:| *[：﹕∶] *)(\S.*)", key):
        wide = found[2] != ":"
        what = f"a fullwidth colon '{found[2].strip()}'" if wide else "no space after the colon"
        meant = shown(f"{found[1]}: {found[3]}")
        return Problem(here(at + found.end(1)), what, f"write {meant}")
    if not re.fullmatch(r"\w+", key, re.ASCII):
        return Problem(here(at), f"{shown(key)} is a key without a value", "put text that contains a comma in quotes")
    return None


def reads_as_number(text: str) -> bool:
    """Whether a text is a finite number."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def number_hint(text: str) -> str:
    """What to write instead of a text that was meant as a number; empty where that is not clear.

    >>> [number_hint(text) for text in ("3%", "20,000", "0.1", "1.5 %p", "much")]
    ['write 0.03', 'write 20000', 'remove the quotation marks', 'write 0.015', '']
    """
    plain = text.strip()
    if _NUMBER.fullmatch(plain):
        return f"write {plain.replace(',', '')}"
    share = re.sub(r" ?(?:[%％]p?|퍼센트|per ?cent)$", "", plain)
    if share != plain and reads_as_number(share):
        return f"write {float(share) / PERCENT:g}"
    return "remove the quotation marks" if reads_as_number(plain) else ""
