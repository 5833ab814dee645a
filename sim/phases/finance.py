"""Who gets policy finance this quarter (M6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import policy_finance
from sim.agents.fund import loan_part
from sim.agents.policy_finance import NONE, PolicyFinance
from sim.agents.restructuring import productivity
from sim.codes import SMALL_SIZES
from sim.kernels.policy_finance import serve
from sim.random import Stream, uniform

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]


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
    f, p, scratch = m.firms, m.parameters, m.scratch
    draws = uniform(m.run_seed, m.replication, Stream.FINANCE, f.ident, 0, scratch.column("finance: draws"))
    chance: Array | float = p.policy_finance_coverage
    shift: Array | float = 0.0
    if policy.finance_selection.active:  # else both halves have the same chance
        better = policy_finance.better_half(f, productivity(f, m.structure.capital_share))
        top = policy.finance_selection.of(f)
        chance = policy_finance.chance(top, better, p.policy_finance_coverage)
        shift = np.where(f.size < SMALL_SIZES, policy_finance.moved_guarantees(top, better, p.guarantee_stock), 0.0)
    served, lent = None, scratch.spread("finance: lent", 0.0)
    if fund:
        served = (draws < chance) & f.manufacturing
        lent, _ = loan_part(f, served, m.finance.fund_loans)
    discount = p.policy_loan_discount
    cut, guarantee, covered, fund_cut, spared = (scratch.column(f"finance: {k}", kept=True) for k in range(5))
    serve(
        draws, scratch.spread("finance: chance", chance), scratch.spread("finance: cut", policy.loan_rate_cut.of(f)),
        scratch.spread("finance: leverage", policy.guarantee_rate.of(f)), lent, f.loans, f.capital, f.inventory,
        m.prices.investment_goods, p.policy_finance_coverage, p.policy_finance_forbearance, discount,
        discount * p.fund_loan_share, cut, guarantee, covered, fund_cut, spared,
    )  # fmt: skip
    m.flow.finance = PolicyFinance(
        cut=cut if policy.loan_rate_cut.active else 0.0,
        guarantee=guarantee,
        fund_cut=fund_cut if fund else 0.0,
        served=served,
        shift=shift,
        spared=spared,
        covered=covered if policy.guarantee_rate.active else None,
    )
