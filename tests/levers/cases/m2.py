from __future__ import annotations

from tests.levers.outcomes import Case, series

INVESTMENT = series("investment_volume")
CASES = {
    "investment_grant": Case(0.05, 0.1, INVESTMENT),
    "investment_tax_credit": Case(0.03, 0.06, INVESTMENT, pays="tax_expenditure"),
    "local_investment_grant": Case(150.0, 300.0, INVESTMENT, adds=True),
    "incentive_matching": Case(0.01, 0.02, INVESTMENT),
}
