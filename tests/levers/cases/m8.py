from __future__ import annotations

from tests.levers.outcomes import Case, series

CASES = {
    "grid_capacity": Case(0.5, 1.0, series("investment_volume")),
    "power_price": Case(0.1, 0.2, series("value_added_volume")),
    "green_power": Case(0.1, 0.2, series("exports_volume")),
}
WORLD = {"grid_headroom": 1.0, "grid_on_time": 0.0}
"""The grid is short."""
