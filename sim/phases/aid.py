"""Aid for investment that is in this quarter's plans (M2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import aid as rules
from sim.agents.aid import NO_AID, Aid
from sim.codes import N_SECTORS, SIZES, SMALL_SIZES
from sim.kernels.aid import QUARTERS, add_up, cost_relief, local_rates, new_sales, supported
from sim.lanes import BLOCK

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
LARGE = SIZES.index("300+")


def award_places(m: ManufacturingModel) -> None:
    """Places for local grants of the quarter are awarded; once a quarter, before anybody counts on aid."""
    rules.award(m.local_support, m.policy.local_grants.programmes, m.base.local_grants.years)


def aid_acts(m: ManufacturingModel) -> bool:
    """Whether any instrument aids investment this quarter."""
    policy = m.policy
    granted = policy.grant_rate.active or policy.matching_rate.active or bool(m.local_support)
    return m.switches.on("M2") and (granted or policy.tax_credit.active)


def investment_aid(m: ManufacturingModel, told_apart: bool = True) -> Aid:
    """Aid in this quarter's plans: of several grants the highest, with the credit below a common ceiling.

    Without `told_apart` the support that they come to, alone.
    """
    policy, f, scratch = m.policy, m.firms, m.scratch
    if not aid_acts(m):
        return NO_AID
    price, matching, within = m.prices.investment_goods, policy.matching_rate.of(f), 1.0
    if isinstance(matching, np.ndarray):
        asked = QUARTERS * price * float(f.by_cells((matching, f.planned_investment)).sum())
        within = rules.within_budget(asked, m.parameters.matching_budget)
    local, supported, places = _local_support(m)
    support = scratch.column("aid: support", kept=True)
    room = np.empty((5, BLOCK))
    *paid, credit, usable = (scratch.column(f"aid: {k}", kept=True) if told_apart else room[k] for k in range(5))
    add_up(
        f.cell_start, scratch.same(policy.grant_rate.of(f)), scratch.same(matching), within, scratch.same(local),
        scratch.same(supported), scratch.same(policy.tax_credit.of(f)), f.profit_rate, f.expected_output,
        m.prices.domestic, m.economy.corporate_tax_rate, f.planned_investment, price, m.parameters.investment_aid_cap,
        *paid, credit, usable, support,
    )  # fmt: skip
    if not told_apart:
        return Aid(support=support)
    grants = dict(zip(("grant_rate", "matching_rate", "local_grants"), paid, strict=True))
    return Aid(grants, places, credit, usable, support)


def capital_relief(m: ManufacturingModel) -> Array | float:
    """(N,) money that aid takes off the normal cost of a unit of output; zero, without work, where there is no aid."""
    support = investment_aid(m, told_apart=False).support
    if not isinstance(support, np.ndarray):
        return 0.0
    f, p, relief = m.firms, m.parameters, m.scratch.column("aid: relief")
    cost_relief(
        f.cell_start, f.size, support, f.credit_access, f.capital_requirement, m.base.user_cost, p.risk_premium,
        m.prices.investment_goods, SMALL_SIZES, LARGE, N_SECTORS, p.aid_pass_through_large, relief,
    )  # fmt: skip
    return relief


def plan_capacity(m: ManufacturingModel) -> None:
    """Capacity that the aid in this quarter's plans adds; it sells from the next quarter on."""
    support, f, p, new = m.flow.aid.support, m.firms, m.parameters, m.new_capacity
    new.planned = 0.0
    if isinstance(support, np.ndarray):
        rules.of_standing_plants(f, new)
        new.planned = m.scratch.column("aid: new sales", kept=True)
        new_sales(
            f.cell_start, f.size, support, f.planned_investment, f.capital, f.credit_access, p.aid_expansion, LARGE,
            p.aid_pass_through_large, N_SECTORS, f.capacity, f.expected_output, new.planned,
        )  # fmt: skip


def plan_tied_capacity(m: ManufacturingModel, tied: Array | float) -> None:
    """Capacity that the Fund ties firms to build beyond plans (N,), volume, seeks customers as far as it finds any."""
    f, found, new = m.firms, m.parameters.fund_expansion, m.new_capacity
    if isinstance(tied, np.ndarray) and found > 0.0:
        rules.of_standing_plants(f, new)
        sales = rules.beyond_plans(tied, found, f.capital, f.capacity, f.expected_output, new.planned)
        new.planned = m.scratch.column("aid: new sales", kept=True)
        new.planned[:] = sales


def open_capacity(m: ManufacturingModel) -> None:
    """Capacity built with aid opens and finds its customers at home and abroad; older capacity wears out."""
    new = m.new_capacity
    if new.owner is None:
        return
    rules.of_standing_plants(m.firms, new)
    rules.win_customers(m.firms, m.structure.depreciation, new)
    new.planned = 0.0
    m.world.foreign_demand *= 1.0 + new.exports[:, None]


def _local_support(m: ManufacturingModel) -> tuple[Array | float, Array | float, dict[str, Array | float]]:
    """Local grant of those in support (N,), share that is in it (N,), and the part in that of each pledge (N,)."""
    f, terms, items = m.firms, m.base.local_grants, m.local_support
    if not items:
        return 0.0, 0.0, {}
    plans = f.planned_investment, m.prices.investment_goods
    rate = m.scratch.column("aid: local rate")
    local_rates(f.cell_start, f.size, *plans, terms.years, terms.minimum, terms.rate, terms.ceiling, rate)
    shares = []
    for number, item in enumerate(items.values()):
        shares.append(m.scratch.column(f"aid: in places {number}", kept=True))
        supported(
            f.cell_start, f.weight, f.size, f.tags, np.uint64(item.scope.bits), item.scope.by_cell, rate, *plans,
            m.parameters.local_grant_selection, item.firms, shares[-1],
        )  # fmt: skip
    if len(items) == 1:
        return rate, shares[0], dict.fromkeys(items, 1.0)
    total = sum(shares)
    parts = [np.divide(own, total, out=np.zeros_like(own), where=total > 0.0) for own in shares]
    return rate, total, dict(zip(items, parts, strict=True))
