"""The accounts close, and a leak from any account is found and named.

Smallest leak found: the tolerance, 1e-9 of a quarter's GDP, which is about 0.6 million won. The arithmetic itself is
closed to some 1e-14 of GDP (tens of won), so the tolerance could be tightened, but one won is below rounding.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import fields, replace
from unittest import mock

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim import accounts, phases
from sim.accounts import TOLERANCE, AccountsError, Booked, Snapshot
from sim.agents.demography import Turnover
from sim.agents.fund import FundFlows
from sim.codes import N_PRODUCTS, N_REGIONS
from sim.incomes import Payments
from sim.model import ManufacturingModel
from sim.parameters import Parameters

from .support import BEFORE_CHECK, advance, build_model, steps

LEAK = 1e-8
"""Share of GDP."""
FIRMS = "firms: net lending = change of net financial assets"
HOUSEHOLDS = "households: net lending = change of net financial assets"
FIRM_LOANS = "firms: loans = opening + borrowing - repaid - written off"
HOUSEHOLD_LOANS = "households: loans = opening + borrowing"
GOVERNMENT = "government: balance = change of debt"
BANK = "bank: profit less distribution and losses = change of equity"
FUND = "fund: outlays less income = change of debt"
FUND_LOANS = "fund: loans = opening + lent - repaid - lost"
FUND_SHARES = "fund: shares = opening + bought - lost"
WORLD = "rest of the world: current account = change of position"
LENDING = "net lending sums to zero"
BALANCE = "deposits + equity = loans + bonds"
WAGES = "wages: paid by region of work = received by region of residence"
PROFITS = "profits: paid by region of plant = received by owners"
REGIONS = "transfers between regions sum to zero"
LIQUIDATION = "liquidation: paid to owners = received by owners"
EXPENDITURE = "GDP: production = expenditure"
INCOME = "GDP: production = income"
VOLUME = "GDP volume: production = expenditure"
USES = "uses = supply of domestic products"
MAKING = "output = intermediate + value added"
SHARES = "value added = wages + taxes + depreciation + surplus"
FORMED = "investment goods bought = fixed capital formed"
CAPITAL = "capital: stock = opening + investment - depreciation - scrapped"
STOCKS = "inventories: stock = opening + change - scrapped"
TAX = "corporate tax: paid + credits = due"
RESEARCH = "R&D stock"
PUBLIC = "public capital"


class Closed:
    """A model after a good quarter, before its accounts were checked; leaks work on copies."""

    def __init__(self, model: ManufacturingModel, before: Snapshot) -> None:
        self.model, self.before = model, before
        flow = model.flow
        self.gdp = float(flow.booked.value_added.sum()) + flow.payments.product_taxes

    def with_(self, leak: Callable[[ManufacturingModel], None]) -> ManufacturingModel:
        leaky = copy.copy(self.model)
        for name in ("firms", "households", "public", "finance"):
            setattr(leaky, name, copy.deepcopy(getattr(self.model, name)))
        leaky.flow = copy.copy(self.model.flow)
        leak(leaky)
        return leaky

    def broken(self, leak: Callable[[ManufacturingModel], None]) -> set[str]:
        """Names of the identities that fail."""
        seen: dict[str, float] = {}

        def look(residuals: dict[str, np.ndarray | float], gdp: float, place: str) -> float:
            seen.update({name: float(np.max(np.abs(residual))) / gdp for name, residual in residuals.items()})
            return 0.0

        with mock.patch.object(accounts, "check", look):
            phases.close_accounts(self.with_(leak), self.before)
        return {name for name, size in seen.items() if not size <= TOLERANCE}

    def message(self, leak: Callable[[ManufacturingModel], None]) -> str:
        with pytest.raises(AccountsError) as stopped:
            phases.close_accounts(self.with_(leak), self.before)
        return str(stopped.value)


@pytest.fixture(scope="module")
def closed(economy: OpeningEconomy, parameters: Parameters) -> Closed:
    model = steps(build_model(economy, parameters, scale=0.05, seed=7), 9)
    result = Closed(model, advance(model, BEFORE_CHECK))
    assert result.broken(lambda m: None) == set()
    assert model.flow.turnover.written_off.sum() > 0.0
    return result


def test_every_identity_closes_in_every_quarter_of_the_full_model(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = steps(build_model(economy, parameters, scale="sample", seed=3), 8)
    assert 0.0 < model.worst_residual <= 1e-12  # three digits better than the tolerance


# --- balance sheets


def firm(column: str) -> Callable[[ManufacturingModel, float], None]:
    def leak(m: ManufacturingModel, size: float) -> None:
        i = int(np.argmax(m.firms.weight * m.firms.manufacturing))
        getattr(m.firms, column)[i] += size / m.firms.weight[i]

    return leak


def column(owner: str, name: str) -> Callable[[ManufacturingModel, float], None]:
    def leak(m: ManufacturingModel, size: float) -> None:
        getattr(getattr(m, owner), name)[4] += size

    return leak


def scalar(owner: str, name: str) -> Callable[[ManufacturingModel, float], None]:
    def leak(m: ManufacturingModel, size: float) -> None:
        item = getattr(m, owner)
        setattr(item, name, getattr(item, name) + size)

    return leak


SHEETS = {
    "firm deposits": (firm("deposits"), {FIRMS, BALANCE}),
    "firm loans": (firm("loans"), {FIRMS, FIRM_LOANS, BALANCE}),
    "household deposits": (column("households", "deposits"), {HOUSEHOLDS, BALANCE}),
    "household loans": (column("households", "loans"), {HOUSEHOLDS, HOUSEHOLD_LOANS, BALANCE}),
    "government debt": (scalar("public", "debt"), {GOVERNMENT, BALANCE}),
    "bank equity": (scalar("finance", "bank_equity"), {BANK, BALANCE}),
    "foreign position": (scalar("finance", "foreign_position"), {WORLD, BALANCE}),
    "fund loans": (column("finance", "fund_loans"), {FUND_LOANS, BALANCE}),
    "fund equity": (column("finance", "fund_equity"), {FUND_SHARES}),
    "fund debt": (scalar("finance", "fund_liabilities"), {FUND, BALANCE}),
    "capital": (firm("capital"), {CAPITAL}),
    "inventory": (firm("inventory"), {STOCKS}),
    "R&D stock": (firm("rd_stock"), {RESEARCH}),
    "public capital": (scalar("public", "public_capital"), {PUBLIC}),
}


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("item", SHEETS)
def test_a_leak_from_a_balance_sheet_breaks_its_own_identity_and_no_other(
    closed: Closed, item: str, sign: float
) -> None:
    leak, meant = SHEETS[item]
    size = sign * LEAK * closed.gdp
    assert closed.broken(lambda m: leak(m, size)) == meant
    message = closed.message(lambda m: leak(m, size))
    assert any(name in message for name in meant)
    assert "2024Q2" in message
    assert "seed 7, replication 0" in message


def test_every_item_of_the_snapshot_is_leaked_above() -> None:
    assert {f.name for f in fields(Snapshot)} == {
        "firm_deposits", "firm_loans", "household_deposits", "household_loans", "government_debt", "bank_equity",
        "fund_loans", "fund_equity", "fund_debt", "foreign_position", "capital", "inventory", "rd_stock",
        "public_capital",
    }  # fmt: skip


@pytest.mark.parametrize("item", SHEETS)
def test_the_smallest_leak_that_is_found_is_the_tolerance(closed: Closed, item: str) -> None:
    leak, meant = SHEETS[item]
    assert closed.broken(lambda m: leak(m, 1.01 * TOLERANCE * closed.gdp)) == meant
    assert closed.broken(lambda m: leak(m, 0.99 * TOLERANCE * closed.gdp)) == set()
    assert TOLERANCE * closed.gdp < 1e-3  # less than one million won


def test_money_moved_between_two_regions_of_one_sector_is_found(closed: Closed) -> None:
    def move(m: ManufacturingModel) -> None:
        m.households.deposits[0] -= LEAK * closed.gdp
        m.households.deposits[5] += LEAK * closed.gdp

    assert closed.broken(move) == {HOUSEHOLDS}


def test_capital_moved_between_two_sectors_is_found(closed: Closed) -> None:
    def move(m: ManufacturingModel) -> None:
        for s, sign in ((0, 1.0), (10, -1.0)):
            i = int(np.flatnonzero((m.firms.sector == s) & (m.firms.weight > 0.0))[0])
            m.firms.capital[i] += sign * LEAK * closed.gdp / m.firms.weight[i]

    assert closed.broken(move) == {CAPITAL}


# --- payments, as recorded by payer and payee

PAID = {
    "wages_paid": {FIRMS, LENDING, WAGES},
    "wages_received": {HOUSEHOLDS, LENDING, WAGES},
    "dividends_paid": {FIRMS, LENDING, PROFITS},
    "dividends_received": {HOUSEHOLDS, LENDING, PROFITS},
    "dividends_abroad": {WORLD, LENDING, PROFITS},
    "household_interest": {HOUSEHOLDS, BANK},
    "bank_distribution": {HOUSEHOLDS, BANK},
    "transfers": {HOUSEHOLDS, GOVERNMENT},
    "lump_sum_tax": {HOUSEHOLDS, GOVERNMENT},
    "contributions": {HOUSEHOLDS, GOVERNMENT},
    "income_tax": {HOUSEHOLDS, GOVERNMENT},
    "household_spending": {HOUSEHOLDS, LENDING, EXPENDITURE},
    "household_borrowing": {HOUSEHOLD_LOANS},
    "regional_transfer": {HOUSEHOLDS, LENDING, REGIONS},
    "firm_interest": {FIRMS, BANK},
    "corporate_tax": {FIRMS, GOVERNMENT, TAX},
    "tax_expenditure": {TAX},
    "production_tax": {FIRMS, GOVERNMENT},
    "grants": {FIRMS, GOVERNMENT},
    "firm_investment": {FIRMS, LENDING},
    "firm_sales": {FIRMS, LENDING},
    "firm_inputs": {FIRMS, LENDING},
    "firm_borrowing": {FIRM_LOANS},
    "product_taxes": {GOVERNMENT, LENDING, EXPENDITURE},
    "government_purchases": {GOVERNMENT, LENDING},
    "government_investment": {GOVERNMENT, LENDING},
    "bond_interest": {GOVERNMENT, BANK},
    "interest_subsidy": {GOVERNMENT, BANK},
    "fund_interest": {BANK, FUND},
    "fund_dividends": {FUND, LENDING, PROFITS},
    "fund_bond_interest": {BANK, FUND},
    "fund_support": {GOVERNMENT, FUND},
    "exports": {WORLD, LENDING, EXPENDITURE},
    "imports": {WORLD, LENDING, EXPENDITURE},
    "foreign_transfer": {GOVERNMENT, WORLD},
    "duty_forgone": {GOVERNMENT, WORLD},
    "repatriated": {FIRMS, WORLD},
}


def more(values: np.ndarray | float, size: float) -> np.ndarray | float:
    """One entry of an array, or the number, raised by `size`."""
    if np.ndim(values) == 0:
        return float(values) + size
    raised = np.array(values)
    raised[4] += size
    return raised


def paying_more(closed: Closed, name: str) -> Callable[[ManufacturingModel], None]:
    def leak(m: ManufacturingModel) -> None:
        paid = m.flow.payments
        m.flow.payments = replace(paid, **{name: more(getattr(paid, name), LEAK * closed.gdp)})

    return leak


def test_every_payment_is_leaked_below() -> None:
    assert {f.name for f in fields(Payments)} == set(PAID)


@pytest.mark.parametrize("name", PAID)
def test_a_payment_that_one_side_books_differently_breaks_the_identities_of_both_sides(
    closed: Closed, name: str
) -> None:
    leak = paying_more(closed, name)
    assert closed.broken(leak) == PAID[name]
    assert any(meant in closed.message(leak) for meant in PAID[name])


def test_a_loan_nobody_took_is_found_though_it_was_paid_into_deposits(closed: Closed) -> None:
    def lend(m: ManufacturingModel) -> None:
        m.households.loans[4] += LEAK * closed.gdp
        m.households.deposits[4] += LEAK * closed.gdp

    def lend_to_firm(m: ManufacturingModel) -> None:
        firm("loans")(m, LEAK * closed.gdp)
        firm("deposits")(m, LEAK * closed.gdp)

    assert closed.broken(lend) == {HOUSEHOLD_LOANS}
    assert closed.broken(lend_to_firm) == {FIRM_LOANS}


# --- flows of producers, exit, liquidation

FLOWS = {
    "output": {USES, VOLUME},
    "used": {MAKING, VOLUME},
    "inventory_change": {USES, MAKING, EXPENDITURE, VOLUME, STOCKS},
    "value_added": {MAKING, SHARES, EXPENDITURE, INCOME},
    "surplus": {SHARES, INCOME},
    "wages": {SHARES, INCOME},
    "depreciation": {SHARES, INCOME},
    "production_tax": {SHARES, INCOME},
    "investment": {FORMED, CAPITAL},
    "tax_due": {TAX},
}
CLOSED_DOWN = {
    "liquidated_deposits": {FIRMS, LIQUIDATION},
    "repaid": {FIRMS, FIRM_LOANS, LIQUIDATION},
    "written_off": {FIRMS, FIRM_LOANS, BANK},
    "scrapped_capital": {CAPITAL},
    "scrapped_inventory": {STOCKS},
    "rd_lost": {RESEARCH},
    "called": {GOVERNMENT, BANK},
}


CLAIMS = {
    "lent": {FUND, FUND_LOANS},
    "repaid": {FUND, FUND_LOANS},
    "bought": {FIRMS, FUND, FUND_SHARES},
    "lost_loans": {FUND_LOANS, BANK},
    "lost_equity": {FUND_SHARES},
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_of_the_fund_booked_wrongly_is_found(closed: Closed, name: str) -> None:
    def leak(m: ManufacturingModel) -> None:
        flows = m.flow.fund
        m.flow.fund = replace(flows, **{name: more(getattr(flows, name), LEAK * closed.gdp)})

    assert {f.name for f in fields(FundFlows)} == set(CLAIMS)
    assert closed.broken(leak) == CLAIMS[name]


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_of_producers_booked_wrongly_is_found(closed: Closed, name: str) -> None:
    def leak(m: ManufacturingModel) -> None:
        booked = m.flow.booked
        m.flow.booked = replace(booked, **{name: more(getattr(booked, name), LEAK * closed.gdp)})

    assert {f.name for f in fields(Booked)} == set(FLOWS)
    assert closed.broken(leak) == FLOWS[name]


@pytest.mark.parametrize("name", CLOSED_DOWN)
def test_a_liquidation_booked_wrongly_is_found(closed: Closed, name: str) -> None:
    def leak(m: ManufacturingModel) -> None:
        turnover = m.flow.turnover
        m.flow.turnover = replace(turnover, **{name: more(getattr(turnover, name), LEAK * closed.gdp)})

    assert {f.name for f in fields(Turnover)} == set(CLOSED_DOWN) | {"entries", "exits", "deaths", "created"}
    assert closed.broken(leak) == CLOSED_DOWN[name]


@pytest.mark.parametrize(("entry", "side"), [(4, HOUSEHOLDS), (17, WORLD)])
def test_owners_of_liquidated_firms_receive_what_was_paid(closed: Closed, entry: int, side: str) -> None:
    def leak(m: ManufacturingModel) -> None:
        m.flow.liquidation = m.flow.liquidation.copy()
        m.flow.liquidation[entry] += LEAK * closed.gdp

    assert closed.broken(leak) == {side, LIQUIDATION}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("exported", {USES, MAKING, VOLUME}),
        ("imports", {"imports = imported uses", VOLUME}),
        ("household_imported", {"imports = imported uses", VOLUME}),
        ("investment_imported", {"imports = imported uses", VOLUME, FORMED}),
        ("government_domestic", {USES, MAKING, VOLUME}),
    ],
)
def test_goods_delivered_that_nobody_made_are_found(closed: Closed, name: str, meant: set[str]) -> None:
    def leak(m: ManufacturingModel) -> None:
        cleared = m.flow.cleared
        m.flow.cleared = replace(cleared, **{name: more(getattr(cleared, name), LEAK * closed.gdp)})

    assert closed.broken(leak) == meant


# --- the check itself


def test_not_a_number_is_no_closed_account() -> None:
    with pytest.raises(AccountsError, match="some identity"):
        accounts.check({"good": 0.0, "some identity": np.array([0.0, np.nan])}, 100.0, "2022Q1")


@pytest.mark.parametrize(("count", "where"), [(N_REGIONS, " in Daegu"), (N_PRODUCTS, " in WOOD"), (1, "")])
def test_an_identity_that_fails_is_named_with_its_place(count: int, where: str) -> None:
    residual = np.zeros(count)
    residual[2 if count > 1 else 0] = -7.0
    with pytest.raises(AccountsError, match=f"^2022Q1: some identity fails by 7 billion won{where}; GDP 100$"):
        accounts.check({"good": 0.0, "some identity": residual}, 100.0, "2022Q1")


def test_the_check_returns_the_largest_residual_over_gdp() -> None:
    assert accounts.check({"a": np.array([1e-8, -5e-8]), "b": 2e-8}, 100.0, "here") == pytest.approx(5e-10)


def test_a_leak_stops_the_run(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = steps(build_model(economy, parameters), 2)
    honest = phases.exit_and_entry

    def thief(m: ManufacturingModel) -> None:
        honest(m)
        m.public.debt += 1.0

    with mock.patch.object(phases, "exit_and_entry", thief), pytest.raises(AccountsError, match="government"):
        model.step()
