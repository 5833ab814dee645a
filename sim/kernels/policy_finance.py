"""Policy finance by establishment: who is served, what it gets, and how far it lives on it."""

from __future__ import annotations

from sim.compiled import kernel


@kernel
def serve(  # type: ignore[no-untyped-def]
    draws, chance, rate_cut, leverage, lent, loans, capital, inventory, price, coverage, forbearance, usual,
    fund_discount, cut, guarantee, covered, fund_cut, spared,
):  # fmt: skip
    """Finance of those whose draw is below their chance (N,), by the rules of `sim.agents.policy_finance`.

    rate_cut and leverage (N,) by policy, lent (N,) part of the loans that the Fund holds. Writes points off the rate,
    guarantees over assets with what the Fund lends, guaranteed loans, the Fund's points off the rate and the share of
    exits prevented.
    """
    usual_chance = 1.0 - forbearance * coverage
    for i in range(draws.size):
        served = draws[i] < chance[i]
        off, extra = rate_cut[i] if served else 0.0, leverage[i] if served else 0.0
        assets, beside = (capital[i] + inventory[i]) * price, lent[i] * loans[i]
        under = min(loans[i], extra * max(assets, 0.0))
        by_fund = fund_discount * lent[i]
        share = (under + beside) / loans[i]
        living = min((off + by_fund) / usual + (share if loans[i] > 0.0 else 0.0), 1.0)
        existing = (1.0 - forbearance * chance[i]) / usual_chance
        more = beside / assets
        cut[i], covered[i], fund_cut[i] = off, under, by_fund
        guarantee[i] = extra + (more if assets > 0.0 else 0.0)
        spared[i] = 1.0 - (1.0 - forbearance * living) * existing
