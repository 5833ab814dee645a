"""Policy finance."""

from __future__ import annotations

import numpy as np

from sim.agents import policy_finance
from sim.definitions.cells import ratio


def serve(
    draws, chance, rate_cut, leverage, lent, loans, capital, inventory, price, coverage, forbearance, usual,
    fund_discount, cut, guarantee, covered, fund_cut, spared,
):  # fmt: skip
    """Finance of those whose draw is below their chance."""
    served, assets = draws < chance, (capital + inventory) * price
    cut[:], extra = np.where(served, rate_cut, 0.0), np.where(served, leverage, 0.0)
    covered[:] = policy_finance.guaranteed_loans(loans, assets, extra)
    fund_cut[:] = fund_discount * lent
    guarantee[:] = extra + ratio(lent * loans, assets)
    living = policy_finance.support(cut + fund_cut, covered + lent * loans, loans, usual)
    spared[:] = policy_finance.spared(living, chance, coverage, forbearance)
