"""State of the simulated economy: plain arrays, one owner each, no behaviour.

Money is billion won, flows are per quarter, volumes are at base-year basic prices, price indices are 1 in the base
year, persons are persons. R = 17 regions, P = 25 products, J = 6 markets, K = 2 skills, Z = 5 sizes, N = firm slots.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_PRODUCTS, N_REGIONS, SMALL_SIZES
from sim.numerics import Column, cell_sums, many_cell_sums

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Code = NDArray[np.int8]
Count = NDArray[np.int16]
Mask = NDArray[np.bool_]

MATURE_QUARTERS = 40.0
"""Age of the installations of the base year and of entrants: long past their J-curve."""
PAGE = 4096
LARGE = 1 << 22
"""Bytes of a column from which on NumPy asks for large pages."""
SPACING = 39 * 64
"""Bytes by which the next column begins later in a page: lines of the cache, a number of them that visits all."""
ZOMBIE_QUARTERS = 12
"""Three years, as in the usual definition of a zombie firm."""


def numbers(column: Array | Index | Code | Count | Mask) -> Array:
    """A column as sums read it: itself, unless it holds counts or signs or lies in pieces."""
    return np.ascontiguousarray(column, dtype=np.float64)


@dataclass
class Firms:
    """Column store of producers: manufacturing establishments, then one producer per region and other sector.

    Every column has length N and is sorted by cell (region x product); a slot with weight 0 is empty. A column is
    per establishment; an aggregate is the sum of weight x column.
    """

    region: Index
    sector: Index
    cell: Index
    size: Code
    cell_start: Index
    """(cells + 1,) slots of cell c are cell_start[c] : cell_start[c + 1]."""
    cell_end: Index
    """(cells,) behind the last slot of each cell that a producer may take; the few that follow stay empty."""
    ident: NDArray[np.uint64]
    """Stratum x 2**32 + generation x 2**20 + number within the stratum: keys the random numbers.
    Each entrant into the slot is a new generation, so it draws its own numbers, the same in every scenario.
    """
    tags: NDArray[np.uint64]
    manufacturing: Mask
    weight: Array
    # technique of the calibrated-share CES: requirements per unit of quarterly output at base-year technology
    labour_requirement: Array
    capital_requirement: Array
    base_wage: Array
    wage_dispersion: Array
    """Standard deviation of log wages within the firm."""
    floor_ratio: Array
    """Minimum wage over the mean wage of the firm in the base year."""
    floor_cost: Array
    """Factor by which the minimum wage raised the wage bill in the base year."""
    base_unit_cost: Array
    """Normal unit cost per unit of output in the base year, taxes on production apart."""
    deposit_target: Array
    """Deposits over quarterly output in the base year."""
    loan_target: Array
    """Loans over capital in the base year."""
    base_depreciation: Array
    """Depreciation per unit of output in the base year (cost share)."""
    input_multiplier: Array
    # stocks
    employment: Array
    capital: Array
    inventory: Array
    loans: Array
    deposits: Array
    rd_stock: Array
    overseas_capacity: Array
    # technology, logs relative to the base year
    own_technology: Array
    adoption_effect: Array
    quality: Array
    log_tfp: Array
    stage: Code
    stage_quarters: Array
    adoption_kept: Array
    """Gain of the last stage that worked, log TFP."""
    adoption_base: Array
    """Gain of the base-year stage, part of base-year technology."""
    success: Array
    lead: Array
    """One where the plant got a place in a programme of lead AI factories; counted, read by no rule."""
    trained: Array
    """Share of staff trained by public programmes."""
    skill: Array
    """Effect of training, log TFP."""
    rd_intensity: Array
    """R&D volume per unit of expected output."""
    rd_trend: Array
    """R&D stock per unit of output at which the R&D effect is zero."""
    knowledge: Array
    """Knowledge used beyond the own R&D stock, volume."""
    new_products: Array
    """Sales share of new items over what it would be without support, less one."""
    bought_quality: Array
    """Quality beyond that of own research, log."""
    converted: Array
    """Share of the plants of an agent that converted from engine parts."""
    # demand
    base_share_domestic: Array
    base_share_export: Array
    share_domestic: Array
    share_export: Array
    cost_index: Array
    technique: Array
    """Log real wage that the technique embodies."""
    expected_output: Array
    # plans and outcomes of the quarter
    wage: Array
    desired_employment: Array
    planned_investment: Array
    planned_rd: Array
    investment: Array
    machines_waiting: Array  # planned and not yet bought, volume; negative where purchases are ahead of plans
    projects_waiting: Array
    separated: Array
    capacity: Array
    output: Array
    sales_domestic: Array
    sales_export: Array
    earnings: Array
    """Surplus less interest."""
    grants: Array
    profit_rate: Array
    base_loss: Array
    """Profit over sales below which distress starts: -distress_margin less the loss of the base year, taken as passing;
    zero for the zombies of the base year."""
    loss_quarters: Count
    """Quarters of distress without a break."""
    credit_access: Array

    @classmethod
    def column_names(cls) -> tuple[str, ...]:
        """Names of the columns of length N."""
        return tuple(f.name for f in fields(cls) if f.name not in ("cell_start", "cell_end"))

    def pack(self) -> None:
        """Move the columns into one block of memory: few, large pages, and columns that begin at unlike places of one.

        A core's first cache keeps a line by its place within a page of 4096 bytes, so columns that all begin alike
        push each other out. Large columns stay where they are: they have large pages of their own, and moving all takes
        their memory twice.
        """
        if self.weight.nbytes >= LARGE:
            return
        names = self.column_names()
        block = np.empty(sum(getattr(self, name).nbytes + 2 * PAGE for name in names), dtype=np.uint8)
        at, begin = 0, block.ctypes.data
        for k, name in enumerate(names):
            column = getattr(self, name)
            at += (k * SPACING - begin - at) % PAGE
            view = block[at : at + column.nbytes].view(column.dtype)
            view[:] = column
            setattr(self, name, view)
            at += column.nbytes

    def __deepcopy__(self, memo: dict[int, Any]) -> Firms:
        """A copied model gets columns that lie as these do."""
        other = copy.copy(self)
        for name, column in vars(self).items():
            setattr(other, name, column.copy())
        other.pack()
        return other

    @property
    def small(self) -> Mask:
        """(N,) manufacturers below 50 persons: loan rate and response to the user cost of small firms."""
        mask: Mask = self.manufacturing & (self.size < SMALL_SIZES)
        return mask

    def by_cell(self, column: Array) -> Array:
        """(R, P) sum of weight x column."""
        return cell_sums(self.cell_start, self.weight, numbers(column)).reshape(N_REGIONS, N_PRODUCTS)

    def by_cells(self, *columns: Column) -> Array:
        """(columns, R, P) sums of weight x column of several columns; a tuple of columns counts as their product."""
        read = [tuple(map(numbers, one)) if isinstance(one, tuple) else numbers(one) for one in columns]
        return many_cell_sums(self.cell_start, self.weight, read).reshape(-1, N_REGIONS, N_PRODUCTS)

    def by_sector(self, column: Array) -> Array:
        """(P,) sum of weight x column."""
        total: Array = self.by_cell(column).sum(axis=0)
        return total

    def by_region(self, column: Array) -> Array:
        """(R,) sum of weight x column."""
        total: Array = self.by_cell(column).sum(axis=1)
        return total

    def total(self, column: Array) -> float:
        """Sum of weight x column over all producers."""
        return float(self.by_cell(column).sum())


@dataclass(frozen=True)
class Structure:
    """Coefficients fixed at construction from the opening economy (volumes per unit, shares, rates per quarter)."""

    input_volume: Array
    """(P product, P user) input per unit of output, domestic plus imported."""
    input_domestic: Array
    """(P, P) domestic share of each input in the base year."""
    input_tax: Array
    """(P user,) product tax on inputs, ad valorem."""
    household_basket: Array
    household_domestic: Array
    household_tax: float
    government_basket: Array
    government_domestic: Array
    government_tax: float
    capital_goods: Array
    capital_goods_domestic: Array
    rd_goods: Array
    investment_tax: float
    export_base: Array
    """(P, J) quarterly export volume of the base year."""
    production_tax: Array
    """(P,) rate on the value of output."""
    capital_share: Array
    """(P,) weight of capital in the CES."""
    depreciation: Array
    """(P,) per quarter."""
    skill_share: Array
    export_elasticity: Array
    armington: Array
    import_competition: Array
    """(P,) weight of import prices in domestic price setting."""
    input_pass: Array
    """(P,) long-run pass-through of input cost to prices."""
    primary_pass: Array
    """(P,) long-run pass-through of labour and capital cost."""
    input_share: Array
    """(P,) share of inputs in normal cost."""
    input_cost: Array
    """(P,) cost of inputs per unit of output in the base year."""
    primary_cost: Array
    """(P,) labour cost and depreciation per unit of output in the base year."""
    price_adjustment: Array
    electricity: Array
    local: Mask
    """(P,) local services: demand follows regional income."""
    china_exposure: Array
    sector_trend: Array
    relative_trend: Array
    trend_error: float
    regional_luck: Array
    luck_degrees: float
    commuting: Array
    ownership: Array
    working_age: Array
    labour_force: Array
    """(R, K) base year."""
    government_consumption: float
    government_investment: float
    transfers: float
    household_income: Array
    """(R,) quarterly disposable income of the base year."""
    consumption: Array
    """(R,) quarterly consumption of the base year."""
    propensity_income: Array
    """(R,) calibrated c1."""
    payout: Array
    """(P,) distributed share of profit."""
    lump_sum_tax: float
    """Other current taxes and property income of government from households, net; calibrated to the balance."""
    regional_transfer: Array
    """(R,) net transfer between regional households; zero outside the stationary variant."""
    foreign_transfer: float
    """Transfer from the rest of the world to government; zero outside the stationary variant."""
    entry_rate: Array
    exit_rate: Array
    manufacturing_employment: Array
    vintage: str
    base_year: int

    @cached_property
    def inputs(self) -> Array:
        """(P user,) input of all products per unit of output."""
        total: Array = self.input_volume.sum(axis=0)
        return total

    @cached_property
    def final_domestic(self) -> Array:
        """(3, P) domestic share in the base year: households, government, investment."""
        return np.array((self.household_domestic, self.government_domestic, self.capital_goods_domestic))

    @cached_property
    def baskets(self) -> Array:
        """(3, P) parts of the cost of a basket in the base year: household, investment goods, goods for R&D."""
        goods = np.stack((self.household_basket, self.capital_goods, self.rd_goods))
        shares: Array = goods / goods.sum(axis=1, keepdims=True)
        return shares

    @cached_property
    def input_unit(self) -> Array:
        """(P user,) cost of inputs per unit of output at base-year purchasers' prices."""
        return self.inputs * (1.0 + self.input_tax)


