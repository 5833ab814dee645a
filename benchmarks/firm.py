"""A producer as one `mesa.Agent`: the rules of a quarter in plain Python, one firm at a time.

Each method is what the compiled pass of the same name (`sim.kernels`) does for one producer; equations, units and
sources stand there and in the rules of `sim.agents.firms`, which are the same functions here, run by the interpreter.
Tables by product, cell or size are lists, what is summed over firms is added to lists.
"""

from __future__ import annotations

import math
from typing import Any

import mesa

from benchmarks.bookkeeper import Bookkeeper
from benchmarks.interpreted import interpreted
from sim.agents import firms as rules
from sim.agents import projects
from sim.codes import N_SECTORS, SMALL_SIZES
from sim.kernels import adoption, jobs
from sim.markets.credit import MOST_LEVERAGE

attraction, capital_use, labour_use = map(interpreted, (rules.attraction, rules.capital_use, rules.labour_use))
investment_plan, log_efficiency, own_technology = map(
    interpreted, (rules.investment_plan, rules.log_efficiency, rules.own_technology)
)
rd_effect, smooth_sales, technique = map(interpreted, (rules.rd_effect, rules.smooth_sales, rules.technique))
unit_cost, user_cost, hazard = map(interpreted, (rules.unit_cost, rules.user_cost, adoption.hazard))
stage_effect, plan_staff = interpreted(adoption.stage_effect), interpreted(jobs.plan_staff)
falls_due, place_in_cycle = map(interpreted, (projects.falls_due, projects.place_in_cycle))


