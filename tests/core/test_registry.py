"""The parameter registry against the code that reads it."""

from __future__ import annotations

import importlib.util
import json
import math
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import sim
from calibration.economy import OpeningEconomy
from sim.cli import main
from sim.explain.parameter_page import LEVERS_TITLE
from sim.files.document import parse, read_document
from sim.files.plain_yaml import load_plain
from sim.files.problems import Source
from sim.levers import REGISTRY
from sim.parameters import FILES, Parameters, ParameterSpec, RegistryError, load_registry
from sim.parameters.reading import EVIDENCE, read_registry
from sim.scenario.registries import EVIDENCE as EVIDENCE_NAME
from sim.scenario.vocabulary import SHIPPED

from .support import build_model, steps

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(sim.__file__).parent.rglob("*.py")))
BY_SIZE = re.compile(r"_(1_4|5_9|10_49|50_299|300)$")
"""Parameters by size class are read by their stem."""


def test_every_parameter_is_read_somewhere() -> None:
    words = set(re.findall(r"\w+", SOURCE))
    unread = [name for name in load_registry() if not {name, BY_SIZE.sub("", name), BY_SIZE.sub("_", name)} & words]
    assert unread == []


def test_every_parameter_names_the_module_of_its_rule() -> None:
    missing = {spec.module for spec in load_registry().values() if importlib.util.find_spec(spec.module) is None}
    assert missing == set()


def test_two_parameters_with_one_symbol_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RegistryError, match=r"some.yaml:1:\d+: two.symbol\n  the symbol 'y' is that of one"):
        registry_of(tmp_path, monkeypatch, one=ENTRY, two=ENTRY)


ENTRY: dict[str, Any] = {
    "label": {"en": "a", "ko": "a"}, "unit": "share", "default": 1, "low": 0, "high": 2, "plausible": [0.5, 2],
    "plausible_basis": "b", "source": "s", "grade": "A", "module": "sim.model", "symbol": "y",
}  # fmt: skip


def registry_of(folder: Path, monkeypatch: pytest.MonkeyPatch, **entries: Any) -> Mapping[str, ParameterSpec]:
    """The registry of one file with these entries."""
    text = json.dumps(entries).replace("NaN", ".nan").replace("Infinity", ".inf")
    (folder / "some.yaml").write_text(text, encoding="utf-8")
    return registry_in(folder, monkeypatch)


def registry_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, ParameterSpec]:
    """The registry of all files of a folder."""
    monkeypatch.setattr("sim.parameters.__file__", str(folder / "__init__.py"))
    monkeypatch.setattr("sim.parameters.FILES", tuple(path.name for path in folder.glob("*.yaml")))
    found: Mapping[str, ParameterSpec] = load_registry.__wrapped__()
    return found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"plausible": None}, "plausible must be [low, high] or fixed"),
        ({"plausible": [0.5]}, "plausible must be [low, high] or fixed"),
        ({"plausible": [1.5, 0.5]}, "the plausible range must rise"),
        ({"plausible": [1.2, 1.5]}, "the plausible range must hold default, weak and strong"),
        ({"weak": 0.1, "strong": 1}, "the plausible range must hold default, weak and strong"),
        ({"plausible": "fixed", "weak": 0.5}, "the plausible range must hold default, weak and strong"),
        ({"plausible": [-1, 1]}, "the plausible range must be narrower than 0 to 2"),
        ({"plausible": [0, 2]}, "the plausible range must be narrower than 0 to 2"),
        ({"plausible_basis": ""}, "plausible_basis is empty"),
        ({"symbol": " "}, "symbol is empty"),
    ],
)
def test_a_plausible_range_that_says_nothing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(RegistryError, match=rf"some.yaml:1:\d+: one\.\w+\n  {re.escape(message)}"):
        registry_of(tmp_path, monkeypatch, one={**ENTRY, **change})


