"""The fiscal ledger: what each lever costs, by item and quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_CELLS
from sim.levers.definition import size_at
from sim.levers.overlap import in_force
from sim.levers.sharing import part_of
from sim.numerics import group_sums

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]


def charge(m: ManufacturingModel) -> tuple[Array, float]:
    """Grants of each establishment this quarter (N,) and interest that government pays to the bank, money.

    Both are booked to the levers that cause them; their sum over levers is what is paid.
    """
    from sim.levers import REGISTRY

    received, interest = np.zeros(m.firms.weight.size), 0.0
    for lever in in_force(m.levers, m.quarter):
        definition = REGISTRY[lever.lever]
        if definition.spend is None or not m.switches.on(definition.module):
            continue
        spending = definition.spend(m, lever, size_at(definition, lever, m.quarter))
        book = m.recorder.fiscal[lever.id]
        grants = np.zeros_like(received) + spending.grants
        received += grants
        book["grants"][m.quarter] = m.firms.total(grants)
        subsidy = m.firms.total(np.zeros_like(received) + spending.loan_subsidy)
        interest += subsidy
        book["loan_subsidy"][m.quarter] = subsidy
        book["tax_expenditure"][m.quarter] = spending.duty_forgone
        book["purchases"][m.quarter] = spending.purchases
        book["face_value"][m.quarter] = spending.face_value
    return received, interest


def guarantee_parts(m: ManufacturingModel) -> dict[str, Array]:
    """Part of the guaranteed loans of each cell (cells,) that each guarantee lever stands for; they add up to one."""
    covered = m.flow.finance.covered
    if covered is None:
        return {}
    from sim.levers.m6_finance import GUARANTEE

    loans = m.firms.weight * covered
    total = group_sums(m.firms.cell, loans, N_CELLS)
    parts = {}
    for lever in in_force(m.levers, m.quarter):
        if lever.lever == GUARANTEE.name:
            own = group_sums(m.firms.cell, loans * part_of(m, GUARANTEE, lever), N_CELLS)
            parts[lever.id] = np.divide(own, total, out=np.zeros(N_CELLS), where=total > 0.0)
    return parts


def book_calls(m: ManufacturingModel, parts: dict[str, Array], called: Array) -> None:
    """Book the calls on guarantees by cell (cells,) as losses of the levers that gave them."""
    for lever, part in parts.items():
        m.recorder.fiscal[lever]["losses"][m.quarter] = float(part @ called)
