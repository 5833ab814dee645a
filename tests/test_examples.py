"""The examples in docstrings and the Python shown on the pages run, beside results of a model of ten lines."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sim.ensemble import run_ensemble
from sim.results import write_results
from tests.results.fake_model import BASELINE, PLAN, FakeFactory
from tests.results.test_results import info_of

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for folder in ("sim", "calibration")
    for path in (ROOT / folder).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)
PAGES = [
    path
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if "```python" in path.read_text("utf-8")
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
    runs = run_ensemble(plan, BASELINE, FakeFactory(), seed=1, replications=range(2), workers=1)
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
    for block in re.findall(r"^```python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
        if "to_xarray" in block:
            pytest.importorskip("xarray", reason="xarray is not installed: extra all")
        exec(compile(block, str(page), "exec"), names)
