"""Variants with a known path: the economy that stands still, and the one that grows in proportion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.state import Firms, HouseholdSector, Labour
from sim.switches import STATIONARY, balanced

from .support import build_model

QUARTERS = 40
GROWTH = 0.02
FLOW_COLUMNS = (
    "output", "sales_domestic", "sales_export", "earnings",
    "investment", "planned_investment", "planned_rd", "expected_output", "desired_employment",
    "capacity",
)  # fmt: skip
STOCK_COLUMNS = ("employment", "capital", "loans", "deposits", "rd_stock")


def scalars(model: ManufacturingModel) -> dict[str, Any]:
    """What grows with the economy: institutions and goods flows."""
    pay, cleared = model.flow.payments, model.flow.cleared
    state: dict[str, Any] = {f"payment {f.name}": getattr(pay, f.name) for f in fields(pay)}
    state |= {
        f"goods {f.name}": getattr(cleared, f.name) for f in fields(cleared) if f.name not in ("fill", "lost_exports")
    }
    state |= {f"household {f.name}": getattr(model.households, f.name) for f in fields(HouseholdSector)}
    state |= {f"labour {name}": getattr(model.labour, name) for name in ("force", "unemployed")}
    state |= {"debt": model.public.debt, "public capital": model.public.public_capital}
    state |= {"foreign position": model.finance.foreign_position}
    return state


def indices(model: ManufacturingModel) -> dict[str, Any]:
    """What stays constant on both paths: prices, wages, rates, shares, technology."""
    f = model.firms
    state = {f"price {item.name}": getattr(model.prices, item.name) for item in fields(model.prices)}
    state |= {
        f"labour {f.name}": getattr(model.labour, f.name) for f in fields(Labour) if f.name in ("wage", "fill_rate")
    }
    for name in ("wage", "log_tfp", "share_domestic", "share_export", "cost_index", "weight"):
        state[f"firm {name}"] = getattr(f, name)
    return state | {"fill": model.flow.cleared.fill}


def columns(firms: Firms, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    return {f"firm {name}": getattr(firms, name) * firms.weight for name in names}


def snapshots(model: ManufacturingModel, levels: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for _ in range(QUARTERS):
        model.step()
        grown, fixed = scalars(model) | columns(model.firms, levels), indices(model)
        yield (
            {name: np.array(value, dtype=float) for name, value in grown.items()},
            {name: np.array(value, dtype=float) for name, value in fixed.items()},
        )


def worst(now: dict[str, np.ndarray], then: dict[str, np.ndarray], scale: float = 1.0) -> tuple[float, str]:
    """Largest deviation from the first quarter relative to the largest entry of the item, and where."""
    return max(
        (float(np.abs(now[name] / scale - then[name]).max()) / max(float(np.abs(then[name]).max()), 1e-4), name)
        for name in then
    )


@pytest.mark.parametrize("scale", [0.05, "sample"])
def test_the_stationary_economy_stands_still_for_ten_years(
    economy: OpeningEconomy, parameters: Parameters, scale: float | str
) -> None:
    model = build_model(economy, parameters, switches=STATIONARY, scale=scale)
    path = snapshots(model, FLOW_COLUMNS + STOCK_COLUMNS + ("inventory",))
    grown0, fixed0 = next(path)
    for quarter, (grown, fixed) in enumerate(path, start=1):
        for size, name in (worst(grown, grown0), worst(fixed, fixed0)):
            assert size <= 1e-9, f"{name} moved by {size:.2g} in quarter {quarter}"
    assert np.all(fixed0["price domestic"] == 1.0)
    assert model.worst_residual <= 1e-12


def stocks(m: ManufacturingModel) -> dict[str, float]:
    """Every stock of the nation."""
    state = {f"firms {name}": m.firms.total(getattr(m.firms, name)) for name in (*STOCK_COLUMNS, "inventory")}
    state |= {f"households {name}": float(getattr(m.households, name).sum()) for name in ("deposits", "loans")}
    state |= {"government debt": m.public.debt, "public capital": m.public.public_capital}
    return state | {"foreign position": m.finance.foreign_position}


@pytest.mark.parametrize(("growth", "tolerance"), [(0.0, 1e-9), (GROWTH, 1e-6)])
def test_both_variants_start_on_their_path(
    economy: OpeningEconomy, parameters: Parameters, growth: float, tolerance: float
) -> None:
    values = parameters.replace(inventory_ratio=0.0) if growth else parameters
    model = build_model(economy, values, switches=balanced(growth) if growth else STATIONARY, scale=0.05)
    opening = stocks(model)
    for _ in range(QUARTERS):
        model.step()
    for name, value in stocks(model).items():
        moves = QUARTERS - 1 if name == "firms employment" else QUARTERS  # jobs of a quarter are those of its plans
        assert value / model.switches.scale(moves) == pytest.approx(opening[name], rel=tolerance, abs=1e-6), name
    assert model.prices.consumer == pytest.approx(1.0, rel=tolerance)


def test_the_stationary_economy_is_at_rest_from_its_opening(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = build_model(economy, parameters, switches=STATIONARY, scale=0.05)
    opening = {name: getattr(model.firms, name).copy() for name in ("employment", "capital", "inventory", "output")}
    money = model.households.deposits.copy(), model.public.debt, model.finance.foreign_position
    model.step()
    for name, value in opening.items():
        np.testing.assert_allclose(getattr(model.firms, name), value, rtol=1e-9, atol=1e-12 * value.max())
    np.testing.assert_allclose(model.households.deposits, money[0], rtol=1e-9)
    assert model.public.debt == pytest.approx(money[1], rel=1e-9)
    assert model.finance.foreign_position == pytest.approx(money[2], rel=1e-9)
    gdp = model.recorder.panel()["gdp_nominal"][0]
    assert 4.0 * gdp == pytest.approx(4.0 * model.base.gdp, rel=1e-9)


def test_the_stationary_economy_saves_nothing(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = build_model(economy, parameters, switches=STATIONARY, scale=0.05)
    model.step()
    gdp, pay = model.base.gdp, model.flow.payments
    saved = model.households.disposable_income - pay.household_spending
    assert np.abs(saved).max() <= 1e-9 * gdp
    assert abs(model.public.deficit) <= 1e-9 * gdp
    assert np.abs(pay.firm_borrowing).max() <= 1e-9 * gdp
    assert abs(pay.exports - pay.imports - pay.dividends_abroad + pay.foreign_transfer) <= 1e-9 * gdp
    # what was adjusted to get there is told
    assert set(model.calibrated) >= {"foreign transfer, share of GDP", "largest transfer between regions, share of GDP"}


def test_the_balanced_economy_keeps_its_ratios(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = build_model(economy, parameters.replace(inventory_ratio=0.0), switches=balanced(GROWTH), scale=0.05)
    path = snapshots(model, FLOW_COLUMNS + STOCK_COLUMNS)
    grown0, fixed0 = next(path)
    for quarter, (grown, fixed) in enumerate(path, start=1):
        factor = (1.0 + GROWTH / 4.0) ** quarter
        for size, name in (worst(grown, grown0, factor), worst(fixed, fixed0)):
            assert size <= 1e-6, f"{name} left its path by {size:.2g} in quarter {quarter}"
    gdp = model.recorder.panel()["gdp_volume"]
    assert gdp[-1] / gdp[0] == pytest.approx((1.0 + GROWTH / 4.0) ** (QUARTERS - 1), rel=1e-6)


def test_growth_of_the_balanced_economy_is_what_was_asked_for_at_other_rates(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    for growth in (0.0, 0.01, 0.04):
        model = build_model(economy, parameters.replace(inventory_ratio=0.0), switches=balanced(growth))
        for _ in range(8):
            model.step()
        gdp = model.recorder.panel()["gdp_nominal"]
        np.testing.assert_allclose(gdp[1:] / gdp[:-1], 1.0 + growth / 4.0, rtol=1e-8)
