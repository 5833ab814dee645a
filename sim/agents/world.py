"""Rest of the world: foreign demand, rivals' prices, tariffs, interest rate, supply shocks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.agent_based import Agent, Model
from sim.agents import trade
from sim.codes import MARKETS, N_PRODUCTS, N_REGIONS, PRODUCTS
from sim.draws import spread_factors
from sim.numerics import exp, log, solve
from sim.parameters import Parameters
from sim.policy import Policy
from sim.random import Stream, stratified, stratified_normal
from sim.state import Structure, World
from sim.switches import Switches

Array = NDArray[np.float64]

MID_YEAR = 1.5
"""Quarters from the first quarter to the middle of a year: trends are centred there, so four quarters sum to it."""
ENERGY = PRODUCTS.index("AGRI")
"""Agriculture and mining: its imports are mostly oil, gas and coal."""
EXPOSED_INPUTS = tuple(PRODUCTS.index(name) for name in ("CHEM", "SEMI", "ELEQ", "AUTO"))
"""Sectors exposed to stops of critical minerals and parts."""


def opening_step(persistence: float) -> float:
    """Standard deviation of the first step of a shock after the base year over that of the steps that follow.

    A base year is known as the mean of its quarters, not by where it ended. So the growth of yearly means from it
    varies as between any two years. For x_t = rho x_t-1 + e_t, with V(h) = Var(x_t+h - x_t) / Var(e):

        f^2 a_1^2 + a_2^2 + a_3^2 + a_4^2 = -1/2 sum_ij s_i s_j V(|i - j|),   a_k = (1 + rho + ... + rho^(4-k)) / 4

    s: -1/4 for the quarters of one year, 1/4 for those of the next. A random walk (rho = 1) has f^2 = 15/8.

    >>> round(opening_step(1.0) ** 2, 9)
    1.875
    """
    sign = np.repeat((-1.0, 1.0), 4) / 4.0
    apart = np.abs(np.subtract.outer(np.arange(sign.size), np.arange(sign.size)))
    powers = np.cumprod(np.array([1.0] + [persistence] * (sign.size - 2)))
    spread = np.concatenate(([0.0], 2.0 * np.cumsum(powers) / (1.0 + persistence)))
    reach = np.cumsum(powers[:4])[::-1] / 4.0
    rest = -0.5 * float((np.outer(sign, sign) * spread[apart]).sum()) - float((reach[1:] * reach[1:]).sum())
    return math.sqrt(rest) / float(reach[0])


def opening_world() -> World:
    """The world of the base year."""
    return World(
        foreign_demand=np.ones((N_PRODUCTS, len(MARKETS))),
        rival_price=np.ones(N_PRODUCTS),
        import_price_foreign=np.ones(N_PRODUCTS),
        exchange_rate=1.0,
        last_exchange_rate=1.0,
        tariff=np.zeros((N_PRODUCTS, len(MARKETS))),
        tariff_rivals=np.zeros((N_PRODUCTS, len(MARKETS))),
        policy_rate=0.0,
        minimum_wage=1.0,
        input_shock=np.zeros(N_PRODUCTS),
        common_shock=0.0,
        sector_demand_shock=np.zeros(N_PRODUCTS),
        consumption_shock=0.0,
        investment_shock=0.0,
        sector_technology=np.zeros(N_PRODUCTS),
        region_technology=np.zeros(N_REGIONS),
        wage_shift=1.0,
        technology_shift=0.0,
        public_demand_shift=0.0,
        public_investment_shift=0.0,
        transfer_shift=0.0,
        working_age=np.ones(N_REGIONS),
    )


def energy_content(structure: Structure) -> Array:
    """Imported energy in a unit of output (P,), direct and through inputs made at home, shares of the base-year price.

        s_E = d_E + A_d' s_E

    d_E imported products of mining per unit of output, A_d domestic inputs per unit. Source: Leontief.
    """
    at_home = structure.input_volume * structure.input_domestic
    bought = structure.input_volume[ENERGY] * (1.0 - structure.input_domestic[ENERGY])
    return solve(np.eye(N_PRODUCTS) - at_home.T, bought)


class RestOfWorld(Agent):  # type: ignore[misc]
    """Buys exports, sells imports, sets rivals' prices and tariffs; exogenous."""

    def __init__(
        self, model: Model, structure: Structure, origin: Array, parameters: Parameters, switches: Switches
    ) -> None:
        super().__init__(model)
        self.structure = structure
        self.import_origin = origin
        self.parameters = parameters
        self.switches = switches
        self.energy_content = energy_content(structure)
        self.dear_energy = 0.0
        self.demand_path = 0.0
        self.price_path = 0.0
        self.exchange_path = 1.0
        self.drift_path = 0.0
        self.trend_growth = parameters.trend_growth
        self.nominal_growth = parameters.expected_nominal_growth
        self.slowdown_path = 0.0
        self.home_path = 0.0
        self.government_path = 0.0
        self.floor_path = 0.0
        self.participation_path = 0.0
        self.electrification_path = 0.0
        self.lifting_path = 0.0
        self.demand_shift = 0.0
        self.liftable = np.zeros(N_PRODUCTS)
        self.deviation = np.zeros(N_PRODUCTS)

    def advance(self, world: World, time: int, seed: int, replication: int) -> None:
        """Move foreign demand, prices, tariffs, rates, population and shocks to quarter `time`."""
        p = self.parameters
        grow = self.switches.growth
        self._paths(time)
        world.last_exchange_rate, world.exchange_rate = world.exchange_rate, self.exchange_path
        exposure = self.structure.china_exposure
        if self.switches.noise:
            self._shocks(world, time, seed, replication)
        trend = self.demand_path - self.drift_path * exposure
        shock = world.common_shock + world.sector_demand_shock
        self.deviation += p.export_order_adjustment * (shock + self.demand_shift - self.deviation)
        world.foreign_demand[:] = exp(trend + self.deviation)[:, None]
        world.rival_price[:] = exp(np.full(N_PRODUCTS, self.price_path))
        world.import_price_foreign[:] = world.rival_price
        world.policy_rate = p.policy_rate
        world.minimum_wage = float(exp(self.floor_path))
        self._tariffs(world, time)
        if self.switches.balanced_growth:
            world.working_age[:] = self.switches.scale(time)
        elif grow:
            index = self.structure.working_age
            year = min(time // 4, index.shape[1] - 2)
            part = (time % 4) / 4.0
            world.working_age[:] = (1.0 - part) * index[:, year] + part * index[:, year + 1]
            world.working_age *= float(exp(self.participation_path))

    def _paths(self, time: int) -> None:
        """Cumulated logs of trends; assumptions may vary by quarter, so growth is added up.

        Levels are those of the middle of the base year, of people and electrification those of its first quarter.
        What producers and households expect, public spending and demand abroad grow by less every year:

            g_t = g - d_t,        d_t sum of d_g / 4 from the middle of the base year to the middle of the step
        """
        p = self.parameters
        step = -MID_YEAR if time == 0 else 1.0
        fall = step * p.growth_slowdown / 4.0
        self.slowdown_path += fall
        slower = self.slowdown_path - fall / 2.0
        self.trend_growth = p.trend_growth - slower
        self.nominal_growth = p.expected_nominal_growth - slower
        if self.switches.growth:
            self.home_path += step * self.trend_growth / 4.0
            self.government_path += step * (p.government_growth - slower) / 4.0
            self.floor_path += step * (p.minimum_wage_growth - slower) / 4.0
            if time > 0:
                self.participation_path += p.participation_trend / 4.0
                self.electrification_path += p.electrification / 4.0
        if self.switches.balanced_growth:
            self.demand_path = float(log(self.switches.scale(time)))
        elif self.switches.growth:
            self.demand_path += step * (p.foreign_demand_growth - slower) / 4.0
            self.price_path += step * p.foreign_inflation / 4.0
            self.drift_path += step * p.china_drift / 4.0
        self.exchange_path = p.exchange_rate

    def dearer_energy(self, world: World, rise: float, abroad: float) -> None:
        """Energy imports dearer by `rise`, energy of rivals by `abroad` (logs); rivals set prices as fast as exporters.

        ln P_R <- ln P_R + s_E n,    n <- n + lambda_X (abroad - n)
        """
        self.dear_energy += self.parameters.export_price_adjustment * (abroad - self.dear_energy)
        world.import_price_foreign[ENERGY] *= float(exp(rise))
        world.rival_price *= exp(self.energy_content * self.dear_energy)

    def relieve(self, world: World, policy: Policy) -> None:
        """Trade policy of the quarter on tariffs, foreign demand, import prices and supply stops."""
        if not self.switches.on("M9"):
            return
        trade.apply(world, policy, self.structure.export_base, self.import_origin, self.liftable, self.parameters)

    def _tariffs(self, world: World, time: int) -> None:
        """Tariff in force (expected value over its lifting) on Korean goods and on rivals' goods."""
        p = self.parameters
        world.tariff[:] = 0.0
        world.tariff_rivals[:] = 0.0
        self.liftable[:] = 0.0
        start = round((p.us_tariff_start - self.structure.base_year) * 4.0)
        if not self.switches.growth or time < start:
            return
        if time > start:
            quarters = -start if time == 0 else 1  # those before the run too
            self.lifting_path += quarters * float(log(1.0 - p.tariff_relief_base)) / 4.0
        self.liftable[:] = trade.tariff_in_force(p) * float(exp(self.lifting_path))
        world.tariff[:, trade.US] = self.liftable
        world.tariff_rivals[:, trade.US] = p.us_tariff_rivals * self.liftable

    def _shocks(self, world: World, time: int, seed: int, replication: int) -> None:
        """AR(1) foreign demand with one common factor, demand at home, sector and region technology, supply stops."""
        p = self.parameters
        products = np.arange(N_PRODUCTS, dtype=np.uint64)
        regions = np.arange(N_REGIONS, dtype=np.uint64)
        one = np.zeros(1, dtype=np.uint64)
        if time < 4:  # the base year is simulated without aggregate shocks
            return
        rho = p.demand_shock_persistence
        keep = 1.0 - (1.0 - p.own_technology_persistence) / 2.0
        first, first_technology = (opening_step(rho), opening_step(keep)) if time == 4 else (1.0, 1.0)
        common = first * stratified_normal(seed, replication, Stream.FOREIGN_COMMON, one, time)[0]
        spread = float(spread_factors(seed, replication, Stream.DEMAND_SPREAD, 1, p.demand_shock_years - 1.0)[0])
        world.common_shock = rho * world.common_shock + spread * p.demand_shock_common * float(common)
        sector = first * stratified_normal(seed, replication, Stream.FOREIGN_SECTOR, products, time)
        world.sector_demand_shock[:] = rho * world.sector_demand_shock + p.demand_shock_sector * sector
        self._shocks_at_home(world, time, seed, replication)
        drawn = first_technology * stratified_normal(seed, replication, Stream.SECTOR_TECHNOLOGY, products, time)
        world.sector_technology[:] = keep * world.sector_technology + p.sector_technology_sd * drawn
        placed = first_technology * stratified_normal(seed, replication, Stream.REGION_TECHNOLOGY, regions, time)
        world.region_technology[:] = keep * world.region_technology + p.region_technology_sd * placed
        world.input_shock[:] = 0.0
        if self.switches.on("M9"):
            luck = stratified(seed, replication, Stream.SUPPLY_SHOCK, products, time)
            for k in EXPOSED_INPUTS:
                if luck[k] < p.supply_shock_probability / 4.0:
                    world.input_shock[k] = p.supply_shock_size

    def _shocks_at_home(self, world: World, time: int, seed: int, replication: int) -> None:
        """AR(1) confidence of households (log of consumption) and of investors (growth they plan ahead, a quarter)."""
        p = self.parameters
        one = np.zeros(1, dtype=np.uint64)
        spread = spread_factors(seed, replication, Stream.HOME_SPREAD, 2, p.home_shock_years - 1.0).tolist()
        keep, keep_plans = p.consumption_shock_persistence, p.investment_shock_persistence
        first, first_plans = (opening_step(keep), opening_step(keep_plans)) if time == 4 else (1.0, 1.0)
        households = first * float(stratified_normal(seed, replication, Stream.HOME_CONSUMPTION, one, time)[0])
        world.consumption_shock = keep * world.consumption_shock + spread[0] * p.consumption_shock_sd * households
        investors = first_plans * float(stratified_normal(seed, replication, Stream.HOME_INVESTMENT, one, time)[0])
        world.investment_shock = keep_plans * world.investment_shock + spread[1] * p.investment_shock_sd * investors
