"""Policy state: the closed list of what levers may write. Nothing else of the model is writable by a lever."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_CELLS, N_MARKETS, N_PRODUCTS, N_REGIONS, N_SECTORS, N_SIZES
from sim.kernels.scope import cover, look_up, spread

if TYPE_CHECKING:
    from sim.scenario.types import Lever
    from sim.state import Firms

Array = NDArray[np.float64]

SUM: Final = "sum"
STRONGEST: Final = "strongest"
_NOTHING = np.zeros((N_REGIONS, N_PRODUCTS, N_SIZES))
_NOTHING.setflags(write=False)


def carries(firms: Firms, bits: int) -> NDArray[np.bool_]:
    """(N,) establishments that carry every tag of `bits`; zero is no condition."""
    mark = np.uint64(bits)
    out: NDArray[np.bool_] = (firms.tags & mark) == mark
    return out


@dataclass(frozen=True, eq=False)
class Scope:
    """Establishments that a lever reaches: those of the cells and sizes that carry every tag of `bits`."""

    cells: NDArray[np.bool_]
    """(R, P, Z); nothing outside manufacturing is ever in a scope."""
    bits: int = 0

    @classmethod
    def of(
        cls,
        regions: NDArray[np.bool_],
        sectors: NDArray[np.bool_],
        sizes: NDArray[np.bool_],
        bits: int = 0,
    ) -> Scope:
        """The product of (R,) regions, (S,) sectors and (Z,) sizes."""
        cells = np.zeros((N_REGIONS, N_PRODUCTS, N_SIZES), dtype=bool)
        cells[:, :N_SECTORS] = regions[:, None, None] & sectors[None, :, None] & sizes[None, None, :]
        return cls(cells, bits)

    @lru_cache  # noqa: B019 scopes of levers are kept as well
    def of_sizes(self, sizes: tuple[int, ...]) -> Scope:
        """Those in the scope that belong to some size classes."""
        return Scope(self.cells & np.isin(np.arange(N_SIZES), sizes), self.bits)

    @cached_property
    def key(self) -> tuple[int, bytes]:
        """What scopes of the same establishments have in common."""
        return self.bits, self.cells.tobytes()

    @property
    def by_cell(self) -> NDArray[np.bool_]:
        """(cells, Z) as passes over producers read it."""
        return self.cells.reshape(N_CELLS, N_SIZES)

    def covers(self, firms: Firms) -> NDArray[np.bool_]:
        """(N,) which establishments it reaches."""
        inside = np.empty(firms.weight.size, dtype=bool)
        cover(firms.cell_start, firms.size, firms.tags, np.uint64(self.bits), self.by_cell, inside)
        return inside


@dataclass
class Instrument:
    """One policy rate per establishment, zero where no lever acts.

    Kept as a table by region, product and size, and further tables for establishments that carry tags. Where several
    levers reach an establishment their sizes add up (`SUM`) or the strongest counts (`STRONGEST`).
    """

    rule: str = STRONGEST
    table: Array = field(default_factory=lambda: _NOTHING)
    """(R, P, Z); all that no lever has written have the same zeros, which are not written on."""
    tagged: dict[int, Array] = field(default_factory=dict)
    """Tag bits -> (R, P, Z)."""
    active: bool = field(default=False, init=False)
    """Whether any lever has written it this quarter."""

    def write(self, scope: Scope, size: float) -> None:
        """Set the rate to `size` in the scope, together with what is there already."""
        if size == 0.0:
            return
        if scope.bits:
            table = self.tagged.setdefault(scope.bits, np.zeros(_NOTHING.shape))
        else:
            table = self.table = self.table.copy()  # others may have the same
        together = np.add if self.rule == SUM else np.maximum
        together(table, size, out=table, where=scope.cells)
        self.active = bool(self.tagged) or bool(self.table.any())

    def of(self, firms: Firms) -> Array | float:
        """(N,) rate of each establishment; the number zero, without work, where no lever acts."""
        if not self.active:
            return 0.0
        whole = self.table is not _NOTHING
        rate = np.empty(firms.weight.size) if whole else np.zeros(firms.weight.size)
        if whole:
            spread(firms.cell_start, firms.size, self.table.reshape(N_CELLS, N_SIZES), rate)
        for bits, table in self.tagged.items():
            look_up(
                firms.cell_start, firms.size, firms.tags, np.uint64(bits), table.reshape(N_CELLS, N_SIZES),
                self.rule == SUM, rate,
            )  # fmt: skip
        return rate

    def products(self) -> NDArray[np.bool_]:
        """(P,) products of which some establishment may have a rate."""
        tables = (self.table, *self.tagged.values())
        reached: NDArray[np.bool_] = np.any([table.any(axis=(0, 2)) for table in tables], axis=0)
        return reached

    def among(self, firms: Firms, slots: NDArray[np.int64]) -> Array:
        """(n,) rate of the establishments in some slots (n,): as `of`, without looking at the others."""
        cell, size = firms.cell[slots], firms.size[slots]
        rate = self.table.reshape(N_CELLS, N_SIZES)[cell, size]
        for bits, table in self.tagged.items():
            mark = np.uint64(bits)
            more = table.reshape(N_CELLS, N_SIZES)[cell, size]
            both = rate + more if self.rule == SUM else np.maximum(rate, more)
            rate = np.where((firms.tags[slots] & mark) == mark, both, rate)
        return rate

    def carrying(self, bits: int, sizes: slice | int = slice(None)) -> Array:
        """(R, P, Z) rate of those with the tags `bits` and no others; (R, P) of one size class."""
        rate = self.table[:, :, sizes]
        for asked, table in self.tagged.items():
            if bits & asked == asked:
                more = table[:, :, sizes]
                rate = rate + more if self.rule == SUM else np.maximum(rate, more)
        return rate

    def at(self, size: int, bits: int) -> Array:
        """(cells,) rate of an establishment to come, of a size class and with the tags `bits`."""
        return self.carrying(bits, size).reshape(-1)


@dataclass
class Cuts(Instrument):
    """Shares of capital to be scrapped: the strongest counts, and each pledge scraps in its own scope alone."""

    pledges: list[tuple[Scope, float]] = field(default_factory=list)
    """Scope and size of each that is the strongest of its tags somewhere."""

    def write(self, scope: Scope, size: float) -> None:
        """Cut by `size` in the scope; nothing changes nothing."""
        super().write(scope, size)
        if size > 0.0:
            pledges = (*self.pledges, (scope, size))
            tables = {0: self.table, **self.tagged}
            self.pledges = [(own, cut) for own, cut in pledges if np.any(tables[own.bits][own.cells] == cut)]


@dataclass(frozen=True, eq=False)
class Programme:
    """What one pledge offers in its scope: places in a quarter (establishments), or what its lever is measured in."""

    pledge: str
    scope: Scope
    amount: float


@dataclass
class Programmes:
    """What all pledges of a kind offer, each in its own scope; they add up, also where scopes meet."""

    programmes: list[Programme] = field(default_factory=list)

    @property
    def active(self) -> bool:
        """Whether any pledge offers something this quarter."""
        return bool(self.programmes)

    def write(self, pledge: str, scope: Scope, amount: float) -> None:
        """Offer something; nothing changes nothing."""
        if amount > 0.0:
            self.programmes.append(Programme(pledge, scope, amount))


def summed() -> Instrument:
    """An instrument whose levers add up."""
    return Instrument(SUM)


@dataclass
class Policy:
    """Every instrument of policy; zero is no policy. A lever adds to it in its quarter; other levers, new policy."""

    # M1
    adoption_boost: Instrument = field(default_factory=Instrument)
    """Adoption hazard above the baseline, share."""
    ai_factory_slots: Programmes = field(default_factory=Programmes)
    """Lead AI factories."""
    smart_factory_slots: Programmes = field(default_factory=Programmes)
    """Subsidised smart factories."""
    adoption_peers: Instrument = field(default_factory=Instrument)
    """Added to the imitation coefficient of adoption, per year."""
    adoption_customers: Instrument = field(default_factory=Instrument)
    """Added hazard of adoption if every customer has adopted, per year."""
    adoption_success: Instrument = field(default_factory=Instrument)
    """Added to the probability that an installation works."""
    adoption_cost: Instrument = field(default_factory=Instrument)
    """Cut of the establishment's own cost of adoption, share."""
    # M2
    grant_rate: Instrument = field(default_factory=Instrument)
    """Investment grant, share of capital spending."""
    tax_credit: Instrument = field(default_factory=Instrument)
    """Investment tax credit, share of capital spending."""
    local_grants: Programmes = field(default_factory=Programmes)
    """Local investment grants beyond the present programme, awarded in the quarter."""
    matching_rate: Instrument = field(default_factory=Instrument)
    """Gap to rivals' incentives closed, share of capital spending."""
    # M3
    rd_support: Instrument = field(default_factory=summed)
    """R&D grant, share of R&D expenditure."""
    product_support: Instrument = field(default_factory=summed)
    """Grant for R&D of new products, share of R&D expenditure."""
    rd_quality: Instrument = field(default_factory=Instrument)
    """Rise of what a won of public research money yields, share."""
    rd_spillover: Instrument = field(default_factory=Instrument)
    """Part of the industrial research of public institutes that smaller establishments use."""
    quality_support: Instrument = field(default_factory=Instrument)
    """Log demand aimed at by work on quality."""
    plant_conversion: Instrument = field(default_factory=Instrument)
    """Share of exposed plants that convert, per year."""
    input_localisation: Array = field(default_factory=partial(np.zeros, N_PRODUCTS))
    """(P,) rise of the home share of the product's use as input."""
    # M3b
    growth_engine: Instrument = field(default_factory=Instrument)
    """Grant of a regional engine package, share of capital spending: what pulls new sites."""
    relocation: Instrument = field(default_factory=Instrument)
    """Share of the new investment of the Capital hub that goes to the scope."""
    location_premium: Instrument = field(default_factory=Instrument)
    """Log-odds as a site for new plants."""
    # M4
    reshoring: Programmes = field(default_factory=Programmes)
    """Plants that return from abroad, as announced, on top of the base-year programme."""
    outward_cut: Instrument = field(default_factory=Instrument)
    """Cut of outward investment, share."""
    # M5
    wage_floor_cut: Array = field(default_factory=partial(np.zeros, N_REGIONS))
    """(R,) permitted cut of the regional wage floor, share of the national one; negative: a rise."""
    returning_discount: Instrument = field(default_factory=Instrument)
    """Pay of imported staff below the national minimum wage, share; returning plants only."""
    imported_staff: Instrument = field(default_factory=Instrument)
    """Share of staff that may come from abroad; returning plants only."""
    visa_wage_cut: Instrument = field(default_factory=Instrument)
    """Cut of unit labour cost by lower pay of visa staff, share."""
    # M6
    loan_rate_cut: Instrument = field(default_factory=Instrument)
    """Points off the loan rate, per year."""
    guarantee_rate: Instrument = field(default_factory=Instrument)
    """Extra leverage by guarantees, share of assets."""
    fund_supply: Programmes = field(default_factory=Programmes)
    """Public Growth Fund, trillion won announced a year."""
    equity_supply: Programmes = field(default_factory=Programmes)
    """Public equity, trillion won announced a year."""
    finance_selection: Instrument = field(default_factory=Instrument)
    """Share of policy finance that goes to the more productive half, above one half."""
    # M7
    regulation_relief: Instrument = field(default_factory=Instrument)
    """Reduction of the regulation wedge, log TFP."""
    entry_ease: Array = field(default_factory=partial(np.zeros, (N_REGIONS, N_PRODUCTS)))
    """(R, P) proportional rise of the entry rate from lower entry cost."""
    sandbox: Programmes = field(default_factory=Programmes)
    """Approvals of products on trial a year, on top of the baseline."""
    approval_delay: Array = field(default_factory=partial(np.zeros, (N_REGIONS, N_PRODUCTS)))
    """(R, P) years by which approval takes less time."""
    site_cost_cut: Instrument = field(default_factory=Instrument)
    """Cut of site cost, share of the cost of structures."""
    # M8
    grid_on_time: Array = field(default_factory=partial(np.zeros, N_REGIONS))
    """(R,) share of the pledged extra grid capacity that arrives on time."""
    power_discount: Instrument = field(default_factory=Instrument)
    """Discount on the price of electricity, share."""
    green_power: Instrument = field(default_factory=Instrument)
    """Exports retained by green power where buyers ask for it, share."""
    # M9
    tariff_relief: Array = field(default_factory=partial(np.zeros, N_MARKETS))
    """(J,) probability that the tariff increase of the market is lifted."""
    supply_security: Array = field(default_factory=partial(np.zeros, N_PRODUCTS))
    """(P,) cut of the variance of input-supply shocks, share."""
    tariff_change: Array = field(default_factory=partial(np.zeros, N_PRODUCTS))
    """(P,) change of the United States tariff on Korean goods, ad valorem."""
    trade_agreement: Array = field(default_factory=partial(np.zeros, N_PRODUCTS))
    """(P,) share removed of the trade costs that a trans-Pacific agreement can remove."""
    market_access: Array = field(default_factory=partial(np.zeros, (N_PRODUCTS, N_MARKETS)))
    """(P, J) log shift of the demand of a market for Korean goods."""
    export_promotion: Array = field(default_factory=partial(np.zeros, N_PRODUCTS))
    """(P,) share of exports moved to new markets."""
    public_orders: Array = field(default_factory=partial(np.zeros, N_PRODUCTS))
    """(P,) public purchases on top from home producers, billion won per quarter."""
    # M10
    training: Instrument = field(default_factory=summed)
    """Share of staff trained per year."""
    graduates_kept: Array = field(default_factory=partial(np.zeros, N_REGIONS))
    """(R,) share of graduates that stays instead of moving to the Capital hub, at most one."""
    talent_inflow: list[Array] = field(default_factory=list)
    """People from abroad per year, (R, P) for each pledge: its sum counts, jobs of its cells distribute it."""
    matching: Array = field(default_factory=partial(np.zeros, N_REGIONS))
    """(R,) cut of vacancy duration, share."""
    reemployment: Array = field(default_factory=partial(np.zeros, N_REGIONS))
    """(R,) rise of the quarterly probability that an unemployed person is available for a vacancy."""
    foreign_quota: Array = field(default_factory=partial(np.zeros, N_REGIONS))
    """(R,) places added to the quota of foreign staff, share of manufacturing labour."""
    # M11
    capacity_cut: Cuts = field(default_factory=Cuts)
    """Share of capital to be scrapped in all, least productive plants first."""
    zombie_exit: Instrument = field(default_factory=Instrument)
    """Share of zombies a year that exit on top of the baseline."""

    def __post_init__(self) -> None:
        self.written_by: list[tuple[Lever, float]] = []  # lever and size, in their order
