from __future__ import annotations

from tests.levers.outcomes import Case, makers

CASES = {
    "rd_support": Case(0.1, 0.2, lambda m: float(makers(m) @ m.firms.rd_stock), adds=True),
}
