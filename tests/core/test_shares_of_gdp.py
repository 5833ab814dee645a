"""Households and government: in the base year those of the national accounts, later in proportion to the economy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.switches import DETERMINISTIC
from tests.core.support import build_model

YEARS = 14
Yearly = Callable[[str], np.ndarray]


@pytest.fixture(scope="module")
def yearly(economy: OpeningEconomy, parameters: Parameters) -> Yearly:
    """Means over the quarters of each year of the baseline, by name."""
    model, kept = build_model(economy, parameters, switches=DETERMINISTIC), []
    for _ in range(4 * YEARS):
        model.step()
        kept.append(state(model))
    return lambda name: np.array([float(one[name]) for one in kept]).reshape(YEARS, 4).mean(axis=1)


def state(model: ManufacturingModel) -> dict[str, Any]:
    pay, homes = model.flow.payments, model.households
    return {
        "gdp": model.flow.booked.value_added.sum() + pay.product_taxes, "deficit": model.public.deficit,
        "income": homes.disposable_income.sum(), "spending": pay.household_spending.sum(),
        "loans": homes.loans.sum(), "debt": model.public.debt, "bond interest": pay.bond_interest,
        "transfers": pay.transfers.sum(), "other net taxes": pay.lump_sum_tax.sum(),
        "income tax": pay.income_tax.sum(), "contributions": pay.contributions.sum(),
        "corporate tax": pay.corporate_tax.sum(), "product taxes": pay.product_taxes,
        "production tax": pay.production_tax.sum(), "purchases": pay.government_purchases,
        "public investment": pay.government_investment, "wages": pay.wages_received.sum(),
        "dividends": pay.dividends_received.sum(), "smoothed": homes.smoothed_income.sum(),
        "stores": model.firms.total(model.firms.inventory),
        "sales": model.flow.cleared.domestic[:N_SECTORS].sum() + model.flow.cleared.exported[:N_SECTORS].sum(),
    }  # fmt: skip


def test_balance_and_saving_of_the_simulated_base_year_are_the_official_ones(
    yearly: Yearly, parameters: Parameters
) -> None:
    """Public sector accounts and household saving of 2022, which no rule of a quarter is told."""
    assert -yearly("deficit")[0] / yearly("gdp")[0] == pytest.approx(parameters.government_balance, abs=1e-3)
    saved = 1.0 - yearly("spending")[0] / yearly("income")[0]
    assert saved == pytest.approx(parameters.household_saving, abs=2e-3)


def test_public_finance_of_the_base_year_is_that_of_the_tables(yearly: Yearly, economy: OpeningEconomy) -> None:
    """Each item apart: two errors of opposite sign do not hide each other."""
    official = {
        "transfers": economy.social_transfers / 4.0,
        "public investment": economy.government_investment / 4.0,
        "purchases": float((economy.government_domestic + economy.government_imported).sum()) / 4.0
        + economy.tax_government / 4.0,
        "production tax": float(economy.production_tax.sum()) / 4.0,
    }
    found = {name: float(yearly(name)[0]) for name in official}
    assert found == pytest.approx(official, rel=0.015)


@pytest.mark.parametrize(
    "name",
    ["transfers", "other net taxes", "purchases", "public investment", "contributions", "income tax", "product taxes",
     "production tax", "wages", "spending"],
)  # fmt: skip
def test_what_grows_with_the_economy_keeps_its_share_of_gdp(yearly: Yearly, name: str) -> None:
    """Nominal GDP rises by two fifths to 2035; what did not follow would lose more than a quarter of its share."""
    share, gdp = yearly(name) / yearly("gdp"), yearly("gdp")
    assert gdp[-1] / gdp[0] > 1.3
    np.testing.assert_allclose(share / share[0], 1.0, atol=0.06)


def test_households_borrow_in_proportion_to_their_income(yearly: Yearly) -> None:
    ratio = yearly("loans") / yearly("income")
    np.testing.assert_allclose(ratio / ratio[0], 1.0, atol=0.15)


def test_saving_neither_dries_up_nor_takes_off(yearly: Yearly) -> None:
    saved = 1.0 - yearly("spending") / yearly("income")
    assert saved.min() > 0.05 and saved.max() < 0.09
    assert np.abs(np.diff(saved)).max() < 0.01


def test_what_households_count_on_keeps_up_with_what_they_earn(yearly: Yearly) -> None:
    ratio = yearly("smoothed") / yearly("income")
    np.testing.assert_allclose(ratio[3:], 1.0, atol=0.01)


def test_stores_grow_with_sales(yearly: Yearly) -> None:
    ratio = yearly("stores") / yearly("sales")
    np.testing.assert_allclose(ratio / ratio[0], 1.0, atol=0.03)
    np.testing.assert_allclose(ratio[-3:] / ratio[0], 1.0, atol=0.004)  # steady growth is no reason to run short


def test_government_pays_less_for_its_debt_than_firms_for_theirs(yearly: Yearly, parameters: Parameters) -> None:
    """The policy rate on average, without the spread of loans."""
    paid = 4.0 * yearly("bond interest") / yearly("debt")
    np.testing.assert_allclose(paid, parameters.policy_rate, rtol=0.02)
    assert paid.max() < parameters.policy_rate + 0.5 * parameters.loan_spread
