"""The fiscal ledger: what each lever costs, by item and quarter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES
from sim.kernels.charging import charge as charge_levers
from sim.levers.definition import Cost, Plants, scope_of, size_at
from sim.levers.overlap import in_force
from sim.levers.recipients import book_support, note_support
from sim.levers.sharing import part_of, pulls
from sim.numerics import group_sums
from sim.phases import administration
from sim.policy import Scope

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

Array = NDArray[np.float64]


EVERYBODY: Final = Scope.of(
    np.ones(N_REGIONS, dtype=bool), np.ones(N_SECTORS, dtype=bool), np.ones(N_SIZES, dtype=bool)
)
"""All of manufacturing."""


@dataclass
class Charged:
    """What government owes producers for a quarter, money."""

    received: Array | None = None
    """(N,) grants and subsidies; None, without work, where no lever pays any. They are the column of grants."""
    subsidies: Array | None = None
    """(N,) the part of it that pays for a cost in the books of the establishment: its income."""
    interest: float = 0.0
    """Paid to the bank."""
    claimed: dict[tuple[str, ...], Array] = field(default_factory=dict)
    """Levers that share an instrument, by id -> (N,) tax credits that they allow."""
    credits: list[tuple[Lever, Cost]] = field(default_factory=list)
    """Who allows them."""


def charge(m: ManufacturingModel) -> Charged:
    """What levers cost this quarter; all but tax credits is booked to the levers that cause it.

    A lever that has ended pays on for those still in its support. Credits are booked by `book_credits` when the tax due
    is known.
    """
    from sim.levers import REGISTRY

    charged, paid, subsidised, allowed = Charged(), dict[str, float](), dict[str, float](), dict[str, float]()
    m.flow.support, m.flow.parts, m.flow.spent = None, {}, None
    due = {lever.id for lever in in_force(m.levers, m.quarter)} | m.flow.aid.places.keys()
    for lever in m.levers:
        definition = REGISTRY[lever.lever]
        m.recorder.fiscal[lever.id]["administration"][m.quarter] = administration.paid(m, lever.id)
        if lever.id not in due or definition.spend is None or not m.switches.on(definition.module):
            continue
        spending = definition.spend(m, lever, size_at(definition, lever, m.quarter))
        book = m.recorder.fiscal[lever.id]
        if not _nothing(spending.grants):
            book["grants"][m.quarter] = _grant(m, lever, spending.grants, _received(m, charged), paid)
        if not _nothing(spending.subsidies):
            if charged.subsidies is None:
                charged.subsidies = m.scratch.filled("subsidies", 0.0)
            book["grants"][m.quarter] += _grant(m, lever, spending.subsidies, charged.subsidies, subsidised)
        if not _nothing(spending.loan_subsidy):
            subsidies = m.scratch.spread("loan subsidies", spending.loan_subsidy)
            book["loan_subsidy"][m.quarter] = m.firms.total(subsidies)
            charged.interest += float(book["loan_subsidy"][m.quarter])
            note_support(m, subsidies)
        book["tax_expenditure"][m.quarter] = spending.duty_forgone
        book["purchases"][m.quarter] = spending.purchases
        book["face_value"][m.quarter] = spending.face_value
        if spending.tax_credit is not None and not _nothing(spending.tax_credit):
            payers = _payers(m, lever, spending.tax_credit)[0]
            if payers not in charged.claimed:
                charged.claimed[payers] = m.scratch.filled(f"tax credits by {payers}", 0.0)
            _cost(m, lever, spending.tax_credit, charged.claimed[payers], allowed)
            charged.credits.append((lever, spending.tax_credit))
    if charged.subsidies is not None:
        _received(m, charged)[:] += charged.subsidies
    if charged.received is not None:
        note_support(m, charged.received)
    m.flow.parts, m.flow.spent = {}, None
    return charged


def _received(m: ManufacturingModel, charged: Charged) -> Array:
    """The column of grants, empty when it is asked for first."""
    if charged.received is None:
        charged.received = m.firms.grants
        charged.received[:] = 0.0
    return charged.received


def _nothing(money: Cost | Plants | Array | float) -> bool:
    """Whether it is the number zero, or a product with it."""
    if isinstance(money, Cost):
        return any(_nothing(factor) for factor in money.factors)
    return not isinstance(money, (Plants, np.ndarray)) and money == 0.0


def _grant(
    m: ManufacturingModel, lever: Lever, grants: Cost | Plants | Array | float, received: Array, known: dict[str, float]
) -> float:
    """What a lever grants in all; `received` (N,) is added to."""
    if isinstance(grants, Plants):
        np.add.at(received, grants.slots, grants.money)
        return float((m.firms.weight[grants.slots] * grants.money).sum())
    return _cost(m, lever, grants if isinstance(grants, Cost) else Cost((grants,)), received, known)


def _payers(m: ManufacturingModel, lever: Lever, cost: Cost) -> tuple[tuple[str, ...], Array, Array, list[Scope]]:
    """Levers (L,) that share a cost, by id; whether they are of the lever's kind, what each pulls, whom it reaches."""
    if cost.shared_by is None:
        return (lever.id,), np.ones(1, dtype=bool), np.ones(1), [cost.scope or EVERYBODY]
    levers, pull = pulls(m, cost.shared_by)
    own = np.array([other.lever == lever.lever for other in levers])
    return tuple(other.id for other in levers), own, pull, [scope_of(other) for other in levers]


