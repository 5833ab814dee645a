"""Institutions as agents: government, bank, Public Growth Fund. Each is a view on its balance sheet."""

from __future__ import annotations

from sim.agent_based import Agent, Model
from sim.state import Finance, Public


class Government(Agent):  # type: ignore[misc]
    """General government: spending exogenous in real terms, tax rates fixed, debt takes the balance."""

    def __init__(self, model: Model, accounts: Public) -> None:
        super().__init__(model)
        self.accounts = accounts

    @property
    def debt(self) -> float:
        """Debt, billion won."""
        return self.accounts.debt


class Bank(Agent):  # type: ignore[misc]
    """The bank: loans = deposits, buys bonds, spread covers losses."""

    def __init__(self, model: Model, accounts: Finance) -> None:
        super().__init__(model)
        self.accounts = accounts

    @property
    def equity(self) -> float:
        """Equity, billion won; zero but for the losses of the last quarter."""
        return self.accounts.bank_equity


class PublicGrowthFund(Agent):  # type: ignore[misc]
    """The Public Growth Fund (M6): loans to firms and shares, paid for with bonds that government guarantees."""

    def __init__(self, model: Model, accounts: Finance) -> None:
        super().__init__(model)
        self.accounts = accounts
