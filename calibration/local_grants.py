"""Terms of the Korean grants for local investment: rate by region class and firm size, ceiling, smallest project."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.tables import PERCENT, figure, rows
from sim.codes import N_REGIONS, N_SIZES, REGIONS, SIZES

Array = NDArray[np.float64]
_TABLE = "local_grants"
_KEYS = ("parameter", "item", "region", "size")


@dataclass(frozen=True)
class LocalGrantTerms:
    """What a supported establishment gets; regions without a class (the Capital hub) get nothing."""

    rate: Array
    """(R, Z) share of the cost of equipment and buildings."""
    ceiling: Array
    """(R,) highest grant per project, billion won."""
    minimum: float
    """Smallest eligible project, billion won."""
    years: float
    """Investment of how many years is a project."""


def local_grant_terms() -> LocalGrantTerms:
    """Read the terms. Source: notice of the Ministry of Trade, Industry and Energy (rates of 2024)."""

    def term(parameter: str, item: str = "", size: str = "") -> float:
        """One figure of the notice."""
        return figure(_TABLE, _KEYS, (parameter, item, "", size))

    rate, ceiling = np.zeros((N_REGIONS, N_SIZES)), np.zeros(N_REGIONS)
    for row in rows(_TABLE):
        if row["parameter"] == "tier":
            region, tier = REGIONS.index(row["region"]), row["item"]
            rate[region] = [term("rate", tier, size) * PERCENT for size in SIZES]
            ceiling[region] = term("national_ceiling") / (term("national_share", tier) * PERCENT)
    return LocalGrantTerms(rate, ceiling, term("project_minimum"), term("project_years"))
