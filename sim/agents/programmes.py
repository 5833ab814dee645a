"""M1: announced programmes that put smart factories and AI factories into a number of plants a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.adoption import gains, install
from sim.agents.aid import split_stock
from sim.agents.splitting import choose, spare_slots, split_off
from sim.codes import N_CELLS
from sim.kernels.adoption import TOP_STAGE
from sim.kernels.places import line_up
from sim.policy import Programme
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


def due(rate: float, time: int) -> float:
    """Whole places that fall due in quarter `time` at `rate` places a quarter: floor(rate (t+1)) - floor(rate t)."""
    return float(np.floor(rate * (time + 1)) - np.floor(rate * time))


def run_programmes(m: ManufacturingModel) -> tuple[tuple[Award, ...], tuple[Award, ...]]:
    """Install what the programmes of this quarter pay for; returns the awards of AI and of smart factories.

    AI factories: a share `lead_large_share` of the places to establishments of 300 and more, the others to those of
    10 to 299; places that one group cannot fill go to the other. Smart factories: establishments below 300,
    `smart_factory_depth` of the places at the intermediate stage, the others at the basic one. Only plants below the
    stage take part.
    """
    lead, smart = m.policy.ai_factory_slots, m.policy.smart_factory_slots
    if not (lead.programmes or smart.programmes):
        return (), ()
    p = m.parameters
    kept = (m.quarters - m.quarter) // 4 + 1
    spare = spare_slots(m.firms, kept) if m.agents_per_cell == 1 else np.zeros(N_CELLS, dtype=np.int64)
    leads, smarts = [], []
    for item in lead.programmes:
        number = due(item.plants, m.quarter)
        large = due(p.lead_large_share * item.plants, m.quarter)
        first, short = _place(m, item, TOP_STAGE, LARGE, min(large, number), spare)
        second, missing = _place(m, item, TOP_STAGE, MIDDLE, number - min(large, number) + short, spare)
        third, _ = _place(m, item, TOP_STAGE, LARGE, missing, spare)
        leads.append(Award(item.pledge, np.concatenate((first, second, third))))
        m.firms.lead[leads[-1].slots] = 1.0
        m.moved.add("lead")
    for item in smart.programmes:
        number = due(item.plants, m.quarter)
        deep = min(due(p.smart_factory_depth * item.plants, m.quarter), number)
        first, _ = _place(m, item, INTERMEDIATE, SMES, deep, spare)
        second, _ = _place(m, item, BASIC, SMES, number - deep, spare)
        smarts.append(Award(item.pledge, np.concatenate((first, second))))
    return tuple(leads), tuple(smarts)


def _place(
    m: ManufacturingModel, item: Programme, stage: int, sizes: tuple[int, ...], places: float, spare: Index
) -> tuple[Index, float]:
    """Slots in which `places` plants of these sizes get the stage, and the places left over.

    Odds of an establishment: what it would gain (mature gain of the stage less that of the last stage that works) x
    exp(y profit / sales), as in the hazard of adoption.
    """
    f, p = m.firms, m.parameters
    if places <= 0.0:
        return np.zeros(0, dtype=np.int64), 0.0
    scope, time = item.scope.of_sizes(sizes), m.quarter
    drawing = time, int(Stream.PROGRAMME), *key(m.run_seed, m.replication)
    slots, times = m.scratch.column("programme: slots").view(np.int64), m.scratch.column("programme: times")
    found = line_up(
        f.cell_start, f.size, f.tags, np.uint64(scope.bits), scope.by_cell, f.stage, stage, f.weight, gains(p)[stage],
        f.adoption_kept, f.profit_rate, p.adoption_profit_bound, p.adoption_liquidity, f.ident, drawing, slots, times,
    )  # fmt: skip
    slots, names = slots[:found], f.ident

    def draw(rows: Index) -> Array:
        """Second numbers of some rows of the slots."""
        return uniform_pair(m.run_seed, m.replication, Stream.PROGRAMME, names[slots[rows]], time)[1]

    chosen = choose(f, slots, times[:found], places, spare, draw)
    single = split_off(f, chosen.split)
    split_stock(f, chosen.split, single, m.new_capacity)
    taken = np.concatenate((chosen.whole, single))
    luck = uniform(m.run_seed, m.replication, Stream.ADOPTION_SUCCESS, f.ident[taken], m.quarter)
    success = p.adoption_success + m.policy.adoption_success.among(f, taken)
    install(f, taken, stage, luck < success, p)
    f.stage_quarters[taken] = -1.0  # the quarter's ageing comes after
    return taken, chosen.left


def awarded(awards: tuple[Award, ...], pledge: str) -> Index:
    """Slots (k,) of the plants that a pledge has reached."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *(one.slots for one in awards if one.pledge == pledge)])
