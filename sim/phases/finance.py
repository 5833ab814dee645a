"""Who gets policy finance this quarter (M6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.agents import policy_finance
from sim.agents.fund import loan_part
from sim.agents.policy_finance import NONE, PolicyFinance
from sim.agents.restructuring import productivity
from sim.codes import SMALL_SIZES
from sim.random import Stream, uniform

if TYPE_CHECKING:
    from sim.model import ManufacturingModel


def plan_finance(m: ManufacturingModel) -> None:
    """Recipients of cheap loans and guarantees, and what they receive.

    Whether an establishment is served is drawn once for its life; the chance depends on its half of the sector.
    """
    policy = m.policy
    m.flow.finance = NONE
    fund = policy.fund_supply.active or policy.equity_supply.active or m.finance.fund_liabilities != 0.0
    asked = policy.loan_rate_cut.active or policy.guarantee_rate.active or policy.finance_selection.active
    if not (m.switches.on("M6") and (fund or asked)):
        return
    f, p, zero = m.firms, m.parameters, np.zeros(m.firms.weight.size)
    better = policy_finance.better_half(f, productivity(f, m.structure.capital_share[f.sector]))
    top = zero + policy.finance_selection.of(f)
    draws = uniform(m.run_seed, m.replication, Stream.FINANCE, f.ident, 0)
    served = draws < policy_finance.chance(top, better, p.policy_finance_coverage)
    cut = np.where(served, policy.loan_rate_cut.of(f), 0.0)
    guarantee = np.where(served, policy.guarantee_rate.of(f), 0.0)
    assets = (f.capital + f.inventory) * m.prices.investment_goods
    covered = policy_finance.guaranteed_loans(f.loans, assets, guarantee)
    lent = loan_part(f, served & f.manufacturing, m.finance.fund_loans)[0] if fund else zero
    fund_cut = p.policy_loan_discount * p.fund_loan_share * lent
    beside = lent * f.loans
    support = policy_finance.support(cut + fund_cut, covered + beside, f.loans, p.policy_loan_discount)
    shift = np.where(f.size < SMALL_SIZES, policy_finance.moved_guarantees(top, better, p.guarantee_stock), 0.0)
    m.flow.finance = PolicyFinance(
        cut=cut,
        guarantee=guarantee + np.divide(beside, assets, out=np.zeros_like(zero), where=assets > 0.0),
        fund_cut=fund_cut,
        served=served & f.manufacturing if fund else None,
        shift=shift,
        spared=policy_finance.spared(support, top, better, p.policy_finance_coverage, p.policy_finance_forbearance),
        covered=covered if policy.guarantee_rate.active else None,
    )
