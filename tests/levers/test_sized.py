"""Rows whose size is an outcome (`sized_to_evidence`): what the pledge brings lies in the range of the ledger, and is
what its note says.

Central strength, common start, one run without shocks.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import N_SECTORS
from sim.explain.coverage import plan, read_ledger
from sim.indicators import annual_table
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.scenario import load
from sim.scenario.types import Lever
from sim.scenario.vocabulary import SHIPPED
from sim.switches import DETERMINISTIC
from tests.core.support import build_model

MADE = slice(0, N_SECTORS)
Outcome = Callable[[ManufacturingModel, Lever, int], float]


def flow(name: str) -> Outcome:
    """Log of a series over a year and the scope."""

    def total(m: ManufacturingModel, pledge: Lever, year: int) -> float:
        first = 4 * (year - m.economy.base_year)
        quarters = m.recorder.panel()[name][first : first + 4]
        if quarters.ndim == 2:
            return float(np.log(quarters[:, pledge.regions].sum()))
        return float(np.log(quarters[:, pledge.regions][:, :, MADE][:, :, pledge.sectors].sum()))

    return total


def ratio(m: ManufacturingModel, pledge: Lever, year: int) -> float:
    """Value added over output, both at base-year prices."""
    value, output = (
        float(np.exp(flow(name)(m, pledge, year))) for name in ("value_added_volume", "gross_output_volume")
    )
    return value / output


def technology(m: ManufacturingModel, pledge: Lever, year: int) -> float:
    """Output-weighted log TFP of the scope at the end of the run."""
    f = m.firms
    inside = f.manufacturing & pledge.regions[f.region] & pledge.sectors[np.minimum(f.sector, N_SECTORS - 1)]
    weight = np.where(inside, f.weight * f.output, 0.0)
    return float(weight @ f.log_tfp / weight.sum())


def orders(m: ManufacturingModel, pledge: Lever, year: int) -> float:
    """Log of orders from abroad at the end of the run."""
    return float(np.log(m.flow.orders.exports[MADE][pledge.sectors].sum()))


def part(m: ManufacturingModel, pledge: Lever, year: int) -> float:
    """Investment of the scope over that of its sectors in the nation."""
    first = 4 * (year - m.economy.base_year)
    made = m.recorder.panel()["investment_volume"][first : first + 4][:, :, MADE][:, :, pledge.sectors].sum(axis=(0, 2))
    return float(made[pledge.regions].sum() / made.sum())


def productivity(m: ManufacturingModel, pledge: Lever, year: int) -> float:
    """Log of the published total factor productivity of manufacturing."""
    table = annual_table(m.recorder.panel(), m.economy, tuple(lever.id for lever in m.levers))
    row = [key[:2] for key in table.keys].index(("Total Factor Productivity|Manufacturing", "Korea"))
    return float(np.log(table.values[row, table.periods.index(str(year))]))


class Sized(NamedTuple):
    """What a row of the ledger states for an outcome: lowest and highest."""

    file: str
    outcome: Outcome
    year: int
    low: float
    high: float
    noted: float | None = None
    """What its note in the scenario says that it brings."""


SIZED = {
    "ge26_battery_triangle": Sized("growth_engines_2026", flow("investment_volume"), 2030, 0.0, 0.1, 0.025),
    "it23_reg_impact": Sized("industrial_transformation_2023", technology, 2035, 0.0, 0.004),
    "kms_reg_office": Sized("kim_moonsoo", technology, 2035, 0.0, 0.01),
    "kms_mega_free_zone": Sized("kim_moonsoo", flow("entries"), 2030, 0.01, 0.08),
    "ljm_petchem_hv": Sized("lee_jaemyung", ratio, 2035, 0.0, 0.03, 0.007),
    "ljm_ship_smartgreen": Sized("lee_jaemyung", orders, 2035, 0.0, 0.08, 0.013),
    "mr19_green": Sized("manufacturing_renaissance_2019", orders, 2035, 0.0, 0.05, 0.008),
    "mr19_key_upgrade": Sized("manufacturing_renaissance_2019", ratio, 2035, 0.0, 0.015, 0.0025),
    "mr19_reorg": Sized("manufacturing_renaissance_2019", productivity, 2035, 0.0, 0.005, 0.002),
    "mr19_invest_home": Sized("manufacturing_renaissance_2019", flow("investment_volume"), 2035, 0.0, 0.02, 0.005),
    "ge26_semi_belt": Sized("growth_engines_2026", part, 2035, 0.0, 0.01, 0.0056),
    "ge26_decentral": Sized("growth_engines_2026", part, 2035, 0.0, 0.08),
}
NOTED = {
    "m25_auto_ship": Sized("motie_2025_ax", technology, 2035, 0.0, 0.001, 0.0003),
    "m25_semi": Sized("motie_2025_ax", flow("investment_volume"), 2035, 0.0, 0.03, 0.012),
}
"""Rows of another status whose notes say what they bring."""
HELD_ELSEWHERE = {
    "ge26_cptpp": "test_anchor_e_tr_cptpp",
    "ge26_cn_fta2": "test_market_access_raises_the_orders",
    "it23_china_coop": "test_market_access_raises_the_orders",
    "it23_new_markets": "test_promotion_moves_orders",
    "m25_global_south": "test_promotion_moves_orders",
    "mr19_export_support": "test_promotion_moves_orders",
    "m25_mpe": "test_the_import_share_of_inputs_falls",
    "mr19_mpe": "test_the_import_share_of_inputs_falls",
    "m25_re100": "test_green_power_saves_exports",
    "m25_embedded_ai": "test_one_percent_more_launches",
    "mr19_convergence": "test_one_percent_more_launches",
}
JUDGED = {"ljm_gn_sme_yard_finance", "mr19_finance"}
"""The ledger states no outcome of the model for them: orders lost for want of guarantees, additionality."""


def test_every_row_sized_to_evidence_is_held_to_it() -> None:
    marked = {
        entry["id"]
        for name in dict.fromkeys(row.scenario for row in read_ledger())
        for entry in plan(name).get("pledges", [])
        if entry["status"] == "sized_to_evidence"
    }
    assert marked == set(SIZED) | set(HELD_ELSEWHERE) | JUDGED
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    for name in HELD_ELSEWHERE.values():
        assert f"def {name}" in tests


@pytest.fixture(scope="module")
def plain(economy: OpeningEconomy, parameters: Parameters) -> ManufacturingModel:
    model = build_model(economy, parameters, switches=DETERMINISTIC)
    model.run()
    return model


@pytest.mark.parametrize("name", SIZED | NOTED)
def test_what_a_row_brings_lies_in_the_range_of_the_ledger(
    economy: OpeningEconomy, parameters: Parameters, plain: ManufacturingModel, name: str
) -> None:
    row = (SIZED | NOTED)[name]
    pledge = next(lever for lever in load(SHIPPED / f"{row.file}.yaml").levers if lever.id == name)
    helped = build_model(economy, parameters, pledge, switches=DETERMINISTIC)
    helped.run()
    reached = row.outcome(helped, pledge, row.year) - row.outcome(plain, pledge, row.year)
    assert row.low < reached < row.high
    assert row.noted is None or reached == pytest.approx(row.noted, rel=0.1)  # else its note is out of date
