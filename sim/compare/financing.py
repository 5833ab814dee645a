"""The plans again with somebody paying for them: income tax, or other purchases of government, instead of debt."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Final

from sim.compare.texts import EXTRAS
from sim.compare.theories import Theory

DEBT: Final = "debt"
CLOSURES: Final = (
    Theory(DEBT, EXTRAS["by_debt"], {"financed_by_income_tax": "low", "financed_by_spending_cuts": "low"}),
    Theory(
        "income_tax", EXTRAS["by_income_tax"],
        {"financed_by_income_tax": "high", "financed_by_spending_cuts": "low"},
    ),
    Theory(
        "spending_cuts", EXTRAS["by_spending_cuts"],
        {"financed_by_income_tax": "low", "financed_by_spending_cuts": "high"},
    ),
)  # fmt: skip
"""The usual closure first; under each of the others it pays the whole gross cost of all measures."""


def unfinanced(plans: Sequence[Any]) -> list[Any]:
    """The plans without an assumption of their own on who pays."""
    named = {name for closure in CLOSURES for name in closure.settings}
    return [
        dataclasses.replace(plan, assume={name: value for name, value in plan.assume.items() if name not in named})
        for plan in plans
    ]
