"""M9: trade policy on demand, tariffs and import prices of the quarter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.codes import MARKETS, N_MARKETS, N_PRODUCTS, N_SECTORS, PRODUCTS
from sim.numerics import exp
from sim.parameters import Parameters
from sim.policy import Policy
from sim.state import World

Array = NDArray[np.float64]
EXEMPT = ("SEMI", "PHAR")
"""Products outside the United States tariff in force (chips and medicines: separate proceedings)."""
TAXED = [product for product in range(N_SECTORS) if PRODUCTS[product] not in EXEMPT]
METALS = PRODUCTS.index("STEEL")
"""Basic metals: steel and aluminium have a tariff of their own."""
US = MARKETS.index("US")
JAPAN = MARKETS.index("JP")
LEFT = np.isin(MARKETS, ("US", "CN"))
"""Markets that hold most of the exports and from which promotion moves them away."""
SOUGHT = np.isin(MARKETS, ("ASEAN", "OTH"))
"""Markets towards which promotion moves exports."""


def tariff_in_force(parameters: Parameters) -> Array:
    """(P,) tariff of the United States on Korean goods above the base year, before any part of it is lifted."""
    rate = np.zeros(N_PRODUCTS)
    rate[TAXED] = parameters.us_tariff
    rate[METALS] = parameters.us_tariff_metals
    return rate


def diversify(demand: Array, base: Array, share: Array, diversion: float) -> None:
    """Move foreign demand (P, J) between markets in place.

        M = x sum_j X_j d_j;   d_to <- d_to (1 + M / sum_to X d);   d_from <- d_from (1 - v M / sum_from X d)

    x (P,): share of the exports of a product that is moved; X (P, J) exports of the base year; v: part of the new sales
    that is taken from the United States and China, the rest is new. At most half of what is sold there moves.
    """
    orders = base * demand
    moved = share * orders.sum(axis=1)
    gain = orders[:, SOUGHT].sum(axis=1)
    loss = orders[:, LEFT].sum(axis=1)
    more = np.divide(moved, gain, out=np.zeros_like(moved), where=gain > 0.0)
    less = np.divide(diversion * moved, loss, out=np.zeros_like(moved), where=loss > 0.0)
    demand[:, SOUGHT] *= (1.0 + more)[:, None]
    demand[:, LEFT] *= (1.0 - np.minimum(less, 0.5))[:, None]


def agreement_costs(parameters: Parameters) -> Array:
    """(J,) trade cost of Korean exports that the agreement can remove in each market, ad valorem."""
    costs = np.zeros(N_MARKETS)
    costs[JAPAN] = parameters.agreement_cost_japan
    costs[MARKETS.index("ASEAN")] = parameters.agreement_cost_asean
    costs[MARKETS.index("OTH")] = parameters.agreement_cost_other
    return costs


def duty_cut(removed: Array, origin: Array, parameters: Parameters) -> Array:
    """(P,) fall of the buyer's price of imports: share removed x Korean duty x share of Japan in imports (P, J).

    Japan is the one large member with which Korea has no agreement in force on most goods.
    """
    cut: Array = removed * parameters.agreement_duty_home * origin[:, JAPAN]
    return cut


def duty_forgone(policy: Policy, origin: Array, imports: Array, parameters: Parameters) -> Array:
    """(P,) duty that government loses by the agreement, money: cut x imports, which buyers pay without it.

    Sellers abroad keep their price at the border: government pays them the difference.
    """
    lost: Array = duty_cut(policy.trade_agreement, origin, parameters) * imports
    return lost


def apply(world: World, policy: Policy, base: Array, origin: Array, liftable: Array, parameters: Parameters) -> None:
    """Trade policy of the quarter on the world (what no lever has written changes no bit).

    base (P, J): exports of the base year; origin (P, J): shares of origins in imports; liftable (P,): United States
    tariff above the base year. A tariff of the United States does not fall below the base year's.
    """
    world.tariff[:, US] -= np.minimum(liftable, tariff_in_force(parameters) * policy.tariff_relief[US])
    world.input_shock *= np.sqrt(1.0 - policy.supply_security)
    if np.count_nonzero(policy.tariff_change):
        world.tariff[:, US] = np.maximum(world.tariff[:, US] + policy.tariff_change, 0.0)
    if np.count_nonzero(policy.trade_agreement):
        world.tariff -= policy.trade_agreement[:, None] * agreement_costs(parameters)
        world.import_price_foreign *= 1.0 - duty_cut(policy.trade_agreement, origin, parameters)
    if np.count_nonzero(policy.market_access):
        world.foreign_demand *= exp(policy.market_access)
    if np.count_nonzero(policy.export_promotion):
        diversify(world.foreign_demand, base, policy.export_promotion, parameters.export_promotion_diversion)
