from __future__ import annotations

from tests.levers.outcomes import Case, productivity, series

CASES = {
    "sandbox": Case(200.0, 400.0, series("new_items_sales"), adds=True),
    "approval_delay": Case(0.25, 0.5, series("entries")),
    "regulation_wedge": Case(0.01, 0.02, productivity),
    "entry_cost": Case(0.1, 0.2, series("entries")),
    "site_cost": Case(0.1, 0.2, series("investment_volume")),
}
