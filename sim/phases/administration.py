"""What it takes to run the programmes of a plan: public services, bought in proportion to what they pay out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.phases import workforce

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

PAID_OUT: Final = ("grants", "loan_subsidy", "purchases")
"""Items of the ledger that somebody has to pay out; tax forgone and losses are not."""


def ordered(m: ManufacturingModel, lever: str) -> float:
    """Services ordered this quarter to run a lever, billion won:  x_G times what it paid out in the quarter before."""
    if m.quarter == 0:
        return 0.0
    book = m.recorder.fiscal[lever]
    return m.parameters.administration_share * float(sum(book[item][m.quarter - 1] for item in PAID_OUT))


def ordered_by_all(m: ManufacturingModel) -> float:
    """Services ordered to run all levers, billion won."""
    return sum((ordered(m, lever) for lever in m.recorder.fiscal), 0.0)


def paid(m: ManufacturingModel, lever: str) -> float:
    """What the services to run a lever cost as delivered, billion won."""
    return workforce.paid(m, ordered(m, lever))