def normal_distribution(x: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def ces(capital: float, labour: float, share: float, substitution: float) -> float:
    """`sim.agents.firms.ces` of one firm."""
    if capital <= 0.0:
        return 0.0
    rho = (substitution - 1.0) / substitution
    k, n = max(capital, 1e-12), max(labour, 1e-12)
    return k * (share + (1.0 - share) * (n / k) ** rho) ** (1.0 / rho)


class Firm(Bookkeeper, mesa.Agent):
    """One producer of the sample: an establishment, or several alike (weight), or the producer of another sector."""

    def __init__(self, model: mesa.Model, slot: int, columns: dict[str, Any]) -> None:
        super().__init__(model)
        self.slot = slot
        for name, value in columns.items():
            setattr(self, name, value)
        self.made = self.sector < N_SECTORS

    # expectations, prices, shares

    def expect_and_cost(
        self, materials: list[float], capital_share: list[float], capital_price: float, known: bool, growth: float,
        gain: float,
    ) -> None:  # fmt: skip
        s = self.sector
        if not known:
            sales = self.sales_domestic + self.sales_export
            self.expected_output = smooth_sales(self.expected_output, sales, growth, gain)
        efficiency = math.exp(log_efficiency(self.log_tfp, capital_share[s]))
        self.unit = unit_cost(
            materials[s], self.input_multiplier, self.labour_requirement, self.wage, efficiency, self.base_depreciation,
            capital_price,
        )  # fmt: skip
        self.cost_index = self.unit / self.base_unit_cost

    def mean_cost_and_quality(self, trend: list[float], non_price: float, total: list[list[float]]) -> None:
        c, w, expected = self.cell, self.weight, self.expected_output
        appeal = self.quality + non_price * (self.log_tfp - trend[self.sector])
        total[0][c] += w * expected
        total[1][c] += w * expected * self.input_multiplier
        total[2][c] += w * expected * self.unit
        total[3][c] += w * self.share_domestic * self.cost_index
        total[4][c] += w * self.share_domestic * self.quality
        total[5][c] += w * self.share_domestic * appeal
        total[6][c] += w * self.share_export * appeal

    def move_shares(
        self, local: list[bool], presence: list[float], step: list[float], mean_cost: list[float],
        mean_quality: list[float], elasticity: float, speed: float, home: list[float], abroad: list[float],
    ) -> None:  # fmt: skip
        s, c = self.sector, self.cell
        if not local[s]:
            relative = self.cost_index / max(mean_cost[s], 1e-9)
            better = self.quality - mean_quality[s]
            pull = math.exp(attraction(math.log(relative), better, elasticity)) * presence[c]
            at_home, in_world = self.share_domestic * step[c], self.share_export * step[c]
            self.share_domestic = at_home + speed * (self.base_share_domestic * pull - at_home)
            self.share_export = in_world + speed * (self.base_share_export * pull - in_world)
        home[s] += self.weight * self.share_domestic
        abroad[s] += self.weight * self.share_export

    def scale_shares(
        self, local: list[bool], regional_share: list[float], home: list[float], abroad: list[float]
    ) -> None:
        s = self.sector
        self.share_domestic = regional_share[self.cell] if local[s] else self.share_domestic * home[s]
        self.share_export *= abroad[s]

    # technology

    def count_users(self, users: list[float], total: list[float]) -> None:
        if self.made:
            total[self.cell] += self.weight
            if self.stage > 0:
                users[self.cell] += self.weight

    def move_up(
        self, peers: list[float], draws: list[list[float]], multiplier: list[float], cost: list[float],
        imitation: list[float], customers: list[float], works: list[float], gradient: list[list[float]],
        bass: tuple[float, float, float], curve: tuple[list[float], float, float], upgrade: float, gain: list[float],
    ) -> None:  # fmt: skip
        if not self.made:
            return
        i, stage = self.slot, self.stage
        innovation, liquidity, bound = bass
        dip, settled, full = curve
        slope = gradient[stage == adoption.TOP_STAGE - 1][self.size]
        chance = hazard(
            peers[self.cell], slope, self.profit_rate, multiplier[i], innovation, imitation[i], liquidity, bound,
            customers[i],
        )  # fmt: skip
        chance *= cost[i]
        if stage > 0 and self.stage_quarters < settled:
            chance = 0.0
        elif stage > 0:
            chance *= upgrade
        self.stage_quarters += 1.0
        if stage < adoption.TOP_STAGE and draws[0][i] < chance:
            if self.success > 0.5:
                self.adoption_kept = gain[stage]
            self.stage = stage = stage + 1
            self.stage_quarters = 0.0
            self.success = 1.0 if draws[1][i] < works[i] else 0.0
        if stage > 0:
            effect = stage_effect(
                gain[stage], self.adoption_kept, self.stage_quarters, self.success, dip[stage], settled, full
            )
            self.adoption_effect = effect - self.adoption_base

    def productivity(
        self, knowledge: list[float], rd_elasticity: float, quality_elasticity: float, persistence: float,
        deviation: float, luck: list[float], sector_part: list[float], region_part: list[float], public: float,
        place: list[float], policy: list[float], added: list[float],
    ) -> None:  # fmt: skip
        i, c, stock = self.slot, self.cell, knowledge[self.slot]
        self.own_technology = own_technology(self.own_technology, luck[i] if self.made else 0.0, persistence, deviation)
        effect = rd_effect(stock, self.expected_output, self.rd_trend)
        self.log_tfp = (
            sector_part[self.sector] + region_part[c] + self.own_technology + self.adoption_effect
            + rd_elasticity * effect + public + place[c] + policy[i]
        )  # fmt: skip
        self.quality = (quality_elasticity * effect if stock > 0.0 else 0.0) + added[i]

    # plans and finance

    def plan(
        self, rates: tuple[float, float], cut: list[float], support: list[float], inflation: float, premium: float,
        capital_price: float, price: list[float], depreciation: list[float], capital_share: list[float],
        base_user_cost: list[list[float]], elasticity: tuple[float, float], substitution: float,
        technique_speed: tuple[float, float], expansion: list[float], capital_speed: float, inertia: float,
        quick: list[float], grid: list[float], factor: list[float],
    ) -> None:  # fmt: skip
        i, s, c = self.slot, self.sector, self.cell
        small = self.made and self.size < SMALL_SIZES
        rate = rates[0] + (rates[1] if small else 0.0) - cut[i]
        worn, output = depreciation[s], self.expected_output
        user = user_cost(rate, worn * 4.0, inflation, premium, capital_price, support[i], self.credit_access)
        real_wage = self.wage / (self.base_wage * price[s]) if self.base_wage > 0.0 else 1.0
        self.technique = technique(self.technique, math.log(real_wage), technique_speed[1 if self.made else 0])
        use = labour_use(log_efficiency(self.log_tfp, capital_share[s]), self.technique, substitution)
        self.desired_employment = self.labour_requirement * output * math.exp(use)
        cost = user / base_user_cost[1 if small else 0][s] / price[s]
        use = capital_use(math.log(cost), elasticity[1 if small else 0])
        wanted = self.capital_requirement * output * math.exp(use)
        limit = grid[self.region] if self.made else 1.0
        before, growth, eager = self.planned_investment, expansion[c], max(quick[c], inertia)
        self.planned_investment = investment_plan(
            before, self.capital, self.machines_waiting + self.projects_waiting, wanted, worn, growth, capital_speed,
            inertia, eager, limit,
        )  # fmt: skip
        self.planned_rd = self.rd_intensity * output * factor[i]

    def begin_cycles(self, machine: float, project: float, share: float, draws: list[list[float]]) -> None:
        if not self.made:
            return
        i, planned, large = self.slot, self.planned_investment, share * self.planned_investment
        self.machines_waiting = place_in_cycle(draws[0][i], machine * self.capital, planned - large)
        self.projects_waiting = place_in_cycle(draws[1][i], project * self.capital, large)

    def buy(self, machine: float, project: float, share: float, due: list[float]) -> None:
        due[self.slot] = self.planned_investment
        if not self.made:
            return
        large = share * self.planned_investment
        self.machines_waiting += self.planned_investment - large
        self.projects_waiting += large
        machines = falls_due(self.machines_waiting, machine * self.capital)
        works = falls_due(self.projects_waiting, project * self.capital)
        self.machines_waiting -= machines
        self.projects_waiting -= works
        due[self.slot] = machines + works

    def finance(self, price: float, limit: float, least: float, guarantee: list[float], planned: list[float]) -> None:
        due = planned[self.slot]
        if not self.made:
            self.credit_access, self.investment = 1.0, due
            return
        ceiling, assets = limit + guarantee[self.slot], (self.capital + self.inventory) * price
        leverage = min(self.loans / assets, MOST_LEVERAGE) if assets > 0.0 else 0.0
        self.credit_access = min(max(2.0 * (ceiling - leverage) / ceiling, least), 1.0)
        cost, funds = due * price, max(self.earnings, 0.0) + self.deposits
        paid = min(max(funds + max(ceiling * assets - self.loans, 0.0), 0.0), max(cost, 0.0))
        self.investment = paid / price if paid < cost else due

    # jobs and wages

    def seek_staff(
        self, growth: float, adjustment: float, separation: float, wanted: list[float], leaving: list[float]
    ) -> None:
        planned, leavers, layoffs = plan_staff(self.employment, self.desired_employment, growth, adjustment, separation)
        wanted[self.cell] += self.weight * planned
        leaving[self.cell] += self.weight * (leavers + layoffs + self.separated)
        self.separated = 0.0

    def hire(self, growth: float, adjustment: float, separation: float, fill: list[float]) -> None:
        planned, leavers, layoffs = plan_staff(self.employment, self.desired_employment, growth, adjustment, separation)
        self.employment = max(self.employment - leavers - layoffs + planned * fill[self.cell], 0.0)

    def pay(self, paid: list[float], passed: float, level: float, least: float, index: list[float]) -> None:
        s, floor = max(self.wage_dispersion, 1e-6), max(self.floor_ratio * level, least)
        z = (math.log(floor) + 0.5 * s * s) / s
        cost = floor * normal_distribution(z) + normal_distribution(s - z)
        borne = 1.0 + (cost / self.floor_cost - 1.0) * passed * (paid[self.size] if self.made else 1.0)
        self.wage = self.base_wage * index[self.cell] * borne

    # production and sales

    def capacity_and_stocks(
        self, capital_share: list[float], substitution: float, full_use: float, running: list[float],
        inventory_ratio: float, inventory_speed: float, growth: float, total: list[list[float]],
    ) -> None:  # fmt: skip
        s, c, w, expected = self.sector, self.cell, self.weight, self.expected_output
        share = capital_share[s]
        labour = self.employment * math.exp(log_efficiency(self.log_tfp, share)) / self.labour_requirement
        made = ces(self.capital / self.capital_requirement, labour, share, substitution)
        self.capacity = full_use * made * running[s]
        target = inventory_ratio * expected
        self.stock_order = inventory_speed * (target - self.inventory) + growth * target if self.made else 0.0
        total[0][c] += w * self.capacity
        total[1][c] += w * self.stock_order
        total[2][c] += w * expected
        total[3][c] += w * self.input_multiplier * expected

    def ask(self, demand: list[float], exports: list[float], asked: list[float]) -> None:
        s = self.sector
        orders = self.share_domestic * demand[s] + self.share_export * exports[s] + self.stock_order
        self.wanted = max(orders, 0.0)
        asked[self.cell] += self.weight * self.wanted

    def share_out(self, granted: list[float], unmet: list[float], slack: list[float]) -> None:
        s = self.sector
        order = self.wanted * granted[s]
        self.output = min(order, self.capacity)
        unmet[s] += self.weight * (order - self.output)
        slack[s] += self.weight * (self.capacity - self.output)

    def make_more(self, part: list[float]) -> None:
        self.output += (self.capacity - self.output) * part[self.sector]

    def first_round(
        self, demand: list[float], exports: list[float], unmet_home: list[float], unmet_abroad: list[float],
        slack: list[float],
    ) -> None:  # fmt: skip
        s, w = self.sector, self.weight
        home, abroad = self.share_domestic * demand[s], self.share_export * exports[s]
        wanted, available = home + abroad, self.output + self.inventory
        first = min(wanted, available)
        filled = first / wanted if wanted > 0.0 else 1.0
        self.sales_domestic, self.sales_export, self.left = home * filled, abroad * filled, available - first
        unmet_home[s] += w * home * (1.0 - filled)
        unmet_abroad[s] += w * abroad * (1.0 - filled)
        slack[s] += w * self.left

    def second_round(self, part: list[float], foreign: list[float], home: list[float], abroad: list[float]) -> None:
        s, c = self.sector, self.cell
        extra = self.left * part[s]
        self.sales_export += extra * foreign[s]
        self.sales_domestic += extra * (1.0 - foreign[s])
        self.inventory_change = self.output - self.sales_domestic - self.sales_export
        home[c] += self.weight * self.sales_domestic
        abroad[c] += self.weight * self.sales_export
