from __future__ import annotations

from tests.levers.outcomes import Case, series

CASES = {
    "tariff_relief": Case(0.2, 0.4, series("exports_volume")),
    "supply_security": Case(0.5, 1.0, series("gross_output_volume"), noise=True),
    "tariff_change": Case(0.05, 0.1, series("exports_volume")),
    "trade_agreement": Case(0.5, 1.0, series("exports_volume"), pays="tax_expenditure"),
    "export_promotion": Case(0.01, 0.02, series("exports_volume")),
    "public_orders": Case(1.0, 2.0, series("gross_output_volume"), adds=True, pays="purchases"),
    "market_access_china": Case(0.02, 0.04, series("exports_volume")),
    "market_access_asean": Case(0.02, 0.04, series("exports_volume")),
    "market_access_other": Case(0.02, 0.04, series("exports_volume")),
}
WORLD = {"us_tariff_start": 2022.0, "supply_shock_probability": 1.0}
"""The tariff is in force from the start and supplies stop often."""
