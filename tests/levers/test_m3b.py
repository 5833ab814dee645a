"""M3b: investment moved out of the Capital hub, sites for new plants, growth engines; region against nation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.agents.siting import drawn_to
from sim.codes import HUBS, N_SECTORS, REGIONS, SECTORS
from sim.definitions.siting import moved_out
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC, FULL, Switches
from tests.core.support import build_model, lever, same_panels, steps

HONAM = HUBS["Honam"]
OUTSIDE = tuple(name for name in REGIONS if name not in HUBS["Capital"])
Run = Callable[..., ManufacturingModel]


@pytest.fixture(scope="module")
def run(economy: OpeningEconomy, parameters: Parameters) -> Run:
    """Models without noise; the levers start in the second year."""
    kept: dict[object, ManufacturingModel] = {}

    def build(quarters: int, *levers: Lever) -> ManufacturingModel:
        key = quarters, tuple((item.lever, item.central, item.regions.tobytes(), item.tags) for item in levers)
        if key not in kept:
            kept[key] = steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), quarters)
        return kept[key]

    return build


def total(model: ManufacturingModel, name: str, regions: tuple[str, ...] = REGIONS) -> float:
    """A series of manufacturing in the last year, by regions."""
    rows = [REGIONS.index(region) for region in regions]
    return float(model.recorder.panel()[name][-4:, rows, :N_SECTORS].sum())


def gain(one: ManufacturingModel, two: ManufacturingModel, name: str, regions: tuple[str, ...] = REGIONS) -> float:
    """Rise of a series from one run to the other, in its unit."""
    return total(two, name, regions) - total(one, name, regions)


# --- rules


def test_a_premium_moves_sites_and_creates_none() -> None:
    premium, built = np.array([0.3, 0.0, 0.0, 1.0]), np.array([1.0, 2.0, 5.0, 7.0])
    change = drawn_to(premium, built, np.array([0, 0, 0, 1]), 3)
    assert change[0] > 0.0 > change[1] == change[2]
    assert float(change[:3] @ built[:3]) == pytest.approx(0.0, abs=1e-15)
    assert (1.0 + change[0]) / (1.0 + change[1]) == pytest.approx(np.exp(0.3), rel=1e-12)
    assert change[3] == 0.0  # alone in its pool: nowhere to be drawn from


def test_what_leaves_the_origin_arrives_and_stays_where_nothing_can_receive_it() -> None:
    origin = np.array([True, False, False, True, False])
    share, built = np.array([0.1, 0.1, 0.05, 0.2, 0.0]), np.array([10.0, 4.0, 2.0, 3.0, 5.0])
    change = moved_out(share, built, origin, np.array([0, 0, 0, 1, 1]), 2)
    assert change[0] == -0.1
    assert float(change @ built) == pytest.approx(0.0, abs=1e-15)
    assert change[1] == pytest.approx(2.0 * change[2])
    assert np.all(change[3:] == 0.0)


# --- relocation


def test_the_capital_hub_loses_the_share_of_its_investment_that_is_moved(run: Run) -> None:
    plain, moved = run(48), run(48, lever("relocation", 0.05, regions=OUTSIDE, start=4))
    lost = gain(plain, moved, "investment_volume", HUBS["Capital"]) / total(plain, "investment_volume", HUBS["Capital"])
    assert lost == pytest.approx(-0.05, rel=0.35)


def test_relocation_changes_the_nation_by_less_than_a_tenth_of_what_the_regions_gain(run: Run) -> None:
    plain, moved = run(48), run(48, lever("relocation", 0.05, regions=OUTSIDE, start=4))
    regional = gain(plain, moved, "value_added_volume", OUTSIDE)
    assert regional > 0.01 * total(plain, "value_added_volume", OUTSIDE)
    assert abs(gain(plain, moved, "value_added_volume")) < 0.1 * regional
    assert abs(gain(plain, moved, "value_added_volume")) < 0.002 * total(plain, "value_added_volume")


@pytest.mark.parametrize(("name", "size"), [("relocation", 0.15), ("location_premium", 0.5)])
def test_customers_move_and_their_number_stays_however_long_and_much_moves(run: Run, name: str, size: float) -> None:
    """After thirteen years each market has the customers it had: the region gains what others lose, and no more."""
    plain, moved = run(56), run(56, lever(name, size, regions=HONAM, start=4))
    for market in ("base_share_domestic", "base_share_export"):
        before, after = (
            m.firms.by_cell(getattr(m.firms, market))[:, :N_SECTORS].sum(axis=1) for m in (plain, moved)
        )  # fmt: skip
        inside = np.isin(REGIONS, HONAM)
        assert after[inside].sum() > before[inside].sum()
        assert after.sum() == pytest.approx(before.sum(), rel=0.005)


def test_chips_that_move_to_one_region_leave_other_products_and_regions_alone(run: Run) -> None:
    pledge = lever("relocation", 0.05, regions=("Gyeongbuk",), sectors=("SEMI",), start=4)
    plain, moved = run(32), run(32, pledge)
    rise = moved.recorder.panel()["investment_volume"][-1] / plain.recorder.panel()["investment_volume"][-1] - 1.0
    chips, here = SECTORS.index("SEMI"), REGIONS.index("Gyeongbuk")
    assert rise[here, chips] > 0.02
    assert rise[REGIONS.index("Gyeonggi"), chips] < -0.005
    elsewhere = np.delete(rise[:, chips], [here, *(REGIONS.index(name) for name in HUBS["Capital"])])
    assert np.nanmax(np.abs(elsewhere)) < 0.2 * rise[here, chips]
    assert np.nanmax(np.abs(rise[:, SECTORS.index("FOOD")])) < 0.1 * rise[here, chips]


def test_nothing_moves_to_the_hub_that_it_is_moved_out_of(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, same = (
        steps(build_model(economy, parameters, *levers), 6).recorder.panel()
        for levers in ((), (lever("relocation", 0.1, regions=HUBS["Capital"]),))
    )
    assert same_panels(plain, same) == []


# --- location premium


def test_a_premium_everywhere_is_none(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain, same = (
        steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 8).recorder.panel()
        for levers in ((), (lever("location_premium", 0.5),))
    )
    for name in ("investment_volume", "entries", "value_added_volume"):
        np.testing.assert_allclose(same[name], plain[name], rtol=1e-9, atol=1e-9)


def test_births_move_to_the_region_and_their_number_stays(run: Run) -> None:
    plain, moved = run(8), run(8, lever("location_premium", 0.5, regions=HONAM, start=4))
    entries = [model.recorder.panel()["entries"][4] for model in (plain, moved)]
    rows = [REGIONS.index(name) for name in HONAM]
    assert entries[1][rows].sum() > 1.3 * entries[0][rows].sum()
    assert entries[1].sum() == pytest.approx(entries[0].sum(), rel=1e-9)


def test_a_premium_for_a_complex_moves_its_plants_and_no_births(run: Run) -> None:
    pledge = lever("location_premium", 1.0, regions=("Jeonnam",), tags=("complex:Yeosu",), start=4)
    plain, moved = run(16), run(16, pledge)
    entries = [model.recorder.panel()["entries"][4] for model in (plain, moved)]
    np.testing.assert_allclose(entries[1], entries[0], rtol=1e-9)
    assert gain(plain, moved, "investment_volume", ("Jeonnam",)) > 0.0


def test_a_premium_is_zero_sum_for_the_nation(run: Run) -> None:
    plain, moved = run(40), run(40, lever("location_premium", 0.3, regions=HONAM, start=4))
    for name in ("value_added_volume", "employment", "investment_volume"):
        regional = gain(plain, moved, name, HONAM)
        assert regional > 0.01 * total(plain, name, HONAM)
        assert abs(gain(plain, moved, name)) < 0.15 * regional


# --- growth engine


def test_an_engine_is_a_grant_and_a_pull(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Without the pull its effect is that of an investment grant, to the bit; without the grant that of a premium."""
    without_pull = parameters.replace(engine_pull=0.0)
    engine, grant = (
        steps(build_model(economy, without_pull, lever(name, 0.1, regions=HONAM)), 6).recorder.panel()
        for name in ("growth_engine", "investment_grant")
    )
    assert same_panels(engine, grant) == []
    assert np.array_equal(engine["fiscal"]["pledge"]["grants"], grant["fiscal"]["pledge"]["grants"])
    off = Switches(off=frozenset({"M2"}))
    engine, premium = (
        steps(build_model(economy, parameters, lever(name, size, regions=HONAM), switches=off), 6).recorder.panel()
        for name, size in (("growth_engine", 0.1), ("location_premium", 0.1 * parameters.engine_pull))
    )
    assert same_panels(engine, premium) == []
    assert np.all(engine["fiscal"]["pledge"]["grants"] == 0.0)


