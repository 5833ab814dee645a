"""The panel: what a run leaves behind, quarter by quarter (names in the codelist of `sim.indicators`)."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES, PRODUCTS, REGIONS, SECTORS, SIZES

Array = NDArray[np.float64]

CELL_SERIES = (
    "value_added_nominal", "value_added_volume", "gross_output_nominal", "gross_output_volume",
    "intermediate_nominal", "intermediate_volume", "exports_nominal", "exports_volume", "investment_nominal",
    "investment_volume", "employment", "wage_bill", "capital", "capital_income",
)  # fmt: skip
REGION_SERIES = (
    "adopters_value_added", "new_items_sales", "sales", "zombies", "entries", "exits", "world_class",
    "smart_factories", "ai_factories", "lead_places", "lead_factories", "smart_complexes",
)  # fmt: skip
SCALARS = (
    "gdp_nominal", "gdp_volume", "consumption_volume", "consumer_price", "unemployment_rate", "imports_volume",
    "policy_rate", "government_debt", "household_income", "fiscal_net", "exchange_rate", "world_trade",
)  # fmt: skip
STAGE_SERIES = ("value_added_volume", "employment", "value_added_base")
"""Kept for the plants at stage `ai_factory` (names `ai_factory_<series>`); the last is what their persons made in the
base year of their own plants."""

MAY_BE_NEGATIVE = frozenset({
    "value_added_nominal", "value_added_volume", "value_added_by_size", "value_added_volume_by_size", "capital_income",
    "ai_factory_value_added_volume", "adopters_value_added", "policy_rate", "government_debt", "household_income",
    "fiscal_net",
})  # fmt: skip
"""Series for which a negative number makes sense; of any other it stops the run."""

_AXES: dict[tuple[int, ...], tuple[tuple[str, ...], ...]] = {
    (): (), (N_REGIONS,): (REGIONS,), (N_SIZES,): (SIZES,), (N_REGIONS, N_PRODUCTS): (REGIONS, PRODUCTS),
    (N_REGIONS, N_SECTORS): (REGIONS, SECTORS), (N_REGIONS, N_SIZES): (REGIONS, SIZES),
}  # fmt: skip
"""Names along the axes of a series, by their lengths."""

SUPPORT_SERIES = {"fiscal_by_region": N_REGIONS, "fiscal_by_sector": N_SECTORS, "fiscal_by_size": N_SIZES}
"""Public money received by manufacturing establishments, a part of the fiscal ledger."""


SHAPES: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(CELL_SERIES, (N_REGIONS, N_PRODUCTS)),
    **dict.fromkeys((f"ai_factory_{name}" for name in STAGE_SERIES), (N_REGIONS, N_PRODUCTS)),
    **dict.fromkeys(REGION_SERIES, (N_REGIONS,)),
    **dict.fromkeys(SCALARS, ()),
    "value_added_by_size": (N_SIZES,),
    "value_added_volume_by_size": (N_SIZES,),
    "employment_by_size": (N_SIZES,),
    "establishments": (N_REGIONS, N_SECTORS),
    "adopters": (N_REGIONS, N_SIZES),
    "establishments_rz": (N_REGIONS, N_SIZES),
}
"""Every series and its shape in a quarter."""
_SIZES = {name: math.prod(shape) for name, shape in SHAPES.items()}
_LEAST = np.concatenate(
    [np.full(size, np.finfo(float).min if name in MAY_BE_NEGATIVE else 0.0) for name, size in _SIZES.items()]
)
"""Least value that can be, for the numbers of a quarter in the order of the series."""


class Recorder:
    """Preallocated numbers, a row a quarter; `series` are the columns by name with a leading time axis."""

    def __init__(self, quarters: int, levers: tuple[str, ...]) -> None:
        self.time = 0
        self._rows = np.zeros((quarters, _LEAST.size))
        self.series = self._columns()
        self.fiscal = empty_ledger(levers, quarters)
        self.support = {name: np.zeros((quarters, count)) for name, count in SUPPORT_SERIES.items()}
        self.extra: dict[str, list[Any]] = {}

    def _columns(self) -> dict[str, Array]:
        """Series by name: parts of the rows."""
        ends = np.cumsum(list(_SIZES.values())).tolist()
        parts = zip(SHAPES.items(), np.split(self._rows, ends[:-1], axis=1), strict=True)
        return {name: part.reshape(-1, *shape) for (name, shape), part in parts}

    def __deepcopy__(self, memo: dict[int, Any]) -> Recorder:
        """A copied model writes rows of its own."""
        other = copy.copy(self)
        other._rows = self._rows.copy()
        other.series = other._columns()
        other.fiscal, other.support, other.extra = copy.deepcopy((self.fiscal, self.support, self.extra), memo)
        return other

    def write(self, **values: Array | float) -> None:
        """Store one quarter; a name that is not a series raises KeyError."""
        series, time = self.series, self.time
        for name, value in values.items():
            series[name][time] = value

    def keep(self, **values: Any) -> None:
        """Store diagnostics that are not published outcomes (validation, stability bands)."""
        for name, value in values.items():
            self.extra.setdefault(name, []).append(value)

    def fault(self) -> str:
        """The first series of this quarter with a value that is no number, or negative where none can be; else "".

        Says where, and what the value was a quarter before.
        """
        row = self._rows[self.time]
        if (row >= _LEAST).all() and row.max() < np.inf:
            return ""
        for name, series in self.series.items():
            now = series[self.time]
            wrong = ~np.isfinite(now) if name in MAY_BE_NEGATIVE else ~(np.isfinite(now) & (now >= 0.0))
            if np.any(wrong):
                where = tuple(np.argwhere(wrong)[0].tolist())
                place = ", ".join(names[k] for names, k in zip(_AXES[now.shape], where, strict=True))
                before = f" (last good value {series[self.time - 1][where]:.6g})" if self.time else ""
                return f"{name} is {now[where]:.6g}{f' in {place}' if place else ''}{before}"
        return ""

    def cost(self, quarter: int) -> float:
        """Gross cost of all levers in a quarter, billion won, without face values."""
        return float(sum(book[item][quarter] for book in self.fiscal.values() for item in COST_ITEMS))

    def close_quarter(self) -> None:
        """Move on to the next quarter."""
        self.time += 1

    def panel(self) -> dict[str, Any]:
        """Series of the quarters written, and the fiscal ledger by lever."""
        panel: dict[str, Any] = {name: series[: self.time].copy() for name, series in self.series.items()}
        panel |= {name: series[: self.time] for name, series in self.support.items()}
        panel["fiscal"] = {
            lever: {item: values[: self.time] for item, values in items.items()} for lever, items in self.fiscal.items()
        }
        return panel


COST_ITEMS = ("grants", "tax_expenditure", "loan_subsidy", "losses", "administration", "purchases")
"""Items of the fiscal ledger that are cost; the face value of loans and guarantees is kept apart."""
FISCAL_ITEMS = (*COST_ITEMS, "face_value")
"""All items of the ledger."""


def empty_ledger(levers: tuple[str, ...], quarters: int) -> dict[str, dict[str, Array]]:
    """Fiscal ledger by lever and item, (quarters,) each."""
    return {lever: {item: np.zeros(quarters) for item in FISCAL_ITEMS} for lever in levers}