@dataclass
class World:
    """Rest of the world this quarter: demand, prices, tariffs, rates."""

    foreign_demand: Array
    """(P, J) index of import demand at unchanged relative prices."""
    rival_price: Array
    """(P,) foreign-currency price of rivals, index."""
    import_price_foreign: Array
    """(P,) foreign-currency import price, index."""
    exchange_rate: float
    last_exchange_rate: float
    tariff: Array
    """(P, J) tariff on Korean goods above the base year, ad valorem."""
    tariff_rivals: Array
    """(P, J) tariff on rivals' goods above the base year."""
    policy_rate: float
    """Per year."""
    minimum_wage: float
    """Index, base year = 1."""
    input_shock: Array
    """(P,) loss of producible output by a supply shock, share."""
    common_shock: float
    sector_demand_shock: Array
    consumption_shock: float
    investment_shock: float  # of growth planned ahead, a quarter
    sector_technology: Array
    region_technology: Array
    wage_shift: float
    """Exogenous shift of wage levels (standard shock), index."""
    technology_shift: float
    """Exogenous shift of manufacturing value-added TFP (standard shock), logs."""
    public_demand_shift: float
    public_investment_shift: float
    transfer_shift: float
    working_age: Array
    """(R,) index of the population of working age."""


@dataclass
class Prices:
    """Prices of the quarter, indices, base year = 1."""

    domestic: Array
    export: Array
    imported: Array
    domestic_share_shift: Array
    """(P,) log shift of the home/import ratio (partial adjustment of the Armington response)."""
    industrial_share_shift: Array
    """(P,) further shift of it for inputs and investment goods."""
    export_response: Array
    """(P, J) log response of exports to relative prices and quality (partial adjustment)."""
    tariff_response: Array
    """(P, J) log response of exports to tariffs (partial adjustment)."""
    consumer: float
    investment_goods: float
    rd_goods: float
    relief: Array = field(default_factory=lambda: np.zeros(N_PRODUCTS))
    """(P,) log of what public aid for cost has taken off domestic prices (partial adjustment)."""


