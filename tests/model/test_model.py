"""The model as a whole: reproducible, readable, free of nonsense, led by the calibration."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap

import numpy as np
import pytest

from sim.codes import N_SECTORS, REGIONS, SECTORS
from sim.model import ManufacturingModel
from sim.switches import DETERMINISTIC


def digest(model) -> dict[str, bytes]:
    return {name: series[: model.quarter].tobytes() for name, series in model.recorder.series.items()}


def run(make, quarters: int, **keywords):
    model = make(**keywords)
    for _ in range(quarters):
        model.step()
    return model


def test_step_is_the_table_of_contents_of_a_quarter() -> None:
    source = textwrap.dedent(inspect.getsource(ManufacturingModel.step))
    body = ast.parse(source).body[0]
    assert (body.end_lineno or 0) - body.lineno + 1 <= 25
    assert not any(isinstance(node, ast.BinOp) for node in ast.walk(body))


def test_same_seed_same_bits_and_another_replication_differs(make) -> None:
    one, two, other = run(make, 8), run(make, 8), run(make, 8, replication=1)
    assert digest(one) == digest(two)
    assert digest(one) != digest(other)


def test_two_models_in_one_process_do_not_touch_each_other(make) -> None:
    alone = run(make, 6)
    one, two = make(), make(replication=5)
    for _ in range(6):
        one.step()
        two.step()
    assert digest(one) == digest(alone)


def test_nothing_is_negative_or_undefined_to_2035(make) -> None:
    model = run(make, 56)
    firms = model.firms
    for name in firms.column_names():
        assert np.isfinite(getattr(firms, name).astype(float)).all(), name
    for name in ("weight", "employment", "capital", "output", "loans", "rd_stock", "deposits"):
        assert getattr(firms, name).min() >= -1e-9, name
    assert firms.inventory.min() > -1e-6
    for name, series in model.recorder.series.items():
        assert np.isfinite(series).all(), name


@pytest.mark.parametrize(("region", "sector"), [("Ulsan", "AUTO"), ("Gyeonggi", "SEMI")])
def test_the_simulated_base_year_follows_a_calibrated_cell(make, economy, region: str, sector: str) -> None:
    r, s = REGIONS.index(region), SECTORS.index(sector)
    other = next(q for q in range(len(REGIONS)) if q != r and economy.value_added_region[q, s] > 0.0)
    moved = economy.value_added_region.copy()
    shift = 0.1 * moved[r, s]
    moved[r, s] += shift
    moved[other, s] -= min(shift, 0.9 * moved[other, s])
    moved[:, s] *= economy.value_added[s] / moved[:, s].sum()
    changed = dataclasses.replace(economy, value_added_region=moved)
    values = [
        run(make, 4, switches=DETERMINISTIC, economy=e).recorder.series["value_added_nominal"][:4, r, s].sum()
        for e in (economy, changed)
    ]
    expected = moved[r, s] / economy.value_added_region[r, s]
    assert values[1] / values[0] == pytest.approx(expected, rel=0.01)


def test_the_base_year_has_no_aggregate_shocks(make) -> None:
    made = slice(0, N_SECTORS)
    one, two = (run(make, 4, replication=r).recorder.series["exports_volume"][:4, :, made].sum() for r in (0, 1))
    assert one == pytest.approx(two, rel=2e-3)
