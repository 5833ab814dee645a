from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PLAN = f"""\
schema: 1
id: small
title: {{en: small, ko: 시험}}
scenarios: [{SCENARIOS}/baseline.yaml, {SCENARIOS}/kim_moonsoo.yaml]
vary:
  - {{name: levers.kms_rd_infra.strength, low: 0.02, high: 0.1}}
  - {{name: grid_on_time, low: 0.1, high: 0.6}}
design: {{kind: latin_hypercube, samples: 6}}
scale: 0.01
until: 2030
runs_per_task: 2
outcomes: [Value Added|Manufacturing, Employment|Manufacturing]
areas: [Korea, Ulsan]
"""


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., Path]:
    """Writes the plan of small runs, with pieces of its text replaced."""

    def write(*changes: tuple[str, str]) -> Path:
        text = PLAN
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "small.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
