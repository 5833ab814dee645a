"""The synthetic population of the base year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calibration.economy import OpeningEconomy
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES
from sim.lanes import LANES
from sim.numerics import power
from sim.parameters import Parameters, default_parameters
from sim.population.activity import (
    adoption_stage,
    ages,
    choose_exporters,
    export_intensity,
    export_ratio,
    overseas_capacity,
    research,
    zombies,
)
from sim.population.columns import Population
from sim.population.finance import (
    Establishments,
    draw_balance_sheet,
    draw_value_added,
    draw_wages,
    wage_dispersion,
)
from sim.population.sizes import draw_employment
from sim.population.strata import Strata, build_strata
from sim.population.tags import assign_tags
from sim.random import Stream, uniform

Array = NDArray[np.float64]
Columns = dict[str, NDArray]  # type: ignore[type-arg]

DEFAULT_RESERVE = 24
"""Free slots per manufacturing cell."""
_FILLING = N_SIZES + 1
"""Last block of slots in a cell of manufacturing: they stay empty, and make its number of slots one that lanes divide.

What is done to several producers at a time then leaves no rest to do one by one.
"""
_BLOCKS = N_SIZES + 2
"""Blocks of slots in a cell: the size classes, then reserve slots (manufacturing) or the one producer, then filling."""
_STRATA_PER_CELL = 8
"""Numbers of strata set aside per cell in an identifier."""


def _slots(strata: Strata, reserve: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Cell, block (0-4 size class, 5 reserve or producer, 6 filling) and number within the block of every slot."""
    counts = np.zeros((N_REGIONS, N_PRODUCTS, _BLOCKS), dtype=np.int64)
    counts[:, :N_SECTORS, :N_SIZES] = strata.agents.reshape(N_REGIONS, N_SECTORS, N_SIZES)
    counts[:, :N_SECTORS, N_SIZES] = reserve
    counts[:, :N_SECTORS, _FILLING] = -counts[:, :N_SECTORS].sum(axis=2) % LANES
    counts[:, N_SECTORS:, N_SIZES] = 1
    flat = counts.reshape(-1)
    block = np.repeat(np.arange(flat.size), flat)
    number = np.arange(block.size) - np.repeat(np.cumsum(flat) - flat, flat)
    return block // _BLOCKS, block % _BLOCKS, number


