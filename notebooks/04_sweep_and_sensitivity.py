# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 04 Sweep and sensitivity
# The same plan under many values of what nobody knows. On a cluster only `--executor` changes (docs/sweeps.md).

# %%
import os
import shutil
import sys
from pathlib import Path

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "run.py").is_file())
sys.path.insert(0, str(ROOT))

import pandas as pd

from sim.cli import main

SCALE = os.environ.get("NOTEBOOK_SCALE", "sample")
OUT = ROOT / "results" / "notebooks" / "sweep"
PLAN = ROOT / "results" / "notebooks" / "elasticities.yaml"
TEXT = f"""\
schema: 1
id: elasticities
title: {{en: What the effect hangs on, ko: 효과를 좌우하는 것}}
scenarios: [{ROOT / "scenarios" / "baseline.yaml"}, {ROOT / "scenarios" / "kim_moonsoo.yaml"}]
vary:
  - {{name: rd_elasticity, low: 0.04, high: 0.12}}
  - {{name: grid_on_time, low: 0.1, high: 0.6}}
design: {{kind: morris, trajectories: 2, levels: 4}}
scale: {SCALE}
runs_per_task: 6
"""

# %% [markdown]
# A Morris design changes one thing at a time: two trajectories of three points, each with and without the plan.

# %%
if __name__ == "__main__":  # worker processes import this file
    PLAN.parent.mkdir(parents=True, exist_ok=True)
    PLAN.write_text(TEXT, encoding="utf-8")
    shutil.rmtree(OUT, ignore_errors=True)
    assert main(["sweep", "run", str(PLAN), "--out", str(OUT), "--workers", "1"]) == 0

# %%
if __name__ == "__main__":
    assert main(["sweep", "analyse", str(OUT)]) == 0
    print(pd.read_csv(OUT / "analysis" / "sensitivity.csv").to_string(index=False))
