"""Phase 11: closures under a capacity cut, exit, liquidation, entry."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import approval, demography, restructuring
from sim.agents.policy_finance import NONE
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES
from sim.kernels.turnover import add_depth, exit_hazard, leave, leave_by_distress
from sim.levers.ledger import book_calls, guarantee_parts
from sim.phases.fund import write_off
from sim.phases.innovation import moves
from sim.phases.siting import births_by_site
from sim.random import Stream, key, uniform
from sim.scratch import lends_columns
from sim.state import ZOMBIE_QUARTERS

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
BASE_QUARTERS = 4


def plan_closures(m: ManufacturingModel) -> None:
    """Which part of which establishments closes this quarter; planned before incomes, so that the premium is paid."""
    cut, closed = m.policy.capacity_cut, m.capacity_closed
    m.flow.closing = None
    if not (m.switches.on("M11") and cut.active):
        return
    f = m.firms
    m.capacity_closed = restructuring.close_further(closed, cut, m.parameters.closure_speed)
    slots = np.flatnonzero((cut.of(f) > 0.0) & (f.weight > 0.0) & (f.capital > 0.0))
    pool = restructuring.pools(f, slots, cut, cut.among(f, slots))
    before, after = closed.among(f, slots), m.capacity_closed.among(f, slots)
    wanted = restructuring.capital_to_close(f.weight[slots] * f.capital[slots], before, after, pool)
    order = restructuring.productivity(f, m.structure.capital_share, cut.products())
    m.flow.closing = restructuring.least_productive_first(f, slots, pool, order, wanted)


@lends_columns
def exit_and_entry(m: ManufacturingModel) -> None:
    """Closures, exit, liquidation, entry; what is left of liquidated firms goes to their owners."""
    f, flow = m.firms, m.flow
    parts = guarantee_parts(m)
    books = flow.books
    mean = books.profit.sum(axis=0) / books.expected.sum(axis=0)
    if m.quarter < BASE_QUARTERS:  # the base year settles the normal profit rate
        m.settled.profit_rate = mean
    closed, coverage = None, m.parameters.guarantee_coverage
    if flow.closing is not None:
        closed = restructuring.close_down(f, flow.closing, flow.finance.covered, coverage)
    if m.switches.demography and m.quarter > 0:
        ordinary = _turn_over(m, mean - m.settled.profit_rate)
        flow.turnover = ordinary if closed is None else demography.both(closed, ordinary)
    else:
        flow.turnover = demography.nothing() if closed is None else closed
    write_off(m, books.loans[:, :N_SECTORS].sum(axis=1), books.capital.sum(axis=0))
    book_calls(m, parts, flow.turnover.called)
    _liquidate(m)


def _turn_over(m: ManufacturingModel, margin: Array) -> demography.Turnover:
    """Exit and entry of the quarter; margin (P,): profit rate of the sector less its normal one."""
    f, p = m.firms, m.parameters
    take_out = _exits(m, margin)
    ease = m.policy.entry_ease if m.switches.on("M7") else 0.0
    table = np.empty((N_REGIONS, N_PRODUCTS))
    demography.entries_wanted(m.base.births.reshape(table.shape), margin, ease, p.entry_profit_elasticity, table)
    wanted = table.reshape(-1)
    births_by_site(m, wanted)
    if m.switches.on("M7"):
        wanted += _permitted(m)
        np.maximum(wanted, 0.0, out=wanted)
    places = uniform(m.run_seed, m.replication, Stream.ENTRY, np.arange(N_CELLS, dtype=np.uint64), m.quarter)
    if m.quarter % BASE_QUARTERS == 0:
        m.cohort[:] = -1
    return demography.turn_over(
        f, m.base.template, take_out, wanted, places, m.agents_per_cell, m.cohort, p, bool(m.moved),
        m.flow.finance.covered,
    )  # fmt: skip


def _permitted(m: ManufacturingModel) -> Array | float:
    """(cells,) entrants that come with products out of sandboxes and with shorter waits for approval."""
    p, births, policy, state = m.parameters, m.base.births, m.policy, m.approvals
    more: Array | float = 0.0
    if policy.sandbox.active or np.count_nonzero(state.trials) or np.count_nonzero(state.young):
        approved = np.zeros(N_CELLS)
        for item in policy.sandbox.programmes:
            approved += approval.placed(np.where(item.scope.by_cell.any(axis=1), item.amount, 0.0), births)
        more = more + approval.launch(state, approved, p.sandbox_years, p.sandbox_success, p.new_item_years)
    if np.count_nonzero(policy.approval_delay) or np.count_nonzero(state.shortened):
        more = more + approval.released(state, policy.approval_delay.reshape(-1), births, p.sandbox_years)
    return more


def _exits(m: ManufacturingModel, margin: Array) -> Callable[[Array, Array, Array], None]:
    """How manufacturers exit, see `demography.turn_over`; the hazard has a column only where policy moves it."""
    f, p = m.firms, m.parameters
    depth, (count, total) = m.flow.distress, m.flow.distressed
    if m.flow.closing is not None:  # fewer than kept their books
        count, total = np.zeros((2, N_SIZES))
        add_depth(f.cell_start, f.weight, f.size, depth, count, total)
    mean_depth = total / np.maximum(count, 1e-9)
    deaths = m.structure.exit_rate
    followed = demography.succession(m.structure.entry_rate, deaths)
    value = p.creditor_recovery * m.prices.investment_goods
    stocks = (f.capital, f.inventory, f.employment, f.deposits, f.loans, f.rd_stock)
    renewed = (f.own_technology, f.loss_quarters)
    forced, spared = m.switches.on("M11") and m.policy.zombie_exit.active, _spared(m)
    if not (forced or spared):
        drawing = (m.quarter, int(Stream.EXIT), *key(m.run_seed, m.replication))
        return partial(
            leave_by_distress, f.cell_start, f.weight, f.size, depth, f.ident, drawing, deaths, followed, mean_depth,
            p.exit_distress_share, margin, p.exit_profit_response, value, stocks, renewed,
        )  # fmt: skip
    hazard, handed_on = m.scratch.column("exit hazard"), m.scratch.column("exit with a successor")
    exit_hazard(
        deaths, f.size, f.sector, depth, mean_depth, p.exit_distress_share, margin, p.exit_profit_response, hazard
    )
    np.multiply(followed[f.size], hazard, out=handed_on)
    if forced:  # nobody goes on where policy closes
        restructuring.forced_exit(m.policy.zombie_exit.of(f), f.loss_quarters, ZOMBIE_QUARTERS, hazard)
    for factor in spared:
        hazard *= factor
        handed_on *= factor
    draws = uniform(m.run_seed, m.replication, Stream.EXIT, f.ident, m.quarter, m.scratch.column("exit draws"))
    return partial(leave, f.cell_start, f.weight, f.size, hazard, handed_on, draws, value, stocks, renewed)


def _spared(m: ManufacturingModel) -> list[Array | float]:
    """Factors (N,) of the exit hazard of establishments that policy helps; none where no lever does."""
    found: list[Array | float] = []
    if moves(m, "converted"):
        found.append(1.0 - m.parameters.conversion_survival * m.firms.converted)
    if m.flow.finance is not NONE:
        found.append(1.0 - m.flow.finance.spared)
    return found


def _liquidate(m: ManufacturingModel) -> None:
    """Owners receive what liquidated firms leave; the bank writes off what they cannot repay."""
    turnover = m.flow.turnover
    m.flow.liquidation = m.structure.ownership.T @ (turnover.liquidated_deposits - turnover.repaid)
    m.households.deposits += m.flow.liquidation[:N_REGIONS]
    m.finance.foreign_position += float(m.flow.liquidation[N_REGIONS])
    called = float(turnover.called.sum())
    m.public.debt += called
    m.public.deficit += called
    m.finance.losses = float(turnover.written_off.sum()) - called - m.flow.fund.lost_loans
    m.finance.bank_equity -= m.finance.losses
