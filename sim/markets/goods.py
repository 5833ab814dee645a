"""Goods market: what is asked for, at which prices, from home or abroad; who makes and sells it; what is left over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS
from sim.kernels.leontief import bound_output
from sim.kernels.sales import first_round, second_round
from sim.kernels.uses import price_uses, split_uses
from sim.numerics import exp
from sim.state import Firms, Prices, Structure

Array = NDArray[np.float64]
_ROUNDS = 80
"""Iterations of the capacity-bound Leontief system; its contraction is about one half a round."""


@dataclass(frozen=True)
class Orders:
    """Demand of the quarter at basic prices of the base year; uses x home or abroad."""

    input_domestic: Array
    """(P, P user) domestic input per unit of output."""
    input_imported: Array
    household: Array
    """(P,) domestic plus imported volume."""
    household_domestic: Array
    government: Array
    government_domestic: Array
    investment: Array
    investment_domestic: Array
    exports: Array
    """(P,) volume asked for."""
    exports_by_market: Array

    @property
    def final_domestic(self) -> Array:
        """(P,) home demand for domestic products outside intermediate use."""
        return self.household_domestic + self.government_domestic + self.investment_domestic


@dataclass(frozen=True)
class Cleared:
    """Outcome of the goods market (volumes at base-year prices)."""

    used: Array
    """(P,) inputs used by the sector, of all products."""
    fill: Array
    """(P,) share of home demand for the domestic product that is met at home; the rest is imported."""
    domestic: Array
    """(P,) sold at home."""
    exported: Array
    imports: Array
    """(P,) imports including what home supply could not meet."""
    input_domestic: Array
    """(P, P user) domestic inputs delivered."""
    input_imported: Array
    household_domestic: Array
    household_imported: Array
    government_domestic: Array
    government_imported: Array
    investment_domestic: Array
    investment_imported: Array
    lost_exports: Array


@dataclass(frozen=True)
class HomeUse:
    """What of each use is made at home at the present shifts of import substitution, and what comes from abroad."""

    input_domestic: Array
    """(P, P user) per unit of output."""
    input_imported: Array
    household: Array
    """(P,) share made at home, as the next."""
    government: Array
    investment: Array
    basket_domestic: Array
    """(3, P) part of the base-year cost of a basket: household, investment goods, goods for R&D."""
    basket_imported: Array


def home_use(structure: Structure, prices: Prices) -> HomeUse:
    """Home shares of all uses after import substitution and localisation."""
    inputs, shares = np.empty((2, N_PRODUCTS, N_PRODUCTS)), np.empty((3, N_PRODUCTS))
    baskets = np.empty((2, *structure.baskets.shape))
    split_uses(
        prices.domestic_share_shift, prices.industrial_share_shift, structure.input_volume, structure.input_domestic,
        structure.final_domestic, structure.baskets, *inputs, shares, *baskets,
    )  # fmt: skip
    return HomeUse(*inputs, *shares, *baskets)


def price_all(structure: Structure, prices: Prices, use: HomeUse) -> Array:
    """Write prices of uses; returns cost of inputs per unit of output (P user,)."""
    cost, index = np.empty(N_PRODUCTS), np.empty(use.basket_domestic.shape[0])
    price_uses(
        prices.domestic, prices.imported, structure.input_tax, use.input_domestic, use.input_imported,
        use.basket_domestic, use.basket_imported, cost, index,
    )  # fmt: skip
    prices.consumer, prices.investment_goods, prices.rd_goods = index.tolist()
    return cost


def cheaper_inputs(structure: Structure, prices: Prices, use: HomeUse) -> Array:
    """What public aid for the cost of suppliers takes off the cost of inputs per unit of output (P user,)."""
    lower = prices.domestic * (exp(prices.relief) - 1.0)
    saved: Array = (lower @ use.input_domestic) * (1.0 + structure.input_tax)
    return saved


def collect_orders(
    structure: Structure,
    prices: Prices,
    use: HomeUse,
    spending: float,
    government: float,
    investment: float,
    research: float,
    public_orders: Array,
    foreign_demand: Array,
) -> Orders:
    """Demand of the quarter.

    Args: nominal household spending at purchasers' prices; volumes of government consumption (basic prices), tangible
    investment and R&D (purchasers' prices); public orders (P,) on
    top, money, from home producers; foreign demand index (P, J). Households keep
    nominal shares of their basket (Cobb-Douglas); other baskets are fixed in volume.
    """
    price_h = use.household * prices.domestic + (1.0 - use.household) * prices.imported
    household = spending / (1.0 + structure.household_tax) * structure.household_basket / price_h
    basket = government * structure.government_basket
    bought = public_orders / (prices.domestic * (1.0 + structure.government_tax))
    fixed = investment * structure.capital_goods + research * structure.rd_goods
    markets = structure.export_base * foreign_demand * exp(prices.export_response + prices.tariff_response)
    return Orders(
        input_domestic=use.input_domestic,
        input_imported=use.input_imported,
        household=household,
        household_domestic=household * use.household,
        government=basket + bought,
        government_domestic=basket * use.government + bought,
        investment=fixed,
        investment_domestic=fixed * use.investment,
        exports=markets.sum(axis=1),
        exports_by_market=markets,
    )


def national_output(capacity: Array, inputs: Array, final: Array) -> Array:
    """Largest output (P,) with Q = min(capacity, inputs @ Q + final): demand-led, bound by capacity.

    inputs (P, P user): domestic input per unit of output of the user; final (P,): all other demand. Solved without
    bounds first, then iterated downwards (the map is monotone and contracting).
    """
    output: Array = bound_output(capacity, inputs, final, _ROUNDS)
    return output


def sell(firms: Firms, domestic: Array, exports: Array) -> tuple[Array, Array]:
    """Sales of each firm (N,) from output and inventories; unmet orders go to firms with stock left.

    Args: demand for domestic products at home and abroad (P,). Domestic and export orders are filled alike; a firm
    that takes over unmet orders takes both kinds in the sector's proportion, so exports never exceed demand. Returns
    what is sold at home and abroad (P,).
    """
    sold = np.empty((2, N_CELLS))
    home, abroad, slack = np.zeros(N_PRODUCTS), np.zeros(N_PRODUCTS), np.zeros(N_PRODUCTS)
    orders = (
        firms.cell_start, firms.weight, firms.share_domestic, firms.share_export, domestic, exports, firms.output,
        firms.inventory,
    )  # fmt: skip
    first_round(*orders, home, abroad, slack)
    unmet = home + abroad
    part = np.minimum(np.divide(unmet, slack, out=np.zeros_like(unmet), where=slack > 0.0), 1.0)
    foreign = np.divide(abroad, unmet, out=np.zeros_like(unmet), where=unmet > 0.0)
    second_round(*orders, part, foreign, firms.sales_domestic, firms.sales_export, sold)
    at_home, in_world = sold.reshape(2, N_REGIONS, N_PRODUCTS).sum(axis=1)
    return at_home, in_world


def clear(orders: Orders, firms: Firms) -> Cleared:
    """Deliver home output, import the rest; exports that cannot be met are lost."""
    used = firms.by_cells((firms.input_multiplier, firms.output))[0].sum(axis=0)
    demand = orders.input_domestic @ used + orders.final_domestic
    domestic, exported = sell(firms, demand, orders.exports)
    fill = np.divide(domestic, demand, out=np.ones(N_PRODUCTS), where=demand > 0.0)
    inputs = orders.input_domestic * fill[:, None] * used
    wanted = (orders.input_domestic + orders.input_imported) * used
    household = orders.household_domestic * fill
    government = orders.government_domestic * fill
    investment = orders.investment_domestic * fill
    imported_inputs = wanted - inputs
    return Cleared(
        used=used,
        fill=fill,
        domestic=domestic,
        exported=exported,
        imports=imported_inputs.sum(axis=1)
        + (orders.household - household)
        + (orders.government - government)
        + (orders.investment - investment),
        input_domestic=inputs,
        input_imported=imported_inputs,
        household_domestic=household,
        household_imported=orders.household - household,
        government_domestic=government,
        government_imported=orders.government - government,
        investment_domestic=investment,
        investment_imported=orders.investment - investment,
        lost_exports=orders.exports - exported,
    )