@dataclass
class Labour:
    """Labour pools by region of residence and skill."""

    force: Array
    """(R, K) persons."""
    unemployed: Array
    wage: Array
    """(R workplace, K) wage index."""
    migration_stock: Array
    graduates: Array
    """(R,) cumulated net migration to wages and jobs, graduates kept by policy: shares of the labour force."""
    foreign_workers: Array
    fill_rate: Array
    base_tightness: Array
    base_unemployment: Array
    productivity: float
    """Smoothed real output per worker, index."""
    visa_staff: Array
    settled: Array
    """(R,) persons beyond the baseline: foreign staff on visas, high-skilled people won from abroad."""
    talent: Array
    """(R, S) high-skilled people in manufacturing beyond the baseline, persons."""
    base_employed: Array
    """(R,) employed residents of the opening quarter."""


@dataclass
class HouseholdSector:
    """Regional households."""

    deposits: Array
    loans: Array
    smoothed_income: Array
    disposable_income: Array
    consumption: Array
    """Nominal, planned for the quarter."""


@dataclass
class Public:
    """Government and public capital."""

    debt: float
    deficit: float
    public_capital: float
    """Stock, volume."""


@dataclass
class Finance:
    """Bank, Public Growth Fund, rest of the world: balance sheets."""

    bank_equity: float
    losses: float
    """Loans written off in the last quarter: taken from the bank's next distribution."""
    fund_loans: Array
    """(cells,) loans to firms that the Fund holds in the bank's place."""
    fund_equity: Array
    """(cells,) shares of firms that the Fund has bought, at cost."""
    fund_liabilities: float
    """Bonds of the Fund, guaranteed by government and held by the bank."""
    fund_lost_loans: float
    fund_lost_equity: float
    """Written off in the last quarter: made good by government in this one."""
    foreign_position: float
    """Deposits of the rest of the world at the bank (negative: bank's net foreign assets)."""
