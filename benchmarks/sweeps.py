"""A compiled pass over columns as a sweep over agents: same name, same arguments, columns left where they are.

What a pass is handed as a column is an attribute of the agents here (`benchmarks.columns.Attribute`) and not looked at;
tables become lists, numbers become Python's, sums by cell go back into the arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.columns import AgentFirms
from sim.codes import N_CELLS, N_PRODUCTS, N_SECTORS, N_SIZES
from sim.numerics import exp
from sim.random import Stream, uniform


def _plain(value: Any) -> Any:
    """Lists in place of arrays, numbers of Python in place of those of NumPy."""
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def _parts(top: list[float], bottom: list[float]) -> list[float]:
    return [min(a / b, 1.0) if b > 0.0 else 0.0 for a, b in zip(top, bottom, strict=True)]


def _zeros(*shape: int) -> Any:
    return np.zeros(shape).tolist()


class Sweeps:
    """Every pass of a quarter of the world without policy, over the agents of one model."""

    def __init__(self, firms: AgentFirms) -> None:
        self.firms = firms

    def _do(self, method: str, *arguments: Any) -> None:
        self.firms.standing.do(method, *(_plain(one) for one in arguments))

    def expect_and_cost(
        self, start, weight, materials, capital_share, capital_price, known, growth, gain, sold, inputs, technique,
        aided, saved, trend, non_price, *columns,
    ):  # fmt: skip
        total = _zeros(7, N_CELLS)
        self._do("expect_and_cost", materials, capital_share, capital_price, known, growth, gain)
        self._do("mean_cost_and_quality", trend, non_price, total)
        columns[-1][:] = total

    def move_shares(
        self, start, weight, local, regional_share, presence, step, mean_cost, mean_quality, elasticity, speed, *_
    ):
        home, abroad = _zeros(N_PRODUCTS), _zeros(N_PRODUCTS)
        self._do("move_shares", local, presence, step, mean_cost, mean_quality, elasticity, speed, home, abroad)
        scale = [[1.0 / total if total > 0.0 else 0.0 for total in totals] for totals in (home, abroad)]
        self._do("scale_shares", local, regional_share, *scale)

    def move_up(
        self, start, weight, size, draws, multiplier, cost, imitation, customers, works, profit_rate, gradient, bass,
        curve, upgrade, gain, *_,
    ):  # fmt: skip
        users, total = _zeros(N_CELLS), _zeros(N_CELLS)
        curve = (_plain(curve[0]), *curve[1:])
        self._do("count_users", users, total)
        self._do(
            "move_up", _parts(users, total), draws, multiplier, cost, imitation, customers, works, gradient, bass,
            curve, upgrade, gain,
        )  # fmt: skip

    def productivity(
        self, start, knowledge, expected, rd_trend, rd_elasticity, quality_elasticity, persistence, deviation, luck,
        sector_part, region_part, public, place, adoption, policy, added, *_,
    ):  # fmt: skip
        self._do(
            "productivity", np.asarray(knowledge), rd_elasticity, quality_elasticity, persistence, deviation, luck,
            sector_part, region_part, public, place, np.asarray(policy), added,
        )  # fmt: skip

    def plan(
        self, start, size, rates, cut, support, inflation, premium, capital_price, price, depreciation, capital_share,
        base_user_cost, elasticity, substitution, technique_speed, expansion, capital_speed, inertia, quick, grid,
        factor, *_,
    ):  # fmt: skip
        self._do(
            "plan", rates, cut, support, inflation, premium, capital_price, price, depreciation, capital_share,
            base_user_cost, elasticity, substitution, technique_speed, expansion, capital_speed, inertia, quick, grid,
            factor,
        )  # fmt: skip

    def begin_cycles(self, start, machine, project, share, planned, capital, draws, *_):
        self._do("begin_cycles", machine, project, share, draws)

    def buy(self, start, machine, project, share, *columns):
        due = _zeros(columns[-1].size)
        self._do("buy", machine, project, share, due)
        columns[-1][:] = due

    def finance(self, start, price, bounds, _, guarantee, planned, *__):  # no policy: no guarantee for expansion
        self._do("finance", price, *bounds, guarantee, np.asarray(planned))

    def scaled_sums(self, start, weight, values, factor, out):
        by_cell = self.firms.by_cell(values)
        out[:] = (by_cell * factor).reshape(-1)

    def seek_staff(
        self, start, weight, employment, desired, separated, growth, adjustment, separation, wanted, leaving
    ):
        sums = _zeros(2, N_CELLS)
        self._do("seek_staff", growth, adjustment, separation, *sums)
        wanted[:], leaving[:] = sums

    def hire(self, start, weight, desired, growth, adjustment, separation, fill, employment, staff):
        self._do("hire", growth, adjustment, separation, fill)
        staff[:] = self.firms.by_cell(employment).reshape(-1)

    def pay(self, start, size, paid, passed, base_cost, ratio, level, least, dispersion, factor, index, *_):
        self._do("pay", paid, passed, level, least, index)

    def capacity_and_stocks(
        self, start, weight, capital_share, substitution, full_use, running, inventory_ratio, inventory_speed, growth,
        *columns,
    ):  # fmt: skip
        total = _zeros(4, N_CELLS)
        self._do(
            "capacity_and_stocks", capital_share, substitution, full_use, running, inventory_ratio, inventory_speed,
            growth, total,
        )  # fmt: skip
        columns[-1][:] = total

    def ask(self, start, weight, demand, exports, share_home, share_abroad, stock_order, wanted, asked):
        sums = _zeros(N_CELLS)
        self._do("ask", demand, exports, sums)
        asked += sums

    def share_out(self, start, weight, granted, *_):
        unmet, slack = _zeros(N_PRODUCTS), _zeros(N_PRODUCTS)
        self._do("share_out", granted, unmet, slack)
        self._do("make_more", _parts(unmet, slack))

    def first_round(self, start, weight, share_home, share_abroad, demand, exports, output, inventory, *columns):
        sums = _zeros(3, N_PRODUCTS)
        self._do("first_round", demand, exports, *sums)
        for array, values in zip(columns, sums, strict=True):
            array += values

    def second_round(
        self, start, weight, share_home, share_abroad, demand, exports, output, inventory, part, foreign, *columns
    ):
        sums = _zeros(2, N_CELLS)
        self._do("second_round", part, foreign, *sums)
        columns[-1][:] = sums

    def keep_books(
        self, start, weight, size, home_price, export_price, input_unit, tax_on_output, depreciation_rate, payout,
        investment_price, rates, paid, tax_rate, settling, growth, stationary, judging, rd_depreciation, policy,
        sold, produced, staff, spent, targets, base_loss, bounds, usual_rd, input_volume, *columns,
    ):  # fmt: skip
        total, sizes, cells = _zeros(26, N_CELLS), _zeros(5, N_SIZES), _zeros(N_CELLS, 4)
        cut, claims, grants, subsidies, _ = policy  # without policy nobody has a guarantee
        self._do(
            "keep_books", home_price, export_price, input_unit, tax_on_output, depreciation_rate, payout,
            investment_price, rates, paid, tax_rate, settling, judging, rd_depreciation, cut, claims,
            np.asarray(grants), np.asarray(subsidies), total,
        )  # fmt: skip
        self._do("measure", bounds[0], bounds[1:3], bounds[3:], usual_rd, input_volume, sizes, cells)
        for array, values in zip(columns[-3:], (total, sizes, cells), strict=True):
            array[:] = values

    def measure_stage(self, start, weight, stage, chosen, requirement, multiplier, employment, output, input_unit, out):
        sums = _zeros(*out.shape)
        self._do("measure_stage", chosen, input_unit, sums)
        out += sums

    def count(
        self, start, weight, size, stage, success, lead, loss_quarters, advanced, top, zombie, cells, by_size, by_region
    ):
        sums = [_zeros(*array.shape) for array in (cells, by_size, by_region)]
        self._do("count", advanced, top, zombie, *sums)
        for array, values in zip((cells, by_size, by_region), sums, strict=True):
            array += values

    def count_marked(self, slots, weight, tags, stage, marks, advanced, totals):
        sums = _zeros(*totals.shape)
        self._do("count_marked", marks, advanced, sums)
        totals += sums

    def jobs_of_large(self, start, weight, size, employment, smallest, out):
        jobs: list[float] = []
        self._do("say_jobs", smallest, jobs)
        out[: len(jobs)] = jobs
        return len(jobs)

    def leave_by_distress(
        self, start, weight, size, depth, names, drawing, deaths, succession, mean_depth, share, margin, response,
        value, stocks, renewed, told, left, by_class,
    ):  # fmt: skip
        self._do("exit_hazard", deaths, succession, mean_depth, share, exp(-response * np.clip(margin, -0.5, 0.5)))
        time, stream, *_ = drawing
        draws = uniform(*map(int, drawing[2:]), Stream(stream), np.asarray(names), time)
        sums, dead, leaving = _zeros(9, N_CELLS), [0.0] * N_SIZES, []
        self._do("leave", draws, value, sums, dead, leaving)
        for agent in leaving:
            self.firms.standing.discard(agent)
        left += sums
        by_class += dead

    def free_slots(self, start, end, weight, wanted):
        slots, found = [], np.zeros_like(wanted)
        for cell in np.flatnonzero(wanted).tolist():
            empty = [a.slot for a in self.firms.agents[start[cell] : end[cell]] if a.weight <= 0.0]
            taken = empty[: wanted[cell]]
            found[cell] = len(taken)
            slots += taken
        return np.array(slots, dtype=np.int64), found

    def move_in(self, slots, cell, generation, ident, tags, columns, table):
        ident[slots] += generation
        tags[slots] = np.uint64(0)
        for column, row in zip(columns, table, strict=True):
            column[slots] = row[cell]

    def take_over(self, start, weight, share, offered, *columns):
        standing = self.firms.by_cell(self.firms.capital).reshape(-1)
        columns[-1][:] = np.where(standing > 0.0, share, 0.0)
        factor = np.divide(share, standing, out=np.zeros(N_CELLS), where=standing > 0.0)
        self._do("take_over", factor, offered)

    def separate(self, start, weight, workers, separated):
        for cell in np.flatnonzero(workers).tolist():
            for agent in self.firms.agents[start[cell] : start[cell + 1]]:
                if agent.weight > 0.0:
                    agent.separated += float(workers[cell]) / agent.weight
                    break

    def small_means(self, start, weight, size, smallest, wanted, wage, base_wage, log_tfp, technique, means):
        count, sums = _zeros(N_CELLS), _zeros(3, N_CELLS)
        self._do("small_means", smallest, wanted, count, sums)
        inside = (np.arange(N_CELLS) % N_PRODUCTS < N_SECTORS) & (wanted > 0)
        means[:] = np.where(inside, np.array(sums) / np.maximum(count, 1e-9), means)
