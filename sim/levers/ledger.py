"""The fiscal ledger: what each lever costs, by item and quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_CELLS
from sim.levers.definition import size_at
from sim.levers.overlap import in_force
from sim.levers.recipients import book_support, note_support
from sim.levers.sharing import part_of
from sim.numerics import group_sums

if TYPE_CHECKING:
    from sim.model import ManufacturingModel
    from sim.scenario.types import Lever

Array = NDArray[np.float64]


FUND_LEVERS: Final = {"growth_fund": ("loans", "equity"), "patient_equity": ("equity",)}
"""Levers that feed the Public Growth Fund, and which of its claims."""


TOGETHER: Final = 4
"""Columns that are summed in one pass."""


def charge(m: ManufacturingModel) -> tuple[Array | None, float, dict[str, Array]]:
    """Grants of each establishment this quarter (N,), interest that government pays to the bank, tax credits claimed.

    None in place of grants, without work, where no lever pays any.

    Money. The first two are booked to the levers that cause them; their sum over levers is what is paid. Claims by
    lever (N,) are booked by `book_credits` when the tax due is known.
    """
    from sim.levers import REGISTRY

    received: Array | None = None
    interest = 0.0
    claims: dict[str, Array] = {}
    m.flow.support, m.flow.parts = None, {}
    paid: list[tuple[Array, Array]] = []
    for lever in in_force(m.levers, m.quarter):
        definition = REGISTRY[lever.lever]
        if definition.spend is None or not m.switches.on(definition.module):
            continue
        spending = definition.spend(m, lever, size_at(definition, lever, m.quarter))
        book = m.recorder.fiscal[lever.id]
        grants, subsidies = (_column(m, item) for item in (spending.grants, spending.loan_subsidy))
        if grants is not None:
            received = m.scratch.filled("grants", 0.0) if received is None else received
            received += grants
            paid.append((book["grants"], grants))
        if subsidies is not None:
            subsidy = m.firms.total(subsidies)
            interest += subsidy
            book["loan_subsidy"][m.quarter] = subsidy
            note_support(m, subsidies)
        book["tax_expenditure"][m.quarter] = spending.duty_forgone
        book["purchases"][m.quarter] = spending.purchases
        book["face_value"][m.quarter] = spending.face_value
        if np.ndim(spending.tax_credit):
            claims[lever.id] = np.asarray(spending.tax_credit)
        if len(paid) == TOGETHER:
            _book(m, paid)
    _book(m, paid)
    if received is not None:
        note_support(m, received)
    m.flow.parts = {}
    return received, interest, claims


def _book(m: ManufacturingModel, paid: list[tuple[Array, Array]]) -> None:
    """Book the sums of some columns (N,), each where it belongs, and forget them."""
    if paid:
        sums = m.firms.by_cells(*(column for _, column in paid))
        for (items, _), total in zip(paid, sums, strict=True):
            items[m.quarter] = total.sum()
        paid.clear()


def _column(m: ManufacturingModel, money: Array | float) -> Array | None:
    """(N,) money per establishment; None, without work, where there is none."""
    if isinstance(money, np.ndarray) and money.ndim:
        return money
    return np.full(m.firms.weight.size, float(money)) if money != 0.0 else None


def book_credits(m: ManufacturingModel, claims: dict[str, Array]) -> None:
    """Book the tax really forgone to the levers that grant the credits, in proportion to what each allows (N,)."""
    total = sum(claims.values(), np.zeros(m.firms.weight.size))
    for lever, claim in claims.items():
        part = np.divide(claim, total, out=np.zeros_like(total), where=total > 0.0)
        m.recorder.fiscal[lever]["tax_expenditure"][m.quarter] = m.firms.total(part * m.flow.tax_forgone)
    if claims:
        note_support(m, np.where(total > 0.0, m.flow.tax_forgone, 0.0))
    book_support(m)


def guarantee_parts(m: ManufacturingModel) -> dict[str, Array]:
    """Part of the guaranteed loans of each cell (cells,) that each guarantee lever stands for; they add up to one."""
    covered = m.flow.finance.covered
    if covered is None:
        return {}
    from sim.levers.m6_finance import GUARANTEE

    givers = [lever for lever in in_force(m.levers, m.quarter) if lever.lever == GUARANTEE.name]
    if len(givers) == 1:
        return {givers[0].id: np.ones(N_CELLS)}
    loans = m.firms.weight * covered
    total, parts = group_sums(m.firms.cell, loans, N_CELLS), {}
    for lever in givers:
        own = group_sums(m.firms.cell, loans * part_of(m, GUARANTEE, lever), N_CELLS)
        parts[lever.id] = np.divide(own, total, out=np.zeros(N_CELLS), where=total > 0.0)
    return parts


def book_calls(m: ManufacturingModel, parts: dict[str, Array], called: Array) -> None:
    """Book the calls on guarantees by cell (cells,) as losses of the levers that gave them."""
    for lever, part in parts.items():
        m.recorder.fiscal[lever]["losses"][m.quarter] = float(part @ called)


def note_fund(m: ManufacturingModel) -> None:
    """Keep how much each lever of the Fund has announced, in money: what the Fund costs is shared by it."""
    for lever in in_force(m.levers, m.quarter):
        size = lever_size(lever, m.quarter)
        for kind in FUND_LEVERS.get(lever.lever, ()) if size > 0.0 else ():
            given = m.fund_given[kind]
            given[lever.id] = given.get(lever.id, 0.0) + size


def book_fund(m: ManufacturingModel, discount: float) -> None:
    """Book the discount on the Fund's loans and its losses of the last quarter to the levers that fed it."""
    lost = {"loans": m.finance.fund_lost_loans, "equity": m.finance.fund_lost_equity}
    for kind, given in m.fund_given.items():
        total = sum(given.values())
        for lever, part in given.items():
            book = m.recorder.fiscal[lever]
            book["losses"][m.quarter] += lost[kind] * part / total
            if kind == "loans":
                book["loan_subsidy"][m.quarter] += discount * part / total


def lever_size(lever: Lever, time: int) -> float:
    """Size of a lever at quarter `time` in its unit."""
    from sim.levers import REGISTRY

    return size_at(REGISTRY[lever.lever], lever, time)
