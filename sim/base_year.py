"""What the model remembers of the base year: yardsticks fixed at construction, and what its first quarters settle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.economy import OpeningEconomy
from calibration.local_grants import LocalGrantTerms, local_grant_terms
from sim.agents.bank import rates
from sim.agents.demography import Template, base_births, entrant_template
from sim.agents.firms import user_cost
from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES, TEN_AND_MORE
from sim.opening import minimum_wage
from sim.parameters import Parameters
from sim.population.tags import complexes
from sim.state import Firms, Public, Structure

Array = NDArray[np.float64]
QUARTERS = 4.0
FAMILY_SIZES = 2
"""Size classes, from the smallest, whose owners work in the plant: below ten persons."""


@dataclass(frozen=True)
class BaseYear:
    """Yardsticks of the base year, fixed when the model is built; R, P, N and cells as in `sim.state`."""

    level: float
    """Price level of the opening quarter, index with the mean of the base year = 1."""
    gdp: float
    """Billion won a quarter, market prices."""
    imports: Array
    """(P,) billion won a quarter."""
    output_per_worker: float
    """GDP over employment of all producers, billion won a quarter per person."""
    regional_share: Array
    """(R, P) share of each region in the value added of a product."""
    manufacturing_share: Array
    """(R,) share of each region in the value added of manufacturing."""
    public_capital: float
    """Volume, billion won at base-year prices."""
    household_loan_ratio: Array
    """(R,) loans of households over their quarterly disposable income."""
    user_cost: Array
    """(2, P) user cost of capital at the neutral policy rate, per year and unit: other producers, small firms."""
    minimum_wage: float
    """Billion won a person and quarter."""
    rd_intensity: Array
    """(P,) planned R&D per unit of expected output."""
    expansion: Array
    """(P,) planned growth of capital, net of depreciation, per quarter."""
    template: Template
    """Model of an entrant by cell."""
    births: Array
    """(cells,) establishments of the smallest class born in a quarter."""
    local_grants: LocalGrantTerms
    """Terms of local investment grants."""

    paid_staff: Array
    """(Z,) staff who are paid a wage over persons at work in an average plant: the others own it."""
    top_productivity: float
    """Value-added volume per person and quarter that the most productive `world_class_share` of makers reach."""
    in_complexes: NDArray[np.int64]
    """Slots of the plants that count in an industrial complex (`in_complexes`): where no policy splits or brings back
    plants, no other slot ever has one, as entrants lie in none."""

    def __post_init__(self) -> None:
        for record in (self, self.template, self.local_grants):
            for value in vars(record).values():
                if isinstance(value, np.ndarray):
                    value.setflags(write=False)


@dataclass
class Settled:
    """What the quarters of the base year settle: written then, only read afterwards."""

    profit_rate: Array
    """(P,) normal profit over sales; `exit_and_entry` writes it in each quarter of the base year."""
    load: Array
    """(R,) electricity used by producers in the opening quarter, volume; `plans` writes it in that quarter."""


def remember(
    economy: OpeningEconomy, firms: Firms, structure: Structure, public: Public, level: float, parameters: Parameters
) -> BaseYear:
    """The yardsticks, read from the opening state; level is the price level of the opening quarter."""
    gdp = base_gdp(economy)
    made = economy.value_added_region[:, :N_SECTORS].sum(axis=1)
    spread = np.array([[0.0], [parameters.small_firm_spread]])
    depreciation = structure.depreciation * 4.0
    neutral = rates(parameters.policy_rate, parameters.policy_rate, parameters).loan * 4.0 + spread
    cost = user_cost(neutral, depreciation, parameters.inflation_anchor, parameters.risk_premium, 1.0, 0.0, 1.0)
    floor = minimum_wage(economy, firms)
    output = np.maximum(firms.by_sector(firms.expected_output), 1e-12)
    return BaseYear(
        level=level,
        gdp=gdp,
        imports=base_imports(economy),
        output_per_worker=gdp / firms.total(firms.employment),
        regional_share=regional_weights(economy),
        manufacturing_share=made / made.sum(),
        public_capital=public.public_capital,
        household_loan_ratio=economy.household_loans / structure.household_income,
        user_cost=cost,
        minimum_wage=floor,
        rd_intensity=firms.by_sector(firms.planned_rd) / output,
        expansion=firms.by_sector(firms.planned_investment) / firms.by_sector(firms.capital) - structure.depreciation,
        template=entrant_template(firms, floor),
        births=base_births(firms, structure.entry_rate),
        local_grants=local_grant_terms(),
        paid_staff=paid_staff(firms, parameters.owners_at_work),
        top_productivity=top_productivity(firms, structure, parameters.world_class_share),
        in_complexes=in_complexes(firms),
    )


def in_complexes(firms: Firms) -> NDArray[np.int64]:
    """Slots of the plants of ten and more persons that stand in an industrial complex."""
    return np.flatnonzero((firms.size >= TEN_AND_MORE) & (firms.tags & np.bitwise_or.reduce(complexes()[0]) != 0))


def paid_staff(firms: Firms, owners: float) -> Array:
    """Staff who are paid a wage over persons at work by size class (Z,):  1 - owners / mean persons, not below zero.

    owners: persons who work in a plant of their own or of their family, per establishment below ten persons.
    """
    live = np.where(firms.manufacturing, firms.weight, 0.0)
    plants, persons = (np.bincount(firms.size, column, N_SIZES) for column in (live, live * firms.employment))
    mean = np.divide(persons, plants, out=np.full(N_SIZES, np.inf), where=plants > 0.0)
    return np.where(np.arange(N_SIZES) < FAMILY_SIZES, np.maximum(1.0 - owners / mean, 0.0), 1.0)


def top_productivity(firms: Firms, structure: Structure, share: float) -> float:
    """Value-added volume per person and quarter at base-year technique that a share of manufacturers reaches."""
    used = structure.input_unit
    live = np.flatnonzero(firms.manufacturing & (firms.weight > 0.0))
    made = (1.0 - used[firms.sector[live]]) / firms.labour_requirement[live]
    order = np.argsort(made, kind="stable")[::-1]
    above = np.cumsum(firms.weight[live][order])
    return float(made[order][np.searchsorted(above, share * above[-1])])


def regional_weights(economy: OpeningEconomy) -> Array:
    """(R, P) base-year share of each region in the value added of a product."""
    value: Array = economy.value_added_region / economy.value_added_region.sum(axis=0)
    assert value.shape == (N_REGIONS, N_PRODUCTS)
    return value


def base_gdp(economy: OpeningEconomy) -> float:
    """Quarterly GDP of the base year at market prices, billion won."""
    taxes = (
        float(economy.tax_intermediate.sum()) + economy.tax_household + economy.tax_government + economy.tax_investment
    )
    return (float(economy.value_added.sum()) + taxes) / QUARTERS


def base_imports(economy: OpeningEconomy) -> Array:
    """(P,) quarterly imports by product of the base year, billion won."""
    imports: Array = (
        economy.intermediate_imported.sum(axis=1)
        + economy.household_imported
        + economy.government_imported
        + economy.investment_imported
    ) / QUARTERS
    return imports
