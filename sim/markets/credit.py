"""Credit: how far a firm can finance its plans, and what happens to its liquidity."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled import inlined

Array = NDArray[np.float64]
MOST_LEVERAGE = 10.0
"""Beyond ten times the assets more debt changes nothing."""


def credit_access(
    loans: Array, assets: Array, guarantee: Array | float, limit: float, least: float, out: Array
) -> None:
    """Access to credit in [least, 1] (N,): falls linearly as loans approach the limit on assets.

        access = clip(2 (limit + guarantee - loans / assets) / (limit + guarantee), least, 1)

    assets: fixed capital and inventories at market value; guarantee: extra leverage by public guarantees.
    """
    ceiling = limit + guarantee
    held = np.minimum(assets, 1e300)
    leverage = np.divide(np.minimum(loans, MOST_LEVERAGE * held), held, out=np.zeros_like(loans), where=held > 0.0)
    out[:] = np.clip(2.0 * (ceiling - leverage) / ceiling, least, 1.0)


def finance_plan(investment: Array, cash: Array, headroom: Array, out: Array) -> None:
    """Investment that can be paid (N,): planned, at most internal funds plus credit headroom; never negative.

    cash: expected internal funds of the quarter plus deposits; headroom: credit limit less loans (both money).
    """
    out[:] = np.clip(cash + np.maximum(headroom, 0.0), 0.0, np.maximum(investment, 0.0))


@inlined
def credit_ceiling(limit, guarantee, assets, loans, expansion):  # type: ignore[no-untyped-def]
    """Most that a firm may owe after the quarter (money); guarantee: extra leverage by public guarantees.

        max((limit + min(guarantee, 0)) A, min(B + E, (limit + guarantee) A)),   E = max(expansion, 0)

    Beyond the plain limit on assets A a guarantee carries loans B only as far as they pay for expansion, investment
    beyond what wears out and beyond grants: it is given for a project, not for losses or replacement. Guarantees taken
    away lower the limit. The base of the rule is judgement; a guarantee that carries losses too lets recipients die
    more often than others, against the evidence.
    """
    plain = (limit + min(guarantee, 0.0)) * assets
    return max(plain, min(loans + max(expansion, 0.0), (limit + guarantee) * assets))


@inlined
def liquidity_targets(usual, leverage, capital, waiting, price):  # type: ignore[no-untyped-def]
    """Deposits D* and loans B* that a firm aims at (money), by what of its projects waits (W, volume).

        D* = max(D0* + p W, 0),   B* = b0 (K + W) p + max(-(D0* + p W), 0)

    D0* usual deposits, b0 usual loans over capital K, p price of investment goods. Firms save for a project and run
    deposits down for it (Riddick and Whited 2009), and what deposits lack they owe for longer; since W is zero on
    average, so is the sum of both over firms.
    """
    cash = usual + price * waiting
    return max(cash, 0.0), leverage * (capital + waiting) * price + max(-cash, 0.0)


@inlined
def settle_one(  # type: ignore[no-untyped-def]
    cash, deposits, loans, target_deposits, target_loans, ceiling, repayment, distribution
):
    """New borrowing and extra dividend of one firm after the quarter's payments (money).

    cash: net inflow of the quarter before borrowing. A shortfall below the target deposits is borrowed as far as loans
    stay below the ceiling; what the bank does not lend owners pay in, a negative dividend. Excess liquidity repays
    loans above target (at speed phi_B) and the rest of the excess is distributed (at speed phi_D):

        excess = D + cash - D*;   B' = min(-excess, max(ceiling - B, 0)) if excess < 0
        B' = -phi_B min(excess, B - B*) if excess > 0
        extra dividend = (phi_D if excess > 0, else 1) (excess + B')
    """
    excess = deposits + cash - target_deposits
    lent = min(-excess, max(ceiling - loans, 0.0))
    repaid = repayment * max(min(excess, loans - target_loans), 0.0)
    borrowed = lent if excess < 0.0 else -repaid
    return borrowed, (1.0 if excess < 0.0 else distribution) * (excess + borrowed)
