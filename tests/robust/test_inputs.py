"""Files of strangers: nothing runs, hangs or crashes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load

ROOT = Path(__file__).parents[2]
HEAD = "schema: 1\nid: {id}\ntitle: {{en: A, ko: 가}}\nextends: baseline\n"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped scenarios."""
    return Path(shutil.copytree(ROOT / "scenarios", tmp_path_factory.mktemp("shelf") / "scenarios"))


def refused(folder: Path, text: str, name: str = "mine") -> str:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(folder / f"{name}.yaml")
    return str(caught.value)


# --- files


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "anchor or alias"),
        ("a: " + "[" * 20_000, "nested too deeply"),
        ("a: " + "{b: " * 5_000, "nested too deeply"),
        ("- " * 5_000 + "x", "nested too deeply"),
        ("x" * 400_000, "larger than 300 kB"),
        ("a: !!python/object/apply:os.system ['true']\n", "tag"),
    ],
    ids=["bomb", "lists", "mappings", "blocks", "huge", "tag"],
)
def test_a_file_made_to_harm_is_refused(shelf: Path, text: str, message: str) -> None:
    assert message in refused(shelf, text)


def test_a_file_without_end_is_refused(shelf: Path) -> None:
    (shelf / "endless.yaml").symlink_to("/dev/zero")
    with pytest.raises(ScenarioError, match="larger than 300 kB"):
        load(shelf / "endless.yaml")


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "1e400", "9" * 400, "9" * 5_000, "0x" + "f" * 400])
def test_a_number_that_is_none_is_refused(shelf: Path, number: str) -> None:
    assert "wage_curve" in refused(shelf, HEAD.format(id="mine") + f"assume: {{wage_curve: {number}}}\n")


@pytest.mark.parametrize(
    "name", ["../mine", "/tmp/mine", "mine\u202e", "mіne", "mine\u200b", "한글", "a b", "a;b", ".."]
)
def test_a_name_that_is_no_plain_word_is_refused(shelf: Path, name: str) -> None:
    assert "id" in refused(shelf, HEAD.format(id=json.dumps(name)))
