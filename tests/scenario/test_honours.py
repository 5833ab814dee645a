"""A scope that a mechanism cannot follow is refused, not widened."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load

TARIFF = "lever: tariff_relief\n    scope: {regions: "
GRID = "lever: grid_capacity\n    scope: {regions: all, sectors: "
GRID_TAGS = "lever: grid_capacity\n    scope: {regions: all, sectors: all, sizes: all, tags: "


@pytest.mark.parametrize(
    ("start", "written", "narrow", "said"),
    [
        (TARIFF, "all", "[Ulsan]", "regions"),
        (GRID, "all", "[SEMI]", "sectors"),
        (GRID_TAGS, "[]", "[exporter]", "tags"),
    ],
)
def test_a_scope_that_the_mechanism_cannot_follow_is_an_error(
    shipped: Path, tmp_path: Path, start: str, written: str, narrow: str, said: str
) -> None:
    folder = shutil.copytree(shipped, tmp_path / "scenarios")
    plan = folder / "kim_moonsoo.yaml"
    text = plan.read_text(encoding="utf-8")
    assert start + written in text
    plan.write_text(text.replace(start + written, start + narrow), encoding="utf-8")
    with pytest.raises(ScenarioError, match=f"cannot be narrowed by {said}"):
        load(plan)
