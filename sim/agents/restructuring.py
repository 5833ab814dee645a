"""Capacity cuts and forced exit: which plants close, how much capital is scrapped, who keeps the money."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.demography import Turnover
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SIZES
from sim.kernels.restructuring import rank
from sim.kernels.turnover import separate
from sim.numerics import exp, group_sums, log
from sim.policy import Cuts, Instrument
from sim.state import Count, Firms

Array = NDArray[np.float64]
Index = NDArray[np.int64]
HIGHEST_HAZARD = 0.5
FEWEST = 64
"""Establishments of a pool that are put in order at once."""
_ROUNDING = 1e-9
"""Sums in another order differ by less."""


def productivity(firms: Firms, capital_share: Array, sectors: NDArray[np.bool_] | None = None) -> Array:
    """Productivity of establishments of one sector relative to each other (N,): `sim.kernels.restructuring.rank`.

    capital_share (P,); sectors (P,): those asked for, all if left out.
    """
    asked, out = np.ones(N_PRODUCTS, dtype=bool) if sectors is None else sectors, np.empty(firms.weight.size)
    rank(firms.cell_start, firms.weight, firms.output, firms.capital, firms.employment, capital_share, asked, out)
    return out


def close_further(closed: Instrument, cut: Instrument, speed: float) -> Instrument:
    """Share of capacity closed so far after this quarter, by cell, size class and tags as the cut is.

        d' = d + v max(x - d, 0)

    x: share of capacity to be cut; d: share closed so far; v: part of what is left that closes in a quarter. What has
    closed does not come back when the cut ends, and a later cut of the same plants goes on from there.
    """
    after = Instrument(table=closed.table, tagged=dict(closed.tagged))
    for bits, aim in ((0, cut.table), *cut.tagged.items()):
        done = closed.carrying(bits)
        table = done + speed * np.maximum(aim - done, 0.0)
        if bits:
            after.tagged[bits] = table
        else:
            after.table = table
    return after


def pools(firms: Firms, slots: Index, cut: Cuts, rate: Array) -> Index:
    """Number of the pool (n,) in which each of the establishments `slots` (n,) is put in order with others.

    A pool is what a sector holds of the plants that the same pledges reach with the rate (n,) that counts there: no
    pledge has plants closed for it outside its scope, or more of a pool than its size.
    """
    number = firms.sector[slots].astype(np.int64)
    for scope, size in cut.pledges:
        led = scope.covers(firms)[slots] & (rate == size)
        if not led.all():
            number = np.unique(2 * number + led, return_inverse=True)[1]
    return number


def capital_to_close(held: Array, before: Array, after: Array, pool: Index) -> Array:
    """Capital that closes this quarter in each pool (pools,): K (d' - d) / (1 - d), summed over its plants.

    held (n,): capital K; before, after (n,): share closed so far d before and after the quarter; pool (n,).
    """
    return group_sums(pool, held * (after - before) / np.maximum(1.0 - before, 1e-9), int(pool.max(initial=-1)) + 1)


def least_productive_first(firms: Firms, slots: Index, pool: Index, order: Array, wanted: Array) -> Array:
    """Part of each establishment that closes (N,) in 0 .. 1: the least productive of a pool first.

    slots (n,): establishments that may close, all with capital; pool (n,): their pools; order (N,): productivity;
    wanted (pools,): capital to close. The last plant of a pool closes in part: its weight falls, as if one of its lines
    were shut.
    """
    out, held = np.zeros(firms.weight.size), firms.weight * firms.capital
    line = np.argsort(pool, kind="stable")
    slots, bounds = slots[line], np.searchsorted(pool[line], np.arange(wanted.size + 1))
    for number in np.flatnonzero(wanted > 0.0):
        members = _last_in_line(slots[bounds[number] : bounds[number + 1]], order, held, wanted[number])
        size = held[members]
        before = np.cumsum(size) - size
        out[members] = np.clip((wanted[number] - before) / size, 0.0, 1.0)
    return out


def _last_in_line(pool: Index, order: Array, held: Array, wanted: float) -> Index:
    """The establishments of a pool that come first by `order`, in that order, as many as hold more than is wanted.

    order, held (N,). Those behind them would not close, so that few need to be sorted where little closes.
    """
    rank, count = order[pool], FEWEST
    while count < pool.size:
        first = pool[rank <= np.partition(rank, count)[count]]
        if held[first].sum() > wanted * (1.0 + _ROUNDING):
            pool = first
            break
        count *= 4
    return pool[np.argsort(order[pool], kind="stable")]


def close_down(firms: Firms, part: Array, covered: Array | None, coverage: float) -> Turnover:
    """Close a part (N,) of each establishment for good: nobody takes over the plant.

    Capital, goods and R&D are scrapped, workers are separated; deposits repay loans, missing loans are written off by
    the bank and what is left goes to the owners, establishment by establishment. Of loans under a public guarantee
    (`covered`, N) that are written off government pays `coverage`.
    """
    some = np.flatnonzero(part > 0.0)
    gone, loans, deposits = firms.weight[some] * part[some], firms.loans[some], firms.deposits[some]
    repaid = np.minimum(np.maximum(deposits, 0.0), loans)
    region, sector, cell = firms.region[some], firms.sector[some], firms.cell[some]

    def by_region(column: Array) -> Array:
        """(R,) what the closed parts held."""
        return group_sums(region, gone * column, N_REGIONS)

    def by_sector(column: Array) -> Array:
        """(P,) what the closed parts held."""
        return group_sums(sector, gone * column, N_PRODUCTS)

    share = np.zeros_like(gone)
    if covered is not None:
        np.divide(covered[some], loans, out=share, where=loans > 0.0)
        np.minimum(share, 1.0, out=share)
    workers = group_sums(cell, gone * firms.employment[some], N_CELLS)
    closed = Turnover(
        entries=np.zeros(N_REGIONS),
        exits=by_region(np.ones_like(gone)),
        deaths=group_sums(firms.size[some], gone, N_SIZES),
        liquidated_deposits=by_region(deposits),
        repaid=by_region(repaid),
        written_off=by_region(loans - repaid),
        scrapped_capital=by_sector(firms.capital[some]),
        scrapped_inventory=by_sector(firms.inventory[some]),
        rd_lost=float(np.dot(gone, firms.rd_stock[some])),
        called=group_sums(cell, gone * coverage * share * (loans - repaid), N_CELLS),
        created=np.zeros(0, dtype=np.int64),
    )
    firms.weight[some] -= gone
    firms.weight[part >= 1.0] = 0.0
    separate(firms.cell_start, firms.weight, workers, firms.separated)
    return closed


def forced_exit(uplift: Array | float, loss_quarters: Count, zombie_after: int, out: Array) -> None:
    """Probability of exit with reorganisation of zombies (N,), at most one half.

        h <- 1 - (1 - h) (1 - x)^(1/4)   where losses have lasted for `zombie_after` quarters

    x: share of zombies a year that leave on top of those that leave anyway. Source: definition of a zombie, three
    years without covering interest (Bank of Korea, Financial Stability Report).
    """
    zombies = np.flatnonzero(np.where(loss_quarters >= zombie_after, uplift, 0.0) > 0.0)
    leaving = np.broadcast_to(uplift, out.shape)[zombies]
    stay = exp(log(np.maximum(1.0 - leaving, 1e-12)) / 4.0)
    out[zombies] = np.minimum(1.0 - (1.0 - out[zombies]) * stay, HIGHEST_HAZARD)
