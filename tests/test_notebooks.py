"""Notebooks run from top to bottom: the first as a script always, all of them as notebooks in the full suite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
SMALL = {"NOTEBOOK_RUNS": "2", "NOTEBOOK_SCALE": "0.02", "MPLBACKEND": "agg"}


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | SMALL
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_first_notebook_runs_as_a_script() -> None:
    command = [sys.executable, "-W", "error", str(NOTEBOOKS[0])]
    run = _run(command, ROOT / "notebooks")
    assert run.returncode == 0, run.stderr
    assert "Value added (real) 2035" in run.stdout and "2035Q4" in run.stdout


@pytest.mark.full
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_runs_in_jupyter(path: Path) -> None:
    jupytext = pytest.importorskip("jupytext", reason="jupytext is not installed: extra all")
    pytest.importorskip("nbmake", reason="nbmake is not installed: extra all")
    folder = ROOT / "results" / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    notebook = folder / f"{path.stem}.ipynb"
    jupytext.write(jupytext.read(path), notebook)
    command = [sys.executable, "-m", "pytest", "--nbmake", "--nbmake-timeout=600", "-q", "--rootdir", str(folder),
               "-c", os.devnull, str(notebook)]  # fmt: skip
    run = _run(command, folder)
    assert run.returncode == 0, run.stdout + run.stderr