@pytest.mark.parametrize("field", ["symbol", "plausible", "plausible_basis", "unit", "source", "grade", "module"])
def test_no_parameter_lacks_a_field(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str) -> None:
    entry = {key: value for key, value in ENTRY.items() if key != field}
    with pytest.raises(RegistryError, match=rf"some.yaml:1:\d+: one\.{field}\n  the field '{field}' is missing"):
        registry_of(tmp_path, monkeypatch, one=entry)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"default": "one"}, "expected a number, found 'one'"),
        ({"default": math.nan}, "expected a number, found nan"),
        ({"high": math.inf}, "expected a number, found inf"),
        ({"low": True}, "expected a number, found true"),
        ({"default": 10**400}, "expected a number, found 1000"),
        ({"default": 1e300}, "default, weak and strong must lie within 0 to 2"),
        ({"unit": "shares"}, "unknown unit 'shares'\n  hint: did you mean 'share'?"),
        ({"grade": "D"}, "unknown grade 'D'\n  hint: one of: A, B, C, judgement"),
        ({"acts": "always"}, "unknown acts 'always'"),
        ({"module": "sim.agents.frims"}, "there is no module 'sim.agents.frims'"),
        ({"module": "../sim"}, "there is no module '../sim'"),
        ({"label": "a"}, "the label needs en and ko"),
        ({"label": {"en": "a", "ko": ["b"]}}, "the label needs en and ko"),
        ({"source": 2022}, "expected a text, found 2022"),
        ({"plausible_basis": "low and high of E_girds"}, "unknown evidence 'E_girds'"),
        ({"source": "a fit (E_en_gird)"}, "unknown evidence 'E_en_gird'\n  hint: did you mean 'E_en_grid'?"),
        ({"note": "E_en_grid, F_zipff"}, "unknown evidence 'F_zipff'\n  hint: did you mean 'F_zipf'?"),
        ({"deflaut": 1}, "unknown field 'deflaut'\n  hint: did you mean 'default'?"),
    ],
)
def test_a_fault_of_the_registry_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], message: str
) -> None:
    place = rf"some.yaml:1:\d+: one\.{next(iter(change))}\n  {re.escape(message)}"
    with pytest.raises(RegistryError, match=place):
        registry_of(tmp_path, monkeypatch, one={**ENTRY, **change})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: {b: 1\n", r"some.yaml:1:4\n  not valid YAML: a mapping"),
        ("one: 3\n", r"some.yaml:1:1: one\n  expected a mapping, found 3"),
        ("one: {}\none: {}\n", r"some.yaml:2:1: one\n  the key 'one' is given twice"),
        ("one: !!python/object/apply:os.system ['true']\n", r"some.yaml:1:6: one\n  a YAML tag"),
        ("- one\n", r"some.yaml:1:1\n  the file must be a mapping"),
        ("", r"some.yaml:1:1\n  the file is empty"),
        ("a: " + "[" * 5_000, r"some.yaml:1:33\n  the file is nested too deeply"),
        ("a: &a [x]\nb: [*a, *a]\n", r"some.yaml:2:5\n  an anchor or alias"),
        ("a\u0000b: 1\n", r"some.yaml:1:2\n  the character U\+0000 is not allowed"),
    ],
    ids=["open", "number", "twice", "tag", "list", "empty", "deep", "alias", "control"],
)
def test_a_file_that_is_no_registry_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, place: str
) -> None:
    (tmp_path / "some.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError, match=place):
        registry_in(tmp_path, monkeypatch)


def test_a_parameter_of_two_files_is_named_with_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.yaml").write_text(json.dumps({"one": ENTRY}), encoding="utf-8")
    with pytest.raises(
        RegistryError, match=r"some.yaml:1:2: one\n  the parameter is defined twice\n  hint: also in other"
    ):
        registry_of(tmp_path, monkeypatch, one={**ENTRY, "symbol": "z"})


def test_a_file_of_the_registry_that_is_gone_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in FILES:
        shutil.copy(Path(sim.__file__).parent / "parameters" / name, tmp_path)
    (tmp_path / "skills.yaml").rename(tmp_path / "skills_old.yaml")
    monkeypatch.setattr("sim.parameters.__file__", str(tmp_path / "__init__.py"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.parameters.load_registry", load_registry.__wrapped__)
    assert main(["check", str(SHIPPED / "baseline.yaml")]) == 3
    assert capsys.readouterr().err == (
        "skills.yaml\n  this file of the parameter registry is missing\n"
        "  hint: take it from a fresh copy of the program\n\n"
        "skills_old.yaml\n  the parameter registry does not list this file\n"
        "  hint: add it to FILES in sim/parameters/__init__.py, or move it\n"
    )


def test_evidence_that_cannot_be_read_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.parameters.reading.EVIDENCE", tmp_path / "evidence.csv")
    with pytest.raises(RegistryError, match=r"evidence.csv\n  there is no such file$"):
        registry_of(tmp_path, monkeypatch, one={**ENTRY, "plausible_basis": "low and high of E_grid"})
    (tmp_path / "evidence.csv").write_text("", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"evidence.csv:1:1\n  the first column of evidence must be 'id'$"):
        registry_in(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), (b"\xff\n", "cannot be read"), (b"", "is empty")]
)
def test_a_list_of_units_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, said: str
) -> None:
    units = tmp_path / "units.txt"
    if content is not None:
        units.write_bytes(content)
    monkeypatch.setattr("sim.parameters.reading.UNITS", units)
    with pytest.raises(RegistryError, match=f"units.txt: the list of units {said}"):
        read_registry(Path(sim.__file__).parent / "parameters", FILES)


