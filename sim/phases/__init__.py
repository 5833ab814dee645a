"""The phases of a quarter: each gathers what its rules need, calls them and keeps what they return.

Equations live in the rules (`sim.agents`, `sim.markets`); a phase only connects them to the state.
"""

from sim.phases.decisions import credit_and_fund, expectations_and_prices, plans, technology
from sim.phases.flow import Flow
from sim.phases.markets import goods_market, labour_market, production
from sim.phases.outset import policy, world_and_demography
from sim.phases.results import close_accounts, incomes_and_balance_sheets, record
from sim.phases.turnover import exit_and_entry

__all__ = [
    "Flow", "close_accounts", "credit_and_fund", "exit_and_entry", "expectations_and_prices", "goods_market",
    "incomes_and_balance_sheets", "labour_market", "plans", "policy", "production", "record", "technology",
    "world_and_demography",
]  # fmt: skip
