"""Second half of a quarter of one producer: its books, what is measured of it, and whether it stays in business."""

from __future__ import annotations

from benchmarks.interpreted import interpreted
from sim.codes import SMALL_SIZES, TEN_AND_MORE
from sim.kernels.turnover import WHOLE, severity, unrecovered
from sim.markets.credit import liquidity_targets, settle_one

liquidity_targets, settle_one = map(interpreted, (liquidity_targets, settle_one))
severity, unrecovered = map(interpreted, (severity, unrecovered))
Columns = list[list[float]]


class Bookkeeper:
    """Methods of `benchmarks.firm.Firm` from the goods market to the end of the quarter."""

    def keep_books(
        self, home_price: list[float], export_price: list[float], input_unit: list[float], tax_on_output: list[float],
        depreciation: list[float], payout: list[float], investment_price: float, rates: tuple[float, float, float],
        paid: tuple[float, float], tax_rate: float, settling: tuple[float, float, float],
        judging: tuple[float, float, float], rd_depreciation: float, cut: list[float], claims: list[float],
        grants: list[float], subsidies: list[float], total: Columns,
    ) -> None:  # fmt: skip
        i, s, c, w = self.slot, self.sector, self.cell, self.weight
        home, capital, loans, deposits = home_price[s], self.capital, self.loans, self.deposits
        wear = depreciation[s]
        used = self.input_multiplier * self.output
        inputs, stored = input_unit[s] * used, home * self.inventory_change
        self.sales = sales = home * self.sales_domestic + export_price[s] * self.sales_export
        self.value_added = added = sales + stored - inputs
        duty, wages = tax_on_output[s] * (sales + stored), self.wage * self.employment
        worn = wear * capital * investment_price
        surplus = added - duty - wages - worn
        rate = rates[0] + (rates[1] if self.made and self.size < SMALL_SIZES else 0.0) - cut[i]
        interest = loans * rate - deposits * rates[2]
        self.earnings = surplus - interest
        research = self.planned_rd * paid[1]
        invested = self.investment * paid[0] + research
        profit = surplus - interest - research + subsidies[i]
        due = tax_rate * max(profit, 0.0)
        forgone = min(claims[i], due)
        tax = due - forgone
        dividends = payout[s] * max(profit - tax, 0.0)
        cash = added - stored - duty - wages - interest - tax - invested + grants[i]
        ceiling = settling[0] * ((capital + self.inventory) * investment_price)
        borrowed, extra = settle_one(
            cash - dividends, deposits, loans, *self._targets(home, investment_price), ceiling, settling[1], settling[2]
        )  # fmt: skip
        dividends += extra
        self.deposits, self.loans = deposits + (cash - dividends + borrowed), loans + borrowed
        margin = min(max(profit / sales, -1.0), 1.0) if sales > 0.0 else 0.0
        self.profit_rate += judging[0] * (margin - self.profit_rate)
        self.loss_quarters = self.loss_quarters + 1 if self.profit_rate < self.base_loss else 0
        self.capital = capital + (self.investment - wear * capital)
        self.inventory += self.inventory_change
        self.rd_stock += self.planned_rd - rd_depreciation * self.rd_stock
        worth = self.deposits + (self.capital + self.inventory) * investment_price - self.loans
        distress = self.profit_rate - self.base_loss
        self.distress = severity(distress, self.loss_quarters, worth < 0.0, judging[1], judging[2])
        booked = (
            self.output, used, self.inventory_change, added, surplus, wages, worn, duty, self.investment, sales, inputs,
            invested, interest, tax, due, forgone, dividends, borrowed, grants[i], self.sales_export, self.planned_rd,
            self.employment, self.capital, self.loans, self.expected_output, self.profit_rate * self.expected_output,
        )  # fmt: skip
        for sums, value in zip(total, booked, strict=True):
            sums[c] += w * value

    def _targets(self, home_price: float, investment_price: float) -> tuple[float, float]:
        """Deposits and loans that the firm aims at."""
        usual = self.deposit_target * (home_price * self.expected_output)
        aims: tuple[float, float] = liquidity_targets(
            usual, self.loan_target, self.capital, self.projects_waiting, investment_price
        )
        return aims

    def measure(
        self, advanced: int, new_items: tuple[float, float], world_class: tuple[float, float], usual_rd: list[float],
        input_unit: list[float], by_size: Columns, by_cell: Columns,
    ) -> None:  # fmt: skip
        if not self.made:
            return
        s, z, w, sums = self.sector, self.size, self.weight, by_cell[self.cell]
        volume = self.output - input_unit[s] * self.input_multiplier * self.output
        by_size[0][z] += w * self.value_added
        by_size[1][z] += w * self.employment
        by_size[2][z] += w * volume
        by_size[3][z] += w
        by_size[4][z] += w * self.distress
        if self.stage >= advanced:
            sums[0] += w * self.value_added
        sums[1] += w * self.sales
        fresh = new_items[0] * min(self.rd_intensity / usual_rd[s], new_items[1])
        sums[2] += w * min(fresh * (1.0 + self.new_products), 1.0) * self.sales
        if self.sales_export >= world_class[0] and volume >= world_class[1] * self.employment:
            sums[3] += w

    def measure_stage(self, chosen: int, input_unit: list[float], out: Columns) -> None:
        if self.made and self.stage == chosen:
            sums, unit, w = out[self.cell], input_unit[self.sector], self.weight
            sums[0] += w * self.output * (1.0 - unit * self.input_multiplier)
            sums[1] += w * self.employment
            sums[2] += w * self.employment * (1.0 - unit) / self.labour_requirement

    def count(
        self, advanced: int, top: int, zombie: int, cells: Columns, by_size: list[Columns], by_region: Columns
    ) -> None:
        if not self.made:
            return
        r, z, w = self.region, self.size, self.weight
        cells[0][self.cell] += w
        by_size[0][r][z] += w
        if self.loss_quarters >= zombie:
            cells[1][self.cell] += w
        if self.stage >= advanced:
            by_size[1][r][z] += w
        if self.stage > 0:
            by_region[0][r] += w
        if self.stage == top:
            by_region[1][r] += w
        if self.lead > 0.5:
            by_region[2][r] += w
            if self.success > 0.5:
                by_region[3][r] += w

    def count_marked(self, marks: list[int], advanced: int, totals: list[list[float]]) -> None:
        """Add a larger establishment to each of its marks, and again from a stage on."""
        if self.size < TEN_AND_MORE:
            return
        for k, mark in enumerate(marks):
            if self.tags & mark:
                totals[0][k] += self.weight
                if self.stage >= advanced:
                    totals[1][k] += self.weight

    def say_jobs(self, smallest: int, out: list[float]) -> None:
        """Jobs of a large manufacturing establishment, appended to `out`."""
        if self.made and self.size >= smallest:
            out.append(self.employment)

    # exit and entry

    def exit_hazard(
        self, deaths: list[float], succession: list[float], mean: list[float], share: float, swing: list[float]
    ) -> None:
        z = self.size
        relative = self.distress / mean[z] if mean[z] > 0.0 else 1.0
        self.hazard = min(deaths[z] * (1.0 - share + share * relative) * swing[self.sector], 0.5)
        self.handed_on = self.hazard * succession[z]

    def leave(
        self, draws: list[float], value: float, left: Columns, by_class: list[float], leaving: list[Bookkeeper]
    ) -> None:
        if not self.made:
            return
        c, w, chance = self.cell, self.weight, draws[self.slot]
        if w >= WHOLE:
            dead, stays = w * self.hazard, w * self.handed_on
        else:
            dead, stays = w if chance < self.hazard else 0.0, w if chance < self.handed_on else 0.0
        if dead <= 0.0:
            return
        closed = dead - stays
        missing = unrecovered(self.loans, self.deposits, self.capital + self.inventory, value)
        gone = (
            dead, dead * missing, closed, closed * self.capital, closed * self.inventory, closed * self.employment,
            closed * self.deposits, closed * (self.loans - missing), closed * self.rd_stock,
        )  # fmt: skip
        for sums, number in zip(left, gone, strict=True):
            sums[c] += number
        by_class[self.size] += dead
        self.weight -= closed
        if self.weight <= 0.0:
            leaving.append(self)
            return
        part = stays / self.weight
        self.loans -= part * missing
        self.own_technology -= part * self.own_technology
        if part >= 1.0:
            self.loss_quarters = 0

    def take_over(self, factor: list[float], offered: Columns) -> None:
        c = self.cell
        part = factor[c] * self.capital
        if part > 0.0:
            self.capital += part * offered[0][c]
            self.inventory += part * offered[1][c]
            self.employment += part * offered[2][c]
            self.deposits += part * offered[3][c]
            self.loans += part * offered[4][c]

    def small_means(self, smallest: int, wanted: list[int], count: list[float], means: Columns) -> None:
        if self.made and self.size < smallest and wanted[self.cell]:
            c, w = self.cell, self.weight
            count[c] += w
            means[0][c] += w * (self.wage / self.base_wage if self.base_wage > 0.0 else 1.0)
            means[1][c] += w * self.log_tfp
            means[2][c] += w * self.technique
