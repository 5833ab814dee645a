"""What stands behind the options of a command: a parser that raises, and readers of values.

Each reader returns the value, or says what was expected and what was found.
"""

from __future__ import annotations

import argparse
import io
import itertools
import math
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from calibration.tables import YEARS
from sim.codes import LEAST_SHARE
from sim.files.problems import shown, suggest
from sim.labels import Language
from sim.scenario import parse_quarter


class UsageError(Exception):
    """The command line cannot be understood; one sentence."""


class Parser(argparse.ArgumentParser):
    """argparse that raises instead of printing its usage and leaving."""

    def error(self, message: str) -> NoReturn:
        """Say what was not understood, with a suggestion, and leave with code 2."""
        unknown = message.removeprefix("unrecognized arguments: ").split()[0]
        if unknown.startswith("--"):
            options = [name for action in self._actions for name in action.option_strings]
            raise UsageError(f"unknown option {shown(unknown)}; {suggest(unknown, options)}")
        raise UsageError(message.removeprefix("argument "))


def positive(text: str) -> int:
    """A whole number above zero."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number above zero, found {shown(text)}")
    return int(text)


def seed(text: str) -> int:
    """A whole number that the random numbers take."""
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 to 4294967295, found {shown(text)}")
    return int(text)


def scale(text: str) -> str | float:
    """A word for a population, or its share of all establishments."""
    if text in ("sample", "1:1"):
        return text
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not LEAST_SHARE <= share <= 1.0:
        raise argparse.ArgumentTypeError(
            f"expected sample, 1:1 or a share from {LEAST_SHARE:g} to 1, found {shown(text)}"
        )
    return share


def money(text: str) -> float:
    """Trillion won."""
    try:
        amount = float(text)
    except ValueError:
        amount = 0.0
    if not 0.0 < amount < math.inf:
        raise argparse.ArgumentTypeError(f"expected trillion won, found {shown(text)}")
    return amount


def base_year(text: str) -> int:
    """The year whose first quarter is named."""
    quarter = parse_quarter(text)
    if quarter is None or quarter % 4:
        raise argparse.ArgumentTypeError(f"expected the first quarter of a year, such as 2022Q1, found {shown(text)}")
    if quarter // 4 not in YEARS:
        raise argparse.ArgumentTypeError(f"a run starts in {YEARS[0]} to {YEARS[-1]}, not in {text}")
    return quarter // 4


def year(text: str) -> int:
    """A year of four digits."""
    if not (text.isdecimal() and len(text) == 4):
        raise argparse.ArgumentTypeError(f"expected a year such as 2035, found {shown(text)}")
    return int(text)


def one_of(*words: str) -> Callable[[str], str]:
    """Reader of a closed list of words."""

    def choose(text: str) -> str:
        """The word, or an error that lists the words."""
        if text not in words:
            raise argparse.ArgumentTypeError(f"expected {' or '.join(words)}, found {shown(text)}")
        return text

    return choose


def language_of(words: Sequence[str]) -> Language:
    """The language that a command line asks for with `--lang`, also one that cannot be read; English where none.

    >>> language_of(["check", "a.yaml", "--lang", "ko"]), language_of(["a.yaml", "--lang=ko"]), language_of(["--lang"])
    ('ko', 'ko', 'en')
    """
    asked = [after for word, after in itertools.pairwise((*words, "")) if word == "--lang"]
    asked += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    return "ko" if "ko" in asked else "en"


def readable(words: Sequence[str]) -> None:
    """UsageError where a word is no text: a zero byte, or bytes of another encoding than the terminal's."""
    for word in words:
        if "\0" in word or any("\ud800" <= letter <= "\udfff" for letter in word):
            raise UsageError(f"{shown(word)} is not UTF-8 text")


def show_what_can_be_shown() -> None:
    """A terminal that lacks a letter (LC_ALL=C, older ones of Windows) gets its code, not the end of the program."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
