from __future__ import annotations

from tests.levers.outcomes import Case, published, series

CASES = {
    "growth_fund": Case(15.0, 30.0, series("investment_volume"), pays="losses", adds=True),
    "patient_equity": Case(2.5, 5.0, series("investment_volume"), pays="losses", adds=True),
    "policy_loan_rate": Case(0.01, 0.02, series("investment_volume"), pays="loan_subsidy"),
    "guarantee": Case(0.1, 0.2, series("investment_volume"), pays="losses"),
    "finance_selection": Case(0.6, 0.7, lambda m: published(m, "Total Factor Productivity|Manufacturing")),
}
