"""Permits: what comes out of sandboxes, and what a shorter wait does."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.agents.approval import Approvals, faster, launch, released
from sim.codes import N_CELLS, REGIONS, SECTORS
from sim.parameters import Parameters
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, lever, steps


def test_anchor_e_sandbox_a_thousand_approvals_bring_six_hundred_billion_won_of_sales(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """1,010 approvals to mid 2023 came with some 600 billion won of sales: very little, and so it is here."""
    plain, tried = (
        steps(build_model(economy, parameters, *ls, switches=DETERMINISTIC, scale=0.05), 20)
        for ls in ((), (lever("sandbox", 220.0, start=1),))
    )
    assert tried.approvals.trials.sum() + tried.approvals.young.sum() < 220.0 * 5.0
    sales = tried.approvals.young.sum() * parameters.sandbox_sales
    assert 60.0 < sales < 600.0
    more = tried.recorder.panel()["entries"].sum() - plain.recorder.panel()["entries"].sum()
    assert 100.0 < more < 0.5 * 220.0 * 5.0
    value = [m.recorder.panel()["value_added_volume"][-4:, :, :17].sum() for m in (plain, tried)]
    assert abs(value[1] / value[0] - 1.0) < 2e-3


def test_a_product_out_of_a_sandbox_adds_its_yearly_sales_to_the_new_items_of_a_year(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Six tenths of a billion won a year and product, at the prices of the year; other new items hardly move."""
    assert parameters.sandbox_sales == 0.6
    plain, tried = (
        steps(build_model(economy, parameters, *ls, switches=DETERMINISTIC), 12)
        for ls in ((), (lever("sandbox", 220.0),))
    )
    products = 0.0
    for _ in range(4):
        plain.step()
        tried.step()
        products += tried.approvals.young.sum() / 4.0
    series = [m.recorder.panel()["new_items_sales"][-4:].sum(axis=0) for m in (plain, tried)]
    more = series[1] - series[0]
    assert products > 50.0
    assert more.sum() == pytest.approx(0.6 * products, rel=0.25)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"sectors": ("SEMI",)}, {"sectors": tuple(s for s in SECTORS if s != "SEMI")}),
        ({"regions": ("Busan",)}, {"regions": ("Gwangju",)}),
        ({}, {"sectors": ("SEMI",)}),
    ],
    ids=["sectors", "regions", "one within the other"],
)
def test_approvals_of_several_pledges_add_up(
    economy: OpeningEconomy, parameters: Parameters, one: dict[str, tuple[str, ...]], two: dict[str, tuple[str, ...]]
) -> None:
    large, small = lever("sandbox", 250.0, id="large", **one), lever("sandbox", 10.0, id="small", **two)
    first, second, both = (
        steps(build_model(economy, parameters, *ls), 8).approvals.trials for ls in ((large,), (small,), (large, small))
    )
    np.testing.assert_allclose(both, first + second, rtol=1e-12)
    assert second.sum() == pytest.approx(first.sum() / 25.0, rel=1e-12)


def test_products_of_a_sandbox_come_late_and_grow_old() -> None:
    state, one = Approvals(), np.eye(1, N_CELLS)[0]
    launched = [launch(state, one * (10.0 if t == 0 else 0.0), 2.0, 0.46, 5.0)[0] for t in range(120)]
    assert launched[0] == 0.0
    assert launched[1] > launched[9] > 0.0
    assert sum(launched) == pytest.approx(4.6, rel=1e-3)
    assert state.young[0] < 0.1


def test_a_queue_is_served_once() -> None:
    state, births = Approvals(), np.full(N_CELLS, 3.0)
    total = sum(released(state, np.full(N_CELLS, 0.5), births, 2.0) for _ in range(200))
    assert total[0] == pytest.approx(3.0 * 4.0 * 0.5, rel=1e-6)
    assert abs(released(state, np.full(N_CELLS, 0.5), births, 2.0)[0]) < 1e-9


def test_a_wait_that_grows_again_fills_the_queue_again() -> None:
    """Whom a measure brought forward is missing after it: in the end as many have started as without it."""
    state, births = Approvals(), np.full(N_CELLS, 3.0)
    brought = sum(released(state, np.full(N_CELLS, 0.5), births, 2.0)[0] for _ in range(12))
    missing = [released(state, np.zeros(N_CELLS), births, 2.0)[0] for _ in range(200)]
    assert all(-births[0] <= now < 0.0 for now in missing[:12])
    assert sum(missing) == pytest.approx(-brought, rel=1e-9)


def test_entrants_of_a_measure_that_ended_are_missing_after_it(economy: OpeningEconomy, parameters: Parameters) -> None:
    pledge = lever("approval_delay", 0.5, start=4, end=11)
    one, two = (steps(build_model(economy, parameters, *ls, switches=DETERMINISTIC), 48) for ls in ((), (pledge,)))
    more = (two.recorder.panel()["entries"] - one.recorder.panel()["entries"]).sum(axis=1)
    assert more[4:12].sum() > 5000.0
    assert np.all(more[12:24] < 0.0)
    assert abs(more.sum()) < 0.05 * more[4:12].sum()


def test_investment_adjusts_faster_where_approval_is_quicker_but_never_at_once() -> None:
    cut = np.array([0.0, 0.5, 1.0, 2.0])
    assert list(faster(0.2, cut)) == pytest.approx([0.2, 1.0 / 3.0, 1.0, 1.0])


def test_a_shorter_wait_brings_investment_forward(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, quick = (
        steps(build_model(economy, parameters, *ls, switches=DETERMINISTIC, scale=0.05), 12)
        for ls in ((), (lever("approval_delay", 0.5, start=4),))
    )
    made = [m.recorder.panel()["investment_volume"][:, :, :17].sum(axis=(1, 2)) for m in (plain, quick)]
    assert np.array_equal(made[0][:4], made[1][:4])
    assert 1.0 < made[1][4:].sum() / made[0][4:].sum() < 1.1


def test_permits_of_one_cell_bring_entrants_there_alone(economy: OpeningEconomy, parameters: Parameters) -> None:
    for name, size in (("sandbox", 400.0), ("approval_delay", 1.0)):
        pledge = lever(name, size, regions=("Busan",), sectors=("MACH",), start=2)
        one, two = (steps(build_model(economy, parameters, *ls), 4) for ls in ((), (pledge,)))
        plain, more = (m.recorder.panel()["entries"][3] for m in (one, two))
        busan = REGIONS.index("Busan")
        assert more[busan] > plain[busan]
        np.testing.assert_allclose(np.delete(more, busan), np.delete(plain, busan), rtol=1e-6)
        young = two.approvals.young.reshape(len(REGIONS), -1)
        assert np.count_nonzero(young) <= 1
        if name == "sandbox":
            assert young[busan, SECTORS.index("MACH")] > 0.0
