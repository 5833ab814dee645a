"""Slips in YAML are told where they were made, in words of what was typed and not of what the reader expected."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.files.document import parse
from sim.files.problems import Problem, ScenarioError, Source
from sim.scenario import check

MORE = "not valid YAML: this line is indented more than the one above"
DASH, COLON = "not valid YAML: no space after the dash", "not valid YAML: no space after the colon"
WIDE = "not valid YAML: a fullwidth colon '：'"
# old text, new text -> line and column, message, a part of the hint
SLIPS = {
    ("    status: not_modelled", "     status: not_modelled"): (37, 6, MORE, "4 blanks, as line 36"),
    ("extends: baseline", " extends: baseline"): (5, 2, MORE, "without blanks, as line 4"),
    ("    with: robots\n", "     with: robots\n"): (28, 6, MORE, "4 blanks, as line 27"),
    ("    with: robots\n", "    # a remark\n\n      with: robots\n"): (30, 7, MORE, "4 blanks, as line 27"),
    ("  - id: robots\n", "  -id: robots\n"): (16, 3, DASH, "write '- id: ...'"),
    ("  - id: grid\n", "  -id: grid\n"): (7, 3, DASH, "write '- id: ...'"),
    ("    lever: grid_capacity", "    lever:grid_capacity"): (11, 10, COLON, "write 'lever: grid_capacity'"),
    ("    with: robots\n", "    with:robots\n"): (28, 9, COLON, "write 'with: robots'"),
    ("- id: robots\n", "- id:robots\n"): (16, 7, COLON, "write 'id: robots'"),
    ("extends: baseline", "extends:baseline"): (5, 8, COLON, "write 'extends: baseline'"),
    ("    lever: grid_capacity", "    lever：grid_capacity"): (11, 10, WIDE, "write 'lever: ...'"),
    ("    with: robots\n", "    with： robots\n"): (28, 9, WIDE, "write 'with: ...'"),
    ("{en: A plan,", "{en: Hong: manufacturing,"): (
        4, 17, "not valid YAML: a second ': ' without a comma before it", "text that contains ': ' in quotes"),
    ("2027Q1, ramp", "2027Q1， ramp"): (22, 27, "not valid YAML: a fullwidth comma '，'", "comma of the keyboard"),
    ("{en: A plan,", "{en: %30 more,"): (4, 13, "not valid YAML: text cannot begin with '%'", "text in quotes"),
    ("{en: A plan,", "{en: @home,"): (4, 13, "not valid YAML: text cannot begin with '@'", "text in quotes"),
    ("status: not_modelled", 'status: "not" modelled'): (
        37, 19, "not valid YAML: text behind a closing quotation mark", "whole text in quotes"),
    ("announced: 12.5", "announced: 20,000"): (15, 24, "commas within the number 20,000", "write 20000"),
    ("announced: 12.5", "announced: 1,200,000.5"): (
        15, 24, "commas within the number 1,200,000.5", "write 1200000.5"),
    ("{en: A plan,", "{en: “A plan, of old”,"): (
        4, 13, "curly quotes (“) do not hold a text together", "straight quotes"),
    ("{en: A plan,", "{en: A plan, and more of it,"): (
        4, 21, "'and more of it' is a key without a value", "comma in quotes"),
    ("{start: 2027Q1, ramp", "{start:2027Q1, ramp"): (22, 19, "no space after the colon", "write 'start: 2027Q1'"),
    ("{start: 2027Q1, ramp", "{start： 2027Q1, ramp"): (22, 19, "a fullwidth colon '：'", "write 'start: 2027Q1'"),
}  # fmt: skip
STAYS = {
    ("    lever: grid_capacity", "    lever: grid: capacity"): "a second ': ' on one line",
    ("    lever: grid_capacity", "   lever: grid_capacity"): "this line does not fit the indentation above it",
    ("  - id: robots\n", "   - id: robots\n"): "this line does not fit the indentation above it",
    ("tags: []}\n    timing: {start: 2027Q1", "tags: ['complex:Yeosu'\n    timing: {start: 2027Q1"): "is not closed",
    ("announced: 12.5", "announced: 12.5, spent"): "nothing stands here (null)",
    ("announced: 12.5", "announced: 12.5, spent: "): "nothing stands here (null)",
}


def first(edit: Callable[..., None], old: str, new: str) -> Problem:
    edit(old, new)
    return next(problem for problem in check(["plan.yaml"]) if not problem.warning)


@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_is_told_where_it_was_made(edit: Callable[..., None], case: tuple[str, str]) -> None:
    line, column, message, hint = SLIPS[case]
    found = first(edit, *case)
    assert (found.mark.line, found.mark.column, found.message) == (line, column, message)
    assert hint in found.hint


@pytest.mark.parametrize("case", STAYS)
def test_what_is_no_slip_keeps_the_words_of_before(edit: Callable[..., None], case: tuple[str, str]) -> None:
    assert STAYS[case] in first(edit, *case).message


def test_a_number_with_many_commas_is_told_once(edit: Callable[..., None]) -> None:
    edit("announced: 12.5", "announced: 1,000,000")
    told = [problem.message for problem in check(["plan.yaml"]) if not problem.warning]
    assert told == ["commas within the number 1,000,000"]


@pytest.mark.parametrize("text", ["a: {b, c: 1}", "a: {? b : 1, c: 2}", "a: {b: '', c: ~}", "a: [complex:Yeosu, 1,2]"])
def test_what_yaml_allows_without_a_value_stays_allowed(text: str) -> None:
    assert parse(Source("x", (text,)))[1] == []


@pytest.mark.parametrize(
    "text", ["", ":", "- ", "：", "-", "a:b", "a:\n b\n  c: d", "%", "'a' b", "a: {b：c}", "\ta: b:"]
)
def test_no_text_is_too_odd_to_be_told(text: str) -> None:
    try:
        parse(Source("x", tuple(text.split("\n"))))
    except ScenarioError as error:
        assert error.problems[0].mark.line >= 1
