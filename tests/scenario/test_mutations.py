"""The shipped scenarios, damaged at random: every damage is either reported or read exactly as it is written."""

from __future__ import annotations

import contextlib
import pickle
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.files import document
from sim.files.document import Node, parse, read_document, read_text
from sim.files.problems import Problem, Source
from sim.scenario import ScenarioError, load, vocabulary

SCENARIOS = sorted(path for path in vocabulary.SHIPPED.glob("*.yaml") if path.name != "sources.yaml")
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in SCENARIOS}
SCRAPS = [
    "", " ", "\n", "\t", ":", ": ", "- ", "#", "'", '"', "{", "}", "[", "]", ",", "&a", "*a", "!t", "|", ">", "~", "%",
    "null", "true", "all", "0", "-1", "1e999", ".nan", "2026", "2026Q5", "9999Q1", "한", "é", "\x00", "\ufeff",
    "pledges:", "id: ", "---\n",
]  # fmt: skip
NAMED = frozenset({
    "lever", "regions", "sectors", "sizes", "tags", "unit", "status", "source", "evidence", "with", "where", "start",
    "lag", "ramp", "extends", "compare_with", "indicator", "by",
})  # fmt: skip
"""Keys whose values are names out of a closed list, or dates."""
quick = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with everything shipped, where one file at a time is damaged."""
    folder = tmp_path_factory.mktemp("workshop")
    for file in vocabulary.SHIPPED.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    load(folder / "baseline.yaml")  # the registries are read once
    whole = {read_text(path).lines for path in folder.glob("*.yaml")}
    kept: dict[Source, bytes] = {}

    def parse_once(source: Source) -> tuple[Node, list[Problem]]:
        """As `parse`; what stands whole beside the damaged file is kept as it was read the first time."""
        if source.lines not in whole:
            return parse(source)
        if source not in kept:
            kept[source] = pickle.dumps(parse(source))
        tree: tuple[Node, list[Problem]] = pickle.loads(kept[source])
        return tree

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "parse", parse_once)
        yield folder


@contextlib.contextmanager
def damaged(workshop: Path, name: str, text: str) -> Iterator[Path]:
    path = workshop / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        yield path
    finally:
        path.write_text(TEXTS[name], encoding="utf-8")


@st.composite
def damage(draw: st.DrawFn) -> tuple[str, str]:
    """A shipped file with one to three scraps put in, cut out, or lines moved."""
    name = draw(st.sampled_from(sorted(TEXTS)))
    text = TEXTS[name]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["insert", "replace", "cut", "double line", "drop line"]))
        if kind in ("insert", "replace"):
            length = draw(st.integers(1, 8)) if kind == "replace" else 0
            text = text[:at] + draw(st.sampled_from(SCRAPS)) + text[at + length :]
        elif kind == "cut":
            text = text[:at] + text[at + draw(st.integers(1, 60)) :]
        else:
            lines = text.splitlines(keepends=True)
            number = min(text[:at].count("\n"), len(lines) - 1)
            lines[number : number + 1] = [] if kind == "drop line" else [lines[number]] * 2
            text = "".join(lines)
    return name, text


def survives(workshop: Path, name: str, text: str) -> None:
    started = time.process_time()  # of this process: other work on the machine is no hang
    with damaged(workshop, name, text) as path:
        try:
            scenario = load(path)
        except ScenarioError as error:
            assert str(error).strip()
            assert all(problem.message for problem in error.problems)
        else:
            written = YAML(typ="safe", pure=True).load(text)
            assert list(scenario.pledges)[-len(written.get("pledges", [])) or len(scenario.pledges) :] == written.get(
                "pledges", []
            )
    assert time.process_time() - started < 10.0


@quick
@given(case=damage())
def test_damage_is_reported_or_read_as_written(shipped: Path, workshop: Path, case: tuple[str, str]) -> None:
    survives(workshop, *case)


@pytest.mark.full
@settings(max_examples=5000, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(case=damage())
def test_much_damage_is_reported_or_read_as_written(shipped: Path, workshop: Path, case: tuple[str, str]) -> None:
    survives(workshop, *case)


def _words(node: Node, name: str = "") -> Iterator[tuple[int, int, str]]:
    """(line, column, word) of every key, and of every value that is a name out of a closed list."""
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            if child.key_mark is not None and isinstance(key, str):
                yield child.key_mark.line, child.key_mark.column, key
            yield from _words(child, str(key))
    elif isinstance(node.value, list):
        for child in node.value:
            yield from _words(child, name)
    elif name in NAMED and node.value:
        yield node.mark.line, node.mark.column, str(node.value)


WORDS = {path.name: list(_words(read_document(path)[0])) for path in SCENARIOS}


@quick
@given(data=st.data())
def test_a_misspelt_name_is_never_accepted(shipped: Path, workshop: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(SCENARIOS))
    line, column, word = data.draw(st.sampled_from(WORDS[path.name]))
    at = data.draw(st.integers(0, len(word) - 1))
    lines = TEXTS[path.name].splitlines(keepends=True)
    text = lines[line - 1]
    begin = text.index(word, column - 1) + at
    other = "x" if text[begin] != "x" else "q"
    lines[line - 1] = text[:begin] + other + text[begin + 1 :]
    with damaged(workshop, path.name, "".join(lines)) as broken, pytest.raises(ScenarioError) as caught:
        load(broken)
    assert line in [problem.mark.line for problem in caught.value.problems] or "missing" in str(caught.value)
