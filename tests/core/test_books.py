"""Books of producers: known answers, and sums that are those of the columns."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS
from sim.kernels.books import keep_books, measure
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.producers import Books, firm_accounts
from tests.core.support import BEFORE_INCOMES, advance, build_model, steps


@pytest.fixture
def model(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    ready = steps(build_model(economy, parameters, seed=2), 6)
    advance(ready, BEFORE_INCOMES)
    return ready


def account(m: ManufacturingModel) -> tuple[Books, np.ndarray]:
    bought = m.flow.purchases
    return firm_accounts(
        m.firms, bought.investment_factor, bought.input_unit, m.structure, m.prices, m.rate, m.policy,
        m.economy.corporate_tax_rate, m.parameters, m.switches,
    )  # fmt: skip


def test_each_sum_is_that_of_its_column(model: ManufacturingModel) -> None:
    f = model.firms
    f.grants[:] = 0.01 * f.output
    loans, deposits, capital = f.by_cell(f.loans), f.by_cell(f.deposits), f.by_cell(f.capital)
    books, sales = account(model)
    columns = {
        "output": f.output, "used": f.input_multiplier * f.output, "inventory_change": f.inventory_change,
        "value_added": f.value_added, "surplus": f.surplus, "wages": f.wage * f.employment,
        "investment": f.investment, "sales": sales, "interest": f.interest, "grants": f.grants,
        "exported": f.sales_export, "research": f.planned_rd, "employment": f.employment, "capital": f.capital,
    }  # fmt: skip
    for name, column in columns.items():
        assert np.array_equal(getattr(books, name), f.by_cell(column)), name
    np.testing.assert_allclose(books.borrowing, f.by_cell(f.loans) - loans, atol=1e-8)
    net = (
        books.value_added - model.prices.domestic * books.inventory_change - books.production_tax - books.wages
        - books.interest - books.tax - books.dividends - books.invested + books.grants + books.borrowing
    )  # fmt: skip
    np.testing.assert_allclose(f.by_cell(f.deposits) - deposits, net, atol=1e-8)
    worn = model.structure.depreciation * capital
    np.testing.assert_allclose(books.depreciation, worn * model.prices.investment_goods, rtol=1e-12)
    np.testing.assert_allclose(books.capital, capital - worn + books.investment, rtol=1e-12)


def one_firm(*, size: int = 0, stationary: bool = False, grants: float = 0.0) -> tuple[dict[str, float], np.ndarray]:
    """A food maker that sells 80 at home at 1.5, 20 abroad at 2 and stores 10; inputs cost .5 a unit."""
    start = np.concatenate((np.zeros(1, dtype=np.int64), np.ones(N_REGIONS * N_PRODUCTS, dtype=np.int64)))
    n = np.ones(N_PRODUCTS)
    moved = {
        name: np.array([value])
        for name, value in {
            "capital": 200.0, "inventory": 5.0, "rd_stock": 50.0, "deposits": 100.0, "loans": 60.0, "value_added": 0.0,
            "surplus": 0.0, "interest": 0.0, "profit_rate": 0.0, "loss_quarters": 3.0, "sales": 0.0,
        }.items()
    }  # fmt: skip
    sums = np.zeros((N_REGIONS * N_PRODUCTS, 21))
    read = {
        "sales_home": 80.0, "sales_abroad": 20.0, "stocked": 10.0, "multiplier": 1.0, "output": 110.0,
        "expected": 100.0, "wage": 3.0, "employment": 10.0, "investment": 8.0, "rd": 2.0, "grants": grants,
        "deposit_target": 0.2, "loan_target": 0.1, "base_loss": 0.0,
    }  # fmt: skip
    keep_books(
        start, np.array([4.0]), np.array([size]), 1.5 * n, 2.0 * n, 0.5 * n, 0.1 * n, 0.05 * n, 0.5 * n, 1.2,
        (0.02, 0.01, 0.01), np.zeros(1), 0.2, (1.25, 1.0), (0.5, 0.1), 0.01, stationary, 0.5, 0.04,
        *(np.array([value]) for value in read.values()), *moved.values(), sums,
    )  # fmt: skip
    return {name: float(value[0]) for name, value in moved.items()}, sums


def test_known_answers_of_one_firm() -> None:
    after, sums = one_firm()
    # sales 160, goods stored 15, inputs 55: value added 120; tax 17.5, wages 30, depreciation 12: surplus 60.5
    # interest 60 x .03 - 100 x .01 = .8, R&D 2: profit 57.7, tax 11.54, dividends 23.08
    # cash 120 - 15 - 17.5 - 30 - .8 - 11.54 - 12 - 23.08 = 10.08; liquidity above 30: 80.08
    # debt above 24: 36, half of it is repaid: 18; a tenth of the other 62.08 is distributed
    expected = {
        "value_added": 120.0, "surplus": 60.5, "interest": 0.8, "sales": 160.0, "capital": 198.0, "inventory": 15.0,
        "rd_stock": 50.0, "loans": 42.0, "deposits": 100.0 + 10.08 - 18.0 - 6.208, "profit_rate": 0.5 * 57.7 / 160.0,
        "loss_quarters": 0.0,
    }  # fmt: skip
    assert after == pytest.approx(expected)
    assert sums[0, :9] == pytest.approx(4.0 * np.array([110.0, 110.0, 10.0, 120.0, 60.5, 30.0, 12.0, 17.5, 8.0]))
    assert np.all(sums[1:] == 0.0)


def test_large_firms_pay_no_spread_and_grants_are_cash() -> None:
    small, _ = one_firm()
    large, _ = one_firm(size=3)
    assert small["interest"] - large["interest"] == pytest.approx(60.0 * 0.01)
    helped, _ = one_firm(grants=7.0)
    assert helped["surplus"] == small["surplus"]
    assert helped["deposits"] - small["deposits"] == pytest.approx(0.9 * 7.0)  # a tenth of what is above is paid out


def test_in_the_stationary_variant_everything_is_paid_out() -> None:
    after, _ = one_firm(stationary=True)
    assert after["loans"] == pytest.approx(60.0 * 1.01)
    assert after["deposits"] == pytest.approx(100.0 * 1.01)


def test_measures_count_manufacturing_only() -> None:
    cells = N_REGIONS * N_PRODUCTS
    start = np.arange(cells + 1) * 2
    n = 2 * cells
    by_size, by_cell = np.zeros((2, 5)), np.zeros((cells, 4))
    stage, abroad = np.tile([2, 1], cells), np.tile([0.0, 5.0], cells)
    measure(
        start, np.full(n, 3.0), np.tile([0, 4], cells), stage, 2, 0.5, np.full(N_PRODUCTS, 0.1),
        np.tile([0.1, 9.0], cells), np.full(n, 10.0), abroad, np.full(n, 7.0), np.full(n, 2.0), by_size, by_cell,
    )  # fmt: skip
    made = N_REGIONS * N_SECTORS
    np.testing.assert_allclose(by_size[:, [0, 4]], [[21.0 * made] * 2, [6.0 * made] * 2])
    np.testing.assert_allclose(by_cell[0], [21.0, 60.0, 3.0 * 10.0 * (0.5 + 1.0), 3.0])
    assert np.all(by_cell.reshape(N_REGIONS, N_PRODUCTS, 4)[:, N_SECTORS:] == 0.0)
    assert np.all(by_cell.reshape(N_REGIONS, N_PRODUCTS, 4)[:, :N_SECTORS] == by_cell[0])
