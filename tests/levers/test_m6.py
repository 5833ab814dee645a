"""Policy finance: who is served, who pays, what becomes of recipients."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim import phases
from sim.agents import demography
from sim.agents.policy_finance import better_half
from sim.agents.restructuring import productivity
from sim.codes import SECTORS
from sim.definitions.policy_finance_rules import within_rate
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.scenario.types import Lever
from sim.state import Firms
from sim.switches import DETERMINISTIC
from tests.core.support import BEFORE_INCOMES, advance, build_model, lever, steps

START = 4
LOANS, GUARANTEE = lever("policy_loan_rate", 0.02, start=START), lever("guarantee", 0.2, id="calls", start=START)


class Followed(NamedTuple):
    """Recipients two years later, against themselves in the world without the programme."""

    survival: float
    productivity: float
    investment: float


def served(model: ManufacturingModel) -> np.ndarray:
    """(N,) establishments that receive anything this quarter."""
    finance = model.flow.finance
    return np.asarray((np.asarray(finance.cut) > 0.0) | (np.asarray(finance.guarantee) > 0.0))


def follow(economy: OpeningEconomy, parameters: Parameters, *levers: Lever) -> Followed:
    plain, helped = (steps(build_model(economy, parameters, *ls, scale=0.1), START) for ls in ((), levers))
    ident, before = plain.firms.ident.copy(), plain.firms.weight.copy()
    helped_alive = survivors(helped, 1)
    chosen = served(helped) & (before > 0.0)
    assert 0.1 < before[chosen].sum() / before[plain.firms.manufacturing].sum() < 0.3
    helped_alive *= survivors(helped, 7)
    alive, level, invested = [], [], []
    for model, living in ((plain, survivors(plain, 8)), (helped, helped_alive)):
        f = model.firms
        own = productivity(f, model.structure.capital_share)
        kept = chosen & (f.ident == ident) & (f.weight > 0.0) & np.isfinite(own)
        alive.append(float(np.average(living[chosen], weights=before[chosen])))
        level.append(float(np.average(own[kept], weights=f.weight[kept])))
        invested.append(float(f.weight[kept] @ f.investment[kept]))
    return Followed(alive[1] - alive[0], level[1] - level[0], invested[1] / invested[0] - 1.0)


def survivors(model: ManufacturingModel, quarters: int) -> np.ndarray:
    """(N,) part of each agent whose firm lives through some quarters; a successor in its plant is another firm."""
    alive = np.ones(model.firms.weight.size)
    ordinary = demography.turn_over

    def watched(firms: Firms, template: Any, take_out: Any, *rest: Any) -> demography.Turnover:
        def noted(told: np.ndarray, left: np.ndarray, deaths: np.ndarray) -> None:
            standing, all_of_them = firms.weight.copy(), np.zeros((2, alive.size))
            take_out(all_of_them, left, deaths)
            told[:] = all_of_them[:, : told.shape[1]]
            alive[standing > 0.0] *= 1.0 - (all_of_them[0] / np.maximum(standing, 1e-300))[standing > 0.0]

        return ordinary(firms, template, noted, *rest)

    with mock.patch.object(demography, "turn_over", watched):
        steps(model, quarters)
    return alive


def test_anchor_e_fund_kdi_recipients_survive_and_are_less_productive(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Two years after loans and guarantees: survival +5.32 points, productivity -4.92 % (KDI 2016)."""
    found = follow(economy, parameters, LOANS, GUARANTEE)
    assert 0.02 < found.survival < 0.08
    assert -0.08 < found.productivity < -0.005
    assert found.investment > 0.0


