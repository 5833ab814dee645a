"""What `docs/howto/add-a-lever.md` tells to do makes a lever: the page is followed in a copy of the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pages import HOW_TO, commands, copy_project, follow, python, type_in

PAGE = (HOW_TO / "add-a-lever.md").read_text(encoding="utf-8")


@pytest.mark.full
def test_the_page_followed_makes_a_lever_that_passes_its_tests(tmp_path: Path) -> None:
    copy = copy_project(tmp_path)
    follow((HOW_TO / "own-scenario.md").read_text(encoding="utf-8"), copy)  # its list of sources
    follow(PAGE, copy)
    update, check, explain, tests = (type_in(copy, line) for line in commands(PAGE))
    assert "passed" in update and "1 file checked: ready to run." in check
    assert "help for establishments about to close" in explain and "nothing measured yet" in explain
    assert int(re.findall(r"(\d+) passed", tests)[0]) >= 15
    for page in ("glossary.md", "parameters.md"):
        assert "`rescue`" in (copy / "docs" / page).read_text(encoding="utf-8")
    assert "passed" in type_in(copy, commands(PAGE)[0].removesuffix(" --update"))
    for words in (("ruff", "check", "sim"), ("ruff", "format", "--check", "sim", "tests"), ("mypy",)):
        done = python(copy, "-m", *words)
        assert done.returncode == 0, done.stdout


@pytest.mark.full
@pytest.mark.parametrize(
    ("forgotten", "line", "said"),
    [
        ("sim/policy.py", "tests/levers/test_every_lever.py -k 'rescue and one_cell'", "AttributeError"),
        ("tests/levers/cases/m11.py", "tests/levers/test_every_lever.py -k has_a_case", "set(CASES) == set(REGISTRY)"),
        ("", "tests/levers/test_on_record.py -k has_every_lever", "explain levers --measure brings it up to date"),
        ("", "tests/test_glossary.py", "test_glossary.py --update"),
        ("", "tests/core/test_registry.py -k page", "test_registry.py --update"),
    ],
)  # fmt: skip
def test_a_step_that_is_forgotten_is_noticed(tmp_path: Path, forgotten: str, line: str, said: str) -> None:
    copy = copy_project(tmp_path)
    text = re.sub(rf"^```diff {forgotten}\n.*?^```\n", "", PAGE, flags=re.DOTALL | re.MULTILINE) if forgotten else PAGE
    follow(text, copy)
    with pytest.raises(AssertionError, match=re.escape(said)):
        type_in(copy, f"python run.py test {line}")
