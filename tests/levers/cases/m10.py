from __future__ import annotations

from tests.levers.outcomes import Case, productivity, series

CASES = {
    "training": Case(0.03, 0.06, productivity, adds=True, pays="purchases"),
    "graduates_kept": Case(0.1, 0.2, series("value_added_volume"), adds=True, pays="purchases"),
    "talent_inflow": Case(3000.0, 6000.0, productivity, adds=True, pays="purchases"),
    "matching": Case(0.025, 0.05, series("employment"), adds=True, pays="purchases"),
    "reemployment": Case(0.05, 0.1, series("employment"), adds=True, pays="purchases"),
    "foreign_quota": Case(0.02, 0.04, series("employment"), adds=True),
}
WORLD = {"foreign_demand": 3.0}
"""The quota of foreign staff binds."""
