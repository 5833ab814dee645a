from __future__ import annotations

from tests.levers.outcomes import Case, makers

CASES = {
    "adoption_support": Case(2.0, 3.0, lambda m: float(makers(m) @ (m.firms.stage > 0))),
}
