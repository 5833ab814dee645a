"""A small plan in a folder of its own, with small registries, so that expected messages depend on nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.codes import REGIONS, SECTORS, SIZES
from sim.parameters import ParameterSpec
from sim.scenario import vocabulary

FILES = Path(__file__).with_name("files")


def lever(name: str, unit: str, bounds: tuple[float, float], plausible: tuple[float, float] | None = None) -> Any:
    every = ("regions", "sectors", "sizes", "tags")
    label = {"ko": name, "en": name}
    return SimpleNamespace(
        name=name, label=label, unit=unit, low=bounds[0], high=bounds[1], plausible=plausible or bounds, honours=every,
        spend=None, adds_up=False,
    )  # fmt: skip


LEVERS = {
    entry.name: entry
    for entry in (
        lever("grid_capacity", "share of capacity", (0.0, 1.0), (0.0, 0.5)),
        lever("adoption_support", "x baseline hazard", (0.1, 10.0)),
        lever("rd_support", "share of manufacturing R&D", (0.0, 0.5)),
    )
}


ESTABLISHMENTS = np.ones((len(REGIONS), len(SECTORS), len(SIZES)))
ESTABLISHMENTS[REGIONS.index("Jeju"), SECTORS.index("SHIP"), SIZES.index("300+")] = 0.0


def spec(name: str, unit: str, default: float, bounds: tuple[float, float], sampled: tuple[float, float],
         plausible: tuple[float, float] | None = None, acts: str = "quarter") -> ParameterSpec:  # fmt: skip
    return ParameterSpec(
        name=name, label={"en": name, "ko": name}, unit=unit, default=default, low=bounds[0], high=bounds[1],
        weak=sampled[0], strong=sampled[1], source="a study", grade="B", module="sim.x", symbol=name,
        plausible=plausible or bounds, plausible_basis="a study", acts=acts,
    )  # fmt: skip


PARAMETERS = {
    entry.name: entry
    for entry in (
        spec("policy_rate", "per year", 0.03, (0.0, 0.1), (0.03, 0.03), (0.005, 0.06)),
        spec("wage_drift", "per year", 0.01, (-0.1, 0.1), (0.01, 0.01)),
        spec("markup", "share", 0.03, (0.0, 0.1), (0.03, 0.03)),
        spec("wage_curve", "elasticity", -0.05, (-0.2, 0.0), (-0.1, -0.02)),
        spec("trend_growth", "per year", 0.02, (-0.05, 0.1), (0.02, 0.02), (0.0, 0.03)),
        spec("foreign_demand_growth", "per year", 0.02, (-0.05, 0.1), (0.02, 0.02), (0.0, 0.03)),
        spec("minimum_wage_growth", "per year", 0.03, (-0.05, 0.1), (0.03, 0.03), (0.0, 0.05)),
        spec("growth_slowdown", "per year and year", 0.001, (-0.01, 0.01), (0.001, 0.001), (0.0, 0.002)),
        spec("trade_scale", "ratio", 0.5, (0.0, 2.0), (0.2, 0.8), acts="opening"),
        spec("tax_start", "year", 2025.5, (2022.0, 2040.0), (2025.5, 2025.5), (2025.5, 2025.5)),
        spec("size_tail", "exponent", 1.0, (0.5, 2.0), (1.0, 1.0), acts="never"),
    )
}


@pytest.fixture(autouse=True)
def small_registries(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Levers and parameters of this folder's own; tests marked `shipped` read the real ones."""
    if "shipped" not in request.fixturenames:
        monkeypatch.setattr(vocabulary, "lever_registry", lambda: LEVERS)
        monkeypatch.setattr(vocabulary, "parameter_registry", lambda: PARAMETERS)
        monkeypatch.setattr(vocabulary, "establishments", lambda: ESTABLISHMENTS)


@pytest.fixture
def shipped() -> Path:
    """The project's own scenarios, checked against the real registries."""
    return vocabulary.SHIPPED


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the plan and what stands beside it, as the current folder."""
    for file in FILES.iterdir():
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def edit(folder: Path) -> Callable[..., None]:
    """`edit(old, new)` changes plan.yaml, or another file of the folder; the old text must stand there once."""

    def change(old: str, new: str, file: str = "plan.yaml") -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (folder / file).write_text(text.replace(old, new), encoding="utf-8", errors="surrogateescape")

    return change
