"""M1: announced programmes that put smart factories and AI factories into a number of plants a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.adoption import gains, install
from sim.agents.aid import split_stock
from sim.agents.splitting import choose, race, spare_slots, split_off
from sim.codes import N_CELLS
from sim.kernels.adoption import TOP_STAGE
from sim.kernels.places import line_up
from sim.policy import Programme, Scope, carries
from sim.random import Stream, key, uniform, uniform_pair

if TYPE_CHECKING:
    from sim.model import ManufacturingModel

Array = NDArray[np.float64]
Index = NDArray[np.int64]
LARGE = (4,)
MIDDLE = (2, 3)
SMES = (0, 1, 2, 3)
"""Size classes that the places of a programme go to: leads of 300 and more staff, of 10 to 299; smart factories."""
INTERMEDIATE, BASIC = 2, 1


@dataclass(frozen=True)
class Award:
    """Plants of one pledge in a quarter: slots, in all of whose establishments the stage is installed."""

    pledge: str
    slots: Index


@dataclass
class Site:
    """What the programmes of a quarter share: the model, room to split plants off, and who adopts by itself."""

    m: ManufacturingModel
    spare: Index
    """(cells,) free slots beyond those that entrants need."""
    fresh: Index
    """Slots that have moved up this quarter by themselves and that no programme has paid for."""

    @property
    def drawing(self) -> tuple[Any, ...]:
        """Time, stream and key of the numbers that programmes draw."""
        return self.m.quarter, int(Stream.PROGRAMME), *key(self.m.run_seed, self.m.replication)

    def draw(self, slots: Index) -> Array:
        """(2, n) numbers of plants in some slots."""
        names = self.m.firms.ident[slots]
        return uniform_pair(self.m.run_seed, self.m.replication, Stream.PROGRAMME, names, self.m.quarter)

    def adopters(self, scope: Scope, stage: int) -> Index:
        """Slots in a scope that have just reached a stage by themselves."""
        f, at = self.m.firms, self.fresh
        inside = scope.by_cell[f.cell[at], f.size[at]] & carries(f, scope.bits)[at]
        out: Index = at[inside & (f.stage[at] == stage) & (f.weight[at] > 0.0)]
        return out

    def served(self, slots: Index) -> None:
        """Let no other place go to those who have adopted by themselves."""
        self.fresh = self.fresh[~np.isin(self.fresh, slots)]

    def take(self, slots: Index, times: Array, places: float) -> tuple[Index, float]:
        """Slots in which `places` establishments of the (n,) `slots` stand, the earliest first, and the places left."""
        f = self.m.firms
        chosen = choose(f, slots, times, places, self.spare, lambda rows: self.draw(slots[rows])[1])
        single = split_off(f, chosen.split)
        split_stock(f, chosen.split, single, self.m.new_capacity)
        for column in (self.m.flow.adoptions, self.m.flow.adoption_support):
            if isinstance(column, np.ndarray):
                column[single] = column[chosen.split]
        return np.concatenate((chosen.whole, single)), chosen.left


@dataclass
class Pace:
    """Places a quarter of a programme, and how far it is ahead of that rate by rates that it has had before."""

    rate: float
    placed: float
    """Whole places so far, as if it had had its first rate from the opening on."""
    ahead: float = 0.0


def due(paces: dict[tuple[str, str], Pace], name: tuple[str, str], rate: float, time: int) -> float:
    """Whole places that fall due in quarter `time` at `rate` places a quarter, so that all of them add up to the rates.

        floor(a + r (t + 1)) - places so far,      a <- a + (r' - r) t   where the rate was r'

    Places are counted, since a sum that is whole may lie to either side of it when it is found at another rate. paces:
    name of the programme -> what it had; in place.
    """
    pace = paces.setdefault(name, Pace(rate, float(np.floor(rate * time))))
    pace.ahead += (pace.rate - rate) * time
    pace.rate = rate
    before, pace.placed = pace.placed, max(float(np.floor(pace.ahead + rate * (time + 1))), pace.placed)
    return pace.placed - before


def run_programmes(m: ManufacturingModel) -> tuple[tuple[Award, ...], tuple[Award, ...]]:
    """Install what the programmes of this quarter pay for; returns the awards of AI and of smart factories.

    AI factories: a share `lead_large_share` of the places to establishments of 300 and more, the others to those of
    10 to 299; places that one group cannot fill go to the other. Smart factories: establishments below 300,
    `smart_factory_depth` of the places at the intermediate stage, the others at the basic one. Runs after the
    adoptions of the quarter: some places go to those who have just adopted (`_place`), the others to plants below the
    stage.
    """
    lead, smart = m.policy.ai_factory_slots, m.policy.smart_factory_slots
    if not (lead.programmes or smart.programmes):
        return (), ()
    p = m.parameters
    kept = (m.quarters - m.quarter) // 4 + 1
    spare = spare_slots(m.firms, kept) if m.agents_per_cell == 1 else np.zeros(N_CELLS, dtype=np.int64)
    site = Site(m, spare, np.flatnonzero((m.firms.stage > 0) & (m.firms.stage_quarters == 0.0)))
    leads, smarts = [], []
    for item in lead.programmes:
        number = due(m.paces, (item.pledge, "all"), item.amount, m.quarter)
        large = min(due(m.paces, (item.pledge, "large"), p.lead_large_share * item.amount, m.quarter), number)
        first, short = _place(site, item, TOP_STAGE, LARGE, large, p.programme_additionality_large)
        second, missing = _place(site, item, TOP_STAGE, MIDDLE, number - large + short, p.programme_additionality)
        third, _ = _place(site, item, TOP_STAGE, LARGE, missing, 1.0)
        leads.append(Award(item.pledge, np.concatenate((first, second, third))))
        m.firms.lead[leads[-1].slots] = 1.0
        m.moved.add("lead")
    for item in smart.programmes:
        number = due(m.paces, (item.pledge, "all"), item.amount, m.quarter)
        deep = min(due(m.paces, (item.pledge, "deep"), p.smart_factory_depth * item.amount, m.quarter), number)
        first, _ = _place(site, item, INTERMEDIATE, SMES, deep, p.programme_additionality)
        second, _ = _place(site, item, BASIC, SMES, number - deep, p.programme_additionality)
        smarts.append(Award(item.pledge, np.concatenate((first, second))))
    return tuple(leads), tuple(smarts)


def _place(
    site: Site, item: Programme, stage: int, sizes: tuple[int, ...], places: float, additional: float
) -> tuple[Index, float]:
    """Slots of these sizes that `places` places of a stage go to, and the places left over.

    A share 1 - additional goes to plants that have reached the stage in this quarter by themselves, as far as there are
    any: they are paid, and nothing changes. In the others the stage is installed. Odds of one of these: what it would
    gain (mature gain of the stage less that of the last stage that works) x exp(y profit / sales), as in the hazard
    of adoption.
    """
    if places <= 0.0:
        return np.zeros(0, dtype=np.int64), 0.0
    m, scope = site.m, item.scope.of_sizes(sizes)
    f, p = m.firms, m.parameters
    anyway = site.adopters(scope, stage)
    times = race(f.weight[anyway], np.ones(anyway.size), site.draw(anyway)[0])
    paid, left = site.take(anyway, times, (1.0 - additional) * places)
    site.served(paid)
    slots, times = m.scratch.column("programme: slots").view(np.int64), m.scratch.column("programme: times")
    found = line_up(
        f.cell_start, f.size, f.tags, np.uint64(scope.bits), scope.by_cell, f.stage, stage, f.weight, gains(p)[stage],
        f.adoption_kept, f.profit_rate, p.adoption_profit_bound, p.adoption_liquidity, f.ident, site.drawing, slots,
        times,
    )  # fmt: skip
    taken, left = site.take(slots[:found], times[:found], additional * places + left)
    luck = uniform(m.run_seed, m.replication, Stream.ADOPTION_SUCCESS, f.ident[taken], m.quarter)
    success = p.adoption_success + m.policy.adoption_success.among(f, taken)
    install(f, taken, stage, luck < success, p)
    return np.concatenate((paid, taken)), left


def awarded(awards: tuple[Award, ...], pledge: str) -> Index:
    """Slots (k,) of the plants that a pledge has reached."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *(one.slots for one in awards if one.pledge == pledge)])
