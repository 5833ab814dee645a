"""Who gets policy finance this quarter (M6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import policy_finance
from sim.agents.policy_finance import NONE, PolicyFinance
from sim.agents.restructuring import productivity
from sim.codes import N_CELLS
from sim.kernels.policy_finance import serve
from sim.lanes import BLOCK
from sim.random import Stream, key

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
    top: Array | float = 0.0  # both halves have the same chance
    better = np.zeros(BLOCK, dtype=bool)
    if policy.finance_selection.active:
        better = policy_finance.better_half(f, productivity(f, m.structure.capital_share))
        top = policy.finance_selection.of(f)
    cut, guarantee, covered, fund_cut, spared, moved = (scratch.column(f"finance: {k}", kept=True) for k in range(6))
    served, discount = np.empty(f.weight.size, dtype=bool), p.policy_loan_discount
    serve(
        f.cell_start, f.weight, f.size, f.ident, (int(Stream.FINANCE), *key(m.run_seed, m.replication)), better,
        scratch.same(top), (scratch.same(policy.loan_rate_cut.of(f)), scratch.same(policy.guarantee_rate.of(f))),
        (m.rate.loan * 4.0, p.small_firm_spread),
        (m.finance.fund_loans if fund else np.zeros(N_CELLS), scratch.same(m.fund_reach.of(f) if fund else 0.0)),
        (f.loans, f.capital, f.inventory),
        m.prices.investment_goods, p.policy_finance_coverage, p.guarantee_stock, p.policy_finance_forbearance, discount,
        discount * p.fund_loan_share, cut, guarantee, covered, fund_cut, spared, moved, served,
    )  # fmt: skip
    m.flow.finance = PolicyFinance(
        cut=cut if policy.loan_rate_cut.active else 0.0,
        guarantee=guarantee,
        fund_cut=fund_cut if fund else 0.0,
        served=served if fund else None,
        shift=moved if policy.finance_selection.active else 0.0,
        spared=spared,
        covered=covered if policy.guarantee_rate.active else None,
    )
