"""The same bits whatever does the work: order of plans, workers, other versions of Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.compare.runs import run_comparison
from sim.ensemble import ModelFactory
from sim.scenario import load
from sim.workers import Workers

ROOT = Path(__file__).parents[2]
SHORT = ("--scale", "0.01", "--runs", "2", "--until", "2031", "--no-report")


def test_the_order_of_plans_and_of_replications_changes_no_bit(workers: Workers) -> None:
    names = ("kim_moonsoo", "lee_jaemyung", "lee_junseok")
    baseline, *plans = (load(ROOT / "scenarios" / f"{name}.yaml") for name in ("baseline", *names))
    factory = ModelFactory(2022, 2035, 0.01, baseline.uncertain)
    one = run_comparison(baseline, plans, factory, workers, seed=5, replications=(0, 1))
    two = run_comparison(baseline, plans[::-1], factory, workers, seed=5, replications=(1, 0))
    for row in {key[:2] for key in one.keys} & {key[:2] for key in two.keys}:
        before, after = one.values(*row), two.values(*row)
        for name in ("baseline", *names):
            mine, other = before[one.members.index(name)], after[two.members.index(name)]
            np.testing.assert_array_equal(mine, other[::-1], err_msg=f"{name} {row}")
    assert {key[:2] for key in one.keys} == {key[:2] for key in two.keys}


def others() -> list[Path]:
    """Environments of other Pythons: that named by OTHER_PYTHON, and `.venv-*` beside the program."""
    named = [Path(os.environ["OTHER_PYTHON"])] if "OTHER_PYTHON" in os.environ else []
    return [path for path in (*named, *sorted(ROOT.glob(".venv-*/bin/python"))) if path.exists()]


def bits(python: Path | str, out: Path) -> dict[str, object]:
    """What a short run of the whole program gives, and by which Python."""
    words = ["scenarios/kim_moonsoo.yaml", *SHORT, "--out", str(out)]
    subprocess.run([str(python), "-m", "sim.cli", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (folder,) = (out / "kim_moonsoo").iterdir()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return {
        "python": manifest["python"],
        "runs": manifest["run_digests"],
        "strengths": manifest["lever_strengths"],
        "summary": (folder / "summary.csv").read_bytes(),
        "quarters": pd.read_parquet(folder / "runs.parquet").to_csv(),
    }


@pytest.mark.full
def test_another_python_gives_the_same_bits(tmp_path: Path) -> None:
    found = others()
    if not found:
        pytest.skip(
            "no environment of another Python: python3.13 -m venv .venv-3.13 && .venv-3.13/bin/python -m pip install "
            "--require-hashes -r requirements.txt, or name one by OTHER_PYTHON"
        )
    ours = bits(sys.executable, tmp_path / "ours")
    for number, python in enumerate(found):
        theirs = bits(python, tmp_path / str(number))
        assert {**theirs, "python": ""} == {**ours, "python": ""}, theirs["python"]
