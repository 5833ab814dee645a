"""The bank: rates on loans, deposits and bonds.

One bank takes all deposits, lends to firms and households, holds government debt and settles foreign trade; its
profit goes to households. Reserves and wholesale funding are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import Parameters


@dataclass(frozen=True)
class Rates:
    """Interest rates per quarter."""

    loan: float
    household_loan: float
    deposit: float
    bond: float
    small_firm_spread: float


def rates(policy_rate: float, neutral: float, parameters: Parameters) -> Rates:
    """Rates from the policy rate i and its neutral level i0 (per year):

        loan    = i0 + s_L + pt (i - i0)
        deposit = loan - s_D,   bond = i0 + pt (i - i0)

    Source: Bank of Korea, Monetary Policy Report June 2023 (pass-through); outstanding spreads 2020-22.
    """
    moved = neutral + parameters.rate_pass_through * (policy_rate - neutral)
    loan = moved + parameters.loan_spread
    return Rates(
        loan=loan / 4.0,
        household_loan=loan / 4.0,
        deposit=(loan - parameters.deposit_spread) / 4.0,
        bond=moved / 4.0,
        small_firm_spread=parameters.small_firm_spread / 4.0,
    )
