"""Every account is watched: a leak from any of them stops the run and is named.

The smallest leak that is found is 1e-9 of the quarter's GDP (about 0.6 million won), the tolerance of the contract;
leaks here are two billion won, on a GDP of 580 trillion a quarter: 3e-6.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim import accounts, phases
from sim.accounts import AccountsError

LEAK = 2.0


def last_quarter(make):
    """A model with one finished quarter, its opening snapshot and the arguments of the check."""
    model = make()
    for _ in range(3):
        model.step()
    before = accounts.read(model.firms, model.households, model.public, model.finance)
    model.step()
    return model, before


def firm_column(name):
    def leak(model) -> None:
        live = int(np.flatnonzero(model.firms.weight > 0.0)[0])
        getattr(model.firms, name)[live] -= LEAK / model.firms.weight[live]

    return leak


def attribute(owner, name):
    def leak(model) -> None:
        holder = getattr(model, owner)
        value = getattr(holder, name)
        if isinstance(value, np.ndarray):
            value[0] -= LEAK
        else:
            setattr(holder, name, value - LEAK)

    return leak


def payment(name):
    def leak(model) -> None:
        value = getattr(model.flow.payments, name)
        moved = value.copy() if isinstance(value, np.ndarray) else value - LEAK
        if isinstance(value, np.ndarray):
            moved[0] -= LEAK
        model.flow.payments = dataclasses.replace(model.flow.payments, **{name: moved})

    return leak


STOCKS = {
    "firms: net lending": [firm_column("deposits"), firm_column("loans")],
    "households: net lending": [attribute("households", "deposits"), attribute("households", "loans")],
    "government: balance": [attribute("public", "debt")],
    "bank: profit": [attribute("finance", "bank_equity")],
    "fund: balance sheet": [attribute("finance", "fund_assets"), attribute("finance", "fund_liabilities")],
    "rest of the world": [attribute("finance", "foreign_position")],
    "capital: stock": [firm_column("capital")],
    "inventories: stock": [firm_column("inventory")],
    "R&D stock": [firm_column("rd_stock")],
    "public capital": [attribute("public", "public_capital")],
}
CASES = [(name, leak) for name, leaks in STOCKS.items() for leak in leaks]
PAYMENTS = (
    "wages_paid",
    "wages_received",
    "dividends_paid",
    "dividends_received",
    "dividends_abroad",
    "household_interest",
    "bank_distribution",
    "transfers",
    "lump_sum_tax",
    "contributions",
    "income_tax",
    "household_spending",
    "regional_transfer",
    "firm_interest",
    "corporate_tax",
    "production_tax",
    "grants",
    "firm_investment",
    "firm_sales",
    "firm_inputs",
    "product_taxes",
    "government_purchases",
    "government_investment",
    "bond_interest",
    "exports",
    "imports",
    "foreign_transfer",
)


def test_a_good_quarter_closes_far_below_the_tolerance(make) -> None:
    model, _ = last_quarter(make)
    assert model.worst_residual < 1e-11


@pytest.mark.parametrize(("identity", "leak"), CASES)
def test_a_leak_from_a_balance_sheet_is_named(make, identity, leak) -> None:
    model, before = last_quarter(make)
    leak(model)
    with pytest.raises(AccountsError, match=identity):
        phases.close_accounts(model, before)


@pytest.mark.parametrize("name", PAYMENTS)
def test_a_payment_that_only_one_side_records_stops_the_run(make, name) -> None:
    model, before = last_quarter(make)
    payment(name)(model)
    with pytest.raises(AccountsError):
        phases.close_accounts(model, before)


@pytest.mark.parametrize("name", ["output", "value_added", "surplus", "wages", "depreciation", "investment"])
def test_a_leak_from_the_income_and_product_accounts_stops_the_run(make, name) -> None:
    model, before = last_quarter(make)
    value = getattr(model.flow.booked, name).copy()
    value[0] -= LEAK
    model.flow.booked = dataclasses.replace(model.flow.booked, **{name: value})
    with pytest.raises(AccountsError):
        phases.close_accounts(model, before)


def test_the_message_names_quarter_seed_and_replication(make) -> None:
    model, before = last_quarter(make)
    attribute("public", "debt")(model)
    with pytest.raises(AccountsError, match="seed 0, replication 0"):
        phases.close_accounts(model, before)
