"""A model of ten lines in the shape of the real one: known growth, known lever effects, paired random numbers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES, REGIONS, SECTORS, SIZES
from sim.scenario.types import Target

QUARTERS = 56
SHARES = np.linspace(1.0, 3.0, N_REGIONS * N_PRODUCTS).reshape(N_REGIONS, N_PRODUCTS)


@dataclass(frozen=True)
class FakeEconomy:
    """The official figures that indicators read."""

    base_year: int = 2022
    vintage: str = "2022 accounts, vintage 2025-12"
    value_added_region: Any = field(default_factory=lambda: 1000.0 * SHARES)
    manufacturing_real_2020: Any = field(
        default_factory=lambda: 1000.0 * SHARES[:, :N_SECTORS].sum(axis=1) / np.linspace(0.95, 1.4, N_REGIONS)
    )
    employment_concept_ratio: Any = field(default_factory=lambda: np.linspace(0.8, 1.4, N_REGIONS))


@dataclass(frozen=True)
class FakeLever:
    id: str
    lever: str
    weak: float
    central: float
    strong: float
    says: dict[str, str] = field(default_factory=lambda: {"en": "A pledge", "ko": "공약"})
    lose: tuple[int, ...] = ()
    """Regions that lose instead of gaining."""
    cost: float = 0.0
    price: float = 0.0
    """Cost per unit of strength, on top."""
    start: int = 16
    probability: float = 1.0


@dataclass(frozen=True)
class FakeScenario:
    id: str
    title: dict[str, str]
    levers: tuple[FakeLever, ...] = ()
    assume: dict[str, Any] = field(default_factory=dict)
    uncertain: dict[str, Any] = field(default_factory=dict)
    enactment: str = "certain"
    pledges: tuple[dict[str, Any], ...] = ()
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()


def goal(
    name: str, indicator: str, *, change: float | None = None, level: float | None = None, by: int = 35,
    since: int = 0, regions: tuple[str, ...] = REGIONS, sectors: tuple[str, ...] = SECTORS,
    sizes: tuple[str, ...] = SIZES, tags: tuple[str, ...] = (), says: tuple[str, str] | None = None,
) -> Target:  # fmt: skip
    """A target, due at the end of 2030 (quarter 35) unless told otherwise."""
    masks = [np.isin(codes, chosen) for codes, chosen in ((REGIONS, regions), (SECTORS, sectors), (SIZES, sizes))]
    text = None if says is None else {"en": says[0], "ko": says[1]}
    return Target(name, text, None, indicator, *masks, tags, change, level, since, by)


BASELINE = FakeScenario("baseline", {"en": "No new policy", "ko": "새 정책 없음"})
PLAN = FakeScenario(
    "plan",
    {"en": "A plan", "ko": "어떤 계획"},
    (
        FakeLever("power", "grid_capacity", 0.0, 0.01, 0.03, {"en": "Power grid", "ko": "전력망 확충"}, (5, 9, 16)),
        FakeLever(
            "rd", "rd_support", 0.002, 0.004, 0.012, {"en": "R&D support", "ko": "연구개발 지원"}, (5, 7), cost=900.0
        ),
        FakeLever("loans", "credit", 0.0, 0.001, 0.002, {"en": "Loans to SMEs", "ko": "중소기업 융자"}, cost=350.0),
        FakeLever("inert", "entry_cost", 0.0, 0.0, 0.0, {"en": "Easier start", "ko": "창업 간소화"}),
    ),
)
GOALS = (
    goal("prod", "Labour Productivity|Manufacturing", change=0.16, says=("Productivity up by 16 %", "생산성 16% 향상")),
    goal("exports", "Exports|Manufacturing|Real", level=1e6, says=("Exports of a million", "수출 백만")),
    goal("zombies", "Zombie Share", level=0.2, by=27),
    goal("ai", "Labour Productivity|Manufacturing", change=0.1, tags=("ai_factory",)),
)


def base_panel(quarters: int = QUARTERS, growth: float = 0.0) -> dict[str, Any]:
    """A panel of constants (a quarter of FakeEconomy's base year), all volumes growing at `growth` a quarter."""
    path = np.exp(growth * np.arange(quarters))[:, None, None]
    value = 250.0 * SHARES * path
    mfg = value[:, :, :N_SECTORS].sum(axis=2)
    sizes = np.ones(N_SIZES)
    unit = np.ones((quarters, N_REGIONS))
    panel: dict[str, Any] = {
        "employment": 40.0 * SHARES * np.ones_like(path),
        "wage_bill": 0.6 * value,
        "capital_income": 0.4 * value,
        "capital": 8.0 * SHARES * np.ones_like(path) * 250.0,
        "value_added_by_size": value.sum(axis=(1, 2))[:, None] * np.array([1.0, 2.0, 3.0, 4.0, 10.0]),
        "value_added_volume_by_size": value[:, :, :N_SECTORS].sum(axis=(1, 2))[:, None] * np.arange(1.0, 6.0) / 15.0,
        "employment_by_size": np.ones((quarters, 1)) * np.array([10.0, 10.0, 10.0, 10.0, 20.0]),
        "establishments": unit[:, :, None] * np.full(N_SECTORS, 100.0),
        "establishments_rz": unit[:, :, None] * sizes * 340.0,
        "adopters": unit[:, :, None] * sizes * 34.0,
        "smart_factories": 0.5 * mfg, "ai_factories": 0.01 * mfg, "world_class": 0.02 * mfg,
        "lead_places": 0.002 * mfg, "lead_factories": 0.001 * mfg, "smart_complexes": unit,
        "adopters_value_added": 0.3 * mfg, "new_items_sales": 0.1 * mfg, "sales": 2.0 * mfg,
        "zombies": 170.0 * unit, "entries": 34.0 * unit, "exits": 17.0 * unit,
        "gdp_nominal": value.sum(axis=(1, 2)), "gdp_volume": value.sum(axis=(1, 2)),
        "fiscal_by_region": np.zeros((quarters, N_REGIONS)), "fiscal_by_sector": np.zeros((quarters, N_SECTORS)),
        "fiscal_by_size": np.zeros((quarters, N_SIZES)),
        "fiscal": {}, "fiscal_net": np.full(quarters, 1000.0),
    }  # fmt: skip
    for name, share in (("value_added", 1.0), ("gross_output", 4.0), ("intermediate", 3.0), ("exports", 1.5),
                        ("investment", 0.3)):  # fmt: skip
        panel[f"{name}_nominal"], panel[f"{name}_volume"] = share * value, share * value
    for name in ("consumption_volume", "imports_volume", "household_income", "government_debt"):
        panel[name] = panel["gdp_nominal"] * 0.5
    for name, level in (("consumer_price", 1.02), ("unemployment_rate", 0.03), ("policy_rate", 0.025),
                        ("exchange_rate", 1.0), ("world_trade", 1.0)):  # fmt: skip
        panel[name] = np.full(quarters, level)
    for name in ("value_added_volume", "employment"):
        panel[f"ai_factory_{name}"] = 0.1 * panel[name]
    panel["ai_factory_value_added_base"] = 0.1 * 250.0 * SHARES * np.ones_like(path)
    return panel


def run(scenario: FakeScenario, seed: int, replication: int, quarters: int = QUARTERS) -> dict[str, Any]:
    """Random walk of volumes (same for every scenario) x the effects of the levers."""
    if scenario.assume.get("fail_at") == replication:
        raise FloatingPointError("quarter 2027Q2, sector AUTO, price: nan (last good value 1.04)")
    time.sleep(scenario.assume.get("sleep", 0.0))
    rng = np.random.Generator(np.random.Philox(key=[seed, replication]))
    panel = base_panel(quarters)
    noise = np.exp(np.cumsum(rng.normal(0.004, 0.006, (quarters, N_REGIONS, 1)), axis=0))
    noise /= noise[:4].mean(axis=0)
    effect = np.zeros((quarters, N_REGIONS, 1))
    for lever in scenario.levers:
        ramp = np.clip((np.arange(quarters) - lever.start) / 12.0, 0.0, 1.0)
        sign = np.ones(N_REGIONS)
        sign[list(lever.lose)] = -0.6
        effect += lever.central * ramp[:, None, None] * sign[:, None]
        flow = (lever.cost + lever.price * lever.central) / 4.0 * ramp
        panel["fiscal"][lever.id] = {
            "grants": flow, "tax_expenditure": 0.2 * flow, "loan_subsidy": 0.1 * flow, "losses": 0.0 * flow,
            "administration": 0.02 * flow, "purchases": 0.0 * flow, "face_value": 5.0 * flow,
        }  # fmt: skip
        panel["fiscal_net"] = panel["fiscal_net"] + 0.8 * flow
        for kind in ("region", "sector", "size"):
            received = panel[f"fiscal_by_{kind}"]
            panel[f"fiscal_by_{kind}"] = received + 1.1 * flow[:, None] / received.shape[1]
    for name in ("value_added", "gross_output", "intermediate", "exports", "investment"):
        for kind in ("nominal", "volume"):
            panel[f"{name}_{kind}"] = panel[f"{name}_{kind}"] * noise * np.exp(effect)
    return panel


@dataclass(frozen=True)
class FakeFactory:
    """What workers receive: builds its state once, then runs any scenario of any replication."""

    economy: FakeEconomy = field(default_factory=FakeEconomy)
    delay: float = 0.0
    """Seconds that a replication takes."""

    def prepare(self) -> None:
        """Nothing to build."""

    def compile(self, scenarios: Sequence[FakeScenario], seed: int, workers: Any) -> None:
        """Nothing to compile."""

    def runs(self, scenarios: Sequence[FakeScenario], seed: int, replication: int) -> Iterator[tuple[int, Any]]:
        time.sleep(self.delay)
        return ((place, run(scenario, seed, replication)) for place, scenario in enumerate(scenarios))
