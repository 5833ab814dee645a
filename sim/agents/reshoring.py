"""M4: plants that Korean firms bring back from abroad, and investment that stays at home instead of going abroad."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.agents.demography import Template, create
from sim.agents.splitting import spare_slots
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS
from sim.kernels.reshoring import win_customers
from sim.kernels.turnover import STOCKS
from sim.numerics import exp, group_sums
from sim.state import Firms

Array = NDArray[np.float64]
Index = NDArray[np.int64]
PLANT_SIZE = 3
"""Size class of returning plants: 50 to 299 persons."""
_DILUTED = (
    *STOCKS, "capacity", "expected_output", "base_share_domestic", "base_share_export", "share_domestic",
    "share_export", "planned_investment", "machines_waiting", "projects_waiting", "planned_rd", "rd_stock", "earnings",
    "overseas_capacity",
)  # fmt: skip
"""Columns that a plant without stocks and sales thins when it joins an agent."""


@dataclass
class Project:
    """A returning plant under construction."""

    slot: int
    ident: int
    """Of the agent when the plant joined it: another one means that the agent is gone."""
    investment: float
    """Volume a quarter."""
    output: float
    """Of the finished plant, volume a quarter."""
    support: float
    """Share of the investment that a grant has paid in advance."""
    quarters: int
    done: int = 0


@dataclass
class Homecoming:
    """What has been brought or kept at home so far."""

    projects: list[Project] = field(default_factory=list)
    agents: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """(cell, tags) -> slot and identity of the agent that stands for the plants returned there."""
    exports: Array = field(default_factory=lambda: np.zeros(N_PRODUCTS))
    """(P,) exports moved home, over exports without them."""


def location_odds(jobs: Array, national: Array, abroad: Array, appeal: Array) -> Array:
    """Odds of the cells as sites of a returning plant (cells,).

        odds = B_s (L_rs / L_s) exp(a_rs)

    B_s (P,) output abroad of the firms of a sector, L_rs (cells,) jobs in the scope of the programme, L_s (P,) jobs of
    the sector in the nation, a_rs (cells,) appeal. A conditional logit with existing jobs as the size of the
    alternative (McFadden 1974).
    """
    pull = np.divide(abroad, national, out=np.zeros(N_PRODUCTS), where=national > 0.0)
    out: Array = jobs * np.tile(pull, N_REGIONS) * exp(appeal)
    return out


def sites(odds: Array, draws: Array) -> Index:
    """Cells that plants settle in (k,), drawn with replacement by the odds; none where all odds are zero."""
    total = np.cumsum(odds)
    if total[-1] <= 0.0:
        return np.zeros(0, dtype=np.int64)
    out: Index = np.searchsorted(total, draws * total[-1], side="right")
    return np.minimum(out, odds.size - 1)


def open_to_plants(firms: Firms, known: Mapping[tuple[int, int], tuple[int, int]], tags: int, kept: int) -> Array:
    """(cells,) one where an agent of returned plants stands or a slot is free for one, else zero; needs a model plant.

    kept: free slots that each cell needs for its entrants.
    """
    medium = firms.manufacturing & (firms.weight > 0.0) & (firms.size == PLANT_SIZE)
    able = (spare_slots(firms, kept) > 0).astype(float)
    for (cell, bits), (slot, ident) in known.items():
        if bits == tags and standing(firms, slot, ident):
            able[cell] = 1.0
    return able * (group_sums(firms.cell, medium.astype(float), N_CELLS) > 0.0)


def standing(firms: Firms, slot: int, ident: int) -> bool:
    """Whether the agent is still that of `ident` and alive."""
    return int(firms.ident[slot]) == ident and bool(firms.weight[slot] > 0.0)


@dataclass(frozen=True)
class Model:
    """Plants of 50 to 299 persons of each cell, the model of a returning one (cells,)."""

    output: Array
    """Volume a quarter per person."""
    capital: Array
    """Volume per unit of output a quarter."""
    debt: Array
    """Loans over capital."""


def model_plants(firms: Firms) -> Model:
    """Output per person, capital per unit of output and debt of the standing plants of that size, ratios of sums."""
    among = np.flatnonzero(firms.manufacturing & (firms.size == PLANT_SIZE))
    cell, weight = firms.cell[among], firms.weight[among]
    made, stock = firms.expected_output[among], firms.capital[among]

    def total(column: Array) -> Array:
        """(cells,)"""
        return group_sums(cell, weight * column, N_CELLS)

    def ratio(top: Array, bottom: Array) -> Array:
        """Zero in cells without such plants."""
        return np.divide(top, bottom, out=np.zeros(N_CELLS), where=bottom > 0.0)

    output = total(made)
    capital = ratio(total(firms.capital_requirement[among] * made), output)
    return Model(
        output=ratio(output, total(firms.employment[among])),
        capital=capital,
        debt=ratio(total(firms.loan_target[among] * stock), total(stock)),
    )


def settle(
    firms: Firms,
    cell: int,
    tags: int,
    known: dict[tuple[int, int], tuple[int, int]],
    template: Callable[[], Template],
    more_capital: float,
) -> int:
    """One plant without stocks and sales comes to a cell; returns the slot of the agent that stands for it.

    It joins the agent of plants that returned there before (whose columns per establishment are thinned), else takes
    the last free slot with the technique of the cell's plants of its size (`template`, found only then)
    and `more_capital` times their capital per unit of output, whose wear is part of its normal cost.
    """
    slot, ident = known.get((cell, tags), (-1, -1))
    if slot >= 0 and standing(firms, slot, ident):
        weight = firms.weight[slot]
        for name in _DILUTED:
            getattr(firms, name)[slot] *= weight / (weight + 1.0)
        firms.weight[slot] = weight + 1.0
        return slot
    low, high = firms.cell_start[cell], firms.cell_end[cell]
    free = np.flatnonzero(firms.weight[low:high] <= 0.0)
    if free.size == 0:
        raise ValueError(f"cell {cell} has no free slot for a returning plant")
    slot = int(low + free[-1])
    means = _means(firms, cell)
    one = np.array([slot])
    create(firms, template(), one, firms.cell[one], np.ones(1), {name: np.zeros(N_CELLS) for name in STOCKS}, 1.0)
    for name in ("expected_output", "desired_employment", "planned_investment"):
        getattr(firms, name)[slot] = 0.0
    wear = (more_capital - 1.0) * firms.base_depreciation[slot]
    firms.base_depreciation[slot] += wear
    firms.base_unit_cost[slot] += wear
    firms.capital_requirement[slot] *= more_capital
    for name in ("base_share_domestic", "base_share_export", "share_domestic", "share_export"):
        getattr(firms, name)[slot] = 0.0
    firms.size[slot] = PLANT_SIZE
    firms.tags[slot] = np.uint64(tags)
    firms.wage[slot] = firms.base_wage[slot] * means[0]
    firms.log_tfp[slot], firms.technique[slot], firms.base_loss[slot] = means[1:]
    known[cell, tags] = slot, int(firms.ident[slot])
    return slot


def _means(firms: Firms, cell: int) -> list[float]:
    """Wage over that of the base year, log TFP, technique and normal loss of a cell's standing plants of that size."""
    low, high = firms.cell_start[cell : cell + 2]
    inside = np.arange(low, high)[(firms.weight[low:high] > 0.0) & (firms.size[low:high] == PLANT_SIZE)]
    share = firms.weight[inside] / firms.weight[inside].sum()
    rise = firms.wage[inside] / firms.base_wage[inside]
    return [
        float(share @ rise),
        *(float(share @ column[inside]) for column in (firms.log_tfp, firms.technique, firms.base_loss)),
    ]


