"""The model: a quarter of the Korean economy, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calibration.economy import OpeningEconomy
from sim import accounts, phases
from sim.agent_based import Model
from sim.agents.aid import InSupport, NewCapacity
from sim.agents.approval import Approvals
from sim.agents.bank import rates
from sim.agents.households import Household
from sim.agents.institutions import Bank, Government, PublicGrowthFund
from sim.agents.programmes import Pace
from sim.agents.reshoring import Homecoming
from sim.agents.world import MID_YEAR, RestOfWorld, opening_world
from sim.base_year import Settled, remember
from sim.closing import foreign_position
from sim.codes import N_CELLS, N_MARKETS, N_PRODUCTS, N_REGIONS
from sim.markets.goods import home_use
from sim.markets.labour import opening_labour
from sim.numerics import exp, log
from sim.opening import open_economy
from sim.parameters import Parameters
from sim.policy import Instrument, Policy
from sim.population import kept_population
from sim.processes import return_pages
from sim.recorder import Recorder
from sim.scratch import Scratch
from sim.shocks import Shock
from sim.state import Finance, HouseholdSector, Prices, Public
from sim.switches import FULL, Switches

if TYPE_CHECKING:
    from sim.scenario.types import Scenario

Array = NDArray[np.float64]
POPULATION_SEED = 20220101
"""The synthetic population is one data set: it does not change with the seed of a run."""
HORIZON = 2035
_RESERVE = 64
"""Free slots of a cell at scale 1:1."""


class ManufacturingModel(Model):  # type: ignore[misc]
    """Firms, regions, households, government, bank and the world over quarters from the base year.

    Args:
        scenario: levers and assumptions; None is the world without policy.
        economy: opening economy of the base year (`calibration.build`).
        parameters: values of the registry.
        seed, replication: key of the random numbers; scenarios share them.
        scale: "sample", "1:1" or a share of establishments.
        switches: variants and channel-off tests.
        until: last year of the horizon.
        shock: a standard shock on top (validation).

    Raises:
        accounts.AccountsError: when an identity fails in some quarter.

    >>> from calibration import build
    >>> from sim.parameters import default_parameters
    >>> model = ManufacturingModel(None, build(2022), default_parameters(), scale=0.01)
    >>> panel = model.run(until=2022)
    >>> panel["value_added_volume"].shape, model.quarter  # quarters, si/do, products
    ((4, 17, 25), 4)
    """

    def __init__(
        self,
        scenario: Scenario | None,
        economy: OpeningEconomy,
        parameters: Parameters,
        *,
        seed: int = 0,
        replication: int = 0,
        scale: str | float = "sample",
        switches: Switches = FULL,
        until: int = HORIZON,
        shock: Shock | None = None,
    ) -> None:
        super().__init__(rng=seed)
        self.plan, self.economy, self.parameters = scenario, economy, parameters
        self.run_seed, self.replication, self.scale, self.switches = seed, replication, scale, switches
        self.shock = shock
        self.base_parameters = parameters
        self.assumed: tuple[dict[str, float], Parameters] = {}, parameters
        self.quarters = (until - economy.base_year + 1) * 4
        reserve = self.quarters // 4 + 3 if scale != "1:1" else _RESERVE
        population = kept_population(economy, scale, POPULATION_SEED, reserve)
        opening = open_economy(economy, population, parameters, switches)
        del population
        self.firms, self.structure, self.calibrated = opening.firms, opening.structure, opening.calibrated
        self.scratch = Scratch(self.firms.weight.size)
        self.agents_per_cell = 1 if scale != "1:1" else 0
        self.quarter = 0
        self.world = opening_world()
        self.policy = Policy()
        self.levers = () if scenario is None else scenario.levers
        self.recorder = Recorder(self.quarters, tuple(lever.id for lever in self.levers))
        self._open_markets()
        self._open_institutions()
        self.base = remember(economy, self.firms, self.structure, self.public, self.anchor, parameters)
        self.settled = Settled(profit_rate=np.zeros(N_PRODUCTS), load=np.ones(N_REGIONS))
        self.firms.planned_investment /= 1.0 + self.base.expansion[self.firms.sector]  # of the quarter before
        self.output_per_worker = self.base.output_per_worker
        self.cohort = np.full(N_CELLS, -1, dtype=np.int64)
        self.capacity_closed = Instrument()
        self.approvals = Approvals()
        self.homecoming = Homecoming()
        self.green_exports = np.zeros(N_PRODUCTS)
        self.new_capacity = NewCapacity()
        self.paces: dict[tuple[str, str], Pace] = {}
        """Pledge and part of its places -> at which rate they fall due."""
        self.local_support: dict[str, InSupport] = {}
        """Pledge of local grants -> firms that it has in support."""
        self.fund_given: dict[str, dict[str, float]] = {"loans": {}, "equity": {}}
        """Kind of claim of the Fund -> lever -> money paid in so far."""
        self.fund_reach = Instrument()
        """Above zero in all scopes that the Fund has lent in: those served there owe it its loans."""
        self.flow: phases.Flow = phases.Flow()
        self.moved: set[str] = set()
        """Columns of producers, zero until then, that policy has ever moved."""
        self.closed: accounts.Snapshot | None = None
        self.worst_residual = 0.0
        if scale == "1:1":
            return_pages()  # the opening takes a hundred megabytes that no quarter needs

    def _open_markets(self) -> None:
        n, p = N_PRODUCTS, self.parameters
        grow = self.switches.growth
        level = float(exp(-p.inflation_anchor * MID_YEAR / 4.0)) if grow else 1.0
        self.prices = Prices(
            domestic=np.full(n, level),
            export=np.full(n, level),
            imported=np.full(n, level),
            domestic_share_shift=np.zeros(n),
            industrial_share_shift=np.zeros(n),
            export_response=np.zeros((n, N_MARKETS)),
            tariff_response=np.zeros((n, N_MARKETS)),
            consumer=level,
            investment_goods=level,
            rd_goods=level,
        )
        self.use = home_use(self.structure, self.prices)
        self.labour = opening_labour(self.structure, self.firms, self.switches.balanced_growth / 4.0, p)
        self.labour.wage *= level
        if grow:
            centre = float(exp(-p.trend_growth * MID_YEAR / 4.0))
            self.labour.wage *= centre
            self.labour.productivity = centre
        self.anchor = level
        self.rate_gap = 0.0
        self.utilisation = np.ones(n)
        self.normal_output = np.ones(n)
        self.region_trend = np.zeros(N_REGIONS)
        self.region_step = np.zeros(N_REGIONS)
        self.sector_trend = np.zeros(n)
        self.grid = p.grid_headroom + p.grid_headroom_slope * log(self.economy.electricity_self_sufficiency)

    def _open_institutions(self) -> None:
        economy, level = self.economy, self.anchor
        self.households = HouseholdSector(
            deposits=economy.household_deposits.copy(),
            loans=economy.household_loans.copy(),
            smoothed_income=self.structure.household_income * level,
            disposable_income=self.structure.household_income * level,
            consumption=self.structure.consumption * level,
        )
        investment = self.structure.government_investment
        rate = self.parameters.public_capital_depreciation
        growth = self.switches.balanced_growth
        self.public = Public(
            debt=economy.government_debt,
            deficit=0.0,
            public_capital=investment * 4.0 / (rate + growth),
        )
        self.finance = Finance(
            bank_equity=0.0,
            losses=0.0,
            fund_loans=np.zeros(N_CELLS),
            fund_equity=np.zeros(N_CELLS),
            fund_liabilities=0.0,
            fund_lost_loans=0.0,
            fund_lost_equity=0.0,
            foreign_position=foreign_position(economy, self.firms),
        )
        self.rate = rates(self.parameters.policy_rate, self.parameters.policy_rate, self.parameters)
        for region in range(N_REGIONS):
            Household(self, region, self.households)
        self.government = Government(self, self.public)
        self.bank = Bank(self, self.finance)
        self.fund = PublicGrowthFund(self, self.finance)
        self.rest_of_world = RestOfWorld(
            self, self.structure, economy.import_origin_share.copy(), self.parameters, self.switches
        )

    def step(self) -> None:
        """One quarter."""
        before = accounts.read(self.firms, self.households, self.public, self.finance, self.closed)
        phases.world_and_demography(self)
        phases.policy(self)
        phases.expectations_and_prices(self)
        phases.technology(self)
        phases.plans(self)
        phases.credit_and_fund(self)
        phases.labour_market(self)
        phases.production(self)
        phases.goods_market(self)
        phases.incomes_and_balance_sheets(self)
        phases.exit_and_entry(self)
        phases.close_accounts(self, before)
        phases.record(self)
        self.quarter += 1

    def advance(self, quarter: int) -> None:
        """Run until `quarter` is the next one."""
        while self.quarter < quarter:
            self.step()

    def run(self, until: int | None = None) -> Mapping[str, Any]:
        """Run to the end of the year `until` (default: the horizon) and return the panel."""
        self.advance(self.quarters if until is None else (until - self.economy.base_year + 1) * 4)
        return self.recorder.panel()
