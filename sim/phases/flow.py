"""What phases of one quarter hand to later ones."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.accounts import Booked
from sim.agents.aid import NO_AID, Aid
from sim.agents.demography import Turnover
from sim.agents.financing import NO_FINANCING, Financing
from sim.agents.fund import FundFlows
from sim.agents.policy_finance import NONE, PolicyFinance
from sim.agents.programmes import Award
from sim.agents.wage_schedules import RegionalFloors
from sim.codes import N_REGIONS
from sim.incomes import Payments, Purchases
from sim.markets.goods import Cleared, Orders
from sim.producers import Books

Array = NDArray[np.float64]


@dataclass
class Flow:
    """Filled phase by phase; a phase reads only what earlier phases of the same quarter have written."""

    orders: Orders = field(init=False)
    cleared: Cleared = field(init=False)
    purchases: Purchases = field(init=False)
    payments: Payments = field(init=False)
    booked: Booked = field(init=False)
    books: Books = field(init=False)
    turnover: Turnover = field(init=False)
    distress: Array = field(init=False)
    """(N,) how deep each producer is in distress when it has kept its books."""
    distressed: Array = field(init=False)
    """(2, Z) number of manufacturing establishments and their summed distress, before any closes."""
    liquidation: Array = field(init=False)
    """(R + 1,) what owners receive from liquidated firms."""
    adoptions: Array = field(init=False)
    """(N,) expected adoptions."""
    financing: Financing = NO_FINANCING
    """Who pays for what measures cost in the last quarter."""
    leads: tuple[Award, ...] = ()
    """Plants that got an AI factory from a programme."""
    smarts: tuple[Award, ...] = ()
    """Plants that got a smart factory from a programme."""
    building: Array | float = 0.0
    """(N,) investment in returning plants, and kept at home instead of going abroad, volume."""
    returning: Array | float = 0.0
    """(N,) of it in returning plants: they have a grant of their own, so other aid does not pay it."""
    repatriated: Array = field(default_factory=lambda: np.zeros(N_REGIONS))
    """(R,) money that firms bring home from abroad for plants that return."""
    returned: Array = field(default_factory=lambda: np.zeros(N_REGIONS))
    """(R,) plants whose return began."""
    return_grants: dict[str, Array] = field(default_factory=dict)
    """Pledge -> (N,) grants for the plants that it brought back, money."""
    adoption_support: Array | float = 0.0
    """(N,) expected adoptions due to support; the number zero where no lever supports."""
    aid: Aid = NO_AID
    """Aid for investment that is in the plans."""
    tax_forgone: Array = field(init=False)
    """(N,) credits taken off the corporate tax."""
    floors: RegionalFloors | None = None
    """Regional wage floors; None before the first."""
    finance: PolicyFinance = NONE
    fund: FundFlows = field(default_factory=FundFlows)
    closing: Array | None = None
    """(N,) part of each establishment that closes under a capacity cut; None without one."""
    quality_work: Array | None = None
    """(N,) work on quality, volume of R&D goods; None without any."""
    conversions: Array | None = None
    """(N,) share of each agent's plants that converted; None without a programme."""
    localising: Array | None = None
    """(P,) grants for inputs to be made at home, share of own R&D; None without any."""
    support: Array | None = None
    """(N,) public money received by each establishment; None where no lever pays."""
    spent: Array | None = None
    """(N,) investment that aid may pay for, while producers are charged: see `sim.levers.m2_investment`."""
    postponed: Array | float = 0.0
    """(N,) planned less bought this quarter, volume; the number zero without lumps."""
    parts: dict[tuple[int, bytes, tuple[tuple[int, bytes], ...]], Array] = field(default_factory=dict)
    """Who pays for which part, while producers are charged: see `sim.levers.sharing`."""
    measured: dict[str, Array] = field(init=False)
    """Series of the panel that are flows of production."""
    government: float = 0.0
    public_investment: float = 0.0
    research: float = 0.0
    planned_cost: float = 0.0
