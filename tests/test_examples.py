"""The examples in docstrings and the Python shown on the pages run, beside results of a model of ten lines.

The steps of the page on one's own scenario run with the model itself.
"""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli import main
from sim.ensemble import run_ensemble
from sim.results import write_results
from tests.here import Here
from tests.pages import HOW_TO, ROOT, blocks, changed
from tests.results.fake_model import BASELINE, PLAN, FakeFactory
from tests.results.test_results import info_of

MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for folder in ("sim", "calibration")
    for path in (ROOT / folder).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)
STEPS = HOW_TO / "own-scenario.md"
PAGES = [
    path
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if "```python" in path.read_text("utf-8") and path != STEPS
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where `scenarios/` is, as in the project's own."""
    here = tmp_path_factory.mktemp("project")
    (here / "scenarios").symlink_to(ROOT / "scenarios", target_is_directory=True)
    return here


@pytest.fixture(scope="module")
def results(project: Path) -> None:
    """`results/` of a run, there too."""
    plan = replace(PLAN, id="kim_moonsoo")
    runs = run_ensemble(plan, BASELINE, FakeFactory(), seed=1, replications=range(2), workers=Here())
    write_results(runs, info_of(), project / "results", report=False)


@pytest.fixture
def in_project(project: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Step into the folder; with results, where a text speaks of them."""

    def enter(text: str) -> None:
        if '"results/' in text:
            request.getfixturevalue("results")
        monkeypatch.chdir(project)

    return enter


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module_run(name: str, in_project: Callable[[str], None]) -> None:
    module = importlib.import_module(name)
    in_project(inspect.getsource(module))
    found = doctest.testmod(module)
    assert found.attempted > 0 and found.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_on_a_page_runs(page: Path, in_project: Callable[[str], None]) -> None:
    text = page.read_text(encoding="utf-8")
    in_project(text)
    names: dict[str, object] = {"__name__": "page"}
    for language, _, block in blocks(text):
        if "to_xarray" in block:
            pytest.importorskip("xarray", reason="xarray is not installed: extra all")
        if language == "python":
            exec(compile(block, str(page), "exec"), names)


def test_the_steps_to_a_scenario_of_ones_own_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    done = []
    for language, name, text in blocks(STEPS.read_text(encoding="utf-8")):
        done.append(language)
        if name:
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")
        elif language == "python":
            exec(compile(text, str(STEPS), "exec"), {"__name__": "page"})
        else:
            for line in text.splitlines():
                assert main(shlex.split(line)[2:]) == 0, capfd.readouterr().err
    assert done == ["yaml", "yaml", "", "", "", "python"]
    said = capfd.readouterr().out
    assert "1 file checked: ready to run." in said
    assert "Research in the southeast against No new policy" in said
    assert re.search(r"2030 +\d+\.\d+ +billion KRW_2020/yr", said)  # the effect in the southeast: a gain


@pytest.mark.parametrize(("page", "command"), [("scenarios.md", "check"), ("sweeps.md", "sweep")])
def test_the_file_shown_on_a_page_has_no_fault(
    page: str, command: str, project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shown = next(text for language, _, text in blocks((ROOT / "docs" / page).read_text("utf-8")) if language == "yaml")
    sources = blocks(STEPS.read_text(encoding="utf-8"))[1][2]
    (tmp_path / "sources.yaml").write_text(sources, encoding="utf-8")  # which the plan shown cites
    here = project / "scenarios"
    shown = (
        shown.replace("extends: ", f"extends: {here}/").replace("with: ", f"with: {here}/").replace("../", f"{here}/")
    )
    file = tmp_path / f"{re.findall(r'^id: (\w+)', shown, flags=re.MULTILINE)[0]}.yaml"
    file.write_text(shown, encoding="utf-8")
    words = ["run", str(file), "--out", str(tmp_path / "out"), "--executor", "slurm", "--dry-run"]
    assert main([command, *words] if command == "sweep" else [command, str(file)]) == 0, capfd.readouterr().err
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("page", sorted(HOW_TO.glob("*.md")), ids=lambda page: page.stem)
def test_the_changes_shown_on_a_page_fit_the_files_as_they_are(page: Path) -> None:
    """The full suite makes them, in a copy."""
    texts: dict[str, str] = {}
    for language, name, block in blocks(page.read_text(encoding="utf-8")):
        if language == "diff":
            texts[name] = changed(texts.get(name) or (ROOT / name).read_text(encoding="utf-8"), block)
    assert bool(texts) == page.stem.startswith(("add", "move"))
