# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 01 First run
# One plan beside the world without new policy. Four paired runs are enough to look around; a result to cite takes
# the 32 of the command line (`python run.py scenarios/kim_moonsoo.yaml`).

# %%
import os
import sys
from pathlib import Path

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "run.py").is_file())
sys.path.insert(0, str(ROOT))

import matplotlib.pyplot as plt

import sim
from sim.cli import main

RUNS = os.environ.get("NOTEBOOK_RUNS", "4")
SCALE = os.environ.get("NOTEBOOK_SCALE", "sample")
OUT = ROOT / "results" / "notebooks"
SCENARIOS = ROOT / "scenarios"

# %% [markdown]
# The closing lines say what was found, with 90 % bands.

# %%
if __name__ == "__main__":  # worker processes import this file
    code = main(
        [str(SCENARIOS / "kim_moonsoo.yaml"), "--runs", RUNS, "--scale", SCALE, "--out", str(OUT), "--workers", "1"]
    )
    assert code == 0

# %% [markdown]
# `load_results` gives data frames: means and quantiles (`summary`), every run by quarter (`runs`).

# %%
if __name__ == "__main__":
    results = sim.load_results(OUT / "kim_moonsoo")
    runs = results.runs["Value Added|Manufacturing"].xs("Korea", level="region").unstack("scenario")
    gap = (100 * (runs["kim_moonsoo"] / runs["baseline"] - 1)).unstack("replication")
    print(gap.tail(4).round(3))

# %%
if __name__ == "__main__":
    figure, axis = plt.subplots(figsize=(7, 3.5), layout="constrained")
    quarters = range(len(gap))
    axis.fill_between(quarters, gap.min(axis=1), gap.max(axis=1), alpha=0.3, label="all runs")
    axis.plot(quarters, gap.mean(axis=1), label="mean")
    axis.set_xticks(quarters[::8], gap.index[::8])
    axis.set_ylabel("value added, % of baseline")
    axis.legend(frameon=False)
    figure.savefig(OUT / "first_run.png", dpi=150)