def _establishments(
    strata: Strata,
    cell: NDArray[np.int64],
    size: NDArray[np.int64],
    number: NDArray[np.int64],
    identifier: NDArray[np.uint64],
    seed: int,
    parameters: Parameters,
) -> Establishments:
    """Weights and persons of the manufacturing agents; `cell` counts all 425 cells."""
    sector = cell % N_PRODUCTS
    mine = (cell // N_PRODUCTS) * N_SECTORS + sector
    stratum = mine * N_SIZES + size
    agents = strata.agents.reshape(-1)
    expansion = np.divide(strata.establishments.reshape(-1), agents, out=np.zeros(agents.size), where=agents > 0)
    weight = expansion[stratum]
    rank = (number + uniform(seed, 0, Stream.POPULATION_SIZE, identifier, 0)) / agents[stratum]
    employment = draw_employment(strata, stratum, np.minimum(rank, 1.0 - 1e-12), weight, parameters)
    return Establishments(identifier, mine, sector, size, weight, employment)


def _manufacturing(
    firms: Establishments, strata: Strata, economy: OpeningEconomy, seed: int, parameters: Parameters
) -> Columns:
    value_added, tfp, ratio = draw_value_added(firms, strata, seed, parameters)
    wages = draw_wages(firms, strata, economy, value_added, seed, parameters)
    capital, loans, deposits = draw_balance_sheet(firms, economy, value_added, ratio, seed, parameters)
    exporters, draw = choose_exporters(firms, economy, tfp, seed, parameters)
    spending, spare = research(firms, economy, value_added, seed, parameters)
    return {
        "weight": firms.weight,
        "employment": firms.employment,
        "value_added": value_added,
        "capital": capital,
        "wage": wages,
        "export_intensity": export_intensity(firms, economy, value_added, exporters, draw, parameters),
        "rd_expenditure": spending,
        "loans": loans,
        "deposits": deposits,
        "stage": adoption_stage(firms, economy, tfp, seed, parameters),
        "age_years": ages(firms, seed, parameters),
        "tags": assign_tags(firms, exporters, seed, parameters),
        "overseas_capacity": overseas_capacity(firms, economy, value_added, exporters, seed, parameters),
        "zombie": zombies(firms, economy, value_added, wages, loans, spare, parameters),
        "wage_dispersion": wage_dispersion(firms, wages, economy)[firms.size],
    }


def _producers(economy: OpeningEconomy, parameters: Parameters) -> Columns:
    """Columns of the 17 x 8 producers of the rest of the economy, region-major.

    Value added and persons are the cell's; sector totals of capital, loans, deposits, R&D and output abroad follow
    value added; the wage moves with value added per person with elasticity `producer_rent_sharing`.
    """
    rest = slice(N_SECTORS, N_PRODUCTS)
    value_added, persons = economy.value_added_region[:, rest], economy.employment_region[:, rest]
    share = value_added / value_added.sum(axis=0)
    held = (persons > 0.0) & (value_added > 0.0)
    productivity = np.divide(value_added, persons, out=np.ones_like(persons), where=held)
    relative = power(productivity, parameters.producer_rent_sharing)
    wage = relative * (economy.compensation[rest] / (persons * relative).sum(axis=0))
    count = persons.size

    def spread(total: Array) -> Array:
        """(regions x rest,) national totals by the share of each region."""
        return (share * total[rest]).reshape(-1)

    return {
        "weight": np.ones(count),
        "employment": persons.reshape(-1),
        "value_added": value_added.reshape(-1),
        "capital": spread(economy.capital),
        "wage": wage.reshape(-1),
        "export_intensity": np.tile(export_ratio(economy)[rest], N_REGIONS),
        "rd_expenditure": spread(economy.rd_expenditure),
        "loans": spread(economy.firm_loans),
        "deposits": spread(economy.firm_deposits),
        "overseas_capacity": spread(economy.overseas_output),
        "age_years": np.full(count, parameters.oldest_establishment),
        "wage_dispersion": np.full(count, parameters.producer_wage_dispersion),
    }


_TYPES = {"stage": np.int8, "tags": np.uint64, "zombie": np.bool_}


def build_population(
    economy: OpeningEconomy,
    scale: float | str = "sample",
    seed: int = 0,
    reserve: int = DEFAULT_RESERVE,
    parameters: Parameters | None = None,
) -> Population:
    """Agents whose weighted sums are the opening economy.

    `scale`: "sample" (about `sampling_agents` agents), "1:1" (every establishment) or a share of all establishments;
    establishments with 300 and more persons are always agents of weight one. `reserve`: free slots per manufacturing
    cell. `parameters`: defaults of the registry when left out.

    Exact: value added and employment by cell; compensation, capital, loans, deposits, R&D and output abroad by
    sector; establishments by cell and class up to controlled rounding; stages by class, exporters by class and weak
    firms by sector and class up to one agent's weight.
    """
    if reserve < 0:
        raise ValueError(f"reserve must not be negative, found {reserve}")
    values = default_parameters() if parameters is None else parameters
    strata = build_strata(economy, scale, values)
    cell, block, number = _slots(strata, reserve)
    stratum_id = (cell * _STRATA_PER_CELL + block).astype(np.uint64)
    identifier = (stratum_id << np.uint64(32)) | number.astype(np.uint64)
    sector = cell % N_PRODUCTS
    active = np.flatnonzero(block < N_SIZES)
    firms = _establishments(strata, cell[active], block[active], number[active], identifier[active], seed, values)
    parts = (
        (active, _manufacturing(firms, strata, economy, seed, values)),
        (np.flatnonzero(sector >= N_SECTORS), _producers(economy, values)),
    )
    columns: Columns = {}
    for slots, part in parts:
        for name, column in part.items():
            if name not in columns:
                columns[name] = np.zeros(cell.size, dtype=_TYPES.get(name, np.float64))
            columns[name][slots] = column
    size = np.where(sector >= N_SECTORS, -1, np.where(block < N_SIZES, block, 0))
    starts = np.concatenate(([0], np.cumsum(np.bincount(cell, minlength=N_CELLS)))).astype(np.int64)
    return Population(
        cell_start=starts,
        cell_end=starts[1:] - np.bincount(cell[block == _FILLING], minlength=N_CELLS),
        identifier=identifier,
        region=(cell // N_PRODUCTS).astype(np.int16),
        sector=sector.astype(np.int16),
        size=size.astype(np.int8),
        **columns,
    )
