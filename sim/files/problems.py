"""Problems of a user's file: a place, one sentence, a hint, and the source line with a caret.

The wording of problems is part of the interface of the program; each has a test with its exact text.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from sim.labels import ENGLISH, Label, Language, with_particles

_WIDTH = 100
"""Columns of a source line shown before it is cut."""
_CONTEXT = 40
"""Columns kept before the caret when the beginning of a long line is cut."""
_LISTED = 8
"""Names listed in a hint when none is close."""
_TOLD = 200
"""Problems told of one run."""
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
"""Categories of characters that show nothing, move the cursor or turn the direction of writing."""
FRAME = {
    "warning": Label("warning: {text}", "경고: {text}"),
    "error": Label("{text}", "오류: {text}"),
    "hint": Label("hint: {text}", "힌트: {text}"),
    "more": Label("... and {count} more", "... 외 {count}개"),
    "errors": Label("{count} errors", "오류 {count}개"),
    "warnings": Label("{count} warnings", "경고 {count}개"),
    "and": Label(" and ", ", "),
}
_NAMED = (
    (r"did you mean ('.*')\?", "혹시 {}?"),
    (r"one of: (.*) \((\d+) in all\)", "다음 중 하나: {} (전체 {}개)"),
    (r"one of: (.*) \((\d+) in all\); (`[^`]+`) lists them", "다음 중 하나: {} (전체 {}개, 목록은 {})"),
    (r"perhaps one of: (.*); (`[^`]+`) tells what they are", "이 중 하나일 수 있음: {} (설명은 {})"),
    (r"one of: (.*)", "다음 중 하나: {}"),
    (r"write ('[^']*'|[A-Z]\w+(?:, [A-Z]\w+)+)", "{}(으)로 쓸 것"),
    (r"write ([0-9.]+[QY]?)", "{}(으)로 쓸 것"),
    (r"write the quarter: (\w+)", "분기로 쓸 것: {}"),
    (r"write the quarter: (\w+) for its beginning, (\w+) for its end", "분기로 쓸 것: 시작이면 {}, 끝이면 {}"),
    (r"write the quarter, such as (\w+)", "분기로 쓸 것(예: {})"),
    (r"write the word all without brackets", "대괄호 없이 all만 쓸 것"),
    (r"(\w+) is a lever: it belongs in a pledge, as lever: (\w+) with a strength",
     "{}은(는) 정책 수단이므로 공약(pledges)에 lever: {}(으)로 쓰고 strength를 적을 것"),
    (r"(\w+) is a pledge of (\w+): its lever is '(\w+)'", "{}은(는) {}의 공약 이름이고 정책 수단은 '{}'"),
    (r"(\w+) is a pledge of (\w+): it has no lever", "{}은(는) {}의 공약 이름이고 정책 수단이 없음"),
    (r"(\w+) is no lever but an assumption: write it under assume", "{}은(는) 정책 수단이 아니라 가정: assume에 쓸 것"),
    (r"(\w+) is an outcome, which the model works out; a goal for it belongs in targets",
     "{}은(는) 모형이 계산하는 지표: 목표라면 targets에 쓸 것"),
    (r"it is a tag: (.*)", "태그 이름: {}"),
    (r"it is a region: (.*)", "지역 이름: {}"),
    (r"it is a sector: (.*)", "업종 이름: {}"),
)  # fmt: skip
"""Hints that tell names, dates and numbers -> the same in Korean."""
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters by category that show nothing: fillers of Hangul, the empty pattern of Braille."""


@dataclass(frozen=True)
class Source:
    """A file as read (or the command line), for quoting."""

    name: str
    lines: tuple[str, ...] = ()
    rank: int = 0
    """Order of files in a report: the file named by the user first."""


@dataclass(frozen=True)
class Mark:
    """A place: line and column count from 1; line 0 means the file as a whole."""

    source: Source
    line: int = 0
    column: int = 0
    path: str = ""

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}" if self.line else self.source.name


@dataclass(frozen=True)
class Problem:
    """One fault, or one warning, at a place."""

    mark: Mark
    message: str
    hint: str = ""
    warning: bool = False
    korean: str = ""
    """The sentence of a warning in Korean: reports show warnings in both languages."""
    korean_hint: str = ""
    """The hint of a warning in Korean."""

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: Language) -> str:
        """Place, sentence, hint and source line. What is not written in Korean stands in English behind a mark."""
        place = self.mark.source.name
        if self.mark.line:
            place += f":{self.mark.line}:{self.mark.column}"
        head = f"{place}: {self.mark.path}" if self.mark.path else place

        def row(kind: str, english: str, korean: str) -> str:
            """One line of the frame."""
            korean = korean or (_suggested(english) if kind == "hint" else "")
            told = english if language == "en" else with_particles(korean) if korean else f"{ENGLISH} {english}"
            return "  " + FRAME[kind][language].format(text=told)

        rows = [head, row("warning" if self.warning else "error", self.message, self.korean)]
        if self.hint:
            rows.append(row("hint", self.hint, self.korean_hint))
        rows.extend(_quotation(self.mark))
        return "\n".join(rows)

    def sentence(self) -> Label:
        """The problem on one line, for manifests and reports."""
        where = f"{self.mark}: {self.mark.path}: " if self.mark.path else f"{self.mark}: "
        return Label(where + self.message, where + with_particles(self.korean or self.message))


