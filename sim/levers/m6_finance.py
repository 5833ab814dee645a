"""M6: policy loans, guarantees and the selection of who is financed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.levers.definition import LeverDefinition, Spending, scope_of
from sim.levers.sharing import paid_by
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

HALF = 0.5
BILLIONS = 1000.0
"""In a trillion."""


def write_policy_loan_rate(policy: Policy, lever: Lever, size: float) -> None:
    """Points off the loan rate of the establishments served in the scope; the strongest of several counts."""
    policy.loan_rate_cut.write(scope_of(lever), size)


def spend_policy_loan_rate(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Interest that government pays to the bank: discount x loans; face value: loans that are rolled over."""
    cut = m.flow.finance.cut
    loans = paid_by(m, POLICY_LOAN_RATE, lever, np.where(cut > 0.0, m.firms.loans, 0.0))
    new = m.firms.total(loans) / (4.0 * m.parameters.policy_loan_maturity)
    return Spending(loan_subsidy=cut / 4.0 * loans, face_value=new)


def write_guarantee(policy: Policy, lever: Lever, size: float) -> None:
    """Extra leverage of the establishments served in the scope; the strongest of several counts."""
    policy.guarantee_rate.write(scope_of(lever), size)


def spend_guarantee(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Face value of the guarantees renewed, and their expected loss beyond fees, which government pays to the bank.

    Loans that the model writes off are called on top, and booked as losses when they are.
    """
    covered = m.flow.finance.covered
    if covered is None:
        return Spending()
    held = paid_by(m, GUARANTEE, lever, covered)
    new = m.firms.total(held) / (4.0 * m.parameters.policy_loan_maturity)
    return Spending(face_value=new, loan_subsidy=m.parameters.guarantee_subsidy / 4.0 * held)


def write_finance_selection(policy: Policy, lever: Lever, size: float) -> None:
    """Share of policy finance to the more productive half, above one half; the strongest of several counts."""
    policy.finance_selection.write(scope_of(lever), size - HALF)


def write_growth_fund(policy: Policy, lever: Lever, size: float) -> None:
    """Trillion won a year announced for the scope; the money of several levers adds up."""
    policy.fund_supply.write(lever.id, scope_of(lever), size)


def write_patient_equity(policy: Policy, lever: Lever, size: float) -> None:
    """Trillion won a year of public equity announced for the scope; the money of several levers adds up."""
    policy.equity_supply.write(lever.id, scope_of(lever), size)


def spend_announced(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Face value: the lever's own money of the quarter; the Fund books discount and losses when they are paid."""
    return Spending(face_value=BILLIONS * size / 4.0)


POLICY_LOAN_RATE = LeverDefinition(
    name="policy_loan_rate",
    module="M6",
    label={"en": "policy loans below the market rate", "ko": "정책자금 금리 우대"},
    unit="points per year",
    low=0.0,
    high=0.05,
    neutral=0.0,
    plausible=(0.0, 0.02),
    intended="Investment|Manufacturing",
    sign=1,
    equation="loan rate of those served - discount; government pays discount x loans to the bank; exits x (1 - phi z)",
    writes=("loan_rate_cut",),
    write=write_policy_loan_rate,
    spend=spend_policy_loan_rate,
    note="Serves policy_finance_coverage of the establishments in the scope, by lot. Weak firms live longer. 0.01 is "
    "one percentage point.",
)
GUARANTEE = LeverDefinition(
    name="guarantee",
    module="M6",
    label={"en": "credit guarantees", "ko": "신용보증 확대"},
    unit="share of assets",
    low=0.0,
    high=0.5,
    neutral=0.0,
    plausible=(0.0, 0.1),
    intended="Investment|Manufacturing",
    sign=1,
    equation="loans <= (max leverage + guarantee) assets, beyond max leverage for expansion only; "
    "calls = coverage x written off x guaranteed share; "
    "cost a year = guarantee_subsidy x guaranteed loans, and the calls",
    writes=("guarantee_rate",),
    write=write_guarantee,
    spend=spend_guarantee,
    note="Serves policy_finance_coverage of the establishments in the scope, by lot. No fee in their books: "
    "guarantee_subsidy is what is lost beyond fees. Weak firms live longer.",
)
FINANCE_SELECTION = LeverDefinition(
    name="finance_selection",
    module="M6",
    label={"en": "policy finance to the more productive half", "ko": "정책금융 선별 강화"},
    unit="share to top half",
    low=0.5,
    high=1.0,
    neutral=0.5,
    plausible=(0.5, 0.8),
    intended="Total Factor Productivity|Manufacturing",
    sign=1,
    equation="chance to be served 2 c q or 2 c (1 - q); guarantees of the base year move by g (2q - 1) of assets",
    writes=("finance_selection",),
    write=write_finance_selection,
    note="Moves programmes of the base year and new ones; no money. One half is the selection of the base year.",
)
GROWTH_FUND = LeverDefinition(
    name="growth_fund",
    module="M6",
    label={"en": "Public Growth Fund", "ko": "국민성장펀드"},
    unit="trillion KRW per year",
    low=0.0,
    high=60.0,
    neutral=0.0,
    plausible=(0.0, 30.0),
    intended="Investment|Manufacturing",
    sign=1,
    equation="loans and shares = announced x disbursed x part for manufacturing; cheaper, more credit for those served",
    writes=("fund_supply",),
    adds_up=True,
    write=write_growth_fund,
    spend=spend_announced,
    received=False,
    note="Direct and indirect equity, infrastructure, loans: 15, 35, 50, 50 of 150. Part of it is tied to projects "
    "beyond plans: judgement, and nearly all that is additional; cheaper and easier credit adds little. Whether such "
    "projects find customers (fund_expansion) is not known: none in the middle, drawn up to all. Losses are "
    "what is written off of loans to manufacturers, .3 to .5 % a year. Money outside manufacturing is face value only. "
    "Money of several pledges adds up, also where scopes meet; the same money under two names is an overlap group. "
    "40 % for regions and for growth-engine industries are the same money.",
)
PATIENT_EQUITY = LeverDefinition(
    name="patient_equity",
    module="M6",
    label={"en": "public holding company, patient equity", "ko": "국가투자지주·인내자본"},
    unit="trillion KRW per year",
    low=0.0,
    high=20.0,
    neutral=0.0,
    plausible=(0.0, 10.0),
    intended="Investment|Manufacturing",
    sign=1,
    equation="shares bought = announced x disbursed; deposits of those served rise",
    writes=("equity_supply",),
    adds_up=True,
    write=write_patient_equity,
    spend=spend_announced,
    received=False,
    note="Shares are held at cost until the firm closes; the Fund receives its part of dividends. A part of the money "
    "is tied to projects beyond plans, which find customers as far as those of the Fund do (fund_expansion). Money of "
    "several pledges adds up; the same money under two names is an overlap group.",
)
LEVERS = (GROWTH_FUND, PATIENT_EQUITY, POLICY_LOAN_RATE, GUARANTEE, FINANCE_SELECTION)
