"""What the outcomes of targets are in the base year, by official figures alone: an order of magnitude, no result.

No run is needed. Where official figures know an outcome by product of the nation only, its regions are those of value
added; outcomes that no official figure opens with are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_QUARTERS: Final = 4
_BASIC, _INTERMEDIATE, _AI_FACTORY = 1, 2, 3
"""Stages of adoption, columns of `OpeningEconomy.adoption`."""


@cache
def economy(base_year: int) -> Any:
    """The opening economy of a base year."""
    from calibration import build

    return build(base_year)


def _per_quarter(values: Array | float) -> Array:
    """(quarters, ...) a flow of a year, the same in each quarter."""
    return _alike(np.asarray(values) / _QUARTERS)


def _alike(values: Array | float) -> Array:
    """(quarters, ...) a state, the same in each quarter."""
    return np.repeat(np.asarray(values, dtype=np.float64)[None], _QUARTERS, axis=0)


@cache
def opening_panel(base_year: int) -> Mapping[str, Any]:
    """Series of a run in the four quarters of its base year, as far as official figures give them.

    Names, units and shapes are those of `sim.recorder`; money in billion won of the base year.
    """
    found = economy(base_year)
    made = found.value_added_region
    share = made / made.sum(axis=0)
    plants = found.establishments.sum(axis=1)
    sums = {
        "value_added": made,
        "gross_output": share * found.gross_output,
        "exports": share * found.exports_by_market.sum(axis=1),
        "investment": share * (found.tangible_investment + found.rd_expenditure),
    }
    volumes = {f"{name}_{kind}": _per_quarter(year) for name, year in sums.items() for kind in ("nominal", "volume")}
    persons = found.establishment_employment.sum(axis=(0, 1))
    of_size = persons * found.size_productivity
    stages = {"smart_factories": _BASIC, "ai_factories": _AI_FACTORY}
    by_size = _per_quarter(made[:, : found.establishments.shape[1]].sum() * of_size / of_size.sum())
    return volumes | {
        "employment": _alike(found.employment_region),
        "wage_bill": _per_quarter(found.compensation * found.employment_region / found.employment_region.sum(axis=0)),
        "value_added_by_size": by_size,
        "value_added_volume_by_size": by_size,
        "employment_by_size": _alike(persons),
        "establishments": _alike(found.establishments.sum(axis=2)),
        "establishments_rz": _alike(plants),
        "entries": _per_quarter(plants @ found.entry_rate),
        "exits": _per_quarter(plants @ found.exit_rate),
        "adopters": _alike(plants * found.adoption[:, _INTERMEDIATE:].sum(axis=1)),
        **{name: _alike(plants @ found.adoption[:, stage:].sum(axis=1)) for name, stage in stages.items()},
        **_national(found),
    }


def _national(found: Any) -> dict[str, Array]:
    """Series of the whole economy."""
    from sim.scenario import vocabulary

    gdp = vocabulary.gdp(found.base_year)
    private, foreign = (found.household_domestic, found.household_imported), found.intermediate_imported.sum()
    foreign += sum(getattr(found, f"{use}_imported").sum() for use in ("household", "government", "investment"))
    flows = {
        "gdp_nominal": gdp,
        "gdp_volume": gdp,
        "consumption_volume": float(sum(part.sum() for part in private)) + found.tax_household,
        "imports_volume": float(foreign),
    }
    states = {
        "government_debt": found.government_debt,
        "unemployment_rate": 1.0 - found.employed_residents.sum() / found.labour_force.sum(),
        "consumer_price": 1.0,
        "exchange_rate": 1.0,
        "world_trade": 1.0,
    }
    return {name: _per_quarter(value) for name, value in flows.items()} | {
        name: _alike(value) for name, value in states.items()
    }


def most_complexes() -> int:
    """Industrial complexes of the model."""
    from sim.population.tags import complexes

    return len(complexes()[0])


def figure(value: float, digits: int = 3) -> str:
    """Significant digits without powers of ten, thousands apart.

    >>> figure(577_812.0), figure(0.00121148), figure(-2.0)
    ('578,000', '0.00121', '-2')
    """
    rounded = float(f"{value:.{digits}g}")
    text = np.format_float_positional(abs(rounded), trim="-")
    whole, _, rest = text.partition(".")
    return f"{'-' if rounded < 0.0 else ''}{int(whole):,}{'.' if rest else ''}{rest}"
