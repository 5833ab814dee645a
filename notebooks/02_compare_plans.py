# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 02 Compare plans
# Several plans on the same random numbers, so that a difference is an effect. The page `report.html` has everything;
# here are its data.

# %%
import os
import sys
from pathlib import Path

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "run.py").is_file())
sys.path.insert(0, str(ROOT))

import pandas as pd

from sim.cli import main

RUNS = os.environ.get("NOTEBOOK_RUNS", "4")
SCALE = os.environ.get("NOTEBOOK_SCALE", "sample")
OUT = ROOT / "results" / "notebooks"
PLANS = [str(ROOT / "scenarios" / f"{name}.yaml") for name in ("kim_moonsoo", "lee_jaemyung", "lee_junseok")]

# %%
if __name__ == "__main__":  # worker processes import this file
    code = main(["compare", *PLANS, "--runs", RUNS, "--scale", SCALE, "--out", str(OUT), "--workers", "1"])
    assert code == 0

# %% [markdown]
# Effects with their bands: `holds_zero` marks those that cannot be told from none.

# %%
if __name__ == "__main__":
    data = sorted((OUT / "compare").glob("*/data"))[-1]
    effects = pd.read_csv(data / "effects.csv")
    last = effects[(effects["variable"] == "Value Added|Manufacturing") & (effects["year"] == 2035)]
    print(last[["plan", "mean", "q0.05", "q0.95", "holds_zero"]].to_string(index=False))

# %% [markdown]
# Who beats whom, and with what probability; what a won buys.

# %%
if __name__ == "__main__":
    print(pd.read_csv(data / "beats.csv").head(12).to_string(index=False))
    print(pd.read_csv(data / "per_won.csv").to_string(index=False))
