# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 03 Write your own scenario
# A plan is a YAML file. Here is one with a single pledge, first with mistakes, then without.

# %%
import os
import sys
from pathlib import Path

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "run.py").is_file())
sys.path.insert(0, str(ROOT))

from sim.cli import main

RUNS = os.environ.get("NOTEBOOK_RUNS", "4")
SCALE = os.environ.get("NOTEBOOK_SCALE", "sample")
OUT = ROOT / "results" / "notebooks"
MINE = OUT / "my_plan.yaml"
PLAN = f"""\
schema: 1
id: my_plan
title: {{en: My plan, ko: 나의 계획}}
extends: {ROOT / "scenarios" / "baseline"}
pledges:
  - id: my_research
    says:
      en: A tenth of the research of machine makers in the southeast is paid
      ko: 동남권 기계업 연구개발비의 10% 지원
    source: my_paper
    status: modelled
    lever: rd_support
    scope: {{regions: [Southeast], sectors: [MACH], sizes: all, tags: []}}
    timing: {{start: 2026Q1, lag: 2Q, ramp: 8Q, end: null, stated: false}}
    strength:
      {{weak: 0.05, central: 0.1, strong: 0.15, unit: share of manufacturing R&D, by: null, evidence: [judgement]}}
    money: {{announced: null, unit: trillion KRW}}
report: {{compare_with: {ROOT / "scenarios" / "baseline"}}}
"""
SOURCES = """\
my_paper:
  outlet: my institute
  date: 2026-11
  what: {en: A working paper, ko: 연구보고서}
  address: null
"""

# %% [markdown]
# `check` finds every mistake at once, with its place and a hint; nothing runs. Here a region and a unit are wrong.

# %%
if __name__ == "__main__":  # worker processes import this file
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    MINE.write_text(PLAN.replace("[Southeast]", "[Southest]").replace("share of manufacturing", "percent of"), "utf-8")
    assert main(["check", str(MINE)]) == 2

# %%
if __name__ == "__main__":
    MINE.write_text(PLAN, encoding="utf-8")
    assert main(["check", str(MINE)]) == 0
    assert main(["explain", "rd_support"]) == 0

# %%
if __name__ == "__main__":
    code = main([str(MINE), "--runs", RUNS, "--scale", SCALE, "--out", str(OUT), "--workers", "1"])
    assert code == 0
