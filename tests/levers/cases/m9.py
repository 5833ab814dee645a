from __future__ import annotations

from tests.levers.outcomes import Case, series

CASES = {
    "tariff_relief": Case(0.2, 0.4, series("exports_volume")),
    "supply_security": Case(0.5, 1.0, series("gross_output_volume"), noise=True),
}
WORLD = {"us_tariff_start": 2022.0, "supply_shock_probability": 1.0}
"""The tariff is in force from the start and supplies stop often."""
