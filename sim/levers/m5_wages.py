"""M5: regional wage floors, wages and native staff of returning plants, wages of visa staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.levers.definition import LeverDefinition, further, scope_of
from sim.policy import Policy, Scope
from sim.population.tags import TAGS

if TYPE_CHECKING:
    from sim.scenario.types import Lever


def write_wage_floor_band(policy: Policy, lever: Lever, size: float) -> None:
    """Permitted cut of the minimum wage in the regions (negative: rise); the furthest from national counts."""
    policy.wage_floor_cut[lever.regions] = further(policy.wage_floor_cut[lever.regions], size)


def _returning(lever: Lever) -> Scope:
    scope = scope_of(lever)
    return Scope(scope.cells, scope.bits | 1 << TAGS["returning"])


def write_returning_wage(policy: Policy, lever: Lever, size: float) -> None:
    """Pay of imported staff of returning plants, over the national minimum; the lowest of several counts."""
    policy.returning_discount.write(_returning(lever), 1.0 - size)


def write_native_share(policy: Policy, lever: Lever, size: float) -> None:
    """Native share of the staff of returning plants; the lowest of several counts."""
    policy.imported_staff.write(_returning(lever), 1.0 - size)


def write_visa_wage(policy: Policy, lever: Lever, size: float) -> None:
    """Cut of unit labour cost by lower pay of visa staff in the scope; the largest of several counts."""
    policy.visa_wage_cut.write(scope_of(lever), size)


LEVERS = (
    LeverDefinition(
        name="wage_floor_band",
        module="M5",
        label={"en": "regional minimum wage below the national one", "ko": "지역별 최저임금 인하 허용"},
        unit="share of the national minimum wage",
        low=-0.3,
        high=0.6,
        neutral=0.0,
        plausible=(-0.1, 0.3),
        intended="Employment|Manufacturing",
        sign=1,
        equation="floor x (1 - size x use of the region); mean wage = E[max(w, floor)] of log-normal wages",
        writes=("wage_floor_cut",),
        write=write_wage_floor_band,
        honours=("regions",),
        note="The size is what the law permits; how much of it a region uses is wage_floor_use, in the Capital hub "
        "wage_floor_use_capital. A negative size is a rise. The part wage_floor_downward of a cut reaches wages; lower "
        "wages slow adoption and move people away. The floor binds producers of the rest of the economy too.",
    ),
    LeverDefinition(
        name="returning_wage",
        module="M5",
        label={"en": "pay of staff that returning plants bring along", "ko": "국내복귀 사업장 동반 인력의 임금"},
        unit="ratio to the national minimum wage",
        low=0.2,
        high=1.0,
        neutral=1.0,
        plausible=(0.4, 1.0),
        intended="Wage|Manufacturing",
        sign=-1,
        equation="wage x [1 - x + x ratio m] / [1 - x0 + x0 m] in returning plants",
        writes=("returning_discount",),
        write=write_returning_wage,
        note="Reaches the imported share of staff only: returning_imported_share, or what native_share leaves.",
    ),
    LeverDefinition(
        name="native_share",
        module="M5",
        label={"en": "native staff required in returning plants", "ko": "국내복귀 사업장의 내국인 고용 비율"},
        unit="share of staff",
        low=0.0,
        high=1.0,
        neutral=1.0,
        plausible=(0.2, 1.0),
        intended="Wage|Manufacturing",
        sign=-1,
        equation="imported share x = max(1 - size, x0), paid the national minimum wage; they join the labour force",
        writes=("imported_staff",),
        write=write_native_share,
        note="Does not bind above 1 - returning_imported_share. Imported staff takes jobs that natives would have.",
    ),
    LeverDefinition(
        name="visa_wage",
        module="M5",
        label={"en": "lower pay of visa staff (E-9-11)", "ko": "특화비자(E-9-11) 인력의 임금 완화"},
        unit="share of unit labour cost",
        low=0.0,
        high=0.5,
        neutral=0.0,
        plausible=(0.0, 0.35),
        intended="Employment|Manufacturing",
        sign=1,
        equation="wage x (1 - size)",
        writes=("visa_wage_cut",),
        write=write_visa_wage,
        note="Legal risk is the pledge's probability. Does not move natives between regions.",
    ),
)