def _cost(m: ManufacturingModel, lever: Lever, cost: Cost, received: Array, known: dict[str, float]) -> float:
    """What a lever pays of a cost in all; `received` (N,) is added to.

    Levers of a kind that share a cost are charged together, with the first; what each pays is `known` from then on.
    """
    if lever.id not in known:
        payers, own, pull, scopes = _payers(m, lever, cost)
        totals = np.zeros(len(payers))
        first, second, third = (*cost.factors, 1.0, 1.0, 1.0)[:3]
        f, scale = m.firms, np.empty((N_REGIONS, N_PRODUCTS))
        scale[:] = cost.scale
        charge_levers(
            f.cell_start, f.size, f.weight, f.tags, np.array([scope.bits for scope in scopes], dtype=np.uint64),
            np.stack([scope.by_cell for scope in scopes]), pull, own, scale.reshape(-1),
            (m.scratch.same(first), m.scratch.same(second), m.scratch.same(third)), received, totals,
        )  # fmt: skip
        known |= {name: float(paid) for name, paid, ours in zip(payers, totals, own, strict=True) if ours}
    return known[lever.id]


def book_credits(m: ManufacturingModel, charged: Charged) -> None:
    """Book the tax really forgone to the levers that grant the credits, in proportion to what each allows (N,).

    Instruments have the part of what they allow of all credits; levers of one share it as they share its cost.
    """
    forgone, paid = m.flow.tax_forgone, dict[str, float]()
    if charged.credits:
        total, support = sum(charged.claimed.values(), np.zeros(1)), m.scratch.filled("support by credits", 0.0)
        for lever, cost in charged.credits:
            factors: tuple[Array, ...] = (forgone,)
            if len(charged.claimed) > 1:
                own = charged.claimed[_payers(m, lever, cost)[0]]
                factors = forgone, np.divide(own, total, out=np.zeros_like(total), where=total > 0.0)
            taken = _cost(m, lever, replace(cost, factors=factors, scale=1.0), support, paid)
            m.recorder.fiscal[lever.id]["tax_expenditure"][m.quarter] = taken
        note_support(m, support)
    book_support(m)


def guarantee_parts(m: ManufacturingModel) -> dict[str, Array]:
    """Part of the guaranteed loans of each cell (cells,) that each guarantee lever stands for, by id.

    They add up to one; zero in cells that none of them reaches.
    """
    covered = m.flow.finance.covered
    if covered is None:
        return {}
    from sim.levers.m6_finance import GUARANTEE

    givers = [lever for lever in in_force(m.levers, m.quarter) if lever.lever == GUARANTEE.name]
    if len(givers) == 1:
        return {givers[0].id: np.ones(N_CELLS)}
    whole = m.firms.weight * covered
    own = {lever.id: group_sums(m.firms.cell, whole * part_of(m, GUARANTEE, lever), N_CELLS) for lever in givers}
    m.flow.parts = {}  # entry changes establishments before parts are asked for again
    total = sum(own.values(), np.zeros(N_CELLS))
    return {name: np.divide(part, total, out=np.zeros(N_CELLS), where=total > 0.0) for name, part in own.items()}


def book_calls(m: ManufacturingModel, parts: dict[str, Array], called: Array) -> None:
    """Book the calls on guarantees by cell (cells,) as losses of the levers that gave them."""
    for lever, part in parts.items():
        m.recorder.fiscal[lever]["losses"][m.quarter] = float(part @ called)


def note_fund(m: ManufacturingModel, pledge: str, lent: float, bought: float) -> None:
    """Keep what a lever has paid in as loans and as shares so far: what the Fund costs is shared by it. Money."""
    for kind, paid in (("loans", lent), ("equity", bought)):
        if paid > 0.0:
            given = m.fund_given[kind]
            given[pledge] = given.get(pledge, 0.0) + paid


def book_fund(m: ManufacturingModel, discount: float) -> None:
    """Book the discount on the Fund's loans and its losses of the last quarter to the levers that fed it.

    Losses on equity are shared by what each has paid in as equity so far; discount and losses on loans by what it lent.
    """
    lost = {"loans": m.finance.fund_lost_loans, "equity": m.finance.fund_lost_equity}
    for kind, given in m.fund_given.items():
        total = sum(given.values())
        for lever, part in given.items():
            book = m.recorder.fiscal[lever]
            book["losses"][m.quarter] += lost[kind] * part / total
            if kind == "loans":
                book["loan_subsidy"][m.quarter] += discount * part / total
