"""Who pays for the measures of a plan: debt, an addition to the income tax, or other purchases of government.

The usual closure is debt. Under the others households or other public services bear what measures cost, so that a plan
is compared without the demand that borrowed money brings. Measures bear no part of it themselves.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Financing(NamedTuple):
    """Money of a quarter, billion won; debt pays what neither brings."""

    surcharge: float = 0.0
    """Taken from households, in proportion to wages and dividends."""
    saved: float = 0.0
    """By which other purchases of government are to fall."""


NO_FINANCING: Final = Financing()
"""Debt pays all."""


def financing(cost: float, by_income_tax: float, by_spending_cuts: float) -> Financing:
    """What pays this quarter for the cost of measures in the last one.

        surcharge = t K        saved = s (1 - t) K

    K: cost (`sim.recorder.Recorder.cost`); t: share by income tax; s: share by cuts of what the tax leaves. A measure
    that brings money, cost below zero, lowers the tax and adds purchases.

    >>> financing(100.0, by_income_tax=0.25, by_spending_cuts=1.0)
    Financing(surcharge=25.0, saved=75.0)
    """
    surcharge = by_income_tax * cost
    return Financing(surcharge, by_spending_cuts * (cost - surcharge))


def purchases_left(planned: float, saved: float, price: float) -> float:
    """Volume of government consumption after cuts:  max(0, G - saved / p).

    planned: volume G; price p of a unit of its basket with taxes. Debt pays what goes beyond all of it.

    >>> purchases_left(planned=400.0, saved=30.0, price=1.5)
    380.0
    """
    return max(0.0, planned - saved / price)
