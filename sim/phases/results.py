"""Phases 10 and 12: incomes and balance sheets, closing of the accounts, record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import accounts
from sim.agents import trade
from sim.base_year import in_complexes
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES, SIZES, STAGES
from sim.incomes import State, book, pay_out
from sim.kernels.census import count, count_marked, jobs_of_large
from sim.kernels.stages import measure_stage
from sim.levers.ledger import book_credits, charge
from sim.numerics import exp, log
from sim.phases.fund import discount_due, income
from sim.phases.turnover import plan_closures
from sim.population.tags import complexes
from sim.producers import Books, Measures, firm_accounts
from sim.recorder import STAGE_SERIES
from sim.scratch import lends_columns
from sim.state import ZOMBIE_QUARTERS

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
ADVANCED = 2
"""Stages from intermediate on count as adopters."""
MEDIUM = SIZES.index("50-299")
TAIL_SIZE = 300
"""Largest establishments in the estimate of the size tail; all have weight one and are above medium size."""


@lends_columns
def incomes_and_balance_sheets(m: ManufacturingModel) -> None:
    """Incomes, taxes, dividends, balance sheets; capital, inventories and R&D stocks move."""
    f, p, st, hh, flow = m.firms, m.parameters, m.structure, m.households, m.flow
    plan_closures(m)
    charged, grants = charge(m), m.scratch.same(0.0)
    if charged.received is not None:
        m.moved.add("grants")
        grants = charged.received
    elif "grants" in m.moved:
        f.grants[:] = 0.0
    discount = discount_due(m)
    bought, measures, claimed = (
        flow.purchases,
        _measures(m),
        m.scratch.total("tax credits claimed", *charged.claimed.values()),
    )
    forgone = m.scratch.column("tax forgone", kept=True) if charged.credits else np.zeros_like(claimed)
    flow.tax_forgone = forgone if charged.credits else m.scratch.spread("no tax forgone", 0.0)
    flow.books = books = firm_accounts(
        f, bought.investment_factor, bought.input_unit, st, m.prices, m.rate,
        m.scratch.same((flow.finance.cut + flow.finance.fund_cut) / 4.0), m.economy.corporate_tax_rate,
        claimed, grants, m.scratch.same(0.0) if charged.subsidies is None else charged.subsidies,
        m.scratch.total("guarantee", flow.finance.guarantee, flow.finance.shift), p, m.switches, measures, forgone,
        f.new_products if "new_products" in m.moved else m.scratch.same(0.0),
    )  # fmt: skip
    flow.distress, flow.distressed = measures.depth, measures.by_size[3:]
    book_credits(m, charged)
    stationary, growth = m.switches.stationary, m.switches.balanced_growth / 4.0
    index = 1.0
    if not stationary:
        index = float(hh.smoothed_income.sum() / st.household_income.sum())
    elif growth:
        index = m.switches.scale(m.quarter)
    borrowing = (
        growth * hh.loans
        if stationary
        else p.household_loan_adjustment * (m.base.household_loan_ratio * hh.smoothed_income - hh.loans)
    )
    made = books.by_product()
    flow.booked = accounts.Booked(
        output=made.output, used=made.used, inventory_change=made.inventory_change, value_added=made.value_added,
        surplus=made.surplus, wages=made.wages, depreciation=made.depreciation, production_tax=made.production_tax,
        investment=made.investment, tax_due=made.tax_due,
    )  # fmt: skip
    fund = income(m, books.dividends, discount)
    state = State(
        income_tax_rate=m.economy.income_tax_rate,
        contribution_rate=m.economy.social_contribution_rate,
        income_share=m.economy.household_income_share,
        nominal_index=index,
        loss_lag=m.finance.losses,
        interest_subsidy=charged.interest + fund.discount,
        fund=fund,
        extra_transfers=m.world.transfer_shift,
        borrowing=borrowing,
        surcharge=flow.financing.surcharge,
        government_investment=flow.public_investment * m.prices.investment_goods,
        duty_forgone=float(
            trade.duty_forgone(m.policy, m.rest_of_world.import_origin, flow.purchases.imports, p).sum()
        ),
        repatriated=flow.repatriated,
    )
    exports = float(m.prices.export @ made.exported)
    flow.payments = pay_out(books.by_region(), bought, st, m.rate, hh, m.public, exports, state)
    m.finance.losses = 0.0
    flow.research = float(made.research.sum())
    m.public.public_capital += flow.public_investment - p.public_capital_depreciation / 4.0 * m.public.public_capital
    book(flow.payments, hh, m.public, m.finance)
    measure_flows(m, books, measures)


def close_accounts(m: ManufacturingModel, before: accounts.Snapshot) -> None:
    """Flows must be numbers, and every identity is checked by a reader of the balance sheets; else the run stops."""
    flow = m.flow
    m.recorder.write(**flow.measured)
    _stop_at_fault(m)
    quarter = accounts.Quarter(
        cleared=flow.cleared,
        purchases=flow.purchases,
        payments=flow.payments,
        turnover=flow.turnover,
        prices=m.prices,
        booked=flow.booked,
        research=flow.research,
        government_investment=flow.public_investment,
        rd_depreciation=m.parameters.rd_depreciation / 4.0,
        public_depreciation=m.parameters.public_capital_depreciation / 4.0,
        liquidation_received=flow.liquidation,
        fund=flow.fund,
    )
    after = accounts.read(m.firms, m.households, m.public, m.finance)
    residuals = accounts.identities(before, after, quarter, m.structure)
    gdp = float(flow.booked.value_added.sum()) + flow.payments.product_taxes
    m.closed = after
    m.worst_residual = max(m.worst_residual, accounts.check(residuals, gdp, _place(m)))


def _place(m: ManufacturingModel) -> str:
    """Quarter, seed and replication, for errors."""
    year, part = m.economy.base_year + m.quarter // 4, m.quarter % 4 + 1
    return f"{year}Q{part}, seed {m.run_seed}, replication {m.replication}"


def _trial_products(m: ManufacturingModel) -> Array:
    """(R,) sales of young products that came out of sandboxes, money a quarter; part of the sales of their makers."""
    young = m.approvals.young.reshape(N_REGIONS, N_PRODUCTS).sum(axis=1)
    money: Array = young * (m.parameters.sandbox_sales / 4.0 * m.anchor)
    return money


def _measures(m: ManufacturingModel) -> Measures:
    """What is measured of manufacturing establishments this quarter."""
    st, p = m.structure, m.parameters
    return Measures(
        advanced=ADVANCED,
        new_items=(p.new_items_rate * p.new_item_years, p.new_items_most),
        world_class=(p.world_class_exports / 4.0, m.base.top_productivity),
        usual_rd=np.maximum(m.base.rd_intensity, 1e-12),
        input_unit=st.input_unit,
        depth=m.scratch.column("distress", kept=True),
    )


def measure_flows(m: ManufacturingModel, books: Books, measures: Measures) -> None:
    """Flows of the quarter by cell, with the weights of production: exit and entry come later."""
    pr = m.prices
    made = books.sales + pr.domestic * books.inventory_change
    inputs = measures.input_unit * books.used
    by_size, by_cell = measures.by_size, measures.by_cell
    by_region = by_cell.reshape(N_REGIONS, N_PRODUCTS, 4).sum(axis=1)
    m.flow.measured = {
        "value_added_nominal": books.value_added,
        "value_added_volume": books.output - inputs,
        "gross_output_nominal": made,
        "gross_output_volume": books.output,
        "intermediate_nominal": books.inputs,
        "intermediate_volume": inputs,
        "exports_nominal": pr.export * books.exported,
        "exports_volume": books.exported,
        "investment_nominal": books.invested,
        "investment_volume": books.investment + books.research,
        "employment": books.employment,
        "wage_bill": books.wages,
        "capital": books.capital,
        "capital_income": books.value_added - books.wages - books.production_tax,
        "value_added_by_size": by_size[0],
        "employment_by_size": by_size[1],
        "value_added_volume_by_size": by_size[2],
        "adopters_value_added": by_region[:, 0],
        "sales": by_region[:, 1],
        "new_items_sales": by_region[:, 2] + _trial_products(m),
        "world_class": by_region[:, 3],
        **_ai_factories(m),
    }


def _ai_factories(m: ManufacturingModel) -> dict[str, Array]:
    """`sim.recorder.STAGE_SERIES` of the quarter, (R, P) each."""
    f, st = m.firms, m.structure
    sums = np.zeros((N_CELLS, len(STAGE_SERIES)))
    measure_stage(
        f.cell_start, f.weight, f.stage, STAGES.index("ai_factory"), f.labour_requirement, f.input_multiplier,
        f.employment, f.output, st.input_unit, sums,
    )  # fmt: skip
    return {f"ai_factory_{name}": sums[:, k].reshape(N_REGIONS, N_PRODUCTS) for k, name in enumerate(STAGE_SERIES)}


def world_trade(m: ManufacturingModel) -> float:
    """Imports of the world at foreign prices, base year = 1, weighted by Korean exports; rivals' exports follow it.

    Foreign demand without what Korean makers lose to China, times rivals' prices.
    """
    world, abroad = m.world, m.rest_of_world
    weight = m.structure.export_base[:N_SECTORS].sum(axis=1)
    value = exp(abroad.demand_path + abroad.deviation[:N_SECTORS]) * world.rival_price[:N_SECTORS]
    return float(weight @ value / weight.sum())


@lends_columns
def record(m: ManufacturingModel) -> None:
    """Store the quarter in the panel."""
    f, st, flow, pr = m.firms, m.structure, m.flow, m.prices
    household = flow.cleared.household_domestic + flow.cleared.household_imported
    consumption = (1.0 + st.household_tax) * float(household.sum())
    volume = (
        consumption
        + (1.0 + st.government_tax) * float(flow.orders.government.sum())
        + (1.0 + st.investment_tax) * float(flow.orders.investment.sum())
        + float((flow.booked.inventory_change + flow.cleared.exported - flow.cleared.imports).sum())
    )
    m.utilisation = flow.booked.output / m.normal_output
    m.output_per_worker = volume / float(flow.measured["employment"].sum())
    m.recorder.write(
        gdp_nominal=float(flow.booked.value_added.sum()) + flow.payments.product_taxes,
        gdp_volume=volume,
        consumption_volume=consumption,
        consumer_price=pr.consumer,
        unemployment_rate=float(m.labour.unemployed.sum() / m.labour.force.sum()),
        imports_volume=float(flow.cleared.imports.sum()),
        policy_rate=m.world.policy_rate,
        government_debt=m.public.debt,
        household_income=float(m.households.disposable_income.sum()),
        fiscal_net=m.public.deficit,
        exchange_rate=m.world.exchange_rate,
        world_trade=world_trade(m),
    )
    markets = flow.orders.exports_by_market
    sold = np.divide(
        flow.cleared.exported, flow.orders.exports, out=np.ones(N_PRODUCTS), where=flow.orders.exports > 0.0
    )
    spent = f.by_cells((f.cost_index, f.base_unit_cost, f.output))[0]
    assert m.closed is not None
    cost = spent.sum(axis=0) / flow.booked.output
    m.recorder.keep(
        fixed_investment=(1.0 + st.investment_tax) * float(flow.orders.investment.sum()),
        import_price=float(pr.imported @ m.base.imports / m.base.imports.sum()),
        exports_by_market=(markets * sold[:, None]).sum(axis=0),
        markup=pr.domestic / (cost + st.production_tax * pr.domestic),
        firm_leverage=float(m.closed.firm_loans.sum() / (m.closed.capital.sum() * pr.investment_goods)),
        deaths_by_size=flow.turnover.deaths,
        loan_losses=float(flow.turnover.written_off.sum() / flow.books.loans[:, :N_SECTORS].sum()),
    )
    if m.quarter % 4 == 3:
        jobs = m.scratch.column("jobs of large establishments")
        large = jobs_of_large(f.cell_start, f.weight, f.size, f.employment, MEDIUM, jobs)
        m.recorder.keep(tail_exponent=tail_exponent(jobs[:large]))
    _record_firms(m)


def tail_exponent(employment: Array) -> float:
    """Hill estimate over the largest establishments: n / sum ln(x_i / x_min). Source: Hill (1975)."""
    top = np.partition(employment, -TAIL_SIZE)[-TAIL_SIZE:]
    return float(top.size / log(top / top.min()).sum())


def smart_complexes(m: ManufacturingModel) -> Array:
    """(R,) complexes in which enough plants are smart, whether designated by a plan or not.

        establishments of ten and more persons above the basic stage >= s_SC x all of ten and more persons

    over the plants that stood in the complex in the base year and still run, and those that policy brings back into it:
    entrants lie in no complex.
    """
    f, (marks, region) = m.firms, complexes()
    plants, smart = totals = np.zeros((2, marks.size))
    slots = in_complexes(f) if m.levers else m.base.in_complexes
    count_marked(slots, f.weight, f.tags, f.stage, marks, ADVANCED, totals)
    reached = (plants > 0.0) & (smart >= m.parameters.smart_complex_share * plants)
    number: Array = np.bincount(region[reached], minlength=N_REGIONS).astype(np.float64)
    return number


def _record_firms(m: ManufacturingModel) -> None:
    """Counts of manufacturing establishments after exit and entry: size, adoption, zombies, turnover."""
    f, flow = m.firms, m.flow
    cells, by_size, by_region = np.zeros((2, N_CELLS)), np.zeros((2, N_REGIONS, N_SIZES)), np.zeros((4, N_REGIONS))
    count(
        f.cell_start, f.weight, f.size, f.stage, f.success, f.lead if "lead" in m.moved else m.scratch.same(0.0),
        f.loss_quarters, ADVANCED, STAGES.index("ai_factory"), ZOMBIE_QUARTERS, cells, by_size, by_region,
    )  # fmt: skip
    made, zombies = cells.reshape(2, N_REGIONS, N_PRODUCTS)
    m.recorder.write(
        establishments=made[:, :N_SECTORS],
        adopters=by_size[1],
        establishments_rz=by_size[0],
        zombies=zombies.sum(axis=1),
        smart_factories=by_region[0],
        ai_factories=by_region[1],
        lead_places=by_region[2],
        lead_factories=by_region[3],
        smart_complexes=smart_complexes(m),
        entries=flow.turnover.entries + flow.returned,
        exits=flow.turnover.exits,
    )
    _stop_at_fault(m)
    m.recorder.close_quarter()


def _stop_at_fault(m: ManufacturingModel) -> None:
    """Raise AccountsError where a recorded value is none that can be."""
    fault = m.recorder.fault()
    if fault:
        raise accounts.AccountsError(f"{_place(m)}: {fault}")
