"""Goods market: national output, allocation to firms, sales, home and import shares."""

from __future__ import annotations

import copy
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.economy import OpeningEconomy
from sim.codes import N_CELLS, N_PRODUCTS
from sim.kernels.production import share_out
from sim.kernels.trade import import_substitution
from sim.kernels.uses import home_share
from sim.markets.goods import Orders, clear, national_output, sell
from sim.model import ManufacturingModel
from sim.parameters import Parameters

from .support import BEFORE_INCOMES, advance, build_model, steps

SEED = st.integers(0, 10**6)


def leontief(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Input coefficients with column sums up to .8, and final demand."""
    rng = np.random.default_rng(seed)
    inputs = rng.uniform(0.0, 1.0, (N_PRODUCTS, N_PRODUCTS)) * (rng.uniform(size=(N_PRODUCTS, N_PRODUCTS)) < 0.4)
    inputs *= rng.uniform(0.2, 0.8, N_PRODUCTS) / np.maximum(inputs.sum(axis=0), 1e-9)
    return inputs, rng.uniform(0.0, 100.0, N_PRODUCTS)


@given(SEED)
def test_output_meets_all_demand_when_nothing_is_short(seed: int) -> None:
    inputs, final = leontief(seed)
    output = national_output(np.full(N_PRODUCTS, 1e9), inputs, final)
    np.testing.assert_allclose(output, np.linalg.solve(np.eye(N_PRODUCTS) - inputs, final), rtol=1e-9)


@given(SEED, st.floats(0.3, 1.1))
def test_output_is_the_largest_that_capacity_and_demand_allow(seed: int, slack: float) -> None:
    inputs, final = leontief(seed)
    free = np.linalg.solve(np.eye(N_PRODUCTS) - inputs, final)
    capacity = free * np.random.default_rng(seed + 1).uniform(slack - 0.3, slack + 0.3, N_PRODUCTS)
    output = national_output(capacity, inputs, final)
    assert np.all(output <= capacity * (1 + 1e-12))
    assert np.all(output <= free * (1 + 1e-9))
    assert output.min() >= 0.0
    demand = inputs @ output + final
    np.testing.assert_allclose(output, np.minimum(capacity, demand), rtol=1e-6)
    # nothing larger is a solution: one more round from above comes down to the same point
    larger = np.minimum(capacity, free)
    for _ in range(2000):
        larger = np.minimum(inputs @ larger + final, capacity)
    np.testing.assert_allclose(output, larger, rtol=1e-6)


@given(SEED)
def test_more_capacity_or_demand_never_lowers_output(seed: int) -> None:
    inputs, final = leontief(seed)
    capacity = np.random.default_rng(seed).uniform(20.0, 300.0, N_PRODUCTS)
    base = national_output(capacity, inputs, final)
    assert np.all(national_output(1.1 * capacity, inputs, final) >= base * (1 - 1e-9))
    assert np.all(national_output(capacity, inputs, 1.1 * final) >= base * (1 - 1e-9))


@given(SEED, st.floats(0.2, 3.0))
def test_sharing_out_respects_limits_and_delivers_what_the_sector_can(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    n = 60
    sector, weight = np.sort(rng.integers(0, 6, n)), rng.uniform(0.0, 30.0, n) * (rng.uniform(size=n) < 0.9)
    limit, wanted = rng.uniform(0.0, 10.0, n), scale * rng.uniform(0.0, 10.0, n)
    out = np.empty(n)
    share_out(np.searchsorted(sector, np.arange(N_CELLS + 1)), weight, np.ones(N_PRODUCTS), wanted, limit, out)
    assert np.all(out <= limit * (1 + 1e-12) + 1e-12)
    assert np.all(out >= np.minimum(wanted, limit) * (1 - 1e-12))
    got, asked, most = (np.bincount(sector, weight * x, N_PRODUCTS) for x in (out, wanted, limit))
    np.testing.assert_allclose(got, np.minimum(asked, most), rtol=1e-12, atol=1e-9)


def test_unmet_demand_goes_to_firms_with_slack_in_proportion() -> None:
    out = np.empty(3)
    start = np.minimum(np.arange(N_CELLS + 1) * 3, 3)
    half = np.full(N_PRODUCTS, 0.5)
    share_out(start, np.array([1.0, 2.0, 1.0]), half, np.array([20.0, 2.0, 2.0]), np.array([4.0, 3.0, 9.0]), out)
    # 6 unmet against slack 2 x 2 + 8 = 12: half of each slack
    np.testing.assert_allclose(out, [4.0, 2.0, 5.0])


@pytest.fixture(scope="module")
def ready(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    """A model in the middle of its quarter, after the goods market."""
    model = steps(build_model(economy, parameters, scale=0.05), 6)
    advance(model, BEFORE_INCOMES)
    return model


@pytest.mark.parametrize("pressure", [0.5, 1.0, 1.05, 1.4])
def test_sales_conserve_goods_and_fill_home_and_export_orders_alike(ready: ManufacturingModel, pressure: float) -> None:
    f = copy.deepcopy(ready.firms)
    home = pressure * f.by_sector(f.sales_domestic)
    abroad = pressure * f.by_sector(f.sales_export)
    stock = f.inventory.copy()
    sell(f, home, abroad)
    assert np.all(stock + f.output - f.sales_domestic - f.sales_export >= -1e-9 * (1.0 + f.output))
    assert f.sales_domestic.min() >= 0.0
    assert f.sales_export.min() >= 0.0
    sold_home, sold_abroad = f.by_sector(f.sales_domestic), f.by_sector(f.sales_export)
    assert np.all(sold_home <= home * (1 + 1e-9))
    assert np.all(sold_abroad <= abroad * (1 + 1e-9) + 1e-9)
    available = f.by_sector(f.output + stock)
    np.testing.assert_allclose(sold_home + sold_abroad, np.minimum(home + abroad, available), rtol=1e-9)


@pytest.mark.parametrize("pressure", [1.0, 1.5])
def test_what_home_supply_cannot_deliver_is_imported_in_full(ready: ManufacturingModel, pressure: float) -> None:
    orders = ready.flow.orders
    orders = replace(orders, **{f.name: pressure * getattr(orders, f.name) for f in fields(Orders)})
    c = clear(orders, copy.deepcopy(ready.firms))
    assert np.all((c.fill >= 0.0) & (c.fill <= 1.0 + 1e-12))
    for got, wanted in (
        (c.household_domestic + c.household_imported, orders.household),
        (c.government_domestic + c.government_imported, orders.government),
        (c.investment_domestic + c.investment_imported, orders.investment),
    ):
        np.testing.assert_allclose(got, wanted, rtol=1e-12)
    delivered = c.input_domestic.sum(axis=1) + c.household_domestic + c.government_domestic + c.investment_domestic
    np.testing.assert_allclose(delivered, c.domestic, rtol=1e-10, atol=1e-6)
    assert np.all(c.exported <= orders.exports * (1 + 1e-9) + 1e-9)
    if pressure > 1.0:
        assert c.lost_exports.sum() > 0.0
        assert c.fill.min() < 0.95


# --- home against imports


@given(st.floats(0.0, 1.0), st.floats(-30.0, 30.0))
def test_home_share_stays_a_share_and_moves_with_the_shift(base: float, shift: float) -> None:
    moved, unmoved, more = (float(home_share(np.array([base]), np.array([s]))[0]) for s in (shift, 0.0, shift + 0.5))
    assert 0.0 <= moved <= 1.0
    assert unmoved == pytest.approx(base, abs=1e-15)
    assert more >= moved
    if 0.001 < base < 0.999 and abs(shift) < 5.0:
        assert np.log(moved / (1.0 - moved)) - np.log(base / (1.0 - base)) == pytest.approx(shift, abs=1e-9)


def test_home_share_at_its_limits() -> None:
    shift = np.array([40.0, -40.0, 3.0, 3.0])
    np.testing.assert_allclose(home_share(np.array([0.5, 0.5, 0.0, 1.0]), shift), [1.0, 0.0, 0.0, 1.0], atol=1e-15)
    table = home_share(np.full((4, 2), 0.5), shift[:, None])
    assert table.shape == (4, 2)
    assert np.all(table[:, 0] == table[:, 1])


def test_imports_substitute_by_the_elasticity_and_china_and_quality_move_the_share() -> None:
    zero = np.zeros(4)
    shift = np.zeros(4)
    for _ in range(500):
        import_substitution(
            np.array([1.1, 1.0, 1.0, 1.0]), np.array([1.0, 1.1, 1.0, 1.0]), np.array([0.0, 0.0, 0.2, 0.0]),
            np.array([0.0, 0.0, 0.0, 0.3]), np.full(4, 1.2), 0.05, shift,
        )  # fmt: skip
    np.testing.assert_allclose(shift, [-1.2 * np.log(1.1), 1.2 * np.log(1.1), -0.2, 0.3], atol=1e-9)
    import_substitution(np.ones(4), np.ones(4), zero, zero, np.full(4, 1.2), 0.05, shift)
    assert abs(shift[3]) == pytest.approx(0.3 * 0.95)
