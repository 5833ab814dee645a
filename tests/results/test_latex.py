"""Tables in LaTeX, set by LaTeX: no error, no letter missing, nothing wider than its page."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sim.compare.plans import describe
from sim.compare.runs import run_comparison
from sim.compare.sheets import sheets as comparison_sheets
from sim.ensemble import run_ensemble
from sim.results import write_results
from sim.results.render import write_latex
from sim.workers import Workers
from tests.compare.conftest import workers as workers
from tests.compare.test_browser import PLANS
from tests.here import Here
from tests.results.fake_model import BASELINE, PLAN, FakeFactory
from tests.results.test_results import info_of

pytestmark = pytest.mark.full
HEAD = r"""\documentclass[a4paper]{article}
\usepackage[margin=2cm]{geometry}
\usepackage{%s}
\usepackage{array,booktabs,longtable}
\begin{document}
"""
ENGINES = {"en": ("pdflatex", "textcomp"), "ko": ("xelatex", "kotex")}


@pytest.fixture(scope="module")
def folder(workers: Workers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of a run, and of a comparison of plans with long names."""
    ensemble = run_ensemble(PLAN, BASELINE, FakeFactory(), seed=7, replications=range(3), workers=Here())
    tables = write_results(ensemble, info_of(), tmp_path_factory.mktemp("latex"), report=False) / "tables"
    found = run_comparison(BASELINE, PLANS, FakeFactory(), workers, seed=1, replications=range(3))
    for sheet in comparison_sheets(found, describe(BASELINE, PLANS)):
        for language in ("en", "ko"):
            tongue: Any = language
            write_latex(sheet, tables / f"compared_{sheet.name}_{language}.tex", tongue, ["3 runs", "run 1_2"])
    return tables


@pytest.mark.parametrize("language", ENGINES)
def test_every_table_is_set(folder: Path, tmp_path: Path, language: str) -> None:
    engine, package = ENGINES[language]
    if shutil.which(engine) is None or not _known(f"{package}.sty"):
        pytest.skip(f"{engine} with {package} is not installed: no table is set by LaTeX")
    inputs = [rf"\input{{{path}}}\clearpage" for path in sorted(folder.glob(f"*_{language}.tex"))]
    assert len(inputs) > 10
    text = "\n".join([HEAD % package, *inputs, r"\end{document}", ""])
    (tmp_path / "all.tex").write_text(text, encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", "all.tex"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = (tmp_path / "all.log").read_text(encoding="utf-8", errors="replace")
    assert re.findall(r"^! .*", log, re.MULTILINE) == []
    assert re.findall(r"^Missing character.*", log, re.MULTILINE) == []
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(wide, default=0.0) < 6.0  # the margin between columns


def _known(file: str) -> bool:
    found = subprocess.run(["kpsewhich", file], capture_output=True, check=False) if shutil.which("kpsewhich") else None
    return found is not None and found.returncode == 0
