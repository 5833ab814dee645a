"""What the Fund earns on its loans and shares, and what it pays for its bonds."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.agents.fund import dividends_due, lend
from sim.codes import N_SECTORS
from sim.definitions.policy_finance_rules import loan_part
from sim.parameters import Parameters
from sim.phases.fund import income
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, lever, steps

MADE = slice(0, N_SECTORS)


def test_loans_paid_for_by_bonds_earn_the_spread_of_banks(economy: OpeningEconomy, parameters: Parameters) -> None:
    """The Fund lends at what banks ask of firms, government paying the discount, and borrows as government does."""
    all_loans = parameters.replace(fund_equity_share=0.0)
    model = steps(build_model(economy, all_loans, lever("growth_fund", 30.0), switches=DETERMINISTIC), 1)
    pay, lent = model.flow.payments, float(model.finance.fund_loans.sum())
    assert lent > 1000.0
    assert 4.0 * (pay.fund_interest - pay.fund_bond_interest) == pytest.approx(parameters.loan_spread * lent, rel=1e-9)
    assert 4.0 * pay.fund_bond_interest == pytest.approx(parameters.policy_rate * lent, rel=1e-9)
    # what it earned has paid back bonds
    assert model.finance.fund_liabilities == pytest.approx(lent * (1.0 - parameters.loan_spread / 4.0), rel=1e-9)


def test_shares_of_the_fund_yield_what_shares_of_manufacturers_do(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Dividends over net worth, and never more than the rate at which a firm that pays them is valued."""
    pledge = lever("patient_equity", 1.0, start=1)
    model = steps(build_model(economy, parameters, pledge, switches=DETERMINISTIC), 5)
    f, paid = model.firms, float(model.flow.payments.fund_dividends.sum())
    held = 4.0 * paid / float(model.finance.fund_equity.sum())
    worth = f.by_cell(f.capital * model.prices.investment_goods + f.deposits - f.loans)[:, MADE].sum()
    of_all = 4.0 * float(model.flow.books.dividends[:, MADE].sum()) / float(worth)
    assert held == pytest.approx(of_all, rel=0.15)
    assert held < 4.0 * model.rate.loan + parameters.risk_premium


def test_shares_of_firms_without_net_worth_are_valued_by_the_dividends_of_a_year(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Capitalised at loan rate and risk premium, 9.6 % a year: that is what they yield then."""
    model = steps(build_model(economy, parameters, lever("patient_equity", 1.0), switches=DETERMINISTIC), 3)
    f, paid = model.firms, model.flow.books.dividends
    f.loans[:] = f.capital * model.prices.investment_goods + f.deposits
    due = 4.0 * float(income(model, paid, 0.0).dividends.sum())
    stake = float(model.finance.fund_equity[paid.reshape(-1) > 0.0].sum())
    assert due / stake == pytest.approx(4.0 * model.rate.loan + parameters.risk_premium, rel=0.02)
    assert due / stake == pytest.approx(0.096, abs=0.001)


def test_an_owner_of_a_tenth_gets_a_tenth_and_of_more_than_all_gets_all() -> None:
    stake, paid = np.array([10.0, 10.0, 300.0, 10.0, 10.0]), np.array([5.0, -5.0, 5.0, 5.0, 0.0])
    value = np.array([100.0, 100.0, 200.0, 0.0, 100.0])
    assert dividends_due(stake, paid, value).tolist() == [0.5, 0.0, 5.0, 0.0, 0.0]


def test_loans_of_the_fund_run_off_over_their_maturity_and_never_exceed_what_is_owed() -> None:
    """Ten years: a fortieth a quarter; where firms owe less than that, the rest comes back at once."""
    claims, owed = np.array([40.0, 40.0, 0.0]), np.array([100.0, 20.0, 5.0])
    lent, repaid = lend(claims, np.array([10.0, 10.0, 10.0]), owed, 10.0)
    assert repaid.tolist() == [1.0, 20.0, 0.0]
    assert lent.tolist() == [10.0, 0.0, 5.0]
    assert loan_part(claims + lent - repaid, owed).tolist() == [0.49, 1.0, 1.0]


@pytest.mark.parametrize("name", ["growth_fund", "patient_equity"])
def test_a_stated_part_of_loans_and_of_shares_alike_is_invested_beyond_plans(
    economy: OpeningEconomy, parameters: Parameters, name: str
) -> None:
    """In the first quarter, when plans are still those of the world without the Fund."""
    tied = parameters.replace(fund_tied_share=0.4)
    plain, funded = (
        steps(build_model(economy, tied, *ls, switches=DETERMINISTIC), 1) for ls in ((), (lever(name, 10.0),))
    )
    invested = [m.firms.total(m.firms.investment) for m in (plain, funded)]
    money = float(funded.finance.fund_loans.sum() + funded.finance.fund_equity.sum())
    assert money > 500.0
    assert (invested[1] - invested[0]) * funded.prices.investment_goods == pytest.approx(0.4 * money, rel=0.1)
