"""An opening economy made up for these tests: the right shapes and orders of magnitude, no statistics."""

from __future__ import annotations

import dataclasses

import numpy as np

from calibration.economy import OpeningEconomy
from sim.codes import MARKETS, N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES, REGIONS, SECTORS

_MEAN = np.array([2.1, 6.6, 19.0, 100.0, 1000.0])
_COUNTS = np.array([395_000, 75_000, 60_000, 8_500, 700])


def synthetic_economy(seed: int = 5) -> OpeningEconomy:
    """Two empty cells (refining and ships in Sejong), a cell of two establishments (ships in Seoul)."""
    rng = np.random.default_rng(seed)
    shape = (N_REGIONS, N_SECTORS)
    pattern = rng.gamma(0.6, size=shape)[:, :, None] * rng.gamma(4.0, size=(*shape, N_SIZES))
    counts = np.round(pattern / pattern.sum(axis=(0, 1)) * _COUNTS)
    sejong, seoul = REGIONS.index("Sejong"), REGIONS.index("Seoul")
    refining, ships = SECTORS.index("REFI"), SECTORS.index("SHIP")
    counts[sejong, [refining, ships]] = 0.0
    counts[seoul, ships] = [1, 0, 1, 0, 0]
    staff = counts * _MEAN * rng.uniform(0.9, 1.2, size=counts.shape)
    staff[:, :, 4] *= np.exp(rng.normal(0.0, 0.6, shape)).clip(0.4)
    employment = np.concatenate((staff.sum(axis=2), rng.uniform(5e3, 4e5, (N_REGIONS, 8))), axis=1)
    productivity = 0.15 * np.exp(rng.normal(0.0, 0.2, N_PRODUCTS) + rng.normal(0.0, 0.1, (N_REGIONS, N_PRODUCTS)))
    value_added_region = employment * productivity
    value_added = value_added_region.sum(axis=0)
    exports = value_added * rng.uniform(0.2, 1.6, N_PRODUCTS)
    values = {field.name: np.ones(1) for field in dataclasses.fields(OpeningEconomy)}
    values |= {
        "base_year": 2022,
        "vintage": "made up",
        "gross_output": 3.0 * value_added,
        "value_added": value_added,
        "compensation": 0.45 * value_added,
        "exports_by_market": np.outer(exports, rng.dirichlet(np.ones(len(MARKETS)))),
        "capital": 2.5 * value_added,
        "rd_expenditure": rng.uniform(0.01, 0.2, N_PRODUCTS) * value_added,
        "value_added_region": value_added_region,
        "employment_region": employment,
        "establishments": counts,
        "establishment_employment": staff,
        "size_productivity": np.array([0.35, 0.4, 0.5, 0.7, 2.0]),
        "size_wage": np.array([0.55, 0.65, 0.8, 1.0, 1.6]),
        "exporter_share": np.array([0.02, 0.08, 0.25, 0.55, 0.85]),
        "size_export_share": np.array([0.01, 0.02, 0.08, 0.19, 0.7]),
        "adoption": np.array([
            [0.975, 0.02, 0.005, 0.0], [0.93, 0.055, 0.015, 0.0], [0.75, 0.19, 0.06, 0.0],
            [0.45, 0.38, 0.168, 0.002], [0.12, 0.5, 0.35, 0.03],
        ]),
        "minimum_wage_near_share": np.array([0.3, 0.22, 0.14, 0.07, 0.02]),
        "minimum_wage_ratio": 0.42,
        "firm_loans": 0.9 * value_added,
        "firm_deposits": 0.4 * value_added,
        "overseas_output": np.concatenate((0.6 * value_added[:N_SECTORS], np.zeros(8))),
        "zombie_share": np.concatenate((rng.uniform(0.08, 0.25, N_SECTORS), np.zeros(8))),
    }  # fmt: skip
    return OpeningEconomy(**values)
