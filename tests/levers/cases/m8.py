from __future__ import annotations

from tests.levers.outcomes import Case, series

CASES = {
    "grid_capacity": Case(0.5, 1.0, series("investment_volume")),
}
WORLD = {"grid_headroom": 1.0, "grid_on_time": 0.0}
"""The grid is short."""
