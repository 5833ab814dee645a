"""Books of producers: known answers, and sums that are those of the columns."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_CELLS, N_PRODUCTS
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.producers import Books, Measures, firm_accounts, value_added
from sim.state import Firms
from tests.core.support import BEFORE_INCOMES, advance, build_model, steps


@pytest.fixture
def model(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    ready = steps(build_model(economy, parameters, seed=2), 6)
    advance(ready, BEFORE_INCOMES)
    return ready


def measured(count: int = 1, advanced: int = 2, unit: float = 0.25) -> Measures:
    share = np.full(N_PRODUCTS, 0.1)
    return Measures(advanced, (0.5, 3.0), (5.0, 2.5), share, np.full(N_PRODUCTS, unit), np.empty(count))


def account(m: ManufacturingModel, claims: np.ndarray) -> tuple[Books, Measures, np.ndarray]:
    bought, measures = m.flow.purchases, measured(m.firms.weight.size)
    forgone, no_cut = np.empty_like(claims), np.zeros_like(claims)
    books = firm_accounts(
        m.firms, bought.investment_factor, bought.input_unit, m.structure, m.prices, m.rate, no_cut,
        m.economy.corporate_tax_rate, claims, m.firms.grants, no_cut, no_cut, m.parameters, m.switches, measures,
        forgone, m.firms.new_products,
    )  # fmt: skip
    return books, measures, forgone


def test_each_sum_is_that_of_its_column(model: ManufacturingModel) -> None:
    f = model.firms
    f.grants[:] = 0.01 * f.output
    loans, deposits, capital = f.by_cell(f.loans), f.by_cell(f.deposits), f.by_cell(f.capital)
    books, _, forgone = account(model, 0.02 * f.output)
    prices = model.prices
    sales = prices.domestic[f.sector] * f.sales_domestic + prices.export[f.sector] * f.sales_export
    columns = {
        "output": f.output, "used": f.input_multiplier * f.output,
        "inventory_change": f.output - f.sales_domestic - f.sales_export,
        "value_added": value_added(f, prices, model.flow.purchases.input_unit), "wages": f.wage * f.employment,
        "investment": f.investment, "sales": sales, "grants": f.grants,
        "exported": f.sales_export, "research": f.planned_rd, "employment": f.employment, "capital": f.capital,
        "tax_forgone": forgone, "loans": f.loans, "expected": f.expected_output,
        "profit": f.profit_rate * f.expected_output,
    }  # fmt: skip
    for name, column in columns.items():
        assert np.array_equal(getattr(books, name), f.by_cell(column)), name
    np.testing.assert_allclose(books.surplus - books.interest, f.by_cell(f.earnings), rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(books.tax + books.tax_forgone, books.tax_due, rtol=1e-12)
    assert books.tax_forgone.sum() > 0.0
    np.testing.assert_allclose(books.borrowing, f.by_cell(f.loans) - loans, atol=1e-8)
    net = (
        books.value_added - model.prices.domestic * books.inventory_change - books.production_tax - books.wages
        - books.interest - books.tax - books.dividends - books.invested + books.grants + books.borrowing
    )  # fmt: skip
    np.testing.assert_allclose(f.by_cell(f.deposits) - deposits, net, atol=1e-8)
    worn = model.structure.depreciation * capital
    np.testing.assert_allclose(books.depreciation, worn * model.prices.investment_goods, rtol=1e-12)
    np.testing.assert_allclose(books.capital, capital - worn + books.investment, rtol=1e-12)


def one_firm(
    *, size: int = 0, stationary: bool = False, grants: float = 0.0, subsidies: float = 0.0, claims: float = 0.0,
    guarantee: float = 0.0, deposits: float = 100.0, loans: float = 60.0, investment: float = 8.0,
) -> tuple[Firms, Books]:  # fmt: skip
    """A food maker that sells 80 at home at 1.5, 20 abroad at 2 and stores 10; inputs cost .5 a unit."""
    values = {
        "weight": 4.0, "capital": 200.0, "inventory": 5.0, "rd_stock": 50.0, "deposits": deposits, "loans": loans,
        "loss_quarters": 3.0, "sales_domestic": 80.0, "sales_export": 20.0,
        "input_multiplier": 1.0, "output": 110.0, "expected_output": 100.0, "wage": 3.0, "employment": 10.0,
        "investment": investment, "planned_rd": 2.0, "grants": grants, "deposit_target": 0.2, "loan_target": 0.1,
    }  # fmt: skip
    columns = {name: np.array([values.get(name, 0.0)]) for name in Firms.column_names()}
    columns["loss_quarters"] = columns["loss_quarters"].astype(np.int16)
    start = np.minimum(np.arange(N_CELLS + 1), 1)
    f = Firms(**columns | {"size": np.array([size]), "cell_start": start, "cell_end": start[1:]})
    n = np.ones(N_PRODUCTS)
    prices: Any = SimpleNamespace(domestic=1.5 * n, export=2.0 * n, investment_goods=1.2, rd_goods=0.96)
    structure: Any = SimpleNamespace(production_tax=0.1 * n, depreciation=0.05 * n, payout=0.5 * n)
    rate: Any = SimpleNamespace(loan=0.02, small_firm_spread=0.01, deposit=0.01)
    parameters: Any = SimpleNamespace(
        max_leverage=0.9,
        loan_repayment=0.5,
        excess_distribution=0.1,
        profit_smoothing=0.5,
        rd_depreciation=0.16,
        loss_memory=8.0,
        insolvency_weight=0.25,
    )
    switches: Any = SimpleNamespace(balanced_growth=0.04, stationary=stationary)
    books = firm_accounts(
        f, 1.25 / 1.2, 0.5 * n, structure, prices, rate, np.zeros(1), 0.2, np.array([claims]), f.grants,
        np.array([subsidies]), np.array([guarantee]), parameters, switches, measured(), np.empty(1), f.new_products,
    )  # fmt: skip
    return f, books


def test_known_answers_of_one_firm() -> None:
    f, books = one_firm()
    # sales 160, goods stored 15, inputs 55: value added 120; tax 17.5, wages 30, depreciation 12: surplus 60.5
    # interest 60 x .03 - 100 x .01 = .8, R&D 2: profit 57.7, tax 11.54, dividends 23.08
    # cash 120 - 15 - 17.5 - 30 - .8 - 11.54 - 12 - 23.08 = 10.08; liquidity above 30: 80.08
    # debt above 24: 36, half of it is repaid: 18; a tenth of the other 62.08 is distributed
    expected = {
        "earnings": 59.7, "capital": 198.0, "inventory": 15.0, "rd_stock": 50.0,
        "loans": 42.0, "deposits": 100.0 + 10.08 - 18.0 - 6.208, "profit_rate": 0.5 * 57.7 / 160.0,
        "loss_quarters": 0.0,
    }  # fmt: skip
    assert {name: float(getattr(f, name)[0]) for name in expected} == pytest.approx(expected)
    booked = {
        "output": 110.0, "used": 110.0, "inventory_change": 10.0, "value_added": 120.0, "surplus": 60.5, "wages": 30.0,
        "depreciation": 12.0, "production_tax": 17.5, "investment": 8.0, "sales": 160.0, "inputs": 55.0,
        "invested": 12.0, "interest": 0.8, "tax": 11.54, "tax_due": 11.54, "tax_forgone": 0.0,
        "dividends": 23.08 + 6.208, "borrowing": -18.0, "grants": 0.0, "exported": 20.0, "research": 2.0,
        "employment": 10.0, "capital": 198.0, "loans": 42.0, "expected": 100.0, "profit": 0.5 * 57.7 / 1.6,
    }  # fmt: skip
    rows = {name: values for name, values in vars(books).items() if name != "table"}
    assert {name: float(values[0, 0]) / 4.0 for name, values in rows.items()} == pytest.approx(booked)
    assert all(float(values.sum()) == float(values[0, 0]) for values in rows.values())


def test_a_guarantee_pays_for_expansion_at_the_limit_of_credit_and_for_nothing_else() -> None:
    # assets 205 x 1.2 = 246, limit .9: 221.4, with a guarantee of .2: 270.6; 10 wear out, so 30 expand by 20 x 1.2 = 24
    # short of cash by 12.2, 39.7 and 189.7 (investment costs 1.25)
    for investment, short, lent in ((8.0, 12.217, 0.0), (30.0, 39.717, 24.0), (150.0, 189.717, 49.2)):
        (_, plain), (_, backed) = (
            one_firm(deposits=10.0, loans=221.4, investment=investment, guarantee=share) for share in (0.0, 0.2)
        )
        borrowed = [float(books.borrowing[0, 0]) / 4.0 for books in (plain, backed)]
        paid_in = [20.7832 - float(books.dividends[0, 0]) / 4.0 for books in (plain, backed)]
        assert borrowed == pytest.approx([0.0, lent], abs=1e-9)
        assert paid_in == pytest.approx([short, short - lent], abs=1e-3)
    (_, plain), (_, backed) = (one_firm(investment=30.0, guarantee=share) for share in (0.0, 0.2))
    assert plain.borrowing[0, 0] == backed.borrowing[0, 0]  # far from its limit


def test_large_firms_pay_no_spread_and_grants_are_cash() -> None:
    (small, _), (large, _), (helped, _) = one_firm(), one_firm(size=3), one_firm(grants=7.0)
    assert large.earnings[0] - small.earnings[0] == pytest.approx(60.0 * 0.01)
    assert helped.earnings[0] == small.earnings[0]
    gained = helped.deposits[0] - small.deposits[0]
    assert gained == pytest.approx(0.9 * 7.0)  # a tenth of what is above the target is paid out


def test_a_subsidy_pays_for_an_expense_so_it_is_income_and_taxed() -> None:
    (plain, _), (helped, books) = one_firm(), one_firm(grants=2.0, subsidies=2.0)
    # profit 57.7 + 2: tax 11.94; half of the other 1.6 is paid out, a tenth of the rest as liquidity
    assert helped.profit_rate[0] - plain.profit_rate[0] == pytest.approx(0.5 * 2.0 / 160.0)
    assert float(books.tax[0, 0]) / 4.0 == pytest.approx(11.94)
    assert float(books.grants[0, 0]) / 4.0 == pytest.approx(2.0)
    assert helped.deposits[0] - plain.deposits[0] == pytest.approx(0.9 * 0.5 * 1.6)
    investing, _ = one_firm(grants=2.0)
    assert investing.profit_rate[0] == plain.profit_rate[0]


def test_a_credit_is_used_up_to_the_tax_due_and_no_further() -> None:
    (plain, _), (some, books), (_, large) = one_firm(), one_firm(claims=5.0), one_firm(claims=50.0)
    used = {"tax": 6.54, "tax_due": 11.54, "tax_forgone": 5.0}
    assert {name: float(getattr(books, name)[0, 0]) / 4.0 for name in used} == pytest.approx(used)
    # half of what is saved is paid out at once, a tenth of the rest as liquidity
    assert some.deposits[0] - plain.deposits[0] == pytest.approx(0.9 * 0.5 * 5.0)
    assert float(large.tax_forgone[0, 0]) / 4.0 == pytest.approx(11.54)


def test_in_the_stationary_variant_everything_is_paid_out() -> None:
    f, _ = one_firm(stationary=True)
    assert f.loans[0] == pytest.approx(60.0 * 1.01)
    assert f.deposits[0] == pytest.approx(100.0 * 1.01)


def test_measures_count_manufacturing_only(model: ManufacturingModel) -> None:
    f, made = model.firms, model.firms.manufacturing
    f.new_products[:] = 0.2
    _, measures, _ = account(model, np.zeros(f.weight.size))
    volume = f.output * (1.0 - 0.25 * f.input_multiplier)
    added = value_added(f, model.prices, model.flow.purchases.input_unit)
    worth = f.deposits + (f.capital + f.inventory) * model.prices.investment_goods - f.loans
    lasting = f.loss_quarters >= model.parameters.loss_memory
    depth = np.where(lasting, np.maximum(f.base_loss - f.profit_rate, 0.0), 0.0)
    depth += np.where(worth < 0.0, model.parameters.insolvency_weight, 0.0)
    assert np.array_equal(measures.depth, depth)
    assert (depth[lasting] > 0.0).all() and (worth < 0.0).any()
    by_size = (added, f.employment, volume, np.ones_like(volume), depth)
    for found, column in zip(measures.by_size, by_size, strict=True):
        np.testing.assert_allclose(found, np.bincount(f.size[made], (f.weight * column)[made], 5), rtol=1e-12)
    prices = model.prices
    sales = prices.domestic[f.sector] * f.sales_domestic + prices.export[f.sector] * f.sales_export
    new = np.minimum(0.5 * np.minimum(f.rd_intensity / 0.1, 3.0) * 1.2, 1.0)
    best = (f.sales_export >= 5.0) & (volume >= 2.5 * f.employment)
    columns = (added * (f.stage >= 2), sales, new * sales, best.astype(float))
    for found, column in zip(measures.by_cell.T, columns, strict=True):
        wanted = f.by_cell(np.where(made, column, 0.0)).reshape(-1)
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-9)
        assert found.any()
