"""Files that cannot be read as a scenario at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.files.document import read_document
from sim.scenario import ScenarioError, check, load, report


def test_korean_text_in_cp949_is_located(folder: Path) -> None:
    text = (folder / "plan.yaml").read_text(encoding="utf-8")
    (folder / "plan.yaml").write_bytes(text.encode("cp949"))
    assert report(check(["plan.yaml"])) == (
        "plan.yaml:4:25\n"
        "  the file is not UTF-8 text from here on\n"
        "  hint: save it as UTF-8; files from older Korean editors are often CP949\n"
        "      4 | title: {en: A plan, ko: ???? ????}\n"
        "        |                         ^"
    )


def test_utf8_with_a_byte_order_mark_is_fine(folder: Path) -> None:
    before = (folder / "plan.yaml").read_bytes()
    (folder / "plan.yaml").write_bytes(b"\xef\xbb\xbf" + before)
    assert load("plan.yaml").title["ko"] == "어떤 계획"


def test_windows_line_ends_are_fine(folder: Path) -> None:
    before = (folder / "plan.yaml").read_bytes()
    (folder / "plan.yaml").write_bytes(before.replace(b"\n", b"\r\n"))
    assert load("plan.yaml").levers[0].says["ko"] == "송전망 확충"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "the file is empty"),
        ("# only a remark\n", "the file is empty"),
        ("- a\n- b\n", "the file must be a mapping of keys to values"),
        ("just text\n", "the file must be a mapping of keys to values"),
        ("? [a, b]\n: 1\n", "a key must be a word or a year"),
        ("a: " + "[" * 5000, "the file is nested too deeply to be a scenario"),
        ("a: *nowhere\n", "an anchor or alias ('nowhere') is not allowed here"),
        ("a: &b [*b]\n", "an anchor or alias ('b') is not allowed here"),
        ("a: &b 1\nc: &b 2\n", "an anchor or alias ('b') is not allowed here"),
        ("\x00", "the character U+0000 is not allowed in YAML"),
        ("a: 'é" + "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "the character U+0080 is not allowed"),
    ],
)  # fmt: skip
def test_not_a_scenario(folder: Path, content: str, sentence: str) -> None:
    (folder / "plan.yaml").write_text(content, encoding="utf-8")
    assert sentence in report(check(["plan.yaml"]))


def test_missing_file_and_folder_and_size(folder: Path) -> None:
    assert report(check(["no.yaml"])) == "no.yaml\n  there is no such file"
    (folder / "dir.yaml").mkdir()
    assert report(check(["dir.yaml"])) == "dir.yaml\n  this is a folder, not a file"
    (folder / "big.yaml").write_text("a: " + "x" * 400_000, encoding="utf-8")
    assert "larger than 300 kB" in report(check(["big.yaml"]))


def test_all_problems_at_once_in_file_order(folder: Path, edit: Callable[..., None]) -> None:
    edit("central: 0.1,", 'central: "0.1",')
    edit("extends: baseline", "extends: baseline\nextra: 1")
    edit("with: robots", "with: robot")
    edit("[CHEM, K_MACH]", "[CHEMI, K_MACH]")
    edit("policy_rate: 0.03", "policy_rate: 30", "baseline.yaml")
    edit("0.012", "n.a.", "outlook.csv")
    with pytest.raises(ScenarioError) as caught:
        load("plan.yaml")
    places = [line for line in str(caught.value).splitlines() if line and not line.startswith(" ")]
    assert places == [
        "outlook.csv:3:6",
        "plan.yaml:6:1: extra",
        "plan.yaml:15:36: pledges[0].strength.central",
        "plan.yaml:22:41: pledges[1].scope.sectors[0]",
        "plan.yaml:29:11: pledges[2].with",
    ]


def test_a_fault_of_the_scenario_compared_with_is_found_before_anything_runs(
    folder: Path, edit: Callable[..., None]
) -> None:
    edit("policy_rate: 0.03", "policy_rate: 30", "baseline.yaml")
    assert report(check(["plan.yaml"])).startswith("baseline.yaml:5:16: assume.policy_rate")


def test_places_count_characters_and_the_caret_counts_columns(folder: Path, edit: Callable[..., None]) -> None:
    edit("says: {en: Robots, ko: 로봇}", "says: {ko: 로봇과 함께, ne: Robots}")
    shown = report(check(["plan.yaml"])).split("\n\n")[1].splitlines()
    assert shown[0] == "plan.yaml:17:24: pledges[1].says.ne"
    line, caret = shown[-2], shown[-1]
    # five Korean letters stand before the caret and take two columns each
    assert caret.index("^") == line.index("ne:") + 5


def test_numbers_of_yaml_1_2(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: [yes, 0o10, 1_000, 1e-3, 2025-05-23, 1:30, ~, True]\n", encoding="utf-8")
    tree, problems = read_document(tmp_path / "x.yaml")
    assert not problems
    assert tree.plain() == {"a": ["yes", 8, 1000, 0.001, "2025-05-23", "1:30", None, True]}
