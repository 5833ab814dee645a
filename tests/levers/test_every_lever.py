"""Facts that hold for every lever: what it writes, off, channel off, sign, dose, scope, timing, ledger.

The doses and the outcome of each are in `cases`, by mechanism; facts of one mechanism are in its own file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim import phases
from sim.codes import N_PRODUCTS, N_REGIONS, N_SIZES, REGIONS, SECTORS
from sim.indicators import CODELIST
from sim.levers import REGISTRY
from sim.levers.definition import intensity
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.policy import Instrument, Policy, Programmes
from sim.recorder import FISCAL_ITEMS
from sim.scenario.types import Lever
from sim.switches import DETERMINISTIC, FILLED, FULL, Switches
from tests.core.support import BEFORE_INCOMES, advance, build_model, lever, same_panels, steps

from .cases import CASES
from .outcomes import published
from .outcomes import series as total

QUARTERS = 20


def test_every_lever_has_a_case_and_a_filled_mechanism() -> None:
    assert set(CASES) == set(REGISTRY)
    for definition in REGISTRY.values():
        assert definition.module in FILLED
        assert definition.intended in CODELIST
        assert definition.low <= definition.neutral <= definition.high
        assert definition.low <= CASES[definition.name].double <= definition.high


# --- what is written


@pytest.mark.parametrize("name", REGISTRY)
def test_a_lever_on_one_cell_writes_one_cell(name: str) -> None:
    policy, untouched = Policy(), Policy()
    pledge = lever(name, CASES[name].single, regions=("Ulsan",), sectors=("CHEM",))
    REGISTRY[name].write(policy, pledge, CASES[name].single)
    for field in REGISTRY[name].writes:
        written = np.count_nonzero(rates(policy, field) != rates(untouched, field))
        assert 1 <= written <= N_SIZES, field


def freeze(value: Any, depth: int = 0) -> Any:
    """Comparable copy of plain state: arrays as bytes, dataclasses and mappings by field."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: freeze(getattr(value, f.name), depth + 1) for f in fields(value) if hasattr(value, f.name)}
    if isinstance(value, dict):
        return {str(key): freeze(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [freeze(item, depth + 1) for item in value]
    if isinstance(value, (int, float, str, bool, type(None))):
        return value
    return None  # agents and callables: views on the state above


def changed(one: Policy, two: Policy) -> set[str]:
    return {f.name for f in fields(Policy) if freeze(getattr(one, f.name)) != freeze(getattr(two, f.name))}


@pytest.mark.parametrize("name", REGISTRY)
def test_a_lever_writes_the_policy_fields_that_it_declares(name: str) -> None:
    definition, policy = REGISTRY[name], Policy()
    definition.write(policy, lever(name, CASES[name].single), CASES[name].single)
    assert changed(policy, Policy()) == set(definition.writes)
    neutral = Policy()
    definition.write(neutral, lever(name, definition.neutral), definition.neutral)
    assert changed(neutral, Policy()) == set()


def state(m: ManufacturingModel) -> dict[str, Any]:
    kept = {name: freeze(value) for name, value in vars(m).items() if name not in ("policy", "levers", "plan")}
    kept["recorder"] = {"series": freeze(m.recorder.series), "fiscal": freeze(m.recorder.fiscal)}
    kept["world agent"] = {k: freeze(v) for k, v in vars(m.rest_of_world).items()}
    return kept


@pytest.mark.parametrize("name", REGISTRY)
def test_policy_acts_on_policy_state_and_nothing_else(economy: OpeningEconomy, early: Parameters, name: str) -> None:
    model = steps(build_model(economy, early, lever(name, CASES[name].single)), 2)
    phases.world_and_demography(model)
    before, levers = state(model), [freeze(item) for item in model.levers]
    assert len(before["firms"]) > 60
    phases.policy(model)
    assert state(model) == before
    assert [freeze(item) for item in model.levers] == levers
    assert changed(model.policy, Policy()) == set(REGISTRY[name].writes)


def test_policy_of_a_quarter_does_not_outlive_it(economy: OpeningEconomy, parameters: Parameters) -> None:
    model = build_model(economy, parameters, lever("rd_support", 0.1, start=1, end=2))
    seen = []
    for _ in range(5):
        model.step()
        seen.append(float(model.policy.rd_support.table.max()))
    assert seen == [0.0, 0.1, 0.1, 0.0, 0.0]


# --- off


@pytest.mark.parametrize("name", REGISTRY)
def test_a_lever_of_neutral_strength_changes_no_bit(
    economy: OpeningEconomy, early: Parameters, plain: Callable[..., Any], name: str
) -> None:
    neutral = steps(build_model(economy, early, lever(name, REGISTRY[name].neutral)), 9).recorder.panel()
    assert same_panels(plain(9), neutral) == []
    assert all(np.all(paid == 0.0) for paid in neutral["fiscal"]["pledge"].values())


@pytest.mark.parametrize("name", REGISTRY)
def test_with_its_channel_off_a_lever_changes_no_bit(
    economy: OpeningEconomy, early: Parameters, plain: Callable[..., Any], name: str
) -> None:
    off = Switches(off=frozenset({REGISTRY[name].module}))
    frozen = steps(build_model(economy, early, lever(name, CASES[name].double), switches=off), 9).recorder.panel()
    assert same_panels(plain(9, switches=off), frozen) == []
    assert all(np.all(paid == 0.0) for paid in frozen["fiscal"]["pledge"].values())


@pytest.mark.parametrize("name", REGISTRY)
def test_nothing_changes_before_the_start_and_something_after(
    economy: OpeningEconomy, early: Parameters, plain: Callable[..., Any], name: str
) -> None:
    without = plain(12, seed=2)
    pledge = lever(name, CASES[name].double, start=4, lag=2, regions=CASES[name].regions)
    late = steps(build_model(economy, early, pledge, seed=2), 12).recorder.panel()
    before = {key: value[:6] for key, value in without.items() if key != "fiscal"}
    assert same_panels(before, {key: value[:6] for key, value in late.items() if key != "fiscal"}) == []
    assert same_panels(without, late) != []


def test_timing_of_a_lever() -> None:
    ramped = lever("site_cost", 0.1, start=4, lag=2, ramp=4, end=11)
    assert [intensity(ramped, t) for t in range(4, 14)] == [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 0.0, 0.0]
    assert [intensity(lever("site_cost", 0.1, start=2), t) for t in (1, 2, 50)] == [0.0, 1.0, 1.0]


def test_tariff_relief_acts_in_the_quarter_in_which_it_is_due(economy: OpeningEconomy, early: Parameters) -> None:
    one, two = (build_model(economy, early, *levers) for levers in ((), (lever("tariff_relief", 0.5, start=3),)))
    tariffs = [(steps(one, 1).world.tariff.max(), steps(two, 1).world.tariff.max()) for _ in range(5)]
    assert [plain == eased for plain, eased in tariffs] == [True, True, True, False, False]


# --- sign and dose


@pytest.fixture(scope="module")
def runs(economy: OpeningEconomy, early: Parameters) -> Callable[..., ManufacturingModel]:
    kept: dict[Any, ManufacturingModel] = {}

    def run(name: str | None, size: float, noise: bool) -> ManufacturingModel:
        key = name, size, noise
        if key not in kept:
            levers = () if name is None else (lever(name, size, start=4, regions=CASES[name].regions),)
            switches = FULL if noise else DETERMINISTIC
            kept[key] = steps(build_model(economy, early, *levers, switches=switches, scale=0.05), QUARTERS)
        return kept[key]

    return run


@pytest.mark.parametrize("name", REGISTRY)
def test_a_lever_moves_its_outcome_by_its_sign_and_more_at_twice_the_dose(
    runs: Callable[..., ManufacturingModel], name: str
) -> None:
    case = CASES[name]
    sign = REGISTRY[name].sign
    base, single, double = (
        case.outcome(runs(key, size, case.noise))
        for key, size in ((None, 0.0), (name, case.single), (name, case.double))
    )
    assert sign * (single - base) > 0.0
    assert 1.3 < (double - base) / (single - base) < 3.5


@pytest.mark.parametrize("name", REGISTRY)
def test_a_lever_moves_the_outcome_it_is_published_for(runs: Callable[..., ManufacturingModel], name: str) -> None:
    case, definition = CASES[name], REGISTRY[name]
    base, double = (
        published(runs(key, size, case.noise), definition.intended, case.area)
        for key, size in ((None, 0.0), (name, case.double))
    )
    assert definition.sign * (double - base) > 0.0


@pytest.mark.parametrize(
    ("name", "double", "start", "series"),
    [
        ("adoption_support", 2.0, 4, "adopters"),
        ("rd_support", 0.2, 4, "investment_volume"),
        ("regulation_wedge", 0.02, 4, "value_added_volume"),
        ("entry_cost", 0.3, 4, "entries"),
        ("site_cost", 0.3, 4, "investment_volume"),
        ("tariff_relief", 0.5, 14, "exports_volume"),
    ],
)
def test_at_default_parameters_too_a_lever_has_its_sign_and_dose(
    economy: OpeningEconomy, parameters: Parameters, name: str, double: float, start: int, series: str
) -> None:
    half = 0.5 * (REGISTRY[name].neutral + double)
    values = []
    for levers in ((), (lever(name, half, start=start),), (lever(name, double, start=start),)):
        model = steps(build_model(economy, parameters, *levers, switches=DETERMINISTIC), 28)
        value = total(series)(model)
        values.append(value / total("employment")(model) if name == "regulation_wedge" else value)
    sign = REGISTRY[name].sign
    assert sign * (values[1] - values[0]) > 0.0
    assert sign * (values[2] - values[1]) > 0.0


def test_the_grid_lever_does_something_at_default_parameters(economy: OpeningEconomy, parameters: Parameters) -> None:
    plain = build_model(economy, parameters, switches=DETERMINISTIC).run()
    grid = build_model(economy, parameters, lever("grid_capacity", 1.0, start=8), switches=DETERMINISTIC).run()
    assert same_panels(dict(plain), dict(grid)) != []


def rates(policy: Policy, field: str) -> np.ndarray:
    value = getattr(policy, field)
    if isinstance(value, Programmes):
        places = (item.amount * item.scope.cells for item in value.programmes)
        return np.sum([np.zeros((N_REGIONS, N_PRODUCTS, N_SIZES)), *places], axis=0)
    if isinstance(value, list):
        return np.sum([np.zeros((N_REGIONS, N_PRODUCTS)), *value], axis=0)
    return sum(value.tagged.values(), value.table) if isinstance(value, Instrument) else np.asarray(value)


def test_of_several_levers_of_one_kind_the_strongest_counts_and_research_grants_add_up() -> None:
    for name, definition in REGISTRY.items():
        case, policy, alone = CASES[name], Policy(), Policy()
        for size in (case.double, case.single):
            definition.write(policy, lever(name, size), size)
        expected = case.single + case.double if case.adds else case.double
        definition.write(alone, lever(name, expected), expected)
        for field in definition.writes:
            np.testing.assert_allclose(rates(policy, field), rates(alone, field), rtol=1e-12)


def test_a_weaker_wedge_beside_a_stronger_one_changes_no_bit(economy: OpeningEconomy, parameters: Parameters) -> None:
    strong, weak = lever("regulation_wedge", 0.02), lever("regulation_wedge", 0.01, id="weaker")
    one, two = (steps(build_model(economy, parameters, *levers), 8) for levers in ((strong,), (strong, weak)))
    assert same_panels(one.recorder.panel(), two.recorder.panel()) == []


# --- scope

SCOPES: dict[str, dict[str, Any]] = {
    "regions": {"regions": ("Ulsan",)}, "sectors": {"sectors": ("AUTO",)}, "sizes": {"sizes": (3,)},
    "tags": {"tags": ("exporter",)},
}  # fmt: skip


def narrowed(name: str, dimension: str) -> bool:
    wide, narrow = Policy(), Policy()
    size = CASES[name].single
    REGISTRY[name].write(wide, lever(name, size), size)
    REGISTRY[name].write(narrow, lever(name, size, **SCOPES[dimension]), size)
    return bool(changed(wide, narrow))


@pytest.mark.parametrize("dimension", SCOPES)
@pytest.mark.parametrize("name", REGISTRY)
def test_a_narrower_scope_writes_less_in_the_dimensions_that_a_lever_says_it_honours(name: str, dimension: str) -> None:
    assert narrowed(name, dimension) == (dimension in REGISTRY[name].honours)


def touched(economy: OpeningEconomy, parameters: Parameters, pledge: Lever, column: str) -> np.ndarray:
    """(N,) producers whose column differs from the twin without the lever in the first quarter of the lever."""
    with_, without = (build_model(economy, parameters, *levers) for levers in ((pledge,), ()))
    for model in (with_, without):
        steps(model, 2)
        advance(model, BEFORE_INCOMES[:5])
    firms = with_.firms
    differs = getattr(firms, column) != getattr(without.firms, column)
    assert differs.any()
    live = firms.weight > 0.0
    assert np.array_equal(live, without.firms.weight > 0.0)
    return differs & live


@pytest.mark.parametrize(
    ("name", "column"),
    [("regulation_wedge", "log_tfp"), ("site_cost", "planned_investment")],
)
def test_a_lever_on_one_cell_touches_no_producer_elsewhere(
    economy: OpeningEconomy, parameters: Parameters, name: str, column: str
) -> None:
    pledge = lever(name, CASES[name].double, regions=("Ulsan",), sectors=("AUTO",), start=2)
    hit = touched(economy, parameters, pledge, column)
    model = build_model(economy, parameters)
    here = (model.firms.region == REGIONS.index("Ulsan")) & (model.firms.sector == SECTORS.index("AUTO"))
    assert np.all(here[hit])
    assert hit.sum() > 3


def test_research_support_of_one_sector_and_size_class_raises_research_there_alone(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    pledge = lever("rd_support", 0.2, sectors=("SEMI",), sizes=(3, 4), start=2)
    hit = touched(economy, parameters, pledge, "planned_rd")
    firms = build_model(economy, parameters).firms
    assert np.all((firms.sector[hit] == SECTORS.index("SEMI")) & (firms.size[hit] >= 3))


def test_adoption_support_of_one_region_moves_only_its_plants(economy: OpeningEconomy, parameters: Parameters) -> None:
    pledge = lever("adoption_support", 5.0, regions=("Gyeonggi",), sizes=(2, 3), start=2)
    hit = touched(economy, parameters, pledge, "stage")
    firms = build_model(economy, parameters).firms
    assert np.all((firms.region[hit] == REGIONS.index("Gyeonggi")) & np.isin(firms.size[hit], (2, 3)))


def test_cheaper_entry_in_one_region_leaves_entry_elsewhere_alone(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """Births in the region rise by the part stated; who goes on in a larger plant, and others, as before."""
    pledges = ((), *((lever("entry_cost", part, regions=("Busan",), start=2),) for part in (0.5, 1.0)))
    models = [steps(build_model(economy, parameters, *levers), 3) for levers in pledges]
    plain, eased, more = (m.recorder.panel()["entries"][2] for m in models)
    busan = REGIONS.index("Busan")
    births = models[0].base.births.reshape(N_REGIONS, -1)[busan].sum()
    assert eased[busan] - plain[busan] == pytest.approx(0.5 * births, rel=0.02)
    assert more[busan] - plain[busan] == pytest.approx(2.0 * (eased[busan] - plain[busan]), rel=1e-9)
    assert np.array_equal(np.delete(eased, busan), np.delete(plain, busan))


def test_grid_of_one_region_grows_alone(economy: OpeningEconomy, parameters: Parameters) -> None:
    pledge = lever("grid_capacity", 1.0, regions=("Jeonnam",))
    one, two = (steps(build_model(economy, parameters, *levers), 4) for levers in ((), (pledge,)))
    assert list(np.flatnonzero(one.grid != two.grid)) == [REGIONS.index("Jeonnam")]
    assert two.grid.max() >= one.grid.max()


def test_secure_supply_of_one_sector_softens_its_stops_alone(economy: OpeningEconomy, early: Parameters) -> None:
    pledge = lever("supply_security", 0.75, sectors=("SEMI",))
    one, two = (build_model(economy, early, *levers, seed=4) for levers in ((), (pledge,)))
    softened = 0
    for _ in range(12):
        one.step()
        two.step()
        plain, secure = one.world.input_shock, two.world.input_shock
        others = np.arange(plain.size) != SECTORS.index("SEMI")
        assert np.array_equal(plain[others], secure[others])
        if plain[~others][0] > 0.0:
            assert secure[~others][0] == pytest.approx(0.5 * plain[~others][0])
            softened += 1
    assert softened > 0


# --- ledger


def paid_and_received(
    economy: OpeningEconomy, parameters: Parameters, *levers: Lever
) -> tuple[np.ndarray, list[float], list[float], ManufacturingModel]:
    """Booked by levers, received by firms and paid by government in six quarters."""
    model = build_model(economy, parameters, *levers, scale=0.05)
    received, paid = [], []
    for _ in range(6):
        before = advance(model, (*BEFORE_INCOMES, "incomes_and_balance_sheets"))
        received.append(float(model.firms.weight @ (model.firms.grants + model.flow.tax_forgone)))
        paid.append(float(model.flow.payments.grants.sum() + model.flow.payments.tax_expenditure.sum()))
        phases.exit_and_entry(model)
        phases.close_accounts(model, before)
        phases.record(model)
        model.quarter += 1
    booked = [items["grants"] + items["tax_expenditure"] for items in model.recorder.panel()["fiscal"].values()]
    return np.sum(booked, axis=0), received, paid, model


GRANTING = [n for n in CASES if REGISTRY[n].spend and (CASES[n].pays == "grants" or n == "investment_tax_credit")]


@pytest.mark.parametrize("name", GRANTING)
def test_grants_booked_are_received_by_firms_and_paid_by_government(
    economy: OpeningEconomy, parameters: Parameters, name: str
) -> None:
    booked, received, paid, model = paid_and_received(economy, parameters, lever(name, CASES[name].double))
    assert np.all(booked > 0.0)
    np.testing.assert_allclose(received, booked, rtol=1e-12)
    np.testing.assert_allclose(paid, booked, rtol=1e-12)
    assert model.worst_residual < 1e-12


@pytest.mark.parametrize("name", ["rd_support", "adoption_support"])
def test_nothing_is_booked_before_the_start(economy: OpeningEconomy, parameters: Parameters, name: str) -> None:
    model = steps(build_model(economy, parameters, lever(name, CASES[name].double, start=4)), 6)
    booked = model.recorder.panel()["fiscal"]["pledge"]["grants"]
    assert np.all(booked[:4] == 0.0)
    assert np.all(booked[4:6] > 0.0)


def test_grants_of_overlapping_levers_are_shared_without_loss(economy: OpeningEconomy, parameters: Parameters) -> None:
    levers = (
        lever("rd_support", 0.1, id="a"), lever("rd_support", 0.2, id="b", sectors=("SEMI",)),
        lever("adoption_support", 2.0, id="c"), lever("adoption_support", 4.0, id="d", regions=("Busan", "Ulsan")),
    )  # fmt: skip
    booked, received, paid, model = paid_and_received(economy, parameters, *levers)
    np.testing.assert_allclose(received, booked, rtol=1e-12)
    np.testing.assert_allclose(paid, booked, rtol=1e-12)
    fiscal = model.recorder.panel()["fiscal"]
    assert set(fiscal) == {"a", "b", "c", "d"}
    assert all(np.all(fiscal[key]["grants"] > 0.0) for key in fiscal)


def test_research_grant_is_the_support_times_research_without_it(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    plain = steps(build_model(economy, parameters, scale=0.05), 1)
    helped = steps(build_model(economy, parameters, lever("rd_support", 0.2), scale=0.05), 1)
    f = plain.firms
    research = float((f.weight * f.planned_rd * f.manufacturing).sum()) * helped.prices.rd_goods
    assert helped.recorder.panel()["fiscal"]["pledge"]["grants"][0] == pytest.approx(0.2 * research, rel=1e-9)
    more = helped.firms.planned_rd.sum() / f.planned_rd[f.planned_rd > 0.0].sum() - 1.0
    assert 0.2 < more <= 0.2 * (1.0 + parameters.rd_additionality) + 1e-12


def test_levers_without_money_book_nothing(economy: OpeningEconomy, parameters: Parameters) -> None:
    for name in (name for name, definition in REGISTRY.items() if definition.spend is None):
        panel = steps(build_model(economy, parameters, lever(name, CASES[name].double)), 2).recorder.panel()
        ledger = panel["fiscal"]["pledge"]
        assert set(ledger) == set(FISCAL_ITEMS)
        assert all(np.all(values == 0.0) for values in ledger.values())


def test_a_grant_costs_the_government_its_amount_less_the_taxes_that_it_brings(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    """In the first quarter, when little else has moved."""
    one, two = (
        steps(build_model(economy, parameters, *levers), 1) for levers in ((), (lever("adoption_support", 5.0),))
    )
    grant = two.recorder.panel()["fiscal"]["pledge"]["grants"][0]
    assert 0.8 * grant < two.public.deficit - one.public.deficit <= grant * (1.0 + 1e-9)
