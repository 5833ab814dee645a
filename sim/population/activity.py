"""What establishments do: export, research, adopt technology, produce abroad; how old and how sound they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS, N_SIZES, STAGES
from sim.numerics import exp, log, power
from sim.parameters import Parameters
from sim.population.finance import REFERENCE_SIZE, Establishments, by_size
from sim.population.selection import lottery, position, select
from sim.population.sizes import calibrate
from sim.population.strata import LARGE
from sim.random import Stream, inverse_normal, uniform_pair

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
_RAKING_ROUNDS = 60
_LARGEST_STEP, _LARGEST_FACTOR = 10.0, 1e6


def export_ratio(economy: OpeningEconomy) -> Array:
    """(P,) exports / gross output."""
    exports = economy.exports_by_market.sum(axis=1)
    return np.divide(exports, economy.gross_output, out=np.zeros_like(exports), where=economy.gross_output > 0.0)


def choose_exporters(
    firms: Establishments, economy: OpeningEconomy, tfp: Array, seed: int, parameters: Parameters
) -> tuple[Flags, Array]:
    """Who exports, and how much of its output relative to others of its sector and class (n,).

        ln(exports / output) = e_XL ln L + sigma_X n + factor of sector and class,    L persons, n standard normal

    By class the weighted share is ``economy.exporter_share``; within it the odds rise with log TFP and with the
    export ratio of the sector.
    """
    chance, amount = firms.uniforms(seed, Stream.POPULATION_EXPORT)
    ratio = export_ratio(economy)[:N_SECTORS]
    appeal = power(np.maximum(ratio / ratio.mean(), 1e-3), parameters.exporter_sector_elasticity)
    odds = appeal[firms.sector] * exp(parameters.exporter_premium * tfp)
    count = np.bincount(firms.size, firms.weight, N_SIZES)
    exporters = select(lottery(chance, odds), firms.size, firms.weight, economy.exporter_share * count)
    drawn = parameters.export_intensity_dispersion * inverse_normal(amount)
    return exporters, exp(parameters.export_intensity_size * log(firms.employment) + drawn)


def export_intensity(
    firms: Establishments,
    economy: OpeningEconomy,
    value_added: Array,
    exporters: Flags,
    draw: Array,
    parameters: Parameters,
) -> Array:
    """Exports / gross output (n,): `draw` raked to exports by sector and by class, capped, zero if not an exporter.

    Output is value added x the sector's gross output / value added. Where the cap binds, the sector's sum falls
    short of its exports: the column is relative within a sector.
    """
    who = np.flatnonzero(exporters)
    group = firms.sector_size[who]
    multiple = economy.gross_output[:N_SECTORS] / economy.value_added[:N_SECTORS]
    output = (firms.weight * value_added)[who] * multiple[firms.sector[who]]
    rows = economy.exports_by_market[:N_SECTORS].sum(axis=1)
    columns = economy.size_export_share * rows.sum()
    limit = parameters.export_intensity_limit
    factor = np.ones((N_SECTORS, N_SIZES))
    out = np.zeros(firms.weight.size)
    if not who.size:
        return out
    for _ in range(_RAKING_ROUNDS):
        for axis, goal in ((0, columns), (1, rows)):
            intensity = np.minimum(limit, draw[who] * factor.reshape(-1)[group])
            table = np.bincount(group, output * intensity, factor.size).reshape(factor.shape)
            held = table.sum(axis=axis)
            step = np.divide(goal, held, out=np.ones_like(held), where=held > 0.0)
            factor *= np.minimum(step, _LARGEST_STEP) if axis == 0 else np.minimum(step, _LARGEST_STEP)[:, None]
        factor = np.minimum(factor, _LARGEST_FACTOR)
    out[who] = np.minimum(limit, draw[who] * factor.reshape(-1)[group])
    return out


def research(
    firms: Establishments, economy: OpeningEconomy, value_added: Array, seed: int, parameters: Parameters
) -> tuple[Array, Array]:
    """R&D expenditure (n,), billion won a year, exact by sector; and a spare uniform draw.

    A share of each class performs R&D, at an intensity rising with persons to the power `research_size_elasticity`.
    A sector without any performer spreads its R&D over value added.
    """
    chance, spare = firms.uniforms(seed, Stream.POPULATION_OTHER, 0)
    performs = chance < by_size(parameters, "research_share")[firms.size]
    base = value_added * exp(parameters.research_size_elasticity * log(firms.employment))
    spending = np.where(performs, base, 0.0)
    idle = np.bincount(firms.sector, firms.weight * spending, N_SECTORS) <= 0.0
    spending = np.where(idle[firms.sector], value_added, spending)
    return calibrate(spending, firms.weight, firms.sector, economy.rd_expenditure[:N_SECTORS]), spare


def adoption_stage(
    firms: Establishments, economy: OpeningEconomy, tfp: Array, seed: int, parameters: Parameters
) -> NDArray[np.int8]:
    """Stage (n,): by class the weighted shares of ``economy.adoption``; the more productive stand higher."""
    score = parameters.adoption_selection * tfp / parameters.tfp_dispersion
    score = score + inverse_normal(firms.uniforms(seed, Stream.POPULATION_STAGE)[0])
    place = position(score, firms.size, firms.weight, N_SIZES)
    count = np.bincount(firms.size, firms.weight, N_SIZES)
    out = np.zeros(firms.weight.size, dtype=np.int8)
    for stage in range(1, len(STAGES)):
        reach = economy.adoption[:, stage:].sum(axis=1) * count
        out += place < reach[firms.size]
    return out


def zombies(
    firms: Establishments,
    economy: OpeningEconomy,
    value_added: Array,
    wages: Array,
    loans: Array,
    spare: Array,
    parameters: Parameters,
) -> Flags:
    """Who is weak (n,): in each class the sector's share, those of lowest (value added - wages) / loans, with noise."""
    cover = (value_added - wages * firms.employment) / np.maximum(loans, 1e-12)
    rank = np.empty(cover.size)
    rank[np.argsort(cover, kind="stable")] = np.arange(cover.size) / max(cover.size - 1, 1)
    score = -parameters.zombie_selection * rank + spare
    count = np.bincount(firms.sector_size, firms.weight, N_SECTORS * N_SIZES)
    share = np.repeat(economy.zombie_share[:N_SECTORS], N_SIZES)
    return select(score, firms.sector_size, firms.weight, share * count)