def test_the_registry_and_plans_cite_one_table_of_evidence() -> None:
    assert EVIDENCE == SHIPPED / EVIDENCE_NAME


def test_the_files_of_the_registry_are_plain_for_the_reader_of_places_too() -> None:
    """What the fast reader would let pass (anchors) is not there either."""
    for path in sorted(Path(sim.__file__).parent.glob("parameters/*.yaml")):
        tree, problems = read_document(path)
        assert problems == [] and set(tree.value) <= set(load_registry())
        assert repr(tree.plain()) == repr(load_plain(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("word", ["1e-3", ".5", "-2.", "7", "no", "off", "True", "~", "1:30", "2022Q1", "'1'", "1.2.3"])
def test_words_are_read_alike_fast_and_with_places(word: str) -> None:
    tree, _ = parse(Source("some.yaml", (f"a: {word}",)))
    assert repr(tree.plain()) == repr(load_plain(f"a: {word}"))


def test_a_parameter_is_fixed_for_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = registry_of(tmp_path, monkeypatch, one={**ENTRY, "plausible": "fixed"})["one"]
    assert (spec.plausible, spec.defended) == ((1.0, 1.0), "fixed")


def test_no_plausible_lever_is_refused() -> None:
    for name, lever in REGISTRY.items():
        low, high = lever.plausible
        assert lever.low <= low <= lever.neutral <= high <= lever.high and low < high, name


OPENING = {"opening.py", "closing.py", "base_year.py", "model.py"}
"""Modules that read parameters only while a model is built."""


def test_parameters_that_no_quarter_reads_say_so() -> None:
    """Else an assumption about them would change nothing, silently."""
    root = Path(sim.__file__).parent
    places: dict[str, set[str]] = {name: set() for name in load_registry()}
    for path in root.rglob("*.py"):
        for word in set(re.findall(r"\w+", path.read_text(encoding="utf-8"))) & set(places):
            places[word].add(path.relative_to(root).as_posix())
    wrong = {}
    for name, spec in load_registry().items():
        late = {place for place in places[name] - OPENING if not place.startswith(("population/", "validation/"))}
        early = places[name] & OPENING
        expected = "quarter" if late else "opening" if early else "never"
        if spec.acts != expected:
            wrong[name] = (spec.acts, expected)
    assert wrong == {}


def test_interest_spreads_can_be_assumed(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, dear = (
        steps(build_model(economy, parameters, assume=assume), 2).recorder.panel()
        for assume in ({}, {"loan_spread": parameters.loan_spread + 0.01})
    )
    assert plain["investment_volume"][1].sum() > dear["investment_volume"][1].sum()


def test_page_of_parameters_is_generated(capsys: pytest.CaptureFixture[str], update: bool) -> None:
    page = Path(sim.__file__).parents[1] / "docs" / "parameters.md"
    assert main(["explain", "parameters", "--markdown"]) == 0
    text = capsys.readouterr().out
    if update:
        page.write_text(text, encoding="utf-8")
    told = "python run.py test tests/core/test_registry.py --update writes docs/parameters.md anew"
    assert page.read_text(encoding="utf-8") == text, told
    for part, names in zip(text.split(LEVERS_TITLE), (load_registry(), REGISTRY), strict=True):
        assert re.findall(r"^\| `(\w+)`", part, flags=re.MULTILINE) == list(names)
        rows = [line for line in part.splitlines() if line.startswith("|")]
        assert len({len(re.split(r"(?<!\\)\|", line)) for line in rows}) == 1  # no sentence breaks a row


def test_only_the_list_of_parameters_is_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "levers", "--markdown"]) == 2
    assert "--markdown is for the list of parameters" in capsys.readouterr().err


def test_the_economy_opens_at_both_accepted_ends_of_its_parameters(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    closed = {}
    for name, spec in load_registry().items():
        for end in (spec.low, spec.high) if spec.acts == "opening" else ():
            try:
                build_model(economy, parameters.replace(**{name: end}))
            except ValueError as error:
                closed[name, end] = str(error)
    assert closed == {}


def test_a_part_of_a_label_lists_what_holds_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "가계소비", "--lang", "ko"]) == 2
    assert capsys.readouterr().err == (
        "nothing is known by the name '가계소비'; it is part of:\n"
        "  consumption_shock_persistence  가계소비 충격 지속성\n"
        "  consumption_shock_sd           가계소비 충격 표준편차\n"
    )
    assert main(["explain", "share"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 22 and lines[-1].startswith("  ... and ")
    assert main(["explain", "x"]) == 2
    assert "part of" not in capsys.readouterr().err
