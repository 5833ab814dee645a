"""Public aid for investment (M2): terms of grants and tax credits as pure rules; N firm slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS
from sim.kernels.aid import QUARTERS, grow, settle
from sim.lanes import BLOCK
from sim.numerics import log
from sim.policy import Programme, Scope
from sim.state import Firms

Array = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Aid:
    """Aid for investment of a quarter, shares of capital spending, (N,) each; the number zero where there is none."""

    grants: Mapping[str, Array] = field(default_factory=dict)
    """Instrument of policy -> what it pays; of several that reach an establishment the highest."""
    places: Mapping[str, Array | float] = field(default_factory=dict)
    """Pledge of local grants -> its part of the establishments in support; one where it is the only one."""
    credit: Array | float = 0.0
    """By law; a firm uses as much of it as it owes tax."""
    usable: Array | float = 0.0
    """Credit that firms count on."""

    support: Array | float = 0.0
    """Grants and usable credit: what lowers the user cost of capital."""


NO_AID = Aid()


@dataclass
class NewCapacity:
    """Capacity that aid for investment has brought beyond what is built anyway, and the customers that came with it."""

    planned: Array | float = 0.0
    """(N,) growth of sales of the capacity that is being built."""
    stock: Array | float = 0.0
    """(N,) log growth of sales by what stands of it; the number zero before the first aid."""
    owner: NDArray[np.uint64] | None = None
    """(N,) establishments that `planned` and `stock` belong to, by `Firms.ident`."""
    exports: Array = field(default_factory=lambda: np.zeros(N_PRODUCTS))
    """(P,) exports that it has won from abroad, over exports without it."""
    home: Array = field(default_factory=lambda: np.zeros(N_PRODUCTS))
    """(P,) log shift of the ratio of home products to imports that it has brought."""


@dataclass
class InSupport:
    """Firms that one pledge of local grants has in support."""

    scope: Scope
    awarded: list[float] = field(default_factory=list)
    """Places awarded in each quarter of which the support still runs, the oldest first."""

    @property
    def firms(self) -> float:
        """In support at a time."""
        return sum(self.awarded)


def award(held: dict[str, InSupport], offered: list[Programme], years: float) -> None:
    """Places offered in the quarter are awarded, and support ends when the years of a project are over. In place.

        firms in support = places of the last 4 T quarters, T years

    held: pledge -> what it has in support; one without any is dropped. Steady places of x firms a year come to x T
    firms after T years, and run off in as many.
    """
    for item in offered:
        held.setdefault(item.pledge, InSupport(item.scope))
    places = {item.pledge: item.amount for item in offered}
    for pledge, one in list(held.items()):
        one.awarded = [*one.awarded, places.get(pledge, 0.0)][-max(round(QUARTERS * years), 1) :]
        if not any(one.awarded):
            del held[pledge]


def of_standing_plants(firms: Firms, capacity: NewCapacity) -> None:
    """Planned and standing capacity goes with its plant: one that is new in its slot has neither. In place."""
    if capacity.owner is None:
        capacity.owner, capacity.stock = firms.ident.copy(), np.zeros(firms.weight.size)
    assert isinstance(capacity.stock, np.ndarray)
    settle(firms.ident, capacity.owner, _column(capacity.planned), capacity.stock)


def _column(value: Array | float) -> Array:
    """(N,) a column as it is, or one block of a number that is the same for all."""
    return value if isinstance(value, np.ndarray) else np.full(BLOCK, value)


def split_stock(firms: Firms, sources: Index, targets: Index, capacity: NewCapacity) -> None:
    """Plants split off an agent (k,) have the aided capacity per plant of the agent that they stood in. In place."""
    if capacity.owner is not None and isinstance(capacity.stock, np.ndarray):
        capacity.stock[targets] = capacity.stock[sources]
        capacity.owner[targets] = firms.ident[targets]


def beyond_plans(
    tied: Array, found: float, capital: Array, capacity: Array, expected: Array, planned: Array | float
) -> Array:
    """Growth of sales (N,) by capacity that is built beyond plans, on top of `planned`, that of aid.

        x = x_G + min(b I / K, max(Q_max / Q^e - 1 - x_G, 0))

    tied I (N,): investment beyond plans, volume; found b: part of it that finds customers as all capital K has (at one,
    sales grow with capital). None seek more than their highest output of the last quarter Q_max exceeds sales expected.
    """
    pace = np.divide(tied, capital, out=np.zeros_like(capital), where=capital > 0.0)
    idle = np.divide(capacity, expected, out=np.full_like(capacity, np.inf), where=expected > 0.0) - 1.0
    return planned + np.minimum(found * pace, np.maximum(idle - planned, 0.0))


def win_customers(firms: Firms, wear: Array, capacity: NewCapacity) -> None:
    """New capacity sells in the markets of its establishment until it wears out: raises its shares, exports and home.

        k' = (1 - delta) k + ln(1 + x),   s <- s e^(k' - k),   1 + e_s = sum s_X / sum s_X e^-k',
        r_s = ln(sum s_H / sum s_H e^-k')

    k (N,) stock, x (N,) growth of sales planned; wear delta (P,): depreciation of the sector's capital per quarter;
    s_X, s_H: shares in exports and home sales of the sector. What replaces worn capacity adds to sales as far as it is
    aided, so a grant that lasts adds until k = x / delta, and after its end the customers go as they came. Abroad it
    takes them from foreign rivals, who sell nearly all there; at home from other makers and from importers by what each
    sells, which is a log shift r of home over imports by the growth of home shares. Shares of a sector are scaled to
    one afterwards.
    """
    sums = np.empty((4, N_CELLS))
    assert isinstance(capacity.stock, np.ndarray)
    grow(
        firms.cell_start, firms.weight, wear, _column(capacity.planned), capacity.stock,
        (firms.base_share_domestic, firms.base_share_export, firms.share_domestic, firms.share_export), sums,
    )  # fmt: skip
    sums = sums.reshape(4, N_REGIONS, N_PRODUCTS).sum(axis=1)
    won = np.divide(sums[:2], sums[2:], out=np.ones((2, N_PRODUCTS)), where=sums[2:] > 0.0)
    capacity.home, capacity.exports = log(won[0]), won[1] - 1.0


def within_budget(asked: float, budget: float) -> float:
    """Part of an open-ended promise that a yearly budget can pay: min(1, B / asked).

    asked: sum of rate x capital spending a year of all that each slot stands for, money as the budget.
    """
    return min(1.0, budget / asked) if asked > 0.0 else 1.0
