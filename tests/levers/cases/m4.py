from __future__ import annotations

from tests.levers.outcomes import Case, series

CASES = {
    "reshoring": Case(150.0, 300.0, series("employment"), adds=True),
    "outward_deterrent": Case(0.3, 0.6, series("investment_volume")),
}
