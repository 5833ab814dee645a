"""Who pays for measures: debt, income tax, or other purchases of government."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from tests.core.support import build_model, lever, same_panels, steps

TAX, CUTS = {"financed_by_income_tax": 1.0}, {"financed_by_spending_cuts": 1.0}
GRANT = lever("investment_grant", 0.2)
YEARS = 16
"""Quarters of the longer runs."""

Run = Callable[..., ManufacturingModel]


@pytest.fixture(scope="module")
def run(economy: OpeningEconomy, parameters: Parameters) -> Run:
    """A run of a grant for investment that acts from the first quarter on, by who pays; each once."""
    kept: dict[tuple[int, tuple[tuple[str, float], ...]], ManufacturingModel] = {}

    def model(quarters: int, **paid: float) -> ManufacturingModel:
        key = quarters, tuple(sorted(paid.items()))
        if key not in kept:
            kept[key] = steps(build_model(economy, parameters.replace(**paid), GRANT), quarters)
        return kept[key]

    return model


def test_where_nothing_costs_nobody_pays(economy: OpeningEconomy, parameters: Parameters) -> None:
    worlds = [parameters.replace(**paid) for paid in ({}, TAX, CUTS)]
    by_debt, *others = (steps(build_model(economy, world), 4).recorder.panel() for world in worlds)
    for panel in others:
        assert not same_panels(by_debt, panel)


@pytest.mark.parametrize("share", [0.25, 1.0])
def test_households_pay_what_measures_cost_a_quarter_later_and_government_borrows_as_much_less(
    run: Run, share: float
) -> None:
    """To a won: in the first quarter with a bill nothing else of the economy has moved."""
    cost = run(1).recorder.cost(0)
    assert cost > 100.0
    debt, tax = run(2), run(2, financed_by_income_tax=share)
    more = tax.flow.payments.income_tax - debt.flow.payments.income_tax
    assert more.sum() == pytest.approx(share * cost, abs=1e-6)
    earned = debt.flow.payments.wages_received + debt.flow.payments.dividends_received
    assert np.allclose(more / earned, more.sum() / earned.sum(), rtol=1e-9)
    assert debt.public.debt - tax.public.debt == pytest.approx(share * cost, abs=1e-4)
    held = debt.households.deposits - tax.households.deposits
    assert np.allclose(held, more, atol=1e-6)
    assert debt.flow.payments.household_spending.sum() == tax.flow.payments.household_spending.sum()


def test_government_buys_less_by_what_measures_cost_and_all_else_is_left(run: Run) -> None:
    """Prices are those of the quarter before, so the money is right to the growth of prices in a quarter."""
    cost = run(1).recorder.cost(0)
    debt, cuts = run(2), run(2, **CUTS)
    saved = debt.flow.payments.government_purchases - cuts.flow.payments.government_purchases
    assert saved == pytest.approx(cost, rel=0.01)
    assert cuts.flow.public_investment == debt.flow.public_investment
    assert cuts.recorder.cost(0) == cost


def test_taxes_come_first_and_cuts_pay_the_rest(run: Run) -> None:
    cost = run(1).recorder.cost(0)
    paid = run(2, financed_by_income_tax=0.25, financed_by_spending_cuts=1.0).flow.financing
    assert paid.surcharge == pytest.approx(0.25 * cost)
    assert paid.saved == pytest.approx(0.75 * cost)


def test_who_pays_moves_demand_and_not_the_order_of_things(run: Run) -> None:
    """Consumption bears the tax, GDP the cuts most; the grant still adds capital and costs the same within 2 %."""
    half, tax, cuts = run(YEARS, financed_by_income_tax=0.5), run(YEARS, **TAX), run(YEARS, **CUTS)
    debt = run(YEARS)
    panels = [model.recorder.panel() for model in (debt, half, tax, cuts)]
    consumption, gdp, owed = (
        [float(panel[name][-4:].sum()) for panel in panels]
        for name in ("consumption_volume", "gdp_volume", "government_debt")
    )
    assert consumption[0] > consumption[1] > consumption[2]
    assert consumption[2] < consumption[3] < consumption[0]
    assert gdp[0] > gdp[1] > gdp[2] > gdp[3]
    assert owed[0] > owed[1] > owed[2]
    assert owed[3] < owed[0]
    capital = [float(panel["capital"][-1, :, :N_SECTORS].sum()) for panel in panels]
    assert max(capital) / min(capital) < 1.01
    bills = [sum(model.recorder.cost(quarter) for quarter in range(YEARS)) for model in (debt, half, tax, cuts)]
    assert max(bills) / min(bills) < 1.02
