"""M2: grants and tax credits for investment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.levers.definition import Cost, LeverDefinition, Spending, scope_of
from sim.policy import Policy

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

Array = NDArray[np.float64]
QUARTERS = 4.0


def write_investment_grant(policy: Policy, lever: Lever, size: float) -> None:
    """Grant of `size` x capital spending in the scope; of several grants the highest counts."""
    policy.grant_rate.write(scope_of(lever), size)


def write_tax_credit(policy: Policy, lever: Lever, size: float) -> None:
    """Tax credit of `size` x capital spending in the scope; of several credits the highest counts."""
    policy.tax_credit.write(scope_of(lever), size)


def write_local_grants(policy: Policy, lever: Lever, size: float) -> None:
    """Places a quarter for local grants beyond the present programme; places of several levers add up."""
    policy.local_grants.write(lever.id, scope_of(lever), size / QUARTERS)


def write_matching(policy: Policy, lever: Lever, size: float) -> None:
    """Gap to rivals' incentives closed in the scope, share of capital spending; the strongest counts."""
    policy.matching_rate.write(scope_of(lever), size)


def spent_on(
    m: ManufacturingModel, rate: Array | float, definition: LeverDefinition | None, *parts: Array | float
) -> Cost:
    """Parts (N,) of a rate (N,) of the capital spending of the quarter, shared by the levers of an instrument.

    Returning plants have a grant of their own, so no other pays for what is spent on them.
    """
    return Cost((rate, spent(m), *parts), m.prices.investment_goods * m.flow.purchases.investment_factor, definition)


def spent(m: ManufacturingModel) -> Array:
    """(N,) investment of the quarter but that in returning plants, volume."""
    if not isinstance(m.flow.returning, np.ndarray):
        return m.firms.investment
    if m.flow.spent is None:
        m.flow.spent = np.subtract(m.firms.investment, m.flow.returning, out=m.scratch.column("spent"))
    return m.flow.spent


def spend_investment_grant(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """This lever's part of the grants on all investment made in the scope, additional or not."""
    return Spending(grants=spent_on(m, m.flow.aid.grants.get("grant_rate", 0.0), GRANT))


def spend_matching(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """This lever's part of what matching pays on all investment made in the scope, within the budget."""
    return Spending(grants=spent_on(m, m.flow.aid.grants.get("matching_rate", 0.0), MATCHING))


def spend_local_grants(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """Grants on the investment made by establishments in places of this lever."""
    aid = m.flow.aid
    if lever.id not in aid.places:
        return Spending()
    return Spending(grants=spent_on(m, aid.grants["local_grants"], None, aid.places[lever.id]))


def spend_tax_credit(m: ManufacturingModel, lever: Lever, size: float) -> Spending:
    """This lever's part of the credits claimed; the ledger books what is really taken off the tax due.

    Credits that exceed the tax of a year are carried forward (Restriction of Special Taxation Act, for ten years), so a
    plant that buys for years at once does not lose them: they are claimed as it plans.
    """
    price = m.prices.investment_goods * m.flow.purchases.investment_factor
    return Spending(tax_credit=Cost((m.flow.aid.credit, spent(m) + m.flow.postponed), price, TAX_CREDIT))


GRANT = LeverDefinition(
    name="investment_grant",
    module="M2",
    label={"en": "investment grant", "ko": "투자 보조금"},
    unit="share of capital spending",
    low=0.0,
    high=0.5,
    neutral=0.0,
    plausible=(0.0, 0.3),
    intended="Investment|Manufacturing|Real",
    sign=1,
    equation="u = P_I (r + delta - pi + rho / access) (1 - grant - credit); normal cost - x (grant + credit) u kappa; "
    "sales grow by aid_expansion x (grant + credit) I / (K access) a quarter, less what wears out of what it added",
    writes=("grant_rate",),
    write=write_investment_grant,
    spend=spend_investment_grant,
    note="Paid on all investment in the scope, much of which would have been made anyway. Capital deepens by "
    "the user-cost elasticity; sales grow with lower cost and with new capacity that has customers of its own "
    "(aid_expansion), more where credit is short and less in large establishments. About half of what a region gains "
    "is lost elsewhere. New plants are not drawn by it.",
)
TAX_CREDIT = LeverDefinition(
    name="investment_tax_credit",
    module="M2",
    label={"en": "tax credit for investment", "ko": "투자 세액공제"},
    unit="share of capital spending",
    low=0.0,
    high=0.5,
    neutral=0.0,
    plausible=(0.0, 0.25),
    intended="Investment|Manufacturing|Real",
    sign=1,
    equation="tax paid = max(tax due - rate x (1 - grant) x investment, 0); u falls by what the bill will cover",
    writes=("tax_credit",),
    write=write_tax_credit,
    spend=spend_tax_credit,
    note="Of all capital spending: a credit for one kind of equipment is its rate times the share that it has in that. "
    "Not paid out where no tax is due, and not carried forward to better years: a lower bound for firms with uneven "
    "profit.",
)
LOCAL = LeverDefinition(
    name="local_investment_grant",
    module="M2",
    label={"en": "local investment grants for more firms", "ko": "지방투자촉진보조금 확대"},
    unit="firms per year",
    low=0.0,
    high=500.0,
    neutral=0.0,
    plausible=(0.0, 150.0),
    intended="Investment|Manufacturing|Real",
    sign=1,
    equation="grant = rate(region class, size) x investment x expected share of eligible firms in support; "
    "in support are the firms of the last years, as many as a project takes",
    writes=("local_grants",),
    adds_up=True,
    write=write_local_grants,
    spend=spend_local_grants,
    note="The present programme (54 to 72 firms a year) is in the baseline: only firms on top count. Nothing in "
    "the Capital hub. Support lasts for the years of a project, so it builds up and runs off after the end. The "
    "expected share acts, more likely for larger projects (local_grant_selection); winners are not drawn.",
)
MATCHING = LeverDefinition(
    name="incentive_matching",
    module="M2",
    label={"en": "matching of rivals' investment incentives", "ko": "경쟁국 수준 투자 인센티브 보장"},
    unit="share of capital spending",
    low=0.0,
    high=0.5,
    neutral=0.0,
    plausible=(0.0, 0.3),
    intended="Investment|Manufacturing|Real",
    sign=1,
    equation="grant = gap closed x min(1, budget / (gap closed x planned investment in scope))",
    writes=("matching_rate",),
    write=write_matching,
    spend=spend_matching,
    note="The promise has no limit; a yearly budget (matching_budget) binds it, by the plans of a quarter ago.",
)
LEVERS = (GRANT, TAX_CREDIT, LOCAL, MATCHING)
