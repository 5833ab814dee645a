"""Regional households: income, saving, consumption."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agent_based import Agent, Model
from sim.numerics import exp
from sim.state import HouseholdSector

Array = NDArray[np.float64]


def smooth_income(income: Array, growth: float, adjustment: float, out: Array) -> None:
    """Smoothed nominal income (R,): Y <- (1+g) [Y + phi (YD - Y)]; g trend growth of nominal income a quarter.

    >>> smoothed = np.array([100.0, 100.0])
    >>> smooth_income(np.array([120.0, 100.0]), growth=0.0, adjustment=0.25, out=smoothed)
    >>> smoothed
    array([105., 100.])
    """
    out[:] = (1.0 + growth) * (out + adjustment * (income - out))


def consumption(
    smoothed: Array,
    trend: Array,
    deposits: Array,
    propensity: Array,
    income_share: float,
    wealth: float,
    rate_gap: float,
    response: float,
    shock: float,
    out: Array,
) -> None:
    """Nominal consumption at purchasers' prices (R,).

        C = {c1 [m Y_smoothed + (1 - m) Y_trend] + c2 / 4 D} exp(v_H - eta_C 100 (i - i0))

    c1 calibrated to the base year (closure table .80 to .90), c2 per year; Y_trend base-year income grown with trend
    productivity and consumer prices: permanent-income consumers; the last factor stands for intertemporal substitution
    and debt service, and for confidence v_H, a shock. Source: permanent-income form; multipliers of transfers and of
    the policy rate, Bank of Korea.
    """
    income = income_share * smoothed + (1.0 - income_share) * trend
    out[:] = (propensity * income + wealth / 4.0 * deposits) * exp(np.full(1, -response * 100.0 * rate_gap + shock))


class Household(Agent):  # type: ignore[misc]
    """Households of one region: a view on the columns of `HouseholdSector`."""

    def __init__(self, model: Model, region: int, sector: HouseholdSector) -> None:
        super().__init__(model)
        self.region = region
        self.sector = sector

    @property
    def deposits(self) -> float:
        """Cash and deposits, billion won."""
        return float(self.sector.deposits[self.region])

    @property
    def loans(self) -> float:
        """Loans from the bank, billion won."""
        return float(self.sector.loans[self.region])

    @property
    def disposable_income(self) -> float:
        """Disposable income of the last quarter, billion won."""
        return float(self.sector.disposable_income[self.region])
