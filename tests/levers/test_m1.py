"""M1: places of programmes, peers, customers, success and cost; anchors of the evidence."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim import phases
from sim.agents.adoption import adopt, adopting_customers, install
from sim.agents.programmes import Pace, due
from sim.codes import N_PRODUCTS, REGIONS, SECTORS, SIZES
from sim.indicators import annual_table
from sim.levers.definition import scope_of
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC, Switches
from tests.core.support import BEFORE_INCOMES, advance, build_model, lever, steps

LEADS = "ai_factory_slots"
SMART = "smart_factory_slots"


def award(economy: OpeningEconomy, parameters: Parameters, *levers: Lever, scale: float = 0.02) -> ManufacturingModel:
    """A model whose plants have just been awarded in its third quarter."""
    model = steps(build_model(economy, parameters, *levers, scale=scale), 2)
    advance(model, BEFORE_INCOMES[:4])
    return model


def reached(model: ManufacturingModel, kind: str) -> dict[str, float]:
    """Establishments awarded in the quarter by pledge."""
    awards = model.flow.leads if kind == LEADS else model.flow.smarts
    return {item.pledge: float(model.firms.weight[item.slots].sum()) for item in awards}


def test_places_fall_due_in_whole_numbers_that_add_up() -> None:
    paces: dict[tuple[str, str], Pace] = {}
    assert [due(paces, ("half", "all"), 0.5, t) for t in range(4)] == [0.0, 1.0, 0.0, 1.0]
    assert sum(due(paces, ("more", "all"), 8.75, t) for t in range(40)) == 350.0


@pytest.mark.parametrize(("yearly", "ramp"), [(1.0, 32), (2.0, 32), (8.0, 32), (40.0, 32), (4.0, 20), (1.0, 12)])
@pytest.mark.parametrize("start", range(16, 28))
def test_places_of_a_ramp_add_up_to_its_rates_whenever_it_starts(yearly: float, ramp: int, start: int) -> None:
    """Also where the sum is whole again and again: none is lost by rounding."""
    paces: dict[tuple[str, str], Pace] = {}
    rates = [min(1.0, (k + 1) / ramp) * yearly / 4.0 for k in range(40)]
    placed = [due(paces, ("ramp", "all"), rate, start + k) for k, rate in enumerate(rates)]
    assert all(0.0 <= number <= rate + 1.0 for number, rate in zip(placed, rates, strict=True))
    assert abs(sum(placed) - sum(rates)) < 1.0


def test_lead_places_go_to_plants_below_the_stage_a_third_of_them_large(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    twin = award(economy, parameters)
    model = award(economy, parameters, lever(LEADS, 400.0, start=2))
    slots = model.flow.leads[0].slots
    f = model.firms
    assert np.unique(slots).size == slots.size
    assert np.all(f.stage[slots] == 3)
    assert np.all(f.stage_quarters[slots] == 0.0)
    assert np.all(f.adoption_effect[slots] < f.adoption_kept[slots] - f.adoption_base[slots])  # the dip
    assert np.all(f.size[slots] >= 2)
    assert reached(model, LEADS)["pledge"] == pytest.approx(100.0, abs=6.0)
    assert f.weight[slots[f.size[slots] == 4]].sum() == pytest.approx(35.0)
    stood = slots[twin.firms.weight[slots] > 0.0]  # not those split off
    by_itself = f.weight[stood] @ (twin.firms.stage[stood] == 3)
    assert 0.0 < by_itself < 0.75 * reached(model, LEADS)["pledge"]


@pytest.mark.parametrize(
    ("kind", "stage", "places", "deeper", "scale"),
    [(LEADS, 3, 80.0, 0.0, 0.1), (SMART, 1, 1600.0, 0.221, 0.02)],
    ids=["leads", "smart"],
)
def test_without_additionality_places_go_to_those_who_adopt_anyway_and_change_nothing_but_the_money(
    economy: OpeningEconomy, parameters: Parameters, kind: str, stage: int, places: float, deeper: float, scale: float
) -> None:
    """Fewer places than plants that adopt by themselves; all of the places are paid."""
    pledge = lever(kind, places, start=2, sizes=(2, 3))

    def outcome(share: float, *levers: Lever) -> tuple[float, float]:
        """Establishments at the stage and above, and places filled."""
        shares = {"programme_additionality": share, "programme_additionality_large": share}
        model = award(economy, parameters.replace(**shares), *levers, scale=scale)
        reach = float(model.firms.weight @ (model.firms.manufacturing & (model.firms.stage >= stage)))
        return reach, reached(model, kind).get("pledge", 0.0)

    usual, _ = outcome(0.0)
    (idle, paid), (more, whole) = outcome(0.0, pledge), outcome(1.0, pledge)
    assert paid == pytest.approx(places / 4.0, rel=0.1, abs=8.0)  # agents stand for several
    assert idle == usual
    assert whole == pytest.approx(places / 4.0, rel=0.1, abs=8.0)
    assert (1.0 - deeper) * whole - 1e-6 <= more - usual <= whole + 1e-6  # the deeper ones may be users before


def test_the_more_of_a_programme_is_additional_the_more_plants_it_adds(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    def users(*levers: Lever, **changed: float) -> float:
        model = steps(build_model(economy, parameters.replace(**changed), *levers, switches=DETERMINISTIC), 8)
        return float(model.firms.weight @ (model.firms.manufacturing & (model.firms.stage > 0)))

    places = lever(SMART, 4000.0, start=2)
    nothing = users()
    added = [users(places, programme_additionality=share) - nothing for share in (0.0, 0.3, 0.6, 1.0)]
    assert np.all(np.diff(added) > 300.0)
    assert added[-1] == pytest.approx(6000.0, rel=0.1)


def test_what_a_programme_installs_works_as_what_plants_install_themselves(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """The same plant at the same stage: effect in the quarter of go-live and after."""
    firms = build_model(economy, parameters).firms
    free = np.flatnonzero(firms.manufacturing & (firms.weight > 0.0) & (firms.stage == 0))[:2]
    upper = np.flatnonzero(firms.manufacturing & (firms.weight > 0.0) & (firms.stage == 2))[:2]
    draws = np.ones((2, firms.weight.size))
    own, placed = np.array([free[0], upper[0]]), np.array([free[1], upper[1]])
    draws[0, own], draws[1, own[:1]] = 0.0, 0.0  # the first works, the upgrade fails
    multiplier = np.ones(firms.weight.size)
    adopt(firms, multiplier, draws, parameters)
    install(firms, placed[:1], 1, np.array([True]), parameters)
    install(firms, placed[1:], 3, np.array([False]), parameters)
    draws[:] = 1.0
    for _ in range(24):
        for column in (firms.stage, firms.stage_quarters, firms.success, firms.adoption_kept, firms.adoption_effect):
            np.testing.assert_array_equal(column[own], column[placed])
        adopt(firms, multiplier, draws, parameters)
    assert firms.adoption_effect[own[0]] == pytest.approx(parameters.adoption_gain_basic)


def leads(economy: OpeningEconomy, parameters: Parameters, *levers: Lever, quarters: int = 24) -> dict[str, np.ndarray]:
    """(quarters,) lead AI factories of the nation: places filled, and those that work; all AI factories."""
    panel = steps(build_model(economy, parameters, *levers, scale=0.1), quarters).recorder.panel()
    return {name: panel[name].sum(axis=1) for name in ("lead_places", "lead_factories", "ai_factories")}


def test_lead_factories_are_places_that_work_and_nobody_else(economy: OpeningEconomy, parameters: Parameters) -> None:
    """Five years of 100 places a year, from the second year on."""
    found = leads(economy, parameters, lever(LEADS, 100.0, start=4))
    assert np.all(found["lead_places"][:4] == 0.0)
    assert found["lead_places"][-1] == pytest.approx(500.0, rel=0.03)
    working = found["lead_factories"][-1] / found["lead_places"][-1]
    assert working == pytest.approx(parameters.adoption_success, abs=0.07)  # 500 draws: two and a half sd
    assert found["ai_factories"][-1] > 2.0 * found["lead_places"][-1]
    alone = leads(economy, parameters)
    assert np.all(alone["lead_places"] == 0.0)
    assert np.all(alone["lead_factories"] == 0.0)
    assert alone["ai_factories"][-1] > 500.0  # who adopts without a place is no lead


def test_five_hundred_places_make_five_hundred_factories_only_if_none_fails(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """The number announced is an input; what is judged hangs on success and on when places come."""
    places = lever(LEADS, 105.0, start=4)
    never, often, always = (
        leads(economy, parameters.replace(adoption_success=chance), places) for chance in (0.0, 0.65, 1.0)
    )
    assert never["lead_places"][-1] >= 500.0
    assert never["lead_factories"][-1] == 0.0
    assert often["lead_factories"][-1] < 500.0 <= always["lead_factories"][-1]
    late = leads(economy, parameters.replace(adoption_success=1.0), lever(LEADS, 105.0, start=4, lag=4))
    assert late["lead_factories"][-1] < 500.0


def test_smart_factory_places_go_to_small_firms_a_fifth_above_the_basic_stage(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = award(economy, parameters, lever(SMART, 8000.0, start=2))
    slots, f = model.flow.smarts[0].slots, model.firms
    assert np.all(f.size[slots] < 4)
    assert set(f.stage[slots]) == {1, 2}
    total = reached(model, SMART)["pledge"]
    assert total == pytest.approx(2000.0, rel=0.02)
    deep = f.weight[slots] @ (f.stage[slots] == 2) / total
    assert deep == pytest.approx(parameters.smart_factory_depth, abs=0.03)


def test_places_of_a_scope_stay_in_it_and_two_pledges_take_different_plants(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    here = {"regions": ("Gyeongnam",), "sectors": ("MACH", "SHIP"), "start": 2}
    model = award(economy, parameters, lever(LEADS, 80.0, id="a", **here), lever(LEADS, 80.0, id="b", **here))
    first, second = (item.slots for item in model.flow.leads)
    assert first.size > 0
    assert second.size > 0
    assert not set(first) & set(second)
    both = np.concatenate((first, second))
    assert set(model.firms.region[both]) == {REGIONS.index("Gyeongnam")}
    assert set(model.firms.sector[both]) <= {SECTORS.index("MACH"), SECTORS.index("SHIP")}


def test_more_places_than_plants_fill_what_there_is(economy: OpeningEconomy, parameters: Parameters) -> None:
    pledge = lever(LEADS, 2000.0, regions=("Sejong",), sectors=("PHAR",), sizes=(4,), start=2)
    model = award(economy, parameters, pledge)
    f = model.firms
    here = (f.region == REGIONS.index("Sejong")) & (f.sector == SECTORS.index("PHAR")) & (f.size == 4)
    assert np.all(f.stage[here & (f.weight > 0.0)] == 3)


def test_a_programme_pays_its_money_to_its_plants_in_the_quarter_of_the_award_and_the_accounts_close(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = build_model(economy, parameters, lever(LEADS, 100.0, id="lead"), lever(SMART, 4000.0, id="smart"))
    for _ in range(8):
        before = advance(model, (*BEFORE_INCOMES, "incomes_and_balance_sheets"))
        price = model.prices.investment_goods
        for kind, pledge, money in (
            (LEADS, "lead", parameters.ai_factory_support), (SMART, "smart", parameters.smart_factory_support)
        ):  # fmt: skip
            booked = model.recorder.fiscal[pledge]["grants"][model.quarter]
            assert booked == pytest.approx(reached(model, kind)[pledge] * money * price, rel=1e-12)
        phases.exit_and_entry(model)
        phases.close_accounts(model, before)
        phases.record(model)
        model.quarter += 1
    assert model.worst_residual < 1e-12


def test_splitting_leaves_the_entrants_their_slots(economy: OpeningEconomy, parameters: Parameters) -> None:
    busy, calm = (build_model(economy, parameters, *levers).run() for levers in ((lever(LEADS, 1000.0),), ()))
    np.testing.assert_allclose(busy["entries"].sum(axis=0), calm["entries"].sum(axis=0), rtol=0.02)


def test_peers_of_a_complex_move_its_plants_alone(economy: OpeningEconomy, parameters: Parameters) -> None:
    pledge = lever("adoption_peers", 1.0, tags=("complex:Banwol_Sihwa",), start=2)
    plain, helped = (award(economy, parameters, *levers) for levers in ((), (pledge,)))
    more = helped.flow.adoptions != plain.flow.adoptions
    inside = pledge.regions[helped.firms.region] & helped.firms.manufacturing
    assert more.any()
    assert np.all(scope_of(pledge).covers(helped.firms)[more])
    assert np.all(inside[more])


def test_customers_are_those_who_buy(economy: OpeningEconomy, parameters: Parameters) -> None:
    firms = build_model(economy, parameters).firms
    flows = np.zeros((N_PRODUCTS, N_PRODUCTS))
    rubber, cars, food = (SECTORS.index(name) for name in ("RUBB", "AUTO", "FOOD"))
    flows[rubber, cars] = flows[food, food] = 1.0
    users = adopting_customers(firms, flows)
    live = firms.manufacturing & (firms.weight > 0.0)
    for product, buyer in ((rubber, cars), (food, food)):
        mine = live & (firms.sector == buyer)
        share = firms.weight[mine] @ (firms.stage[mine] > 0) / firms.weight[mine].sum()
        assert users[product] == pytest.approx(share, rel=1e-12)
    assert users[cars] == 0.0


def test_a_cheaper_step_is_paid_for_every_adoption_additional_or_not(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = steps(build_model(economy, parameters, lever("adoption_cost", 0.4)), 1)
    steps_made = model.firms.weight * model.flow.adoptions * model.firms.manufacturing
    below_ten = model.firms.size < SIZES.index("10-49")
    assert steps_made[below_ten].sum() > 0.0
    expected = float(steps_made[~below_ten].sum() + parameters.adoption_small_cost * steps_made[below_ten].sum())
    paid = model.recorder.panel()["fiscal"]["pledge"]["grants"][0]
    price = model.prices.investment_goods
    assert paid == pytest.approx(0.4 * parameters.adoption_own_cost * price * expected, rel=0.02)  # before exits
    plain = steps(build_model(economy, parameters), 1)
    made = plain.firms.manufacturing & (plain.flow.adoptions > 0.0) & (plain.flow.adoptions < 0.2)
    ratio = model.flow.adoptions[made] / plain.flow.adoptions[made]
    np.testing.assert_allclose(ratio, 1.0 + 0.4 * parameters.adoption_cost_response, rtol=1e-9)


# --- anchors


def total_factor_productivity(model: ManufacturingModel) -> np.ndarray:
    table = annual_table(model.recorder.panel(), model.economy, tuple(item.id for item in model.levers))
    row = [key[:2] for key in table.keys].index(("Total Factor Productivity|Manufacturing", "Korea"))
    return table.values[row]


def direct(model: ManufacturingModel) -> float:
    """Output-weighted log TFP of manufacturing in the last quarter."""
    f = model.firms
    weight = np.where(f.manufacturing, f.weight * f.output, 0.0)
    return float(weight @ f.log_tfp / weight.sum())


@pytest.fixture(scope="module")
def twins(economy: OpeningEconomy, parameters: Parameters) -> tuple[ManufacturingModel, ManufacturingModel]:
    """The baseline to 2035 with adoption and without it."""
    with_, without = (
        build_model(economy, parameters, switches=Switches(noise=False, off=off), scale=0.05)
        for off in (frozenset[str](), frozenset({"M1"}))
    )
    with_.run()
    without.run()
    return with_, without


@pytest.mark.full
def test_anchor_e_ai_bok_e_ai_acemoglu_ai_contribution_to_published_manufacturing_tfp_by_2035(
    twins: tuple[ManufacturingModel, ManufacturingModel],
) -> None:
    """.3 to 4 % against a twin without adoption: around both estimates for a whole economy."""
    with_, without = (total_factor_productivity(model)[-1] for model in twins)
    assert 0.003 < with_ / without - 1.0 < 0.04


@pytest.mark.full
def test_ai_contribution_to_the_technology_of_establishments_by_2035(
    twins: tuple[ManufacturingModel, ManufacturingModel],
) -> None:
    """The same range for technology itself, before idle capital is counted."""
    assert 0.003 < direct(twins[0]) - direct(twins[1]) < 0.04


@pytest.mark.full
def test_anchor_e_ai_agg_five_hundred_ai_factories_add_little_to_manufacturing_tfp(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """100 a year 2026-2030: .03 to 1.2 % of manufacturing TFP in 2035; in 2030 still within the J-curve's dip."""
    pledge = lever(LEADS, 100.0, start=16, end=35)
    plain, lead = (
        build_model(economy, parameters, *levers, switches=DETERMINISTIC, scale=0.05) for levers in ((), (pledge,))
    )
    for model in (plain, lead):
        model.run()
    ratio = total_factor_productivity(lead) / total_factor_productivity(plain) - 1.0
    assert 0.0003 < ratio[-1] < 0.012
    assert -0.002 < ratio[8] < 0.012
    money = lead.recorder.panel()["fiscal"]["pledge"]["grants"].sum()
    assert money == pytest.approx(500.0 * parameters.ai_factory_support, rel=0.2)  # prices of the time


@pytest.mark.full
def test_anchor_e_sf_wps_null_basic_smart_factories_do_not_move_productivity_much(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """6,000 supported factories a year, the pace of 2018-22: within .5 % of manufacturing TFP."""
    plain, smart = (
        build_model(economy, parameters, *levers, switches=DETERMINISTIC, scale=0.05)
        for levers in ((), (lever(SMART, 6000.0, start=16),))
    )
    for model in (plain, smart):
        model.run()
    ratio = total_factor_productivity(smart)[-1] / total_factor_productivity(plain)[-1] - 1.0
    assert abs(ratio) < 0.005