def ages(firms: Establishments, seed: int, parameters: Parameters) -> Array:
    """Years (n,): exponential, mean rising with persons, truncated at `oldest_establishment`."""
    draw = firms.uniforms(seed, Stream.POPULATION_OTHER, 1)[0]
    mean = parameters.age_mean * exp(parameters.age_size_elasticity * log(firms.employment / REFERENCE_SIZE))
    kept = 1.0 - exp(-parameters.oldest_establishment / mean)
    out: Array = -mean * log(1.0 - draw * kept)
    return out


def overseas_capacity(
    firms: Establishments,
    economy: OpeningEconomy,
    value_added: Array,
    exporters: Flags,
    seed: int,
    parameters: Parameters,
) -> Array:
    """Annual output of plants abroad (n,), billion won, exact by sector.

    Owners are a share of exporters with 50 and more persons; the capacity rises with value added and persons. In a
    sector without an owner the exporters, else all establishments of the largest occupied class, hold it.
    """
    share = np.zeros(N_SIZES)
    share[LARGE - 1 :] = parameters.overseas_share_50_299, parameters.overseas_share_300
    out = np.zeros(firms.weight.size)
    candidate = np.flatnonzero(exporters & (firms.size >= LARGE - 1))
    draw = uniform_pair(seed, 0, Stream.POPULATION_OTHER, firms.identifier[candidate], 2)[0]
    owner = candidate[draw < share[firms.size[candidate]]]
    base = value_added * exp(parameters.overseas_size_elasticity * log(firms.employment))
    out[owner] = base[owner]
    for fallback in (exporters, np.ones(out.size, dtype=bool)):
        missing = np.bincount(firms.sector, out, N_SECTORS) <= 0.0
        out = np.where(missing[firms.sector] & fallback, base, out)
    return calibrate(out, firms.weight, firms.sector, economy.overseas_output[:N_SECTORS])
