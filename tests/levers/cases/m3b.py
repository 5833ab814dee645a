from __future__ import annotations

from sim.codes import REGIONS
from sim.model import ManufacturingModel
from tests.levers.outcomes import MADE, Case

HONAM = ("Gwangju", "Jeonnam")


def in_honam(m: ManufacturingModel) -> float:
    """Investment of manufacturing in Honam over the run, volume."""
    rows = [REGIONS.index(name) for name in HONAM]
    return float(m.recorder.panel()["investment_volume"][:, rows, MADE].sum())


CASES = {
    "growth_engine": Case(0.1, 0.2, in_honam, regions=HONAM, area="Honam"),
    "relocation": Case(0.05, 0.1, in_honam, regions=HONAM, area="Honam"),
    "location_premium": Case(0.3, 0.6, in_honam, regions=HONAM, area="Honam"),
}