def sell_from_home(
    firms: Firms, output: Array, export_share: float, presence: Array, exports: Array
) -> tuple[Array, Array]:
    """Let establishments sell what was made abroad: raises their base-year shares and `exports` (P,) in place.

        x = z q / X_s,   s_x <- s_x + x S_s / g_r,   (1 + e_s) <- (1 + e_s) (1 + sum x);      at home alike with 1 - z

    output q (N,): volume a quarter; z: part that is exported; presence g (N,): orders that go to the region by its
    trend (R, P); X, S: exports of the sector in the last quarter and sum of base-year shares times presence. Foreign
    demand rises by what was sold from abroad before, so exports of others do not change; home demand does not rise, so
    home sales replace those of other makers. Sectors without exports sell at home. Returns the rises of the actual
    shares at home and abroad (N,).
    """
    sums = firms.by_cells(
        firms.sales_domestic, firms.sales_export, firms.base_share_domestic, firms.base_share_export
    )  # fmt: skip
    sums[2:] *= presence
    home, abroad, share_home, share_abroad = sums.sum(axis=1)
    part = np.where(abroad > 0.0, export_share, 0.0)
    to_world = np.divide(part, abroad, out=np.zeros(N_PRODUCTS), where=abroad > 0.0)
    to_home = np.divide(1.0 - part, home, out=np.zeros(N_PRODUCTS), where=home > 0.0)
    more_home, more_abroad, sold = np.empty(output.size), np.empty(output.size), np.zeros(N_PRODUCTS)
    win_customers(
        firms.cell_start, firms.weight, output, to_home, to_world, (share_home / presence).reshape(-1),
        (share_abroad / presence).reshape(-1), firms.base_share_domestic, firms.base_share_export, more_home,
        more_abroad, sold,
    )  # fmt: skip
    exports[:] = (1.0 + exports) * (1.0 + sold) - 1.0
    return more_home, more_abroad


def kept_at_home(capacity: Array, cut: Array | float, rate: float, kept: float) -> Array:
    """Investment that stays at home when outward investment is made harder (N,), volume a quarter.

        k v_O / 4 B d

    B (N,) output a year of own plants abroad, v_O investment abroad over it, d cut of outward investment, k part of it
    that is made at home instead.
    """
    out: Array = kept * rate / 4.0 * capacity * cut
    return out
