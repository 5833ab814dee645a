from __future__ import annotations

from tests.levers.outcomes import Case, published, series

CASES = {
    "capacity_cut": Case(0.05, 0.1, lambda m: published(m, "Total Factor Productivity|Manufacturing")),
    "restructuring": Case(0.15, 0.3, series("zombies")),
}
