"""The accounts at rest and in steady growth."""

from __future__ import annotations

import numpy as np
import pytest

from sim.switches import STATIONARY, balanced

FLOWS = (
    "value_added_nominal",
    "gross_output_volume",
    "exports_nominal",
    "investment_volume",
    "employment",
    "wage_bill",
)


def stocks(m) -> dict[str, float]:
    return {
        "firm deposits": m.firms.total(m.firms.deposits),
        "firm loans": m.firms.total(m.firms.loans),
        "capital": m.firms.total(m.firms.capital),
        "inventories": m.firms.total(m.firms.inventory),
        "R&D": m.firms.total(m.firms.rd_stock),
        "household deposits": float(m.households.deposits.sum()),
        "household loans": float(m.households.loans.sum()),
        "government debt": m.public.debt,
        "public capital": m.public.public_capital,
        "foreign position": m.finance.foreign_position,
    }


def test_stationary_variant_repeats_the_base_year_for_forty_quarters(make) -> None:
    model = make(switches=STATIONARY, scale="sample")
    before = stocks(model)
    regional = model.households.deposits.copy()
    for _ in range(40):
        model.step()
    for name in FLOWS:
        path = model.recorder.series[name][:40].reshape(40, -1)
        assert np.max(np.abs(path - path[0])) <= 1e-9 * path[0].sum(), name
    for name, value in stocks(model).items():
        assert value == pytest.approx(before[name], rel=1e-9), name
    assert np.allclose(model.households.deposits, regional, rtol=1e-9)
    assert np.allclose(model.prices.domestic, 1.0, rtol=1e-9)


def test_balanced_growth_keeps_every_ratio(make, parameters) -> None:
    model = make(switches=balanced(0.02), parameters=parameters.replace(inventory_ratio=0.0))
    before = stocks(model)
    for _ in range(40):
        model.step()
    scale = model.switches.scale(40)
    for name, value in stocks(model).items():
        if before[name] != 0.0:
            assert value / scale == pytest.approx(before[name], rel=1e-6), name
    output = model.recorder.series["gdp_volume"][:40]
    assert np.allclose(output[1:] / output[:-1], 1.0 + 0.02 / 4.0, rtol=1e-6)
    assert np.allclose(model.recorder.series["consumer_price"][:40], 1.0, rtol=1e-6)


def test_stationary_adjustments_are_reported(make) -> None:
    report = make(switches=STATIONARY).calibrated
    assert {"foreign transfer, share of GDP", "largest transfer between regions, share of GDP"} <= set(report)
