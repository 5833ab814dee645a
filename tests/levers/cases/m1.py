from __future__ import annotations

from sim.model import ManufacturingModel
from tests.levers.outcomes import Case, makers


def users(m: ManufacturingModel) -> float:
    """Establishments above no stage."""
    return float(makers(m) @ (m.firms.stage > 0))


def ai_factories(m: ManufacturingModel) -> float:
    """Establishments with an AI factory."""
    return float(makers(m) @ (m.firms.stage == 3))


def working(m: ManufacturingModel) -> float:
    """Establishments whose last installation works."""
    return float(makers(m) @ ((m.firms.stage > 0) * m.firms.success))


CASES = {
    "adoption_support": Case(2.0, 3.0, users),
    "ai_factory_slots": Case(100.0, 200.0, ai_factories, adds=True),
    "smart_factory_slots": Case(2000.0, 4000.0, users, adds=True),
    "adoption_peers": Case(0.2, 0.4, users),
    "adoption_customers": Case(0.05, 0.1, users),
    "adoption_success": Case(0.15, 0.3, working),
    "adoption_cost": Case(0.25, 0.5, users),
    "adoption_supply": Case(0.25, 0.5, users),
}
WORLD = {"adoption_dip_years": 0.5, "adoption_full_years": 1.5}
"""What works is seen within the short runs."""