def test_an_engine_and_a_grant_on_the_same_plants_are_paid_once(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    engine = lever("growth_engine", 0.1, id="engine", regions=HONAM)
    grant = lever("investment_grant", 0.1, id="grant", regions=HONAM)
    both, alone = (steps(build_model(economy, parameters, *chosen), 4) for chosen in ((engine, grant), (engine,)))
    fiscal = both.recorder.panel()["fiscal"]
    paid = fiscal["engine"]["grants"] + fiscal["grant"]["grants"]
    np.testing.assert_allclose(paid, alone.recorder.panel()["fiscal"]["engine"]["grants"], rtol=1e-12)
    np.testing.assert_allclose(fiscal["engine"]["grants"], fiscal["grant"]["grants"], rtol=1e-12)
    assert both.worst_residual < 1e-12


def test_with_its_channel_off_an_engine_takes_nothing_of_what_a_grant_beside_it_pays(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    grant = lever("investment_grant", 0.1, id="grant")
    off = Switches(off=frozenset({"M3b"}))
    both, alone = (
        steps(build_model(economy, parameters, *chosen, switches=off), 3).recorder.panel()["fiscal"]["grant"]
        for chosen in ((lever("growth_engine", 0.1, id="engine"), grant), (grant,))
    )
    np.testing.assert_array_equal(both["grants"], alone["grants"])


def test_anchor_e_displ_part_of_what_an_engine_brings_its_region_is_taken_from_others(run: Run) -> None:
    """.1 to .8 of the regional gain, five years on."""
    assert 0.1 < displaced(run, "value_added_volume") < 0.8


def test_anchor_e_displ_part_of_the_jobs_of_an_engine_is_taken_from_others(run: Run) -> None:
    assert 0.1 < displaced(run, "employment") < 0.8


def displaced(run: Run, name: str) -> float:
    """Part of the gain of a region with an engine that other regions lose."""
    plain, engine = run(24), run(24, lever("growth_engine", 0.1, regions=HONAM, start=4))
    return 1.0 - gain(plain, engine, name) / gain(plain, engine, name, HONAM)


def test_anchor_e_tva_engines_outside_the_hub_hardly_move_productivity_of_the_nation(run: Run) -> None:
    """0 to .5 percent in the long run: agglomeration gained in one place is lost in another."""
    plain, engine = run(48), run(48, lever("growth_engine", 0.1, regions=OUTSIDE, start=4))
    made = [total(m, "value_added_volume") / total(m, "employment") for m in (plain, engine)]
    assert -0.001 < made[1] / made[0] - 1.0 < 0.005


def test_anchor_e_agglo_productivity_follows_the_jobs_of_the_region(run: Run) -> None:
    """Elasticity .02 to .07, from the plants that stand in both runs."""
    plain, moved = run(40), run(40, lever("relocation", 0.1, regions=HONAM, start=4))
    rows = [REGIONS.index(name) for name in HONAM]
    f, g = plain.firms, moved.firms
    same = np.isin(f.region, rows) & f.manufacturing & (f.weight > 0.0) & (f.ident == g.ident) & (f.rd_stock == 0.0)
    rise = float(np.average((g.log_tfp - f.log_tfp)[same], weights=f.weight[same]))
    jobs = [total(m, "employment", HONAM) for m in (plain, moved)]
    assert 0.02 < rise / float(np.log(jobs[1] / jobs[0])) < 0.07


def test_all_place_based_levers_at_once_close_the_accounts(economy: OpeningEconomy, parameters: Parameters) -> None:
    levers = (
        lever("growth_engine", 0.1, id="a", regions=HONAM), lever("relocation", 0.1, id="b", regions=OUTSIDE),
        lever("location_premium", 0.5, id="c", regions=("Gyeongnam",)),
    )  # fmt: skip
    model = steps(build_model(economy, parameters, *levers, switches=FULL), 24)
    assert model.worst_residual < 1e-12