@dataclass
class ScenarioError(Exception):
    """A user's file cannot be used; `problems` holds every fault found, in file order."""

    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        return report(self.problems)


@dataclass
class DataError(Exception):
    """A file of this program cannot be used; `problems` holds every fault found, in file order."""

    problems: list[Problem] = field(default_factory=list)
    exit_code: ClassVar[int] = 3

    def __str__(self) -> str:
        return report(self.problems)


def report(problems: Iterable[Problem], language: Language = "en") -> str:
    """All problems in file order, each once, separated by blank lines."""
    ordered = sorted(problems, key=lambda p: (p.mark.source.rank, p.mark.source.name, p.mark.line, p.mark.column))
    told = list(dict.fromkeys(problem.text(language) for problem in ordered[:_TOLD]))
    more = [FRAME["more"][language].format(count=len(ordered) - _TOLD)] if len(ordered) > _TOLD else []
    return "\n\n".join([*told, *more])


def counted(problems: Sequence[Problem], language: Language = "en") -> str:
    """How many errors and warnings there are.

    >>> counted([Problem(Mark(Source("a")), "x"), Problem(Mark(Source("a")), "y", warning=True)])
    '1 error and 1 warning'
    """
    wrong = sum(not problem.warning for problem in problems)
    counts = {"errors": wrong, "warnings": len(problems) - wrong}
    words = [FRAME[kind][language].format(count=count) for kind, count in counts.items() if count]
    words = [word.removesuffix("s") if word.startswith("1 ") else word for word in words]
    return FRAME["and"][language].join(words)


def suggest(word: object, names: Sequence[str]) -> str:
    """Hint for an unknown name: the closest known one, else what may stand here."""
    if close := close_name(word, names):
        return f"did you mean '{close}'?"
    if not names:
        return ""
    shown = ", ".join(names[:_LISTED])
    return f"one of: {shown}" + (f", ... ({len(names)} in all)" if len(names) > _LISTED else "")


def close_name(word: object, names: Sequence[str]) -> str | None:
    """The known name that a hint of `suggest` tells; None where none is close enough."""
    return closest(word, names, 0.75 if len(names) <= _LISTED else 0.6)


def _suggested(hint: str) -> str:
    """A hint that tells a name, a list of names, a date or a number, in Korean; empty for any other.

    >>> _suggested("one of: a, b, ... (9 in all)"), _suggested("did you mean 'a'?"), _suggested("leave it out")
    ('다음 중 하나: a, b, ... (전체 9개)', "혹시 'a'?", '')
    >>> _suggested("write 'a'"), _suggested("it is a tag: tags: [a]")
    ("'a'(으)로 쓸 것", '태그 이름: tags: [a]')
    """
    for english, korean in _NAMED:
        if found := re.fullmatch(english, hint):
            return korean.format(*found.groups())
    return ""


def closest(word: object, names: Sequence[str], likeness: float = 0.6) -> str | None:
    """The known name most like `word`, ignoring case; None when nothing is close."""
    folded = {name.casefold(): name for name in reversed(names)}
    found = difflib.get_close_matches(str(word)[:80].casefold(), folded, n=1, cutoff=likeness)
    return folded[found[0]] if found else None


def unseen(text: str) -> str:
    """The first character that nobody sees, but for ends of lines and tabs; empty where there is none."""
    if text.isascii() and text.isprintable():
        return ""
    hidden = (letter for letter in text if letter in _BLANK or unicodedata.category(letter) in _UNSEEN)
    return next((letter for letter in hidden if letter not in "\n\t"), "")


def shown(value: object, width: int = 40) -> str:
    """A value of the file as it is quoted in a message."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int | float):
        text = str(value)
        return f"{text[: width - 3]}..." if len(text) > width else text
    text = " ".join(_printable(str(value)).split())
    return f"'{text[: width - 3]}...'" if len(text) > width else f"'{text}'"


def display_name(path: Path) -> str:
    """A path as the user would write it: relative where that is shorter."""
    try:
        return _printable(path.resolve().relative_to(Path.cwd()).as_posix())
    except ValueError:
        return _printable(str(path))


def _column(letter: str) -> int:
    """Terminal columns taken by a letter (Korean letters take two)."""
    return 0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _columns(text: str) -> int:
    return sum(map(_column, text))


def _fitting(text: str, room: int) -> str:
    """The longest beginning that takes at most so many columns."""
    for number, letter in enumerate(text):
        room -= _column(letter)
        if room < 0:
            return text[:number]
    return text


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() and letter not in _BLANK else " " for letter in text)


def _quotation(mark: Mark) -> list[str]:
    if not 1 <= mark.line <= len(mark.source.lines):
        return []
    text = mark.source.lines[mark.line - 1].rstrip()
    at = min(mark.column - 1, len(text))
    begin = max(at - 2 * _WIDTH, 0)  # no more of an endless line is looked at than can be shown
    before, after = _printable(text[begin:at]), _printable(text[at : at + 2 * _WIDTH])
    if begin or _columns(before) + _columns(after) > _WIDTH:
        if begin or _columns(before) > _WIDTH - _CONTEXT:
            before = "..." + before[-_CONTEXT:]
        cut = _fitting(after, _WIDTH - _columns(before))
        after = cut if cut == after else f"{cut[:-4]} ..."
    number = f"{mark.line:>7}"
    return [f"{number} | {before}{after}", f"{'':>7} | {' ' * _columns(before)}^"]
