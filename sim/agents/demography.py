"""Exit and entry of manufacturing establishments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.agents.firms import minimum_wage_ratio, wage_floor_cost
from sim.codes import N_CELLS, N_PRODUCTS, N_REGIONS, N_SIZES
from sim.kernels.entry import free_slots, move_in, small_means
from sim.kernels.turnover import LEFT, STOCKS, separate, take_over
from sim.numerics import exp, group_sums
from sim.parameters import Parameters
from sim.state import MATURE_QUARTERS, Firms

Array = NDArray[np.float64]
Index = NDArray[np.int64]
GENERATION = np.uint64(1 << 20)
CAPITAL = STOCKS.index("capital")
LEARNED = ("rd_stock", "knowledge", "bought_quality")
"""What an entrant does not have."""
BY_POLICY = (
    "trained", "skill", "grants", "knowledge", "new_products", "bought_quality", "converted", "lead"
)  # fmt: skip
"""Columns that are zero until policy moves them."""
ZERO = (
    "own_technology", "adoption_effect", "quality", "rd_stock", "rd_intensity", "rd_trend", "planned_rd", "output",
    "sales_domestic", "sales_export", "profit_rate", "overseas_capacity", "earnings",
    "adoption_kept", "adoption_base", "investment", "machines_waiting", "projects_waiting", "separated", "capacity",
)  # fmt: skip
"""Columns of which an entrant has none, whatever policy does."""
ONE = ("success", "input_multiplier", "credit_access")
OF_MODEL = (
    "labour_requirement", "capital_requirement", "base_wage", "wage_dispersion", "floor_ratio", "floor_cost",
    "base_unit_cost", "base_depreciation", "deposit_target", "loan_target",
)  # fmt: skip
"""Columns that an entrant has from its `Template`."""
WRITTEN_FIRST = ("cost_index", "desired_employment")
"""Columns that every quarter writes before it reads them: what an entrant finds there says nothing."""
ENTRANT_SIZES = 1
"""New plants belong to the smallest class (97 % of births are micro firms, Business Demography 2023)."""


@dataclass(frozen=True)
class Template:
    """Mean establishment of the smallest class in each cell, base year (cells,): the model of an entrant."""

    employment: Array
    labour_requirement: Array
    capital_requirement: Array
    base_wage: Array
    wage_dispersion: Array
    floor_ratio: Array
    floor_cost: Array
    base_unit_cost: Array
    base_depreciation: Array
    deposit_target: Array
    loan_target: Array
    share_domestic: Array
    share_export: Array
    exists: NDArray[np.bool_]


@dataclass(frozen=True)
class Turnover:
    """Turnover of a quarter: establishments by region, and liquidation by region of the firm (money)."""

    entries: Array
    exits: Array
    deaths: Array
    """(Z,) of the exits by size class."""
    liquidated_deposits: Array
    repaid: Array
    written_off: Array
    scrapped_capital: Array
    """(P,) volume."""
    scrapped_inventory: Array
    rd_lost: float
    called: Array
    """(cells,) what government pays to the bank on guarantees of loans written off, money."""
    created: Index
    """Slots of new agents."""


def nothing() -> Turnover:
    """A quarter without entry and exit."""
    zero, goods = np.zeros(N_REGIONS), np.zeros(N_PRODUCTS)
    return Turnover(
        zero, zero, np.zeros(N_SIZES), zero, zero, zero, goods, goods, 0.0, np.zeros(N_CELLS),
        np.zeros(0, dtype=np.int64),
    )  # fmt: skip


def both(one: Turnover, two: Turnover) -> Turnover:
    """Turnover of a quarter in two steps."""
    parts = {
        field.name: getattr(one, field.name) + getattr(two, field.name)
        for field in fields(Turnover)
        if field.name != "created"
    }
    return Turnover(**parts, created=np.concatenate((one.created, two.created)))


def entrant_template(firms: Firms, minimum_wage: float, sizes: Collection[int] = range(ENTRANT_SIZES)) -> Template:
    """Size classes of each cell, the smallest for entrants, as one establishment: sums over its establishments.

    Every ratio is a ratio of sums, so that the parts of unit cost add up to it: labour per unit of output is employment
    over output, the wage is the wage bill over employment. minimum_wage: base year, billion won a person and quarter.
    """
    among = np.flatnonzero(firms.manufacturing & (firms.weight > 0.0) & np.isin(firms.size, list(sizes)))
    cell, weight = firms.cell[among], firms.weight[among]
    total = group_sums(cell, weight, N_CELLS)

    def mean(column: Array, over: Array | None = None, empty: float = 0.0) -> Array:
        """(cells,) mean of a column, weighted by another one; `empty` in a cell without such establishments."""
        shares = weight if over is None else weight * over[among]
        bottom = group_sums(cell, shares, N_CELLS)
        top = group_sums(cell, shares * column[among], N_CELLS)
        return np.divide(top, bottom, out=np.full(N_CELLS, empty), where=bottom > 0.0)

    output, employment = firms.expected_output, firms.employment
    wage, dispersion = mean(firms.base_wage, employment), mean(firms.wage_dispersion, employment)
    floor_ratio, floor_cost = minimum_wage_ratio(minimum_wage, wage), np.empty(N_CELLS)
    wage_floor_cost(floor_ratio, dispersion, floor_cost)
    return Template(
        employment=mean(employment),
        labour_requirement=mean(firms.labour_requirement, output, 1.0),
        capital_requirement=mean(firms.capital_requirement, output, 1.0),
        base_wage=wage,
        wage_dispersion=dispersion,
        floor_ratio=floor_ratio,
        floor_cost=floor_cost,
        base_unit_cost=mean(firms.base_unit_cost, output),
        base_depreciation=mean(firms.base_depreciation, output),
        deposit_target=mean(firms.deposit_target, output),
        loan_target=mean(firms.loan_target, firms.capital),
        share_domestic=mean(firms.base_share_domestic),
        share_export=mean(firms.base_share_export),
        exists=total > 0.0,
    )


def base_births(firms: Firms, rate: Array) -> Array:
    """(cells,) births a quarter of the smallest class, from the birth rate by size (Z,)."""
    small = firms.manufacturing & (firms.size < ENTRANT_SIZES)
    return group_sums(firms.cell, firms.weight * small * rate[firms.size], N_CELLS)


def succession(births: Array, deaths: Array) -> Array:
    """(Z,) share of the dead of a class in whose plant another firm goes on; rates of birth and death (Z,).

        min(births / deaths, 1) above the smallest class, nobody in it

    In the smallest class entrants start plants of their own. Above it hardly anybody starts with a new plant: a firm
    that is born with ten or more persons has a plant that stood before. Births beyond deaths are plants that grew into
    the class, which here stay in the class of the base year.
    """
    share = np.minimum(np.divide(births, deaths, out=np.zeros_like(births), where=deaths > 0.0), 1.0)
    return np.where(np.arange(share.size) < ENTRANT_SIZES, 0.0, share)


def entries_wanted(births: Array, profit_rate: Array, ease: Array | float, elasticity: float, out: Array) -> None:
    """Entering establishments by cell (R, P), expected number in the quarter; profit_rate (P,) of the sector.

        n = births0 x exp(x_E (profit rate of the sector - base)) x (1 + ease)

    births0: births of the smallest class in the base year (sites and customers are there); ease from policy.
    """
    out[:] = births * exp(elasticity * np.minimum(np.maximum(profit_rate, -0.5), 0.5)) * (1.0 + ease)


def turn_over(
    firms: Firms,
    template: Template,
    take_out: Callable[[Array, Array, Array], None],
    wanted: Array,
    entry_draws: Array,
    agents_per_cell: int,
    cohort: Index,
    parameters: Parameters,
    helped: bool = True,
    covered: Array | None = None,
) -> Turnover:
    """Exit, then entry; entrants take over plants of their cell with assets and debts, the rest is liquidated.

    take_out takes manufacturers that die out of the weights, unless they have a successor, and adds what they leave:
    `sim.kernels.turnover.leave`, which thins heavy agents by the hazard, lighter ones die whole by chance. Loans that
    the assets of the dead do not cover are written off by the bank. Capital, inventories, jobs, deposits and other
    loans of plants without successor form the pool of the cell. Entrants take the part of the pool that they need,
    going concerns of the cell take over a share of the rest. What is left is liquidated: deposits repay loans, missing
    loans are written off as well, the owners receive a remainder, capital and goods are scrapped, workers separated.
    covered (N,): loans under a public guarantee, of which government pays the covered part when they are written off.
    helped: whether policy has ever moved a column of `BY_POLICY`. New agents pay the wages and use the technology of
    their time: those of standing small firms.
    """
    guarantee = None if covered is None else Guarantee.before(firms, covered)
    told = np.zeros((2, 0 if guarantee is None else firms.weight.size))
    left, deaths = np.zeros((len(LEFT), N_CELLS)), np.zeros(N_SIZES)
    held = tuple(getattr(firms, name) for name in STOCKS)
    take_out(told, left, deaths)
    dead, missing, closed, *_, research = left
    stocks = left[LEFT.index("closed") + 1 : -1]
    joining, slots, cell, weight = place_entrants(firms, template, wanted, entry_draws, agents_per_cell, cohort)
    new, home = slots[~joining], cell[~joining]
    entering = group_sums(cell, weight, N_CELLS)
    part = _part_needed(entering, template, parameters.entrant_size, stocks[CAPITAL])
    each = np.divide(part, entering, out=np.zeros(N_CELLS), where=entering > 0.0)
    taken = dict(zip(STOCKS, each * stocks, strict=True))
    under = (0.0, 0.0) if guarantee is None else (guarantee.lost(firms, told[1]), guarantee.closed(firms))
    join(firms, slots[joining], weight[joining], taken)
    if new.size:
        state = taken | _of_their_time(firms, template, home) | {"base_loss": -parameters.distress_margin}
        create(firms, template, new, home, weight[~joining], state, parameters.entrant_size, helped)
    cohort[cell] = slots
    rest, reuse = (1.0 - part) * stocks, np.empty(N_CELLS)
    take_over(firms.cell_start, firms.weight, parameters.asset_reuse, rest, *held, reuse)
    rest *= 1.0 - reuse
    capital, inventory, workers, deposits, loans = rest
    repaid = np.minimum(np.maximum(deposits, 0.0), loans)
    separate(firms.cell_start, firms.weight, workers, firms.separated)
    regional = np.stack((
        entering + (dead - closed), dead, deposits, repaid, missing + (loans - repaid)
    )).reshape(-1, N_REGIONS, N_PRODUCTS)  # fmt: skip
    entries, exits, liquidated, paid, bad = regional.sum(axis=2)
    scrapped = np.stack((capital, inventory)).reshape(-1, N_REGIONS, N_PRODUCTS).sum(axis=1)
    return Turnover(
        entries=entries,
        exits=exits,
        deaths=deaths,
        liquidated_deposits=liquidated,
        repaid=paid,
        written_off=bad,
        scrapped_capital=scrapped[0],
        scrapped_inventory=scrapped[1],
        rd_lost=float(research.sum()),
        called=parameters.guarantee_coverage * (under[0] + under[1] * (loans - repaid)),
        created=new,
    )


@dataclass(frozen=True)
class Guarantee:
    """What is under public guarantee among the loans of those who may die, (N,) each, before anybody does."""

    standing: Array
    """Weight."""
    loans: Array
    covered: Array
    """Part of the loans under guarantee."""

    @classmethod
    def before(cls, firms: Firms, covered: Array) -> Guarantee:
        """What is covered now; covered (N,): loans under a guarantee, money."""
        part = np.divide(covered, firms.loans, out=np.zeros_like(covered), where=firms.loans > 0.0)
        return cls(firms.weight.copy(), firms.loans.copy(), np.minimum(part, 1.0))

    def lost(self, firms: Firms, missing: Array) -> Array:
        """(cells,) guaranteed part, money, of what lenders do not recover of those who died (N,)."""
        return group_sums(firms.cell, np.where(firms.manufacturing, missing * self.covered, 0.0), N_CELLS)

    def closed(self, firms: Firms) -> Array:
        """(cells,) part of the loans of plants closed since that is under guarantee."""
        owed = (self.standing - firms.weight) * self.loans
        total, under = (group_sums(firms.cell, part, N_CELLS) for part in (owed, owed * self.covered))
        return np.divide(under, total, out=np.zeros(N_CELLS), where=total > 0.0)


def _part_needed(entering: Array, template: Template, size: float, capital: Array) -> Array:
    """Part of what is left by those who exit that entrants take over (cells,): the capital they need, at most all."""
    need = entering * template.employment * size / np.where(template.exists, template.labour_requirement, 1.0)
    need *= template.capital_requirement
    part = np.divide(need, capital, out=np.zeros(N_CELLS), where=capital > 0.0)
    return np.where(entering > 0.0, np.minimum(part, 1.0), 0.0)


def place_entrants(
    firms: Firms, template: Template, wanted: Array, draws: Array, agents_per_cell: int, cohort: Index
) -> tuple[NDArray[np.bool_], Index, Index, Array]:
    """Slots of the entrants: (whether they join an agent of this year's cohort, slot, cell, entering establishments).

    In a sampled population one agent stands for the entrants of a cell and year: later quarters join it (`cohort`:
    its slot by cell, or -1). Where every establishment is an agent the number is rounded at random and each gets a
    free slot. A cell without free slot has no entry.
    """
    number = np.where(template.exists, wanted, 0.0)
    known = np.zeros(0, dtype=np.int64)
    if agents_per_cell == 1:
        known = np.flatnonzero((cohort >= 0) & (number > 0.0))
        known = known[firms.weight[cohort[known]] > 0.0]
        fresh = number.copy()
        fresh[known] = 0.0
        places = (fresh > 0.0).astype(np.int64)
    else:
        fresh = np.floor(number + draws)
        places = fresh.astype(np.int64)
    new, agents = free_slots(firms.cell_start, firms.cell_end, firms.weight, places)
    per_agent = np.divide(fresh, agents, out=np.zeros(N_CELLS), where=agents > 0)
    slots = np.concatenate((cohort[known], new))
    cell = np.concatenate((known, np.repeat(np.arange(N_CELLS), agents)))
    joining = np.arange(slots.size) < known.size
    return joining, slots, cell, np.where(joining, number[cell], per_agent[cell])


def join(firms: Firms, slots: Index, weight: Array, stock: dict[str, Array]) -> None:
    """Entrants join the agent of their cohort: its weight grows and its stocks become the mean of both."""
    if not slots.size:
        return
    cell = firms.cell[slots]
    total = firms.weight[slots] + weight
    for name, column in stock.items():
        values = getattr(firms, name)
        values[slots] = (firms.weight[slots] * values[slots] + weight * column[cell]) / total
    for name in LEARNED:
        getattr(firms, name)[slots] *= firms.weight[slots] / total
    firms.weight[slots] = total


def _of_their_time(firms: Firms, template: Template, cell: Index) -> dict[str, Array]:
    """Wage, log TFP and technique (cells,) of standing small firms in the cells of entrants (n,)."""
    wanted, means = np.bincount(cell, minlength=N_CELLS), np.zeros((3, N_CELLS))
    small_means(
        firms.cell_start, firms.weight, firms.size, ENTRANT_SIZES, wanted, firms.wage, firms.base_wage, firms.log_tfp,
        firms.technique, means,
    )  # fmt: skip
    rise, log_tfp, technique = means
    wage = template.base_wage * np.where(rise > 0.0, rise, 1.0)
    return {"wage": wage, "log_tfp": log_tfp, "technique": technique}


def create(
    firms: Firms,
    template: Template,
    slots: Index,
    cell: Index,
    weight: Array,
    state: Mapping[str, Array | float],
    size: float,
    helped: bool = True,
) -> None:
    """Write the columns of entrants in cells (n,): technique of small establishments there, stocks taken over a firm.

    state: columns by cell (cells,), per firm, where they are not those of the base year; helped: whether policy has
    ever moved a column of `BY_POLICY`.
    """
    if not slots.size:
        return
    output = template.employment * size / np.where(template.exists, template.labour_requirement, 1.0)
    share_domestic, share_export = template.share_domestic * size, template.share_export * size
    values: dict[str, Array | float] = dict.fromkeys((*ZERO, *(BY_POLICY if helped else ())), 0.0)
    values.update(dict.fromkeys(ONE, 1.0))
    values.update({name: getattr(template, name) for name in OF_MODEL})
    values.update({
        "wage": template.base_wage, "log_tfp": 0.0, "technique": 0.0, "expected_output": output,
        "planned_investment": template.base_depreciation * output, "stage_quarters": MATURE_QUARTERS,
        "base_share_domestic": share_domestic, "base_share_export": share_export, "share_domestic": share_domestic,
        "share_export": share_export,
    })  # fmt: skip
    values.update(state)
    table = np.empty((len(values), N_CELLS))
    for row, value in zip(table, values.values(), strict=True):
        row[:] = value
    columns = tuple(getattr(firms, name) for name in values)
    move_in(slots, cell, GENERATION, firms.ident, firms.tags, columns, table)
    firms.weight[slots] = weight
    firms.size[slots] = 0
    firms.stage[slots] = 0
    firms.loss_quarters[slots] = 0