def test_anchor_e_zia_guarantees_alone_raise_investment_and_survival(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    found = follow(economy, parameters, GUARANTEE)
    assert found.investment > 0.005
    assert found.survival > 0.0


def test_a_guarantee_lets_recipients_at_their_limit_borrow_for_expansion(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    backed, plain = (steps(build_model(economy, parameters, GUARANTEE, scale=0.05), START + 8) for _ in range(2))
    for model in (backed, plain):
        advance(model, BEFORE_INCOMES)
    plain.flow.finance = replace(plain.flow.finance, guarantee=0.0)
    f = backed.firms
    price, owed, capital = backed.prices.investment_goods, f.loans.copy(), f.capital.copy()
    assets = (capital + f.inventory) * price
    for model in (backed, plain):
        phases.incomes_and_balance_sheets(model)
    more = f.loans - plain.firms.loans
    assert more.min() >= 0.0
    helped = more > 0.0
    assert f.weight[helped].sum() > 100.0
    assert np.all(served(backed)[helped])
    assert np.all(owed[helped] + more[helped] <= (parameters.max_leverage + 0.2) * assets[helped] * (1.0 + 1e-12))
    grown = f.investment - backed.structure.depreciation[f.sector] * capital
    assert np.all(more[helped] <= price * grown[helped] * (1.0 + 1e-9))
    assert f.deposits[helped] == pytest.approx(plain.firms.deposits[helped])  # owners keep what they need not pay in


def test_government_pays_the_bank_what_recipients_do_not(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = steps(build_model(economy, parameters, LOANS, scale=0.05), START)
    before = advance(model, BEFORE_INCOMES)
    f, owed = model.firms, model.firms.loans.copy()
    phases.incomes_and_balance_sheets(model)
    paid = model.flow.payments.interest_subsidy
    chosen = served(model)
    assert paid == pytest.approx(float(f.weight[chosen] @ owed[chosen]) * 0.02 / 4.0, rel=1e-12)
    assert paid == pytest.approx(model.recorder.fiscal["pledge"]["loan_subsidy"][START], rel=1e-12)
    assert paid > 0.0
    phases.exit_and_entry(model)
    phases.close_accounts(model, before)


def test_cheap_loans_are_renewed_once_in_their_term(economy: OpeningEconomy, parameters: Parameters) -> None:
    """What is lent in a year, times the years that a loan runs, is what those served owe."""
    pledge = lever("policy_loan_rate", 0.02)
    model = steps(build_model(economy, parameters, pledge, scale=0.05, switches=DETERMINISTIC), 4)
    lent = float(model.recorder.panel()["fiscal"]["pledge"]["face_value"].sum())
    f = model.firms
    owed = float(f.weight @ np.where(np.asarray(model.flow.finance.cut) > 0.0, f.loans, 0.0))
    assert lent * parameters.policy_loan_maturity == pytest.approx(owed, rel=0.05)


@pytest.mark.parametrize("size", [0.045, 0.05])
def test_cuts_end_where_a_loan_costs_nothing_and_government_pays_for_no_more(
    economy: OpeningEconomy, parameters: Parameters, size: float
) -> None:
    """Loans cost 4.6 %, of small firms 5 %: less than cheap loans and the Fund's discount would take off."""
    levers = lever("policy_loan_rate", size), lever("growth_fund", 60.0, id="fund")
    model = steps(build_model(economy, parameters, *levers, scale=0.05), 12)
    before = advance(model, BEFORE_INCOMES)
    f, finance = model.firms, model.flow.finance
    cut, by_fund, owed = np.asarray(finance.cut), np.asarray(finance.fund_cut), f.loans.copy()
    rate = 4.0 * model.rate.loan + np.where(f.small, parameters.small_firm_spread, 0.0)
    chosen = (cut > 0.0) & (f.weight > 0.0)
    left = (rate - cut - by_fund)[chosen]
    assert cut[chosen] == pytest.approx(np.minimum(size, rate)[chosen], rel=1e-12)
    assert left.min() == pytest.approx(0.0, abs=1e-15)
    assert by_fund.max() == pytest.approx(0.05 - size, abs=1e-15)
    phases.incomes_and_balance_sheets(model)
    paid = model.flow.payments.interest_subsidy
    assert paid == pytest.approx(float(f.weight @ ((cut + by_fund) * owed)) / 4.0, rel=1e-9)
    booked = [model.recorder.fiscal[name]["loan_subsidy"][model.quarter] for name in ("pledge", "fund")]
    assert sum(booked) == pytest.approx(paid, rel=1e-9)
    phases.exit_and_entry(model)
    phases.close_accounts(model, before)
    assert model.worst_residual < 1e-12


def test_a_cut_below_the_rate_of_loans_is_what_it_was() -> None:
    cut, by_fund = within_rate(
        np.array([0.02, 0.05, 0.05]), np.array([0.01, 0.01, 0.01]), np.array([0.05, 0.05, -0.01])
    )
    assert cut.tolist() == [0.02, 0.05, 0.0]
    assert by_fund.tolist() == [0.01, 0.0, 0.0]


def test_the_bank_distributes_no_less_when_loans_are_cheap(economy: OpeningEconomy, parameters: Parameters) -> None:
    one, two = (steps(build_model(economy, parameters, *ls, scale=0.05), START + 1) for ls in ((), (LOANS,)))
    kept = [float(m.flow.payments.bank_distribution.sum()) for m in (one, two)]
    assert kept[1] == pytest.approx(kept[0], rel=1e-9)
    assert two.public.deficit > one.public.deficit


def test_calls_on_guarantees_are_paid_by_government_to_the_bank_and_booked_as_losses(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = steps(build_model(economy, parameters, GUARANTEE, scale=0.05), START)
    called = []
    for _ in range(8):
        model.step()
        called.append(float(model.flow.turnover.called.sum()))
        written = float(model.flow.turnover.written_off.sum())
        assert model.finance.losses == pytest.approx(written - called[-1], rel=1e-12)
        assert called[-1] <= written
    booked = model.recorder.fiscal["calls"]["losses"][START : START + 8]
    np.testing.assert_allclose(booked, called, rtol=1e-9)
    assert booked.sum() > 0.0
    assert model.worst_residual < 1e-12


def test_guarantees_cost_their_expected_loss_which_government_pays_the_bank(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    none, some = (
        steps(build_model(economy, parameters.replace(guarantee_subsidy=rate), GUARANTEE, scale=0.05), START + 1)
        for rate in (0.0, 0.02)
    )
    paid = some.recorder.fiscal["calls"]["loan_subsidy"][START]
    stock = some.recorder.fiscal["calls"]["face_value"][START] * 4.0 * parameters.policy_loan_maturity
    assert paid == pytest.approx(0.02 / 4.0 * stock, rel=1e-9)
    assert none.recorder.fiscal["calls"]["loan_subsidy"][START] == 0.0
    earned = [float(m.flow.payments.bank_distribution.sum()) for m in (none, some)]
    assert earned[1] - earned[0] == pytest.approx(paid, rel=1e-6)


def test_calls_of_two_guarantees_are_shared_without_loss(economy: OpeningEconomy, parameters: Parameters) -> None:
    other = lever("guarantee", 0.1, id="steel", sectors=("STEEL", "MACH"), start=START)
    model = steps(build_model(economy, parameters, GUARANTEE, other, scale=0.05), START)
    total = 0.0
    for _ in range(8):
        model.step()
        total += float(model.flow.turnover.called.sum())
    fiscal = model.recorder.panel()["fiscal"]
    assert fiscal["calls"]["losses"].sum() + fiscal["steel"]["losses"].sum() == pytest.approx(total, rel=1e-9)
    assert fiscal["steel"]["losses"].sum() > 0.0


def test_loans_of_one_sector_serve_no_other(economy: OpeningEconomy, parameters: Parameters) -> None:
    pledge = lever("policy_loan_rate", 0.02, sectors=("SHIP",), sizes=(2, 3))
    model = steps(build_model(economy, parameters, pledge, scale=0.1), 1)
    chosen = served(model)
    assert chosen.any()
    assert np.all((model.firms.sector[chosen] == SECTORS.index("SHIP")) & np.isin(model.firms.size[chosen], (2, 3)))


def test_selection_serves_the_more_productive_half_more_often(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = build_model(economy, parameters, LOANS, lever("finance_selection", 0.75, id="b"), scale=0.1)
    steps(model, START)
    f = model.firms
    better = better_half(f, productivity(f, model.structure.capital_share))
    weight = np.where(f.manufacturing, f.weight, 0.0)
    assert weight[better].sum() / weight.sum() == pytest.approx(0.5, abs=0.02)
    model.step()
    chosen = served(model)
    share = weight[chosen & better].sum() / weight[chosen].sum()
    assert 0.68 < share < 0.82


def test_selection_costs_nothing_and_lets_weak_firms_go(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, chosen = (
        steps(build_model(economy, parameters, *ls, scale=0.1), 12) for ls in ((), (lever("finance_selection", 0.9),))
    )
    assert all(np.all(paid == 0.0) for paid in chosen.recorder.panel()["fiscal"]["pledge"].values())
    spared = np.asarray(chosen.flow.finance.spared)
    f = chosen.firms
    better = better_half(f, productivity(f, chosen.structure.capital_share))
    live = f.manufacturing & (f.weight > 0.0)
    assert spared[live & better].mean() > 0.0 > spared[live & ~better].mean()
    assert plain.flow.finance.spared == 0.0


def test_selection_moves_guarantees_of_small_firms_from_the_weaker_half_to_the_better_one(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Nine tenths to the better half instead of one half: it gains what the other loses, .8 of the stock of today."""
    model = steps(build_model(economy, parameters, lever("finance_selection", 0.9), scale=0.1), 2)
    advance(model, BEFORE_INCOMES[:5])
    f, shift = model.firms, np.asarray(model.flow.finance.shift)
    better = better_half(f, productivity(f, model.structure.capital_share))
    small, live = f.size < 3, f.manufacturing & (f.weight > 0.0)
    assert shift[live & small & better] == pytest.approx(0.8 * parameters.guarantee_stock)
    assert shift[live & small & ~better] == pytest.approx(-0.8 * parameters.guarantee_stock)
    assert not shift[live & ~small].any()
