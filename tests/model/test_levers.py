"""Levers: they write policy only, do nothing when off, need their channel, and move what they are meant to move."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from sim.codes import N_REGIONS, N_SECTORS, N_SIZES, REGIONS, SECTORS
from sim.levers import REGISTRY
from sim.scenario.types import Lever
from sim.state import empty_policy
from sim.switches import DETERMINISTIC

STRENGTH = {
    "adoption_support": 2.0, "rd_support": 0.2, "regulation_wedge": 0.02, "entry_cost": 0.3, "site_cost": 0.3,
    "grid_capacity": 1.0, "tariff_relief": 0.5, "supply_security": 0.9,
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Plan:
    """The part of a scenario that the model reads."""

    levers: tuple[Lever, ...]
    assume: dict[str, Any] = dataclasses.field(default_factory=dict)


def lever(name: str, strength: float, **changes: Any) -> Lever:
    values: dict[str, Any] = {
        "id": f"test_{name}", "lever": name, "status": "modelled", "says": {}, "source": "", "tags": (),
        "regions": np.ones(N_REGIONS, bool), "sectors": np.ones(N_SECTORS, bool), "sizes": np.ones(N_SIZES, bool),
        "start": 4, "lag": 0, "ramp": 0, "end": None, "weak": strength, "central": strength, "strong": strength,
        "unit": REGISTRY[name].unit, "by": None, "evidence": (), "money": None, "money_per_year": False,
        "probability": 1.0,
    }  # fmt: skip
    return Lever(**(values | changes))


def panel(make, levers, switches=DETERMINISTIC, quarters=16, **keywords):
    model = make(Plan(tuple(levers)) if levers else None, switches, **keywords)
    for _ in range(quarters):
        model.step()
    return model, model.recorder.panel()


def same(one, two) -> bool:
    return all(np.array_equal(one[name], two[name]) for name in one if name != "fiscal")


def test_the_strengths_cover_the_registry() -> None:
    assert set(STRENGTH) == set(REGISTRY)


@pytest.mark.parametrize("name", sorted(STRENGTH))
def test_a_lever_writes_the_policy_it_declares_and_only_in_its_scope(name: str) -> None:
    region, sector = REGIONS.index("Ulsan"), SECTORS.index("CHEM")
    regions, sectors = np.zeros(N_REGIONS, bool), np.zeros(N_SECTORS, bool)
    regions[region], sectors[sector] = True, True
    policy, untouched = empty_policy(), empty_policy()
    definition = REGISTRY[name]
    definition.write(policy, lever(name, STRENGTH[name], regions=regions, sectors=sectors), STRENGTH[name])
    changed = {
        field.name
        for field in dataclasses.fields(policy)
        if not np.array_equal(getattr(policy, field.name), getattr(untouched, field.name))
    }
    assert changed == set(definition.writes)
    for field in changed:
        before, after = getattr(untouched, field), getattr(policy, field)
        assert np.count_nonzero(before != after) <= N_SIZES  # one cell, its sizes


@pytest.mark.parametrize("name", sorted(STRENGTH))
def test_off_means_that_no_bit_changes(make, name: str) -> None:
    _, base = panel(make, [], quarters=10)
    _, neutral = panel(make, [lever(name, REGISTRY[name].neutral)], quarters=10)
    _, later = panel(make, [lever(name, STRENGTH[name], start=40)], quarters=10)
    assert same(base, neutral)
    assert same(base, later)


@pytest.mark.parametrize("name", sorted(STRENGTH))
def test_without_its_channel_a_lever_has_no_effect(make, name: str) -> None:
    frozen = dataclasses.replace(DETERMINISTIC, off=frozenset({REGISTRY[name].module}))
    _, base = panel(make, [], frozen, quarters=10)
    _, with_lever = panel(make, [lever(name, STRENGTH[name])], frozen, quarters=10)
    assert same(base, with_lever)


def outcome(name: str, result) -> float:
    """The outcome nearest to the mechanism, summed over the years after the start."""
    made = (slice(8, None), slice(None), slice(0, N_SECTORS))
    return {
        "adoption_support": lambda p: p["adopters"][8:].sum(),
        "rd_support": lambda p: p["investment_volume"][made].sum(),
        "regulation_wedge": lambda p: p["value_added_volume"][made].sum() / p["employment"][made].sum(),
        "entry_cost": lambda p: p["entries"][8:].sum(),
        "site_cost": lambda p: p["investment_volume"][made].sum(),
        "grid_capacity": lambda p: p["investment_volume"][made].sum(),
        "tariff_relief": lambda p: p["exports_volume"][made].sum(),
    }[name](result)


@pytest.mark.parametrize("name", ["adoption_support", "rd_support", "regulation_wedge", "entry_cost", "site_cost"])
def test_sign_and_dose(make, name: str) -> None:
    neutral, full = REGISTRY[name].neutral, STRENGTH[name]
    half = neutral + 0.5 * (full - neutral)
    values = [
        outcome(name, panel(make, levers, quarters=28)[1]) for levers in ([], [lever(name, half)], [lever(name, full)])
    ]
    assert REGISTRY[name].sign * (values[1] - values[0]) > 0.0
    assert REGISTRY[name].sign * (values[2] - values[1]) > 0.0


def test_tariff_relief_raises_exports_while_the_tariff_is_in_force(make) -> None:
    _, base = panel(make, [], quarters=28)
    _, relief = panel(make, [lever("tariff_relief", 0.5, start=14)], quarters=28)
    assert outcome("tariff_relief", relief) > outcome("tariff_relief", base)


def test_more_grid_lets_more_expansion_connect(make, parameters) -> None:
    tight = parameters.replace(grid_headroom=1.0, grid_on_time=0.0)
    _, base = panel(make, [], quarters=28, parameters=tight)
    _, lines = panel(make, [lever("grid_capacity", 1.0)], quarters=28, parameters=tight)
    assert outcome("grid_capacity", lines) > outcome("grid_capacity", base)


def test_secure_inputs_lose_less_output_in_supply_shocks(make, parameters) -> None:
    from sim.switches import FULL

    often = parameters.replace(supply_shock_probability=1.0, supply_shock_size=0.4)
    made = (slice(8, None), slice(None), slice(0, N_SECTORS))
    _, base = panel(make, [], FULL, quarters=24, parameters=often)
    _, secure = panel(make, [lever("supply_security", 0.9)], FULL, quarters=24, parameters=often)
    assert secure["value_added_volume"][made].sum() > base["value_added_volume"][made].sum()


@pytest.mark.parametrize("name", ["rd_support", "adoption_support"])
def test_grants_booked_are_grants_received_and_paid(make, name: str) -> None:
    model, result = panel(make, [lever(name, STRENGTH[name])], quarters=8)
    booked = result["fiscal"][f"test_{name}"]["grants"]
    assert booked[:4].sum() == 0.0
    assert booked[7] > 0.0
    assert booked[7] == pytest.approx(float(model.flow.payments.grants.sum()), rel=1e-12)
    assert result["fiscal_net"][7] > 0.0 or booked[7] > 0.0


def test_two_levers_on_one_wedge_count_once(make) -> None:
    one = [lever("regulation_wedge", 0.02)]
    two = [*one, lever("regulation_wedge", 0.01, id="weaker")]
    assert same(panel(make, one, quarters=8)[1], panel(make, two, quarters=8)[1])
